//! Rates: never a figure without its denominator.

use axum::http::Method;
use geo::{Geometry, MultiPolygon, polygon};
use serde_json::{Value, json};
use trygghetskarta::geodesy::{Cell, EastNorth, Metric};
use trygghetskarta::town::{Feature, Layer, Provenance, Survey};

use crate::support::{App, report, spot, with};

fn area(id: &str, [w, s, e, n]: [f64; 4], population: Option<u32>, layer: Layer) -> Feature {
    let corner = polygon![(x: w, y: s), (x: e, y: s), (x: e, y: n), (x: w, y: n), (x: w, y: s)];
    Feature {
        layer,
        id: id.to_owned(),
        name: Some(format!("Område {id}")),
        kind: None,
        locality: None,
        population,
        invented: true,
        geometry: Geometry::MultiPolygon(MultiPolygon(vec![corner])),
    }
}

/// Seven reports in one square of 250 m; around it an area with people, one without, one of which nothing is known.
async fn app() -> App {
    let app = App::sqlite().await;
    for i in 0..7 {
        let (lon, lat) = spot(0, 0, i);
        app.told(&with(report(), "/place/geometry/coordinates", json!([lon, lat]))).await;
    }
    app.seen().await;
    app.publish_at("2026-12-01T09:00:00Z").await;
    let (lon, lat) = spot(0, 0, 0);
    let around = |d: f64| [lon - d, lat - d, lon + d, lat + d];
    let east = |d: f64| [lon + d, lat - 0.1, lon + 2.0 * d, lat + 0.1];
    let metric = Metric::sweref99_tm();
    let cell = Cell { size_m: 250, e_m: 438_000, n_m: 6_248_500 };
    let [a, _, c, _] = cell.corners().map(|p: EastNorth| metric.inverse(p));
    let square = area(&cell.to_string(), [a.lon(), a.lat(), c.lon(), c.lat()], Some(140), Layer::PopulationSquare);
    let provenance = [Layer::Area, Layer::PopulationSquare].map(|layer| Provenance {
        layer,
        source: "Påhittade områden".to_owned(),
        licence: "MIT".to_owned(),
        attribution: "Påhittat".to_owned(),
        data_date: None,
    });
    let features = vec![
        area("A", around(0.02), Some(700), Layer::Area),
        area("B", east(0.05), Some(0), Layer::Area),
        area("C", east(0.12), None, Layer::Area),
        area("D", east(0.3), Some(9_000), Layer::Area),
        square,
    ];
    let survey = Survey { provenance: provenance.to_vec(), features, links: Vec::new() };
    app.service.replace_ground("1273", &survey).await.unwrap();
    app
}

fn of<'a>(answer: &'a Value, id: &str) -> &'a Value {
    let found = answer["features"].as_array().unwrap().iter().find(|feature| feature["id"] == id);
    &found.unwrap_or_else(|| panic!("{id} in {answer}"))["properties"]
}

#[tokio::test]
async fn staff_get_exact_rates_and_the_silent_place_is_named() {
    let app = app().await;
    let answer = app.get_staff("/api/v1/rates?from=2026-11&to=2026-11").await.expect(200);
    let a = of(&answer, "A");
    assert_eq!((&a["n_reports"], &a["population"], &a["silent"]), (&json!(7.0), &json!(700), &json!(false)));
    let months = answer["months"].as_f64().unwrap();
    assert!((a["rate"].as_f64().unwrap() - 7.0 / 0.7 / months).abs() < 1e-9);
    assert!(a["low"].as_f64() < a["rate"].as_f64() && a["rate"].as_f64() < a["high"].as_f64());
    assert_eq!(
        (&of(&answer, "B")["rate"], &of(&answer, "B")["why_no_rate"]),
        (&Value::Null, &json!("nobody_lives_there"))
    );
    assert_eq!(
        (&of(&answer, "C")["rate"], &of(&answer, "C")["why_no_rate"]),
        (&Value::Null, &json!("population_unknown"))
    );
    let d = of(&answer, "D");
    assert_eq!((&d["n_reports"], &d["silent"]), (&json!(0.0), &json!(true)), "9,000 people and not a word");
    assert_eq!(
        (&answer["denominator"]["population"], &answer["denominator"]["source"]),
        (&json!(9_700), &json!("Påhittade områden"))
    );
    assert_eq!(answer["approximate"], false);
}

#[tokio::test]
async fn staff_see_how_fast_each_place_tells_and_nobody_else_does() {
    let app = app().await;
    // The same lamp told of once more, ten metres away.
    let (lon, lat) = spot(0, 0, 0);
    app.told(&with(report(), "/place/geometry/coordinates", json!([lon + 0.00016, lat]))).await;
    app.seen().await;
    for by in ["area", "square"] {
        let answer = app.get_staff(&format!("/api/v1/rates?by={by}&from=2026-11&to=2026-11")).await.expect(200);
        let heard = &answer["features"][0]["properties"]["reporting"];
        // 16 spots lie 70 m apart: seven are seven things, and the eighth report repeats one of them.
        assert_eq!((&heard["n_incidents"], &heard["n_repeats"]), (&json!(7), &json!(1)), "{answer}");
        let days = |what: &str| heard["days_between_reports"][what].as_f64().unwrap();
        assert!(days("low") < days("mean") && days("mean") < days("high"));
        assert!((1.0..=3.0).contains(&heard["weight"].as_f64().unwrap()));
    }
    let public = app.get("/api/v1/rates").await.expect(200);
    assert_eq!(public["features"][0]["properties"]["reporting"], Value::Null);
}

