//! Telling.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{App, NOW, in_square, report, with};

const REPORTS: &str = "/api/v1/reports";
const JSON: &str = "content-type: application/json";

#[tokio::test]
async fn a_report_is_answered_with_everything_its_teller_needs() {
    let app = App::sqlite().await;
    let answer = app.tell(&report()).await;
    let receipt = answer.expect(201);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("idempotency-replayed"), "");
    assert_eq!(receipt["received_at"], NOW);
    assert_eq!(receipt["municipality"], "1273");
    assert_eq!(receipt["public"]["category"], "unsafe_place");
    assert_eq!(receipt["public"]["text_is_public"], false);
    assert!(receipt["public"]["publish_rule"].as_str().unwrap().contains("minst 5 andra"));
    assert!(receipt["public"]["publish_rule_en"].as_str().unwrap().contains("at least 5 more"));
    let id: uuid::Uuid = receipt["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(id.get_version_num(), 4, "an id that names the minute would tell it");
    let token = receipt["follow_up_token"].as_str().unwrap();
    assert_eq!(token.len(), 43);
    assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    assert_eq!(receipt["follow_up_url"], format!("/uppfoljning#{token}"));
    let reference = receipt["reference"].as_str().unwrap();
    assert_eq!((reference.len(), reference.as_bytes()[3]), (8, b'-'));
    assert!(!reference.contains(['0', 'O', '1', 'I', 'L']), "{reference} over the telephone");
}

#[tokio::test]
async fn what_may_be_left_out_may_be_left_out() {
    let app = App::sqlite().await;
    let (lon, lat) = in_square(0, 0, 100.0, 100.0);
    let least = json!({"category": "speeding", "place": {"geometry": {"type": "Point", "coordinates": [lon, lat]}}});
    app.told(&least).await;
    app.seen().await;
    let seen = app.get_staff("/api/v1/observations").await.expect(200);
    let properties = &seen["features"][0]["properties"];
    assert_eq!(properties["when"], json!({"kind": "instant", "at": NOW}), "left out, it is the instant of receipt");
    assert_eq!((&properties["causes"], &properties["severity"]), (&json!([]), &Value::Null));
    let nulls = json!({"category": "speeding", "causes": null, "when": null, "severity": null, "text": null,
                       "municipality": null, "place": least["place"]});
    app.told(&nulls).await;
}

#[tokio::test]
async fn every_kind_of_place_and_moment_is_taken() {
    let app = App::sqlite().await;
    let geometries = [
        json!({"type": "LineString", "coordinates": [[13.99, 56.38], [13.995, 56.381], [14.0, 56.38]]}),
        json!({"type": "Polygon", "coordinates": [[[13.99, 56.38], [13.995, 56.38], [13.995, 56.382], [13.99, 56.38]]]}),
        json!({"type": "Point", "coordinates": [13.99, 56.38, 75.5]}),
    ];
    for geometry in geometries {
        app.told(&with(report(), "/place/geometry", geometry)).await;
    }
    let moments = [
        json!({"kind": "instant", "at": "2026-11-20T12:30"}),
        json!({"kind": "instant", "at": "2026-11-20T12:04:59Z"}),
        json!({"kind": "interval", "from": "2026-11-19T18:00", "to": "2026-11-20T07:00:00+01:00"}),
        json!({"kind": "recurrence", "weekdays": ["fri", "sat"], "from_hour": 21, "to_hour": 24, "since": "2026-08-01",
               "until": "2026-10-01"}),
        json!({"kind": "recurrence", "weekdays": ["sun"], "from_hour": 22, "to_hour": 4, "since": "2026-08-01", "until": null}),
        json!({"kind": "recurrence", "weekdays": ["mon"], "from_hour": 0, "to_hour": 24, "since": "2026-08-01",
               "until": "2026-11-20"}),
    ];
    for moment in moments {
        app.told(&with(report(), "/when", moment)).await;
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 9);
}

