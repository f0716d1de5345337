//! Whether a token is right.

use axum::Json;

use super::answer::Asker;
use super::problem::Fault;
use crate::interop::wire::{Problem, SessionBody};
use crate::service::ServiceError;

/// Says whether the staff token in the request is right.
#[utoipa::path(get, path = "/api/v1/session", tag = "shown", security(("staff" = [])),
    responses((status = 200, description = "The token is right", body = SessionBody), (status = 401, description = "Not the right token", body = Problem)))]
pub(super) async fn session(asker: Asker) -> Result<Json<SessionBody>, Fault> {
    match asker.0 {
        Some(_) => Ok(Json(SessionBody { reader: "staff" })),
        None => Err(ServiceError::NotAdmitted.into()),
    }
}
