//! What somebody may do. A route names one right; a role is a handful of them.

use std::fmt;

/// One thing somebody may do in a municipality. The words are those of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Right {
    /// See exact places and hours, and every analysis of them.
    ReadExact,
    /// Work at the desk: read what residents wrote, see pictures, decide what becomes public.
    Moderate,
    /// Plan light and walks, keep plans, lead a walk.
    Plan,
    /// Plan traffic checks, and see those that have not been done yet.
    PlanChecks,
    /// Change the register of remedies.
    KeepRegister,
    /// Enter pledges, and what was done about them.
    KeepPromises,
    /// Erase by rule, hold, and hand out records.
    Retain,
    /// Read who read and changed what.
    Audit,
    /// Make accounts, give roles, make tokens.
    Administer,
}

impl Right {
    pub const ALL: [Self; 9] = [
        Self::ReadExact,
        Self::Moderate,
        Self::Plan,
        Self::PlanChecks,
        Self::KeepRegister,
        Self::KeepPromises,
        Self::Retain,
        Self::Audit,
        Self::Administer,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadExact => "read_exact",
            Self::Moderate => "moderate",
            Self::Plan => "plan",
            Self::PlanChecks => "plan_checks",
            Self::KeepRegister => "keep_register",
            Self::KeepPromises => "keep_promises",
            Self::Retain => "retain",
            Self::Audit => "audit",
            Self::Administer => "administer",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.as_str() == word)
    }
}

/// Several rights.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights(u16);

impl Rights {
    pub const NONE: Self = Self(0);

    pub fn all() -> Self {
        Right::ALL.into_iter().collect()
    }

    pub fn holds(self, right: Right) -> bool {
        self.0 & Self::bit(right) != 0
    }

    pub fn and(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    /// What is in both.
    pub fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::ALL.into_iter().filter(move |right| self.holds(*right))
    }

    const fn bit(right: Right) -> u16 {
        1 << right as u8
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        Self(rights.into_iter().fold(0, |all, right| all | Self::bit(right)))
    }
}

impl fmt::Debug for Rights {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(self.iter().map(Right::as_str)).finish()
    }
}
