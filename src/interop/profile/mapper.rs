//! Applies a profile to the rows of a file.

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::ControlFlow;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::identity::Ids;
use super::moments::Clock;
use super::place::{self, ToLonLat};
use super::{Categories, LeaveOut, Matching, Profile, ProfileError, Target, comparable};
use crate::interop::table::{self, BadRow, Row, TableError};
use crate::privacy::words;

/// A row that became a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapped {
    /// 1 for the first row after the header.
    pub row: u64,
    /// The same for the same row every time, visible ASCII, at most 130 characters.
    pub source_id: String,
    /// Body of `POST /api/v1/reports` without `municipality`.
    pub draft: Value,
    /// When the source was told.
    pub told_at: Timestamp,
    /// The profile's key for the source's category: what [`PileUps`](crate::interop::pileup) counts by.
    pub kind: String,
}

impl Mapped {
    /// Longitude and latitude, unless the place is a line or an area.
    pub fn point(&self) -> Option<(f64, f64)> {
        let geometry = &self.draft["place"]["geometry"];
        (geometry["type"] == "Point").then_some(())?;
        Some((geometry["coordinates"][0].as_f64()?, geometry["coordinates"][1].as_f64()?))
    }
}

/// A row that did not. Nothing in it is quoted from the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    pub row: u64,
    pub reason_code: String,
    pub reason: String,
}

/// Why an import ended before the end of the file.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("the file lacks columns that profile \"{profile}\" needs: {}", columns.join(", "))]
    MissingColumns { profile: String, columns: Vec<String> },
    #[error(transparent)]
    Table(#[from] TableError),
}

/// How many rows became what. `n_read` is always `n_mapped` plus the sum of `rejected`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub n_read: u64,
    pub n_mapped: u64,
    /// By category and causes: `unsafe_place/lamp_outage`.
    pub mapped: BTreeMap<String, u64>,
    /// By reason code.
    pub rejected: BTreeMap<String, u64>,
}

impl Tally {
    pub fn count(&mut self, outcome: &Result<Mapped, Reject>) {
        self.n_read += 1;
        match outcome {
            Ok(mapped) => {
                self.n_mapped += 1;
                let causes = mapped.draft["causes"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let path: Vec<&str> = mapped.draft["category"].as_str().into_iter().chain(causes).collect();
                *self.mapped.entry(path.join("/")).or_default() += 1;
            }
            Err(reject) => *self.rejected.entry(reject.reason_code.clone()).or_default() += 1,
        }
    }
}

/// Turns rows into drafts. One mapper for all files of a set: it knows the ids given out so far.
pub struct Mapper<'a> {
    profile: Profile,
    clock: Clock,
    ids: Ids,
    to_lon_lat: Box<ToLonLat<'a>>,
    takes_words: bool,
}

impl<'a> Mapper<'a> {
    /// `to_lon_lat` converts (EPSG number, east, north) to (longitude, latitude).
    ///
    /// # Errors
    ///
    /// When the profile's time zone is unknown, which [`Profile::parse`] does not let through.
    pub fn new(
        profile: Profile,
        to_lon_lat: impl Fn(u32, f64, f64) -> Option<(f64, f64)> + 'a,
    ) -> Result<Self, ProfileError> {
        let Some(clock) = Clock::new(&profile.time) else {
            let reason = format!("\"{}\" is not a time zone", profile.time.zone);
            return Err(ProfileError::Meaning { name: profile.name, reason });
        };
        Ok(Self { profile, clock, ids: Ids::default(), to_lon_lat: Box::new(to_lon_lat), takes_words: false })
    }

    /// Imports the free text too, with personal data masked.
    #[must_use]
    pub fn with_words(mut self) -> Self {
        self.takes_words = true;
        self
    }

