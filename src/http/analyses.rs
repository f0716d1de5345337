//! Shown to staff: what takes seconds to work out. A first answer may be how far the work has come.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::App;
use super::answer::{Asked, Asker};
use super::packing::written;
use super::problem::Fault;
use super::selection::Selection;
use crate::interop::wire::{Problem, WorkingBody};
use crate::service::{Analysed, Density, ServiceError};

/// Hot spots as named places: how many, compared with what, how sure, when, in the dark or not, and since when.
///
/// Each Feature is one place; `summary`, `warnings`, `method` and `parameters` stand beside `features`. `quiet` is true
/// where nothing is clearly more than chance. While it is worked out the answer is 202 with `progress`: ask the same
/// again after `Retry-After` seconds. An answer may be up to a minute older than the reports; `revision` names its
/// data.
#[utoipa::path(get, path = "/api/v1/hotspots", tag = "shown", security(("staff" = [])),
    params(
        Selection,
        ("unit" = Option<String>, Query, description = "auto (the default), link (streets) or cell (squares)"),
        ("cell" = Option<String>, Query, description = "Squares only: 100, 250, 500, 1000, 2000 (metres)"),
        ("exposure" = Option<String>, Query, description = "What places are compared with: auto, street (metres of street), population, reports (all others), even"),
        ("seed" = Option<u64>, Query, description = "Of the maps of pure chance; the same seed gives the same bytes")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "It is being worked out", body = WorkingBody),
        (status = 400, description = "A parameter that cannot be understood", body = Problem),
        (status = 403, description = "Not staff", body = Problem)))]
pub(super) async fn hotspots(
    State(app): State<App>,
    asker: Asker,
    Asked(question): Asked,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let analysed = app.service.hotspots(&question, asker.staff()?).await?;
    ready_or_working(analysed, "application/geo+json", &headers).await
}

/// Reports per km² and month as areas between fixed values (isobands), smooth where squares are not.
///
/// For staff the exact sum of a hill over each report, corrected at the municipality's border; `bandwidth` is how far a
/// report is felt, chosen by likelihood cross-validation between 100 and 500 m when it is left out. For everybody the
/// same of published squares, each spread evenly over itself, felt 500 m far. 202 while it is worked out.
#[utoipa::path(get, path = "/api/v1/density", tag = "shown", security((), ("staff" = [])),
    params(
        Selection,
        ("bandwidth" = Option<String>, Query, description = "Staff only: 50 to 5000 metres, or auto"),
        ("layer" = Option<String>, Query, description = "public or staff")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection of MultiPolygons", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "It is being worked out", body = WorkingBody),
        (status = 400, description = "A parameter that cannot be understood, or is too fine for the public", body = Problem)))]
pub(super) async fn density(
    State(app): State<App>,
    asker: Asker,
    Asked(question): Asked,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let kind = "application/geo+json";
    match app.service.density(&question, asker.0.as_ref()).await? {
        Density::Staff(analysed) => ready_or_working(analysed, kind, &headers).await,
        Density::Public(answer) => Ok(written(kind, answer, &headers).await),
    }
}

/// Has something begun lately, here? Circles of at most 1 km and spans of one to four weeks that end now.
///
/// The space-time permutation scan over the year that ends today, or with `to` (`from` is ignored), by the day of
/// telling: a cluster has more reports than its place has at other times and other places have now. `recurrence_days`
/// says how seldom chance alone gives something as strong. `waves` tells where the town is told far more in an hour or
/// a day than it usually is. 202 while it is worked out.
#[utoipa::path(get, path = "/api/v1/alarms", tag = "shown", security(("staff" = [])),
    params(
        Selection,
        ("seed" = Option<u64>, Query, description = "Of the shuffled days; the same seed gives the same bytes")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection of circles' middles", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "It is being worked out", body = WorkingBody),
        (status = 400, description = "A parameter that cannot be understood", body = Problem),
        (status = 403, description = "Not staff", body = Problem)))]
pub(super) async fn alarms(
    State(app): State<App>,
    asker: Asker,
    Asked(question): Asked,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let analysed = app.service.alarms(&question, asker.staff()?).await?;
    ready_or_working(analysed, "application/geo+json", &headers).await
}

/// Larger areas with more than their streets, or people, explain: circles of up to 5 km and a tenth of all.
///
/// The discrete Poisson scan over squares of 500 m and the last year, or the period asked for. Reports of the same
/// thing count once. Each Feature is the middle of a circle with its `name`, `cases`, `expected`, `relative_risk` and
/// `p` among maps of pure chance. 202 while it is worked out.
#[utoipa::path(get, path = "/api/v1/areas", tag = "shown", security(("staff" = [])),
    params(
        Selection,
        ("exposure" = Option<String>, Query, description = "What areas are compared with: auto, street (metres of street), population, reports (all others), even"),
        ("seed" = Option<u64>, Query, description = "Of the maps of pure chance; the same seed gives the same bytes")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection of circles' middles", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "It is being worked out", body = WorkingBody),
        (status = 400, description = "A parameter that cannot be understood", body = Problem),
        (status = 403, description = "Not staff", body = Problem)))]
