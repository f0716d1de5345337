//! The built web, carried inside the program.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;

use super::answer::{etag, fresh, is_known, not_modified};
use super::problem::Fault;

/// What `npm run build` made; empty when it has not run. (Development builds read the folder at every request.)
#[derive(Embed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Web;

/// A page of the web as text, when it has been built.
pub(super) fn page(name: &str) -> Option<String> {
    let file = Web::get(name)?;
    String::from_utf8(file.data.into_owned()).ok()
}

/// A file of the web. Names under `/assets/` hold a hash of their content and may be kept for a year.
pub(super) async fn file(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let found = if path.ends_with(".html") { None } else { Web::get(path) };
    let Some(file) = found.filter(|_| method == Method::GET || method == Method::HEAD) else {
        return Fault::not_found().into_response();
    };
    let hash = file.metadata.sha256_hash();
    let tag = etag(&hash[..12].iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    if is_known(&headers, &tag) {
        return not_modified(&tag, true);
    }
    let mut response = fresh("application/octet-stream", Body::from(file.data), &tag, true);
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(&content_type(path, file.metadata.mimetype())) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.remove(header::VARY);
    if path.starts_with("assets/") {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    }
    *response.status_mut() = StatusCode::OK;
    response
}

fn content_type(path: &str, guessed: &str) -> String {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("webmanifest") => "application/manifest+json".to_owned(),
        Some("js" | "mjs") => "text/javascript; charset=utf-8".to_owned(),
        Some("css") => "text/css; charset=utf-8".to_owned(),
        _ => guessed.to_owned(),
    }
}
