//! The built web, carried inside the program.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use axum::response::Response;
use rust_embed::Embed;

use super::answer::{etag, fresh, is_known, not_modified};

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
pub(super) fn file(method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    let path = uri.path().trim_start_matches('/');
    let found = if path.ends_with(".html") { None } else { Web::get(path) };
    let file = found.filter(|_| method == Method::GET || method == Method::HEAD)?;
    let hash = file.metadata.sha256_hash();
    let tag = etag(&hash[..12].iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    if is_known(headers, &tag) {
        return Some(not_modified(&tag, true));
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
    Some(response)
}

fn content_type(path: &str, guessed: &str) -> String {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("webmanifest") => "application/manifest+json".to_owned(),
        Some("js" | "mjs") => "text/javascript; charset=utf-8".to_owned(),
        Some("css") => "text/css; charset=utf-8".to_owned(),
        _ => guessed.to_owned(),
    }
}
