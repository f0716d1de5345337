//! What a group sees on a walk: a place, a cause, what should be done. Heads are counted, nobody is named.

use jiff::Timestamp;
use uuid::Uuid;

use crate::geodesy::LonLat;

/// How the place of an observation was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlacedBy {
    Gps,
    /// At the stop they stood at.
    Stop,
    Map,
}

impl PlacedBy {
    pub const ALL: [Self; 3] = [Self::Gps, Self::Stop, Self::Map];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gps => "gps",
            Self::Stop => "stop",
            Self::Map => "map",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == word)
    }
}

/// Whether a rating was given by day or in the dark: the same spot is rated in both (Fotios and Castleton 2016).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LightThen {
    Day,
    Dark,
}

impl LightThen {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Dark => "dark",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Day, Self::Dark].into_iter().find(|light| light.as_str() == word)
    }
}

/// One observation. Its words passed the search for personal data, and are never shown in public.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Made on the phone, so that what is sent twice is stored once.
    pub id: Uuid,
    pub walk: Uuid,
    /// Number of the stop, from 0.
    pub stop: Option<u32>,
    pub at: LonLat,
    pub accuracy_m: Option<f64>,
    pub placed_by: PlacedBy,
    pub seen_at: Timestamp,
    /// Codes of the catalogue, of unsafe places.
    pub causes: Vec<String>,
    /// What should be done: a code of the vocabulary.
    pub remedy_kind: Option<String>,
    /// 1 to 5.
    pub severity: Option<u8>,
    /// How safe one feels walking here alone, 1 (very unsafe) to 6 (very safe).
    pub safe: Option<u8>,
    pub light: Option<LightThen>,
    pub words: Option<String>,
    /// What it became.
    pub report: Option<Uuid>,
    pub remedy: Option<Uuid>,
    pub received_at: Timestamp,
}
