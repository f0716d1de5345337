//! Walks somebody keeps: listed, taken step by step, and what was seen on them. Staff only.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

use super::App;
use super::answer::Asker;
use super::body::Typed;
use super::problem::Fault;
use crate::geodesy::LonLat;
use crate::interop::wire::{Problem, SeenBody, SeenDraftBody, StepBody, WalkBody, WalkDraftBody, WalkLine};
use crate::promise::{LightThen, Objection, PlacedBy, Seen, Step, StepTaken, WalkKind};
use crate::service::{Became, ServiceError, WalkDraft};

#[derive(Deserialize)]
pub(super) struct WalkQuery {
    municipality: Option<String>,
}

/// Every walk, the latest first.
#[utoipa::path(get, path = "/api/v1/walks", tag = "plans", security(("staff" = [])),
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "Walks", body = [WalkLine]),
        (status = 403, description = "Not staff", body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<WalkQuery>,
) -> Result<Json<Vec<WalkLine>>, Fault> {
    let walks = app.service.walks(query.municipality.as_deref(), asker.staff()?).await?;
    Ok(Json(walks.iter().map(WalkLine::of).collect()))
}

/// Keeps a walk, planned.
///
/// A citizen walk (medborgarvandring) is residents showing what they see; a safety audit walk (trygghetsvandring) is an
/// audit with a protocol and owners who answer. Pledges count them apart. The same `id` sent again keeps nothing new.
#[utoipa::path(post, path = "/api/v1/walks", tag = "plans", security(("staff" = [])), request_body = WalkDraftBody,
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 201, description = "Kept", body = WalkBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn keep(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<WalkQuery>,
    Typed(body): Typed<WalkDraftBody>,
) -> Result<(StatusCode, Json<WalkBody>), Fault> {
    let admission = asker.staff()?;
    let kind = WalkKind::parse(&body.kind).ok_or_else(|| {
        unknown_word(
            "/kind",
            "Slaget är citizen_walk (medborgarvandring) eller safety_audit_walk (trygghetsvandring).",
            "The kind is citizen_walk or safety_audit_walk.",
        )
    })?;
    let WalkDraftBody { id, title, starts_at, minutes, stops, way, follows, .. } = body;
    let stops = stops.into_iter().map(Into::into).collect();
    let draft = WalkDraft { id, kind, title, starts_at, minutes, stops, way, follows };
    let walk = app.service.keep_walk(query.municipality.as_deref(), draft, admission).await?;
    Ok((StatusCode::CREATED, Json(WalkBody::of(&walk, &[]))))
}

/// One walk with its stops, its steps and what was seen on it.
#[utoipa::path(get, path = "/api/v1/walks/{id}", tag = "plans", security(("staff" = [])),
    params(("id" = Uuid, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "The walk", body = WalkBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such walk", body = Problem)))]
pub(super) async fn one(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(query): Query<WalkQuery>,
) -> Result<Json<WalkBody>, Fault> {
    let whole = app.service.walk(query.municipality.as_deref(), id, asker.staff()?).await?;
    Ok(Json(WalkBody::of(&whole.walk, &whole.seen)))
}

/// Takes a step: meeting before, walk, follow-up meeting, or cancels. Out of order it is refused, with what comes next.
///
/// A walk that was walked is recorded as done in the same transaction. The same `id` sent again changes nothing.
#[utoipa::path(post, path = "/api/v1/walks/{id}/steps", tag = "plans", security(("staff" = [])), request_body = StepBody,
    params(("id" = Uuid, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "The walk after it", body = WalkBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such walk", body = Problem),
        (status = 422, description = "The step cannot be taken now", body = Problem)))]
pub(super) async fn step(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(query): Query<WalkQuery>,
    Typed(body): Typed<StepBody>,
) -> Result<Json<WalkBody>, Fault> {
    let admission = asker.staff()?;
    let unknown = || {
        unknown_word(
            "/step",
            "Steget är pre_meeting, walk, follow_up_meeting eller cancel. En ny vandring sparas med follows.",
            "The step is pre_meeting, walk, follow_up_meeting or cancel. A new walk is kept with follows.",
        )
    };
    let step = Step::parse(&body.step).filter(|step| *step != Step::NewWalk).ok_or_else(unknown)?;
    let taken = StepTaken {
        id: body.id,
        step: step.as_str().to_owned(),
        at: body.at.unwrap_or_else(|| app.service.now()),
        participants: body.participants,
        minutes: body.minutes,
    };
    let municipality = query.municipality.as_deref();
    app.service.take_step(municipality, id, step, taken, admission).await?;
    let whole = app.service.walk(municipality, id, admission).await?;
    Ok(Json(WalkBody::of(&whole.walk, &whole.seen)))
}

/// Keeps what was seen on a walk under an id made on the phone. Sent again it is the same: 200 instead of 201.
#[utoipa::path(put, path = "/api/v1/walks/{id}/seen/{seen}", tag = "plans", security(("staff" = [])),
    request_body = SeenDraftBody,
    params(("id" = Uuid, Path), ("seen" = Uuid, Path),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "It was here already", body = SeenBody),
        (status = 201, description = "Kept", body = SeenBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such walk", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn see(
    State(app): State<App>,
    asker: Asker,
    Path((walk, id)): Path<(Uuid, Uuid)>,
    Query(query): Query<WalkQuery>,
    Typed(body): Typed<SeenDraftBody>,
) -> Result<(StatusCode, Json<SeenBody>), Fault> {
    let admission = asker.staff()?;
    let seen = seen_of(walk, id, body, app.service.now())?;
    let (seen, is_new) = app.service.see_on_walk(query.municipality.as_deref(), seen, admission).await?;
    Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, Json(SeenBody::of(&seen))))
}

