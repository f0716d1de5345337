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
        (wrong("period", "2037".into()), "/period", "too_far_ahead"),
        (wrong("title", " ".into()), "/title", "bad_title"),
        (wrong("title", "x".repeat(121).into()), "/title", "bad_title"),
        (wrong("title", "Bilen ABC 123".into()), "/title", "personal_data"),
        (wrong("question", json!({"locked": ["Ring 070-174 06 05"]})), "/question/locked/0", "personal_data"),
        (wrong("answer", json!({"why": {"sv": "Anna, anna@example.se"}})), "/answer/why/sv", "personal_data"),
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
    assert_eq!(app.number("SELECT COUNT(*) FROM audit WHERE act = 'read' AND what IN ('plan', 'plans')").await, 2);
}

#[tokio::test]
async fn a_plan_somebody_else_changed_is_not_overwritten_nor_thrown_away() {
    each_database(|app| async move {
        let made = app.send_staff(Method::POST, "/api/v1/plans", &draft("December", "draft")).await;
        assert_eq!(made.header("etag"), "\"1\"");
        let kept = made.expect(201);
        let path = format!("/api/v1/plans/{}", kept["id"].as_str().unwrap());
        let put = async |version: &str, title: &str| {
            app.send_staff_if(Method::PUT, &path, version, &draft(title, "draft")).await
        };
        let mine = put("\"1\"", "Min").await;
        assert_eq!((mine.header("etag"), mine.expect(200)["version"].as_u64()), ("\"2\"", Some(2)));
        let problem = put("\"1\"", "Din").await.problem(412);
        assert_eq!(problem["code"], "changed_since");
        assert!(problem["detail_sv"].as_str().unwrap().contains("Läs in det igen"), "{problem}");
        assert_eq!(put("\"abc\"", "Din").await.status, 412);
        assert_eq!(put("\"1\", W/\"2\"", "Båda").await.status, 200, "one of them is meant");
        assert_eq!(put("*", "Vilken som helst").await.status, 200);
        let stale = app.send_staff_if(Method::DELETE, &path, "\"3\"", &Value::Null).await;
        assert_eq!(stale.problem(412)["code"], "changed_since");
        let listed = app.get_staff("/api/v1/plans").await.expect(200);
        assert_eq!((&listed[0]["title"], listed[0]["version"].as_u64()), (&"Vilken som helst".into(), Some(4)));
        assert_eq!(app.send_staff_if(Method::DELETE, &path, "\"4\"", &Value::Null).await.status, 204);
        assert_eq!(put("\"4\"", "Tillbaka").await.status, 404, "what was thrown away stays so");
    })
    .await;
}

#[tokio::test]
async fn a_plan_that_gave_way_to_another_is_no_longer_the_version_somebody_read() {
    each_database(|app| async move {
        let first = keep(&app, &draft("Den första", "decided")).await;
        keep(&app, &draft("Den andra", "decided")).await;
        let path = format!("/api/v1/plans/{}", first["id"].as_str().unwrap());
        let again = app.send_staff_if(Method::PUT, &path, "\"1\"", &draft("Den första", "decided")).await;
        assert_eq!(again.status, 412);
    })
    .await;
}

#[tokio::test]
async fn of_plans_decided_in_the_same_moment_one_stands() {
    each_database(|app| async move {
        let (first, second) = (keep(&app, &draft("A", "draft")).await, keep(&app, &draft("B", "draft")).await);
        let decide = async |plan: &Value| {
            let path = format!("/api/v1/plans/{}", plan["id"].as_str().unwrap());
            app.send_staff(Method::PUT, &path, &draft(plan["title"].as_str().unwrap(), "decided")).await.status
        };
        let make =
            async |title: &str| app.send_staff(Method::POST, "/api/v1/plans", &draft(title, "decided")).await.status;
        for _ in 0..5 {
            let (a, b, c, d) = tokio::join!(decide(&first), decide(&second), make("C"), make("D"));
            for status in [a, b, c, d] {
                assert!([200, 201, 409].contains(&status.as_u16()), "{a} {b} {c} {d}");
            }
            assert!([a, b, c, d].iter().any(|status| status.is_success()));
            assert_eq!(app.number("SELECT COUNT(*) FROM plan WHERE state = 'decided'").await, 1);
        }
    })
    .await;
}
