//! The desk: what waits, what is decided, what is taken out; and a line when something new has come.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;
use serde::Deserialize;
use serde_json::Value;

use super::App;
use super::answer::{Asker, Versioned, unkept};
use super::body::Typed;
use super::problem::Fault;
use super::selection::OfTown;
use crate::interop::desk as written;
use crate::interop::question::BadParameter;
use crate::interop::wire::{
    DeskDecisionBody, DeskPageBody, DeskReportBody, OnBehalfBody, OnBehalfOutcome, Problem, RedactionBody,
};
use crate::promise::Objection;
use crate::report::desk::{Decision, PageEnd, Reason};
use crate::service::{DeskDecision, DeskPile, DeskSheet, Ear, Meant, OnBehalf, RedactionDraft, ServiceError, TOLD_BY};

#[derive(Deserialize)]
pub(super) struct DeskQuery {
    municipality: Option<String>,
    pile: Option<String>,
    after: Option<String>,
}

/// Reports that wait, the oldest first, or those that were decided, the latest first; with their words, fifty at a
/// time.
#[utoipa::path(get, path = "/api/v1/desk", tag = "desk", security(("staff" = []), ("session" = [])),
    params(
        ("municipality" = Option<String>, Query, description = "Code; missing: the first"),
        ("pile" = Option<String>, Query, description = "`waiting` (as without) or `decided`"),
        ("after" = Option<String>, Query, description = "`next` of the page before")),
    responses(
        (status = 200, description = "A page", body = DeskPageBody),
        (status = 400, description = "There is no such pile or page", body = Problem),
        (status = 403, description = "Not for this role", body = Problem)))]
pub(super) async fn desk(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<DeskQuery>,
) -> Result<Response, Fault> {
    let pile = match query.pile.as_deref() {
        None | Some("waiting") => DeskPile::Waiting,
        Some("decided") => DeskPile::Decided,
        Some(_) => {
            let wrong =
                BadParameter::new("pile", "Högarna heter waiting och decided.", "The piles are waiting and decided.");
            return Err(ServiceError::from(wrong).into());
        }
    };
    let after = match query.after.as_deref().map(PageEnd::parse) {
        None => None,
        Some(Some(end)) => Some(end),
        Some(None) => {
            let wrong = BadParameter::new("after", "Skriv next från sidan före.", "Write next of the page before.");
            return Err(ServiceError::from(wrong).into());
        }
    };
    let page = app.service.desk(query.municipality.as_deref(), pile, after, asker.staff()?).await?;
    let body = DeskPageBody {
        n_waiting: page.n_waiting,
        reports: written::reports(&page.reports),
        next: page.next.map(|end| end.to_string()),
    };
    Ok(unkept(Json(body)))
}

/// One report with what may help to decide: its name, reports like it, who looks after the place.
#[utoipa::path(get, path = "/api/v1/desk/{number}", tag = "desk", security(("staff" = []), ("session" = [])),
    params(("number" = i64, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "The report; its version as `ETag`, 0 while it waits", body = DeskReportBody),
        (status = 403, description = "Not for this role", body = Problem),
        (status = 404, description = "There is no such report", body = Problem)))]
pub(super) async fn sheet(
    State(app): State<App>,
    asker: Asker,
    Path(number): Path<i64>,
    Query(of): Query<OfTown>,
) -> Result<Versioned<Json<Value>>, Fault> {
    Ok(answered(&app.service.desk_sheet(of.municipality.as_deref(), number, asker.staff()?).await?))
}

