//! What surrounds every request: an id, one log line, limits, headers, and an answer even after a panic.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, DefaultPredicate, Predicate, predicate::NotForContentType};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use super::App;
use super::cookies::Cookies;
use super::limits;
use super::problem::Fault;

/// A report with five hundred vertices and two thousand characters is under 40 kB.
pub(super) const LARGEST_BODY: usize = 256 * 1024;
/// A kept plan holds what the planner said, with the shapes of its streets; nothing else may be so large.
pub(super) const LARGEST_PLAN: usize = 2 * 1024 * 1024;
/// A photo as a telephone took it. Nothing else may be so large: every other address has a limit of its own.
pub(super) const LARGEST_PICTURE: usize = 12 * 1024 * 1024;
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

tokio::task_local! {
    static REQUEST_ID: String;
}

/// The id of the request this task answers.
pub(super) fn current_request_id() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

pub(super) fn wrap(router: Router, app: App) -> Router {
    router
        .method_not_allowed_fallback(|| async {
            Fault::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "Så kan den här adressen inte användas.",
                "This address cannot be used like that.",
            )
        })
        // All in one, because the router puts every layer it is given in a box of its own. The first is the outermost.
        .layer((
            from_fn_with_state(app.cookies, surround),
            CompressionLayer::new()
                .gzip(true)
                .br(true)
                .compress_when(DefaultPredicate::new().and(NotForContentType::const_new("font/"))),
            CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| Fault::internal().into_response()),
            TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST),
            from_fn_with_state(app, limits::guard),
            RequestBodyLimitLayer::new(LARGEST_PICTURE),
        ))
}

/// Gives the request its id and its headers, and writes its one line: the route, never the address, body, query or who
/// asked.
async fn surround(State(cookies): State<Cookies>, request: Request, next: Next) -> Response {
    let id = uuid::Builder::from_random_bytes(rand::random()).into_uuid().simple().to_string();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("(file)".to_owned(), |path| path.as_str().to_owned());
    let started = Instant::now();
    let mut response = REQUEST_ID.scope(id.clone(), answered(request, next)).await;
    let duration_ms = started.elapsed().as_micros() as f64 / 1e3;
    let status = response.status().as_u16();
    tracing::info!(%method, route, status, duration_ms, request_id = id, "request");
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", id);
    }
    if cookies.are_over_tls() {
        // Only then: a browser that has once seen it asks for nothing without TLS, for a year.
        let for_a_year = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, for_a_year);
    }
    response
}

/// What libraries answer with bare text (too large, timed out, wrong type) is said in our form.
fn as_problem(response: Response) -> Response {
    let bare =
        response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !bare {
        return response;
    }
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::too_large().into_response(),
        StatusCode::SERVICE_UNAVAILABLE => Fault::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "timeout",
            "Det tog för lång tid. Försök igen.",
            "It took too long. Try again.",
        )
        .into_response(),
        status if status.is_client_error() => Fault::bad_request(status).into_response(),
        status if status.is_server_error() => Fault::internal().into_response(),
        _ => response,
    }
}

const CSP: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; \
                   font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
                   frame-ancestors 'none'";

async fn answered(request: Request, next: Next) -> Response {
    let public_api = request.uri().path().starts_with("/api/") || request.uri().path().starts_with("/tiles/");
    let preflight = public_api && request.method() == Method::OPTIONS;
    let mut response =
        if preflight { StatusCode::NO_CONTENT.into_response() } else { as_problem(next.run(request).await) };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, CSP);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("permissions-policy"), "geolocation=(self)");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    if public_api {
        // Any page may read what is public. A cookie says nothing without a header that no other site's page may send,
        // so this opens nothing else.
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        set(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "ETag, X-Request-Id, Idempotency-Replayed, Retry-After, RateLimit, RateLimit-Policy",
        );
    }
    if preflight {
        set(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST");
        set(header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, Idempotency-Key, If-None-Match, Proof-Of-Work");
    }
    response
}

/// The process answers.
#[utoipa::path(get, path = "/health/live", tag = "town", responses((status = 200, description = "Alive")))]
pub(super) async fn live() -> Response {
    (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], Body::from("ok\n")).into_response()
}

/// The database answers too, everything is in memory, what is told is stored and seen, and the municipality is there.
#[utoipa::path(get, path = "/health/ready", tag = "town",
    responses((status = 200, description = "Ready"), (status = 503, description = "The database does not answer, a part of the program has stopped, or the municipality it is set to is missing")))]
pub(super) async fn ready(State(app): State<App>) -> Response {
    if !app.service.is_working() {
        return Fault::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "stopped",
            "En del av tjänsten har stannat. Den behöver startas om.",
            "A part of the service has stopped. It needs a restart.",
        )
        .into_response();
    }
    if app.service.missing_municipality().is_some() {
        return Fault::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "municipality_missing",
            "Kommunen som tjänsten är inställd på finns inte i databasen. Rätta inställningen eller lägg till kommunen.",
            "The municipality this service is set to is not in the database. Correct the setting or add the municipality.",
        )
        .into_response();
    }
    match tokio::time::timeout(Duration::from_secs(2), app.service.store().ping()).await {
        Ok(Ok(())) => live().await,
        _ => Fault::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "database_unavailable",
            "Databasen svarar inte.",
            "The database does not answer.",
        )
        .into_response(),
    }
}
