//! Everything a person told us. It lives on the first line only: told, checked, stored.

mod draft;
mod flaw;
mod geometry;
mod when;

use jiff::Timestamp;
use uuid::Uuid;

use crate::observation::{Category, Moment, State};

pub use draft::{Draft, Ground, MAX_TEXT_CHARS};
pub use flaw::{Code, Flaw};
pub use geometry::{Geometry, MAX_AREA_M2, MAX_STRETCH_M, MAX_VERTICES};

/// How the place was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceSource {
    Gps,
    Map,
    Address,
    Asset,
}

impl PlaceSource {
    pub const ALL: [Self; 4] = [Self::Gps, Self::Map, Self::Address, Self::Asset];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gps => "gps",
            Self::Map => "map",
            Self::Address => "address",
            Self::Asset => "asset",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == word)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub geometry: Geometry,
    pub accuracy_m: Option<f64>,
    pub source: PlaceSource,
}

/// A checked report, ready to be stored. `Debug` is not derived: words must not slip into a log.
#[derive(Clone, PartialEq)]
pub struct Report {
    pub id: Uuid,
    /// What a person can read over the telephone: `K7M-2QF4`.
    pub reference: String,
    pub municipality: String,
    pub category: Category,
    pub causes: Vec<String>,
    pub place: Place,
    pub moment: Moment,
    pub severity: Option<u8>,
    pub text: Option<String>,
    pub channel: String,
    /// The record's name in the set it was imported from.
    pub source_id: Option<String>,
    pub received_at: Timestamp,
    /// When it was told: now, or for an import when the source was told.
    pub told_at: Timestamp,
    pub token_hash: [u8; 32],
    pub state: State,
    pub placed: bool,
}
