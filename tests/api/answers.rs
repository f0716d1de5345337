//! Asking again: tags, 304, HEAD, compression.

use std::io::Read;

use axum::http::Method;

use crate::support::{App, Engine, STAFF, report, spot, with};

const ASKED: [&str; 3] = ["/api/v1/heat", "/api/v1/heat?group=traffic&cell=500", "/tiles/heat/10/551/317.mvt"];

#[tokio::test]
async fn who_has_the_answer_already_is_told_so_until_it_changes() {
    let app = App::sqlite().await;
    for path in ASKED {
        let first = app.get(path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "weak, because it may leave compressed: {tag}");
        for known in [tag.clone(), tag[2..].to_owned(), format!("\"x\", {tag}"), "*".to_owned()] {
            let again = app.send(Method::GET, path, &[&format!("if-none-match: {known}")], "").await;
            assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{path} {known}");
            assert_eq!(again.header("etag"), tag);
        }
        let other = app.send(Method::GET, path, &["if-none-match: W/\"other\""], "").await;
        assert_eq!((other.status.as_u16(), &other.body), (200, &first.body));
    }
    let before = app.get("/api/v1/heat").await.header("etag").to_owned();
    for i in 0..6 {
        let (lon, lat) = spot(0, 0, i);
        app.told(&with(report(), "/place/geometry/coordinates", serde_json::json!([lon, lat]))).await;
    }
    app.seen().await;
    assert_eq!(app.get("/api/v1/heat").await.header("etag"), before, "a report alone is no public news");
    app.publish_at("2026-12-01T01:00:00Z").await;
    let changed = app.send(Method::GET, "/api/v1/heat", &[&format!("if-none-match: {before}")], "").await;
    assert_eq!(changed.expect(200)["totals"]["n_reports"]["total"], 6);
}

#[tokio::test]
async fn a_staff_tag_changes_with_every_report_and_at_midnight() {
    let app = App::sqlite().await;
    let tag = async || app.get_staff("/api/v1/heat").await.header("etag").to_owned();
    let first = tag().await;
    app.told(&report()).await;
    app.seen().await;
    let second = tag().await;
    app.turn_by_hours(24);
    let third = tag().await;
    assert!(first != second && second != third);
    assert_eq!(tag().await, third);
    let headers = [format!("authorization: Bearer {STAFF}"), format!("if-none-match: {third}")];
    let again = app.send(Method::GET, "/api/v1/heat", &[&headers[0], &headers[1]], "").await;
    assert_eq!(again.status, 304);
    assert!(again.header("cache-control").contains("private"));
}

#[tokio::test]
async fn a_public_and_a_staff_answer_are_never_taken_for_each_other() {
    let app = App::sqlite().await;
    let (public, staff) = (app.get("/api/v1/heat").await, app.get_staff("/api/v1/heat").await);
    assert_ne!(public.header("etag"), staff.header("etag"));
    assert_eq!(public.header("cache-control"), "public, no-cache");
    assert_eq!(staff.header("cache-control"), "private, no-cache");
    for answer in [public, staff] {
        let vary: Vec<_> = answer.headers.get_all("vary").iter().flat_map(|v| v.to_str()).collect();
        assert!(vary.join(",").to_lowercase().contains("authorization"), "{vary:?}");
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let app = App::demo(Engine::Sqlite).await;
    for path in ["/api/v1/heat", "/api/v1/town", "/api/v1/catalogue", "/tiles/heat/10/551/317.mvt", "/", "/health/live"]
    {
        let (get, head) = (app.get(path).await, app.send(Method::HEAD, path, &[], "").await);
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.body.is_empty(), "{path}");
        for name in ["content-type", "etag", "cache-control"] {
            assert_eq!(head.header(name), get.header(name), "{path} {name}");
        }
    }
}

#[tokio::test]
async fn answers_leave_compressed_for_whoever_can_read_them_so() {
    let app = App::demo(Engine::Sqlite).await;
    for path in ["/api/v1/heat", "/api/v1/openapi.json", "/tiles/town/12/2207/1268.mvt", "/om"] {
        let plain = app.get(path).await;
        assert_eq!(plain.header("content-encoding"), "");
        let gzip = app.send(Method::GET, path, &["accept-encoding: gzip"], "").await;
        assert_eq!(gzip.header("content-encoding"), "gzip", "{path}");
        assert!(gzip.body.len() < plain.body.len(), "{path}");
        assert_eq!(gzip.header("etag"), plain.header("etag"));
        let mut opened = Vec::new();
        flate2::read::GzDecoder::new(&gzip.body[..]).read_to_end(&mut opened).expect("gzip");
        assert_eq!(opened, plain.body, "{path}");
        let br = app.send(Method::GET, path, &["accept-encoding: br, gzip;q=0.5"], "").await;
        assert_eq!(br.header("content-encoding"), "br", "{path}");
    }
}
