//! Shown: who may ask what, and what the answer holds.

use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::{Value, json};
use trygghetskarta::service::MunicipalityChange;

use crate::support::{App, Engine, report, spot, with};

/// Seven concerns in one square, of two groups; published.
async fn seven() -> App {
    let app = App::sqlite().await;
    for i in 0..7 {
        let (lon, lat) = spot(0, 0, i);
        app.told(&with(report(), "/place/geometry/coordinates", json!([lon, lat]))).await;
    }
    app.seen().await;
    app.publish_at("2026-12-01T09:00:00Z").await;
    app
}

#[tokio::test]
async fn a_square_says_everything_about_itself() {
    let app = seven().await;
    let answer = app.get("/api/v1/heat").await;
    assert_eq!(answer.header("content-type"), "application/geo+json");
    let heat = answer.expect(200);
    assert_eq!(
        (&heat["type"], &heat["layer"], &heat["cell_m"]),
        (&json!("FeatureCollection"), &json!("public"), &json!(250))
    );
    let [square] = &heat["features"].as_array().unwrap()[..] else { panic!("one square: {heat}") };
    let properties = &square["properties"];
    assert_eq!((&square["id"], &properties["id"]), (&json!("250-438000-6248500"), &json!("250-438000-6248500")));
    assert_eq!(
        (&properties["size_m"], &properties["n_reports"], &properties["weight"]),
        (&json!(250), &json!(7), &json!(7.0))
    );
    assert_eq!(properties["per_ha_month"], json!(7.0 / 6.25));
    assert_eq!(properties["class"], 4);
    let ring = square["geometry"]["coordinates"][0].as_array().unwrap();
    assert_eq!((ring.len(), &ring[0]), (5, &ring[4]));
    let at = |i: usize, axis: usize| ring[i][axis].as_f64().unwrap();
    let doubled: f64 = (0..4).map(|i| at(i, 0) * at(i + 1, 1) - at(i + 1, 0) * at(i, 1)).sum();
    assert!(doubled > 0.0, "counter-clockwise, as GeoJSON wants it");
    let (lon, lat) = spot(0, 0, 5);
    assert!((at(0, 0)..at(1, 0)).contains(&lon) && (at(0, 1)..at(3, 1)).contains(&lat));
}

#[tokio::test]
async fn beside_the_squares_stand_legend_method_parameters_and_totals() {
    let app = seven().await;
    let heat = app.get("/api/v1/heat?from=2026-11&to=2026-11").await.expect(200);
    let classes = heat["legend"]["classes"].as_array().unwrap();
    assert_eq!((classes.len(), &classes[4]["to"]), (5, &Value::Null));
    assert_eq!(heat["legend"]["unit"], "reports_per_ha_month");
    assert!(!heat["method"]["sv"].as_str().unwrap().is_empty() && !heat["method"]["en"].as_str().unwrap().is_empty());
    let p = &heat["parameters"];
    assert_eq!((&p["municipality"], &p["k"], &p["cell"]), (&json!("1273"), &json!(6), &json!("auto")));
    assert_eq!((&p["from"], &p["to"], &p["months"]), (&json!("2026-11-01"), &json!("2026-11-30"), &json!(1)));
    assert_eq!(p["categories"], json!(["unsafe_place", "nuisance_driving", "speeding"]), "the concerns");
    assert_eq!(heat["totals"]["n_reports"], json!({"shown": 7, "suppressed": 0, "outside": 0, "total": 7}));
    assert!(heat["revision"].as_str().unwrap().contains("-k6-"), "{}", heat["revision"]);
    let elsewhere = app.get("/api/v1/heat?bbox=14.2,56.3,14.3,56.4").await.expect(200);
    assert_eq!(elsewhere["totals"]["n_reports"], json!({"shown": 0, "suppressed": 0, "outside": 7, "total": 7}));
}

#[tokio::test]
async fn what_is_one_thing_is_asked_for_once_and_lists_may_be_given_in_parts() {
    let app = seven().await;
    for twice in ["cell=500&cell=1000", "from=2026-10&from=2026-11", "municipality=1273&municipality=1273"] {
        let flaw = app.get(&format!("/api/v1/heat?{twice}")).await.problem(400)["errors"][0].clone();
        assert!(twice.starts_with(flaw["pointer"].as_str().unwrap()) && flaw["detail_en"] == "Give it once.", "{flaw}");
    }
    let totals = async |groups: &str| app.get(&format!("/api/v1/heat?{groups}")).await.expect(200)["totals"].clone();
    assert_eq!(totals("group=traffic&group=unsafe_place").await, totals("group=traffic,unsafe_place").await);
}

