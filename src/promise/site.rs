//! Places to stand that staff know better than the map.

use crate::geodesy::LonLat;

/// A place for traffic checks that was added or forbidden by hand.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckSite {
    /// That of the planner's own site, or one that staff gave.
    pub id: String,
    pub name: Option<String>,
    pub at: LonLat,
    pub state: SiteState,
}

/// Wire words, frozen once released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteState {
    Added,
    Forbidden,
}

impl SiteState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Forbidden => "forbidden",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Added, Self::Forbidden].into_iter().find(|state| state.as_str() == word)
    }
}
