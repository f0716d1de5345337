//! The secret link.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{App, report, spot, with};

async fn told(app: &App) -> String {
    app.told(&report()).await["follow_up_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_holder_of_the_link_sees_what_became_of_the_report() {
    let app = App::sqlite().await;
    let receipt = app.told(&report()).await;
    let token = receipt["follow_up_token"].as_str().unwrap();
    let answer = app.follow_up(Method::GET, token).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let found = answer.expect(200);
    assert_eq!(found["reference"], receipt["reference"]);
    assert_eq!(found["received_at"], receipt["received_at"]);
    assert_eq!((found["category"].as_str(), found["state"].as_str()), (Some("unsafe_place"), Some("received")));
    assert_eq!(found["can_withdraw_until"], "2026-11-20T13:00:00Z");
    assert!(!found["public_sentence_sv"].as_str().unwrap().is_empty());
    assert!(!found["public_sentence_en"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn within_the_hour_it_can_be_taken_back_and_counts_nowhere() {
    let app = App::sqlite().await;
    let token = told(&app).await;
    told(&app).await;
    assert_eq!(app.follow_up(Method::DELETE, &token).await.status, 204);
    app.seen().await;
    assert_eq!(app.get_staff("/api/v1/heat").await.expect(200)["totals"]["n_reports"]["total"], 1);
    let found = app.follow_up(Method::GET, &token).await.expect(200);
    assert_eq!((found["state"].as_str(), found["can_withdraw_until"].as_str()), (Some("withdrawn"), None));
    assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE text IS NULL").await, 1);
    assert_eq!(app.follow_up(Method::DELETE, &token).await.status, 204, "twice is no fault");
}

#[tokio::test]
async fn what_the_desk_rejected_may_be_taken_back_too_and_the_log_says_so_without_who() {
    crate::support::each_database(|app| async move {
        let token = told(&app).await;
        told(&app).await;
        let rejected = json!({"decision": "rejected", "reason": "trial", "sentence_sv": "Tack ändå."});
        app.send_staff(Method::PATCH, "/api/v1/desk/1", &rejected).await.expect(200);
        let found = app.follow_up(Method::GET, &token).await.expect(200);
        assert_eq!((&found["state"], &found["can_withdraw_until"]), (&json!("rejected"), &json!("2026-11-20T13:00:00Z")));
        for _ in 0..2 {
            assert_eq!(app.follow_up(Method::DELETE, &token).await.status, 204);
        }
        // For its teller, at the desk and in the index it is taken back, and what the desk decided stays known.
        let found = app.follow_up(Method::GET, &token).await.expect(200);
        assert_eq!((&found["state"], &found["can_withdraw_until"]), (&json!("withdrawn"), &Value::Null));
        let lying = app.get_staff("/api/v1/desk/1").await.expect(200);
        assert_eq!((&lying["state"], &lying["text"]), (&json!("withdrawn"), &Value::Null));
        assert_eq!(lying["case"]["decision"], "rejected");
        let accepted = json!({"decision": "accepted"});
        assert_eq!(app.send_staff(Method::PATCH, "/api/v1/desk/1", &accepted).await.flaws()[0].1, "withdrawn");
        app.seen().await;
        assert_eq!(app.get_staff("/api/v1/heat").await.expect(200)["totals"]["n_reports"]["total"], 1);
        // Once, although it was asked for twice; of too late a try there is no line.
        let lines = async || {
            app.texts("SELECT who || ' ' || municipality || ' ' || act || ' ' || parameters FROM audit WHERE what = 'withdrawal'").await
        };
        assert_eq!(lines().await, [Some("teller 1273 change {\"report\":1}".to_owned())]);
        let late = told(&app).await;
        app.turn_by_hours(1);
        assert_eq!(app.follow_up(Method::DELETE, &late).await.problem(409)["code"], "too_late");
        assert_eq!(lines().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn no_hash_is_kept_that_would_confirm_a_guess_of_the_words_taken_back() {
    crate::support::each_database(|app| async move {
        let told = app.tell_with_key(&report(), "taken-back").await.expect(201);
        let token = told["follow_up_token"].as_str().unwrap();
        assert_eq!(app.follow_up(Method::DELETE, token).await.status, 204);
        let hashes = app.texts("SELECT CAST(body_hash AS TEXT) FROM idempotency").await;
        let zeros = |hash: &Option<String>| {
            hash.as_deref().is_some_and(|hash| hash.trim_start_matches("\\x").chars().all(|c| matches!(c, '0' | '\0')))
        };
        assert!(hashes.len() == 1 && hashes.iter().all(zeros), "{hashes:?}");
    })
    .await;
}

#[tokio::test]
async fn after_the_hour_it_is_too_late() {
    let app = App::sqlite().await;
    let token = told(&app).await;
    app.turn_by_hours(1);
    assert!(app.follow_up(Method::GET, &token).await.expect(200)["can_withdraw_until"].is_null());
    app.turn_by_hours(1);
    assert_eq!(app.follow_up(Method::DELETE, &token).await.problem(409)["code"], "too_late");
    assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE text IS NOT NULL").await, 1);
}

#[tokio::test]
async fn once_published_it_says_so_and_stays() {
    let app = App::sqlite().await;
    app.clock.turn_to("2026-11-30T22:55:00Z");
    let mut tokens = Vec::new();
    for i in 0..6 {
        let (lon, lat) = spot(0, 0, i);
        let receipt = app.told(&with(report(), "/place/geometry/coordinates", serde_json::json!([lon, lat]))).await;
        tokens.push(receipt["follow_up_token"].as_str().unwrap().to_owned());
    }
    assert_eq!(app.publish_at("2026-11-30T23:05:00Z").await.n_reports, 6);
    let found = app.follow_up(Method::GET, &tokens[0]).await.expect(200);
    assert_eq!(found["state"], "published");
    assert!(found["can_withdraw_until"].is_null());
    assert_eq!(app.follow_up(Method::DELETE, &tokens[0]).await.problem(409)["code"], "too_late");
}

#[tokio::test]
async fn without_the_right_token_there_is_nothing() {
    let app = App::sqlite().await;
    told(&app).await;
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(app.follow_up(method.clone(), &"A".repeat(43)).await.problem(404)["code"], "not_found");
        app.follow_up(method.clone(), "").await.problem(404);
        app.send(method.clone(), "/api/v1/follow-up", &[], "").await.problem(404);
        app.send(method, "/api/v1/follow-up", &["authorization: Bearer x"], "").await.problem(404);
    }
}

#[tokio::test]
async fn a_scheme_may_be_written_in_small_letters() {
    let app = App::sqlite().await;
    let token = told(&app).await;
    let header = format!("authorization: followup {token}");
    app.send(Method::GET, "/api/v1/follow-up", &[&header], "").await.expect(200);
}

#[tokio::test]
async fn a_link_works_after_a_restart_and_its_token_is_nowhere_in_the_database() {
    let app = App::sqlite().await;
    let token = told(&app).await;
    let app = app.restarted().await;
    app.follow_up(Method::GET, &token).await.expect(200);
    let everything = app.texts("SELECT hex(token_hash) || reference || COALESCE(text, '') FROM report").await;
    assert!(everything.iter().flatten().all(|text| !text.contains(&token)));
}
