//! The guard: what a person told becomes an impersonal fact, and what leaves the house has been cleared.
//!
//! Nothing but this module makes an [`Observation`](crate::observation::Observation) or a [`Cleared`].

mod clear;
mod public;
mod release;
mod strip;
pub mod words;

pub use clear::{Cleared, StaffReader, for_staff};
pub use public::{PublicCell, PublicQuestion, public_heat};
pub use release::{BASE_CELL_M, Batch, Pending, release};
pub use strip::{Facts, strip};
