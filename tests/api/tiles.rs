//! Vector tiles: they decode, and hold the same figures as the rest of the API.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use serde_json::{Value, json};
use trygghetskarta::town::invented;

use crate::support::{App, Drawn, Engine, decode};

/// The tiles of a zoom that touch a box in degrees.
fn tiles(z: u32, [west, south, east, north]: [f64; 4]) -> Vec<String> {
    let side = f64::from(1u32 << z);
    let column = |lon: f64| ((lon + 180.0) / 360.0 * side).floor() as u32;
    let row = |lat: f64| {
        let y = lat.to_radians();
        ((1.0 - (y.tan() + 1.0 / y.cos()).ln() / std::f64::consts::PI) / 2.0 * side).floor() as u32
    };
    let rows = row(north)..=row(south);
    rows.flat_map(|y| (column(west)..=column(east)).map(move |x| format!("{z}/{x}/{y}.mvt"))).collect()
}

const OSBY: [f64; 4] = [13.75, 56.25, 14.45, 56.55];

async fn drawn(app: &App, tile: &str, query: &str, staff: bool) -> Vec<Drawn> {
    let path = format!("/tiles/{tile}{query}");
    let answer = if staff { app.get_staff(&path).await } else { app.get(&path).await };
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    assert_eq!(answer.header("content-type"), "application/vnd.mapbox-vector-tile");
    decode(&answer.body)
}

fn figures(properties: &Value) -> (u64, f64, f64, u64) {
    let number = |name: &str| properties[name].as_f64().unwrap_or_else(|| panic!("{name} in {properties}"));
    (number("n_reports") as u64, number("weight"), number("per_ha_month"), number("class") as u64)
}

/// The same number, but for what writing and reading it as decimals may do to its last bit.
fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

