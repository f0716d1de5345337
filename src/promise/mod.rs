//! What was promised, planned and done about places: pledges, plans, remedies, traffic checks and walks. Never a
//! person.

mod deed;
mod deed_fields;
mod fields;
mod horizon;
pub mod invented;
mod mended;
mod objection;
mod plan;
mod pledge;
mod progress;
mod remedy;
mod remedy_draft;
mod site;
#[cfg(test)]
mod tests;
mod vocabulary;
mod walk;

pub use deed::{Deed, DeedKind, Source, SourceKind};
pub use deed_fields::DeedFields;
pub use horizon::{in_the_future, too_far_ahead};
pub use mended::Mended;
pub use objection::Objection;
pub use plan::{KeptPlan, PlanKind, PlanLine, PlanState};
pub use pledge::{Evidence, Goal, Period, Pledge, PledgeSet};
pub use progress::{MonthDone, MonthProgress, PeriodProgress, Progress, Standing, Tally, progress};
pub use remedy::{Remedy, RemedyState};
pub use remedy_draft::RemedyGround;
pub use site::{CheckSite, SiteState};
pub use vocabulary::{RemedyKind, UnitWord, Vocabulary, Word};
pub use walk::{
    LightThen, MOST_COUNTED, MOST_PARTICIPANTS, PlacedBy, Seen, Step, StepTaken, Walk, WalkKind, WalkState, WalkStop,
};
