//! Rules, dry runs, runs, protocols.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use uuid::Uuid;

use super::super::App;
use super::super::answer::{Asker, Versioned, unkept};
use super::super::body::Typed;
use super::super::problem::Fault;
use super::super::selection::OfTown;
use crate::interop::retention as written;
use crate::interop::wire::{
    DryRunBody, Problem, ProtocolBody, RuleBody, RuleChangeBody, RuleDraftBody, RunBody, RunOutcomeBody,
};
use crate::privacy::retention::RuleDraft;
use crate::promise::Objection;
use crate::service::{Meant, ServiceError};

/// The rules of the municipality, those that hold first. There are none before somebody has entered one.
#[utoipa::path(get, path = "/api/v1/retention/rules", tag = "retention", security(("staff" = []), ("session" = [])),
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "The rules", body = [RuleBody]),
        (status = 403, description = "Not for this role", body = Problem)))]
pub(in super::super) async fn rules(
    State(app): State<App>,
    asker: Asker,
    Query(of): Query<OfTown>,
) -> Result<Response, Fault> {
    let rules = app.service.retention_rules(of.municipality.as_deref(), asker.staff()?).await?;
    Ok(unkept(Json(rules.iter().map(written::rule).collect::<Vec<_>>())))
}

/// Enters a rule, with the decision it rests on. Nothing is erased by that.
#[utoipa::path(post, path = "/api/v1/retention/rules", tag = "retention", security(("staff" = []), ("session" = [])), request_body = RuleDraftBody,
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 201, description = "Entered", body = RuleBody),
        (status = 403, description = "Not for this role", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(in super::super) async fn make_rule(
    State(app): State<App>,
    asker: Asker,
    Query(of): Query<OfTown>,
    Typed(body): Typed<RuleDraftBody>,
) -> Result<Response, Fault> {
    let RuleDraftBody { decision, decided_on, takes, months, since, category, begins_on } = body;
    let draft = RuleDraft { decision, decided_on, takes, months, since, category, begins_on };
    let rule = app.service.make_rule(of.municipality.as_deref(), &draft, asker.staff()?).await?;
    Ok((StatusCode::CREATED, Versioned(rule.version, Json(written::rule(&rule)))).into_response())
}

/// Ends a rule. Twice is no fault.
#[utoipa::path(patch, path = "/api/v1/retention/rules/{id}", tag = "retention", security(("staff" = []), ("session" = [])), request_body = RuleChangeBody,
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header, description = "The version that is meant; missing: whatever stands there"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "Ended", body = RuleBody),
        (status = 403, description = "Not for this role", body = Problem),
        (status = 404, description = "There is no such rule", body = Problem),
        (status = 412, description = "Somebody else has changed it since", body = Problem),
        (status = 422, description = "A rule can only be ended", body = Problem)))]
pub(in super::super) async fn change_rule(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    meant: Meant,
    Query(of): Query<OfTown>,
    Typed(body): Typed<RuleChangeBody>,
) -> Result<Versioned<Json<RuleBody>>, Fault> {
    if !body.ended {
        return Err(ServiceError::Objections(vec![Objection::new(
            "/ended",
            "cannot_begin_again",
            "En regel kan bara avslutas. Skriv in den på nytt om den ska gälla igen.",
            "A rule can only be ended. Enter it anew if it is to hold again.",
        )])
        .into());
    }
    let rule = app.service.end_rule(of.municipality.as_deref(), (id, &meant), asker.staff()?).await?;
    Ok(Versioned(rule.version, Json(written::rule(&rule))))
}

/// What a rule would take now, with the numbers of the reports. Nothing is erased.
#[utoipa::path(get, path = "/api/v1/retention/rules/{id}/dry-run", tag = "retention", security(("staff" = []), ("session" = [])),
    params(("id" = Uuid, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "What it would take", body = DryRunBody),
        (status = 403, description = "Not for this role", body = Problem),
        (status = 404, description = "There is no such rule", body = Problem)))]
pub(in super::super) async fn dry_run(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(of): Query<OfTown>,
) -> Result<Response, Fault> {
    let dry = app.service.dry_run(of.municipality.as_deref(), id, asker.staff()?).await?;
    let body: Value = written::dry_run(&dry.rule, dry.before, &dry.found, dry.months);
    Ok(unkept(Json(body)))
}

/// Erases what a rule takes, for good, if that is still as many as the dry run said. It leaves a protocol.
#[utoipa::path(post, path = "/api/v1/retention/rules/{id}/runs", tag = "retention", security(("staff" = []), ("session" = [])), request_body = RunBody,
    params(("id" = Uuid, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "Erased", body = RunOutcomeBody),
        (status = 403, description = "Not for this role", body = Problem),
        (status = 404, description = "There is no such rule", body = Problem),
        (status = 409, description = "It is another number by now, which the problem tells; nothing is erased", body = Problem),
        (status = 422, description = "The rule does not hold", body = Problem)))]
pub(in super::super) async fn run_rule(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(of): Query<OfTown>,
    Typed(body): Typed<RunBody>,
) -> Result<Response, Fault> {
    let outcome = app.service.run_rule(of.municipality.as_deref(), (id, body.n), asker.staff()?).await?;
    let protocol = outcome.protocol.as_ref().map(written::protocol);
    Ok(unkept(Json(RunOutcomeBody { protocol, n_left: outcome.n_left })))
}

/// What was erased, the latest run first, at most 500 runs.
#[utoipa::path(get, path = "/api/v1/retention/protocols", tag = "retention", security(("staff" = []), ("session" = [])),
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "The protocols", body = [ProtocolBody]),
        (status = 403, description = "Not for this role", body = Problem)))]
pub(in super::super) async fn protocols(
    State(app): State<App>,
    asker: Asker,
    Query(of): Query<OfTown>,
) -> Result<Response, Fault> {
    let protocols = app.service.protocols(of.municipality.as_deref(), asker.staff()?).await?;
    Ok(unkept(Json(protocols.iter().map(written::protocol).collect::<Vec<_>>())))
}