#[tokio::test]
async fn the_public_may_ask_for_groups_months_and_large_squares_and_nothing_finer() {
    let app = seven().await;
    for fine in [
        "cause=poor_lighting",
        "category=unsafe_place,speeding",
        "category=speeding",
        "weekdays=fri",
        "hours=21-24",
        "channel=web",
        "from=2026-11-02",
        "to=2026-11-29",
        "cell=100",
        "layer=public&cell=100",
        "from=2026-11-01&to=2026-11-15",
    ] {
        let problem = app.get(&format!("/api/v1/heat?{fine}")).await.problem(400);
        assert_eq!(problem["code"], "bad_parameter", "{fine}");
        let pointer = problem["errors"][0]["pointer"].as_str().unwrap();
        assert!(fine.contains(pointer), "{fine}: {pointer}");
        assert!(problem["errors"][0]["detail_en"].as_str().unwrap().contains("public map"));
        assert!(
            app.get_staff(&format!("/api/v1/heat?{}", fine.replace("layer=public&", ""))).await.status.is_success(),
            "{fine}"
        );
    }
    for coarse in [
        "group=unsafe_place",
        "group=traffic,positive",
        "group=traffic&group=positive",
        "category=unsafe_place",
        "category=nuisance_driving,speeding",
        "cell=250",
        "cell=500",
        "cell=1000",
        "cell=2000",
        "cell=auto",
        "from=2026-11-01&to=2026-11-30",
        "from=2026-11&to=2026-12",
        "bbox=13.9,56.3,14.1,56.4",
        "municipality=1273",
        "layer=public",
        "category=&cause=",
    ] {
        app.get(&format!("/api/v1/heat?{coarse}")).await.expect(200);
    }
}

#[tokio::test]
async fn what_cannot_be_understood_is_named() {
    let app = App::sqlite().await;
    for (query, pointer) in [
        ("bbox=1,2,3", "bbox"),
        ("bbox=14,56,13,57", "bbox"),
        ("bbox=a,b,c,d", "bbox"),
        ("bbox=0,0,NaN,1", "bbox"),
        ("cell=300", "cell"),
        ("cell=-250", "cell"),
        ("category=noise", "category"),
        ("group=all", "group"),
        ("from=2026", "from"),
        ("from=2026-13", "from"),
        ("to=yesterday", "to"),
        ("to=9999-12", "to"),
        ("from=0000-01", "from"),
        ("from=9999-12-31", "from"),
        ("from=-009999-01-01", "from"),
        ("from=2026-11&to=2026-10", "to"),
        ("weekdays=fre", "weekdays"),
        ("hours=24-25", "hours"),
        ("hours=21", "hours"),
        ("hours=7-7", "hours"),
        ("layer=secret", "layer"),
        ("limit=0", "limit"),
        ("cursor=x", "cursor"),
        ("utm_source=mail", "utm_source"),
        ("Category=x", "Category"),
        ("%3Cb%3E=x", "?"),
    ] {
        for answer in
            [app.get(&format!("/api/v1/heat?{query}")).await, app.get_staff(&format!("/api/v1/heat?{query}")).await]
        {
            assert_eq!(answer.problem(400)["errors"][0]["pointer"], pointer, "{query}");
        }
    }
    app.get("/api/v1/heat?municipality=9999").await.problem(404);
    app.get("/api/v1/heat?category=%ff").await.problem(400);
}

#[tokio::test]
async fn a_wrong_token_is_refused_and_the_staff_layer_needs_the_right_one() {
    let app = seven().await;
    app.get("/api/v1/heat?layer=staff").await.problem(403);
    let wrong = app.send(axum::http::Method::GET, "/api/v1/heat", &["authorization: Bearer wrong"], "").await;
    assert_eq!(wrong.problem(401)["code"], "not_admitted");
    assert_eq!(wrong.header("www-authenticate"), "Bearer");
    let staff = app.get_staff("/api/v1/heat?cell=100&cause=poor_lighting").await.expect(200);
    assert_eq!((&staff["layer"], &staff["totals"]["n_reports"]["total"]), (&json!("staff"), &json!(7)));
    assert_eq!(staff["parameters"]["k"], Value::Null);
    assert_eq!(app.get_staff("/api/v1/heat?layer=public").await.expect(200)["layer"], "public");
}

