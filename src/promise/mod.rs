//! What was promised, planned and done about places: pledges, plans, remedies, traffic checks and walks. Never a person.

mod deed;
mod objection;
mod plan;

pub use deed::{Deed, DeedKind, Source, SourceKind};
pub use objection::Objection;
pub use plan::{KeptPlan, PlanKind, PlanState};
