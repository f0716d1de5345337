//! Signing in at the municipality's own provider: away and back again. These are addresses for browsers, so that
//! whatever happens they end on a page of ours, always the same one, with a word on what happened.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::App;
use super::super::answer::unkept;
use super::super::cookies;
use super::super::limits::{Kind, Network};
use super::super::problem::Fault;
use crate::interop::wire::{Problem, ProviderBody, SignInWaysBody};
use crate::service::{NotSignedIn, ProviderAnswer};

/// How one can sign in here beside with a password.
#[utoipa::path(get, path = "/api/v1/sign-in", tag = "staff",
    responses((status = 200, description = "The ways", body = SignInWaysBody)))]
pub(in crate::http) async fn ways(State(app): State<App>) -> Response {
    let provider = app.service.provider();
    unkept(Json(SignInWaysBody { provider: provider.map(|name| ProviderBody { name: name.map(str::to_owned) }) }))
}

/// Sends a browser to the municipality's provider.
#[utoipa::path(get, path = "/api/v1/sign-in/oidc", tag = "staff",
    params(("lang" = Option<String>, Query, description = "`en`: to come back to the page in English")),
    responses(
        (status = 303, description = "To the provider, or to `/konto?sso=…` when it does not answer"),
        (status = 404, description = "There is no provider here", body = Problem)))]
pub(in crate::http) async fn leave(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    let english = value_in(query.as_deref(), "lang").as_deref() == Some("en");
    match app.service.leave_for_provider(english).await {
        Ok(departure) => {
            let address = HeaderValue::try_from(departure.address).map_err(|_| Fault::internal())?;
            let mut response = elsewhere(address);
            response.headers_mut().append(header::SET_COOKIE, app.cookies.flow(&departure.cookie));
            Ok(response)
        }
        Err(NotSignedIn::Off) => Err(Fault::not_found()),
        Err(why) => Ok(home(english, why.code())),
    }
}

/// Where the provider sends the browser back to.
#[utoipa::path(get, path = "/api/v1/sign-in/oidc/back", tag = "staff",
    params(
        ("code" = Option<String>, Query, description = "For the provider"),
        ("state" = Option<String>, Query, description = "As it was sent along"),
        ("iss" = Option<String>, Query, description = "Who answers (RFC 9207)"),
        ("error" = Option<String>, Query, description = "Why there is no code")),
    responses(
        (status = 303, description = "To `/konto`; signed in with `sso=ok`, else with a word why not"),
        (status = 404, description = "There is no provider here", body = Problem)))]
pub(in crate::http) async fn come_back(
    State(app): State<App>,
    network: Network,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Fault> {
    if app.service.provider().is_none() {
        return Err(Fault::not_found());
    }
    let value = |name| value_in(query.as_deref(), name);
    let answer =
        ProviderAnswer { code: value("code"), state: value("state"), issuer: value("iss"), error: value("error") };
    let flow = cookies::read(&headers, app.cookies.flow);
    // Counted here and not in front: somebody who came from elsewhere gets a page. And only who left from here: images
    // of a strange page could otherwise use up what a whole town hall has.
    if app.service.left_for_provider(flow, &answer) && app.limits.allow(Kind::ProviderReturn, network).is_err() {
        return Ok(home(false, "too_many"));
    }
    let returned = app.service.back_from_provider(flow, &answer).await;
    let mut response = home(returned.english, returned.outcome.as_ref().map_or_else(|why| why.code(), |_| "ok"));
    let set = response.headers_mut();
    set.append(header::SET_COOKIE, app.cookies.no_flow());
    if let Ok(signed_in) = &returned.outcome {
        set.append(header::SET_COOKIE, app.cookies.session(&signed_in.token));
        set.append(header::SET_COOKIE, app.cookies.device(&signed_in.device));
    }
    Ok(response)
}

/// The first value of that name in the address.
fn value_in(query: Option<&str>, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs.find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
}

/// Our own page for accounts; never an address that came from outside.
fn home(english: bool, word: &'static str) -> Response {
    let page = if english { "/en/konto" } else { "/konto" };
    elsewhere(HeaderValue::try_from(format!("{page}?sso={word}")).expect("our own words"))
}

fn elsewhere(address: HeaderValue) -> Response {
    unkept((StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response())
}
