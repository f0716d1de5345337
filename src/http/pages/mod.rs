//! Pages for people: the built web's shells, filled in, and the pages that need no script.

mod form;
mod shell;
mod texts;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use super::App;
use super::problem::Fault;
use super::reports::form_of;
use crate::service::ServiceError;
use shell::Language;

pub(super) fn routes() -> Router<App> {
    let mut router = Router::new();
    for (prefix, language) in [("", Language::Swedish), ("/en", Language::English)] {
        let root = if prefix.is_empty() { "/".to_owned() } else { format!("{prefix}/") };
        let report = move |State(app): State<App>| async move { report_page(&app, language) };
        router = router
            .route(&root, get(report))
            .route(&format!("{prefix}/karta"), get(move |State(app): State<App>| page(app, "karta.html", language)))
            .route(
                &format!("{prefix}/karta/utskrift"),
                get(move |State(app): State<App>| page(app, "utskrift.html", language)),
            )
            .route(
                &format!("{prefix}/uppfoljning"),
                get(move |State(app): State<App>| page(app, "uppfoljning.html", language)),
            )
            .route(
                &format!("{prefix}/om"),
                get(move |State(app): State<App>| async move { Html(texts::about(&app, language)) }),
            )
            .route(
                &format!("{prefix}/tillganglighet"),
                get(move |State(app): State<App>| async move { Html(texts::accessibility(&app, language)) }),
            );
    }
    router.route("/en", get(|| async { axum::response::Redirect::permanent("/en/") }))
}

async fn page(app: App, file: &'static str, language: Language) -> Response {
    match shell::built(&app, file, language) {
        Some(page) => fresh_page(page),
        None => fresh_page(texts::not_built(&app, language)),
    }
}

/// The report page: the built one with a plain form in it, which the script replaces.
fn report_page(app: &App, language: Language) -> Response {
    let form = form::empty(app, language);
    let page = shell::built(app, "rapport.html", language)
        .map(|page| page.replace("<!--tk:form-->", &form.clone().into_string()))
        .unwrap_or_else(|| shell::plain(app, language, language.say("Rapportera", "Report"), form));
    fresh_page(page)
}

fn fresh_page(page: String) -> Response {
    let mut response = Html(page).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// A report posted by the form: a page with the receipt, or the form again with what to mend.
pub(super) async fn tell_by_form(app: &App, body: &[u8]) -> Response {
    let posted = match form_of(app, body) {
        Ok(posted) => posted,
        Err(fault) => return fault.into_response(),
    };
    let language = if posted.english { Language::English } else { Language::Swedish };
    match app.service.submit(&posted.body, posted.idempotency_key.as_deref()).await {
        Ok(receipt) => {
            let body = super::reports::receipt_body(app, receipt);
            let title = language.say("Tack för rapporten", "Thank you for the report");
            let page = shell::plain(app, language, title, form::receipt(&body, language));
            no_store((StatusCode::CREATED, Html(page)).into_response())
        }
        Err(ServiceError::Flaws(flaws)) => {
            let title = language.say("Rapporten behöver rättas", "The report needs mending");
            let filled = form::with_flaws(app, language, body, &flaws);
            let page = shell::plain(app, language, title, filled);
            no_store((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
        Err(error) => {
            let fault = Fault::from(error);
            let (status, text) = (fault.status, language.say(&fault.sv, &fault.en).to_owned());
            let again = form::with_notice(app, language, body, &text);
            let page = shell::plain(app, language, language.say("Försök igen", "Try again"), again);
            no_store((status, Html(page)).into_response())
        }
    }
}

fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
