//! A request to see public records, and what of each report is masked before it is handed out.
//!
//! Whoever asks need not say who they are or why (tryckfrihetsförordningen 2:18): nothing of the asker is kept. What is
//! masked on which ground is for the municipality's jurist to say; the program only holds that every mask names a law.

use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisclosureState {
    Open,
    HandedOut,
    Refused,
    /// Answered for good: what it held may be erased again.
    Closed,
}

impl DisclosureState {
    pub const ALL: [Self; 4] = [Self::Open, Self::HandedOut, Self::Refused, Self::Closed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::HandedOut => "handed_out",
            Self::Refused => "refused",
            Self::Closed => "closed",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A request, in the words of staff.
#[derive(Debug, Clone, PartialEq)]
pub struct Disclosure {
    pub id: Uuid,
    pub diary_number: String,
    pub wanted: String,
    pub asked_on: civil::Date,
    pub state: DisclosureState,
    /// The hold that goes with it.
    pub hold: Uuid,
    pub opened_by: String,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    pub version: u32,
}

/// How much of a place is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceShown {
    Exact,
    /// The square of 250 m around its middle.
    Square,
    /// The name of the locality.
    Locality,
    Withheld,
}

/// How much of a time is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeShown {
    Exact,
    Day,
    Month,
}

/// Whether something is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whole {
    Shown,
    Withheld,
}

/// How much of a field is shown, and the law by which the rest is not (empty where all of it is).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mask<T> {
    pub show: T,
    #[serde(default)]
    pub law: String,
}

/// A piece of the words that is masked, counted in UTF-16 code units as a browser counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordMask {
    pub from: u32,
    pub to: u32,
    #[serde(default)]
    pub law: String,
}

/// What is masked of one report. The report itself stays whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Masks {
    pub words: Vec<WordMask>,
    pub place: Mask<PlaceShown>,
    pub time: Mask<TimeShown>,
    pub photos: Mask<Whole>,
    pub severity: Mask<Whole>,
    pub causes: Mask<Whole>,
}

impl Masks {
    /// Every mask that hides something: where it lies (JSON pointer into the masks), and its law.
    pub fn laws(&self) -> Vec<(String, &str)> {
        let field = |hides: bool, name: &str, law| hides.then(|| (format!("/{name}/law"), law));
        let words = self.words.iter().enumerate().map(|(nth, mask)| (format!("/words/{nth}/law"), mask.law.as_str()));
        let Self { place, time, photos, severity, causes, .. } = self;
        let fields = [
            field(place.show != PlaceShown::Exact, "place", place.law.as_str()),
            field(time.show != TimeShown::Exact, "time", time.law.as_str()),
            field(photos.show == Whole::Withheld, "photos", photos.law.as_str()),
            field(severity.show == Whole::Withheld, "severity", severity.law.as_str()),
            field(causes.show == Whole::Withheld, "causes", causes.law.as_str()),
        ];
        words.chain(fields.into_iter().flatten()).collect()
    }
}
