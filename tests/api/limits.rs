//! How much one network may ask: docs/limits.md.

use axum::http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Answer, App, STAFF, capture_log, report, with};

const JSON: &str = "content-type: application/json";
const FORM: &str = "content-type: application/x-www-form-urlencoded";

async fn tell_from(app: &App, peer: &str, forwarded: Option<&str>) -> Answer {
    let forwarded = forwarded.map(|hops| format!("x-forwarded-for: {hops}"));
    let headers: Vec<&str> = std::iter::once(JSON).chain(forwarded.as_deref()).collect();
    app.send_from(peer, Method::POST, "/api/v1/reports", &headers, &report().to_string()).await
}

#[tokio::test]
async fn a_network_that_tells_too_much_is_asked_to_wait_and_others_are_not() {
    let app = App::limited(&["--reports-per-hour", "6", "--proof-of-work-bits", "0"]).await;
    for _ in 0..2 {
        let answer = tell_from(&app, "192.0.2.1", None).await;
        answer.expect(201);
        // Nobody reads from an answer what others of the same household did.
        assert_eq!((answer.header("ratelimit"), answer.header("ratelimit-policy")), ("", ""));
    }
    let refused = tell_from(&app, "192.0.2.1", None).await;
    let problem = refused.problem(429);
    assert_eq!(problem["code"], "too_many");
    assert!(problem["detail_sv"].as_str().unwrap().contains("Försök igen om"), "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains("112"), "{problem}");
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((500..=601).contains(&wait), "one in ten minutes: {wait}");
    assert_eq!(refused.header("ratelimit-policy"), "\"reports\";q=6;w=3600");
    assert_eq!(refused.header("ratelimit"), format!("\"reports\";r=0;t={wait}"));
    tell_from(&app, "192.0.2.2", None).await.expect(201);
    // What was refused is nowhere.
    assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 3);
    // Reading goes on.
    app.send_from("192.0.2.1", Method::GET, "/api/v1/heat", &[], "").await.expect(200);
}

#[tokio::test]
async fn the_networks_behind_a_trusted_proxy_are_told_apart_and_nobody_can_pretend() {
    let app =
        App::limited(&["--reports-per-hour", "3", "--proof-of-work-bits", "0", "--trusted-proxies", "10.0.0.0/8,::1"])
            .await;
    tell_from(&app, "10.0.0.1", Some("203.0.113.1")).await.expect(201);
    tell_from(&app, "10.0.0.1", Some("203.0.113.1")).await.problem(429);
    tell_from(&app, "::1", Some("203.0.113.2")).await.expect(201);
    // What stands to the left of what the proxy wrote is the asker's own invention.
    tell_from(&app, "10.0.0.1", Some("198.51.100.7, 203.0.113.1")).await.problem(429);
    // A peer that is no proxy of ours speaks for itself alone.
    tell_from(&app, "192.0.2.9", Some("198.51.100.1")).await.expect(201);
    tell_from(&app, "192.0.2.9", Some("198.51.100.2")).await.problem(429);
    // One household, many addresses.
    tell_from(&app, "10.0.0.1", Some("2001:db8::1")).await.expect(201);
    tell_from(&app, "10.0.0.1", Some("2001:db8::ffff")).await.problem(429);
}

#[tokio::test]
async fn the_form_without_a_script_comes_back_filled_in() {
    let app = App::limited(&["--forms-per-hour", "2"]).await;
    let form = "category=speeding&coordinates=56.3796%2C+13.9974&text=Viktigt&when=now&lang=sv";
    let post = || app.send_from("192.0.2.1", Method::POST, "/api/v1/reports", &[FORM], form);
    assert_eq!(post().await.status, 201);
    let refused = post().await;
    assert_eq!(refused.status, 429);
    assert!(refused.header("content-type").starts_with("text/html"));
    assert!(!refused.header("retry-after").is_empty());
    assert!(refused.text().contains("Viktigt") && refused.text().contains("växel"), "{}", refused.text());
    // Programs have a quota of their own.
    tell_from(&app, "192.0.2.1", None).await.expect(201);
}