#[tokio::test]
async fn the_same_key_gets_the_same_answer_with_a_word_that_it_is_a_replay() {
    let app = App::sqlite().await;
    let first = app.tell_with_key(&report(), "3f0c8a52-6b1e-4a27-9b5a-2f6f0a4c7a11").await;
    app.turn_by_hours(1);
    let again = app.tell_with_key(&report(), "3f0c8a52-6b1e-4a27-9b5a-2f6f0a4c7a11").await;
    assert_eq!((first.expect(201), first.header("idempotency-replayed")), (again.expect(201), ""));
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_ne!(app.tell_with_key(&report(), "another").await.expect(201)["id"], first.json()["id"]);
}

#[tokio::test]
async fn a_key_must_be_visible_ascii_of_at_most_255() {
    let app = App::sqlite().await;
    for key in ["", "with space", &"x".repeat(256), "åäö"] {
        let flaws = app.tell_with_key(&report(), key).await.flaws();
        assert_eq!(flaws, [(String::new(), "bad_idempotency_key".to_owned())], "{key:?}");
    }
    app.tell_with_key(&report(), &"x".repeat(255)).await.expect(201);
}

#[tokio::test]
async fn checking_finds_the_same_flaws_and_stores_nothing() {
    let app = App::sqlite().await;
    let check = |body: Value| app.send(Method::POST, "/api/v1/reports/check", &[JSON], body.to_string());
    assert_eq!(check(report()).await.expect(200), json!({"ok": true}));
    let bad = with(with(report(), "/severity", json!(9)), "/category", json!("noise"));
    assert_eq!(check(bad.clone()).await.flaws(), app.tell(&bad).await.flaws());
    assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 0);
    let form = ["content-type: application/x-www-form-urlencoded"];
    assert_eq!(
        app.send(Method::POST, "/api/v1/reports/check", &form, "category=speeding").await.problem(415)["code"],
        "wrong_type"
    );
}

#[tokio::test]
async fn what_is_no_json_is_told_where_it_stops_being_json() {
    let app = App::sqlite().await;
    for body in
        ["", "{", "{\"category\":}", "nonsense", "{\"category\":\"speeding\"} {}", "\u{feff}{}", "{\"a\":1e999}"]
    {
        let problem = app.send(Method::POST, REPORTS, &[JSON], body).await.problem(400);
        assert_eq!(problem["code"], "not_json", "{body}");
        assert!(problem["detail"].as_str().unwrap().contains("line"), "{problem}");
    }
    for broken in [&b"{\"text\":\"\xff\"}"[..], b"\x00\x01\x02"] {
        assert_eq!(app.send(Method::POST, REPORTS, &[JSON], broken.to_vec()).await.problem(400)["code"], "not_json");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(app.send(Method::POST, REPORTS, &[JSON], deep).await.problem(400)["code"], "not_json");
}

#[tokio::test]
async fn what_is_json_but_no_report_is_refused_calmly() {
    let app = App::sqlite().await;
    for body in ["null", "[]", "17", "\"text\"", "true"] {
        let flaws = app.send(Method::POST, REPORTS, &[JSON], body).await.flaws();
        assert_eq!(flaws, [(String::new(), "bad_type".to_owned())], "{body}");
    }
}

#[tokio::test]
async fn too_much_and_the_wrong_kind_are_problems_like_any_other() {
    let app = App::sqlite().await;
    let large = with(report(), "/text", json!("x".repeat(300_000))).to_string();
    assert_eq!(app.send(Method::POST, REPORTS, &[JSON], large.clone()).await.problem(413)["code"], "too_large");
    let length = format!("content-length: {}", large.len());
    assert_eq!(app.send(Method::POST, REPORTS, &[JSON, &length], large).await.problem(413)["code"], "too_large");
    for kind in ["text/plain", "application/xml", "multipart/form-data; boundary=x", "image/png", "application/jsonp"] {
        let answer = app.send(Method::POST, REPORTS, &[&format!("content-type: {kind}")], report().to_string()).await;
        assert_eq!(answer.problem(415)["code"], "wrong_type", "{kind}");
    }
    for kind in ["application/json; charset=utf-8", "Application/JSON"] {
        let answer = app.send(Method::POST, REPORTS, &[&format!("content-type: {kind}")], report().to_string()).await;
        answer.expect(201);
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 2);
}
