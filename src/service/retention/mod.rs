//! Erasing by rule, and holding what must not be erased now.

mod holds;
mod rules;
mod run;

pub use run::{DryRun, RunOutcome};
