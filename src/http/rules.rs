//! Who may use which route. A route that is not here is open to nobody.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::App;
use super::answer::{Asker, credentials};
use super::cookies;
use super::problem::Fault;
use crate::service::{Admission, ServiceError};
use crate::staff::Right;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Anyone,
    /// Anybody, but from our own pages only: where somebody signs in.
    OwnPages,
    /// Anybody; who has the right sees more.
    More(Right),
    /// Whoever is signed in, with whatever role.
    SignedIn,
    Holder(Right),
}

use Right::{Administer, Audit, KeepPromises, KeepRegister, Moderate, Plan, PlanChecks, ReadExact, Retain};
use Who::{Anyone, Holder, More, OwnPages, SignedIn};

/// Every route of the API in the order of `http/mod.rs`. HEAD is as GET. Docs: `docs/roles.md`, held by a test.
const RULES: &[(&str, &str, Who)] = &[
    ("POST", "/api/v1/reports", Anyone),
    ("POST", "/api/v1/reports/check", Anyone),
    ("GET", "/api/v1/challenge", Anyone),
    ("GET", "/api/v1/follow-up", Anyone),
    ("POST", "/api/v1/follow-up", Anyone),
    ("DELETE", "/api/v1/follow-up", Anyone),
    ("GET", "/api/v1/follow-up/extract", Anyone),
    ("GET", "/api/v1/follow-up/photos", Anyone),
    ("POST", "/api/v1/follow-up/photos", Anyone),
    ("GET", "/api/v1/follow-up/photos/{id}", Anyone),
    ("DELETE", "/api/v1/follow-up/photos/{id}", Anyone),
    ("GET", "/api/v1/photos", Holder(Moderate)),
    ("PUT", "/api/v1/photos/{id}", Holder(Moderate)),
    ("GET", "/api/v1/photos/{id}/picture", Holder(Moderate)),
    ("GET", "/api/v1/photos/{id}/thumbnail", Holder(Moderate)),
    ("GET", "/api/v1/town", Anyone),
    ("GET", "/api/v1/catalogue", Anyone),
    ("GET", "/api/v1/places", Anyone),
    ("GET", "/api/v1/heat", More(ReadExact)),
    ("GET", "/api/v1/rates", More(ReadExact)),
    ("GET", "/api/v1/profile", Holder(ReadExact)),
    ("GET", "/api/v1/observations", Holder(ReadExact)),
    ("GET", "/api/v1/alarms", Holder(ReadExact)),
    ("GET", "/api/v1/areas", Holder(ReadExact)),
    ("GET", "/api/v1/backtest", Holder(ReadExact)),
    ("GET", "/api/v1/density", More(ReadExact)),
    ("GET", "/api/v1/gi-star", Holder(ReadExact)),
    ("GET", "/api/v1/hotspots", Holder(ReadExact)),
    ("DELETE", "/api/v1/analyses/{id}", Holder(ReadExact)),
    ("GET", "/api/v1/effects/{remedy_id}", Holder(ReadExact)),
    ("GET", "/api/v1/plans", Holder(Plan)),
    ("POST", "/api/v1/plans", Holder(Plan)),
    ("GET", "/api/v1/plans/{id}", Holder(Plan)),
    ("PUT", "/api/v1/plans/{id}", Holder(Plan)),
    ("DELETE", "/api/v1/plans/{id}", Holder(Plan)),
    ("POST", "/api/v1/plans/lighting", Holder(Plan)),
    ("GET", "/api/v1/unit-prices", Holder(Plan)),
    ("PUT", "/api/v1/unit-prices", Holder(Plan)),
    ("GET", "/api/v1/promises", Anyone),
    ("GET", "/api/v1/promises/words", Anyone),
    ("GET", "/api/v1/pledges", Anyone),
    ("POST", "/api/v1/pledges", Holder(KeepPromises)),
    ("PATCH", "/api/v1/pledges/{id}", Holder(KeepPromises)),
    ("GET", "/api/v1/deeds", Holder(ReadExact)),
    ("POST", "/api/v1/deeds", Holder(KeepPromises)),
    ("DELETE", "/api/v1/deeds/{id}", Holder(KeepPromises)),
    ("GET", "/api/v1/remedies", Holder(ReadExact)),
    ("POST", "/api/v1/remedies", Holder(KeepRegister)),
    ("GET", "/api/v1/remedies/{id}", Holder(ReadExact)),
    ("PATCH", "/api/v1/remedies/{id}", Holder(KeepRegister)),
    ("DELETE", "/api/v1/remedies/{id}", Holder(KeepRegister)),
    ("POST", "/api/v1/plans/walks", Holder(Plan)),
    ("GET", "/api/v1/walks", Holder(Plan)),
    ("POST", "/api/v1/walks", Holder(Plan)),
    ("GET", "/api/v1/walks/{id}", Holder(Plan)),
    ("POST", "/api/v1/walks/{id}/steps", Holder(Plan)),
    ("PUT", "/api/v1/walks/{id}/seen/{seen}", Holder(Plan)),
    ("POST", "/api/v1/walks/{id}/seen/{seen}/report", Holder(Plan)),
    ("POST", "/api/v1/walks/{id}/seen/{seen}/remedy", Holder(Plan)),
    ("POST", "/api/v1/plans/checks", Holder(PlanChecks)),
    ("GET", "/api/v1/check-sites", Holder(PlanChecks)),
    ("PUT", "/api/v1/check-sites/{id}", Holder(PlanChecks)),
    ("DELETE", "/api/v1/check-sites/{id}", Holder(PlanChecks)),
    ("GET", "/api/v1/checks", Holder(PlanChecks)),
    ("POST", "/api/v1/checks", Holder(PlanChecks)),
    ("DELETE", "/api/v1/checks/{id}", Holder(PlanChecks)),
    ("GET", "/api/v1/sign-in", Anyone),
    ("POST", "/api/v1/sign-in", OwnPages),
    ("GET", "/api/v1/sign-in/oidc", Anyone),
    ("GET", "/api/v1/sign-in/oidc/back", Anyone),
    ("POST", "/api/v1/invitation", OwnPages),
    ("POST", "/api/v1/invitation/accept", OwnPages),
    ("GET", "/api/v1/session", SignedIn),
    ("DELETE", "/api/v1/session", OwnPages),
    ("GET", "/api/v1/sessions", SignedIn),
    ("DELETE", "/api/v1/sessions", SignedIn),
    ("DELETE", "/api/v1/sessions/{id}", SignedIn),
    ("POST", "/api/v1/account/renew", SignedIn),
    ("GET", "/api/v1/accounts", Holder(Administer)),
    ("POST", "/api/v1/accounts", Holder(Administer)),
    ("PATCH", "/api/v1/accounts/{id}", Holder(Administer)),
    ("POST", "/api/v1/accounts/{id}/invitation", Holder(Administer)),
    ("GET", "/api/v1/keys", Holder(Administer)),
    ("POST", "/api/v1/keys", Holder(Administer)),
    ("DELETE", "/api/v1/keys/{id}", Holder(Administer)),
    ("GET", "/api/v1/audit", Holder(Audit)),
    ("GET", "/api/v1/audit/chain", Holder(Audit)),
    ("GET", "/api/v1/desk", Holder(Moderate)),
    ("GET", "/api/v1/desk/events", Holder(Moderate)),
    ("POST", "/api/v1/desk/reports", Holder(Moderate)),
    ("GET", "/api/v1/desk/{number}", Holder(Moderate)),
    ("PATCH", "/api/v1/desk/{number}", Holder(Moderate)),
    ("POST", "/api/v1/desk/{number}/redaction", Holder(Moderate)),
    ("GET", "/api/v1/retention/rules", Holder(Retain)),
    ("POST", "/api/v1/retention/rules", Holder(Retain)),
    ("PATCH", "/api/v1/retention/rules/{id}", Holder(Retain)),
    ("GET", "/api/v1/retention/rules/{id}/dry-run", Holder(Retain)),
    ("POST", "/api/v1/retention/rules/{id}/runs", Holder(Retain)),
    ("GET", "/api/v1/retention/protocols", Holder(Retain)),
    ("GET", "/api/v1/holds", Holder(Retain)),
    ("POST", "/api/v1/holds", Holder(Retain)),
    ("DELETE", "/api/v1/holds/{id}", Holder(Retain)),
    ("GET", "/api/v1/disclosures", Holder(Retain)),
    ("POST", "/api/v1/disclosures", Holder(Retain)),
    ("GET", "/api/v1/disclosures/{id}", Holder(Retain)),
    ("PATCH", "/api/v1/disclosures/{id}", Holder(Retain)),
    ("POST", "/api/v1/disclosures/{id}/find", Holder(Retain)),
    ("POST", "/api/v1/disclosures/{id}/reports", Holder(Retain)),
    ("GET", "/api/v1/disclosures/{id}/reports/{number}", Holder(Retain)),
    ("GET", "/api/v1/disclosures/{id}/reports/{number}/photos/{photo}", Holder(Retain)),
    ("PUT", "/api/v1/disclosures/{id}/reports/{number}", Holder(Retain)),
    ("DELETE", "/api/v1/disclosures/{id}/reports/{number}", Holder(Retain)),
    ("GET", "/api/v1/disclosures/{id}/preview", Holder(Retain)),
    ("POST", "/api/v1/disclosures/{id}/exports", Holder(Retain)),
    ("GET", "/tiles/heat.json", Anyone),
    ("GET", "/tiles/heat/{z}/{x}/{y}", More(ReadExact)),
    ("GET", "/tiles/streets.json", Anyone),
    ("GET", "/tiles/streets/{z}/{x}/{y}", More(ReadExact)),
    ("GET", "/tiles/town.json", Anyone),
    ("GET", "/tiles/town/{z}/{x}/{y}", Anyone),
    ("GET", "/tiles/raster/{z}/{x}/{y}", Anyone),
    ("GET", "/tiles/base.pmtiles", Anyone),
    ("GET", "/health/live", Anyone),
    ("GET", "/health/ready", Anyone),
];

