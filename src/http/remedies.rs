//! The register of remedies. Staff only; what is public of it stands in `/api/v1/promises`.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::civil::Date;
use serde_json::Value;
use uuid::Uuid;

use super::App;
use super::answer::{Asker, Versioned};
use super::body::Typed;
use super::problem::Fault;
use super::selection::OfTown;
use crate::interop::wire::{Problem, RemedyBody, RemedyDraftBody};
use crate::promise::Remedy;
use crate::service::Meant;

/// Every remedy, the newest change first.
#[utoipa::path(get, path = "/api/v1/remedies", tag = "plans", security(("staff" = [])),
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "The register", body = [RemedyBody]),
        (status = 403, description = "Not staff", body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Query(of): Query<OfTown>,
) -> Result<Json<Vec<RemedyBody>>, Fault> {
    let (remedies, today) = app.service.remedies(of.municipality.as_deref(), asker.staff()?).await?;
    Ok(Json(remedies.iter().map(|remedy| RemedyBody::of(remedy, today)).collect()))
}

/// Enters a remedy.
#[utoipa::path(post, path = "/api/v1/remedies", tag = "plans", security(("staff" = [])), request_body = RemedyDraftBody,
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 201, description = "Entered", body = RemedyBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn make(
    State(app): State<App>,
    asker: Asker,
    Query(of): Query<OfTown>,
    Typed(body): Typed<Value>,
) -> Result<(StatusCode, Versioned<Json<RemedyBody>>), Fault> {
    let (remedy, today) = app.service.make_remedy(of.municipality.as_deref(), &body, asker.staff()?).await?;
    Ok((StatusCode::CREATED, versioned(&remedy, today)))
}

/// One remedy.
#[utoipa::path(get, path = "/api/v1/remedies/{id}", tag = "plans", security(("staff" = [])),
    params(("id" = Uuid, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "The remedy", body = RemedyBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such remedy", body = Problem)))]
pub(super) async fn one(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(of): Query<OfTown>,
) -> Result<Versioned<Json<RemedyBody>>, Fault> {
    let (remedy, today) = app.service.remedy(of.municipality.as_deref(), id, asker.staff()?).await?;
    Ok(versioned(&remedy, today))
}

/// Changes the fields that are sent; a change of `state` is a step: proposed, decided, started, done, or dropped with a
/// reason. A remedy that is done is recorded among what was done in the same moment.
#[utoipa::path(patch, path = "/api/v1/remedies/{id}", tag = "plans", security(("staff" = [])), request_body = RemedyDraftBody,
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header, description = "The version that is meant, as in `ETag`; missing: whatever stands there"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "Changed", body = RemedyBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such remedy", body = Problem),
        (status = 409, description = "Somebody else changed it in the same moment", body = Problem),
        (status = 412, description = "Somebody else has changed it since: read it again", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn change(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    meant: Meant,
    Query(of): Query<OfTown>,
    Typed(patch): Typed<Value>,
) -> Result<Versioned<Json<RemedyBody>>, Fault> {
    let (remedy, today) =
        app.service.change_remedy(of.municipality.as_deref(), (id, &meant), &patch, asker.staff()?).await?;
    Ok(versioned(&remedy, today))
}

/// Takes a proposal out of the register. What everybody was told is dropped with a reason instead (422).
#[utoipa::path(delete, path = "/api/v1/remedies/{id}", tag = "plans", security(("staff" = [])),
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header, description = "The version that is meant, as in `ETag`; missing: whatever stands there"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 204, description = "Taken out"),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such remedy", body = Problem),
        (status = 409, description = "Somebody else changed it in the same moment", body = Problem),
        (status = 412, description = "Somebody else has changed it since: read it again", body = Problem),
        (status = 422, description = "It is public", body = Problem)))]
pub(super) async fn remove(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    meant: Meant,
    Query(of): Query<OfTown>,
) -> Result<StatusCode, Fault> {
    app.service.remove_remedy(of.municipality.as_deref(), (id, &meant), asker.staff()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn versioned(remedy: &Remedy, today: Date) -> Versioned<Json<RemedyBody>> {
    Versioned(remedy.version, Json(RemedyBody::of(remedy, today)))
}
