//! Heat on streets: lines with figures in their own unit, and nothing lost on the way.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use trygghetskarta::town::{Survey, invented};

use crate::support::{App, Engine, at, decode, each_database, stretch};

fn parts(heat: &Value, of: &str) -> [f64; 4] {
    ["shown", "suppressed", "outside", "total"].map(|part| heat["totals"][of][part].as_f64().expect("a number"))
}

fn assert_adds_up(heat: &Value, path: &str) {
    for of in ["n_reports", "weight"] {
        let [shown, suppressed, outside, total] = parts(heat, of);
        assert!((shown + suppressed + outside - total).abs() < 1e-6 && outside >= 0.0, "{path}: {}", heat["totals"]);
    }
    let sum: f64 =
        heat["features"].as_array().unwrap().iter().map(|f| f["properties"]["weight"].as_f64().unwrap()).sum();
    assert!((sum - parts(heat, "weight")[0]).abs() < 1e-6, "{path}");
}

#[tokio::test]
async fn streets_and_squares_have_the_same_totals_whoever_asks_and_whatever() {
    let app = App::demo(Engine::Sqlite).await;
    for staff in [true, false] {
        for query in ["", "&group=traffic", "&from=2026-01&to=2026-06", "&bbox=13.98,56.37,14.01,56.39"] {
            let get = async |unit: &str| {
                let path = format!("/api/v1/heat?unit={unit}{query}");
                if staff { app.get_staff(&path).await } else { app.get(&path).await }.expect(200)
            };
            let (streets, squares) = (get("link").await, get("cell").await);
            assert_adds_up(&streets, query);
            for of in ["n_reports", "weight"] {
                let (a, b) = (parts(&streets, of)[3], parts(&squares, of)[3]);
                assert!((a - b).abs() < 1e-6, "{query}, staff {staff}: {of} {a} on streets, {b} in squares");
            }
            let no_street = &streets["totals"]["no_street"];
            assert!(no_street["n_reports"].as_f64().unwrap() <= parts(&streets, "n_reports")[2], "{query}");
            let features = streets["features"].as_array().unwrap();
            assert!(features.len() > 3, "{query}, staff {staff}");
            assert_list_is_of(&streets, query, staff);
            if staff {
                let n: u64 = features.iter().map(|f| f["properties"]["n_reports"].as_u64().unwrap()).sum();
                assert_eq!(n as f64, parts(&streets, "n_reports")[0]);
            } else {
                assert!(features.iter().all(|f| f["properties"]["n_reports"].as_u64().unwrap() >= 6));
            }
        }
    }
}

/// The list holds what the map holds, by stretches: the densest first, each standing on a street that is shown.
fn assert_list_is_of(streets: &Value, query: &str, staff: bool) {
    let rows = streets["stretches"].as_array().unwrap();
    let features = streets["features"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.len() <= features.len(), "{query}");
    let number = |row: &Value, name: &str| row[name].as_f64().unwrap();
    assert!(rows.windows(2).all(|pair| number(&pair[0], "per_100m_month") >= number(&pair[1], "per_100m_month")));
    assert!(rows.iter().all(|row| features.iter().any(|feature| feature["id"] == row["link"])), "{query}");
    assert!(rows.iter().all(|row| staff || number(row, "n_reports") >= 6.0), "{query}");
    let weight: f64 = rows.iter().map(|row| number(row, "weight")).sum();
    let shown = parts(streets, "weight")[0];
    // A stretch that leaves the box is told whole.
    let whole = !query.contains("bbox");
    assert!(if whole { (weight - shown).abs() < 1e-6 } else { weight >= shown - 1e-6 }, "{query}: {weight} {shown}");
    let n: f64 = rows.iter().map(|row| number(row, "n_reports")).sum();
    assert!(!staff || !whole || n == parts(streets, "n_reports")[0], "{query}");
}

#[tokio::test]
async fn a_street_says_everything_about_itself() {
    let app = App::demo(Engine::Sqlite).await;
    let heat = app.get_staff("/api/v1/heat?unit=link&from=2026-01&to=2026-06").await.expect(200);
    assert_eq!((&heat["unit"], &heat["layer"]), (&json!("link"), &json!("staff")));
    assert_eq!(heat["legend"]["unit"], "reports_per_100m_month");
    assert_eq!(heat["legend"]["classes"].as_array().unwrap().len(), 5);
    assert_eq!((&heat["parameters"]["unit"], &heat["parameters"]["cell"]), (&json!("link"), &Value::Null));
    let months = heat["parameters"]["months"].as_f64().unwrap();
    for feature in heat["features"].as_array().unwrap() {
        let p = &feature["properties"];
        assert_eq!(feature["geometry"]["type"], "LineString");
        assert!(feature["geometry"]["coordinates"].as_array().unwrap().len() >= 2);
        assert!(p["name"].is_string() && p["street_class"].is_string(), "{p}");
        let number = |name: &str| p[name].as_f64().unwrap();
        let per_100m = number("weight") / number("length_m").max(25.0) * 100.0;
        assert!((number("per_100m") - per_100m).abs() < 0.01 * per_100m.max(0.1), "{p}");
        assert!((number("per_100m_month") - number("per_100m") / months).abs() < 1e-9);
        assert!((1..=5).contains(&p["class"].as_u64().unwrap()));
    }
}

