//! Following a report up without JavaScript: a form that carries the secret link in its body, and the page it is
//! answered with.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::super::App;
use super::super::follow_up::words;
use super::super::problem::Fault;
use super::super::town::categories;
use super::shell::{self, Visit};
use super::{no_store, promises};
use crate::interop::wire::ReceiptBody;
use crate::service::{FollowUp, PlaceStory, ServiceError};

const PAGE: &str = "/uppfoljning";

/// What the form says.
struct Posted {
    link: String,
    takes_back: bool,
    english: bool,
    municipality: Option<String>,
}

impl Posted {
    fn read(body: &[u8]) -> Self {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
        let of = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned());
        Self {
            link: of("link").unwrap_or_default(),
            takes_back: of("act").as_deref() == Some("withdraw"),
            english: of("lang").as_deref() == Some("en"),
            municipality: of("municipality").filter(|code| !code.is_empty()),
        }
    }

    /// The token is what stands after the `#` of the link, or was pasted alone.
    fn token(&self) -> &str {
        self.link.rsplit('#').next().unwrap_or_default().trim()
    }
}

/// The form for whoever has a link and no script.
pub(super) fn ask(visit: &Visit) -> Markup {
    html! {
        h1 { (visit.say("Följ upp din rapport", "Follow up your report")) }
        (form(visit, None))
    }
}

fn form(visit: &Visit, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error { div class="notice notice-error" role="alert" { p { (error) } } }
        form class="card" method="post" action="/api/v1/follow-up" {
            (hidden(visit))
            label class="label" for="link" { (visit.say("Hemlig länk", "Secret link")) }
            p class="help" id="link-help" { (visit.say(
                "Klistra in din hemliga länk, den du fick när du skickade rapporten.",
                "Paste your secret link, the one you got when you sent the report.")) }
            input class="input" id="link" name="link" required autocomplete="off" spellcheck="false" aria-describedby="link-help";
            button class="button" type="submit" { (visit.say("Visa rapporten", "Show the report")) }
        }
    }
}

fn hidden(visit: &Visit) -> Markup {
    html! {
        input type="hidden" name="lang" value=(visit.code());
        @if let Some(code) = visit.municipality() { input type="hidden" name="municipality" value=(code); }
    }
}

/// A button that carries the token in the body of what it sends, never in an address.
fn button(visit: &Visit, token: &str, act: &str, class: &str, words: &str) -> Markup {
    html! {
        form method="post" action="/api/v1/follow-up" {
            (hidden(visit))
            input type="hidden" name="link" value=(token);
            input type="hidden" name="act" value=(act);
            button class=(class) type="submit" { (words) }
        }
    }
}

/// The link of a receipt: to follow, to read, to copy and to print.
pub(super) fn link(app: &App, visit: &Visit, headers: &HeaderMap, body: &ReceiptBody) -> Markup {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let scheme = if app.cookies.are_over_tls() { "https://" } else { "http://" };
    let origin = if host.is_empty() { String::new() } else { format!("{scheme}{host}") };
    let language = visit.say("", "/en");
    let query = visit.municipality().map(|code| format!("?municipality={code}")).unwrap_or_default();
    let path = format!("{language}{PAGE}{query}#{}", body.follow_up_token);
    html! {
        p class="link-text" { a href=(path) { (origin) (path) } }
        (button(visit, &body.follow_up_token, "show", "button", visit.say("Följ upp rapporten", "Follow the report up")))
    }
}

/// The answer to the form.
pub(in crate::http) async fn answered(app: &App, body: &[u8]) -> Response {
    let posted = Posted::read(body);
    let visit = visit_of(&posted);
    match shown(app, &visit, &posted).await {
        Ok((status, content)) => page(app, &visit, status, content),
        Err(error) => refused(app, &visit, error.into()),
    }
}

/// What was refused before the form was looked into.
pub(in crate::http) fn not_looked_up(app: &App, body: &[u8], fault: Fault) -> Response {
    refused(app, &visit_of(&Posted::read(body)), fault)
}

fn visit_of(posted: &Posted) -> Visit {
    Visit::answering(PAGE, posted.english, posted.municipality.as_deref())
}

