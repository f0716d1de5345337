//! A report as columns, and back. Written once for both engines.

use jiff::Timestamp;
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};

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

pub(super) fn moment_of(from: i64, to: Option<i64>, hours: Option<&str>) -> Result<Moment, StoreError> {
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
pub(super) const FACT_COLUMNS: &str = "key, municipality, revision, category, causes, lon, lat, geometry, moment_from, \
                                       moment_to, hours, severity, channel, state, placed, told_at";

/// A row of [`FACT_COLUMNS`]. Read by position, and as it comes: a million rows are read at a start.
pub(super) struct FactRow {
    pub revision: i64,
    /// Municipality and facts; none when they cannot be read. Such a report stays out of the index, the log names it,
    /// and the others go on.
    pub facts: Option<(String, Facts)>,
}

impl<'r, R> FromRow<'r, R> for FactRow
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    f64: Decode<'r, R::Database> + Type<R::Database>,
    bool: Decode<'r, R::Database> + Type<R::Database>,
    &'r str: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        let key: i64 = row.try_get(0)?;
        let facts = facts_of(row, key).inspect_err(|error| {
            tracing::error!(key, error = %error, "a stored report cannot be read and is left out");
        });
        Ok(Self { revision: row.try_get(2)?, facts: facts.ok() })
    }
}

/// The place of a report from the columns `lon`, `lat` and `geometry`.
pub(super) fn place_of(lon: f64, lat: f64, shape: Option<&str>) -> Result<Geometry, StoreError> {
    match shape {
        None => Ok(Geometry::Point(LonLat::new(lon, lat).ok_or_else(|| corrupt("position"))?)),
        Some(text) => {
            let value = serde_json::from_str(text).map_err(|_| corrupt("geometry"))?;
            Geometry::read(&value, "").map_err(|_| corrupt("geometry"))
        }
    }
}

fn facts_of<'r, R>(row: &'r R, key: i64) -> Result<(String, Facts), StoreError>
where
    R: Row,
    usize: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    f64: Decode<'r, R::Database> + Type<R::Database>,
    bool: Decode<'r, R::Database> + Type<R::Database>,
    &'r str: Decode<'r, R::Database> + Type<R::Database>,
{
    let geometry = place_of(row.try_get(5)?, row.try_get(6)?, row.try_get::<Option<&str>, _>(7)?)?;
    let facts = Facts {
        key: u32::try_from(key).map_err(|_| corrupt("key"))?,
        category: Category::parse(row.try_get(3)?).ok_or_else(|| corrupt("category"))?,
        causes: row.try_get::<&str, _>(4)?.to_owned(),
        geometry,
        moment: moment_of(row.try_get(8)?, row.try_get(9)?, row.try_get(10)?)?,
        told_at: row.try_get::<i64, _>(15)?.div_euclid(MICROS),
        severity: row.try_get::<Option<i64>, _>(11)?.and_then(|n| u8::try_from(n).ok()),
        channel: row.try_get::<&str, _>(12)?.to_owned(),
        state: State::parse(row.try_get(13)?).ok_or_else(|| corrupt("state"))?,
        placed: row.try_get(14)?,
    };
    Ok((row.try_get::<&str, _>(1)?.to_owned(), facts))
}

pub(super) fn corrupt(column: &str) -> StoreError {
    StoreError::Corrupt(format!("the column {column} of a report"))
}

pub(super) fn timestamp(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}
