//! Plain points that somebody brings himself: a CSV with a header, or GeoJSON points. No profile, no database.
//!
//! Every row must say what is asked of it; the first that does not ends the reading with its number and its column. Who
//! knows that his file has such rows asks to have them skipped, and they are counted by what is wrong with them.
//!
//! Unlike in the import of reports, the words of an error quote the file: it is its owner who reads them.

mod area;
mod cells;
mod columns;
mod place;
mod times;

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::ControlFlow;

use jiff::tz::TimeZone;
use serde_json::Value;

use super::findings::Frame;
use super::layers::{Plane, PlaneError};
use super::table::{self, Format, Row, TableError};
use crate::geodesy::EastNorth;
use crate::observation::Moment;

pub use area::{AreaError, read_area};
pub use columns::{NumberColumn, Numbers};
pub use place::Crs;
pub use times::{day_of, read_day};

use columns::Columns;

/// What is read of each row.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub needs_place: bool,
    pub needs_time: bool,
    /// Guessed by common names when not given.
    pub x: Option<String>,
    pub y: Option<String>,
    /// The same; without `needs_time` only a column that is named is read.
    pub time: Option<String>,
    /// The end of an interval that begins at the time.
    pub until: Option<String>,
    pub numbers: Vec<NumberColumn>,
    /// Only rows with this value in this column.
    pub only: Vec<(String, String)>,
    pub zone: TimeZone,
    /// In the signs of strptime; otherwise the forms that [`PointsError`] names.
    pub time_format: Option<String>,
    /// What the file's coordinates are; GeoJSON, and columns called longitude and latitude, say it themselves.
    pub crs: Option<Crs>,
    pub skip_bad_rows: bool,
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// 1 for the first after the header.
    pub row: u64,
    /// In the plane of the [`Frame`]; the origin when no place was asked for.
    pub at: EastNorth,
    pub when: Option<Moment>,
    /// In the order of [`Wanted::numbers`].
    pub numbers: Vec<f64>,
}

/// All that a file gave.
#[derive(Debug, Clone)]
pub struct Points {
    pub points: Vec<Point>,
    pub frame: Frame,
    pub n_read: u64,
    /// Rows that are not among the points, by why.
    pub left_out: BTreeMap<&'static str, u64>,
    /// What is wrong with the first bad row, when bad rows are skipped.
    pub first_fault: Option<String>,
}

/// Why a file cannot be read; each names the row and the column where there is one, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum PointsError {
    #[error("{0}: nothing was read")]
    Table(TableError),
    #[error("the file has no rows below its header")]
    NoRows,
    #[error("{0}")]
    Columns(String),
    #[error("{0}")]
    Row(Fault),
    #[error("{0}")]
    Plane(#[from] PlaneError),
    #[error("{0}")]
    Crs(String),
    #[error("no row has {column} = {value} (--where)")]
    NothingAskedFor { column: String, value: String },
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub row: u64,
    pub column: Option<String>,
    pub code: &'static str,
    /// What it is and what to do.
    pub reason: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let row = self.row;
        match &self.column {
            Some(column) => write!(f, "row {row}, column \"{column}\": {}", self.reason),
            None => write!(f, "row {row}: {}", self.reason),
        }
    }
}

/// A row before its numbers have become a place.
struct RawPoint {
    row: u64,
    xy: (f64, f64),
    when: Option<Moment>,
    numbers: Vec<f64>,
}

/// Reads a file to its end.
pub fn read(source: impl Read, format: Format, wanted: &Wanted) -> Result<Points, PointsError> {
    let mut reading = Reading {
        wanted,
        is_geojson: format == Format::Geojson,
        columns: None,
        raw: Vec::new(),
        left_out: BTreeMap::new(),
        first_fault: None,
        failure: None,
    };
    let n_read = table::read(source, format, None, |row| reading.take(row)).map_err(PointsError::Table)?;
    reading.failure.take().map_or(Ok(()), Err)?;
    if n_read == 0 {
        return Err(PointsError::NoRows);
    }
    reading.placed(n_read)
}

