//! Does it predict? Asked of the demo, whose stories go on where they began.

use serde_json::Value;

use crate::support::{App, Engine};

#[tokio::test]
async fn what_was_told_before_foretells_the_demo_better_than_its_streets_alone() {
    let app = App::demo(Engine::Sqlite).await;
    for path in ["/api/v1/backtest", "/api/v1/backtest?unit=cell"] {
        let found = app.worked_out(path).await;
        let results = &found["results"];
        let pai = |id: &str| {
            let mut rankings = results["rankings"].as_array().unwrap().iter();
            let one = rankings.find(|ranking| ranking["id"] == id).unwrap();
            one["at"][1]["pai"]["mean"].as_f64().unwrap()
        };
        let winner = results["winner"].as_str().unwrap();
        assert!(pai(winner) > 2.0 * pai("uniform"), "{path}: {results}");
        assert!(results["ceiling"][1]["pai"]["mean"].as_f64().unwrap() >= pai(winner));
        assert!(results["origins"].as_array().unwrap().len() >= 3, "{path}");
        let next = results["next"].as_array().unwrap();
        assert!(next.len() >= 3 && next[0]["name"]["sv"].as_str().is_some_and(|name| !name.is_empty()), "{next:?}");
    }
    assert_eq!(app.get("/api/v1/backtest").await.status, 403);
}

#[tokio::test]
async fn a_town_with_too_short_a_past_is_told_so() {
    let app = App::sqlite().await;
    let found = app.worked_out("/api/v1/backtest").await;
    let codes: Vec<&Value> = found["warnings"].as_array().unwrap().iter().map(|w| &w["code"]).collect();
    assert!(codes.contains(&&Value::from("too_short")), "{codes:?}");
    assert_eq!(found["results"]["winner"], Value::Null);
    let problem = app.get_staff("/api/v1/backtest?unit=link").await.problem(400);
    assert_eq!(problem["errors"][0]["pointer"], "unit");
}