/// Decides, or decides anew. What is public already stays as it was published.
#[utoipa::path(patch, path = "/api/v1/desk/{number}", tag = "desk", security(("staff" = []), ("session" = [])), request_body = DeskDecisionBody,
    params(("number" = i64, Path), ("If-Match" = Option<String>, Header, description = "The version that is meant, as in `ETag`; missing: whatever stands there"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "Decided", body = DeskReportBody),
        (status = 403, description = "Not for this role", body = Problem),
        (status = 404, description = "There is no such report", body = Problem),
        (status = 409, description = "Somebody else decided in the same moment", body = Problem),
        (status = 412, description = "Somebody else has decided since: read it again", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn decide(
    State(app): State<App>,
    asker: Asker,
    Path(number): Path<i64>,
    meant: Meant,
    Query(of): Query<OfTown>,
    Typed(body): Typed<DeskDecisionBody>,
) -> Result<Versioned<Json<Value>>, Fault> {
    let wanted = decision(body)?;
    let municipality = of.municipality.as_deref();
    Ok(answered(&app.service.decide(municipality, (number, &meant), wanted, asker.staff()?).await?))
}

/// Takes words out of a report for good; a tombstone with reason and law stays.
#[utoipa::path(post, path = "/api/v1/desk/{number}/redaction", tag = "desk", security(("staff" = []), ("session" = [])), request_body = RedactionBody,
    params(("number" = i64, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "Taken out", body = DeskReportBody),
        (status = 403, description = "Not for this role", body = Problem),
        (status = 404, description = "There is no such report", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn redact(
    State(app): State<App>,
    asker: Asker,
    Path(number): Path<i64>,
    Query(of): Query<OfTown>,
    Typed(body): Typed<RedactionBody>,
) -> Result<Versioned<Json<Value>>, Fault> {
    let draft = RedactionDraft { text: body.text, reason: body.reason, law: body.law };
    Ok(answered(&app.service.redact(of.municipality.as_deref(), number, &draft, asker.staff()?).await?))
}

/// Enters what somebody told by telephone, on paper or at a meeting; several at once, each stored or refused for
/// itself.
#[utoipa::path(post, path = "/api/v1/desk/reports", tag = "desk", security(("staff" = []), ("session" = [])), request_body = OnBehalfBody,
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first"),
        ("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, nothing is stored twice")),
    responses(
        (status = 200, description = "What became of each", body = [OnBehalfOutcome]),
        (status = 403, description = "Not for this role", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn tell_on_behalf(
    State(app): State<App>,
    asker: Asker,
    Query(of): Query<OfTown>,
    headers: HeaderMap,
    Typed(body): Typed<OnBehalfBody>,
) -> Result<Response, Fault> {
    const MOST: usize = 50;
    let wrong =
        |pointer, code, sv: &str, en: &str| ServiceError::Objections(vec![Objection::new(pointer, code, sv, en)]);
    if !TOLD_BY.contains(&body.told_by.as_str()) {
        let (sv, en) = ("Berättat genom phone, paper eller meeting.", "Told by phone, paper or meeting.");
        return Err(wrong("/told_by", "unknown_word", sv, en).into());
    }
    if !(1..=MOST).contains(&body.reports.len()) {
        let (sv, en) = ("Skicka 1 till 50 rapporter åt gången.", "Send 1 to 50 reports at a time.");
        return Err(wrong("/reports", "how_many", sv, en).into());
    }
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    let told = (body.told_by.as_str(), &body.reports[..]);
    let outcomes = app.service.tell_on_behalf(of.municipality.as_deref(), told, key, asker.staff()?).await?;
    let outcome = |(nth, outcome)| match outcome {
        OnBehalf::Stored(receipt) => OnBehalfOutcome {
            nth,
            reference: Some(receipt.reference),
            follow_up_token: Some(receipt.follow_up_token),
            errors: Vec::new(),
        },
        OnBehalf::Refused(why) => {
            OnBehalfOutcome { nth, reference: None, follow_up_token: None, errors: Fault::from(why).errors }
        }
    };
    Ok(unkept(Json(outcomes.into_iter().enumerate().map(outcome).collect::<Vec<_>>())))
}

/// How often it is looked at whether somebody who listens still may, besides whenever there is something to hear.
const RIGHT_LOOKED_AT_EVERY: Duration = Duration::from_secs(5);
/// Proxies cut what is silent for a minute.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

#[derive(Deserialize)]
pub(super) struct EventsQuery {
    municipality: Option<String>,
    #[serde(default)]
    once: bool,
}

/// Server-sent events: `waiting` with how many wait, at once and whenever it changes. It ends when the right to listen
/// does.
#[utoipa::path(get, path = "/api/v1/desk/events", tag = "desk", security(("staff" = []), ("session" = [])),
    params(
        ("municipality" = Option<String>, Query, description = "Code; missing: the first"),
        ("once" = Option<bool>, Query, description = "Only how many wait now: for whoever may not go on listening")),
    responses(
        (status = 200, description = "Events", content_type = "text/event-stream", body = String),
        (status = 403, description = "Not for this role", body = Problem),
        (status = 429, description = "One session listens six times already: ask with `once` now and then", body = Problem),
        (status = 503, description = "As many listen as may: ask with `once` now and then", body = Problem)))]
pub(super) async fn events(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<EventsQuery>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let EventsQuery { municipality, once } = query;
    if once {
        let n = app.service.n_waiting(municipality.as_deref(), asker.staff()?).await?;
        let only = futures_util::stream::once(std::future::ready(Ok::<_, Infallible>(event(n))));
        return Ok(unkept(Sse::new(only)));
    }
    let ear = app.service.listen_at_desk(municipality.as_deref(), asker.staff()?).await?;
    let stream = waiting_events(Listening { app, headers, municipality, ear, has_begun: false });
    Ok(unkept(Sse::new(stream).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE))))
}

/// Somebody who listens.
struct Listening {
    app: App,
    headers: HeaderMap,
    municipality: Option<String>,
    ear: Ear,
    has_begun: bool,
}

impl Listening {
    /// A session that has ended hears nothing more.
    async fn still_may(&self) -> bool {
        let admission = super::admission::listener(&self.app, &self.headers).await;
        admission.is_ok_and(|admission| self.app.service.may_listen(self.municipality.as_deref(), &admission))
    }
}

fn waiting_events(listening: Listening) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(listening, |mut listening| async move {
        if !listening.has_begun {
            listening.has_begun = true;
            return Some((Ok(event(listening.ear.heard())), listening));
        }
        loop {
            let is_new = tokio::select! {
                goes_on = listening.ear.hears() => { if !goes_on { return None }; true }
                goes_on = listening.app.stopping.sleeps(RIGHT_LOOKED_AT_EVERY) => { if !goes_on { return None }; false }
            };
            if !listening.still_may().await {
                return None;
            }
            if is_new {
                return Some((Ok(event(listening.ear.heard())), listening));
            }
        }
    })
}

