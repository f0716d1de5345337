//! Signing in and out, and choosing a password.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use qrcodegen::{QrCode, QrCodeEcc};
use uuid::Uuid;

use super::super::App;
use super::super::answer::{Asker, unkept};
use super::super::body::Typed;
use super::super::cookies;
use super::super::limits::{Networks, SignInWay};
use super::super::problem::Fault;
use crate::interop::wire::{
    AcceptBody, EnrolledBody, InvitationBody, InvitedBody, NamedPlace, OfferedBody, OpenSessionBody, Problem,
    RenewBody, RightsBody, RoleBody, SessionBody, SignInBody,
};
use crate::service::{Attempt, ServiceError};
use crate::staff::Grants;

/// How somebody who brings a password came in front of it.
struct Door<'a> {
    device: Option<&'a str>,
    networks: Vec<String>,
    way: SignInWay,
}

impl<'a> Door<'a> {
    /// Counts one more try, or says what has to be done first.
    fn let_in(app: &App, networks: &Networks, headers: &'a HeaderMap, login: &str) -> Result<Self, Fault> {
        let device = cookies::read(headers, app.cookies.device);
        let proof = headers.get("proof-of-work").and_then(|value| value.to_str().ok());
        let is_known = app.service.knows_browser(login, device);
        let way = app.limits.allow_sign_in(networks, is_known, proof, app.service.now().as_second())?;
        Ok(Self { device, networks: networks.marks(), way })
    }

    fn attempt<'b>(&'b self, login: &'b str, password: &'b str, code: &'b str) -> Attempt<'b> {
        let has_worked = self.way == SignInWay::Worked;
        Attempt { login, password, code, device: self.device, networks: &self.networks, has_worked }
    }

    /// Where too much was wrong, whoever came without having worked may work.
    fn refused(&self, app: &App, error: ServiceError) -> Fault {
        let may_work = self.way == SignInWay::Free && matches!(error, ServiceError::TooManyAttempts);
        let work = if may_work { app.limits.work_to_sign_in(app.service.now().as_second()) } else { None };
        work.map_or_else(|| error.into(), Fault::from)
    }
}

/// Signs in: the answer carries the session as a cookie no script can read.
#[utoipa::path(post, path = "/api/v1/sign-in", tag = "staff", request_body = SignInBody,
    params(("Proof-Of-Work" = Option<String>, Header, description = "SALT.BITS.EXPIRES.SIGNATURE.NUMBER, for the challenge of a 428")),
    responses(
        (status = 200, description = "Signed in", body = SessionBody),
        (status = 401, description = "Login, password or code is not right; which is not said", body = Problem),
        (status = 428, description = "Too much was wrong from here or with this login: answer the challenge in it", body = Problem),
        (status = 429, description = "Too much was wrong: wait", body = Problem)))]
pub(in crate::http) async fn sign_in(
    State(app): State<App>,
    networks: Networks,
    headers: HeaderMap,
    Typed(body): Typed<SignInBody>,
) -> Result<Response, Fault> {
    let door = Door::let_in(&app, &networks, &headers, &body.login)?;
    let attempt = door.attempt(&body.login, &body.password, &body.code);
    let signed_in = app.service.sign_in(&attempt).await.map_err(|error| door.refused(&app, error))?;
    let body = SessionBody {
        reader: signed_in.account.login.to_string(),
        name: Some(signed_in.account.name.clone()),
        ends_at: Some(signed_in.ends_at.to_string()),
        rights: RightsBody::all_of(&Grants::of(&signed_in.account.grants)),
        external: signed_in.account.external,
        roles: signed_in.account.grants.iter().map(RoleBody::of).collect(),
        municipalities: named(&app, &Grants::of(&signed_in.account.grants)),
        recovery_codes_left: signed_in.recovery_codes_left,
    };
    let mut response = unkept(Json(body));
    for cookie in [app.cookies.session(&signed_in.token), app.cookies.device(&signed_in.device)] {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Who is signed in, and what they may do.
#[utoipa::path(get, path = "/api/v1/session", tag = "staff", security(("staff" = []), ("session" = [])),
    responses((status = 200, description = "Signed in", body = SessionBody), (status = 401, description = "Not signed in", body = Problem)))]
pub(in crate::http) async fn session(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let admission = asker.staff()?;
    let mut body = SessionBody {
        reader: admission.who().to_owned(),
        name: None,
        ends_at: None,
        rights: RightsBody::all_of(admission.grants()),
        external: false,
        roles: Vec::new(),
        municipalities: named(&app, admission.grants()),
        recovery_codes_left: None,
    };
    if let (Some(_), Some(token)) = (admission.session(), cookies::read(&headers, app.cookies.session)) {
        let (_, account, ends_at) = app.service.admit_session(token).await?;
        body.roles = account.grants.iter().map(RoleBody::of).collect();
        (body.name, body.ends_at) = (Some(account.name), Some(ends_at.to_string()));
        body.external = account.external;
    }
    Ok(unkept(Json(body)))
}

/// Where somebody may do something.
fn named(app: &App, grants: &Grants) -> Vec<NamedPlace> {
    app.service.municipalities_of(grants).into_iter().map(|(code, name)| NamedPlace { code, name }).collect()
}