fn rule(method: &Method, path: &str) -> Option<Who> {
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    RULES.iter().find(|(own, route, _)| *own == method && *route == path).map(|(_, _, who)| *who)
}

/// Every route and its rule, for who writes or checks the table.
pub fn who_may() -> impl Iterator<Item = (&'static str, &'static str, String)> {
    RULES.iter().map(|(method, path, who)| {
        let words = match who {
            Anyone => "anyone".to_owned(),
            OwnPages => "own_pages".to_owned(),
            More(right) => format!("anyone+{}", right.as_str()),
            SignedIn => "signed_in".to_owned(),
            Holder(right) => right.as_str().to_owned(),
        };
        (*method, *path, words)
    })
}

/// Lets through whom the rule of the route lets through, and tells the handler who asks.
pub(super) async fn admit(
    State(app): State<App>,
    path: MatchedPath,
    mut request: Request,
    next: Next,
) -> Result<Response, Fault> {
    let method = request.method();
    let Some(who) = rule(method, path.as_str()) else {
        // The router answers for a method that the address does not know; nothing else gets here.
        let known = RULES.iter().any(|(_, route, _)| *route == path.as_str());
        return if known { Ok(next.run(request).await) } else { Err(Fault::internal()) };
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
    request.extensions_mut().insert(asker);
    Ok(next.run(request).await)
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

/// Who asks, by what they carry: a key (`Bearer`), or the word `Session` beside the browser's cookie. The cookie alone says
/// nothing, because it also comes with what other people's pages send. What is wrong is refused, not ignored.
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