fn event(n_waiting: u64) -> Event {
    Event::default().event("waiting").data(n_waiting.to_string())
}

fn answered(sheet: &DeskSheet) -> Versioned<Json<Value>> {
    let mut body = written::reports(&sheet.report).pop().unwrap_or_default();
    body["like"] = written::likenesses(&sheet.like);
    body["suggested_owner"] = sheet.owner.into();
    body["place_name_sv"] = sheet.place_name_sv.as_str().into();
    body["place_name_en"] = sheet.place_name_en.as_str().into();
    body["locality"] = sheet.locality.as_deref().into();
    let version = body["case"]["version"].as_u64().and_then(|version| u32::try_from(version).ok()).unwrap_or(0);
    Versioned(version, Json(body))
}

fn decision(body: DeskDecisionBody) -> Result<DeskDecision, Fault> {
    let Some(decision) = Decision::parse(&body.decision, body.reason.as_deref()) else {
        let reasons: Vec<&str> = Reason::ALL.into_iter().map(Reason::as_str).collect();
        let reasons = reasons.join(", ");
        return Err(ServiceError::Objections(vec![Objection::new(
            "/decision",
            "unknown_decision",
            format!("Välj accepted utan skäl, eller rejected med ett av skälen {reasons}."),
            format!("Choose accepted without a reason, or rejected with one of the reasons {reasons}."),
        )])
        .into());
    };
    let DeskDecisionBody { owner, joined_to, sentence_sv, sentence_en, category, causes, place, .. } = body;
    Ok(DeskDecision { decision, owner, joined_to, sentence_sv, sentence_en, category, causes, place })
}
