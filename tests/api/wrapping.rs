//! What surrounds every answer: headers, CORS, one form for every problem.

use axum::http::Method;
use serde_json::json;

use crate::support::{App, report};

#[tokio::test]
async fn every_kind_of_answer_carries_the_security_headers_and_its_number() {
    let app = App::sqlite().await;
    let posted = app.post_form(&[("category", "speeding")]).await;
    let answers = [
        ("page", app.get("/").await),
        ("map", app.get("/karta").await),
        ("heat", app.get("/api/v1/heat").await),
        ("tile", app.get("/tiles/heat/10/551/317.mvt").await),
        ("receipt", app.tell(&report()).await),
        ("flaws", app.tell(&serde_json::json!({})).await),
        ("posted", posted),
        ("missing", app.get("/nothing").await),
        ("not allowed", app.send(Method::PUT, "/api/v1/heat", &[], "").await),
        ("not modified", app.send(Method::GET, "/api/v1/heat", &["if-none-match: *"], "").await),
        ("health", app.get("/health/live").await),
        ("redirect", app.get("/en").await),
        ("preflight", app.send(Method::OPTIONS, "/api/v1/reports", &[], "").await),
    ];
    let mut numbers = std::collections::HashSet::new();
    for (name, answer) in answers {
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "script-src 'self'",
        ] {
            assert!(policy.contains(part), "{name}: {part}");
        }
        assert!(!policy.contains("unsafe-"), "{name}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{name}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{name}");
        assert_eq!(answer.header("permissions-policy"), "geolocation=(self)", "{name}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{name}");
        assert_eq!(answer.header("set-cookie"), "", "{name}");
        assert!(numbers.insert(answer.header("x-request-id").to_owned()), "{name}");
        assert_eq!(answer.header("server"), "", "{name}");
    }
}

#[tokio::test]
async fn any_page_may_read_what_is_public_and_none_may_use_the_staff_token_from_afar() {
    let app = App::sqlite().await;
    for path in ["/api/v1/heat", "/api/v1/town", "/tiles/town/10/551/317.mvt", "/api/v1/nothing"] {
        let answer = app.send(Method::GET, path, &["origin: https://elsewhere.example"], "").await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        assert!(answer.header("access-control-expose-headers").contains("ETag"));
    }
    assert_eq!(app.get("/").await.header("access-control-allow-origin"), "", "pages are not for other pages");
    let preflight = app
        .send(
            Method::OPTIONS,
            "/api/v1/heat",
            &["origin: https://elsewhere.example", "access-control-request-headers: authorization"],
            "",
        )
        .await;
    assert_eq!(preflight.status, 204);
    assert!(!preflight.header("access-control-allow-headers").to_lowercase().contains("authorization"));
}

#[tokio::test]
async fn a_wrong_method_is_a_problem_that_names_the_right_ones() {
    let app = App::sqlite().await;
    for (method, path) in [
        (Method::GET, "/api/v1/reports"),
        (Method::DELETE, "/api/v1/reports"),
        (Method::POST, "/api/v1/heat"),
        (Method::PUT, "/api/v1/follow-up"),
        (Method::POST, "/karta"),
        (Method::PATCH, "/tiles/heat/10/551/317.mvt"),
        (Method::POST, "/health/live"),
    ] {
        let answer = app.send(method.clone(), path, &[], "").await;
        assert_eq!(answer.problem(405)["code"], "method_not_allowed", "{method} {path}");
        assert!(!answer.header("allow").is_empty(), "{method} {path}");
    }
}

#[tokio::test]
async fn an_unknown_parameter_is_refused_everywhere_by_its_name() {
    let app = App::sqlite().await;
    for path in [
        "/api/v1/heat",
        "/api/v1/town",
        "/api/v1/places",
        "/api/v1/promises",
        "/api/v1/catalogue",
        "/api/v1/challenge",
        "/tiles/heat.json",
        "/tiles/town.json",
        "/tiles/heat/10/551/317.mvt",
        "/tiles/town/10/551/317.mvt",
    ] {
        let problem = app.get(&format!("{path}?colour=sorkrosvit")).await.problem(400);
        assert_eq!(problem["errors"][0]["pointer"], "colour", "{path}");
        assert!(!problem.to_string().contains("sorkrosvit"), "what came from outside is not repeated");
        // Nor is a name that is no plain word.
        let problem = app.get(&format!("{path}?19900101-1234=1")).await.problem(400);
        assert!(!problem.to_string().contains("19900101"), "{problem}");
    }
    for path in ["profile", "observations", "desk", "remedies", "audit", "retention/rules", "check-sites"] {
        let problem = app.get_staff(&format!("/api/v1/{path}?colour=red")).await.problem(400);
        assert_eq!(problem["errors"][0]["pointer"], "colour", "{path}");
    }
    let problem = app.send_staff(Method::POST, "/api/v1/checks?colour=red", &json!({})).await.problem(400);
    assert_eq!(problem["errors"][0]["pointer"], "colour");
    // Pages of one municipality say it with everything they ask.
    for path in ["catalogue", "promises/words", "sign-in", "places", "heat"] {
        app.get(&format!("/api/v1/{path}?municipality=1273")).await.expect(200);
    }
    // Strangers learn nothing of an address that is not for them.
    app.get("/api/v1/desk?colour=red").await.problem(403);
    app.get("/api/v1/places?q=stor&lon=abc&lat=56").await.problem(400);
}

#[tokio::test]
async fn a_parameter_of_another_address_is_refused_by_name_instead_of_being_left_out() {
    let app = App::sqlite().await;
    for (path, name) in [
        ("/api/v1/hotspots?bandwidth=300", "bandwidth"),
        ("/api/v1/density?exposure=even", "exposure"),
        ("/api/v1/alarms?unit=link", "unit"),
        ("/api/v1/backtest?layer=staff", "layer"),
        ("/api/v1/heat?seed=1", "seed"),
    ] {
        let problem = app.get_staff(path).await.problem(400);
        assert_eq!(problem["errors"][0]["pointer"], name, "{problem}");
    }
}

#[tokio::test]
async fn the_program_says_that_it_lives_and_that_it_is_ready() {
    let app = App::sqlite().await;
    for path in ["/health/live", "/health/ready"] {
        let answer = app.get(path).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text().as_str(), answer.header("cache-control")),
            (200, "ok\n", "no-store")
        );
    }
}