async fn shown(app: &App, visit: &Visit, posted: &Posted) -> Result<(StatusCode, Markup), ServiceError> {
    let token = posted.token();
    let too_late = match posted.takes_back.then_some(app.service.withdraw(token)) {
        Some(withdrawal) => match withdrawal.await {
            Err(ServiceError::TooLate) => true,
            done => done.map(|()| false)?,
        },
        None => false,
    };
    let found = app.service.follow_up(token).await?;
    let place = app.service.place_story(token).await?;
    let status = if too_late { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok((status, report(app, visit, &found, place.as_ref(), token, too_late)))
}

fn report(
    app: &App,
    visit: &Visit,
    found: &FollowUp,
    place: Option<&PlaceStory>,
    token: &str,
    too_late: bool,
) -> Markup {
    let (state, sv, en) = words(found);
    let served = app.service.serving(Some(&found.municipality));
    let zone = served.map_or(TimeZone::UTC, |served| served.town.clock.zone().clone());
    let at = |time: Timestamp| time.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let all = categories(app);
    let kind = all.iter().find(|own| own.code == found.category.as_str());
    html! {
        h1 { (visit.say("Följ upp din rapport", "Follow up your report")) }
        @if too_late { div class="notice notice-error" role="alert" { p { (visit.say(
            "Det har gått för lång tid. Rapporten kan inte längre tas tillbaka.",
            "Too much time has passed. The report can no longer be taken back.")) } } }
        section class="card receipt" {
            dl {
                div { dt { (visit.say("Ärendenummer", "Reference")) } dd class="reference" { (found.reference) } }
                @if let Some(kind) = kind { div { dt { (visit.say("Gäller", "About")) } dd { (visit.say(&kind.sv, &kind.en)) } } }
                div { dt { (visit.say("Mottagen", "Received")) } dd { (at(found.received_at)) } }
                div { dt { (visit.say("Läge", "State")) } dd { (state_word(visit, state)) } }
            }
            p { (visit.say(&sv, &en)) }
            @if let Some(until) = found.can_withdraw_until {
                div class="undo" {
                    p class="help" {
                        (visit.say("Du kan ta tillbaka rapporten till ", "You can take the report back until ")) (at(until)) "."
                    }
                    @let take_back = visit.say("Ta tillbaka rapporten", "Take the report back");
                    (button(visit, token, "withdraw", "button button-outline", take_back))
                }
            }
            p class="help" { (visit.say("Spara länken. Visa den inte för andra.", "Keep the link. Do not show it to others.")) }
            p class="help" { (visit.say(
                "Bilder och allt vi har sparat om rapporten visas på sidan när JavaScript är på.",
                "Photos and everything we keep of the report are shown on the page when JavaScript is on.")) }
        }
        @if let Some(place) = place { (at_the_place(visit, place)) }
    }
}

fn state_word<'a>(visit: &'a Visit, state: &'a str) -> &'a str {
    match state {
        "received" => visit.say("Mottagen", "Received"),
        "accepted" => visit.say("Läst och räknas", "Read and counts"),
        "published" => visit.say("Räknas med på kartan", "Counted on the map"),
        "rejected" => visit.say("Räknas inte", "Does not count"),
        "withdrawn" => visit.say("Återtagen", "Taken back"),
        "erased" => visit.say("Gallrad", "Erased"),
        other => other,
    }
}

/// What happened to the place since.
fn at_the_place(visit: &Visit, place: &PlaceStory) -> Markup {
    let stories = &place.stories.get().stories;
    html! {
        section aria-labelledby="place-h" {
            h2 id="place-h" { (visit.say("Vad har hänt på platsen?", "What has happened at the place?")) }
            @if stories.is_empty() { p { (visit.say(
                "Ingen åtgärd här är beslutad än. Titta gärna in igen.",
                "No remedy here has been decided yet. Do look in again.")) } }
            @for own in stories { (promises::story(visit, own)) }
            @if !place.checks.is_empty() {
                h3 {
                    @match &place.locality {
                        Some(locality) => { (visit.say("Trafikkontroller i ", "Traffic checks in ")) (locality) }
                        None => { (visit.say("Trafikkontroller utanför orterna", "Traffic checks outside the localities")) }
                    }
                }
                ul { @for (month, done) in &place.checks { li { (promises::month_name(visit, *month)) ": " (done) } } }
                p class="help" { (visit.say("Antal i månaden, när månaden är slut.", "Number a month, when the month has ended.")) }
            }
        }
    }
}

fn page(app: &App, visit: &Visit, status: StatusCode, content: Markup) -> Response {
    let page = shell::plain(app, visit, visit.say("Följ upp", "Follow up"), content);
    no_store((status, Html(page)).into_response())
}

fn refused(app: &App, visit: &Visit, fault: Fault) -> Response {
    let said = match fault.status {
        StatusCode::NOT_FOUND => visit.say(
            "Ingen rapport hör till länken. Kontrollera att hela länken kom med.",
            "No report belongs to the link. Check that you have the whole link.",
        ),
        _ => visit.say(&fault.sv, &fault.en),
    };
    let content = html! {
        h1 { (visit.say("Följ upp din rapport", "Follow up your report")) }
        (form(visit, Some(said)))
    };
    let mut response = page(app, visit, fault.status, content);
    if let Some(seconds) = fault.retry_after_s {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response.headers_mut().extend(fault.headers);
    response
}