/// Signs out here; a session that has ended already leaves its cookie behind, which goes too.
#[utoipa::path(delete, path = "/api/v1/session", tag = "staff", security(("session" = [])),
    responses((status = 204, description = "Signed out"), (status = 403, description = "Another site's page", body = Problem)))]
pub(in crate::http) async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Result<Response, Fault> {
    if let Some(token) = cookies::read(&headers, app.cookies.session) {
        app.service.sign_out(token).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, app.cookies.no_session())]).into_response())
}

/// Where one is signed in, the latest use first.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "staff", security(("session" = [])),
    responses((status = 200, description = "Open sessions", body = [OpenSessionBody]), (status = 403, description = "A key has no sessions", body = Problem)))]
pub(in crate::http) async fn sessions(State(app): State<App>, asker: Asker) -> Result<Response, Fault> {
    let admission = asker.staff()?;
    let sessions = app.service.own_sessions(admission).await?;
    let body = |session: &crate::store::OpenSession| OpenSessionBody {
        id: session.id,
        made_at: session.made_at.to_string(),
        used_at: session.used_at.to_string(),
        is_this: admission.session() == Some(session.id),
    };
    Ok(unkept(Json(sessions.iter().map(body).collect::<Vec<_>>())))
}

/// Signs out everywhere.
#[utoipa::path(delete, path = "/api/v1/sessions", tag = "staff", security(("session" = [])),
    responses((status = 204, description = "Signed out everywhere"), (status = 403, description = "A key has no sessions", body = Problem)))]
pub(in crate::http) async fn end_sessions(State(app): State<App>, asker: Asker) -> Result<Response, Fault> {
    app.service.end_own_sessions(asker.staff()?, None).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, app.cookies.no_session())]).into_response())
}

/// Signs out in one place.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", tag = "staff", security(("session" = [])), params(("id" = Uuid, Path)),
    responses((status = 204, description = "Signed out there"), (status = 404, description = "One has no such session", body = Problem)))]
pub(in crate::http) async fn end_session(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Fault> {
    app.service.end_own_sessions(asker.staff()?, Some(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whom an invitation is for, and what their phone needs.
#[utoipa::path(post, path = "/api/v1/invitation", tag = "staff", request_body = InvitationBody,
    responses((status = 200, description = "What to choose", body = OfferedBody), (status = 404, description = "Used, replaced or too old", body = Problem)))]
pub(in crate::http) async fn invitation(
    State(app): State<App>,
    Typed(body): Typed<InvitationBody>,
) -> Result<Response, Fault> {
    let offered = app.service.offered(&body.invitation).await?;
    let uri = offered.totp.uri(offered.login.as_str());
    let (qr_path, qr_size) = picture(&uri)?;
    Ok(unkept(Json(OfferedBody {
        login: offered.login.to_string(),
        name: offered.name,
        ends_at: offered.ends_at.to_string(),
        totp_secret: offered.totp.base32(),
        totp_uri: uri,
        qr_path,
        qr_size,
    })))
}

/// Chooses password and second factor.
#[utoipa::path(post, path = "/api/v1/invitation/accept", tag = "staff", request_body = AcceptBody,
    responses(
        (status = 200, description = "Chosen; sign in next", body = EnrolledBody),
        (status = 404, description = "Used, replaced or too old", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(in crate::http) async fn accept(State(app): State<App>, Typed(body): Typed<AcceptBody>) -> Result<Response, Fault> {
    let enrolled = app.service.enrol(&body.invitation, &body.password, &body.code).await?;
    let body = EnrolledBody { login: enrolled.login.to_string(), recovery_codes: enrolled.recovery_codes };
    Ok(unkept(Json(body)))
}

/// Proves it is oneself once more, to choose a new password and phone.
#[utoipa::path(post, path = "/api/v1/account/renew", tag = "staff", security(("session" = [])), request_body = RenewBody,
    params(("Proof-Of-Work" = Option<String>, Header, description = "As for signing in")),
    responses(
        (status = 200, description = "An invitation for half an hour", body = InvitedBody),
        (status = 401, description = "Password or code is not right; which is not said", body = Problem),
        (status = 403, description = "A key has no password", body = Problem),
        (status = 428, description = "Too much was wrong from here: answer the challenge in it", body = Problem),
        (status = 429, description = "Too much was wrong: wait", body = Problem)))]
pub(in crate::http) async fn renew(
    State(app): State<App>,
    asker: Asker,
    networks: Networks,
    headers: HeaderMap,
    Typed(body): Typed<RenewBody>,
) -> Result<Response, Fault> {
    let admission = asker.staff()?;
    let door = Door::let_in(&app, &networks, &headers, admission.who())?;
    let attempt = door.attempt(admission.who(), &body.password, &body.code);
    let renewed = app.service.renew(admission, &attempt).await;
    let (invitation, ends_at) = renewed.map_err(|error| door.refused(&app, error))?;
    Ok(unkept(Json(InvitedBody { invitation, ends_at: ends_at.to_string(), account: None })))
}

/// The picture of a text as one path of unit squares, with the quiet margin of four that readers need.
fn picture(text: &str) -> Result<(String, u32), Fault> {
    const MARGIN: i32 = 4;
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|_| Fault::from(ServiceError::NotFound))?;
    let size = code.size();
    let dark = (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
    let path = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + MARGIN, y + MARGIN)).collect();
    Ok((path, (size + 2 * MARGIN).unsigned_abs()))
}
