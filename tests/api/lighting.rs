//! Light and blocked sight: the demo's dark places are found, costs are those of the prices, a budget is kept.

use std::io::{Cursor, Read};

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{App, Engine, each_database};

const PATH: &str = "/api/v1/plans/lighting";

async fn planned(app: &App, body: &Value) -> Value {
    app.planned(PATH, body).await.expect(200)
}

async fn price(app: &App, prices: &Value) {
    app.send_staff(Method::PUT, "/api/v1/unit-prices", prices).await.expect(200);
}

fn stretches<'a>(plan: &'a Value, problem: &str) -> Vec<&'a Value> {
    let all = plan["features"].as_array().unwrap().iter().map(|feature| &feature["properties"]);
    all.filter(|one| one["problem"] == problem).collect()
}

fn measures(one: &Value) -> &Vec<Value> {
    one["measures"].as_array().unwrap()
}

#[tokio::test]
async fn unit_prices_are_kept_changed_and_checked() {
    each_database(|app| async move {
        let none = app.get_staff("/api/v1/unit-prices").await.expect(200);
        assert_eq!(none, json!({"lamp_repair": null, "new_lamp": null, "trim_per_m": null, "changed_at": null}));
        price(&app, &json!({"lamp_repair": 2_000, "new_lamp": 45_000})).await;
        price(&app, &json!({"lamp_repair": 2_500, "trim_per_m": 90})).await;
        let kept = app.get_staff("/api/v1/unit-prices").await.expect(200);
        assert_eq!(
            [&kept["lamp_repair"], &kept["new_lamp"], &kept["trim_per_m"]],
            [&json!(2_500), &Value::Null, &json!(90)]
        );
        assert!(kept["changed_at"].as_str().unwrap().ends_with('Z'));
        let wrong = json!({"lamp_repair": 0, "new_lamp": 10_000_001});
        let refused = app.send_staff(Method::PUT, "/api/v1/unit-prices", &wrong).await;
        let pointers = |answer: &Value| {
            answer["errors"].as_array().unwrap().iter().map(|error| error["pointer"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(pointers(&refused.expect(422)), ["/lamp_repair", "/new_lamp"]);
        assert_eq!(app.send_staff(Method::PUT, "/api/v1/unit-prices", &json!({"lamp": 3})).await.status, 422);
        assert_eq!(app.get("/api/v1/unit-prices").await.status, 403);
        assert_eq!(app.send(Method::POST, PATH, &["content-type: application/json"], "{}").await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn the_dark_row_and_the_underpass_of_the_demo_come_first() {
    let (one, two) = (App::demo(Engine::Sqlite).await, App::demo(Engine::Postgres).await);
    let plan = planned(&one, &json!({"kind": "light"})).await;
    assert_eq!(plan.to_string(), planned(&two, &json!({"kind": "light"})).await.to_string());
    let draft = json!({"kind": "lighting", "period": "2026", "title": "Ljus", "state": "draft",
                       "question": {"kind": "light"}, "answer": plan});
    one.send_staff(Method::POST, "/api/v1/plans", &draft).await.expect(201);
    let light = stretches(&plan, "light");
    let first: Vec<&str> = light.iter().take(2).map(|one| one["name"]["sv"].as_str().unwrap()).collect();
    for place in ["Fabriksgatan", "tunneln"] {
        assert!(first.iter().any(|name| name.contains(place)), "{place} is not among {first:?}");
    }
    // `town::invented`: every lamp of the row is out, 34 m apart; they only need repair.
    let row = light.iter().find(|one| one["name"]["sv"].as_str().unwrap().contains("Fabriksgatan")).unwrap();
    assert_eq!(row["light"]["state"], "dark");
    assert!(row["light"]["n_out"].as_u64() >= row["light"]["n_lamps"].as_u64(), "{}", row["light"]);
    assert!(measures(row).iter().any(|measure| measure["kind"] == "repair_lamps"));
    assert!(measures(row).iter().all(|measure| measure["cost"].is_null()), "nobody has entered a price");
    assert_eq!(row["light"]["nearest_lamps"].as_array().unwrap().len(), 3);
    assert!(row["reasons"].as_array().unwrap().iter().any(|reason| reason["code"] == "told"));
    assert!(plan["warnings"].as_array().unwrap().iter().any(|warning| warning["code"] == "no_prices"));
    for one in &light {
        let metres = |name: &str| one["light"][name].as_f64().unwrap();
        let sum = metres("dark_m") + metres("lit_m") + metres("said_lit_m") + metres("unknown_m");
        assert!((sum - one["length_m"].as_f64().unwrap()).abs() < 0.3, "{one}");
        let scores = one["told"]["per_year"]["low"].as_f64() <= one["told"]["per_year"]["mean"].as_f64();
        assert!(scores && one["name"]["sv"].as_str().unwrap().len() > 2);
        for measure in measures(one).iter().filter(|measure| !measure["fewer_per_year"].is_null()) {
            let most = 0.14 * one["told"]["per_year"]["mean"].as_f64().unwrap();
            let fewer = &measure["fewer_per_year"];
            assert!(fewer["pessimistic"] == 0.0 && fewer["central"].as_f64().unwrap() <= most + 1e-9);
        }
    }
    let score = |one: &&Value| one["score"].as_f64().unwrap();
    assert!(light.windows(2).all(|pair| score(&pair[0]) >= score(&pair[1])));
    assert_eq!(plan["summary"]["effect"]["central"], -0.14);
}

#[tokio::test]
async fn a_budget_buys_what_fits_and_keeps_what_is_locked_and_forbidden() {
    let app = App::demo(Engine::Sqlite).await;
    price(&app, &json!({"lamp_repair": 2_000, "new_lamp": 45_000, "trim_per_m": 120})).await;
    let free = planned(&app, &json!({"budget": 150_000})).await;
    assert!(free["summary"]["chosen"]["cost"].as_u64().unwrap() <= 150_000);
    assert_eq!(free["quality"]["proven"], true);
    let all = || free["features"].as_array().unwrap().iter().map(|feature| &feature["properties"]);
    let bought = || all().flat_map(measures).filter(|measure| measure["chosen"] == true);
    let cost: u64 = bought().map(|measure| measure["cost"].as_u64().unwrap()).sum();
    assert_eq!(Some(cost), free["summary"]["chosen"]["cost"].as_u64());
    let benefit: f64 = bought().map(|measure| measure["benefit"].as_f64().unwrap()).sum();
    let cheapest_left = all()
        .flat_map(measures)
        .filter(|measure| measure["chosen"] == false && measure["benefit"].as_f64() > Some(1e-9))
        .filter_map(|measure| measure["cost"].as_u64())
        .min();
    assert!(cheapest_left.is_none_or(|least| least > 150_000 - cost), "something more would fit");
    // The metres of blocked sight rise down the list, and costs with them.
    let costs: Vec<u64> = stretches(&free, "sight").iter().map(|one| one["cost"].as_u64().unwrap()).collect();
    assert!(costs.is_sorted(), "{costs:?}");
    let forbidden = all().find(|one| one["chosen"] == true).unwrap()["id"].clone();
    let locked = all()
        .find(|one| one["chosen"] == false && one["cost"].as_u64().is_some_and(|cost| cost <= 100_000))
        .unwrap()["id"]
        .clone();
    let bound = json!({"budget": 150_000, "locked": [locked, "light-1-2"], "forbidden": [forbidden]});
    let plan = planned(&app, &bound).await;
    let is_chosen = |id: &Value| {
        let mut all = plan["features"].as_array().unwrap().iter();
        all.find(|one| &one["id"] == id).unwrap()["properties"]["chosen"].clone()
    };
    assert_eq!((is_chosen(&locked), is_chosen(&forbidden)), (Value::Bool(true), Value::Bool(false)));
    assert!(plan["quality"]["value"].as_f64().unwrap() <= benefit + 1e-9, "rules never make it better");
    assert!(plan["warnings"].as_array().unwrap().iter().any(|warning| warning["code"] == "not_found"));
}

#[tokio::test]
async fn what_cannot_be_planned_is_said_with_what_to_change() {
    let bare = App::sqlite().await;
    let refused = bare.planned(PATH, &json!({})).await.expect(422);
    assert_eq!(refused["errors"][0]["code"], "no_streets");
    assert!(refused["errors"][0]["detail_en"].as_str().unwrap().contains("import osm"));
    let app = App::demo(Engine::Sqlite).await;
    let code = async |body: Value| app.planned(PATH, &body).await.expect(422)["errors"][0].clone();
    for (body, pointer, word) in [
        (json!({"kind": "moon"}), "/kind", "unknown_word"),
        (json!({"spacing_m": 5}), "/spacing_m", "bad_spacing"),
        (json!({"budget": 1_000}), "/budget", "no_prices"),
        (json!({"locked": ["light-1-1"], "forbidden": ["light-1-1"]}), "/locked", "locked_and_forbidden"),
        (json!({"from": "yesterday"}), "/from", "bad_period"),
        (json!({"from": "2026-05", "to": "2026-01"}), "/to", "bad_period"),
    ] {
        let error = code(body.clone()).await;
        assert_eq!((error["pointer"].as_str(), error["code"].as_str()), (Some(pointer), Some(word)), "{body}");
    }
    assert_eq!(app.send_staff(Method::POST, PATH, &json!({"kinds": 1})).await.status, 422);
    price(&app, &json!({"lamp_repair": 2_000, "new_lamp": 45_000, "trim_per_m": 120})).await;
    let plan = planned(&app, &json!({})).await;
    let dear = plan["features"].as_array().unwrap().iter().find(|one| one["properties"]["cost"].as_u64() > Some(2_000));
    let error = code(json!({"budget": 100, "locked": [dear.unwrap()["id"]]})).await;
    assert_eq!(error["code"], "locked_too_dear");
}

#[tokio::test]
async fn the_list_of_work_comes_as_csv_and_as_a_workbook() {
    let app = App::demo(Engine::Sqlite).await;
    price(&app, &json!({"lamp_repair": 2_000, "new_lamp": 45_000, "trim_per_m": 120})).await;
    let plan = planned(&app, &json!({})).await;
    let n_rows: usize = plan["features"].as_array().unwrap().iter().map(|one| measures(&one["properties"]).len()).sum();
    let csv = app.planned(&format!("{PATH}?format=csv"), &json!({})).await;
    assert_eq!((csv.status.as_u16(), csv.header("content-type")), (200, "text/csv; charset=utf-8"));
    let text = String::from_utf8(csv.body.clone()).unwrap();
    assert!(text.starts_with('\u{feff}') && text.contains("Åtgärd") && text.contains("\r\n"));
    assert_eq!(text.lines().count(), n_rows + 1);
    let english = app.planned(&format!("{PATH}?format=csv&lang=en"), &json!({})).await.text();
    assert!(english.contains("Repair") && !english.contains("Laga"));
    let book = app.planned(&format!("{PATH}?format=xlsx"), &json!({})).await;
    assert!(book.header("content-disposition").contains("ljus-och-sikt.xlsx"));
    let mut zip = zip::ZipArchive::new(Cursor::new(book.body.clone())).unwrap();
    let mut sheet = String::new();
    zip.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
    assert_eq!(sheet.matches("<row ").count(), n_rows + 1);
    assert_eq!(app.planned(&format!("{PATH}?format=pdf"), &json!({})).await.status, 400);
}

#[tokio::test]
async fn every_reading_of_a_plan_is_logged() {
    let app = App::demo(Engine::Sqlite).await;
    planned(&app, &json!({"kind": "sight"})).await;
    let before = app.number("SELECT COUNT(*) FROM audit WHERE act = 'read' AND what = 'lighting'").await;
    planned(&app, &json!({"kind": "sight"})).await;
    assert!(app.number("SELECT COUNT(*) FROM audit WHERE act = 'read' AND what = 'lighting'").await > before);
}
