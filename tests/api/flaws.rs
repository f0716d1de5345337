//! Every flaw at once, each with a pointer, a code and a sentence in two languages.

use serde_json::{Value, json};

use crate::support::{App, at, report, stretch, with};

fn when(moment: Value) -> Value {
    with(report(), "/when", moment)
}

fn instant(at: &str) -> Value {
    when(json!({"kind": "instant", "at": at}))
}

fn weekly(field: &str, value: Value) -> Value {
    let weekly =
        json!({"kind": "recurrence", "weekdays": ["fri"], "from_hour": 21, "to_hour": 24, "since": "2026-08-01"});
    with(when(weekly), &format!("/when/{field}"), value)
}

fn area(ring: Value) -> Value {
    with(report(), "/place/geometry", json!({"type": "Polygon", "coordinates": [ring]}))
}

fn vertices(n: usize) -> Value {
    stretch(&(0..n).map(|i| (13.99 + i as f64 * 1e-5, 56.38)).collect::<Vec<_>>())
}

/// Six hundred metres of a street, so many times.
fn there_and_back(times: usize) -> Value {
    stretch(&(0..=times).map(|i| (if i % 2 == 0 { 13.99 } else { 14.0 }, 56.38)).collect::<Vec<_>>())
}

const GEOMETRY: &str = "/place/geometry";
const COORDINATES: &str = "/place/geometry/coordinates";

/// Pointers and codes.
type Flaws = Vec<(&'static str, &'static str)>;

