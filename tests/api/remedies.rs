//! The register of remedies: step by step, without persons, and what is done is done once.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{App, each_database, in_square, report};

const REMEDIES: &str = "/api/v1/remedies";

fn body() -> Value {
    let (lon, lat) = in_square(0, 0, 100.0, 100.0);
    json!({"kind": "lamp_repair", "place": {"type": "Point", "coordinates": [lon, lat]}, "owner": "municipality",
           "due": "2026-12-01", "selected_from": "2026-01-01", "selected_to": "2026-06-30"})
}

fn with(more: Value) -> Value {
    let mut body = body();
    for (name, value) in more.as_object().unwrap() {
        body[name.as_str()] = value.clone();
    }
    body
}

async fn make(app: &App, body: &Value) -> Value {
    app.send_staff(Method::POST, REMEDIES, body).await.expect(201)
}

fn path_of(remedy: &Value) -> String {
    format!("{REMEDIES}/{}", remedy["id"].as_str().unwrap())
}

async fn change(app: &App, remedy: &Value, patch: Value) -> Value {
    app.send_staff(Method::PATCH, &path_of(remedy), &patch).await.expect(200)
}

#[tokio::test]
async fn a_remedy_goes_from_a_proposal_until_it_is_done_and_is_recorded_once() {
    each_database(|app| async move {
        let made = make(&app, &body()).await;
        assert_eq!((made["state"].as_str(), made["next"].clone()), (Some("proposed"), json!(["decided", "dropped"])));
        assert_eq!(made["locality"], Value::Null, "no localities are known here");
        assert!(!made["place_name"].as_str().unwrap().is_empty());
        assert_eq!(app.get_staff(&path_of(&made)).await.expect(200), made);
        let decided =
            change(&app, &made, json!({"state": "decided", "sentence_sv": "Vi lagar lamporna.", "cost": 46_000})).await;
        assert_eq!((decided["public"].as_bool(), decided["made_at"].clone()), (Some(true), made["made_at"].clone()));
        assert_eq!(decided["selected_to"], "2026-06-30", "what was not sent stays");
        change(&app, &made, json!({"state": "started"})).await;
        assert_eq!(app.number("SELECT COUNT(*) FROM deed").await, 0);
        let done = change(&app, &made, json!({"state": "done"})).await;
        assert_eq!((done["started_on"].as_str(), done["done_on"].as_str()), (Some("2026-11-20"), Some("2026-11-20")));
        change(&app, &made, json!({"cost": 50_000})).await;
        assert_eq!(app.number("SELECT COUNT(*) FROM deed WHERE kind = 'remedy' AND source_kind = 'remedy'").await, 1);
        assert_eq!(app.texts("SELECT counts FROM deed").await, [Some("{\"lamp_repair\":1}".to_owned())]);
        change(&app, &made, json!({"state": "started"})).await;
        assert_eq!(app.number("SELECT COUNT(*) FROM deed").await, 0, "it was not done after all");
        assert_eq!(app.get_staff(REMEDIES).await.expect(200).as_array().unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_illegal_step_and_everything_else_that_is_wrong_is_said_with_what_to_change() {
    each_database(|app| async move {
        let made = make(&app, &body()).await;
        let refused = app.send_staff(Method::PATCH, &path_of(&made), &json!({"state": "done"})).await;
        let problem = refused.problem(422);
        assert_eq!(problem["code"], "objections");
        assert!(problem["errors"][0]["detail_sv"].as_str().unwrap().contains("beslutad eller nedlagd"), "{problem}");
        assert_eq!(
            refused.flaws(),
            [("/sentence_sv".to_owned(), "required".to_owned()), ("/state".to_owned(), "illegal_step".to_owned())]
        );
        let empty = app.send_staff(Method::POST, REMEDIES, &json!({})).await.flaws();
        assert_eq!(empty.iter().map(|flaw| flaw.0.as_str()).collect::<Vec<_>>(), ["/kind", "/owner", "/place"]);
        let abroad = with(json!({"place": {"type": "Point", "coordinates": [2.35, 48.86]}}));
        assert_eq!(app.send_staff(Method::POST, REMEDIES, &abroad).await.flaws()[0].1, "outside_municipality");
        let late = with(json!({"due": "2036-11-21"}));
        let refused = app.send_staff(Method::POST, REMEDIES, &late).await.flaws();
        assert_eq!(refused, [("/due".to_owned(), "too_far_ahead".to_owned())]);
        app.send_staff(Method::POST, REMEDIES, &json!("text")).await.problem(422);
        let nowhere = format!("{REMEDIES}/00000000-0000-4000-8000-000000000000");
        for method in [Method::PATCH, Method::DELETE] {
            app.send_staff(method, &nowhere, &json!({})).await.problem(404);
        }
        assert_eq!(app.number("SELECT COUNT(*) FROM remedy").await, 1);
    })
    .await;
}

#[tokio::test]
async fn no_person_can_be_written_into_the_register() {
    let app = App::sqlite().await;
    for (field, text) in [
        ("sentence_sv", "Ring Kalle på 070-174 06 05"),
        ("owner", "kalle@osby.se"),
        ("place_name", "Vid ABC 123"),
        ("locality", "19811218-9876"),
    ] {
        let refused = app.send_staff(Method::POST, REMEDIES, &with(json!({field: text}))).await.flaws();
        assert_eq!(refused, [(format!("/{field}"), "personal_data".to_owned())]);
    }
    let made = make(&app, &body()).await;
    let reason = json!({"state": "dropped", "reason": "Ägaren till ABC 123 sa nej"});
    assert_eq!(app.send_staff(Method::PATCH, &path_of(&made), &reason).await.flaws()[0].1, "personal_data");
}

#[tokio::test]
async fn only_staff_see_the_register_and_each_reading_is_logged() {
    let app = App::sqlite().await;
    for (method, path) in [
        (Method::GET, REMEDIES),
        (Method::POST, REMEDIES),
        (Method::GET, "/api/v1/deeds"),
        (Method::POST, "/api/v1/deeds"),
    ] {
        app.send(method, path, &["content-type: application/json"], "{}").await.problem(403);
    }
    app.get_staff(REMEDIES).await.expect(200);
    assert_eq!(app.number("SELECT COUNT(*) FROM audit WHERE act = 'read' AND what = 'remedies'").await, 1);
}

#[tokio::test]
async fn a_proposal_can_be_taken_out_but_not_what_everybody_was_told() {
    let app = App::sqlite().await;
    let made = make(&app, &body()).await;
    assert_eq!(app.send_staff(Method::DELETE, &path_of(&made), &Value::Null).await.status, 204);
    let made = make(&app, &with(json!({"state": "decided", "sentence_sv": "Vi lagar."}))).await;
    let refused = app.send_staff(Method::DELETE, &path_of(&made), &Value::Null).await;
    assert_eq!(refused.flaws()[0].1, "already_public");
}

#[tokio::test]
async fn a_remedy_made_from_a_report_names_one_there_is() {
    each_database(|app| async move {
        let receipt = app.told(&report()).await;
        let unknown = with(json!({"origin": {"kind": "report", "id": "ZZZ-ZZZZ"}}));
        assert_eq!(app.send_staff(Method::POST, REMEDIES, &unknown).await.flaws()[0].1, "unknown_report");
        let known = with(json!({"origin": {"kind": "report", "id": receipt["reference"]}}));
        assert_eq!(make(&app, &known).await["origin"]["id"], receipt["reference"]);
        let by_key = with(json!({"origin": {"kind": "report", "id": "1"}}));
        make(&app, &by_key).await;
    })
    .await;
}

#[tokio::test]
async fn what_everybody_was_told_cannot_be_hidden_by_way_of_a_proposal() {
    each_database(|app| async move {
        let made = make(&app, &with(json!({"state": "decided", "sentence_sv": "Vi lagar."}))).await;
        let dropped = change(&app, &made, json!({"state": "dropped", "reason": "Pengarna räckte inte."})).await;
        assert_eq!((&dropped["public"], &dropped["next"]), (&json!(true), &json!(["decided"])));
        let refused = app.send_staff(Method::PATCH, &path_of(&made), &json!({"state": "proposed"})).await;
        assert_eq!(refused.flaws(), [("/state".to_owned(), "illegal_step".to_owned())]);
        let emptied = app.send_staff(Method::PATCH, &path_of(&made), &json!({"sentence_sv": null})).await;
        assert_eq!(emptied.flaws(), [("/sentence_sv".to_owned(), "required".to_owned())]);
        let removed = app.send_staff(Method::DELETE, &path_of(&made), &Value::Null).await;
        assert_eq!(removed.flaws()[0].1, "already_public");
        change(&app, &made, json!({"state": "decided"})).await;
    })
    .await;
}

#[tokio::test]
async fn of_two_who_change_a_remedy_the_second_hears_of_the_first() {
    each_database(|app| async move {
        let made = make(&app, &body()).await;
        assert_eq!(made["version"], 1);
        let patch =
            async |version: &str, body: Value| app.send_staff_if(Method::PATCH, &path_of(&made), version, &body).await;
        let first = patch("\"1\"", json!({"cost": 100})).await;
        assert_eq!((first.header("etag"), first.expect(200)["version"].as_u64()), ("\"2\"", Some(2)));
        assert_eq!(patch("\"1\"", json!({"cost": 200})).await.problem(412)["code"], "changed_since");
        assert_eq!(app.get_staff(&path_of(&made)).await.expect(200)["cost"], 100);
        let decided = json!({"state": "decided", "sentence_sv": "Vi lagar."});
        let (a, b) = tokio::join!(patch("\"2\"", decided.clone()), patch("\"2\"", decided.clone()));
        let mut statuses = [a.status.as_u16(), b.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        let gone = app.send_staff_if(Method::DELETE, &path_of(&made), "\"2\"", &Value::Null).await;
        assert_eq!(gone.status, 412);
        let other = make(&app, &body()).await;
        assert_eq!(app.send_staff(Method::DELETE, &path_of(&other), &Value::Null).await.status, 204);
        let back = app.send_staff_if(Method::PATCH, &path_of(&other), "\"1\"", &json!({"cost": 1})).await;
        assert_eq!(back.status, 404);
        assert_eq!(app.number("SELECT COUNT(*) FROM remedy").await, 1);
    })
    .await;
}
