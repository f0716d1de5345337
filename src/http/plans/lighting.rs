//! Light and blocked sight: what first, what it costs, what fits into a budget.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::App;
use super::super::analyses::ready_or_working;
use super::super::answer::Asker;
use super::super::body::Typed;
use super::super::problem::Fault;
use crate::interop::question::BadParameter;
use crate::interop::wire::{LightingBody, Problem, UnitPricesBody, WorkingBody};
use crate::service::{PlanForm, ServiceError, UnitPricesKept};
use crate::town::naming::Language;

#[derive(Deserialize)]
pub(in crate::http) struct FormQuery {
    municipality: Option<String>,
    format: Option<String>,
    lang: Option<String>,
}

/// Where light, or a free sight, helps first: dark stretches and blocked sight, ranked, with what would help.
///
/// Each Feature is a stretch of street with reasons, nearest lamps, metres without light, measures with cost and honest
/// effect, and its rank by need and by benefit per cost. Unknown stays unknown: a street without lamp data is never
/// called dark. With a budget the choice with the largest benefit is marked (`chosen`), proven where `quality.proven`
/// says so. While it is worked out the answer is 202 with `progress`: post the same again after `Retry-After` seconds.
#[utoipa::path(post, path = "/api/v1/plans/lighting", tag = "plans", security(("staff" = [])), request_body = LightingBody,
    params(
        ("municipality" = Option<String>, Query, description = "Code, where the body names none"),
        ("format" = Option<String>, Query, description = "geojson (the default), csv or xlsx: the same plan as a list of work"),
        ("lang" = Option<String>, Query, description = "sv (the default) or en: the language of csv and xlsx")),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection, or a table", body = serde_json::Value, content_type = "application/geo+json"),
        (status = 202, description = "It is being worked out", body = WorkingBody),
        (status = 400, description = "A parameter that cannot be understood", body = Problem),
        (status = 403, description = "Not staff", body = Problem),
        (status = 422, description = "What to change: no streets, no prices for a budget, locked stretches dearer than it", body = Problem)))]
pub(in crate::http) async fn lighting(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<FormQuery>,
    headers: HeaderMap,
    Typed(mut body): Typed<LightingBody>,
) -> Result<Response, Fault> {
    body.municipality = body.municipality.or_else(|| query.municipality.clone());
    let (form, kind, file) = form_of(&query)?;
    let analysed = app.service.lighting(&body, form, asker.staff()?).await?;
    let mut response = ready_or_working(analysed, kind, &headers).await?;
    if let (Some(file), true) = (file, response.status() == 200) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(file));
    }
    Ok(response)
}

fn form_of(query: &FormQuery) -> Result<(PlanForm, &'static str, Option<&'static str>), Fault> {
    let bad = |name: &str, known: &str| -> Fault {
        let (sv, en) = (format!("Använd något av: {known}."), format!("Use one of: {known}."));
        ServiceError::from(BadParameter::new(name, sv, en)).into()
    };
    let language = match query.lang.as_deref() {
        None | Some("sv") => Language::Swedish,
        Some("en") => Language::English,
        Some(_) => return Err(bad("lang", "sv, en")),
    };
    Ok(match query.format.as_deref() {
        None | Some("geojson") => (PlanForm::Geojson, "application/geo+json", None),
        Some("csv") => {
            (PlanForm::Csv(language), "text/csv; charset=utf-8", Some("attachment; filename=\"ljus-och-sikt.csv\""))
        }
        Some("xlsx") => (
            PlanForm::Xlsx(language),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Some("attachment; filename=\"ljus-och-sikt.xlsx\""),
        ),
        Some(_) => return Err(bad("format", "geojson, csv, xlsx")),
    })
}

#[derive(Deserialize)]
pub(in crate::http) struct WhereQuery {
    municipality: Option<String>,
}

/// Unit prices, and when they were last changed.
#[derive(Serialize, ToSchema)]
pub(in crate::http) struct UnitPricesKeptBody {
    #[serde(flatten)]
    prices: UnitPricesBody,
    /// RFC 3339; `null`: nobody has entered any.
    changed_at: Option<String>,
}

impl UnitPricesKeptBody {
    fn of(kept: &UnitPricesKept) -> Self {
        Self { prices: UnitPricesBody::of(&kept.prices), changed_at: kept.changed_at.map(|at| at.to_string()) }
    }
}

/// What the municipality pays for lamps and for cutting back, in whole units of its currency.
#[utoipa::path(get, path = "/api/v1/unit-prices", tag = "plans", security(("staff" = [])),
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "The prices; null where nobody has said", body = UnitPricesKeptBody),
        (status = 403, description = "Not staff", body = Problem)))]
pub(in crate::http) async fn unit_prices(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<WhereQuery>,
) -> Result<Json<UnitPricesKeptBody>, Fault> {
    let kept = app.service.unit_prices(query.municipality.as_deref(), asker.staff()?).await?;
    Ok(Json(UnitPricesKeptBody::of(&kept)))
}

/// Replaces all unit prices; what is left out is not known any more.
#[utoipa::path(put, path = "/api/v1/unit-prices", tag = "plans", security(("staff" = [])), request_body = UnitPricesBody,
    params(("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses(
        (status = 200, description = "Kept", body = UnitPricesKeptBody),
        (status = 403, description = "Not staff", body = Problem),
        (status = 422, description = "A price that cannot be right", body = Problem)))]
pub(in crate::http) async fn put_unit_prices(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<WhereQuery>,
    Typed(body): Typed<UnitPricesBody>,
) -> Result<Json<UnitPricesKeptBody>, Fault> {
    let admission = asker.staff()?;
    let kept = app.service.put_unit_prices(query.municipality.as_deref(), body.prices(), admission).await?;
    Ok(Json(UnitPricesKeptBody::of(&kept)))
}
