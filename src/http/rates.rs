//! Shown: reports per inhabitant.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::App;
use super::answer::{Asked, Asker, etag, is_known, not_modified};
use super::packing::written;
use super::problem::Fault;
use super::selection::Selection;
use crate::interop::wire::{Problem, RatesBody};

/// Reports per 1,000 inhabitants and month by area or statistical square, as GeoJSON, with the denominator named
/// beside.
///
/// Staff get exact numbers; everybody else sums of published squares, shared out by surface where they lie across a
/// border (`approximate`), and none below k. Where the inhabitants are unknown or none, `rate` and `class` are null and
/// `why_no_rate` says why.
#[utoipa::path(get, path = "/api/v1/rates", tag = "shown", security((), ("staff" = [])),
    params(
        Selection,
        ("by" = Option<String>, Query, description = "area (the default) or square"),
        ("bbox" = Option<String>, Query, description = "west,south,east,north in degrees: only places that touch it are listed; the mean, and what is silent, is of the whole town"),
        ("layer" = Option<String>, Query, description = "public or staff")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection; empty where no layer with inhabitants was imported", body = RatesBody, content_type = "application/geo+json"),
        (status = 304, description = "Nothing new since the ETag"),
        (status = 400, description = "A parameter that cannot be understood, or is too fine for the public", body = Problem)))]
pub(super) async fn rates(
    State(app): State<App>,
    asker: Asker,
    Asked(question): Asked,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let admission = asker.0.as_ref();
    let tag = etag(&app.service.revision_on_ground(&question, admission)?);
    if is_known(&headers, &tag) {
        return Ok(not_modified(&tag, tag.starts_with("W/\"p")));
    }
    let answer = app.service.written_rates(&question, admission).await?;
    Ok(written("application/geo+json", answer, &headers).await)
}
