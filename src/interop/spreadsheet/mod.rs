//! A table for people who work in a spreadsheet: as CSV, or as a workbook (XLSX).

mod csv;
mod xlsx;

pub use csv::{csv, no_formula};
pub use xlsx::xlsx;

/// What stands in one cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    Empty,
    Text(String),
    Number(f64),
}

impl Entry {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn number(number: impl Into<f64>) -> Self {
        let number = number.into();
        if number.is_finite() { Self::Number(number) } else { Self::Empty }
    }

    pub fn maybe(number: Option<impl Into<f64>>) -> Self {
        number.map_or(Self::Empty, Self::number)
    }
}

/// One table with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub name: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Entry>>,
}
