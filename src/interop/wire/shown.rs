//! What is made of reports: squares, streets, rates, hours.

use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{OneOfBuilder, Ref, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use crate::interop::heat::Legend;

#[derive(Serialize, ToSchema)]
pub struct ProfileRow {
    pub weekday: &'static str,
    /// Weight in each of the 24 local hours.
    pub hours: Vec<f64>,
}

#[derive(Serialize, ToSchema)]
pub struct ProfileBody {
    pub layer: &'static str,
    pub rows: Vec<ProfileRow>,
    /// Weight of reports whose hour is not known.
    pub unknown_hour: f64,
    pub n_reports: u32,
    pub total_weight: f64,
    pub revision: String,
    #[schema(value_type = Object)]
    pub parameters: Value,
}

/// The figures of one square.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text cell by cell")]
pub struct HeatProperties {
    /// `size-easting-northing` in metres of the municipality's plane.
    #[schema(example = "250-438000-6248500")]
    id: String,
    /// Side of the square in metres.
    size_m: u32,
    /// Reports whose place (or the middle of whose stretch or area) lies in the square.
    n_reports: u64,
    /// Reports shared out by time and place.
    weight: f64,
    /// Weight per hectare and month.
    per_ha_month: f64,
    /// 1 to 5, see the legend.
    class: u8,
}

/// One square.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text cell by cell")]
pub struct HeatFeature {
    #[schema(rename = "type", example = "Feature")]
    kind: String,
    id: String,
    /// A GeoJSON Polygon of five positions, counter-clockwise.
    #[schema(value_type = Object)]
    geometry: Value,
    properties: HeatProperties,
}

/// The figures of one street between two junctions.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text street by street")]
pub struct StreetProperties {
    /// Names the street until the ground is replaced.
    id: String,
    name: Option<String>,
    /// `residential`, `footway`, …
    street_class: String,
    length_m: f64,
    /// Staff: reports nearest to this street, each counted once. Public: of every part the street belongs to, at least
    /// k.
    n_reports: u64,
    /// Reports shared out by time and place.
    weight: f64,
    /// Weight per 100 m; a street shorter than 25 m counts as 25 m.
    per_100m: f64,
    /// Weight per 100 m and month.
    per_100m_month: f64,
    /// 1 to 5, see the legend.
    class: u8,
}

/// One street.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text street by street")]
pub struct StreetFeature {
    #[schema(rename = "type", example = "Feature")]
    kind: String,
    id: String,
    /// A GeoJSON LineString.
    #[schema(value_type = Object)]
    geometry: Value,
    properties: StreetProperties,
}

/// A street from crossing to crossing, with the stubs at its ends: what a list ranks, since single links are too short.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text street by street")]
pub struct Stretch {
    /// Names the stretch until the ground is replaced.
    id: String,
    /// The id of the shown street with most weight, which stands for it on a map.
    link: String,
    name: Option<String>,
    /// `residential`, `footway`, …
    street_class: String,
    /// Of the whole stretch, also where nothing lies on it.
    length_m: f64,
    /// Staff: reports nearest to this stretch, each counted once. Public: of every part that lies on it, at least k.
    n_reports: u64,
    weight: f64,
    per_100m: f64,
    per_100m_month: f64,
    /// 1 to 5, see the legend.
    class: u8,
}

/// Reports on no street within 60 m (staff), in squares without streets or on streets that are no more (public); a part
/// of what is `outside`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text")]
pub struct NoStreet {
    n_reports: u64,
    weight: f64,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text")]
pub struct StreetTotals {
    n_reports: HeatParts,
    weight: HeatParts,
    no_street: NoStreet,
}

/// A GeoJSON FeatureCollection of streets with more beside its features.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text street by street")]
pub struct StreetHeatBody {
    #[schema(rename = "type", example = "FeatureCollection")]
    kind: String,
    features: Vec<StreetFeature>,
    /// The stretches those streets belong to, whole, the densest first.
    stretches: Vec<Stretch>,
    /// `link`.
    unit: String,
    /// `public` or `staff`.
    layer: String,
    /// Names the state of the data and of the ground; also the ETag.
    revision: String,
    legend: Legend,
    /// One paragraph in Swedish (`sv`) and English (`en`).
    #[schema(value_type = Object)]
    method: Value,
    /// The question as it was understood.
    #[schema(value_type = Object)]
    parameters: Value,
    totals: StreetTotals,
}

/// Squares, or with `unit=link` streets.
pub struct AnyHeatBody;

impl PartialSchema for AnyHeatBody {
    fn schema() -> RefOr<Schema> {
        let [squares, streets] = [HeatBody::name(), StreetHeatBody::name()].map(Ref::from_schema_name);
        OneOfBuilder::new().item(squares).item(streets).into()
    }
}

impl ToSchema for AnyHeatBody {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((HeatBody::name().into(), HeatBody::schema()));
        HeatBody::schemas(schemas);
        schemas.push((StreetHeatBody::name().into(), StreetHeatBody::schema()));
        StreetHeatBody::schemas(schemas);
    }
}

/// A number split by where it went: `shown + suppressed + outside = total`. For the public the total is what has been
/// published, so `suppressed` is 0: how many wait is not said, because each new report would change it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text")]
pub struct HeatParts {
    shown: f64,
    suppressed: f64,
    outside: f64,
    total: f64,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text")]
pub struct HeatTotals {
    n_reports: HeatParts,
    weight: HeatParts,
}

/// A GeoJSON FeatureCollection with more beside its features.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text cell by cell")]
pub struct HeatBody {
    #[schema(rename = "type", example = "FeatureCollection")]
    kind: String,
    /// Public squares of different sizes may lie in each other, the large ones first; a report is counted in one.
    features: Vec<HeatFeature>,
    /// `public` or `staff`.
    layer: String,
    cell_m: u32,
    /// Names the state of the data; also the ETag.
    revision: String,
    legend: Legend,
    /// One paragraph in Swedish (`sv`) and English (`en`).
    #[schema(value_type = Object)]
    method: Value,
    /// The question as it was understood.
    #[schema(value_type = Object)]
    parameters: Value,
    totals: HeatTotals,
}

/// An area or statistical square.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text place by place")]
pub struct RateProperties {
    id: String,
    name: Option<String>,
    population: Option<u32>,
    /// Staff: whole numbers. Public: published squares by the share of their surface; null below k.
    n_reports: Option<f64>,
    /// Reports per 1,000 inhabitants and month; null where there is none, see `why_no_rate`.
    rate: Option<f64>,
    /// The exact 95 % interval.
    low: Option<f64>,
    high: Option<f64>,
    /// Reports to be expected at the mean rate of all places.
    expected: Option<f64>,
    /// 1 to 5, see the legend; null where there is no rate.
    class: Option<u8>,
    /// At least five reports were to be expected, and significantly fewer came.
    silent: bool,
    /// `population_unknown`, `nobody_lives_there`, `no_time`, `too_few`.
    why_no_rate: Option<String>,
    /// Staff only: how fast people there tell of what is there, learnt from reports that repeat others (same category,
    /// within 50 m and 30 days): `n_incidents`, `n_repeats`, `days_between_reports` with its 95 % interval,
    /// `heard_within_30_days` (0 to 1) and `weight`, what one report from there may count for (1 to 3).
    #[schema(value_type = Option<Object>)]
    reporting: Option<Value>,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text place by place")]
pub struct RateFeature {
    #[schema(rename = "type", example = "Feature")]
    kind: String,
    id: String,
    /// A GeoJSON Polygon or MultiPolygon.
    #[schema(value_type = Object)]
    geometry: Value,
    properties: RateProperties,
}

/// What the reports are divided by, and who says so.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text")]
pub struct Denominator {
    sv: String,
    en: String,
    /// Of all places together.
    population: u64,
    source: Option<String>,
    attribution: Option<String>,
    date: Option<String>,
}

/// A GeoJSON FeatureCollection of places with more beside its features.
#[derive(ToSchema)]
#[expect(dead_code, reason = "described here, written as text place by place")]
pub struct RatesBody {
    #[schema(rename = "type", example = "FeatureCollection")]
    kind: String,
    features: Vec<RateFeature>,
    /// `area` or `square`.
    by: String,
    /// `public` or `staff`.
    layer: String,
    /// Numbers are estimates: squares were shared out by surface.
    approximate: bool,
    unit: String,
    unit_sv: String,
    unit_en: String,
    legend: Legend,
    /// The mean rate of all places; null when none has one.
    mean: Option<f64>,
    months: f64,
    denominator: Denominator,
    /// One paragraph in Swedish (`sv`) and English (`en`).
    #[schema(value_type = Object)]
    method: Value,
    /// The question as it was understood.
    #[schema(value_type = Object)]
    parameters: Value,
    revision: String,
}

/// How far a calculation has come.
#[derive(Serialize, ToSchema)]
pub struct WorkingBody {
    /// Its name, to stop it by.
    pub analysis: Uuid,
    /// From 0 to 1.
    pub progress: f64,
    pub sv: String,
    pub en: String,
}