#[tokio::test]
async fn a_report_counts_on_its_street_and_one_in_the_woods_on_none() {
    each_database(async |app| {
        let survey = invented::survey(invented::SEED);
        app.service.replace_ground("1273", &survey).await.unwrap();
        let link = survey.links.iter().find(|link| link.street.name.is_some()).unwrap();
        let (a, b) = (link.line.0[0], link.line.0[1]);
        app.told(&at((a.x + b.x) / 2.0, (a.y + b.y) / 2.0)).await;
        app.told(&stretch(&[(a.x, a.y), (b.x, b.y)])).await;
        app.told(&at(14.2, 56.45)).await;
        app.seen().await;
        let heat = app.get_staff("/api/v1/heat?unit=link").await.expect(200);
        let name = json!(link.street.name);
        let on_it: f64 = heat["features"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["properties"]["name"] == name)
            .map(|f| f["properties"]["weight"].as_f64().unwrap())
            .sum();
        assert!((on_it - 2.0).abs() < 1e-6, "{heat}");
        assert_eq!(heat["totals"]["no_street"], json!({"n_reports": 1, "weight": 1.0}));

        // The streets are taken away: nothing is lost, and nobody is given the old answer.
        let before = app.get_staff("/api/v1/heat?unit=link").await.header("etag").to_owned();
        let provenance =
            survey.provenance.into_iter().filter(|p| p.layer == trygghetskarta::town::Layer::Street).collect();
        app.service.replace_ground("1273", &Survey { provenance, ..Survey::default() }).await.unwrap();
        let answer = app.get_staff("/api/v1/heat?unit=link").await;
        assert_ne!(answer.header("etag"), before);
        let heat = answer.expect(200);
        assert_eq!(heat["features"], json!([]));
        assert_eq!(heat["totals"]["no_street"]["n_reports"], 3);
    })
    .await;
}

#[tokio::test]
async fn the_tiles_of_streets_hold_the_same_figures() {
    let app = App::demo(Engine::Sqlite).await;
    for staff in [true, false] {
        let get = async |path: &str| if staff { app.get_staff(path).await } else { app.get(path).await };
        let heat = get("/api/v1/heat?unit=link&group=unsafe_place").await.expect(200);
        let expected: BTreeMap<String, f64> = heat["features"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| (f["id"].as_str().unwrap().to_owned(), f["properties"]["weight"].as_f64().unwrap()))
            .collect();
        let mut found = BTreeMap::new();
        // Zoom 7 holds the whole municipality in one tile or two.
        for x in 67..=69 {
            for y in 38..=41 {
                let tile = get(&format!("/tiles/streets/7/{x}/{y}.mvt?group=unsafe_place")).await;
                assert_eq!(tile.status, 200);
                for street in decode(&tile.body) {
                    assert_eq!((street.layer.as_str(), street.kind), ("streets", 2));
                    let p = json!(street.properties);
                    found.insert(p["id"].as_str().unwrap().to_owned(), p["weight"].as_f64().unwrap());
                }
            }
        }
        assert!(found.len() > 3 && found.len() <= expected.len());
        for (id, weight) in &found {
            assert!((weight - expected[id]).abs() < 1e-9, "{id}");
        }
        let near = get("/tiles/streets/14/8828/5083.mvt?bbox=-10,-10,-9,-9").await;
        assert_eq!((near.status.as_u16(), near.body.len()), (200, 0));
    }
    let described = app.get("/tiles/streets.json?group=traffic").await.expect(200);
    assert_eq!(described["tiles"], json!(["/tiles/streets/{z}/{x}/{y}.mvt?group=traffic"]));
    app.get("/tiles/streets/3/8/0.mvt").await.problem(404);
}

#[tokio::test]
async fn questions_about_streets_that_cannot_be_answered_are_refused() {
    let app = App::sqlite().await;
    for query in ["unit=bogus", "unit=link&cell=250", "unit=link&cause=poor_lighting", "unit=link&from=2026-01-02"] {
        app.get(&format!("/api/v1/heat?{query}")).await.problem(400);
    }
    app.get("/tiles/streets/10/551/317.mvt?hours=21-24").await.problem(400);
    app.get("/api/v1/heat?unit=link&layer=staff").await.problem(403);
    let empty = app.get("/api/v1/heat?unit=link").await.expect(200);
    assert_eq!(empty["features"], json!([]), "a town without streets has none");
}
