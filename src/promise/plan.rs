//! A plan somebody kept, to go on with, to compare with, or to act on.

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

/// What was asked of a planner and what it said, under a title.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptPlan {
    pub line: PlanLine,
    /// The body that was posted to the planner, with everything that was locked and forbidden by hand.
    pub question: Value,
    pub answer: Value,
}

/// A kept plan without what it says: what a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanLine {
    pub id: Uuid,
    pub kind: PlanKind,
    /// The month, day or year it is for, as ISO 8601 writes it.
    pub period: String,
    pub title: String,
    pub state: PlanState,
    /// Counted from 1, one more with each change.
    pub version: u32,
    pub made_at: Timestamp,
    pub changed_at: Timestamp,
}

/// Wire words, frozen once released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanKind {
    Checks,
    Walks,
    Lighting,
}

impl PlanKind {
    pub const ALL: [Self; 3] = [Self::Checks, Self::Walks, Self::Lighting];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checks => "checks",
            Self::Walks => "walks",
            Self::Lighting => "lighting",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A draft may be changed by anybody; of a kind and period at most one plan is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanState {
    Draft,
    Decided,
}

impl PlanState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Decided => "decided",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Draft, Self::Decided].into_iter().find(|state| state.as_str() == word)
    }
}
