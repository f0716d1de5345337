//! Hot spots: the demo's stories are found under their names, and in pure chance nothing is.

use axum::http::Method;
use serde_json::Value;
use trygghetskarta::service::DemoTells;

use crate::support::{App, Engine, STAFF};

fn names(found: &Value) -> Vec<&str> {
    let spots = found["features"].as_array().unwrap().iter();
    spots.map(|spot| spot["properties"]["name"]["sv"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_stories_of_the_demo_are_found_where_they_play() {
    let app = App::demo(Engine::Sqlite).await;
    let found = app.worked_out("/api/v1/hotspots").await;
    let names = names(&found);
    // `town::invented` says where: the underpass, the mopeds' stretch, the school's street, the row of lamps.
    for place in ["Gångtunneln vid stationen", "Ringvägen", "Skolgatan", "Fabriksgatan"] {
        assert!(names.iter().any(|name| name.contains(place)), "{place} is not among {names:?}");
    }
    assert!(names.len() <= 6, "a handful: {names:?}");
    let spot = |name: &str| {
        let mut spots = found["features"].as_array().unwrap().iter().map(|spot| &spot["properties"]);
        spots.find(|spot| spot["name"]["sv"].as_str().unwrap().starts_with(name)).unwrap()
    };
    let tunnel = spot("Gångtunneln");
    assert_eq!(
        (tunnel["class"].as_str(), tunnel["darkness"]["verdict"].as_str()),
        (Some("clearly_more"), Some("dark_only"))
    );
    assert_eq!(tunnel["causes"][0]["code"], "poor_lighting");
    assert!(
        tunnel["ratio"]["low"].as_f64() > Some(1.0) && tunnel["n_incidents"].as_u64() < tunnel["n_reports"].as_u64()
    );
    assert_eq!(spot("Skolgatan")["when"]["peak"]["from"], 7);
    let mopeds = spot("Ringvägen");
    assert_eq!(mopeds["causes"][0]["code"], "moped");
    assert!(mopeds["when"]["peak"]["weekdays"].as_array().unwrap().contains(&"fri".into()));
    for spot in found["features"].as_array().unwrap() {
        let properties = &spot["properties"];
        let of = |what: &str| properties[what].as_array().unwrap().iter();
        let months: u64 = of("months").map(|month| month["n"].as_u64().unwrap()).sum();
        assert_eq!(Some(months), properties["n_reports"].as_u64(), "{properties}");
        assert_eq!(spot["geometry"]["coordinates"].as_array().unwrap().len(), of("units").count());
    }
}

#[tokio::test]
async fn in_pure_chance_there_is_no_hot_spot() {
    for seed in [1, 2, 3] {
        let app = App::without_town(Engine::Sqlite).await;
        app.service.fill_demo(seed, DemoTells::Chance).await.unwrap();
        for unit in ["link", "cell"] {
            let found = app.worked_out(&format!("/api/v1/hotspots?unit={unit}")).await;
            let surely = |spot: &&Value| spot["properties"]["class"] == "clearly_more";
            let sure = found["features"].as_array().unwrap().iter().filter(surely).count();
            // "Probably" may be seen in one map of chance in five, and says so.
            assert_eq!((sure, &found["quiet"]), (0, &Value::Bool(true)), "seed {seed}, {unit}: {:?}", names(&found));
            let of = |what: &str| found["summary"][what].as_u64().unwrap();
            let heat = app.get_staff("/api/v1/heat").await.json();
            assert_eq!(Some(of("n_reports") + of("n_outside")), heat["totals"]["n_reports"]["total"].as_u64());
        }
    }
}

#[tokio::test]
async fn the_same_seed_gives_the_same_bytes_on_both_databases_and_another_seed_says_so() {
    let (one, two) = (App::demo(Engine::Sqlite).await, App::demo(Engine::Postgres).await);
    let path = "/api/v1/hotspots?category=speeding&seed=7";
    let (a, b) = (one.worked_out(path).await, two.worked_out(path).await);
    assert_eq!(a.to_string(), b.to_string());
    assert_eq!(a["method"]["parameters"]["seed"], 7);
    assert_eq!(one.worked_out("/api/v1/hotspots?category=speeding&seed=8").await["method"]["parameters"]["seed"], 8);
}

#[tokio::test]
async fn only_staff_may_ask_and_an_answer_from_memory_is_logged_too() {
    let app = App::demo(Engine::Sqlite).await;
    assert_eq!(app.get("/api/v1/hotspots").await.status, 403);
    app.worked_out("/api/v1/hotspots?category=speeding").await;
    let before = app.number("SELECT COUNT(*) FROM audit WHERE act = 'read' AND what = 'hotspots'").await;
    app.worked_out("/api/v1/hotspots?category=speeding").await;
    let logged = app.number("SELECT COUNT(*) FROM audit WHERE act = 'read' AND what = 'hotspots'").await;
    assert_eq!(logged, before + 1);
}

#[tokio::test]
async fn what_cannot_be_compared_is_said_with_what_to_do() {
    let app = App::sqlite().await;
    for (query, name, word) in [
        ("exposure=street", "exposure", "import osm"),
        ("exposure=population", "exposure", "import layer"),
        ("exposure=weather", "exposure", "street, population"),
        ("unit=link&exposure=even", "unit", "unit=cell"),
        ("bbox=13.9,56.3,14.0,56.4", "bbox", "does not take"),
        ("seed=one", "seed", "whole number"),
        ("unit=link", "unit", "import osm"),
        ("cause=lamp_outtage", "cause", "/api/v1/catalogue"),
    ] {
        let answer = app.get_staff(&format!("/api/v1/hotspots?{query}")).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.text());
        let error = &answer.json()["errors"][0];
        assert_eq!(error["pointer"], name, "{query}");
        assert!(error["detail_en"].as_str().unwrap().contains(word), "{query}: {error}");
    }
    // No reports at all: nothing to say, and no fault.
    let nothing = app.worked_out("/api/v1/hotspots").await;
    assert_eq!((&nothing["quiet"], &nothing["warnings"][0]["code"]), (&Value::Bool(true), &"few_reports".into()));
}

#[tokio::test]
async fn a_calculation_that_nobody_knows_cannot_be_stopped() {
    let app = App::sqlite().await;
    let path = "/api/v1/analyses/00000000-0000-4000-8000-000000000000";
    let staff = format!("authorization: Bearer {STAFF}");
    assert_eq!(app.send(Method::DELETE, path, &[&staff], "").await.status, 404);
    assert_eq!(app.send(Method::DELETE, path, &[], "").await.status, 403);
}
