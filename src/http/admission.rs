//! Who is let in: by the rule of the route and what they carry.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::App;
use super::answer::{Asker, credentials};
use super::cookies;
use super::problem::Fault;
use super::rules::{self, Who};
use crate::service::{Admission, ServiceError};
use crate::staff::Right::Moderate;
use Who::{Anyone, Holder, More, OwnPages, SignedIn};

/// Lets through whom the rule of the route lets through, tells the handler who asks, and the caches to keep nothing
/// that not everybody may see.
pub(super) async fn admit(
    State(app): State<App>,
    path: Option<MatchedPath>,
    mut request: Request,
    next: Next,
) -> Result<Response, Fault> {
    let method = request.method();
    let path = path.as_ref().map_or(rules::A_FILE, MatchedPath::as_str);
    let Some(who) = rules::rule(method.as_str(), path) else {
        // The router answers for a method that the address does not know; nothing else gets here.
        return if rules::knows(path) { Ok(next.run(request).await) } else { Err(Fault::internal()) };
    };
    if who != Anyone && !method.is_safe() && is_foreign(request.headers()) {
        return Err(Fault::new(
            StatusCode::FORBIDDEN,
            "foreign_page",
            "Det här går bara att göra från tjänstens egna sidor.",
            "This can be done from the service's own pages only.",
        ));
    }
    let asker = match who {
        Anyone | OwnPages => Asker(None),
        More(right) => Asker(admitted(&app, request.headers()).await?.and_then(|one| one.with(right).ok())),
        SignedIn => Asker(Some(admitted(&app, request.headers()).await?.ok_or(ServiceError::NotAdmitted)?)),
        Holder(right) => {
            let admission = admitted(&app, request.headers()).await?.ok_or(ServiceError::StaffOnly)?;
            Asker(Some(admission.with(right)?))
        }
    };
    let is_for_all = who == Anyone || matches!(who, More(_)) && asker.0.is_none();
    request.extensions_mut().insert(asker);
    let response = next.run(request).await;
    Ok(if is_for_all { response } else { kept_by_nobody_else(response) })
}

/// An answer is not kept at all; one with a tag only by the browser that asked, which must ask anew.
fn kept_by_nobody_else(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let said = headers.get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !said.split(',').any(|word| matches!(word.trim(), "no-store" | "private")) {
        let keeping = if headers.contains_key(header::ETAG) { "private, no-cache" } else { "no-store" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keeping));
    }
    response
}

/// Somebody who has been listening at the desk for a while, as they would be admitted now.
pub(super) async fn listener(app: &App, headers: &HeaderMap) -> Result<Admission, ServiceError> {
    let listening = match carried(app, headers)? {
        Carried::Session(token) => app.service.look_at_session(token).await?,
        Carried::Key(key) => app.service.admit(key).await?,
        Carried::Nothing => return Err(ServiceError::StaffOnly),
    };
    listening.with(Moderate)
}

/// Who asks, by what they carry: a key (`Bearer`), or the word `Session` beside the browser's cookie. The cookie alone
/// says nothing, because it also comes with what other people's pages send. What is wrong is refused, not ignored.
pub(super) async fn admitted(app: &App, headers: &HeaderMap) -> Result<Option<Admission>, ServiceError> {
    match carried(app, headers)? {
        Carried::Nothing => Ok(None),
        Carried::Session(token) => app.service.admit_session(token).await.map(|(admission, ..)| Some(admission)),
        Carried::Key(key) => app.service.admit(key).await.map(Some),
    }
}

enum Carried<'a> {
    Nothing,
    Session(&'a str),
    Key(&'a str),
}

fn carried<'a>(app: &App, headers: &'a HeaderMap) -> Result<Carried<'a>, ServiceError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(Carried::Nothing) };
    let found = if value.as_bytes().eq_ignore_ascii_case(b"session") {
        cookies::read(headers, app.cookies.session).map(Carried::Session)
    } else {
        credentials(value, "bearer").map(Carried::Key)
    };
    found.ok_or(ServiceError::NotAdmitted)
}

/// Whether a browser says that another site's page sent this. Programs say neither and carry no cookie.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(header::HeaderName::from_static("sec-fetch-site")), text(header::ORIGIN)) {
        (Some(site), _) => site != "same-origin" && site != "none",
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host != text(header::HOST)
        }
        (None, None) => false,
    }
}