#[tokio::test]
async fn each_kind_of_question_has_its_own_quota() {
    let app = App::limited(&["--follow-ups-per-hour", "5", "--checks-per-hour", "5", "--reads-per-minute", "2"]).await;
    let from = |method, path: &'static str| {
        app.send_from("192.0.2.1", method, path, &[JSON, "authorization: FollowUp guessed"], "{}")
    };
    from(Method::GET, "/api/v1/follow-up").await.problem(404);
    let refused = from(Method::DELETE, "/api/v1/follow-up").await;
    assert_eq!(refused.problem(429)["code"], "too_many");
    assert!(refused.header("ratelimit-policy").starts_with("\"follow_ups\""));
    from(Method::GET, "/api/v1/follow-up/photos").await.problem(429);
    let form = "content-type: application/x-www-form-urlencoded";
    let page = app.send_from("192.0.2.1", Method::POST, "/api/v1/follow-up", &[form], "link=guessed").await;
    assert_eq!(page.status, 429);
    assert!(page.header("content-type").starts_with("text/html") && !page.header("retry-after").is_empty());
    assert!(page.header("ratelimit-policy").starts_with("\"follow_ups\"") && page.text().contains("Försök igen om"));
    from(Method::POST, "/api/v1/reports/check").await.problem(422);
    from(Method::POST, "/api/v1/reports/check").await.problem(429);
    for path in ["/api/v1/town", "/karta"] {
        assert!(from(Method::GET, path).await.status.is_success(), "{path}");
    }
    for path in ["/api/v1/town", "/karta", "/tiles/heat/10/551/317.mvt", "/nothing", "/health/live"] {
        from(Method::GET, path).await.problem(429);
    }
}

#[tokio::test]
async fn staff_with_the_right_key_are_let_through() {
    let app = App::limited(&["--reads-per-minute", "1", "--reports-per-hour", "1"]).await;
    let ask = |key: &str| {
        let key = format!("authorization: Bearer {key}");
        let app = &app;
        async move { app.send_from("192.0.2.1", Method::GET, "/api/v1/session", &[&key], "").await }
    };
    for _ in 0..3 {
        ask(STAFF).await.expect(200);
    }
    ask("wrong").await.problem(429);
    let key = format!("authorization: Bearer {STAFF}");
    for _ in 0..3 {
        let body = report().to_string();
        app.send_from("192.0.2.1", Method::POST, "/api/v1/reports", &[JSON, &key], &body).await.expect(201);
    }
}

#[tokio::test]
async fn nothing_is_limited_by_a_quota_of_nothing() {
    let app = App::limited(&["--reads-per-minute", "0", "--reports-per-hour", "0"]).await;
    for _ in 0..50 {
        app.get("/api/v1/catalogue").await.expect(200);
        app.tell(&report()).await.expect(201);
    }
}

#[tokio::test]
async fn what_came_over_no_socket_is_one_network() {
    let app = App::limited(&["--reports-per-hour", "3", "--proof-of-work-bits", "0"]).await;
    app.tell(&report()).await.expect(201);
    app.tell(&report()).await.problem(429);
}

#[tokio::test]
async fn no_address_is_in_the_log() {
    let app =
        App::limited(&["--reports-per-hour", "3", "--proof-of-work-bits", "0", "--trusted-proxies", "10.0.0.0/8"])
            .await;
    let log = capture_log();
    tell_from(&app, "10.0.0.1", Some("203.0.113.77")).await.expect(201);
    tell_from(&app, "10.0.0.1", Some("203.0.113.77")).await.problem(429);
    tell_from(&app, "198.51.100.88", None).await.expect(201);
    let lines = log.text();
    assert!(lines.contains("429"), "{lines}");
    for address in ["203.0.113", "198.51.100", "10.0.0.1"] {
        assert!(!lines.contains(address), "{lines}");
    }
}

#[tokio::test]
async fn a_packed_body_and_an_endless_address_are_refused_before_anything_is_read() {
    let app = App::sqlite().await;
    for how in ["gzip", "br", "deflate", "zstd", "identity, gzip"] {
        let answer = app
            .send(Method::POST, "/api/v1/reports", &[JSON, &format!("content-encoding: {how}")], vec![0x1f, 0x8b, 8])
            .await;
        assert_eq!(answer.problem(415)["code"], "packed", "{how}");
        assert_eq!(answer.header("accept-encoding"), "identity");
    }
    let body = report().to_string();
    app.send(Method::POST, "/api/v1/reports", &[JSON, "content-encoding: identity"], body).await.expect(201);
    let long = format!("/api/v1/heat?category={}", "x".repeat(9_000));
    assert_eq!(app.get(&long).await.problem(414)["code"], "address_too_long");
}

/// What a browser does with a challenge.
pub(super) fn proof(challenge: &Value) -> String {
    let (salt, bits) = (challenge["salt"].as_str().unwrap(), challenge["bits"].as_u64().unwrap() as u32);
    let zeros = |n: u64| {
        let hash = Sha256::digest(format!("{salt}{n}"));
        u64::from_be_bytes(hash[..8].try_into().unwrap()).leading_zeros()
    };
    let answer = (0..).find(|n| zeros(*n) >= bits).unwrap();
    format!("{salt}.{bits}.{}.{}.{answer}", challenge["expires"], challenge["signature"].as_str().unwrap())
}

async fn tell_with_proof(app: &App, peer: &str, proof: &str) -> Answer {
    let proof = format!("proof-of-work: {proof}");
    app.send_from(peer, Method::POST, "/api/v1/reports", &[JSON, &proof], &report().to_string()).await
}

