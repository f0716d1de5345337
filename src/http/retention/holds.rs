//! Holds.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::super::App;
use super::super::answer::{Asker, Versioned, unkept};
use super::super::body::Typed;
use super::super::problem::Fault;
use super::super::selection::OfTown;
use crate::interop::wire::{HoldBody, HoldDraftBody, Problem};
use crate::privacy::retention::{Covers, Hold, HoldDraft};
use crate::service::Meant;

/// Holds, the open ones first.
#[utoipa::path(get, path = "/api/v1/holds", tag = "retention", security(("staff" = []), ("session" = [])),
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "The holds", body = [HoldBody]),
        (status = 403, description = "Not for this role", body = Problem)))]
pub(in super::super) async fn holds(
    State(app): State<App>,
    asker: Asker,
    Query(of): Query<OfTown>,
) -> Result<Response, Fault> {
    let holds = app.service.holds(of.municipality.as_deref(), asker.staff()?).await?;
    Ok(unkept(Json(
        holds
            .into_iter()
            .map(|(hold, of)| HoldBody { request: of.map(|id| id.to_string()), ..written(hold) })
            .collect::<Vec<_>>(),
    )))
}

/// Opens a hold: from now on nobody erases what it covers.
#[utoipa::path(post, path = "/api/v1/holds", tag = "retention", security(("staff" = []), ("session" = [])), request_body = HoldDraftBody,
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 201, description = "Open", body = HoldBody),
        (status = 403, description = "Not for this role", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(in super::super) async fn open_hold(
    State(app): State<App>,
    asker: Asker,
    Query(of): Query<OfTown>,
    Typed(body): Typed<HoldDraftBody>,
) -> Result<Response, Fault> {
    let covers = body.reports.map_or(Covers::Everything, Covers::Reports);
    let draft = HoldDraft { reference: body.reference, covers };
    let hold = app.service.open_hold(of.municipality.as_deref(), draft, asker.staff()?).await?;
    Ok((StatusCode::CREATED, Versioned(hold.version, Json(written(hold)))).into_response())
}

/// Ends a hold. What was taken back or refused while it lasted is erased then. Twice is no fault.
#[utoipa::path(delete, path = "/api/v1/holds/{id}", tag = "retention", security(("staff" = []), ("session" = [])),
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header, description = "The version that is meant; missing: whatever stands there"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "Ended", body = HoldBody),
        (status = 403, description = "Not for this role", body = Problem),
        (status = 404, description = "There is no such hold", body = Problem),
        (status = 412, description = "Somebody else has changed it since", body = Problem)))]
pub(in super::super) async fn end_hold(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    meant: Meant,
    Query(of): Query<OfTown>,
) -> Result<Versioned<Json<HoldBody>>, Fault> {
    let hold = app.service.end_hold(of.municipality.as_deref(), (id, &meant), asker.staff()?).await?;
    Ok(Versioned(hold.version, Json(written(hold))))
}

fn written(hold: Hold) -> HoldBody {
    let (ended_by, ended_at) = hold.ended.map(|(by, at)| (by, at.to_string())).unzip();
    HoldBody {
        id: hold.id.to_string(),
        reference: hold.reference,
        covers: hold.covers.as_str().to_owned(),
        reports: match hold.covers {
            Covers::Everything => None,
            Covers::Reports(numbers) => Some(numbers),
        },
        request: None,
        opened_by: hold.opened_by,
        opened_at: hold.opened_at.to_string(),
        ended_by,
        ended_at,
        version: hold.version,
    }
}
