//! What was promised, planned and done: for everybody late and coarse, for staff the pledges and deeds themselves.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::App;
use super::answer::{Asked, Asker, Versioned, etag, fresh, is_known, not_modified};
use super::body::Typed;
use super::problem::Fault;
use super::selection::OfTown;
use crate::interop::promises;
use crate::interop::wire::promises as wire;
use crate::interop::wire::{DeedDraftBody, PledgeDraftBody, Problem};
use crate::promise::Objection;
use crate::service::{Meant, ServiceError};

/// What was promised, planned and done, by month and locality, and what became of the places residents told of.
///
/// Late and coarse: what was done shows when its month has ended, as counts by locality; a remedy with its public
/// sentence once it is decided; what residents said as figures of the public map. `state` is `kept`, `on_the_way`,
/// `late`, `not_judged` (the promise held for a part of the period) or `told` (it has no number).
#[utoipa::path(get, path = "/api/v1/promises", tag = "shown",
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "Promises, and remedies that are decided", body = Value)))]
pub(super) async fn read(State(app): State<App>, Asked(of): Asked, headers: HeaderMap) -> Result<Response, Fault> {
    let answer = app.service.promises(of.municipality.as_deref()).await?;
    let text = promises::promises(&answer.promises, (&answer.code, &answer.name)).to_string();
    let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let tag = etag(&digest[..12].iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    Ok(if is_known(&headers, &tag) { not_modified(&tag, true) } else { fresh("application/json", text, &tag, true) })
}

/// The fixed words of the register: kinds of remedies and deeds, units, organisations, sets of pledges.
#[utoipa::path(get, path = "/api/v1/promises/words", tag = "town",
    responses((status = 200, description = "Words in Swedish and English", body = Value)))]
pub(super) async fn words() -> Json<Value> {
    Json(wire::words())
}

/// Every pledge, in the order in which they were entered.
#[utoipa::path(get, path = "/api/v1/pledges", tag = "plans",
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "Pledges", body = [PledgeDraftBody])))]
pub(super) async fn pledges(State(app): State<App>, Query(of): Query<OfTown>) -> Result<Json<Vec<Value>>, Fault> {
    let pledges = app.service.pledges(of.municipality.as_deref()).await?;
    Ok(Json(pledges.iter().map(wire::pledge).collect()))
}

/// Enters a pledge, or with `set` all those of a shipped promise.
#[utoipa::path(post, path = "/api/v1/pledges", tag = "plans", security(("staff" = [])), request_body = PledgeDraftBody,
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 201, description = "Entered", body = [PledgeDraftBody]),
        (status = 403, description = "Not staff", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn make_pledges(
    State(app): State<App>,
    asker: Asker,
    Query(of): Query<OfTown>,
    Typed(body): Typed<Value>,
) -> Result<(StatusCode, Json<Vec<Value>>), Fault> {
    let made = app.service.make_pledges(of.municipality.as_deref(), &body, asker.staff()?).await?;
    Ok((StatusCode::CREATED, Json(made.iter().map(wire::pledge).collect())))
}

/// Changes the fields of a pledge that are sent; `until` ends it.
#[utoipa::path(patch, path = "/api/v1/pledges/{id}", tag = "plans", security(("staff" = [])), request_body = PledgeDraftBody,
    params(("id" = String, Path), ("If-Match" = Option<String>, Header, description = "The version that is meant, as in `ETag`; missing: whatever stands there"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "Changed", body = PledgeDraftBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such pledge", body = Problem),
        (status = 409, description = "Somebody else changed it in the same moment", body = Problem),
        (status = 412, description = "Somebody else has changed it since: read it again", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn change_pledge(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<String>,
    meant: Meant,
    Query(of): Query<OfTown>,
    Typed(patch): Typed<Value>,
) -> Result<Versioned<Json<Value>>, Fault> {
    let pledge = app.service.change_pledge(of.municipality.as_deref(), (&id, &meant), &patch, asker.staff()?).await?;
    Ok(Versioned(pledge.version, Json(wire::pledge(&pledge))))
}

#[derive(Deserialize)]
pub(super) struct DeedQuery {
    municipality: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// Everything that was done, by when; missing days: the last thirteen months.
#[utoipa::path(get, path = "/api/v1/deeds", tag = "plans", security(("staff" = [])),
    params(
        ("municipality" = Option<String>, Query, description = "Code; missing: the first"),
        ("from" = Option<String>, Query, description = "YYYY-MM-DD, included"),
        ("to" = Option<String>, Query, description = "YYYY-MM-DD, included")),
    responses(
        (status = 200, description = "Deeds", body = [Value]),
        (status = 403, description = "Not staff", body = Problem),
        (status = 422, description = "No such day", body = Problem)))]
pub(super) async fn deeds(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<DeedQuery>,
) -> Result<Json<Vec<Value>>, Fault> {
    let days = (day("from", query.from.as_deref())?, day("to", query.to.as_deref())?);
    let (deeds, zone) = app.service.deeds(query.municipality.as_deref(), days, asker.staff()?).await?;
    Ok(Json(deeds.iter().map(|deed| wire::deed(deed, &zone)).collect()))
}

/// Records what has no page of its own: a course, an inspection, an evening, a meeting. A day and counts, no words.
#[utoipa::path(post, path = "/api/v1/deeds", tag = "plans", security(("staff" = [])), request_body = DeedDraftBody,
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 201, description = "Recorded", body = Value),
        (status = 403, description = "Not staff", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn make_deed(
    State(app): State<App>,
    asker: Asker,
    Query(of): Query<OfTown>,
    Typed(body): Typed<Value>,
) -> Result<(StatusCode, Json<Value>), Fault> {
    let (deed, zone) = app.service.make_deed(of.municipality.as_deref(), &body, asker.staff()?).await?;
    Ok((StatusCode::CREATED, Json(wire::deed(&deed, &zone))))
}

/// Takes back what was recorded by hand and by mistake.
#[utoipa::path(delete, path = "/api/v1/deeds/{id}", tag = "plans", security(("staff" = [])),
    params(("id" = Uuid, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 204, description = "Taken back"),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such deed", body = Problem),
        (status = 422, description = "It was recorded on another page", body = Problem)))]
pub(super) async fn remove_deed(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(of): Query<OfTown>,
) -> Result<StatusCode, Fault> {
    app.service.remove_deed(of.municipality.as_deref(), id, asker.staff()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn day(name: &str, text: Option<&str>) -> Result<Option<Date>, Fault> {
    let read = text.map(str::parse).transpose();
    read.map_err(|_| {
        let (sv, en) = ("Dagen skrivs som 2026-11-22.", "The day is written as 2026-11-22.");
        ServiceError::Objections(vec![Objection::new(name, "bad_date", sv, en)]).into()
    })
}
