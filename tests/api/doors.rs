//! Old tricks of whoever stands at the door: another host, a session brought along, lines for the log, secrets in
//! addresses.

use axum::http::Method;
use serde_json::{Value, json};
use trygghetskarta::staff::Role;

use crate::support::{App, STAFF, capture_log, cookie, each_database, report};

#[tokio::test]
async fn the_host_a_request_names_is_in_no_answer() {
    let app = App::sqlite().await;
    let colleague = app.hire("admin", &[(Role::Admin, Some("1273"))]).await;
    let told = app.told(&report()).await;
    let follow_up = format!("authorization: FollowUp {}", told["follow_up_token"].as_str().unwrap());
    let staff = format!("authorization: Bearer {STAFF}");
    let session = format!("cookie: {}", colleague.session);
    let away = ["host: evil.example", "x-forwarded-host: evil.example", "forwarded: host=evil.example;proto=http"];
    let asked: [(Method, &str, &[&str], Value); 12] = [
        (Method::GET, "/", &[], Value::Null),
        (Method::GET, "/en", &[], Value::Null),
        (Method::GET, "/konto", &[], Value::Null),
        (Method::GET, "/nothing", &["accept: text/html"], Value::Null),
        (Method::GET, "/api/v1/openapi.json", &[], Value::Null),
        (Method::GET, "/tiles/heat.json", &[], Value::Null),
        (Method::GET, "/.well-known/security.txt", &[], Value::Null),
        (Method::GET, "/api/v1/sign-in/oidc", &[], Value::Null),
        (Method::GET, "/api/v1/follow-up", &[&follow_up], Value::Null),
        (Method::GET, "/api/v1/session", &[&session, "authorization: Session"], Value::Null),
        (Method::POST, "/api/v1/reports", &[], report()),
        (
            Method::POST,
            "/api/v1/accounts",
            &[&staff],
            json!({"login": "ny@kommunen.example", "name": "x", "roles": [{"role": "planner", "municipality": "1273"}]}),
        ),
    ];
    for (method, path, headers, body) in asked {
        let mut all: Vec<&str> = headers.to_vec();
        all.extend(away);
        all.push("content-type: application/json");
        let answer = app.send(method, path, &all, body.to_string()).await;
        let whole = format!("{:?}{}", answer.headers, answer.text());
        assert!(!whole.contains("evil.example"), "{path}: {whole}");
    }
}

#[tokio::test]
async fn a_session_somebody_was_given_beforehand_is_not_the_one_they_get() {
    each_database(|app| async move {
        let colleague = app.hire("planner", &[(Role::Planner, Some("1273"))]).await;
        app.clock.turn_by(jiff::SignedDuration::from_mins(1));
        let planted = format!("tk-session={}", "A".repeat(43));
        let code = colleague.totp.code(app.clock.now());
        let body = json!({"login": colleague.login, "password": crate::support::PASSWORD, "code": code});
        let headers = [&*format!("cookie: {planted}"), "content-type: application/json"];
        let answer = app.send(Method::POST, "/api/v1/sign-in", &headers, body.to_string()).await;
        answer.expect(200);
        assert_ne!(cookie(&answer, "tk-session").expect("a session"), planted);
        let carried = [&*format!("cookie: {planted}"), "authorization: Session"];
        app.send(Method::GET, "/api/v1/session", &carried, "").await.problem(401);
        // Nor does the cookie of somebody else, laid beside, change who signs in.
        let both = [&*format!("cookie: {planted}; {}", colleague.session), "authorization: Session"];
        let answer = app.send(Method::GET, "/api/v1/session", &both, "").await;
        assert!(answer.status == 401 || answer.expect(200)["reader"] == "planner");
    })
    .await;
}

#[tokio::test]
async fn nobody_writes_a_line_of_the_log() {
    let log = capture_log();
    let app = App::sqlite().await;
    let line = "x\n2026-11-20T12:00:00Z ERROR ZEBRAFINK\u{1b}[2J";
    let signing_in = json!({"login": line, "password": line, "code": line});
    app.post("/api/v1/sign-in", &signing_in).await.problem(401);
    let draft = json!({"login": line, "name": line, "roles": []});
    app.send_staff(Method::POST, "/api/v1/accounts", &draft).await.problem(422);
    let matter = json!({"reference": line});
    app.send_staff(Method::POST, "/api/v1/holds", &matter).await;
    for path in ["/x%0aZEBRAFINK", "/api/v1/heat?group=%0aZEBRAFINK", "/tiles/heat/1/1/%0d%0aZEBRAFINK"] {
        app.get(path).await;
    }
    for header in ["user-agent: ZEBRAFINK", "x-request-id: ZEBRAFINK", "traceparent: ZEBRAFINK", "referer: ZEBRAFINK"] {
        let answer = app.send(Method::GET, "/api/v1/town", &[header], "").await;
        assert!(!format!("{:?}", answer.headers).contains("ZEBRAFINK"), "{header}");
    }
    let log = log.text();
    assert!(log.contains("/api/v1/sign-in"), "the log was captured");
    // What the database is told is in the lines of its driver, which no installation writes at this level.
    let ours: Vec<&str> = log.lines().filter(|line| !line.contains("sqlx")).collect();
    assert!(!ours.iter().any(|line| line.contains("ZEBRAFINK") || line.contains('\u{1b}')), "{ours:#?}");
}

#[tokio::test]
async fn a_secret_in_an_address_opens_nothing_and_is_in_no_log() {
    let log = capture_log();
    let app = App::sqlite().await;
    let receipt = app.told(&report()).await;
    let token = receipt["follow_up_token"].as_str().unwrap();
    for name in ["token", "key", "api_key", "access_token", "staff_token", "authorization"] {
        let answer = app.get(&format!("/api/v1/observations?{name}={STAFF}")).await;
        assert!(matches!(answer.status.as_u16(), 401 | 403), "{name}: {}", answer.status);
        let answer = app.get(&format!("/api/v1/follow-up?{name}={token}")).await;
        assert_eq!(answer.problem(400)["errors"][0]["pointer"], name);
    }
    app.get(&format!("/api/v1/follow-up/{token}")).await.problem(404);
    let log = log.text();
    assert!(!log.contains(STAFF) && !log.contains(token));
}
