//! Pages for people: the built web's shells, filled in, and the pages that need no script.

mod followed;
mod form;
mod notice;
mod promises;
mod security;
mod shell;
mod statement;
mod texts;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;

use super::App;
use super::assets;
use super::problem::Fault;
use super::reports::form_of;
use crate::service::ServiceError;
use shell::Visit;

pub(super) use self::followed::{answered as follow_up_by_form, not_looked_up};

/// Every page in Swedish, and under `/en` in English; every other address is a file of the web or nothing.
pub(super) fn routes() -> Router<App> {
    let pages = Router::new()
        .route("/karta", get(|State(app): State<App>, visit: Visit| async move { page(&app, "karta.html", &visit) }))
        .route(
            "/karta/utskrift",
            get(|State(app): State<App>, visit: Visit| async move { page(&app, "utskrift.html", &visit) }),
        )
        .route(
            "/platser",
            get(|State(app): State<App>, visit: Visit| async move { page(&app, "platser.html", &visit) }),
        )
        .route(
            "/platser/utskrift",
            get(|State(app): State<App>, visit: Visit| async move { page(&app, "platsblad.html", &visit) }),
        )
        .route(
            "/prognos",
            get(|State(app): State<App>, visit: Visit| async move { page(&app, "prognos.html", &visit) }),
        )
        .route(
            "/belysning",
            get(|State(app): State<App>, visit: Visit| async move { page(&app, "belysning.html", &visit) }),
        )
        .route(
            "/atgarder",
            get(|State(app): State<App>, visit: Visit| async move { page(&app, "atgarder.html", &visit) }),
        )
        .route("/konto", get(|State(app): State<App>, visit: Visit| async move { page(&app, "konto.html", &visit) }))
        .route("/konton", get(|State(app): State<App>, visit: Visit| async move { page(&app, "konton.html", &visit) }))
        .route(
            "/handlaggning",
            get(|State(app): State<App>, visit: Visit| async move { page(&app, "handlaggning.html", &visit) }),
        )
        .route(
            "/utlamnande",
            get(|State(app): State<App>, visit: Visit| async move { page(&app, "utlamnande.html", &visit) }),
        )
        .route("/loften", get(|State(app): State<App>, visit: Visit| async move { promises_page(&app, &visit).await }))
        .route(
            "/vandringar",
            get(|State(app): State<App>, visit: Visit| async move { page(&app, "vandringar.html", &visit) }),
        )
        .route(
            "/vandringar/protokoll",
            get(|State(app): State<App>, visit: Visit| async move { page(&app, "vandringsblad.html", &visit) }),
        )
        .route(
            "/vandring",
            get(|State(app): State<App>, visit: Visit| async move { page(&app, "vandring.html", &visit) }),
        )
        .route(
            "/kontroller",
            get(|State(app): State<App>, visit: Visit| async move { page(&app, "kontroller.html", &visit) }),
        )
        .route("/logg", get(|State(app): State<App>, visit: Visit| async move { page(&app, "logg.html", &visit) }))
        .route("/bilder", get(|State(app): State<App>, visit: Visit| async move { page(&app, "bilder.html", &visit) }))
        .route(
            "/gallring",
            get(|State(app): State<App>, visit: Visit| async move { page(&app, "gallring.html", &visit) }),
        )
        .route("/uppfoljning", get(|State(app): State<App>, visit: Visit| async move { follow_up_page(&app, &visit) }))
        .route("/om", get(|State(app): State<App>, visit: Visit| async move { fresh_page(texts::about(&app, &visit)) }))
        .route(
            "/integritet",
            get(|State(app): State<App>, visit: Visit| async move { fresh_page(notice::page(&app, &visit)) }),
        )
        .route(
            "/tillganglighet",
            get(|State(app): State<App>, visit: Visit| async move { fresh_page(statement::page(&app, &visit)) }),
        );
    let report = || get(|State(app): State<App>, visit: Visit| async move { report_page(&app, &visit) });
    pages
        .clone()
        .nest("/en", pages)
        .route("/", report())
        .route("/en/", report())
        .route("/en", get(to_english))
        .route("/.well-known/security.txt", get(security::text))
        .fallback(file_or_missing)
}

/// Where relative links of the English pages lead from; what was asked of them goes along.
async fn to_english(RawQuery(query): RawQuery) -> Redirect {
    Redirect::permanent(&query.map_or_else(|| "/en/".to_owned(), |query| format!("/en/?{query}")))
}

