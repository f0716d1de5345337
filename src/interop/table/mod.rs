//! Rows out of any table-like file: CSV, GeoJSON or a JSON list of objects, gzipped or not.
//!
//! Rows are handed out one by one while the file is read, so that a file of a gigabyte takes no
//! more memory than its longest row. Nothing is interpreted here: every value is text, and a
//! [`profile`](super::profile) says what it means.
//!
//! What goes wrong is of two sorts. A [`BadRow`] is one row that is no row; reading goes on. A
//! [`TableError`] ends the reading; every row before it has been handed out. Neither quotes the
//! file, because its words may hold personal data.

mod delimited;
mod json;
mod source;
mod utf16;

pub(super) use delimited::{decoded, windows_1252};
pub(super) use source::unpacked;

use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde::Deserialize;

/// What the file is, gzipped or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A header and rows, separated by comma, semicolon or tab.
    Csv,
    /// A GeoJSON FeatureCollection: the columns are the features' properties.
    Geojson,
    /// A list of objects, at the root or under `rows_in` of the root object.
    Json,
}

/// One row: its place in the file, its values by column name, and its geometry if it has one.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// 1 for the first row after the header.
    pub number: u64,
    columns: Arc<[String]>,
    values: Vec<String>,
    has_header: bool,
    /// GeoJSON geometry; `None` in CSV and for `"geometry": null`.
    pub geometry: Option<serde_json::Value>,
}

impl Row {
    /// A row from a file that has its columns in a header of its own.
    pub fn new(number: u64, columns: Arc<[String]>, values: Vec<String>) -> Self {
        Self { number, columns, values, has_header: true, geometry: None }
    }

    /// The value in the first of these columns that has one, however the file spells its capitals: programs that write
    /// shapefiles change them.
    pub fn first_value<'c>(&self, columns: impl IntoIterator<Item = &'c String>) -> Option<&str> {
        let plain = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
        let is = |own: &str, name: &str| own == name || (own.len() == name.len() && plain(own) == plain(name));
        let place = |name: &String| self.columns.iter().position(|own| is(own, name));
        let value = |name: &String| Some(self.values.get(place(name)?)?.trim()).filter(|value| !value.is_empty());
        columns.into_iter().find_map(value)
    }

    /// The value in the column, without the space around it; `None` when empty or not there.
    pub fn value(&self, column: &str) -> Option<&str> {
        let at = self.columns.iter().position(|name| name == column)?;
        let value = self.values.get(at)?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// Columns with their values, as they stand in the file.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns.iter().map(String::as_str).zip(self.values.iter().map(String::as_str))
    }

    /// Whether the file certainly has no such column. In JSON a missing key may just be an empty
    /// value of this row, so only a header can tell.
    pub fn lacks_column(&self, column: &str) -> bool {
        self.has_header && !self.columns.iter().any(|name| name == column)
    }
}

/// A row that could not be taken apart; the rows after it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    pub number: u64,
    pub code: &'static str,
    pub reason: String,
}

/// Why reading ended before the end of the file.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error("the file is empty")]
    Empty,
    #[error("the header could not be read: {reason}")]
    Header { reason: String },
    #[error("the file has no list of rows called \"{0}\"")]
    NoRows(String),
    #[error("row {row} could not be read: {reason}")]
    Row { row: u64, reason: String },
}

/// Reads the file and hands out its rows until the end, an error, or a `Break` from `each`.
///
/// `rows_in` is the key of the list inside a JSON object; GeoJSON's is always `features`.
/// Returns the number of rows handed out, bad ones included.
///
/// # Errors
///
/// See [`TableError`]; rows before the error have been handed out.
pub fn read(
    source: impl Read,
    format: Format,
    rows_in: Option<&str>,
    each: impl FnMut(Result<Row, BadRow>) -> ControlFlow<()>,
) -> Result<u64, TableError> {
    read_headed(source, format, rows_in, |_| ControlFlow::Continue(()), each)
}

/// The same, where a header is looked at before the first row, and also when no row follows it. JSON has none.
pub fn read_headed(
    source: impl Read,
    format: Format,
    rows_in: Option<&str>,
    mut header: impl FnMut(&[String]) -> ControlFlow<()>,
    mut each: impl FnMut(Result<Row, BadRow>) -> ControlFlow<()>,
) -> Result<u64, TableError> {
    let source = source::unpacked(source);
    match format {
        Format::Csv => delimited::read(source, &mut header, &mut each),
        Format::Geojson => json::read(source, Some("features"), true, &mut each),
        Format::Json => json::read(source, rows_in, false, &mut each),
    }
}

#[cfg(test)]
mod tests;
