//! The invented demo: Osby's real border and localities, and between them streets, houses, land and water, lamps,
//! landmarks, the homes of the people SCB counted, and reports, all of which a seed makes up. Nothing here was seen or
//! told by anybody; every page that shows it says so.
//!
//! The same seed gives the same bytes: one generator (`dice`), whole throws, no clock, no order left to a hash,
//! coordinates rounded to what every processor agrees on.
//!
//! The stories (`stories/`, one file each): a dark underpass by the station; mopeds on Friday nights on one stretch;
//! speeding past a school in the morning; a row of lamps out of order in Lönsboda; good words; noise everywhere else.

mod calendar;
mod dice;
mod houses;
mod layout;
mod line;
mod municipality;
mod plan;
mod stories;
mod survey;
mod telling;
#[cfg(test)]
mod tests;

pub(crate) use dice::Dice;
pub use municipality::municipality;
pub use stories::{reports, reports_by_chance};
pub use survey::{SOURCE, survey};
pub use telling::InventedReport;

/// The seed of the demo that ships with the program.
pub const SEED: u64 = 1273;