#[tokio::test]
async fn tiles_hold_the_same_squares_and_figures_as_the_heat_map_at_every_zoom() {
    let app = App::demo(Engine::Sqlite).await;
    for staff in [false, true] {
        for (z, cell) in [(0, 2000), (5, 2000), (8, 2000), (10, 2000), (11, 1000), (12, 500), (13, 250)] {
            let query = "?group=unsafe_place&from=2025-03&to=2026-08";
            let path = format!("/api/v1/heat{query}&cell={cell}");
            let heat = if staff { app.get_staff(&path).await } else { app.get(&path).await }.expect(200);
            let mut expected = BTreeMap::new();
            for square in heat["features"].as_array().unwrap() {
                expected.insert(square["id"].as_str().unwrap().to_owned(), figures(&square["properties"]));
            }
            assert!(!expected.is_empty());
            let mut found = BTreeMap::new();
            for tile in tiles(z, OSBY) {
                for square in drawn(&app, &format!("heat/{tile}"), query, staff).await {
                    assert_eq!((square.layer.as_str(), square.kind), ("heat", 3));
                    let properties = json!(square.properties);
                    let id = properties["id"].as_str().unwrap().to_owned();
                    let twin = found.insert(id.clone(), figures(&properties));
                    assert!(twin.is_none_or(|twin| twin == figures(&properties)), "{id} differs between tiles");
                }
            }
            assert_eq!(found.keys().collect::<BTreeSet<_>>(), expected.keys().collect(), "zoom {z}, staff {staff}");
            for (id, (n, weight, density, class)) in found {
                let (n2, weight2, density2, class2) = expected[&id];
                assert_eq!((n, class), (n2, class2), "{id}");
                assert!(
                    near(weight, weight2) && near(density, density2),
                    "{id}: {weight} {weight2}, {density} {density2}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_tile_and_a_box_that_have_nothing_in_common_show_nothing() {
    let app = App::demo(Engine::Sqlite).await;
    let [tile] = &tiles(13, [13.9974, 56.3796, 13.9974, 56.3796])[..] else { panic!("one tile") };
    for staff in [false, true] {
        let all = drawn(&app, &format!("heat/{tile}"), "", staff).await;
        assert!(!all.is_empty());
        for bbox in ["14.35,56.45,14.4,56.5", "14.0,56.45,14.4,56.5", "-10,-10,-9,-9"] {
            let none = drawn(&app, &format!("heat/{tile}"), &format!("?bbox={bbox}"), staff).await;
            assert!(none.is_empty(), "{bbox}, staff {staff}");
        }
        let same = drawn(&app, &format!("heat/{tile}"), "?bbox=13,56,15,57", staff).await;
        assert_eq!(same.len(), all.len());
    }
}

#[tokio::test]
async fn the_town_is_drawn_in_layers_that_come_with_closeness() {
    let app = App::demo(Engine::Sqlite).await;
    let layers = async |z: u32| -> BTreeSet<String> {
        let mut layers = BTreeSet::new();
        for tile in tiles(z, if z < 12 { OSBY } else { [13.98, 56.37, 14.01, 56.39] }) {
            layers.extend(drawn(&app, &format!("town/{tile}"), "", false).await.into_iter().map(|d| d.layer));
        }
        layers
    };
    let far = layers(9).await;
    assert!(["border", "outside", "locality"].iter().all(|layer| far.contains(*layer)), "{far:?}");
    assert!(!far.contains("lamp") && !far.contains("landmark"));
    let near = layers(15).await;
    assert!(["street", "lamp", "landmark"].iter().all(|layer| near.contains(*layer)), "{near:?}");
    let [tile] = &tiles(14, [13.9974, 56.3796, 13.9974, 56.3796])[..] else { panic!("one tile") };
    for found in drawn(&app, &format!("town/{tile}"), "", false).await {
        if ["street", "lamp", "landmark"].contains(&found.layer.as_str()) {
            assert_eq!(found.properties["invented"], true, "{found:?}");
        }
    }
}

#[tokio::test]
async fn a_tile_of_the_town_is_sent_once_and_anew_when_the_ground_has_changed() {
    let app = App::demo(Engine::Sqlite).await;
    let [tile] = &tiles(14, [13.9974, 56.3796, 13.9974, 56.3796])[..] else { panic!("one tile") };
    let path = format!("/tiles/town/{tile}");
    let first = app.get(&path).await;
    let tag = first.header("etag").to_owned();
    let again = async |app: &App| app.send(Method::GET, &path, &[&format!("if-none-match: {tag}")], "").await;
    let known = again(&app).await;
    assert_eq!((known.status.as_u16(), known.body.len(), known.header("etag")), (304, 0, &tag[..]));
    let packed = app.send(Method::GET, &path, &["accept-encoding: gzip"], "").await;
    assert_eq!((packed.header("content-encoding"), first.header("content-encoding")), ("gzip", ""));
    let mut plain = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed.body[..]), &mut plain).unwrap();
    assert_eq!(plain, first.body);
    let refused = app.send(Method::GET, &path, &["accept-encoding: gzip;q=0"], "").await;
    assert_eq!(refused.header("content-encoding"), "");
    assert_eq!(refused.body, first.body);

    let mut survey = invented::survey(invented::SEED);
    survey.links.pop();
    app.service.replace_ground("1273", &survey).await.unwrap();
    assert_eq!(again(&app).await.status, 200);
}

#[tokio::test]
async fn descriptions_lead_to_the_tiles_and_hand_the_question_on() {
    let app = App::demo(Engine::Sqlite).await;
    for (name, query, deepest) in [("heat", "?group=traffic&cell=500", 18), ("town", "", 16)] {
        let described = app.get(&format!("/tiles/{name}.json{query}")).await.expect(200);
        assert_eq!(described["tilejson"], "3.0.0");
        assert_eq!(described["tiles"], json!([format!("/tiles/{name}/{{z}}/{{x}}/{{y}}.mvt{query}")]));
        assert!(described["vector_layers"].as_array().unwrap().iter().all(|layer| layer["id"].is_string()));
        assert_eq!((&described["minzoom"], &described["maxzoom"]), (&json!(0), &json!(deepest)));
        assert!(described["attribution"].as_str().unwrap().contains("SCB"));
    }
    app.get("/tiles/heat.json?bogus=1").await.problem(400);
}

#[tokio::test]
async fn tiles_that_cannot_be_are_problems() {
    let app = App::sqlite().await;
    for path in [
        "heat/19/0/0.mvt",
        "heat/3/8/0.mvt",
        "heat/3/0/8.mvt",
        "heat/3/0/0.png",
        "heat/3/0/0",
        "town/40/0/0.mvt",
        "town/17/0/0.mvt",
        "heat/3/0/-1.mvt",
        "heat/x/0/0.mvt",
        "heat/300/0/0.mvt",
        "heat/3/-1/0.mvt",
        "town/1.5/0/0.mvt",
    ] {
        app.get(&format!("/tiles/{path}")).await.problem(404);
    }
    app.get("/tiles/heat/10/551/317.mvt?cause=poor_lighting").await.problem(400);
    app.get("/tiles/heat/10/551/317.mvt?cause=poor_lighting&bbox=0,0,1,1").await.problem(400);
}
