//! How much one network may ask: docs/limits.md.

use axum::http::Method;

use crate::support::{Answer, App, STAFF, capture_log, report};

const JSON: &str = "content-type: application/json";
const FORM: &str = "content-type: application/x-www-form-urlencoded";

async fn tell_from(app: &App, peer: &str, forwarded: Option<&str>) -> Answer {
    let forwarded = forwarded.map(|hops| format!("x-forwarded-for: {hops}"));
    let headers: Vec<&str> = std::iter::once(JSON).chain(forwarded.as_deref()).collect();
    app.send_from(peer, Method::POST, "/api/v1/reports", &headers, &report().to_string()).await
}

#[tokio::test]
async fn a_network_that_tells_too_much_is_asked_to_wait_and_others_are_not() {
    let app = App::limited(&["--reports-per-hour", "6"]).await;
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
    let app = App::limited(&["--reports-per-hour", "3", "--trusted-proxies", "10.0.0.0/8,::1"]).await;
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
    let app = App::limited(&["--reports-per-hour", "3"]).await;
    app.tell(&report()).await.expect(201);
    app.tell(&report()).await.problem(429);
}

#[tokio::test]
async fn no_address_is_in_the_log() {
    let app = App::limited(&["--reports-per-hour", "3", "--trusted-proxies", "10.0.0.0/8"]).await;
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