/// Bodies with what is wrong with them.
fn table() -> Vec<(&'static str, Value, Flaws)> {
    let geometry = |value: Value| with(report(), "/place/geometry", value);
    vec![
        ("nothing", json!({}), vec![("/category", "required"), ("/place/geometry", "required")]),
        ("no category", with(report(), "/category", json!(null)), vec![("/category", "required")]),
        ("unknown category", with(report(), "/category", json!("noise")), vec![("/category", "unknown_category")]),
        ("category of another type", with(report(), "/category", json!(7)), vec![("/category", "unknown_category")]),
        (
            "causes of another category",
            with(report(), "/causes", json!(["moped", "poor_lighting", "nonsense", 3])),
            vec![("/causes/0", "unknown_cause"), ("/causes/2", "unknown_cause"), ("/causes/3", "unknown_cause")],
        ),
        ("causes no list", with(report(), "/causes", json!("poor_lighting")), vec![("/causes", "bad_type")]),
        ("unknown field", with(report(), "/name", json!("Anna")), vec![("/name", "unknown_field")]),
        (
            "unknown field in the place",
            with(report(), "/place/address", json!("Storgatan 5, Anna")),
            vec![("/place/address", "unknown_field")],
        ),
        (
            "unknown field in the moment",
            with(report(), "/when/who", json!("Anna")),
            vec![("/when/who", "unknown_field")],
        ),
        (
            "unknown municipality and a bad time",
            with(instant("yesterday"), "/municipality", json!("0180")),
            vec![("/municipality", "unknown_municipality"), ("/when/at", "bad_time")],
        ),
        ("field with a slash", with(report(), "/a~b", json!(1)), vec![("/a~0b", "unknown_field")]),
        (
            "unknown municipality",
            with(report(), "/municipality", json!("0180")),
            vec![("/municipality", "unknown_municipality")],
        ),
        (
            "municipality a number",
            with(report(), "/municipality", json!(1273)),
            vec![("/municipality", "unknown_municipality")],
        ),
        ("no place", with(report(), "/place", json!(null)), vec![(GEOMETRY, "required")]),
        ("outside", at(14.16, 56.03), vec![(GEOMETRY, "outside_municipality")]),
        ("on the other side of the globe", at(-166.0, -56.3), vec![(GEOMETRY, "outside_municipality")]),
        ("a quarter of the globe away", at(105.0, 0.0), vec![(GEOMETRY, "outside_municipality")]),
        ("at the date line", at(180.0, 0.0), vec![(GEOMETRY, "outside_municipality")]),
        ("at the pole", at(13.9974, 90.0), vec![(GEOMETRY, "outside_municipality")]),
        ("at zero", at(0.0, 0.0), vec![(GEOMETRY, "outside_municipality")]),
        ("swapped", at(56.3796, 13.9974), vec![(COORDINATES, "swapped_coordinates")]),
        ("off the globe", at(200.0, 56.0), vec![(COORDINATES, "bad_coordinates")]),
        (
            "one number",
            geometry(json!({"type": "Point", "coordinates": [13.9]})),
            vec![(COORDINATES, "bad_coordinates")],
        ),
        (
            "words for numbers",
            geometry(json!({"type": "Point", "coordinates": ["13.9", "56.3"]})),
            vec![(COORDINATES, "bad_coordinates")],
        ),
        ("one point is no line", stretch(&[(13.99, 56.38)]), vec![(COORDINATES, "bad_coordinates")]),
        (
            "a line out of town",
            stretch(&[(13.9974, 56.3796), (14.16, 56.03)]),
            vec![(GEOMETRY, "outside_municipality"), (GEOMETRY, "too_large")],
        ),
        ("a stretch of 12 km", there_and_back(20), vec![(GEOMETRY, "too_large")]),
        (
            "a giant area",
            area(json!([[13.95, 56.37], [14.05, 56.37], [14.05, 56.42], [13.95, 56.37]])),
            vec![(GEOMETRY, "too_large")],
        ),
        (
            "a bow tie",
            area(json!([[13.99, 56.38], [13.995, 56.382], [13.995, 56.38], [13.99, 56.382], [13.99, 56.38]])),
            vec![(GEOMETRY, "self_crossing")],
        ),
        (
            "two corners",
            area(json!([[13.99, 56.38], [13.995, 56.382], [13.99, 56.38]])),
            vec![("/place/geometry/coordinates/0", "bad_coordinates")],
        ),
        ("501 vertices", vertices(501), vec![(COORDINATES, "too_many_vertices")]),
        (
            "accuracy below zero",
            with(report(), "/place/accuracy_m", json!(-1)),
            vec![("/place/accuracy_m", "bad_accuracy")],
        ),
        ("unknown source", with(report(), "/place/source", json!("dream")), vec![("/place/source", "bad_type")]),
        ("no kind of moment", when(json!({"at": "2026-11-19T21:15"})), vec![("/when/kind", "bad_type")]),
        ("in the future", instant("2026-11-20T13:06"), vec![("/when/at", "in_the_future")]),
        ("before 2000", instant("1999-12-31T23:59:59Z"), vec![("/when/at", "too_old")]),
        ("no time at all", when(json!({"kind": "instant"})), vec![("/when/at", "bad_time")]),
        ("yesterday", instant("yesterday"), vec![("/when/at", "bad_time")]),
        ("the 30th of February", instant("2026-02-30T10:00"), vec![("/when/at", "bad_time")]),
        ("an hour that was skipped", instant("2026-03-29T02:30"), vec![("/when/at", "nonexistent_local_time")]),
        (
            "an interval backwards",
            when(json!({"kind": "interval", "from": "2026-11-19T22:00", "to": "2026-11-19T21:00"})),
            vec![("/when/to", "bad_interval")],
        ),
        (
            "an interval of bad ends",
            when(json!({"kind": "interval", "from": "1999-01-01T00:00", "to": "2030-01-01T00:00"})),
            vec![("/when/from", "too_old"), ("/when/to", "in_the_future")],
        ),
        ("no weekdays", weekly("weekdays", json!([])), vec![("/when/weekdays", "bad_recurrence")]),
        ("unknown weekday", weekly("weekdays", json!(["fre"])), vec![("/when/weekdays", "bad_recurrence")]),
        ("hour 24 to begin", weekly("from_hour", json!(24)), vec![("/when/from_hour", "bad_recurrence")]),
        ("hour 25 to end", weekly("to_hour", json!(25)), vec![("/when/to_hour", "bad_recurrence")]),
        ("half an hour", weekly("from_hour", json!(21.5)), vec![("/when/from_hour", "bad_recurrence")]),
        ("until before since", weekly("until", json!("2026-07-01")), vec![("/when/until", "bad_interval")]),
        ("until next year", weekly("until", json!("2027-07-01")), vec![("/when/until", "in_the_future")]),
        ("severity 6", with(report(), "/severity", json!(6)), vec![("/severity", "bad_severity")]),
        ("severity 0", with(report(), "/severity", json!(0)), vec![("/severity", "bad_severity")]),
        ("severity in words", with(report(), "/severity", json!("3")), vec![("/severity", "bad_severity")]),
        ("2001 characters", with(report(), "/text", json!("å".repeat(2001))), vec![("/text", "too_long")]),
        ("text a list", with(report(), "/text", json!(["a"])), vec![("/text", "bad_type")]),
        ("a plate", with(report(), "/text", json!("Bilen ABC 123 stod där")), vec![("/text", "personal_data")]),
    ]
}

