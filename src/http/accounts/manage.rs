//! The accounts of an installation, for administrators.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::super::App;
use super::super::answer::{Asker, Versioned, unkept};
use super::super::body::Typed;
use super::super::problem::Fault;
use crate::interop::wire::{AccountBody, AccountChangeBody, AccountDraftBody, InvitedBody, Problem, RoleBody};
use crate::promise::Objection;
use crate::service::{AccountChange, AccountDraft, Invited, Meant, ServiceError};
use crate::staff::{Account, Grant};

/// The accounts one looks after, by login.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "staff", security(("staff" = []), ("session" = [])),
    responses((status = 200, description = "Accounts", body = [AccountBody]), (status = 403, description = "Not an administrator", body = Problem)))]
pub(in crate::http) async fn accounts(State(app): State<App>, asker: Asker) -> Result<Response, Fault> {
    let admission = asker.staff()?;
    let accounts = app.service.accounts(admission).await?;
    let body = |account: &Account| AccountBody {
        yours: app.service.is_theirs(account, admission),
        ..AccountBody::of(account)
    };
    Ok(unkept(Json(accounts.iter().map(body).collect::<Vec<_>>())))
}

/// Makes an account and the invitation with which its holder chooses a password.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "staff", security(("staff" = []), ("session" = [])), request_body = AccountDraftBody,
    responses(
        (status = 201, description = "Made; the invitation is shown once", body = InvitedBody),
        (status = 403, description = "Not an administrator", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(in crate::http) async fn make_account(
    State(app): State<App>,
    asker: Asker,
    Typed(body): Typed<AccountDraftBody>,
) -> Result<Response, Fault> {
    let draft = AccountDraft { login: body.login, name: body.name, grants: grants(&body.roles)? };
    let invited = app.service.make_account(&draft, asker.staff()?).await?;
    Ok((StatusCode::CREATED, unkept(Json(invitation(invited)))).into_response())
}

/// A new invitation, for whoever forgot their password or lost the phone.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/invitation", tag = "staff", security(("staff" = []), ("session" = [])), params(("id" = Uuid, Path)),
    responses(
        (status = 201, description = "Shown once; the one before is no longer good", body = InvitedBody),
        (status = 403, description = "Not the administrator of all its municipalities", body = Problem),
        (status = 404, description = "There is no such account", body = Problem),
        (status = 409, description = "It signs in at the municipality's provider and has no password here", body = Problem)))]
pub(in crate::http) async fn invite_again(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
) -> Result<Response, Fault> {
    let invited = app.service.invite_again(id, asker.staff()?).await?;
    Ok((StatusCode::CREATED, unkept(Json(invitation(invited)))).into_response())
}

/// Changes name, roles, or whether it is closed. A closed account is signed out everywhere at once.
#[utoipa::path(patch, path = "/api/v1/accounts/{id}", tag = "staff", security(("staff" = []), ("session" = [])), request_body = AccountChangeBody,
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header, description = "The version that is meant, as in `ETag`; missing: whatever stands there")),
    responses(
        (status = 200, description = "Changed", body = AccountBody),
        (status = 403, description = "Not the administrator of all its municipalities", body = Problem),
        (status = 404, description = "There is no such account", body = Problem),
        (status = 409, description = "Somebody else changed it in the same moment, or name and roles are the provider's to say", body = Problem),
        (status = 412, description = "Somebody else has changed it since: read it again", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(in crate::http) async fn change_account(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    meant: Meant,
    Typed(body): Typed<AccountChangeBody>,
) -> Result<Versioned<Json<AccountBody>>, Fault> {
    let grants = body.roles.as_deref().map(grants).transpose()?;
    let change = AccountChange { name: body.name, grants, disabled: body.disabled };
    let account = app.service.change_account((id, &meant), &change, asker.staff()?).await?;
    Ok(Versioned(account.version, Json(AccountBody::of(&account))))
}

fn invitation(invited: Invited) -> InvitedBody {
    let account = Some(AccountBody::of(&invited.account));
    InvitedBody { invitation: invited.code, ends_at: invited.ends_at.to_string(), account }
}

fn grants(roles: &[RoleBody]) -> Result<Vec<Grant>, Fault> {
    let unknown = |nth: usize| {
        ServiceError::Objections(vec![Objection::new(
            &format!("/roles/{nth}/role"),
            "unknown_role",
            "Rollerna är moderator, planner, police, coordinator, auditor och admin.",
            "The roles are moderator, planner, police, coordinator, auditor and admin.",
        )])
    };
    let grant = |(nth, role): (usize, &RoleBody)| role.grant().ok_or_else(|| unknown(nth).into());
    roles.iter().enumerate().map(grant).collect()
}
