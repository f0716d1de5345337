//! The shapes of the API's bodies, as the OpenAPI document describes them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{OneOfBuilder, Ref, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

/// A fault in what was sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemError {
    /// JSON pointer into the body, or the name of the parameter.
    pub pointer: String,
    /// Stable word for programs.
    #[schema(example = "outside_municipality")]
    pub code: String,
    pub detail_sv: String,
    pub detail_en: String,
    /// For texts: what would be accepted instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// RFC 9457 problem details.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// Stable word for programs.
    pub code: String,
    pub detail: String,
    pub detail_sv: String,
    /// Names the request in the server's log.
    pub request_id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemError>,
}

/// Where: a GeoJSON Point, LineString (a stretch) or Polygon (an area), WGS 84, longitude first.
#[derive(Deserialize, ToSchema)]
pub struct PlaceBody {
    #[schema(value_type = Object, example = json!({"type": "Point", "coordinates": [13.9974, 56.3796]}))]
    pub geometry: Value,
    /// Metres, 0 to 100,000.
    pub accuracy_m: Option<f64>,
    /// How it was given: `gps`, `map`, `address` or `asset`.
    #[schema(example = "map")]
    pub source: Option<String>,
}

/// When: at a time, some time between two times, or in the same hours every week. Times are RFC 3339 with an offset, or
/// the municipality's local time without one.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WhenBody {
    Instant {
        #[schema(example = "2026-11-20T21:15")]
        at: String,
    },
    Interval {
        from: String,
        to: String,
    },
    Recurrence {
        /// `mon` to `sun`.
        weekdays: Vec<String>,
        /// 0 to 23, local.
        from_hour: u8,
        /// 1 to 24; at or before `from_hour` it means the next day.
        to_hour: u8,
        #[schema(example = "2026-08-01")]
        since: String,
        /// Missing: it goes on.
        until: Option<String>,
    },
}

/// A report. No name, no address of a person, no plate: place, never person.
#[derive(Deserialize, ToSchema)]
pub struct ReportBody {
    /// `unsafe_place`, `nuisance_driving`, `speeding`, `safe_place` or `better_now`.
    #[schema(example = "unsafe_place")]
    pub category: String,
    /// Codes from `/api/v1/catalogue`; for nuisance driving, the kinds of vehicle.
    #[schema(example = json!(["poor_lighting"]))]
    pub causes: Option<Vec<String>>,
    pub place: PlaceBody,
    /// Missing: now.
    pub when: Option<WhenBody>,
    /// 1 (a little) to 5 (very).
    pub severity: Option<u8>,
    /// At most 2,000 characters, without personal data. Never public.
    pub text: Option<String>,
    /// Missing: the municipality the place lies in.
    pub municipality: Option<String>,
}

/// What becomes public of a report.
#[derive(Serialize, ToSchema)]
pub struct PublicPart {
    pub category: String,
    pub text_is_public: bool,
    pub publish_rule: String,
    pub publish_rule_en: String,
}

#[derive(Serialize, ToSchema)]
pub struct ReceiptBody {
    pub id: Uuid,
    #[schema(example = "K7M-2QF4")]
    pub reference: String,
    pub received_at: String,
    /// Whoever has it can follow the report up and, for an hour, take it back.
    pub follow_up_token: String,
    /// The token stands after the #, where no server sees it.
    pub follow_up_url: String,
    pub municipality: String,
    pub public: PublicPart,
}

#[derive(Serialize, ToSchema)]
pub struct CheckedBody {
    pub ok: bool,
}

#[derive(Serialize, ToSchema)]
pub struct FollowUpBody {
    pub reference: String,
    pub category: String,
    pub received_at: String,
    /// `received`, `published` or `withdrawn`.
    pub state: String,
    pub can_withdraw_until: Option<String>,
    pub public_sentence_sv: String,
    pub public_sentence_en: String,
}

#[derive(Serialize, ToSchema)]
pub struct CauseBody {
    pub code: String,
    pub sv: String,
    pub en: String,
}

#[derive(Serialize, ToSchema)]
pub struct CategoryBody {
    pub code: String,
    pub group: String,
    /// False for the positive marks.
    pub concern: bool,
    pub sv: String,
    pub en: String,
    pub question_sv: String,
    pub question_en: String,
    pub causes: Vec<CauseBody>,
}

