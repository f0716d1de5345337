//! Kept plans: what was asked of a planner and what it said.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{App, each_database};

fn draft(title: &str, state: &str) -> Value {
    json!({
        "kind": "checks", "period": "2026-12", "title": title, "state": state,
        "question": {"month": "2026-12", "quota": 15}, "answer": {"features": [1, 2]},
    })
}

async fn keep(app: &App, body: &Value) -> Value {
    app.send_staff(Method::POST, "/api/v1/plans", body).await.expect(201)
}

#[tokio::test]
async fn a_plan_is_kept_changed_listed_and_thrown_away() {
    each_database(|app| async move {
        let kept = keep(&app, &draft("December", "draft")).await;
        let path = format!("/api/v1/plans/{}", kept["id"].as_str().unwrap());
        assert_eq!(app.get_staff(&path).await.expect(200), kept);
        let changed =
            app.send_staff(Method::PUT, &path, &draft("  December, andra försöket ", "draft")).await.expect(200);
        assert_eq!(changed["title"], "December, andra försöket");
        assert_eq!((&changed["id"], &changed["made_at"]), (&kept["id"], &kept["made_at"]));
        let listed = app.get_staff("/api/v1/plans?kind=checks").await.expect(200);
        assert_eq!(listed.as_array().unwrap().len(), 1);
        assert_eq!(listed[0]["title"], "December, andra försöket");
        assert_eq!(listed[0].get("answer"), None);
        assert_eq!(app.get_staff("/api/v1/plans?kind=walks").await.expect(200), json!([]));
        assert_eq!(app.send_staff(Method::DELETE, &path, &Value::Null).await.status, 204);
        assert_eq!(app.get_staff(&path).await.status, 404);
        assert_eq!(app.send_staff(Method::PUT, &path, &draft("December", "draft")).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn of_a_kind_and_period_one_plan_is_decided() {
    each_database(|app| async move {
        let first = keep(&app, &draft("Den första", "decided")).await;
        let second = keep(&app, &draft("Den andra", "decided")).await;
        let mut other_month = draft("Januari", "decided");
        other_month["period"] = "2027-01".into();
        let third = keep(&app, &other_month).await;
        let state = async |plan: &Value| {
            let path = format!("/api/v1/plans/{}", plan["id"].as_str().unwrap());
            app.get_staff(&path).await.expect(200)["state"].clone()
        };
        assert_eq!(state(&first).await, "draft");
        assert_eq!(state(&second).await, "decided");
        assert_eq!(state(&third).await, "decided");
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_plan_is_said_in_both_languages() {
    let app = App::sqlite().await;
    let wrong = |field: &str, value: Value| {
        let mut body = draft("December", "draft");
        body[field] = value;
        body
    };
    for (body, pointer, code) in [
        (wrong("kind", "patrols".into()), "/kind", "unknown_word"),
        (wrong("state", "maybe".into()), "/state", "unknown_word"),
        (wrong("period", "nästa månad".into()), "/period", "bad_period"),
        (wrong("title", " ".into()), "/title", "bad_title"),
        (wrong("title", "x".repeat(121).into()), "/title", "bad_title"),
        (wrong("title", "Bilen ABC 123".into()), "/title", "personal_data"),
    ] {
        let problem = app.send_staff(Method::POST, "/api/v1/plans", &body).await.problem(422);
        let found = &problem["errors"][0];
        assert_eq!((&found["pointer"], &found["code"]), (&pointer.into(), &code.into()), "{problem}");
        assert!(["detail_sv", "detail_en"].iter().all(|word| found[word].as_str().is_some_and(|s| s.len() > 10)));
    }
    let mut more = draft("December", "draft");
    more["colour"] = "red".into();
    assert_eq!(app.send_staff(Method::POST, "/api/v1/plans", &more).await.problem(422)["code"], "bad_shape");
    assert_eq!(app.send_staff(Method::POST, "/api/v1/plans", &json!("{")).await.problem(422)["code"], "bad_shape");
    assert_eq!(app.number("SELECT COUNT(*) FROM plan").await, 0);
}

#[tokio::test]
async fn a_plan_may_be_larger_than_a_report_but_not_without_end() {
    let app = App::sqlite().await;
    let with = |length: usize| {
        let mut body = draft("December", "draft");
        body["answer"] = "x".repeat(length).into();
        body
    };
    assert_eq!(app.send_staff(Method::POST, "/api/v1/plans", &with(1_000_000)).await.status, 201);
    assert_eq!(app.send_staff(Method::POST, "/api/v1/plans", &with(3_000_000)).await.problem(413)["code"], "too_large");
}

#[tokio::test]
async fn plans_are_for_staff_and_each_reading_is_logged() {
    let app = App::sqlite().await;
    let kept = keep(&app, &draft("December", "draft")).await;
    let path = format!("/api/v1/plans/{}", kept["id"].as_str().unwrap());
    for path in ["/api/v1/plans", &path] {
        assert_eq!(app.get(path).await.status, 403);
    }
    let headers = ["content-type: application/json"];
    assert_eq!(app.send(Method::POST, "/api/v1/plans", &headers, draft("x", "draft").to_string()).await.status, 403);
    app.get_staff("/api/v1/plans").await.expect(200);
    app.get_staff(&path).await.expect(200);
    assert_eq!(app.number("SELECT COUNT(*) FROM exact_read WHERE what IN ('plan', 'plans')").await, 2);
}
