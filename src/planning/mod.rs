//! What to do about it: proposals with their reasons, and how far from the best possible they can be.

pub mod checks;
pub mod covering;
pub mod lighting;
pub mod orienteering;
pub mod walks;
