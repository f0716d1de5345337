//! What staff do with a report at the desk.

use std::fmt;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Geometry, Report};
use crate::observation::Category;

/// What was decided about a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It counts, as it was told or as it was corrected.
    Accepted,
    /// It counts nowhere.
    Rejected(Reason),
}

/// Why a report does not count. Its teller reads the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    NotAboutSafety,
    AboutAPerson,
    SentTwice,
    NotUnderstood,
    Trial,
}

impl Reason {
    pub const ALL: [Self; 5] =
        [Self::NotAboutSafety, Self::AboutAPerson, Self::SentTwice, Self::NotUnderstood, Self::Trial];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotAboutSafety => "not_about_safety",
            Self::AboutAPerson => "about_a_person",
            Self::SentTwice => "sent_twice",
            Self::NotUnderstood => "not_understood",
            Self::Trial => "trial",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }

    pub fn sentence_sv(self) -> &'static str {
        match self {
            Self::NotAboutSafety => {
                "Rapporten räknas inte här, för den handlar om något annat än trygghet och trafik. Vänd dig till kommunens \
                 kontaktcenter."
            }
            Self::AboutAPerson => {
                "Rapporten räknas inte, för den pekar ut en person. Här samlas platser. Har du sett ett brott: ring 114 14."
            }
            Self::SentTwice => "Samma rapport kom två gånger. Den första räknas.",
            Self::NotUnderstood => {
                "Vi kunde inte förstå vilken plats eller vad det gäller. Berätta gärna igen, med plats."
            }
            Self::Trial => "Rapporten var ett prov och räknas inte.",
        }
    }

    pub fn sentence_en(self) -> &'static str {
        match self {
            Self::NotAboutSafety => {
                "The report does not count here, because it is about something else than safety and traffic. Turn to the \
                 municipality's contact centre."
            }
            Self::AboutAPerson => {
                "The report does not count, because it points out a person. Places are gathered here. If you saw a crime: \
                 call 114 14."
            }
            Self::SentTwice => "The same report came twice. The first one counts.",
            Self::NotUnderstood => {
                "We could not understand which place or what it is about. Please tell again, with a place."
            }
            Self::Trial => "The report was a trial and does not count.",
        }
    }
}

impl Decision {
    /// Word of the wire and the database, and the reason where there is one.
    pub fn words(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Accepted => ("accepted", None),
            Self::Rejected(reason) => ("rejected", Some(reason.as_str())),
        }
    }

    pub fn parse(word: &str, reason: Option<&str>) -> Option<Self> {
        match (word, reason) {
            ("accepted", None) => Some(Self::Accepted),
            ("rejected", Some(reason)) => Reason::parse(reason).map(Self::Rejected),
            _ => None,
        }
    }
}

/// What was decided, by whom and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub decision: Decision,
    /// Code of the organisation it was handed to.
    pub owner: Option<String>,
    /// Number of the report that tells of the same; both count.
    pub joined_to: Option<i64>,
    pub sentence_sv: Option<String>,
    pub sentence_en: Option<String>,
    /// As they were told, where they were corrected.
    pub told: Option<Particulars>,
    pub decided_by: String,
    pub decided_at: Timestamp,
    pub version: u32,
}

/// What of a report the desk may correct.
#[derive(Debug, Clone, PartialEq)]
pub struct Particulars {
    pub category: Category,
    pub causes: Vec<String>,
    pub place: Geometry,
}

impl Particulars {
    pub fn of(report: &Report) -> Self {
        let Report { category, causes, place, .. } = report;
        Self { category: *category, causes: causes.clone(), place: place.geometry.clone() }
    }

    pub fn to_json(&self) -> Value {
        json!({"category": self.category.as_str(), "causes": self.causes, "place": self.place.to_json()})
    }

    /// What [`Self::to_json`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let cause = |code: &Value| code.as_str().map(str::to_owned);
        Some(Self {
            category: Category::parse(value["category"].as_str()?)?,
            causes: value["causes"].as_array()?.iter().map(cause).collect::<Option<_>>()?,
            place: Geometry::read(&value["place"], "").ok()?,
        })
    }
}

/// A report as it lies on the desk: the one place where its words are read. `Debug` is not derived, as for [`Report`].
#[derive(Clone)]
pub struct DeskReport {
    /// The store's number.
    pub number: i64,
    pub report: Report,
    pub published: bool,
    pub redacted: bool,
    pub case: Option<Case>,
}

/// Where a page of the desk ended: which report was its last, and when it was decided, where the pile is in that order.
/// Two may have been decided in the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageEnd {
    pub number: i64,
    pub decided_at: Option<Timestamp>,
}

impl PageEnd {
    /// Reads what [`fmt::Display`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (decided_at, number) = match text.split_once('.') {
            None => (None, text),
            Some((micros, number)) => (Some(Timestamp::from_microsecond(micros.parse().ok()?).ok()?), number),
        };
        Some(Self { number: number.parse().ok()?, decided_at })
    }
}

impl fmt::Display for PageEnd {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(decided_at) = self.decided_at {
            write!(out, "{}.", decided_at.as_microsecond())?;
        }
        write!(out, "{}", self.number)
    }
}

impl DeskReport {
    /// The report as it was told, and what the desk corrected it to, where it did.
    pub fn told_and_corrected(self) -> (Report, Option<Particulars>) {
        let Self { mut report, case, .. } = self;
        let Some(told) = case.and_then(|case| case.told) else { return (report, None) };
        let corrected = Particulars::of(&report);
        (report.category, report.causes, report.place.geometry) = (told.category, told.causes, told.place);
        (report, Some(corrected))
    }
}

/// An earlier report that may tell of the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    pub number: i64,
    pub reference: String,
    /// The one it is joined to already, which is then the one to join to.
    pub joined_to: Option<i64>,
    pub category: Category,
    pub distance_m: f64,
    /// Days between the two tellings.
    pub days: i32,
}