pub(super) async fn areas(
    State(app): State<App>,
    asker: Asker,
    Asked(question): Asked,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let analysed = app.service.areas(&question, asker.staff()?).await?;
    ready_or_working(analysed, "application/geo+json", &headers).await
}

/// What the usual recipe would have drawn: the squares that Gi* with false-discovery control calls hot or cold.
///
/// For comparison with other tools, equal to PySAL's. On fewer than 3,000 reports it draws hot spots on maps of pure
/// chance too; then `summary.show_grey` is true and a warning says so. `/api/v1/hotspots` keeps its promise. 202 while
/// it is worked out.
#[utoipa::path(get, path = "/api/v1/gi-star", tag = "shown", security(("staff" = [])),
    params(
        Selection,
        ("cell" = Option<String>, Query, description = "100, 250 (the default), 500, 1000, 2000 (metres)")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection of squares", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "It is being worked out", body = WorkingBody),
        (status = 400, description = "A parameter that cannot be understood", body = Problem),
        (status = 403, description = "Not staff", body = Problem)))]
pub(super) async fn gi_star(
    State(app): State<App>,
    asker: Asker,
    Asked(question): Asked,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let analysed = app.service.gi_star(&question, asker.staff()?).await?;
    ready_or_working(analysed, "application/geo+json", &headers).await
}

/// Does it predict? Which ranking of places would have foretold this town's own reports best, and where it expects the
/// next.
///
/// Forecasts are made on the first of each quarter from what came before it alone, and judged by the 90 days after: PAI
/// and PEI at 1 % and 5 % of the ground, with the ceiling, paired differences to the winner with standard errors, the
/// same with the days shuffled (placebo), and whether the predicted numbers are right (`calibration`). 202 while it is
/// worked out.
#[utoipa::path(get, path = "/api/v1/backtest", tag = "shown", security(("staff" = [])),
    params(
        Selection,
        ("unit" = Option<String>, Query, description = "auto (streets where there are any), link or cell"),
        ("cell" = Option<String>, Query, description = "Squares only: 100, 250, 500, 1000, 2000 (metres)"),
        ("seed" = Option<u64>, Query, description = "Of the placebo; the same seed gives the same bytes")),
    responses(
        (status = 200, description = "Rankings, origins, calibration and the places to come", body = serde_json::Value),
        (status = 202, description = "It is being worked out", body = WorkingBody),
        (status = 400, description = "A parameter that cannot be understood", body = Problem),
        (status = 403, description = "Not staff", body = Problem)))]
pub(super) async fn backtest(
    State(app): State<App>,
    asker: Asker,
    Asked(question): Asked,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let analysed = app.service.backtest(&question, asker.staff()?).await?;
    ready_or_working(analysed, "application/json", &headers).await
}

/// Stops a calculation that is no longer wanted.
#[utoipa::path(delete, path = "/api/v1/analyses/{id}", tag = "shown", security(("staff" = [])),
    params(("id" = Uuid, Path, description = "`analysis` of a 202")),
    responses(
        (status = 204, description = "Stopped"),
        (status = 403, description = "Not staff", body = Problem),
        (status = 404, description = "There is none of this name (any more)", body = Problem)))]
pub(super) async fn stop(State(app): State<App>, asker: Asker, Path(id): Path<Uuid>) -> Result<StatusCode, Fault> {
    app.service.stop_analysis(id, asker.staff()?)?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn ready_or_working(
    analysed: Analysed,
    kind: &'static str,
    headers: &HeaderMap,
) -> Result<Response, Fault> {
    Ok(match analysed {
        Analysed::Ready(answer) => written(kind, answer, headers).await,
        Analysed::Objected(objections) => return Err(ServiceError::Objections(objections).into()),
        Analysed::Failed => return Err(Fault::internal()),
        Analysed::Busy => return Err(ServiceError::Busy.into()),
        Analysed::Working { id, progress } => {
            let body = WorkingBody {
                analysis: id,
                progress,
                sv: "Beräkningen pågår.".to_owned(),
                en: "It is being worked out.".to_owned(),
            };
            let mut response = (StatusCode::ACCEPTED, Json(body)).into_response();
            let all = response.headers_mut();
            all.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            all.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
    })
}