struct Reading<'a> {
    wanted: &'a Wanted,
    is_geojson: bool,
    columns: Option<Columns>,
    raw: Vec<RawPoint>,
    left_out: BTreeMap<&'static str, u64>,
    first_fault: Option<Fault>,
    failure: Option<PointsError>,
}

impl Reading<'_> {
    fn take(&mut self, row: Result<Row, table::BadRow>) -> ControlFlow<()> {
        let outcome = match row {
            Ok(row) => self.row(&row),
            Err(bad) => {
                let reason = format!("{}; quote values that hold a separator, or use --skip-bad-rows", bad.reason);
                self.bad(Fault { row: bad.number, column: None, code: bad.code, reason })
            }
        };
        match outcome {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                self.failure = Some(failure);
                ControlFlow::Break(())
            }
        }
    }

    fn row(&mut self, row: &Row) -> Result<(), PointsError> {
        if self.columns.is_none() {
            self.columns = Some(Columns::find(row, self.wanted, self.is_geojson)?);
        }
        if self.wanted.only.iter().any(|(column, value)| row.value(column).unwrap_or_default() != value) {
            self.leave_out("not_asked_for");
            return Ok(());
        }
        let columns = self.columns.as_ref().expect("found in the first row");
        match columns.read(row, self.wanted) {
            Ok(raw) => {
                self.raw.push(raw);
                Ok(())
            }
            Err(fault) => self.bad(fault),
        }
    }

    fn bad(&mut self, fault: Fault) -> Result<(), PointsError> {
        if !self.wanted.skip_bad_rows {
            return Err(PointsError::Row(fault));
        }
        self.leave_out(fault.code);
        self.first_fault.get_or_insert(fault);
        Ok(())
    }

    fn leave_out(&mut self, why: &'static str) {
        *self.left_out.entry(why).or_default() += 1;
    }

    fn placed(mut self, n_read: u64) -> Result<Points, PointsError> {
        let raw = std::mem::take(&mut self.raw);
        let mut points = Vec::with_capacity(raw.len());
        let mut frame = Frame::Bare;
        if self.wanted.needs_place {
            let columns = self.columns.as_ref();
            let crs = match (&self.wanted.crs, columns.and_then(|columns| columns.own_crs())) {
                (Some(crs), _) => crs.clone(),
                (None, Some(own)) => own,
                (None, None) => return Err(PointsError::Plane(PlaneError::NotSaid)),
            };
            let numbers: Vec<(f64, f64)> = raw.iter().map(|raw| raw.xy).collect();
            let laid = place::laid_out(&numbers, &crs)?;
            frame = laid.frame;
            let names = columns.map(Columns::place_names);
            for (raw, at) in raw.into_iter().zip(laid.places) {
                match at {
                    Ok(at) => points.push(Point { row: raw.row, at, when: raw.when, numbers: raw.numbers }),
                    Err(not) => {
                        let reason = format!("{}{}", not.reason, laid.hint);
                        self.bad(Fault { row: raw.row, column: names.clone().flatten(), code: not.code, reason })?;
                    }
                }
            }
        } else {
            let at = EastNorth { e: 0.0, n: 0.0 };
            points.extend(raw.into_iter().map(|raw| Point { row: raw.row, at, when: raw.when, numbers: raw.numbers }));
        }
        if points.is_empty() {
            return Err(match (self.first_fault, self.wanted.only.first()) {
                (Some(fault), _) => PointsError::Row(fault),
                (None, Some((column, value))) => {
                    PointsError::NothingAskedFor { column: column.clone(), value: value.clone() }
                }
                (None, None) => PointsError::NoRows,
            });
        }
        let first_fault = self.first_fault.map(|fault| fault.to_string());
        Ok(Points { points, frame, n_read, left_out: self.left_out, first_fault })
    }
}

/// The coordinate system a GeoJSON document names, in the way of 2008 that many programs still write.
fn named_crs(document: &Value) -> Result<Option<Plane>, PlaneError> {
    document["crs"]["properties"]["name"].as_str().map(Plane::parse).transpose()
}

#[cfg(test)]
mod tests;
