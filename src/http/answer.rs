//! Answers that can be asked for again: weak ETags from the data's revision, and 304.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts, MatchedPath, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::App;
use super::problem::Fault;
use crate::interop::question::{BadParameter, Question};
use crate::service::{Admission, Meant, ServiceError};

pub(super) fn json_text(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// Names the state of the data behind an answer. Weak, because the same answer may leave compressed or not.
pub(super) fn etag(revision: &str) -> String {
    format!("W/\"{revision}\"")
}

/// Whether the asker has this answer already.
pub(super) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.split(',').any(|tag| tag.trim() == "*" || bare(tag) == bare(etag))
}

pub(super) fn not_modified(etag: &str, public: bool) -> Response {
    tagged(StatusCode::NOT_MODIFIED, None, Body::empty(), etag, public)
}

/// A fresh answer with its tag. Public ones may be kept by anybody but must be asked about; staff ones by nobody else.
pub(super) fn fresh(kind: &'static str, body: impl Into<Body>, etag: &str, public: bool) -> Response {
    tagged(StatusCode::OK, Some(kind), body.into(), etag, public)
}

fn tagged(status: StatusCode, kind: Option<&'static str>, body: Body, etag: &str, public: bool) -> Response {
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    match kind {
        Some(kind) => headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        None => headers.remove(header::CONTENT_TYPE),
    };
    if let Ok(tag) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, tag);
    }
    let keeping = if public { "public, no-cache" } else { "private, no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keeping));
    headers.append(header::VARY, HeaderValue::from_static("authorization"));
    response
}

/// What no cache may keep: words, secrets, exact places.
pub(super) fn unkept(answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A record that can be changed, with its version as a strong tag: it names what is kept and not the bytes of an
/// answer.
pub(super) struct Versioned<T>(pub u32, pub T);

impl<T: IntoResponse> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        let mut response = self.1.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(tag) = HeaderValue::try_from(format!("\"{}\"", self.0)) {
            headers.insert(header::ETAG, tag);
        }
        response
    }
}

/// `If-Match` (RFC 9110 section 13.1.1): the versions a change is meant for. A tag that none of ours can be matches
/// none.
impl FromRequestParts<App> for Meant {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Fault> {
        let mut given = parts.headers.get_all(header::IF_MATCH).iter().peekable();
        if given.peek().is_none() {
            return Ok(Self::default());
        }
        let tags: Vec<&str> = given.filter_map(|value| value.to_str().ok()).flat_map(|list| list.split(',')).collect();
        if tags.iter().any(|tag| tag.trim() == "*") {
            return Ok(Self::default());
        }
        let version = |tag: &&str| tag.trim().trim_start_matches("W/").trim_matches('"').parse().ok();
        Ok(Self::one_of(tags.iter().filter_map(version).collect()))
    }
}

/// What stands after a scheme in `Authorization`; schemes are the same in small and large letters (RFC 9110 section
/// 11.1).
pub(super) fn credentials<'a>(value: &'a HeaderValue, scheme: &str) -> Option<&'a str> {
    let (own, token) = value.to_str().ok()?.split_once(' ')?;
    own.eq_ignore_ascii_case(scheme).then_some(token.trim())
}

/// Who asks: somebody with the right the route takes, or anybody. `rules` has found out before any handler runs.
#[derive(Clone)]
pub(super) struct Asker(pub Option<Admission>);

impl FromRequestParts<App> for Asker {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Fault> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or(Self(None)))
    }
}

impl Asker {
    pub fn staff(&self) -> Result<&Admission, Fault> {
        self.0.as_ref().ok_or_else(|| ServiceError::StaffOnly.into())
    }
}

/// Of which municipality: pages of one say it with everything they ask, also where it is all the same.
const EVERYWHERE: &str = "municipality";

/// Where a provider sends people back, with more than it was asked for (RFC 6749 section 4.1.2: what is unknown is
/// ignored).
const TAKES_MORE: &str = "/api/v1/sign-in/oidc/back";

/// The parameters each address says it takes: a question with another one would be answered as if it had been
/// understood.
#[derive(Clone)]
pub(super) struct Declared(Arc<HashMap<(Method, String), HashSet<String>>>);

impl Declared {
    pub fn of(document: &utoipa::openapi::OpenApi) -> Self {
        let name = |parameter: &RefOr<Parameter>| match parameter {
            RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => Some(parameter.name.clone()),
            _ => None,
        };
        let mut names = HashMap::new();
        for (path, item) in document.paths.paths.iter().filter(|(path, _)| *path != TAKES_MORE) {
            let operations = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            for (method, operation) in operations {
                let Some(operation) = operation else { continue };
                let own = operation.parameters.iter().flatten().filter_map(name).collect();
                names.insert((method, path.clone()), own);
            }
        }
        Self(Arc::new(names))
    }

    fn unknown<'a>(&self, method: &Method, path: &str, given: &'a [(String, String)]) -> Option<&'a str> {
        let method = if method == Method::HEAD { Method::GET } else { method.clone() };
        let names = self.0.get(&(method, path.to_owned()))?;
        let is_taken = |name: &String| name == EVERYWHERE || names.contains(name);
        given.iter().find(|(name, value)| !value.is_empty() && !is_taken(name)).map(|(name, _)| name.as_str())
    }
}

/// Refuses a question that its address does not take.
pub(super) async fn understood(
    State(declared): State<Declared>,
    path: MatchedPath,
    request: Request,
    next: Next,
) -> Result<Response, Fault> {
    if request.uri().query().is_none() {
        return Ok(next.run(request).await);
    }
    let given = pairs(request.uri())?;
    match declared.unknown(request.method(), path.as_str(), &given) {
        None => Ok(next.run(request).await),
        Some(name) => Err(ServiceError::from(BadParameter::unknown(name)).into()),
    }
}

fn pairs(address: &Uri) -> Result<Vec<(String, String)>, Fault> {
    Query::try_from_uri(address).map(|Query(pairs)| pairs).map_err(|_| {
        Fault::new(
            StatusCode::BAD_REQUEST,
            "bad_query",
            "Frågedelen av adressen går inte att läsa.",
            "The query in the address cannot be read.",
        )
    })
}

/// The question in the address.
pub(super) struct Asked(pub Question);

impl FromRequestParts<App> for Asked {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Fault> {
        Ok(Self(Question::read(&pairs(&parts.uri)?).map_err(ServiceError::from)?))
    }
}
