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
use axum::routing::{MethodRouter, get};

use super::App;
use super::assets;
use super::problem::Fault;
use super::reports::form_of;
use super::rules::mounted;
use crate::service::ServiceError;
use shell::Visit;

pub(super) use self::followed::{answered as follow_up_by_form, not_looked_up};

/// The pages that the built web has, and its files: what they show, their script asks for.
const SHELLS: &[(&str, &str)] = &[
    ("/karta", "karta.html"),
    ("/karta/utskrift", "utskrift.html"),
    ("/platser", "platser.html"),
    ("/platser/utskrift", "platsblad.html"),
    ("/prognos", "prognos.html"),
    ("/belysning", "belysning.html"),
    ("/atgarder", "atgarder.html"),
    ("/konto", "konto.html"),
    ("/konton", "konton.html"),
    ("/handlaggning", "handlaggning.html"),
    ("/utlamnande", "utlamnande.html"),
    ("/vandringar", "vandringar.html"),
    ("/vandringar/protokoll", "vandringsblad.html"),
    ("/vandring", "vandring.html"),
    ("/kontroller", "kontroller.html"),
    ("/logg", "logg.html"),
    ("/bilder", "bilder.html"),
    ("/gallring", "gallring.html"),
];

/// Every page in Swedish, and under `/en` in English; every other address is a file of the web or nothing.
pub(super) fn routes() -> Router<App> {
    let shells = SHELLS.iter().fold(Router::new(), |router, &(path, file)| {
        mounted(router, path, get(move |State(app): State<App>, visit: Visit| async move { page(&app, file, &visit) }))
    });
    let written: [(&'static str, MethodRouter<App>); 5] = [
        ("/loften", get(|State(app): State<App>, visit: Visit| async move { promises_page(&app, &visit).await })),
        ("/uppfoljning", get(|State(app): State<App>, visit: Visit| async move { follow_up_page(&app, &visit) })),
        ("/om", get(|State(app): State<App>, visit: Visit| async move { fresh_page(texts::about(&app, &visit)) })),
        (
            "/integritet",
            get(|State(app): State<App>, visit: Visit| async move { fresh_page(notice::page(&app, &visit)) }),
        ),
        (
            "/tillganglighet",
            get(|State(app): State<App>, visit: Visit| async move { fresh_page(statement::page(&app, &visit)) }),
        ),
    ];
    let pages = written.into_iter().fold(shells, |router, (path, page)| mounted(router, path, page));
    let report = || get(|State(app): State<App>, visit: Visit| async move { report_page(&app, &visit) });
    let others = [
        ("/", report()),
        ("/en/", report()),
        ("/en", get(to_english)),
        ("/.well-known/security.txt", get(security::text)),
    ];
    let both = pages.clone().nest("/en", pages);
    others.into_iter().fold(both, |router, (path, page)| mounted(router, path, page)).fallback(file_or_missing)
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