#[derive(Serialize, ToSchema)]
pub struct GroupBody {
    pub code: String,
    pub sv: String,
    pub en: String,
}

#[derive(Serialize, ToSchema)]
pub struct CatalogueBody {
    pub categories: Vec<CategoryBody>,
    pub groups: Vec<GroupBody>,
}

#[derive(Serialize, ToSchema)]
pub struct MunicipalityBody {
    pub code: String,
    pub name: String,
    pub time_zone: String,
    pub languages: Vec<String>,
    /// The plane in which cells and distances are measured.
    pub epsg: u16,
    /// West, south, east, north.
    pub bbox: [f64; 4],
    /// A public square holds at least so many reports.
    pub k: u32,
    pub is_demo: bool,
    pub population: Option<u32>,
}

#[derive(Serialize, ToSchema)]
pub struct NamedBody {
    pub code: String,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
pub struct LocalityBody {
    pub name: String,
    pub lon: f64,
    pub lat: f64,
    pub population: Option<u32>,
}

#[derive(Serialize, ToSchema)]
pub struct TownBody {
    pub municipality: MunicipalityBody,
    pub municipalities: Vec<NamedBody>,
    pub localities: Vec<LocalityBody>,
    /// `YYYY-MM`, the first and last month with public data.
    pub first_month: Option<String>,
    pub last_month: Option<String>,
    /// Whom to thank, each once: for the border and for every layer.
    pub attribution: Vec<String>,
    pub layers: Vec<LayerBody>,
    /// Streets, lamps and reports are made up.
    pub invented: bool,
}

/// A layer of the town and where it came from.
#[derive(Serialize, ToSchema)]
pub struct LayerBody {
    /// `street`, `lamp`, `area`, `population_square`, …
    pub layer: &'static str,
    /// The data set.
    pub source: String,
    pub licence: String,
    pub attribution: String,
    /// `YYYY-MM-DD`, how old the data are, when known.
    pub data_date: Option<String>,
    /// Features in it; of streets, links between junctions.
    pub n: usize,
}

#[derive(Serialize, ToSchema)]
pub struct PlaceFoundBody {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub kind_sv: String,
    pub kind_en: String,
    /// The nearest locality.
    pub locality: Option<String>,
    /// One point of the place; on the street, for a street.
    pub lon: f64,
    pub lat: f64,
    /// West, south, east, north, when the place is more than a point.
    pub bbox: Option<[f64; 4]>,
    /// Metres from the position asked from.
    pub distance_m: Option<f64>,
    pub invented: bool,
}

/// A position that was written as two numbers.
#[derive(Serialize, ToSchema)]
pub struct PositionBody {
    pub lon: f64,
    pub lat: f64,
    /// The system it was written in.
    pub epsg: u16,
    /// How it was understood, to be said aloud.
    #[schema(example = "Tolkat som latitud, longitud i WGS 84")]
    pub read_sv: String,
    pub read_en: String,
}

#[derive(Serialize, ToSchema)]
pub struct PlacesBody {
    /// When the question was a position; `places` are then those around it.
    pub position: Option<PositionBody>,
    pub places: Vec<PlaceFoundBody>,
    /// A house number was asked for; none are known, and the street is told instead.
    pub number_ignored: bool,
}

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

#[derive(Serialize, ToSchema)]
pub struct SessionBody {
    pub reader: &'static str,
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
    /// Staff: reports nearest to this street, each counted once. Public: of every part the street belongs to, at least k.
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

/// Reports on no street within 60 m (staff), in squares without streets or on streets that are no more (public); a part of
/// what is `outside`.
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
    /// `link`.
    unit: String,
    /// `public` or `staff`.
    layer: String,
    /// Names the state of the data and of the ground; also the ETag.
    revision: String,
    legend: super::heat::Legend,
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

/// A number split by where it went: `shown + suppressed + outside = total`.
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
    legend: super::heat::Legend,
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
    /// At least five reports were to be expected, and significantly fewer came.
    silent: bool,
    /// `population_unknown`, `nobody_lives_there`, `no_time`, `too_few`.
    why_no_rate: Option<String>,
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
