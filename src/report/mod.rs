//! Everything a person told us. It lives on the first line only: told, checked, stored.

pub mod desk;
pub mod disclosure;
mod draft;
mod flaw;
mod geometry;
mod outside;
mod when;

use jiff::Timestamp;
use uuid::Uuid;

use crate::observation::{Category, Moment, State};

pub use draft::{Draft, Ground, MAX_TEXT_CHARS};
pub use flaw::{Code, Flaw, Piece};
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

/// What makes a draft a report: its identity, its way to us, and when.
#[derive(Clone)]
pub struct Telling {
    pub id: Uuid,
    pub channel: String,
    pub source_id: Option<String>,
    pub received_at: Timestamp,
    pub told_at: Timestamp,
    pub token_hash: [u8; 32],
    pub placed: bool,
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

impl Draft {
    pub fn told(self, telling: Telling) -> Report {
        Report {
            id: telling.id,
            reference: reference_of(telling.id),
            municipality: self.municipality,
            category: self.category,
            causes: self.causes,
            place: self.place,
            moment: self.moment,
            severity: self.severity,
            text: self.text,
            channel: telling.channel,
            source_id: telling.source_id,
            received_at: telling.received_at,
            told_at: telling.told_at,
            token_hash: telling.token_hash,
            state: State::Received,
            placed: telling.placed,
        }
    }
}

/// What can be read over the telephone: no letter or digit that is taken for another.
fn reference_of(id: Uuid) -> String {
    const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    // The first 48 bits of a version 4 id are random.
    let mut rest = (id.as_u128() >> 80) as u64;
    let mut code = String::with_capacity(8);
    for i in 0..7 {
        if i == 3 {
            code.push('-');
        }
        code.push(char::from(LETTERS[(rest % 31) as usize]));
        rest /= 31;
    }
    code
}
