//! Shown: the heatmap, the hours, the observations.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::App;
use super::answer::{Asked, Asker, etag, fresh, is_known, not_modified};
use super::packing::written;
use super::problem::Fault;
use super::selection::{Selection, View};
use crate::interop::question::{Question, Unit};
use crate::interop::wire::{AnyHeatBody, Problem, ProfileBody, ProfileRow};
use crate::interop::{observations, streets};
use crate::observation::Weekday;
use crate::service::{Admission, Form};

/// Reports per square or per street, as GeoJSON, with legend, method, parameters and totals beside the features.
///
/// `unit=cell` (or nothing) answers with squares and reports per hectare and month, `unit=link` with streets between
/// two junctions and reports per 100 m and month. Of streets, `outside` also holds what lies on no street within 60 m.
///
/// With a staff token the exact squares of the live index; without, the public layer: squares of at least k reports
/// published together, in whole groups and whole months. `shown + suppressed + outside = total`, where the public's
/// total is what has been published: how many reports wait is not said, because it would give each of them away.
///
/// Without `from` and `to` the period is that of the reports, in whole months and not beyond today; `parameters` name
/// it, with the months densities were divided by.
#[utoipa::path(get, path = "/api/v1/heat", tag = "shown", security((), ("staff" = [])),
    params(Selection, View),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = AnyHeatBody, content_type = "application/geo+json"),
        (status = 304, description = "Nothing new since the ETag"),
        (status = 400, description = "A parameter that cannot be understood, or is too fine for the public", body = Problem)))]
pub(super) async fn heat(
    State(app): State<App>,
    asker: Asker,
    Asked(question): Asked,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let admission = asker.0.as_ref();
    if question.unit == Some(Unit::Link) {
        return street_heat(&app, &question, admission, &headers).await;
    }
    let tag = etag(&app.service.revision(&question, admission)?);
    let public = tag.starts_with("W/\"p");
    if is_known(&headers, &tag) {
        return Ok(not_modified(&tag, public));
    }
    let answer = app.service.written_heat(&question, admission, Form::GeoJson).await?;
    Ok(written("application/geo+json", answer, &headers).await)
}

async fn street_heat(
    app: &App,
    question: &Question,
    admission: Option<&Admission>,
    headers: &HeaderMap,
) -> Result<Response, Fault> {
    let tag = etag(&app.service.revision_on_ground(question, admission)?);
    let public = tag.starts_with("W/\"p");
    if is_known(headers, &tag) {
        return Ok(not_modified(&tag, public));
    }
    let answer = app.service.street_heat(question, admission).await?;
    let tag = etag(&answer.frame.revision);
    let body = streets::feature_collection(&answer.heat, &answer.frame, &answer.ground.network);
    Ok(fresh("application/geo+json", body, &tag, public))
}

/// The weight of reports in each hour of the week, local time. Staff only: hours are not published.
#[utoipa::path(get, path = "/api/v1/profile", tag = "shown", security(("staff" = [])), params(Selection, View),
    responses((status = 200, description = "Seven rows of 24 hours", body = ProfileBody), (status = 403, description = "Not staff", body = Problem)))]
pub(super) async fn profile(
    State(app): State<App>,
    asker: Asker,
    Asked(question): Asked,
) -> Result<Json<ProfileBody>, Fault> {
    let (profile, revision, parameters) = app.service.profile(&question, asker.staff()?).await?;
    let profile = profile.get();
    let rows = Weekday::ALL.into_iter().zip(profile.hours.chunks(24));
    Ok(Json(ProfileBody {
        layer: "staff",
        rows: rows.map(|(day, hours)| ProfileRow { weekday: day.as_str(), hours: hours.to_vec() }).collect(),
        unknown_hour: profile.unknown_hour,
        n_reports: u32::try_from(profile.total.n_reports).unwrap_or(u32::MAX),
        total_weight: profile.total.weight,
        revision,
        parameters,
    }))
}

/// Exact observations, without words, at most 1,000 a page. Staff only; every reading is logged.
#[utoipa::path(get, path = "/api/v1/observations", tag = "shown", security(("staff" = [])),
    params(Selection, View, ("limit" = Option<u32>, Query), ("cursor" = Option<u32>, Query, description = "`next` of the page before")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection with `next`", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 403, description = "Not staff", body = Problem)))]
pub(super) async fn observations(
    State(app): State<App>,
    asker: Asker,
    Asked(question): Asked,
) -> Result<Response, Fault> {
    let page = app.service.observations(&question, asker.staff()?).await?;
    let metric = &page.served.town.metric;
    let body = observations::feature_collection(&page.observations, page.next, metric, app.service.catalogue());
    Ok(([("content-type", "application/geo+json"), ("cache-control", "private, no-store")], body.to_string())
        .into_response())
}
