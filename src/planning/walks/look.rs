//! What a group looks at where it stops: by what was told there, and by what the town knows of the place.

use crate::analysis::darkness::WhenDark;
use crate::town::{Lit, StreetClass, Structure};

/// In the order in which they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Look {
    /// Which lamps are out, where it is dark between them, what they leave in shadow.
    Lamps,
    /// What hides who is coming: bushes, trees, fences, corners.
    Sight,
    /// Damage, paint, litter: whose it is to mend.
    Upkeep,
    /// Who passes here at this hour, who could see or hear, the other way one could take.
    People,
    /// What makes a group stay here: seats, shelter, light. The place, not the persons.
    Gathering,
    /// Whether one sees through it, its light, its walls, the way around.
    Underpass,
    /// Steps, edges, surfaces: who cannot come this way.
    Steps,
    /// Ask those present: nothing was told that says where to look.
    Open,
}

impl Look {
    pub const ALL: [Self; 8] = [
        Self::Lamps,
        Self::Sight,
        Self::Upkeep,
        Self::People,
        Self::Gathering,
        Self::Underpass,
        Self::Steps,
        Self::Open,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lamps => "lamps",
            Self::Sight => "sight",
            Self::Upkeep => "upkeep",
            Self::People => "people",
            Self::Gathering => "gathering",
            Self::Underpass => "underpass",
            Self::Steps => "steps",
            Self::Open => "open",
        }
    }
}

/// By the causes named, the most frequent first, and by the street.
pub(super) fn look_at<'a>(
    causes: impl Iterator<Item = &'a str>,
    when_dark: Option<WhenDark>,
    (lit, class, structure): (Lit, StreetClass, Structure),
) -> Vec<Look> {
    let by_cause = causes.filter_map(|code| match code {
        "poor_lighting" | "lamp_outage" => Some(Look::Lamps),
        "blocked_sight" => Some(Look::Sight),
        "vandalism" | "litter" => Some(Look::Upkeep),
        "deserted" => Some(Look::People),
        "threatening_gathering" | "drug_dealing_seen" => Some(Look::Gathering),
        _ => None,
    });
    let is_dark = lit == Lit::No || when_dark == Some(WhenDark::DarkOnly);
    let by_place = [
        is_dark.then_some(Look::Lamps),
        (structure == Structure::Underpass).then_some(Look::Underpass),
        (class == StreetClass::Steps).then_some(Look::Steps),
    ];
    let mut look: Vec<Look> = Vec::new();
    for one in by_cause.chain(by_place.into_iter().flatten()) {
        if !look.contains(&one) {
            look.push(one);
        }
    }
    if look.is_empty() {
        look.push(Look::Open);
    }
    look
}