#[tokio::test]
async fn every_bad_body_gets_exactly_its_flaws() {
    let app = App::sqlite().await;
    let mut wrong = Vec::new();
    for (name, body, expected) in table() {
        let answer = app.tell(&body).await;
        let mut expected: Vec<_> = expected.iter().map(|(p, c)| ((*p).to_owned(), (*c).to_owned())).collect();
        expected.sort();
        let found =
            if answer.status == 422 { answer.flaws() } else { vec![(answer.status.to_string(), answer.text())] };
        if found != expected {
            wrong.push(format!("{name}: {found:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 0);
}

#[tokio::test]
async fn everything_wrong_is_said_at_once() {
    let app = App::sqlite().await;
    let body = json!({
        "category": "unsafe_place", "causes": ["moped"], "severity": 6, "text": "Ring 070-123 45 67", "phone": "070",
        "place": {"geometry": {"type": "Point", "coordinates": [14.16, 56.03]}, "accuracy_m": "near", "source": "dream"},
        "when": {"kind": "recurrence", "weekdays": ["fre"], "from_hour": 30, "to_hour": 0, "since": "2030-01-01"},
    });
    let flaws = app.tell(&body).await.flaws();
    let pointers: Vec<&str> = flaws.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(
        pointers,
        [
            "/causes/0",
            "/phone",
            "/place/accuracy_m",
            "/place/geometry",
            "/place/source",
            "/severity",
            "/text",
            "/when/from_hour",
            "/when/since",
            "/when/to_hour",
            "/when/weekdays"
        ]
    );
}

#[tokio::test]
async fn limits_are_inclusive() {
    let app = App::sqlite().await;
    for body in [
        vertices(500),
        there_and_back(16),
        with(report(), "/text", json!("å".repeat(2000))),
        instant("2026-11-20T13:05:00+01:00"),
        instant("2000-01-01T00:00:00Z"),
        with(report(), "/place/accuracy_m", json!(0)),
        instant("2026-10-25T02:30"),
    ] {
        app.told(&body).await;
    }
}

#[tokio::test]
async fn outside_says_how_far_and_where_in_both_languages() {
    let app = App::sqlite().await;
    let flaw = &app.tell(&at(14.1567, 56.0294)).await.problem(422)["errors"][0];
    let (sv, en) = (flaw["detail_sv"].as_str().unwrap(), flaw["detail_en"].as_str().unwrap());
    assert!(sv.contains(" km utanför Osby") && en.contains(" km outside Osby"), "{sv} / {en}");
    let distance = |text: &str| -> f64 {
        let word = text.split_once(" km").unwrap().0.rsplit(' ').next().unwrap();
        word.replace(',', ".").parse().unwrap()
    };
    // Kristianstad lies two good miles (Swedish ones) south of the border.
    assert_eq!(distance(sv), distance(en));
    assert!((20.0..35.0).contains(&distance(sv)), "{sv}");
    assert!(sv.contains(','), "a Swedish decimal comma: {sv}");
}

#[tokio::test]
async fn personal_data_is_refused_with_a_text_that_would_pass() {
    let app = App::sqlite().await;
    for text in [
        "Bilen ABC123 kör för fort.",
        "Blå moped, reg ABC 12D, varje kväll",
        "Det var 19811228-9874 som gjorde det",
        "Ring mig på 070-123 45 67!",
        "Skriv till anna.andersson@example.se om det",
        "ABC123 och DEF 456, ring 0479-123 45",
    ] {
        let problem = app.tell(&with(report(), "/text", json!(text))).await.problem(422);
        let [flaw] = &problem["errors"].as_array().unwrap()[..] else { panic!("one flaw: {problem}") };
        assert_eq!((flaw["pointer"].as_str(), flaw["code"].as_str()), (Some("/text"), Some("personal_data")));
        let suggestion = flaw["suggestion"].as_str().expect("a text that would pass");
        assert!(suggestion.contains('['), "{suggestion}");
        for found in flaw["findings"].as_array().expect("every piece") {
            let place = |at: usize| found["bytes"][at].as_u64().expect("a place") as usize;
            assert!(text.get(place(0)..place(1)).is_some_and(|piece| !piece.is_empty()), "{found}");
            assert!(found["utf16"][1].is_u64() && found["rewrite"].is_string() && found["detail_sv"].is_string());
        }
        app.told(&with(report(), "/text", json!(suggestion))).await;
    }
    for harmless in ["Väg 15 vid kl 21.30, hus 123", "Ring SOS 112 sa någon", "5 lampor av 12 är trasiga sedan 2024"]
    {
        app.told(&with(report(), "/text", json!(harmless))).await;
    }
}

#[tokio::test]
async fn control_characters_are_dropped_and_a_blank_text_is_none() {
    let app = App::sqlite().await;
    app.told(&with(report(), "/text", json!("rad ett\nrad\u{0} två\u{7}\t!"))).await;
    app.told(&with(report(), "/text", json!("  \n "))).await;
    let texts = app.texts("SELECT text FROM report ORDER BY key").await;
    assert_eq!(texts, [Some("rad ett\nrad två\t!".to_owned()), None]);
}

/// On the ellipsoid geographiclib 2.1 (`Geodesic.WGS84.Inverse` to 400 points of each side of the border) has 382.7,
/// 151.0 and 15,889.1 km; a sphere may be 0.6 % away.
#[tokio::test]
async fn far_away_is_said_in_kilometres_and_of_several_municipalities_the_nearest_is_named() {
    let app = App::sqlite().await;
    let mut bath = app.service.serving(None).unwrap().town.municipality.clone();
    (bath.code, bath.name, bath.epsg) = ("0001".into(), "Bath".into(), 32630);
    bath.border = geo::MultiPolygon(vec![geo::Rect::new((-2.5, 51.3), (-2.3, 51.45)).to_polygon()]);
    app.service.add_municipality(bath).await.expect("Bath");
    for (lon, lat, name, (low, high)) in [
        (18.0649, 59.3326, "Osby", (381, 385)),
        (-0.1278, 51.5074, "Bath", (150, 152)),
        (151.2093, -33.8688, "Osby", (15_794, 15_984)),
    ] {
        let told = app.post("/api/v1/reports/check", &at(lon, lat)).await.expect(422);
        let sentence = told["errors"][0]["detail_sv"].as_str().expect("a sentence").to_owned();
        let (_, rest) = sentence.split_once("ligger ").expect("how far");
        let (km, rest) = rest.split_once(" km utanför ").expect("in kilometres");
        let km: u32 = km.replace(' ', "").parse().expect("whole kilometres");
        assert!(rest.starts_with(name) && (low..=high).contains(&km), "{sentence}");
    }
    let long = app.post("/api/v1/reports/check", &there_and_back(41)).await.expect(422);
    let sentence = long["errors"][0]["detail_sv"].as_str().expect("a sentence");
    assert!(sentence.starts_with("Sträckan är 25,3 km,"), "{sentence}");
}