    /// A day or month that is not over when it is read ends then: what is told of it had happened.
    #[must_use]
    pub fn read_at(mut self, now: Timestamp) -> Self {
        self.clock.read_at(now);
        self
    }

    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Reads a file and hands out the outcome of every row, until the end or a `Break`.
    /// Returns the number of rows.
    ///
    /// # Errors
    ///
    /// The file breaks off or is something else than the profile says; rows before that have been
    /// handed out.
    pub fn read(
        &mut self,
        source: impl Read,
        mut each: impl FnMut(Result<Mapped, Reject>) -> ControlFlow<()>,
    ) -> Result<u64, ImportError> {
        let (format, rows_in) = (self.profile.format, self.profile.rows_in.clone());
        let required: Vec<String> = self.profile.required_columns().into_iter().map(str::to_owned).collect();
        let mut missing: Vec<String> = Vec::new();
        let heeded = |columns: &[String]| {
            missing = required.iter().filter(|column| !columns.contains(column)).cloned().collect();
            if missing.is_empty() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let n_read = table::read_headed(source, format, rows_in.as_deref(), heeded, |row| each(self.map(row)))?;
        if missing.is_empty() {
            Ok(n_read)
        } else {
            Err(ImportError::MissingColumns { profile: self.profile.name.clone(), columns: missing })
        }
    }

    /// The outcome of one row.
    pub fn map(&mut self, row: Result<Row, BadRow>) -> Result<Mapped, Reject> {
        let row = row.map_err(|bad| reject(bad.number, bad.code, &bad.reason))?;
        // First of all the id, so that ids do not depend on what the profile does with other rows.
        let source_id = self
            .ids
            .of(&row, &self.profile.id)
            .ok_or_else(|| reject(row.number, "repeated_id", "an earlier row has the same id"))?;
        if let Some(rule) = self.profile.leave_out.iter().find(|rule| applies(rule, &row)) {
            return Err(reject(row.number, &rule.code, &rule.reason));
        }
        let fault = |(code, reason): (&str, &str)| reject(row.number, code, reason);
        let geometry = place::geometry(&row, &self.profile.place.at, &*self.to_lon_lat).map_err(fault)?;
        let (kind, target) = target(&row, &self.profile.category).map_err(fault)?;
        let moment = self.clock.moment(&row).map_err(fault)?;

        let mut draft = json!({
            "category": target.category,
            "causes": target.causes,
            "place": {"geometry": geometry, "source": self.profile.place.source},
            "when": moment.when,
        });
        if let Some(accuracy_m) = self.profile.place.accuracy_m {
            draft["place"]["accuracy_m"] = json!(accuracy_m);
        }
        if let Some(severity) = self.profile.severity {
            draft["severity"] = json!(severity);
        }
        let words = self.profile.text.as_deref().filter(|_| self.takes_words);
        if let Some(text) = words.and_then(|column| row.value(column)) {
            draft["text"] = json!(words::masked(text));
        }
        Ok(Mapped { row: row.number, source_id, draft, told_at: moment.told_at, kind: kind.to_owned() })
    }
}

fn reject(row: u64, code: &str, reason: &str) -> Reject {
    Reject { row, reason_code: code.to_owned(), reason: reason.to_owned() }
}

fn applies(rule: &LeaveOut, row: &Row) -> bool {
    let value = comparable(row.value(&rule.column).unwrap_or(""));
    let equals = rule.equals.as_deref().is_some_and(|words| value == comparable(words));
    equals || rule.contains.as_deref().is_some_and(|words| value.contains(&comparable(words)))
}

/// The key that matched and what it maps to.
fn target<'p>(row: &Row, categories: &'p Categories) -> Result<(&'p str, &'p Target), (&'p str, &'p str)> {
    const NOT_MAPPED: &str = "category_not_mapped";
    let value = comparable(row.value(&categories.column).unwrap_or(""));
    let matches = |key: &str| match categories.matching {
        Matching::Exact => value == key,
        Matching::Prefix => value.starts_with(key),
        Matching::Suffix => value.ends_with(key),
    };
    let mapped = longest(categories.map.keys(), matches);
    let skipped = longest(categories.skip.keys(), matches);
    match (mapped, skipped, &categories.otherwise) {
        (mapped, Some(key), _) if mapped.is_none_or(|mapped| mapped.len() < key.len()) => {
            Err((NOT_MAPPED, categories.skip[key].as_str()))
        }
        (Some(key), _, _) => Ok((key, &categories.map[key])),
        (None, _, Some(otherwise)) => Ok(("(otherwise)", otherwise)),
        (None, _, None) => Err((NOT_MAPPED, "the category is not in the profile")),
    }
}

fn longest<'p>(keys: impl Iterator<Item = &'p String>, matches: impl Fn(&str) -> bool) -> Option<&'p str> {
    keys.map(String::as_str).filter(|key| matches(key)).max_by_key(|key| key.len())
}
