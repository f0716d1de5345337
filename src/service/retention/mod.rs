//! Erasing by rule, and holding what must not be erased now.

mod holds;
mod rules;
mod run;

pub(super) use holds::about as about_hold;
pub use run::{DryRun, RunOutcome};
