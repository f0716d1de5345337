//! Keys for programs, for administrators.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::super::App;
use super::super::answer::{Asker, unkept};
use super::super::body::Typed;
use super::super::problem::Fault;
use crate::interop::wire::{KeyBody, KeyDraftBody, Problem};
use crate::promise::Objection;
use crate::service::{KeyDraft, ServiceError};
use crate::staff::{Right, Rights};
use crate::store::ApiToken;

/// The keys of the municipalities one administers, the oldest first.
#[utoipa::path(get, path = "/api/v1/keys", tag = "staff", security(("staff" = []), ("session" = [])),
    responses((status = 200, description = "Keys, without their secrets", body = [KeyBody]), (status = 403, description = "Not an administrator", body = Problem)))]
pub(in crate::http) async fn keys(State(app): State<App>, asker: Asker) -> Result<Response, Fault> {
    let keys = app.service.keys(asker.staff()?).await?;
    Ok(unkept(Json(keys.iter().map(|key| body_of(key, None)).collect::<Vec<_>>())))
}

/// Makes a key: some rights, in one municipality or all, for some days.
#[utoipa::path(post, path = "/api/v1/keys", tag = "staff", security(("staff" = []), ("session" = [])), request_body = KeyDraftBody,
    responses(
        (status = 201, description = "Made; the secret is shown once", body = KeyBody),
        (status = 403, description = "Not an administrator", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(in crate::http) async fn make_key(
    State(app): State<App>,
    asker: Asker,
    Typed(body): Typed<KeyDraftBody>,
) -> Result<Response, Fault> {
    let rights = rights_of(&body.rights)?;
    let draft = KeyDraft { name: body.name, municipality: body.municipality, rights, days: body.days };
    let made = app.service.make_key(draft, asker.staff()?).await?;
    Ok((StatusCode::CREATED, unkept(Json(body_of(&made.key, Some(made.secret))))).into_response())
}

/// Takes a key back: it opens nothing from now on.
#[utoipa::path(delete, path = "/api/v1/keys/{id}", tag = "staff", security(("staff" = []), ("session" = [])), params(("id" = Uuid, Path)),
    responses(
        (status = 204, description = "Taken back"),
        (status = 403, description = "Not an administrator", body = Problem),
        (status = 404, description = "There is no such key", body = Problem)))]
pub(in crate::http) async fn remove_key(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Fault> {
    app.service.remove_key(id, asker.staff()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn rights_of(words: &[String]) -> Result<Rights, Fault> {
    let unknown = |nth: usize| {
        let known: Vec<&str> = Right::ALL.into_iter().map(Right::as_str).collect();
        let known = known.join(", ");
        ServiceError::Objections(vec![Objection::new(
            &format!("/rights/{nth}"),
            "unknown_right",
            format!("Rättigheterna är {known}."),
            format!("The rights are {known}."),
        )])
    };
    let right = |(nth, word): (usize, &String)| Right::parse(word).ok_or_else(|| unknown(nth).into());
    words.iter().enumerate().map(right).collect()
}

fn body_of(key: &ApiToken, secret: Option<String>) -> KeyBody {
    KeyBody {
        id: key.id,
        name: key.name.clone(),
        municipality: key.municipality.clone(),
        rights: key.rights.iter().map(Right::as_str).collect(),
        made_by: key.made_by.clone(),
        made_at: key.made_at.to_string(),
        ends_at: key.ends_at.to_string(),
        secret,
    }
}
