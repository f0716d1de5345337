//! Plans somebody kept.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

use super::super::App;
use super::super::answer::{Asker, Versioned};
use super::super::body::Typed;
use super::super::problem::Fault;
use crate::interop::wire::{KeptPlanBody, KeptPlanLine, PlanDraftBody, Problem};
use crate::promise::{KeptPlan, Objection, PlanKind, PlanState};
use crate::service::{Meant, PlanDraft, ServiceError};

#[derive(Deserialize)]
pub(in crate::http) struct KeptQuery {
    municipality: Option<String>,
    kind: Option<String>,
}

/// Kept plans, the newest first, without what they say.
#[utoipa::path(get, path = "/api/v1/plans", tag = "plans", security(("staff" = [])),
    params(
        ("municipality" = Option<String>, Query, description = "Code; missing: the first"),
        ("kind" = Option<String>, Query, description = "checks, walks or lighting; missing: all")),
    responses(
        (status = 200, description = "Kept plans", body = [KeptPlanLine]),
        (status = 403, description = "Not staff", body = Problem),
        (status = 422, description = "No such kind", body = Problem)))]
pub(in crate::http) async fn kept(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<KeptQuery>,
) -> Result<Json<Vec<KeptPlanLine>>, Fault> {
    let kind = query.kind.as_deref().map(|word| kind_of("kind", word)).transpose()?;
    let plans = app.service.kept_plans(query.municipality.as_deref(), kind, asker.staff()?).await?;
    Ok(Json(plans.iter().map(KeptPlanLine::of).collect()))
}

/// Keeps a plan. A decided one takes the place of the plan decided before for the same kind and period.
#[utoipa::path(post, path = "/api/v1/plans", tag = "plans", security(("staff" = [])), request_body = PlanDraftBody,
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 201, description = "Kept", body = KeptPlanBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(in crate::http) async fn keep(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<KeptQuery>,
    Typed(body): Typed<PlanDraftBody>,
) -> Result<(StatusCode, Versioned<Json<KeptPlanBody>>), Fault> {
    let admission = asker.staff()?;
    let plan = app.service.keep_plan(query.municipality.as_deref(), draft(body)?, admission).await?;
    Ok((StatusCode::CREATED, versioned(&plan)))
}

/// One kept plan with its question and answer.
#[utoipa::path(get, path = "/api/v1/plans/{id}", tag = "plans", security(("staff" = [])),
    params(
        ("id" = Uuid, Path),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "The plan", body = KeptPlanBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such plan", body = Problem)))]
pub(in crate::http) async fn one(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(query): Query<KeptQuery>,
) -> Result<Versioned<Json<KeptPlanBody>>, Fault> {
    let plan = app.service.kept_plan(query.municipality.as_deref(), id, asker.staff()?).await?;
    Ok(versioned(&plan))
}

/// Changes a kept plan as a whole.
#[utoipa::path(put, path = "/api/v1/plans/{id}", tag = "plans", security(("staff" = [])), request_body = PlanDraftBody,
    params(
        ("id" = Uuid, Path),
        ("If-Match" = Option<String>, Header, description = "The version that is meant, as in `ETag`; missing: whatever stands there"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "Changed", body = KeptPlanBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such plan", body = Problem),
        (status = 409, description = "Somebody else changed it in the same moment", body = Problem),
        (status = 412, description = "Somebody else has changed it since: read it again", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(in crate::http) async fn change(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    meant: Meant,
    Query(query): Query<KeptQuery>,
    Typed(body): Typed<PlanDraftBody>,
) -> Result<Versioned<Json<KeptPlanBody>>, Fault> {
    let admission = asker.staff()?;
    let plan = app.service.change_plan(query.municipality.as_deref(), (id, &meant), draft(body)?, admission).await?;
    Ok(versioned(&plan))
}

/// Throws a kept plan away.
#[utoipa::path(delete, path = "/api/v1/plans/{id}", tag = "plans", security(("staff" = [])),
    params(
        ("id" = Uuid, Path),
        ("If-Match" = Option<String>, Header, description = "The version that is meant, as in `ETag`; missing: whatever stands there"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 204, description = "Thrown away"),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such plan", body = Problem),
        (status = 409, description = "Somebody else changed it in the same moment", body = Problem),
        (status = 412, description = "Somebody else has changed it since: read it again", body = Problem)))]
pub(in crate::http) async fn remove(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    meant: Meant,
    Query(query): Query<KeptQuery>,
) -> Result<StatusCode, Fault> {
    app.service.remove_plan(query.municipality.as_deref(), (id, &meant), asker.staff()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn versioned(plan: &KeptPlan) -> Versioned<Json<KeptPlanBody>> {
    Versioned(plan.line.version, Json(KeptPlanBody::of(plan)))
}

fn draft(body: PlanDraftBody) -> Result<PlanDraft, Fault> {
    let state = PlanState::parse(&body.state).ok_or_else(|| {
        unknown_word("/state", "Tillståndet är draft eller decided.", "The state is draft or decided.")
    })?;
    let PlanDraftBody { kind, period, title, question, answer, .. } = body;
    Ok(PlanDraft { kind: kind_of("/kind", &kind)?, period, title, state, question, answer })
}

fn kind_of(pointer: &str, word: &str) -> Result<PlanKind, Fault> {
    PlanKind::parse(word).ok_or_else(|| {
        unknown_word(pointer, "Slaget är checks, walks eller lighting.", "The kind is checks, walks or lighting.")
    })
}

fn unknown_word(pointer: &str, sv: &str, en: &str) -> Fault {
    ServiceError::Objections(vec![Objection::new(pointer, "unknown_word", sv, en)]).into()
}
