//! What a method found, as JSON: the same for the API and for the command line.
//!
//! Every answer says how it was made (`method`, with parameters, seed and references), from what (`data`), and what not
//! to read into it (`warnings`). Maps are GeoJSON with these three beside the features; the rest lies in `results`.
//!
//! Numbers that are not finite (a relative risk with no case outside) are `null`.

pub mod backtest;
mod backtest_table;
pub mod before_after;
pub mod darkness;
pub mod density;
mod frame;
pub mod gi_star;
pub mod hotspots;
pub mod knox;
pub mod moran;
pub mod profile;
pub mod remedy;
pub mod scan;
pub mod spots;
pub mod trend;
mod units;
pub mod waves;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

pub use frame::Frame;

/// How an answer was made.
#[derive(Debug, Clone)]
pub struct Method {
    /// As on the command line: `gi-star`.
    pub id: &'static str,
    pub sv: &'static str,
    pub en: &'static str,
    /// With units in the names.
    pub parameters: Value,
    pub references: &'static [&'static str],
}

impl Method {
    pub(in crate::interop) fn json(self) -> Value {
        let Self { id, sv, en, parameters, references } = self;
        json!({"id": id, "sv": sv, "en": en, "parameters": parameters, "references": references})
    }
}

/// What an answer was made of.
#[derive(Debug, Clone, Default)]
pub struct Data {
    pub n_read: u64,
    pub why_left_out: BTreeMap<&'static str, u64>,
    /// First and last day, both counted.
    pub days: Option<(jiff::civil::Date, jiff::civil::Date)>,
}

impl Data {
    pub fn n_left_out(&self) -> u64 {
        self.why_left_out.values().sum()
    }

    pub fn n_used(&self) -> u64 {
        self.n_read.saturating_sub(self.n_left_out())
    }

    pub fn leave_out(&mut self, why: &'static str, n: u64) {
        if n > 0 {
            *self.why_left_out.entry(why).or_default() += n;
        }
    }

    fn json(&self) -> Value {
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        json!({
            "n_read": self.n_read,
            "n_used": self.n_used(),
            "n_left_out": self.n_left_out(),
            "why_left_out": self.why_left_out,
            "from": day(self.days.map(|days| days.0)),
            "to": day(self.days.map(|days| days.1)),
        })
    }
}

/// What a reader should not overlook.
#[derive(Debug, Clone)]
pub struct Warning {
    pub code: &'static str,
    pub sv: String,
    pub en: String,
}

impl Warning {
    /// Fewer are not enough to say much, whatever the method.
    pub const FEW: u64 = 30;

    pub fn new(code: &'static str, sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, sv: sv.into(), en: en.into() }
    }

    pub(in crate::interop) fn json(&self) -> Value {
        json!({"code": self.code, "sv": self.sv, "en": self.en})
    }

    pub fn few_reports(n: u64) -> Option<Self> {
        (n < Self::FEW).then(|| {
            Self::new(
                "few_reports",
                format!("Bara {n} rader räknas: skillnader kan vara slumpens."),
                format!("Only {n} rows count: differences may be those of chance."),
            )
        })
    }
}

/// The part that every answer has.
#[derive(Debug, Clone)]
pub struct Envelope {
    pub method: Method,
    pub data: Data,
    pub warnings: Vec<Warning>,
}

impl Envelope {
    /// With the warning that every method gives when there is little to go by.
    fn new(method: Method, data: &Data, warnings: Vec<Warning>) -> Self {
        let warnings = Warning::few_reports(data.n_used()).into_iter().chain(warnings).collect();
        Self { method, data: data.clone(), warnings }
    }

    fn with_results(self, results: Value) -> Value {
        let mut answer = self.members();
        answer.insert("results".to_owned(), results);
        Value::Object(answer)
    }

    fn with_features(self, features: Vec<Value>, summary: Value, frame: &Frame) -> Value {
        let mut answer = self.members();
        answer.insert("type".to_owned(), json!("FeatureCollection"));
        answer.insert("features".to_owned(), Value::Array(features));
        answer.insert("summary".to_owned(), summary);
        if matches!(frame, Frame::Bare) {
            // GeoJSON of 2008: null says that no coordinate system may be assumed.
            answer.insert("crs".to_owned(), Value::Null);
        }
        Value::Object(answer)
    }

    fn members(self) -> Map<String, Value> {
        let mut members = Map::new();
        members.insert("method".to_owned(), self.method.json());
        members.insert("data".to_owned(), self.data.json());
        members.insert("warnings".to_owned(), self.warnings.iter().map(Warning::json).collect());
        members
    }
}
