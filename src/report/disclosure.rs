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
        let words = self.words.iter().enumerate().map(|(nth, mask)| (format!("/words/{nth}/law"), mask.law.as_str()));
        let fields = self.fields().into_iter().filter(|(_, hides, _)| *hides);
        words.chain(fields.map(|(name, _, law)| (format!("/{name}/law"), law))).collect()
    }

    /// Where a law stands that belongs to no mask, because the field is shown.
    pub fn idle_laws(&self) -> Vec<String> {
        let idle = self.fields().into_iter().filter(|(_, hides, law)| !hides && !law.trim().is_empty());
        idle.map(|(name, _, _)| format!("/{name}/law")).collect()
    }

    /// The same with laws written alike, and none where nothing is hidden.
    pub fn tidied(mut self) -> Self {
        let hidden = self.fields().map(|(_, hides, _)| hides);
        let Self { words, place, time, photos, severity, causes } = &mut self;
        let laws = [&mut place.law, &mut time.law, &mut photos.law, &mut severity.law, &mut causes.law];
        for (law, hides) in laws.into_iter().zip(hidden) {
            *law = if hides { law.trim().to_owned() } else { String::new() };
        }
        for mask in words {
            mask.law = mask.law.trim().to_owned();
        }
        self
    }

    /// The fields but for the words: whether each hides something, and its law.
    fn fields(&self) -> [(&'static str, bool, &str); 5] {
        let Self { place, time, photos, severity, causes, .. } = self;
        [
            ("place", place.show != PlaceShown::Exact, &place.law),
            ("time", time.show != TimeShown::Exact, &time.law),
            ("photos", photos.show == Whole::Withheld, &photos.law),
            ("severity", severity.show == Whole::Withheld, &severity.law),
            ("causes", causes.show == Whole::Withheld, &causes.law),
        ]
    }
}
