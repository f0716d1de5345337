//! What to do about it: proposals with their reasons, and how far from the best possible they can be.

pub mod checks;
pub mod covering;
pub mod lighting;
pub mod orienteering;
mod treated;
pub mod walks;

pub use treated::{Treated, answered, is_mended};
