//! Who read and changed what, for auditors.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::App;
use super::answer::{Asker, unkept};
use super::problem::Fault;
use super::selection::OfTown;
use crate::interop::question::BadParameter;
use crate::interop::wire::{AuditChainBody, AuditLineBody, Problem};
use crate::service::{AuditQuestion, ServiceError};

#[derive(Deserialize)]
pub(super) struct Asked {
    municipality: Option<String>,
    from: Option<String>,
    to: Option<String>,
    who: Option<String>,
    act: Option<String>,
    before: Option<u64>,
}

/// The log of who read exact data and who changed what, the newest line first, 200 at a time; `before` is the last
/// `seq` of the page before. Reading it is logged too.
#[utoipa::path(get, path = "/api/v1/audit", tag = "staff", security(("staff" = []), ("session" = [])),
    params(
        ("municipality" = Option<String>, Query, description = "Code; missing: the first; `*`: all, and what concerns none, for auditors of all"),
        ("from" = Option<String>, Query, description = "Instant, RFC 3339"), ("to" = Option<String>, Query, description = "Instant, not included"),
        ("who" = Option<String>, Query, description = "A login; also what came with keys they made"), ("act" = Option<String>, Query, description = "`read`, `change`, `sign_in` or `refused`"),
        ("before" = Option<u64>, Query, description = "Only lines before this number")),
    responses(
        (status = 200, description = "Lines", body = [AuditLineBody]),
        (status = 400, description = "A parameter cannot be understood", body = Problem),
        (status = 403, description = "Not an auditor there", body = Problem)))]
pub(super) async fn audit(State(app): State<App>, asker: Asker, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let question = AuditQuestion {
        from: instant("from", asked.from.as_deref())?,
        to: instant("to", asked.to.as_deref())?,
        municipality: None,
        who: asked.who,
        act: asked.act,
        before: asked.before,
    };
    let lines = app.service.audit(asked.municipality.as_deref(), question, asker.staff()?).await?;
    Ok(unkept(Json(lines.iter().map(AuditLineBody::of).collect::<Vec<_>>())))
}

/// Whether the log is as it was written: walks all of it, seal by seal, for an auditor of any municipality. Compare the
/// last seal with one kept elsewhere.
#[utoipa::path(get, path = "/api/v1/audit/chain", tag = "staff", security(("staff" = []), ("session" = [])),
    params(("municipality" = Option<String>, Query, description = "Code, in whose log this is written down; missing: the first of theirs")),
    responses(
        (status = 200, description = "How long it is and its last seal, or the first line that is not as it was written", body = AuditChainBody),
        (status = 403, description = "Not an auditor", body = Problem),
        (status = 503, description = "Somebody else is having it walked", body = Problem)))]
pub(super) async fn chain(State(app): State<App>, asker: Asker, Query(of): Query<OfTown>) -> Result<Response, Fault> {
    let walk = app.service.audit_chain(of.municipality.as_deref(), asker.staff()?).await?;
    Ok(unkept(Json(AuditChainBody::of(&walk))))
}

fn instant(name: &str, text: Option<&str>) -> Result<Option<Timestamp>, ServiceError> {
    let wrong =
        || BadParameter::new(name, "Skriv tiden som 2026-11-20T12:00:00Z.", "Write the time as 2026-11-20T12:00:00Z.");
    text.map(|text| text.parse().map_err(|_| wrong().into())).transpose()
}
