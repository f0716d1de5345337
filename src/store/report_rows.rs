//! A report as columns, and back. Written once for both engines.

use jiff::Timestamp;

use super::StoreError;
use crate::geodesy::LonLat;
use crate::interop::geojson;
use crate::observation::{Category, HoursOfWeek, Moment, State};
use crate::privacy::Facts;
use crate::report::{Geometry, Report};

/// The columns of `moment_from`, `moment_to`, `hours`.
pub(super) fn moment_columns(moment: &Moment) -> (i64, Option<i64>, Option<String>) {
    match *moment {
        Moment::Instant(at) => (at * MICROS, None, None),
        Moment::Interval { from, to } => (from * MICROS, Some(to * MICROS), None),
        Moment::Recurrence { hours, from, to } => (from * MICROS, Some(to * MICROS), Some(hours.to_hex())),
    }
}

const MICROS: i64 = 1_000_000;

fn moment_of(from: i64, to: Option<i64>, hours: Option<&str>) -> Result<Moment, StoreError> {
    let (from, to) = (from.div_euclid(MICROS), to.map(|to| to.div_euclid(MICROS)));
    match (to, hours) {
        (None, None) => Ok(Moment::Instant(from)),
        (Some(to), None) => Ok(Moment::Interval { from, to }),
        (Some(to), Some(hex)) => {
            let hours = HoursOfWeek::from_hex(hex).ok_or_else(|| corrupt("hours"))?;
            Ok(Moment::Recurrence { hours, from, to })
        }
        (None, Some(_)) => Err(corrupt("moment")),
    }
}

/// Longitude and latitude of the first vertex, and the whole shape where it is more than a point.
pub(super) fn place_columns(report: &Report) -> (f64, f64, Option<String>) {
    let geometry = &report.place.geometry;
    let first = geometry.points()[0];
    let shape = (!matches!(geometry, Geometry::Point(_))).then(|| geojson::report_geometry(geometry).to_string());
    (first.lon(), first.lat(), shape)
}

/// What the index may know of a report: no words are selected.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct FactRow {
    key: i64,
    pub municipality: String,
    pub revision: i64,
    category: String,
    causes: String,
    lon: f64,
    lat: f64,
    geometry: Option<String>,
    moment_from: i64,
    moment_to: Option<i64>,
    hours: Option<String>,
    severity: Option<i64>,
    channel: String,
    state: String,
    placed: bool,
}

impl FactRow {
    pub(super) const COLUMNS: &str = "key, municipality, revision, category, causes, lon, lat, geometry, moment_from, \
                                      moment_to, hours, severity, channel, state, placed";

    pub(super) fn facts(self) -> Result<Facts, StoreError> {
        let geometry = match &self.geometry {
            None => Geometry::Point(LonLat::new(self.lon, self.lat).ok_or_else(|| corrupt("position"))?),
            Some(text) => {
                let value = serde_json::from_str(text).map_err(|_| corrupt("geometry"))?;
                Geometry::read(&value, "").map_err(|_| corrupt("geometry"))?
            }
        };
        Ok(Facts {
            key: u32::try_from(self.key).map_err(|_| corrupt("key"))?,
            category: Category::parse(&self.category).ok_or_else(|| corrupt("category"))?,
            causes: self.causes,
            geometry,
            moment: moment_of(self.moment_from, self.moment_to, self.hours.as_deref())?,
            severity: self.severity.and_then(|n| u8::try_from(n).ok()),
            channel: self.channel,
            state: State::parse(&self.state).ok_or_else(|| corrupt("state"))?,
            placed: self.placed,
        })
    }
}

pub(super) fn corrupt(column: &str) -> StoreError {
    StoreError::Corrupt(format!("the column {column} of a report"))
}

pub(super) fn timestamp(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}
