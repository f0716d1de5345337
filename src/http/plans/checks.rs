//! A month of traffic checks, the places to stand, and the log of what was done. Staff only.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::App;
use super::super::analyses::ready_or_working;
use super::super::answer::Asker;
use super::super::body::Typed;
use super::super::problem::Fault;
use crate::interop::plans::checks::ChecksForm;
use crate::interop::question::BadParameter;
use crate::interop::wire::{
    CheckSiteBody, CheckSiteShown, ChecksDone, ChecksQuestion, DoneCheck, DoneCheckBody, Problem, WorkingBody,
};
use crate::service::ServiceError;

#[derive(Deserialize)]
pub(in crate::http) struct ChecksQuery {
    municipality: Option<String>,
    format: Option<String>,
    month: Option<String>,
}

/// A month of traffic checks: where and when, why there, and what was given up.
///
/// Features of kind `check` are the checks by when they begin, those of kind `demand` the stretches most is told of;
/// `sites` are all places that can be chosen. Locked checks stay and the rest is solved around them. `quality` says how
/// far from the best plan it can be, what is left to chance and what that costs. 202 while it is worked out: post the
/// same body again.
#[utoipa::path(post, path = "/api/v1/plans/checks", tag = "plans", security(("staff" = [])), request_body = ChecksQuestion,
    params(
        ("municipality" = Option<String>, Query, description = "Code, when the body has none; missing: the first"),
        ("format" = Option<String>, Query, description = "geojson (the default), ics or csv")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection, or the same plan in another form", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "It is being worked out", body = WorkingBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(in crate::http) async fn plan_checks(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<ChecksQuery>,
    headers: HeaderMap,
    Typed(mut body): Typed<ChecksQuestion>,
) -> Result<Response, Fault> {
    let admission = asker.staff()?;
    body.municipality = body.municipality.or(query.municipality);
    let form = match query.format.as_deref() {
        None => ChecksForm::GeoJson,
        Some(word) => ChecksForm::parse(word).ok_or_else(|| {
            ServiceError::from(BadParameter::new(
                "format",
                "Formatet är geojson, ics eller csv.",
                "The format is geojson, ics or csv.",
            ))
        })?,
    };
    let month = body.month.clone();
    let analysed = app.service.plan_checks(&body, form, admission).await?;
    let mut response = ready_or_working(analysed, form.content_type(), &headers).await?;
    if response.status() == StatusCode::OK && form != ChecksForm::GeoJson {
        let name = format!("attachment; filename=\"kontroller-{month}.{}\"", form.as_str());
        if let Ok(name) = HeaderValue::from_str(&name) {
            response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
        }
    }
    Ok(response)
}

/// Places that staff added or forbade for every month.
#[utoipa::path(get, path = "/api/v1/check-sites", tag = "plans", security(("staff" = [])),
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "By their ids", body = [CheckSiteShown]),
        (status = 403, description = "Not staff", body = Problem)))]
pub(in crate::http) async fn check_sites(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<ChecksQuery>,
) -> Result<Json<Vec<CheckSiteShown>>, Fault> {
    let sites = app.service.check_sites(query.municipality.as_deref(), asker.staff()?).await?;
    Ok(Json(sites.iter().map(CheckSiteShown::of).collect()))
}

/// Adds a place, or forbids one of the planner's own.
#[utoipa::path(put, path = "/api/v1/check-sites/{id}", tag = "plans", security(("staff" = [])), request_body = CheckSiteBody,
    params(
        ("id" = String, Path, description = "The planner's id of the site, or one of your own"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "Kept", body = CheckSiteShown),
        (status = 403, description = "Not staff", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(in crate::http) async fn keep_check_site(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<String>,
    Query(query): Query<ChecksQuery>,
    Typed(body): Typed<CheckSiteBody>,
) -> Result<Json<CheckSiteShown>, Fault> {
    let admission = asker.staff()?;
    let site = app.service.keep_check_site(query.municipality.as_deref(), &id, body, admission).await?;
    Ok(Json(CheckSiteShown::of(&site)))
}

/// Forgets what was said of a place.
#[utoipa::path(delete, path = "/api/v1/check-sites/{id}", tag = "plans", security(("staff" = [])),
    params(
        ("id" = String, Path),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 204, description = "Forgotten"),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "Nothing was said of it", body = Problem)))]
pub(in crate::http) async fn remove_check_site(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<String>,
    Query(query): Query<ChecksQuery>,
) -> Result<StatusCode, Fault> {
    app.service.remove_check_site(query.municipality.as_deref(), &id, asker.staff()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The log of a month: checks, coverage of what residents told, and how the month after bore out the places.
#[utoipa::path(get, path = "/api/v1/checks", tag = "plans", security(("staff" = [])),
    params(
        ("month" = Option<String>, Query, description = "YYYY-MM; missing: this month"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "The log", body = ChecksDone),
        (status = 403, description = "Not staff", body = Problem),
        (status = 422, description = "No such month", body = Problem)))]
pub(in crate::http) async fn checks(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<ChecksQuery>,
) -> Result<Json<ChecksDone>, Fault> {
    let (municipality, month) = (query.municipality.as_deref(), query.month.as_deref());
    Ok(Json(app.service.checks_of_month(municipality, month, asker.staff()?).await?))
}

/// Logs a check that was done: place, start, minutes and counts of fixed kinds. Nothing of a person or a vehicle.
#[utoipa::path(post, path = "/api/v1/checks", tag = "plans", security(("staff" = [])), request_body = DoneCheckBody,
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 201, description = "Logged", body = DoneCheck),
        (status = 403, description = "Not staff", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(in crate::http) async fn log_check(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<ChecksQuery>,
    Typed(body): Typed<DoneCheckBody>,
) -> Result<(StatusCode, Json<DoneCheck>), Fault> {
    let logged = app.service.log_check(query.municipality.as_deref(), body, asker.staff()?).await?;
    Ok((StatusCode::CREATED, Json(logged)))
}

/// Takes back a check that was logged by mistake.
#[utoipa::path(delete, path = "/api/v1/checks/{id}", tag = "plans", security(("staff" = [])),
    params(
        ("id" = Uuid, Path),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 204, description = "Taken back"),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is no such check", body = Problem)))]
pub(in crate::http) async fn unlog_check(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(query): Query<ChecksQuery>,
) -> Result<StatusCode, Fault> {
    app.service.unlog_check(query.municipality.as_deref(), id, asker.staff()?).await?;
    Ok(StatusCode::NO_CONTENT)
}
