//! What stands in front of every route: too much, too slow, and what nobody here understands.

use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::super::App;
use super::super::admission;
use super::super::patient::TimelyBody;
use super::super::problem::Fault;
use super::Kind;

/// A report with everything in it is asked for in less; an address of a map is a few hundred bytes.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// Stands in front of every route: refuses what nobody here understands, and who asks too much.
pub(in crate::http) async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if let Err(fault) = understood(&request) {
        return fault.into_response();
    }
    let network = app.limits.network(request.extensions(), request.headers());
    request.extensions_mut().insert(network);
    let kind = kind_of(&request);
    if let Some(Err(too_many)) = kind.map(|kind| app.limits.allow(kind, network))
        // What can be guessed is counted for everybody.
        && (too_many.kind == Kind::FollowUp || !is_staff(&app, request.headers()).await)
    {
        return Fault::from(too_many).into_response();
    }
    in_time(request, next, app.limits.body_within).await
}

/// Answers 408 when the body did not come in time.
async fn in_time(request: Request, next: Next, within: Duration) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let (body, late) = TimelyBody::new(body, within);
    let response = next.run(Request::from_parts(parts, Body::new(body))).await;
    if !late.is_so() {
        return response;
    }
    Fault::too_slow().into_response()
}

/// `None` where the handler counts, because it answers with a page: what a form may be posted to, and coming back from
/// a provider.
fn kind_of(request: &Request) -> Option<Kind> {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    match route {
        "/api/v1/reports" | "/api/v1/follow-up" if request.method() == Method::POST => None,
        "/api/v1/sign-in/oidc/back" => None,
        "/api/v1/reports/check" => Some(Kind::Check),
        _ if route.starts_with("/api/v1/follow-up") => Some(Kind::FollowUp),
        // A password too is counted where it is known which browser it comes from. An invitation cannot be guessed.
        _ => Some(Kind::Read),
    }
}

/// Whether the session or the key in the request is right. Asked only when a limit is reached, so that it costs nothing
/// otherwise.
pub(in crate::http) async fn is_staff(app: &App, headers: &HeaderMap) -> bool {
    if !headers.contains_key(header::AUTHORIZATION) && !headers.contains_key(header::COOKIE) {
        return false;
    }
    admission::admitted(app, headers).await.is_ok_and(|admission| admission.is_some())
}

/// Bodies come as they are: what is packed small may be huge unpacked, and no client of ours packs.
fn understood(request: &Request) -> Result<(), Fault> {
    if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > LONGEST_ADDRESS) {
        return Err(Fault::new(
            StatusCode::URI_TOO_LONG,
            "address_too_long",
            "Adressen är för lång (högst 8 kB).",
            "The address is too long (8 kB at most).",
        ));
    }
    let packed = request.headers().get_all(header::CONTENT_ENCODING).iter();
    if packed.into_iter().any(|how| !how.as_bytes().eq_ignore_ascii_case(b"identity")) {
        let mut fault = Fault::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "packed",
            "Skicka innehållet som det är, inte packat (Content-Encoding).",
            "Send the body as it is, not packed (Content-Encoding).",
        );
        // RFC 9110 section 12.5.3: in an answer, what may be sent.
        fault.headers.push((header::ACCEPT_ENCODING, HeaderValue::from_static("identity")));
        return Err(fault);
    }
    Ok(())
}
