//! What the town needs to know of a report: where, when, what kind, how heavy. No words, no person.

mod category;
mod clock;
mod hours;
mod moment;
mod month;

use crate::geodesy::Shape;

pub use category::{Catalogue, CatalogueError, Category, CauseEntry, CauseSet, Group};
pub use clock::Clock;
pub use hours::{HoursOfWeek, Weekday};
pub use moment::{Moment, ONGOING_HOLDS_S, Seconds, Window};
pub use month::Month;

/// An impersonal fact at an exact place. Only `privacy::strip` makes one from a report; it is not yet public.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The store's number of the report, small and dense; means nothing outside one installation.
    pub key: u32,
    pub shape: Shape,
    pub moment: Moment,
    /// The local day on which it was told, counted from 1970-01-01: what a forecaster could have known.
    pub told_day: i32,
    pub category: Category,
    pub causes: CauseSet,
    /// `web`, `on_behalf`, `import:boston-311-2015`, …
    pub channel: String,
    pub severity: Option<u8>,
    pub state: State,
    /// How much one such report counts before time and place are shared out.
    pub weight: f32,
    /// False where the place is known to be a default point of the source: counted, but on no map.
    pub placed: bool,
}

/// What became of a report. All but received ones count nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Received,
    /// Taken back by whoever told it.
    Withdrawn,
    /// Turned down at the desk.
    Rejected,
    /// Erased by a rule of retention: number, month and group of category are left of it.
    Erased,
}

impl State {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Withdrawn => "withdrawn",
            Self::Rejected => "rejected",
            Self::Erased => "erased",
        }
    }

    pub fn counts(self) -> bool {
        self == Self::Received
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Received, Self::Withdrawn, Self::Rejected, Self::Erased].into_iter().find(|s| s.as_str() == word)
    }
}