/// Makes a report of what was seen, told by the walk. Asked again, the same report is named.
#[utoipa::path(post, path = "/api/v1/walks/{id}/seen/{seen}/report", tag = "plans", security(("staff" = [])),
    params(("id" = Uuid, Path), ("seen" = Uuid, Path),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "It with its report", body = SeenBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such thing", body = Problem)))]
pub(super) async fn becomes_report(
    State(app): State<App>,
    asker: Asker,
    Path(which): Path<(Uuid, Uuid)>,
    Query(query): Query<WalkQuery>,
) -> Result<Json<SeenBody>, Fault> {
    let municipality = query.municipality.as_deref();
    let seen = app.service.seen_becomes(municipality, which, Became::Report, asker.staff()?).await?;
    Ok(Json(SeenBody::of(&seen)))
}

/// Proposes the remedy that was thought of on the walk. Asked again, the same remedy is named.
#[utoipa::path(post, path = "/api/v1/walks/{id}/seen/{seen}/remedy", tag = "plans", security(("staff" = [])),
    params(("id" = Uuid, Path), ("seen" = Uuid, Path),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "It with its remedy", body = SeenBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such thing", body = Problem),
        (status = 422, description = "No remedy was thought of", body = Problem)))]
pub(super) async fn becomes_remedy(
    State(app): State<App>,
    asker: Asker,
    Path(which): Path<(Uuid, Uuid)>,
    Query(query): Query<WalkQuery>,
) -> Result<Json<SeenBody>, Fault> {
    let municipality = query.municipality.as_deref();
    let seen = app.service.seen_becomes(municipality, which, Became::Remedy, asker.staff()?).await?;
    Ok(Json(SeenBody::of(&seen)))
}

fn seen_of(walk: Uuid, id: Uuid, body: SeenDraftBody, now: jiff::Timestamp) -> Result<Seen, Fault> {
    let at = LonLat::new(body.at[0], body.at[1]).ok_or_else(|| {
        unknown_word("/at", "En plats är [longitud, latitud] i grader.", "A place is [longitude, latitude] in degrees.")
    })?;
    let placed_by = PlacedBy::parse(&body.placed_by)
        .ok_or_else(|| unknown_word("/placed_by", "Välj gps, stop eller map.", "Choose gps, stop or map."))?;
    let light = match body.light.as_deref() {
        None => None,
        Some(word) => Some(
            LightThen::parse(word)
                .ok_or_else(|| unknown_word("/light", "Ljuset är day eller dark.", "The light is day or dark."))?,
        ),
    };
    Ok(Seen {
        id,
        walk,
        stop: body.stop,
        at,
        accuracy_m: body.accuracy_m,
        placed_by,
        seen_at: body.seen_at,
        causes: body.causes,
        remedy_kind: body.remedy_kind,
        severity: body.severity,
        safe: body.safe,
        light,
        words: body.words.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
        report: None,
        remedy: None,
        received_at: now,
    })
}

fn unknown_word(pointer: &str, sv: &str, en: &str) -> Fault {
    ServiceError::Objections(vec![Objection::new(pointer, "unknown_word", sv, en)]).into()
}