#[tokio::test]
async fn every_rate_has_the_class_of_the_legend_and_a_place_without_one_has_none() {
    let app = app().await;
    let answer = app.get_staff("/api/v1/rates?from=2026-11&to=2026-11").await.expect(200);
    assert_eq!(answer["legend"]["unit"], answer["unit"]);
    let classes = answer["legend"]["classes"].as_array().unwrap();
    for feature in answer["features"].as_array().unwrap() {
        let place = &feature["properties"];
        let Some(rate) = place["rate"].as_f64() else {
            assert_eq!(place["class"], Value::Null);
            continue;
        };
        let within =
            |class: &&Value| class["from"].as_f64().unwrap() <= rate && class["to"].as_f64().is_none_or(|to| rate < to);
        assert_eq!(place["class"], classes.iter().find(within).unwrap()["class"], "{place}");
    }
}

#[tokio::test]
async fn a_box_lists_the_places_that_touch_it_and_holds_them_against_the_whole_town() {
    let app = app().await;
    let (lon, lat) = spot(0, 0, 0);
    let near = format!("bbox={},{},{},{}", lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01);
    for ask in ["from=2026-11&to=2026-11&layer=staff", "layer=public"] {
        let all = app.get_staff(&format!("/api/v1/rates?{ask}")).await.expect(200);
        let boxed = app.get_staff(&format!("/api/v1/rates?{ask}&{near}")).await.expect(200);
        let ids: Vec<_> = boxed["features"].as_array().unwrap().iter().map(|f| &f["id"]).collect();
        assert_eq!(ids, ["A"]);
        assert_eq!(of(&boxed, "A"), of(&all, "A"));
        assert_eq!((&boxed["mean"], &boxed["denominator"]), (&all["mean"], &all["denominator"]));
        let nowhere = app.get_staff(&format!("/api/v1/rates?{ask}&bbox=10,50,11,51")).await.expect(200);
        assert_eq!(nowhere["features"], json!([]));
    }
    app.get("/api/v1/rates?bbox=1,2,3").await.problem(400);
}

#[tokio::test]
async fn an_answer_kept_is_given_again_and_never_on_another_ground_nor_instead_of_the_squares() {
    let app = app().await;
    let first = app.get("/api/v1/rates").await;
    let again = app.get("/api/v1/rates").await;
    assert_eq!((again.header("etag"), &again.body), (first.header("etag"), &first.body));
    assert_eq!(app.get("/api/v1/heat").await.expect(200)["legend"]["unit"], "reports_per_ha_month");
    let provenance = Provenance {
        layer: Layer::Area,
        source: "Andra områden".to_owned(),
        licence: "MIT".to_owned(),
        attribution: "Påhittat".to_owned(),
        data_date: None,
    };
    let features = vec![area("E", [13.0, 55.0, 15.0, 57.0], Some(1_000), Layer::Area)];
    let survey = Survey { provenance: vec![provenance], features, links: Vec::new() };
    app.service.replace_ground("1273", &survey).await.unwrap();
    let moved = app.get("/api/v1/rates").await.expect(200);
    assert_eq!(
        (&moved["denominator"]["source"], &of(&moved, "E")["population"]),
        (&json!("Andra områden"), &json!(1_000))
    );
}

#[tokio::test]
async fn the_public_gets_estimates_from_published_squares_and_nothing_below_k() {
    let app = app().await;
    let areas = app.get("/api/v1/rates?by=area").await.expect(200);
    assert_eq!((&areas["layer"], &areas["approximate"]), (&json!("public"), &json!(true)));
    assert!((of(&areas, "A")["n_reports"].as_f64().unwrap() - 7.0).abs() < 1e-6);
    assert_eq!((&of(&areas, "D")["n_reports"], &of(&areas, "D")["why_no_rate"]), (&Value::Null, &json!("too_few")));
    let fresh = app.get("/api/v1/rates?by=area").await;
    let known = format!("if-none-match: {}", fresh.header("etag"));
    assert_eq!(app.send(Method::GET, "/api/v1/rates?by=area", &[&known], "").await.status.as_u16(), 304);
    let squares = app.get("/api/v1/rates?by=square").await.expect(200);
    let only = of(&squares, "250-438000-6248500");
    assert!((only["rate"].as_f64().unwrap() - 7.0 / 0.14).abs() < 0.1, "{only}");
    let exact = app.get_staff("/api/v1/rates?by=square").await.expect(200);
    assert_eq!(of(&exact, "250-438000-6248500")["n_reports"], 7.0);
}

#[tokio::test]
async fn questions_too_fine_for_the_public_are_refused_and_a_town_without_people_has_no_places() {
    let app = App::sqlite().await;
    for query in ["by=street", "hours=21-24", "category=speeding", "from=2026-01-02"] {
        app.get(&format!("/api/v1/rates?{query}")).await.problem(400);
    }
    app.get("/api/v1/rates?layer=staff").await.problem(403);
    let answer = app.get("/api/v1/rates").await.expect(200);
    assert_eq!((&answer["features"], &answer["mean"]), (&json!([]), &Value::Null));
}