#[tokio::test]
async fn staff_filter_by_cause_channel_day_and_hour() {
    let app = App::sqlite().await;
    let friday_night = with(report(), "/when", json!({"kind": "instant", "at": "2026-11-13T22:30"}));
    let weekly = json!({"kind": "recurrence", "weekdays": ["fri"], "from_hour": 21, "to_hour": 24,
                        "since": "2026-10-01", "until": "2026-10-31"});
    app.told(&friday_night).await;
    app.told(&with(with(report(), "/when", weekly), "/causes", json!(["deserted"]))).await;
    app.told(&with(with(report(), "/category", json!("speeding")), "/causes", json!([]))).await;
    app.seen().await;
    let n = async |query: &str| {
        let heat = app.get_staff(&format!("/api/v1/heat?{query}")).await.expect(200);
        let totals = &heat["totals"];
        (totals["n_reports"]["total"].as_u64().unwrap(), totals["weight"]["total"].as_f64().unwrap())
    };
    assert_eq!(n("cause=poor_lighting").await.0, 1);
    assert_eq!(n("cause=poor_lighting,deserted").await.0, 2);
    assert_eq!(n("category=speeding").await.0, 1);
    assert_eq!(n("channel=web").await.0, 3);
    assert_eq!(n("channel=on_behalf").await.0, 0);
    assert_eq!(n("weekdays=fri&hours=22-23&from=2026-11-13&to=2026-11-13").await, (1, 1.0));
    let (one, weight) = n("weekdays=fri&from=2026-10-01&to=2026-10-31").await;
    assert_eq!(one, 1);
    assert!((weight - 5.0).abs() < 1e-9, "five Fridays: {weight}");
    let (_, one_hour) = n("weekdays=fri&hours=21-22&from=2026-10-01&to=2026-10-31").await;
    assert!((one_hour - 5.0 / 3.0).abs() < 1e-9, "a third of each: {one_hour}");
    assert_eq!(n("weekdays=mon").await.0, 0);
}

