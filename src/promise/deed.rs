//! What was done: the same small record for a traffic check, a walk, a remedy and a course, because all of them are
//! what pledges are held against.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::geodesy::LonLat;

/// Something that was done, at one place or in one locality. It has no words of its own: nobody can be named in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    pub id: Uuid,
    pub kind: DeedKind,
    pub started_at: Timestamp,
    pub minutes: Option<u32>,
    pub locality: Option<String>,
    pub place_name: Option<String>,
    pub at: Option<LonLat>,
    /// Of fixed words, such as `vehicles_stopped` or `participants`.
    pub counts: BTreeMap<String, u32>,
    /// What it was done for.
    pub source: Option<Source>,
}

/// Wire words, frozen once released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeedKind {
    TrafficCheck,
    /// Residents show the municipality what they see.
    CitizenWalk,
    /// A safety audit on foot with a protocol, after the national guide.
    SafetyAuditWalk,
    Remedy,
    /// A course for neighbourhood watch.
    Course,
    /// Of alcohol, tobacco and beer sold.
    Supervision,
    /// Safe adults out in the evening.
    EveningPatrol,
    /// A meeting, or news of what was done.
    Told,
}

impl DeedKind {
    pub const ALL: [Self; 8] = [
        Self::TrafficCheck,
        Self::CitizenWalk,
        Self::SafetyAuditWalk,
        Self::Remedy,
        Self::Course,
        Self::Supervision,
        Self::EveningPatrol,
        Self::Told,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::TrafficCheck => "traffic_check",
            Self::CitizenWalk => "citizen_walk",
            Self::SafetyAuditWalk => "safety_audit_walk",
            Self::Remedy => "remedy",
            Self::Course => "course",
            Self::Supervision => "supervision",
            Self::EveningPatrol => "evening_patrol",
            Self::Told => "told",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Where a deed or a remedy comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub kind: SourceKind,
    pub id: String,
}

/// Wire words, frozen once released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    Report,
    Hotspot,
    Walk,
    Plan,
    Remedy,
}

impl SourceKind {
    pub const ALL: [Self; 5] = [Self::Report, Self::Hotspot, Self::Walk, Self::Plan, Self::Remedy];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Hotspot => "hotspot",
            Self::Walk => "walk",
            Self::Plan => "plan",
            Self::Remedy => "remedy",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
