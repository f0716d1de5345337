//! A table of places with what was counted before and after, for the study of a remedy.

use std::io::Read;
use std::ops::ControlFlow;

use super::table::{self, Format, Row, TableError};
use crate::analysis::effect::{Counted, PairOfCounts, Place};

/// Places as a file lists them.
#[derive(Debug, Clone, PartialEq)]
pub struct Sites {
    pub names: Vec<String>,
    pub places: Vec<Place>,
    /// What was counted around each; empty when the file does not say.
    pub rings: Vec<PairOfCounts>,
}

/// What is wrong with a table; rows are counted from 1 below the header.
#[derive(Debug, thiserror::Error)]
pub enum SitesFlaw {
    #[error("{0}")]
    Table(#[from] TableError),
    #[error("row {row}: {reason}")]
    Row { row: u64, reason: String },
    #[error("the column {0} is missing; site, role, before and after are needed")]
    Column(&'static str),
    #[error("row {row}, column \"{column}\": {reason}")]
    Cell { row: u64, column: &'static str, reason: String },
    #[error("the file has no rows below its header")]
    NoRows,
    #[error("ring_before and ring_after belong together: row {row} has only one of them, or earlier rows have none")]
    HalfARing { row: u64 },
}

/// Reads CSV with the columns `site`, `role` (`treated` or `comparison`), `before` and `after`, and if they are there
/// `before_time` and `after_time` (1 where they are missing), `ring_before` and `ring_after`.
pub fn read(source: impl Read) -> Result<Sites, SitesFlaw> {
    let mut sites = Sites { names: Vec::new(), places: Vec::new(), rings: Vec::new() };
    let mut flaw = None;
    table::read(source, Format::Csv, None, |row| {
        let taken = match row {
            Ok(row) => sites.take(&row),
            Err(bad) => Err(SitesFlaw::Row { row: bad.number, reason: bad.reason }),
        };
        match taken {
            Ok(()) => ControlFlow::Continue(()),
            Err(fault) => {
                flaw = Some(fault);
                ControlFlow::Break(())
            }
        }
    })?;
    match flaw {
        Some(flaw) => Err(flaw),
        None if sites.places.is_empty() => Err(SitesFlaw::NoRows),
        None => Ok(sites),
    }
}

impl Sites {
    fn take(&mut self, row: &Row) -> Result<(), SitesFlaw> {
        for column in ["site", "role", "before", "after"] {
            if row.lacks_column(column) {
                return Err(SitesFlaw::Column(column));
            }
        }
        let ring = match (row.value("ring_before"), row.value("ring_after")) {
            (Some(_), Some(_)) => {
                Some(PairOfCounts { before: count(row, "ring_before")?, after: count(row, "ring_after")? })
            }
            (None, None) => None,
            _ => return Err(SitesFlaw::HalfARing { row: row.number }),
        };
        if ring.is_some() != (self.rings.len() == self.places.len()) && !self.places.is_empty() {
            return Err(SitesFlaw::HalfARing { row: row.number });
        }
        self.rings.extend(ring);
        self.names.push(row.value("site").map_or_else(|| row.number.to_string(), str::to_owned));
        self.places.push(Place {
            is_treated: role(row)?,
            before: Counted { n: count(row, "before")?, time: time(row, "before_time")? },
            after: Counted { n: count(row, "after")?, time: time(row, "after_time")? },
        });
        Ok(())
    }
}

fn role(row: &Row) -> Result<bool, SitesFlaw> {
    match row.value("role").unwrap_or_default().to_ascii_lowercase().as_str() {
        "treated" => Ok(true),
        "comparison" => Ok(false),
        other => Err(cell(row, "role", format!("\"{}\" is neither treated nor comparison", shown(other)))),
    }
}

fn count(row: &Row, column: &'static str) -> Result<u64, SitesFlaw> {
    let words = row.value(column).ok_or_else(|| cell(row, column, "is empty; a count is needed".to_owned()))?;
    let number: Option<u32> = words.parse().ok();
    let reason = || format!("\"{}\" is no count; a whole number from 0 is needed", shown(words));
    number.map(u64::from).ok_or_else(|| cell(row, column, reason()))
}

fn time(row: &Row, column: &'static str) -> Result<f64, SitesFlaw> {
    let Some(words) = row.value(column) else { return Ok(1.0) };
    let number: Option<f64> = words.parse().ok();
    let reason = || format!("\"{}\" is no length of time; a number above 0 is needed", shown(words));
    number.filter(|number| *number > 0.0 && number.is_finite()).ok_or_else(|| cell(row, column, reason()))
}

fn cell(row: &Row, column: &'static str, reason: String) -> SitesFlaw {
    SitesFlaw::Cell { row: row.number, column, reason }
}

/// As much as fits in a sentence, without what would spoil a terminal.
fn shown(words: &str) -> String {
    words.chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_with_their_times_and_rings() {
        let text = "site;role;before;after;before_time;after_time;ring_before;ring_after\n\
                    Torget;treated;12;5;365;180;20;11\nBacken;Comparison;3;2;365;180;8;4\n";
        let sites = read(text.as_bytes()).expect("a good table");
        assert_eq!(sites.names, ["Torget", "Backen"]);
        assert_eq!(sites.places[0].after, Counted { n: 5, time: 180.0 });
        assert!(sites.places[0].is_treated && !sites.places[1].is_treated);
        assert_eq!(sites.rings[1], PairOfCounts { before: 8, after: 4 });
        let plain = read("role,site,after,before\ntreated,,1,2\n".as_bytes()).expect("a good table");
        assert_eq!((plain.names[0].as_str(), plain.places[0].before.time, plain.rings.len()), ("1", 1.0, 0));
    }

    #[test]
    fn a_flaw_is_named_with_its_row_and_column() {
        let flaw = |text: &str| read(text.as_bytes()).expect_err("a bad table").to_string();
        let header = "site,role,before,after,ring_before,ring_after,before_time\n";
        assert!(flaw("site,role,before\nA,treated,1\n").starts_with("the column after is missing"));
        assert_eq!(flaw("site,role,before,after\n"), "the file has no rows below its header");
        assert!(flaw(&format!("{header}A,dosed,1,1,,,\n")).contains("row 1, column \"role\": \"dosed\" is neither"));
        assert!(flaw(&format!("{header}A,treated,1.5,1,,,\n")).contains("column \"before\": \"1.5\" is no count"));
        assert!(flaw(&format!("{header}A,treated,,1,,,\n")).contains("is empty"));
        assert!(flaw(&format!("{header}A,treated,1,1,,,0\n")).contains("no length of time"));
        assert!(flaw(&format!("{header}A,treated,1,1,3,,\n")).starts_with("ring_before and ring_after"));
        assert!(flaw(&format!("{header}A,treated,1,1,,,\nB,comparison,1,1,2,2,\n")).contains("row 2"));
        assert!(flaw(&format!("{header}A,treated,1,1,2,2,\nB,comparison,1,1,,,\n")).contains("row 2"));
    }
}