#[tokio::test]
async fn the_profile_is_for_staff_and_its_hours_add_up() {
    let app = App::demo(Engine::Sqlite).await;
    assert_eq!(app.get("/api/v1/profile").await.problem(403)["code"], "staff_only");
    let profile = app.get_staff("/api/v1/profile?from=2025-01&to=2025-12").await.expect(200);
    let rows = profile["rows"].as_array().unwrap();
    let days: Vec<_> = rows.iter().map(|row| row["weekday"].as_str().unwrap()).collect();
    assert_eq!(days, ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
    let hours = rows.iter().flat_map(|row| row["hours"].as_array().unwrap()).map(|n| n.as_f64().unwrap());
    let hours: Vec<f64> = hours.collect();
    assert_eq!(hours.len(), 168);
    let sum = hours.iter().sum::<f64>() + profile["unknown_hour"].as_f64().unwrap();
    let heat = app.get_staff("/api/v1/heat?from=2025-01&to=2025-12").await.expect(200);
    let total = heat["totals"]["weight"]["total"].as_f64().unwrap();
    assert!((sum - total).abs() <= 1e-9 * total && total > 10.0, "{sum} {total}");
    assert_eq!(profile["n_reports"], heat["totals"]["n_reports"]["total"]);
    assert_eq!(profile["layer"], "staff");
}

#[tokio::test]
async fn observations_come_exact_without_words_page_by_page() {
    let app = App::demo(Engine::Sqlite).await;
    assert_eq!(app.get("/api/v1/observations").await.problem(403)["code"], "staff_only");
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let answer = app.get_staff(&format!("/api/v1/observations?limit=97&from=2026-01{cursor}")).await;
        assert_eq!(answer.header("cache-control"), "private, no-store");
        let page = answer.expect(200);
        let features = page["features"].as_array().unwrap();
        assert!(features.len() <= 97);
        for feature in features {
            let properties = feature["properties"].as_object().unwrap();
            assert!(!properties.contains_key("text") && properties["state"] == "received");
            ids.push(feature["id"].as_u64().unwrap());
        }
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert!(ids.is_sorted() && ids.len() > 100);
    let heat = app.get_staff("/api/v1/heat?from=2026-01").await.expect(200);
    assert_eq!(heat["totals"]["n_reports"]["total"], ids.len());
}

#[tokio::test]
async fn a_box_around_the_whole_world_shows_what_no_box_shows() {
    let app = App::demo(Engine::Sqlite).await;
    for world in ["-180,-90,180,90", "-179.9,-60,179.9,89", "0,0,90,85"] {
        let whole = app.get_staff("/api/v1/heat?cell=1000").await.expect(200);
        let boxed = app.get_staff(&format!("/api/v1/heat?cell=1000&bbox={world}")).await.expect(200);
        assert_eq!(boxed["features"], whole["features"], "{world}");
        assert_eq!(boxed["totals"]["n_reports"], whole["totals"]["n_reports"], "{world}");
    }
    let elsewhere = app.get_staff("/api/v1/heat?cell=1000&bbox=100,10,101,11").await.expect(200);
    assert_eq!(elsewhere["totals"]["n_reports"]["shown"], 0);
}

#[tokio::test]
async fn whoever_raises_k_is_not_answered_with_what_was_known_before() {
    let app = App::demo(Engine::Sqlite).await;
    let tag = app.get("/api/v1/heat").await.header("etag").to_owned();
    let stricter = MunicipalityChange { k: Some(20), ..MunicipalityChange::default() };
    app.service.change_municipality("1273", &stricter).await.unwrap();
    let answer = app.send(Method::GET, "/api/v1/heat", &[&format!("If-None-Match: {tag}")], "").await;
    let squares = answer.expect(200);
    let smallest =
        squares["features"].as_array().unwrap().iter().map(|f| f["properties"]["n_reports"].as_u64().unwrap());
    assert!(smallest.min().unwrap() >= 20);
}

#[tokio::test]
async fn after_k_was_raised_no_two_months_or_groups_differ_by_fewer() {
    let app = App::demo(Engine::Sqlite).await;
    let stricter = MunicipalityChange { k: Some(20), ..MunicipalityChange::default() };
    app.service.change_municipality("1273", &stricter).await.unwrap();
    let (mut n_answers, mut most) = (0, 0);
    for group in ["", "&group=unsafe_place", "&group=traffic"] {
        let mut before: BTreeMap<String, u64> = BTreeMap::new();
        for to in (11..=12).map(|m| (2024, m)).chain((1..=12).map(|m| (2025, m))).chain((1..=10).map(|m| (2026, m))) {
            let path = format!("/api/v1/heat?from=2024-11&to={}-{:02}{group}", to.0, to.1);
            let heat = app.get(&path).await.expect(200);
            let squares = heat["features"].as_array().unwrap().iter();
            let mut now: BTreeMap<String, u64> = squares
                .map(|f| (f["id"].as_str().unwrap().to_owned(), f["properties"]["n_reports"].as_u64().unwrap()))
                .collect();
            now.insert("all".to_owned(), heat["totals"]["n_reports"]["total"].as_u64().unwrap());
            for (square, n) in &now {
                let more = n - before.get(square).copied().unwrap_or(0);
                assert!(more == 0 || more >= 20, "{path}: {more} more in {square}");
            }
            assert!(before.keys().all(|square| now.contains_key(square)), "{path}: what was told stays");
            (n_answers, most) = (n_answers + 1, most.max(now["all"]));
            before = now;
        }
    }
    assert!(n_answers == 72 && most > 300, "{most}");
}

#[tokio::test]
async fn a_question_too_fine_is_refused_even_to_those_who_know_an_answer() {
    let app = App::demo(Engine::Sqlite).await;
    let tag = app.get("/api/v1/heat").await.header("etag").to_owned();
    app.send(Method::GET, "/api/v1/heat?hours=21-24", &[&format!("If-None-Match: {tag}")], "").await.problem(400);
}

#[tokio::test]
async fn a_question_asked_again_has_the_same_answer_and_a_staff_reading_is_logged_each_time() {
    let app = seven().await;
    let staff = format!("authorization: Bearer {}", crate::support::STAFF);
    let packed = "accept-encoding: gzip, br";
    for path in ["/api/v1/heat", "/tiles/heat/10/551/317.mvt"] {
        let before = app.number("SELECT COUNT(*) FROM audit WHERE act = 'read'").await;
        let asked = async |headers: &[&str]| app.send(Method::GET, path, headers, "").await;
        let (public, exact) = (asked(&[]).await, asked(&[&staff]).await);
        assert_ne!(public.header("etag"), exact.header("etag"), "{path}");
        for _ in 0..2 {
            assert_eq!((asked(&[]).await.body, asked(&[&staff]).await.body), (public.body.clone(), exact.body.clone()));
        }
        assert_eq!(app.number("SELECT COUNT(*) FROM audit WHERE act = 'read'").await, before + 3, "{path}");
        assert!(!public.body.is_empty(), "{path}");
        for (headers, name) in [(&[packed][..], "br"), (&["accept-encoding: gzip"], "gzip")] {
            let (first, again) = (asked(headers).await, asked(headers).await);
            assert_eq!(first.header("etag"), public.header("etag"));
            assert!(first.header("vary").contains("authorization"));
            assert_eq!(first.body, again.body);
            if path.starts_with("/api/") {
                assert_eq!(first.header("content-encoding"), name);
                assert!(first.body.len() < public.body.len(), "{name}");
            }
        }
        // What is told later is another state of the data, and another answer.
        app.told(&report()).await;
        app.seen().await;
        assert_ne!(asked(&[&staff]).await.header("etag"), exact.header("etag"));
        assert_eq!(asked(&[]).await.body, public.body, "published cells do not move");
    }
}

/// An event of September and one of October, asked on 20 November.
async fn of_autumn(engine: Engine) -> App {
    let app = App::osby(engine).await;
    for day in ["2026-09-10", "2026-10-05"] {
        let at = format!("{day}T21:15:00+02:00");
        app.told(&with(report(), "/when", json!({"kind": "instant", "at": at}))).await;
    }
    app.seen().await;
    app
}

#[tokio::test]
async fn without_a_period_densities_are_divided_by_the_months_the_reports_lie_in() {
    for engine in Engine::BOTH {
        let app = of_autumn(engine).await;
        let heat = app.get_staff("/api/v1/heat").await.expect(200);
        let p = &heat["parameters"];
        assert_eq!((&p["from"], &p["to"]), (&json!("2026-09-01"), &json!("2026-10-31")), "not until today");
        // 61 days and the hour that the clocks went back, over 30.4375 days.
        let months = (61.0 + 1.0 / 24.0) / 30.4375;
        assert!((p["months"].as_f64().unwrap() - months).abs() < 1e-9, "{p}");
        let cell = &heat["features"][0]["properties"];
        let ha = cell["size_m"].as_f64().unwrap().powi(2) / 10_000.0;
        assert!((cell["per_ha_month"].as_f64().unwrap() - 2.0 / ha / months).abs() < 1e-9, "{cell}");
        for path in ["/api/v1/heat?unit=link", "/api/v1/profile", "/api/v1/heat?from=2026-09"] {
            let answer = app.get_staff(path).await.expect(200);
            assert_eq!(answer["parameters"]["to"], "2026-10-31", "{path}");
        }
    }
}

#[tokio::test]
async fn a_period_never_goes_beyond_today_and_what_is_asked_for_is_kept() {
    let app = of_autumn(Engine::Sqlite).await;
    let of = async |query: &str| {
        let p = app.get_staff(&format!("/api/v1/heat{query}")).await.expect(200)["parameters"].clone();
        [p["from"].as_str().unwrap().to_owned(), p["to"].as_str().unwrap().to_owned()]
    };
    assert_eq!(
        of("?from=2026-11-15").await,
        ["2026-11-15", "2026-11-20"],
        "after the last report: nothing until today"
    );
    assert_eq!(of("?to=2026-12-31").await, ["2026-09-01", "2026-11-20"]);
    assert_eq!(of("?to=1990-01-15").await, ["1990-01-01", "1990-01-15"], "the month of its end");
    let empty = app.get_staff("/api/v1/heat?to=1990-01-15").await.text();
    assert!(empty.contains("\"features\":[]") && !empty.contains("-0.0"), "{empty}");
    for path in ["heat?from=2026-11-21", "heat?from=2030-01", "heat?unit=link&from=2030-01", "profile?from=2030-01"] {
        let problem = app.get_staff(&format!("/api/v1/{path}")).await.problem(400);
        assert_eq!(problem["errors"][0]["pointer"], "from", "{path}");
    }
    assert_eq!(of("?from=2026-01-01&to=2026-11-01").await, ["2026-01-01", "2026-11-01"]);
    app.told(&report()).await;
    app.seen().await;
    assert_eq!(of("").await, ["2026-09-01", "2026-11-20"], "this month has not ended");
}

#[tokio::test]
async fn the_public_is_told_what_its_total_is_a_total_of() {
    let app = seven().await;
    app.told(&report()).await;
    app.seen().await;
    for path in ["/api/v1/heat", "/api/v1/heat?unit=link"] {
        let heat = app.get(path).await.expect(200);
        assert_eq!(heat["totals"]["n_reports"]["total"], 7, "{path}: the one that waits is not counted");
        for (lang, words) in
            [("sv", "Hur många rapporter som väntar sägs inte"), ("en", "How many reports wait is not said")]
        {
            assert!(heat["method"][lang].as_str().unwrap().contains(words), "{path}: {}", heat["method"]);
        }
        let staff = app.get_staff(path).await.expect(200);
        assert!(!staff["method"]["sv"].as_str().unwrap().contains("väntar"), "{path}");
    }
}
