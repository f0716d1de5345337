//! The guard: what a person told becomes an impersonal fact, and what leaves the house has been cleared.
//!
//! Nothing but this module makes an [`Observation`](crate::observation::Observation) or a [`Cleared`].

mod clear;
pub mod disclosed;
mod held_back;
mod own_file;
mod own_report;
pub mod pictures;
mod public;
mod public_density;
mod public_promises;
mod public_rates;
mod public_streets;
mod raised;
mod release;
pub mod retention;
mod street_parts;
mod strip;
pub mod words;

pub use clear::{Cleared, StaffReader, for_staff};
pub use held_back::{HeldBack, forgotten};
pub use own_file::{OwnFile, of_own_file};
pub use own_report::{KeptReport, OwnDecision, OwnPhoto, OwnReport, SeenOnWalk, TakenOut, for_its_teller};
pub use public::{PublicCell, PublicQuestion, public_heat};
pub use public_density::public_density;
pub use public_promises::{PublicPledge, PublicPromises, Register, Said, Shown, Since, Story, public_promises};
pub use public_rates::{PublicPlace, public_rates};
pub use public_streets::{LaidPart, PublicPart, PublicStreets, lay, public_streets};
pub use raised::raised;
pub use release::{BASE_CELL_M, Batch, Pending, Released, release};
pub use street_parts::{StreetPart, refine};
pub use strip::{Facts, strip};
