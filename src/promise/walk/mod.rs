//! A walk from its first meeting to the next walk: what may follow on what, and what those who walk see.

mod seen;
mod steps;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Deed, DeedKind, Source, SourceKind};
use crate::geodesy::LonLat;

pub use seen::{LightThen, PlacedBy, Seen};
pub use steps::{Step, WalkState};

/// Larger groups hear nothing (Socialstyrelsen): said, never refused.
pub const MOST_PARTICIPANTS: u32 = 20;
/// Nobody counts more in one walk; a larger number is a slip of the finger.
pub const MOST_COUNTED: u32 = 500;

/// The two are different things: a pledge for one is not kept by the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalkKind {
    /// Medborgarvandring: residents show municipality and police what they see, where the pledge says.
    Citizen,
    /// Trygghetsvandring: an audit of the surroundings with those who live there, a protocol, owners who answer, and
    /// the same walk again.
    SafetyAudit,
}

impl WalkKind {
    pub const ALL: [Self; 2] = [Self::Citizen, Self::SafetyAudit];

    pub fn as_str(self) -> &'static str {
        self.deed_kind().as_str()
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    pub fn deed_kind(self) -> DeedKind {
        match self {
            Self::Citizen => DeedKind::CitizenWalk,
            Self::SafetyAudit => DeedKind::SafetyAuditWalk,
        }
    }
}

/// A place to stop at, as it was when the walk was kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalkStop {
    pub at: [f64; 2],
    pub sv: String,
    pub en: String,
    /// What to look at.
    #[serde(default)]
    pub look: Vec<String>,
    /// Minutes after the start.
    #[serde(default)]
    pub arrives_min: u32,
    /// Reports there when it was planned.
    #[serde(default)]
    pub n_reports: u32,
    /// Causes named in them, most frequent first.
    #[serde(default)]
    pub causes: Vec<String>,
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepTaken {
    /// Made by whoever took it, so that the same step sent twice is one.
    pub id: Uuid,
    pub step: String,
    pub at: Timestamp,
    /// Heads, never names.
    pub participants: Option<u32>,
    pub minutes: Option<u32>,
}

/// A walk somebody keeps, and how far it has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    pub id: Uuid,
    pub kind: WalkKind,
    pub title: String,
    pub state: WalkState,
    /// When it is to begin.
    pub starts_at: Timestamp,
    pub minutes: u32,
    pub locality: Option<String>,
    pub stops: Vec<WalkStop>,
    /// The way, in degrees.
    pub way: Vec<[f64; 2]>,
    pub steps: Vec<StepTaken>,
    /// The walk this one repeats.
    pub follows: Option<Uuid>,
    pub made_at: Timestamp,
    pub changed_at: Timestamp,
}

impl Walk {
    /// What is recorded when it has been walked; pledges are held against it.
    pub fn deed(&self) -> Option<Deed> {
        let walked = self.steps.iter().find(|taken| taken.step == Step::Walk.as_str())?;
        let counts = [("stops", Some(self.stops.len() as u32)), ("participants", walked.participants)];
        Some(Deed {
            // The same walk is the same deed, however often it is told.
            id: self.id,
            kind: self.kind.deed_kind(),
            started_at: walked.at,
            minutes: walked.minutes.or(Some(self.minutes)),
            locality: self.locality.clone(),
            place_name: self.stops.first().map(|stop| stop.sv.clone()),
            at: self.way.first().and_then(|at| LonLat::new(at[0], at[1])),
            counts: counts.into_iter().filter_map(|(word, n)| Some((word.to_owned(), n?))).collect(),
            source: Some(Source { kind: SourceKind::Walk, id: self.id.to_string() }),
        })
    }
}
