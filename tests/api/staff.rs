//! Staff: one token, refused or admitted, never half.

use axum::http::Method;
use serde_json::json;

use crate::support::{App, STAFF};

const EXACT: [&str; 3] = ["/api/v1/profile", "/api/v1/observations", "/api/v1/heat?layer=staff"];

#[tokio::test]
async fn the_session_says_whether_the_token_is_right() {
    let app = App::sqlite().await;
    let session = app.get_staff("/api/v1/session").await.expect(200);
    assert_eq!(session["reader"], "staff");
    assert_eq!(session["rights"][0]["municipality"], json!(null));
    assert_eq!(session["rights"][0]["rights"].as_array().map(Vec::len), Some(9));
    for headers in [
        &[][..],
        &["authorization: Session"],
        &["authorization: Session", "cookie: tk-session=made-up"],
        &["authorization: Bearer wrong"],
        &["authorization: Bearer tk_wrong"],
        &["authorization: Bearer "],
        &["authorization: Basic eDp5"],
        &["authorization: x"],
    ] {
        let refused = app.send(Method::GET, "/api/v1/session", headers, "").await;
        assert_eq!(refused.problem(401)["code"], "not_admitted", "{headers:?}");
        assert_eq!(refused.header("www-authenticate"), "Bearer");
    }
    let header = format!("authorization: bearer {STAFF}");
    app.send(Method::GET, "/api/v1/session", &[&header], "").await.expect(200);
}

#[tokio::test]
async fn exact_answers_need_the_token() {
    let app = App::sqlite().await;
    for path in EXACT {
        app.get(path).await.problem(403);
        app.send(Method::GET, path, &["authorization: Bearer wrong"], "").await.problem(401);
        app.get_staff(path).await.expect(200);
    }
    app.get("/tiles/heat/10/551/317.mvt?layer=staff").await.problem(403);
}

#[tokio::test]
async fn an_installation_without_a_token_has_no_staff() {
    let app = App::sqlite().await.without_staff().await;
    for path in EXACT {
        app.get_staff(path).await.problem(401);
        app.get(path).await.problem(403);
        app.send(Method::GET, path, &["authorization: Bearer "], "").await.problem(401);
    }
    app.get("/api/v1/heat").await.expect(200);
}
