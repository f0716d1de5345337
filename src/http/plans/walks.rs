//! Walks to choose from.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;

use super::super::App;
use super::super::analyses::ready_or_working;
use super::super::answer::Asker;
use super::super::body::Typed;
use super::super::problem::Fault;
use crate::interop::question::BadParameter;
use crate::interop::walks::WalkQuestionBody;
use crate::interop::wire::{Problem, WorkingBody};
use crate::service::{ServiceError, WalkForm};

#[derive(Deserialize)]
pub(in crate::http) struct WalksQuery {
    municipality: Option<String>,
    format: Option<String>,
    proposal: Option<usize>,
    lang: Option<String>,
}

/// Three walks through the unresolved places with most need, from dusk into the dark.
///
/// Stops are points, legs are lines; `properties.part` says which, `properties.proposal` of which walk.
/// `summary.proposals` has minutes, metres, light and what may be missing to the best (`gap`; `proven` where it is 0);
/// `summary.evening` when it begins, and the nearest days with darkness where the day has none. While it is worked out
/// the answer is 202: post the same body again after `Retry-After` seconds. What stands in the way is a 422 that says
/// what to change.
#[utoipa::path(post, path = "/api/v1/plans/walks", tag = "plans", security(("staff" = [])), request_body = WalkQuestionBody,
    params(
        ("municipality" = Option<String>, Query, description = "Code; missing: the first"),
        ("format" = Option<String>, Query, description = "geojson (the default), gpx (one proposal) or csv"),
        ("proposal" = Option<usize>, Query, description = "For gpx: which, from 1"),
        ("lang" = Option<String>, Query, description = "For gpx and csv: sv (the default) or en")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection, or the form asked for", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "It is being worked out", body = WorkingBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 422, description = "What to change", body = Problem)))]
pub(in crate::http) async fn plan_walks(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<WalksQuery>,
    headers: HeaderMap,
    Typed(body): Typed<WalkQuestionBody>,
) -> Result<Response, Fault> {
    let admission = asker.staff()?;
    let (form, kind, file) = match query.format.as_deref() {
        None | Some("geojson") => (WalkForm::GeoJson, "application/geo+json", None),
        Some("gpx") => (WalkForm::Gpx(query.proposal.unwrap_or(1)), "application/gpx+xml", Some("gpx")),
        Some("csv") => (WalkForm::Csv, "text/csv; charset=utf-8", Some("csv")),
        Some(_) => {
            let (sv, en) = ("Formatet är geojson, gpx eller csv.", "The format is geojson, gpx or csv.");
            return Err(ServiceError::from(BadParameter::new("format", sv, en)).into());
        }
    };
    let english = query.lang.as_deref() == Some("en");
    let analysed = app.service.plan_walks(query.municipality.as_deref(), &body, (form, english), admission).await?;
    let mut response = ready_or_working(analysed, kind, &headers).await?;
    if let Some(ending) = file.filter(|_| response.status().is_success() && response.status() != 202) {
        let name = format!(
            "attachment; filename=\"vandring-{}.{ending}\"",
            body.date.replace(|c: char| !c.is_ascii_digit() && c != '-', "")
        );
        if let Ok(name) = HeaderValue::from_str(&name) {
            response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
        }
    }
    Ok(response)
}