#[tokio::test]
async fn beyond_the_quiet_share_a_report_takes_a_proof_of_work() {
    let flags = ["--reports-per-hour", "3", "--proved-reports-per-hour", "6", "--proof-of-work-bits", "6"];
    let app = App::limited(&flags).await;
    tell_from(&app, "192.0.2.1", None).await.expect(201);
    let problem = tell_from(&app, "192.0.2.1", None).await.problem(428);
    assert_eq!(problem["code"], "proof_of_work_needed");
    let solved = proof(&problem["challenge"]);
    tell_with_proof(&app, "192.0.2.1", &solved).await.expect(201);
    tell_with_proof(&app, "192.0.2.1", &solved).await.problem(428);
    // One can be asked for beforehand, and is nobody's in particular.
    let asked = app.get("/api/v1/challenge").await;
    assert_eq!(asked.header("cache-control"), "no-store");
    tell_with_proof(&app, "192.0.2.1", &proof(&asked.expect(200))).await.expect(201);
    // There is an end to that, too; others are not concerned.
    let next = proof(&app.get("/api/v1/challenge").await.expect(200));
    assert_eq!(tell_with_proof(&app, "192.0.2.1", &next).await.problem(429)["code"], "too_many");
    tell_from(&app, "192.0.2.2", None).await.expect(201);
    assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 4);
}

#[tokio::test]
async fn a_challenge_expires() {
    let app = App::limited(&["--reports-per-hour", "3", "--proof-of-work-bits", "6"]).await;
    tell_from(&app, "192.0.2.1", None).await.expect(201);
    let solved = proof(&app.get("/api/v1/challenge").await.expect(200));
    app.turn_by_hours(1);
    tell_with_proof(&app, "192.0.2.1", &solved).await.problem(428);
}

#[tokio::test]
async fn where_none_is_asked_for_there_is_no_challenge() {
    App::limited(&["--proof-of-work-bits", "0"]).await.get("/api/v1/challenge").await.problem(404);
    App::sqlite().await.get("/api/v1/challenge").await.problem(404);
}

/// A town of two reports a day, and then fifteen in half an hour.
async fn in_a_wave(app: &App) {
    let mut at: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
    let instant = |at: Timestamp| with(report(), "/when", json!({"kind": "instant", "at": at.to_string()}));
    for _ in 0..24 {
        app.clock.turn_to(&at.to_string());
        app.service.submit(&instant(at), None).await.unwrap();
        at += jiff::SignedDuration::from_hours(12);
    }
    at += jiff::SignedDuration::from_hours(4);
    for _ in 0..15 {
        at += jiff::SignedDuration::from_mins(2);
        app.clock.turn_to(&at.to_string());
        app.service.submit(&instant(at), None).await.unwrap();
    }
    app.seen().await;
}

#[tokio::test]
async fn a_wave_changes_no_answer_to_a_stranger() {
    let app = App::limited(&["--proof-of-work-bits", "6"]).await;
    in_a_wave(&app).await;
    let told = with(report(), "/when", json!({"kind": "instant", "at": "2026-03-12T20:00:00Z"})).to_string();
    app.send_from("192.0.2.1", Method::POST, "/api/v1/reports", &[JSON], &told).await.expect(201);
}

#[tokio::test]
async fn staff_see_a_wave_with_its_figures_and_no_person() {
    let app = App::sqlite().await;
    in_a_wave(&app).await;
    let body = app.worked_out("/api/v1/alarms").await;
    let waves = body["waves"].as_array().unwrap();
    assert_eq!(waves.len(), 1, "{waves:?}");
    let wave = &waves[0];
    assert_eq!(
        (&wave["group"], &wave["span_hours"], &wave["n_reports"]),
        (&json!("unsafe_place"), &json!(1), &json!(15))
    );
    assert!(wave["expected"].as_f64().unwrap() < 1.0 && wave["weight"].as_f64().unwrap() <= 0.2, "{wave}");
    assert!(wave["sv"].as_str().unwrap().contains("15 den senaste timmen"), "{wave}");
    // It is known anew after a restart, and nothing of it is public.
    let app = app.restarted().await;
    assert_eq!(app.worked_out("/api/v1/alarms").await["waves"], body["waves"]);
    app.get("/api/v1/alarms").await.problem(403);
}

#[tokio::test]
async fn json_nested_without_end_is_refused_wherever_it_is_read() {
    let app = App::sqlite().await;
    for deep in ["[".repeat(100_000), "{\"a\":".repeat(40_000), format!("{{\"place\":{}", "[".repeat(200_000))] {
        for path in ["/api/v1/reports", "/api/v1/reports/check", "/api/v1/plans/lighting"] {
            let key = format!("authorization: Bearer {STAFF}");
            let answer = app.send(Method::POST, path, &[JSON, &key], deep.clone()).await;
            // Not JSON, too large, or of another shape than a list: whatever is seen first.
            assert!([400, 413, 422].contains(&answer.status.as_u16()), "{path}: {}", answer.status);
            answer.problem(answer.status.as_u16());
        }
    }
}
