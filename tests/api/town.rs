//! The municipality, the catalogue and the places.

use serde_json::{Value, json};
use trygghetskarta::town::invented;

use crate::support::{App, Engine};

#[tokio::test]
async fn the_town_introduces_itself() {
    let app = App::demo(Engine::Sqlite).await;
    let town = app.get("/api/v1/town").await.expect(200);
    let m = &town["municipality"];
    assert_eq!(
        (&m["code"], &m["name"], &m["epsg"], &m["k"]),
        (&json!("1273"), &json!("Osby"), &json!(3006), &json!(6))
    );
    assert_eq!((&m["is_demo"], &town["invented"]), (&json!(true), &json!(true)));
    assert_eq!(m["languages"], json!(["sv", "en"]));
    assert_eq!(town["municipalities"], json!([{"code": "1273", "name": "Osby"}]));
    let localities = town["localities"].as_array().unwrap();
    assert_eq!((&localities[0]["name"], &localities[0]["population"]), (&json!("Osby"), &json!(7758)));
    assert_eq!((town["first_month"].as_str(), town["last_month"].as_str()), (Some("2024-11"), Some("2026-10")));
    let bbox: Vec<f64> = m["bbox"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
    assert!(bbox[0] < 13.9974 && bbox[1] < 56.3796 && bbox[2] > 13.9974 && bbox[3] > 56.3796);
    assert!(town["attribution"].as_array().unwrap().iter().any(|line| line.as_str().unwrap().contains("SCB")));
}

#[tokio::test]
async fn before_anything_is_published_there_are_no_months() {
    let app = App::sqlite().await;
    let town = app.get("/api/v1/town").await.expect(200);
    assert_eq!((&town["first_month"], &town["last_month"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn an_installation_of_several_asks_which_and_takes_the_first_when_nobody_says() {
    let app = App::sqlite().await;
    let mut other = invented::municipality();
    (other.code, other.name) = ("1256".to_owned(), "Östra Göinge".to_owned());
    app.service.add_municipality(other).await.unwrap();
    assert_eq!(app.get("/api/v1/town").await.expect(200)["municipality"]["code"], "1256");
    assert_eq!(app.get("/api/v1/town?municipality=1273").await.expect(200)["municipality"]["name"], "Osby");
    app.get("/api/v1/town?municipality=0180").await.problem(404);
    let told = crate::support::with(crate::support::report(), "/municipality", json!("1273"));
    assert_eq!(app.told(&told).await["municipality"], "1273");
    app.seen().await;
    assert_eq!(app.get_staff("/api/v1/heat?municipality=1256").await.expect(200)["totals"]["n_reports"]["total"], 0);
    assert_eq!(app.get_staff("/api/v1/heat?municipality=1273").await.expect(200)["totals"]["n_reports"]["total"], 1);
}

#[tokio::test]
async fn without_a_municipality_everything_says_how_to_add_one() {
    let app = App::without_town(Engine::Sqlite).await;
    for path in ["/api/v1/town", "/api/v1/heat", "/api/v1/places", "/tiles/town/3/4/2.mvt", "/tiles/heat.json"] {
        let problem = app.get(path).await.problem(503);
        assert!(problem["detail"].as_str().unwrap().contains("municipality add"), "{path}");
    }
    assert_eq!(app.tell(&crate::support::report()).await.problem(503)["code"], "no_municipality");
    assert_eq!(app.get("/").await.status, 200);
    app.get("/api/v1/catalogue").await.expect(200);
}

#[tokio::test]
async fn the_catalogue_has_words_in_both_languages_for_everything() {
    let app = App::sqlite().await;
    let catalogue = app.get("/api/v1/catalogue").await.expect(200);
    let codes: Vec<_> =
        catalogue["categories"].as_array().unwrap().iter().map(|c| c["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["unsafe_place", "nuisance_driving", "speeding", "safe_place", "better_now"]);
    let causes = |i: usize| -> Vec<&str> {
        let causes = catalogue["categories"][i]["causes"].as_array().unwrap();
        causes.iter().map(|cause| cause["code"].as_str().unwrap()).collect()
    };
    assert_eq!(
        causes(0),
        [
            "poor_lighting",
            "lamp_outage",
            "blocked_sight",
            "vandalism",
            "litter",
            "deserted",
            "threatening_gathering",
            "drug_dealing_seen",
            "other"
        ]
    );
    assert_eq!(causes(1), ["moped", "a_tractor", "car", "motocross", "other"]);
    assert!(causes(2).is_empty());
    for category in catalogue["categories"].as_array().unwrap() {
        let named = |value: &Value| ["sv", "en"].iter().all(|l| value[l].as_str().is_some_and(|w| !w.is_empty()));
        assert!(named(category) && category["causes"].as_array().unwrap().iter().all(named), "{category}");
        assert_eq!(category["concern"], category["group"] != "positive");
    }
    let groups: Vec<_> = catalogue["groups"].as_array().unwrap().iter().map(|g| g["code"].clone()).collect();
    assert_eq!(groups, ["unsafe_place", "traffic", "positive"]);
}

#[tokio::test]
async fn places_are_found_by_the_beginnings_of_their_words_with_or_without_accents() {
    let app = App::demo(Engine::Sqlite).await;
    let names = async |query: &str| -> Vec<String> {
        let found = app.get(&format!("/api/v1/places?{query}")).await.expect(200);
        found["places"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect()
    };
    let accented = names("q=g%C3%A5ngtunnel").await;
    assert!(!accented.is_empty() && accented == names("q=gangtunnel").await && accented == names("q=GANGT").await);
    assert!(accented.iter().all(|name| name.to_lowercase().contains("gångtunnel")), "{accented:?}");
    assert!(names("q=unnel").await.is_empty(), "beginnings of words, not middles");
    assert!(names("q=zzz").await.is_empty());
    assert!(names("q=l%C3%B6nsboda").await.iter().any(|name| name.contains("Lönsboda")));
    assert_eq!(names("q=lonsboda&limit=50").await, names("q=L%C3%96NSBODA&limit=50").await);
    assert_eq!(names("").await.len(), 10, "without words, the best known");
    assert_eq!((names("limit=3").await.len(), names("limit=500").await.len()), (3, 50));
    assert!(names("q=%25_%27%3B--").await.len() <= 10);

    let found = app.get("/api/v1/places?limit=50").await.expect(200);
    for place in found["places"].as_array().unwrap() {
        assert!(!place["kind_sv"].as_str().unwrap().is_empty() && place["invented"].is_boolean());
        assert!(
            (13.7..14.6).contains(&place["lon"].as_f64().unwrap())
                && (56.2..56.6).contains(&place["lat"].as_f64().unwrap())
        );
    }
    for limit in ["many", "-1", "2.5"] {
        let refused = app.get(&format!("/api/v1/places?limit={limit}")).await.problem(400);
        let sentence = refused["errors"][0]["detail_sv"].as_str().expect("what would be right");
        assert!(refused["errors"][0]["pointer"] == "limit" && sentence.contains("från 0 till 50"), "{refused}");
    }
    let refused = app.get("/api/v1/promises?x=1").await.problem(400);
    assert_eq!(refused["errors"][0]["pointer"], "x", "{refused}");
    app.get("/api/v1/promises?municipality=1273&from=2026-01").await.problem(400);
    for tile in ["a/b/c", "11/1103/634", "3/9/1.mvt"] {
        let refused = app.get(&format!("/tiles/heat/{tile}")).await.problem(404);
        assert!(refused["detail_sv"].as_str().expect("words").contains("11/1103/634.mvt"), "{refused}");
    }
    app.get("/api/v1/places?sort=name").await.problem(400);
    app.get("/api/v1/places?lon=14").await.problem(400);
    app.get("/api/v1/places?lon=14&lat=95").await.problem(400);
    app.get(&format!("/api/v1/places?q={}", "a".repeat(201))).await.problem(400);
    app.get("/api/v1/places?municipality=0180").await.problem(404);
}

#[tokio::test]
async fn streets_crossings_and_positions_are_found_too() {
    let app = App::demo(Engine::Sqlite).await;
    let first = async |query: &str| app.get(&format!("/api/v1/places?{query}")).await.expect(200)["places"][0].clone();
    let street = first("q=storgatan%20osby").await;
    assert_eq!((street["kind"].as_str(), street["kind_sv"].as_str()), (Some("street"), Some("gata")));
    assert_eq!(street["bbox"].as_array().map(Vec::len), Some(4));
    assert_eq!(first("q=storgatna%20osby").await["id"], street["id"], "two letters exchanged");

    let numbered = app.get("/api/v1/places?q=storgatan%2012").await.expect(200);
    assert_eq!(
        (numbered["number_ignored"].as_bool(), numbered["places"][0]["name"].as_str()),
        (Some(true), Some("Storgatan"))
    );

    let here = app.get("/api/v1/places?q=13.9974%2056.3796").await.expect(200);
    assert_eq!(here["position"]["read_sv"], "Tolkat som longitud, latitud i WGS 84");
    assert!(here["places"][0]["distance_m"].as_f64().unwrap() < 500.0);
    let near = first("q=storgatan&lon=14.3147&lat=56.3978").await;
    assert_eq!(near["locality"], "Lönsboda");
}