/// A file of the web; what is not there is a page for a browser that asks for one, and a problem for everybody else.
async fn file_or_missing(
    State(app): State<App>,
    visit: Visit,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Some(file) = assets::file(&method, &uri, &headers) {
        return file;
    }
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let for_programs = ["/api/", "/tiles/", "/health/"].iter().any(|part| uri.path().starts_with(part));
    if for_programs || !accepted.contains("text/html") {
        return Fault::not_found().into_response();
    }
    let mut response = fresh_page(texts::missing(&app, &visit));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn page(app: &App, file: &'static str, visit: &Visit) -> Response {
    if !visit.is_served(app) {
        return unknown_municipality(app, visit);
    }
    fresh_page(shell::built(app, file, visit).unwrap_or_else(|| texts::not_built(app, visit)))
}

/// The report page: the built one with a plain form in it, which the script replaces.
fn report_page(app: &App, visit: &Visit) -> Response {
    if !visit.is_served(app) {
        return unknown_municipality(app, visit);
    }
    let form = form::empty(app, visit);
    let page = shell::built(app, "rapport.html", visit)
        .map(|page| page.replace("<!--tk:form-->", &form.clone().into_string()))
        .unwrap_or_else(|| shell::plain(app, visit, visit.say("Rapportera", "Report"), form));
    fresh_page(page)
}

/// The page of the secret link: the built one, with a plain form for whoever has no script.
fn follow_up_page(app: &App, visit: &Visit) -> Response {
    if !visit.is_served(app) {
        return unknown_municipality(app, visit);
    }
    let form = followed::ask(visit);
    let page = shell::built(app, "uppfoljning.html", visit)
        .map(|page| page.replace("<!--tk:form-->", &form.clone().into_string()))
        .unwrap_or_else(|| shell::plain(app, visit, visit.say("Följ upp", "Follow up"), form));
    fresh_page(page)
}

/// What was promised and done; written by the server, so that it can be read by everybody.
async fn promises_page(app: &App, visit: &Visit) -> Response {
    if !visit.is_served(app) {
        return unknown_municipality(app, visit);
    }
    match app.service.promises(visit.municipality()).await {
        Ok(answer) => fresh_page(promises::page(app, visit, &answer)),
        Err(error) => {
            let fault = Fault::from(error);
            let text = visit.say(&fault.sv, &fault.en).to_owned();
            let mut response = fresh_page(texts::fault(app, visit, &text));
            *response.status_mut() = fault.status;
            response
        }
    }
}

fn unknown_municipality(app: &App, visit: &Visit) -> Response {
    let mut response = fresh_page(texts::unknown_municipality(app, visit));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn fresh_page(page: String) -> Response {
    let mut response = Html(page).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// A report posted by the form: a page with the receipt, or the form again with what to mend.
pub(super) async fn tell_by_form(app: &App, headers: &HeaderMap, body: &[u8]) -> Response {
    let posted = match form_of(app, body) {
        Ok(posted) => posted,
        Err(fault) => return again(app, &Visit::of_form(false, None), body, fault),
    };
    let visit = Visit::of_form(posted.english, posted.body["municipality"].as_str());
    match app.service.submit(&posted.body, posted.idempotency_key.as_deref()).await {
        Ok(receipt) => {
            let body = super::reports::receipt_body(app, receipt);
            let title = visit.say("Tack för rapporten", "Thank you for the report");
            let page = shell::plain(app, &visit, title, form::receipt(app, &body, &visit, headers));
            no_store((StatusCode::CREATED, Html(page)).into_response())
        }
        Err(ServiceError::Flaws(flaws)) => {
            let title = visit.say("Rapporten behöver rättas", "The report needs mending");
            let page = shell::plain(app, &visit, title, form::with_flaws(app, &visit, body, &flaws));
            no_store((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(error) => again(app, &visit, body, error.into()),
    }
}

/// A posted form that is not looked into: it comes back as it was filled in.
pub(super) fn not_taken(app: &App, body: &[u8], fault: Fault) -> Response {
    let read = form_of(app, body).ok();
    let municipality = read.as_ref().and_then(|posted| posted.body["municipality"].as_str());
    let visit = Visit::of_form(read.as_ref().is_some_and(|posted| posted.english), municipality);
    again(app, &visit, body, fault)
}

/// The form as it was filled in, with a word on why it could not be taken.
fn again(app: &App, visit: &Visit, body: &[u8], fault: Fault) -> Response {
    let form = form::with_notice(app, visit, body, visit.say(&fault.sv, &fault.en));
    let page = shell::plain(app, visit, visit.say("Försök igen", "Try again"), form);
    let mut response = no_store((fault.status, Html(page)).into_response());
    if let Some(seconds) = fault.retry_after_s {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response.headers_mut().extend(fault.headers);
    response
}

fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
