//! Larger areas (the discrete Poisson scan) and what the usual recipe (Gi*) would have drawn.

use serde_json::Value;
use trygghetskarta::service::DemoTells;
use trygghetskarta::town::invented;

use crate::support::{App, Engine};

fn properties(found: &Value) -> Vec<&Value> {
    found["features"].as_array().unwrap().iter().map(|feature| &feature["properties"]).collect()
}

#[tokio::test]
async fn an_area_of_the_demo_with_more_than_its_streets_explain_has_a_name_and_its_figures_add_up() {
    let app = App::demo(Engine::Sqlite).await;
    let found = app.worked_out("/api/v1/areas").await;
    let areas = properties(&found);
    assert!(areas[0]["p"].as_f64().unwrap() <= 0.05, "{found}");
    assert!(areas[0]["name"]["sv"].as_str().is_some_and(|name| !name.is_empty()), "{found}");
    let n_cases = found["summary"]["n_cases"].as_f64().unwrap();
    for area in areas {
        let (cases, expected) = (area["cases"].as_f64().unwrap(), area["expected"].as_f64().unwrap());
        let outside = (n_cases - cases) / (n_cases - expected);
        assert!((area["relative_risk"].as_f64().unwrap() - cases / expected / outside).abs() < 1e-9, "{area}");
        assert!(area["radius_m"].as_f64().unwrap() <= 5_000.0 && cases > expected, "{area}");
    }
    assert_eq!(found["parameters"]["exposure"], "street");
    // The same seed, the same bytes.
    let again = app.worked_out("/api/v1/areas?seed=1").await;
    assert_eq!(again["features"], found["features"]);
    assert_eq!(app.get("/api/v1/areas").await.status, 403);
}

#[tokio::test]
async fn on_reports_of_pure_chance_there_is_no_area_and_the_usual_recipe_draws_hot_spots_all_the_same() {
    let app = App::without_town(Engine::Sqlite).await;
    app.service.fill_demo(invented::SEED, DemoTells::Chance).await.expect("the demo");
    let areas = app.worked_out("/api/v1/areas").await;
    let sure = properties(&areas).into_iter().filter(|area| area["p"].as_f64().unwrap() <= 0.05).count();
    assert_eq!(sure, 0, "{areas}");
    let recipe = app.worked_out("/api/v1/gi-star").await;
    let summary = &recipe["summary"];
    assert_eq!((&summary["show_grey"], &recipe["warnings"][0]["code"]), (&true.into(), &"normal_p_misleads".into()));
    let (hot, cold) = (&summary["recipe"]["n_hot"], &summary["recipe"]["n_cold"]);
    assert!(hot.as_u64().unwrap() > 0, "{summary}");
    assert_eq!(properties(&recipe).len() as u64, hot.as_u64().unwrap() + cold.as_u64().unwrap());
    let most = summary["recipe"]["p_two_sided_at_most"].as_f64().unwrap();
    assert!(properties(&recipe).iter().all(|square| 2.0 * square["p_normal"].as_f64().unwrap() <= most));
    assert_eq!(app.get("/api/v1/gi-star").await.status, 403);
}
