//! The roles a municipality gives: a job, in rights.

use super::{Right, Rights};

/// A job. Somebody may have several, in several municipalities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Moderator,
    Planner,
    Police,
    Coordinator,
    Auditor,
    Admin,
}

impl Role {
    pub const ALL: [Self; 6] =
        [Self::Moderator, Self::Planner, Self::Police, Self::Coordinator, Self::Auditor, Self::Admin];

    /// What the job needs and no more: whoever gives out accounts sees no report, whoever reads the log changes
    /// nothing.
    pub fn rights(self) -> Rights {
        use Right::*;
        let rights: &[Right] = match self {
            Self::Moderator => &[ReadExact, Moderate],
            Self::Planner => &[ReadExact, Plan, KeepRegister],
            Self::Police => &[ReadExact, Plan, PlanChecks],
            Self::Coordinator => &[ReadExact, Moderate, Plan, KeepRegister, KeepPromises, Retain],
            Self::Auditor => &[Audit],
            Self::Admin => &[Administer],
        };
        rights.iter().copied().collect()
    }

    /// Word of the wire and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Moderator => "moderator",
            Self::Planner => "planner",
            Self::Police => "police",
            Self::Coordinator => "coordinator",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}
