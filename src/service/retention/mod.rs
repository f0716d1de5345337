//! Erasing by rule, and holding what must not be erased now.

mod holds;
mod rules;
mod run;

use std::future::Future;
use std::panic::resume_unwind;

pub(super) use holds::about as about_hold;
pub use run::{DryRun, RunOutcome};

/// Does something to its end, also when whoever asked for it has gone in the middle: what is erased stands in old pages
/// until this has ended.
pub(in crate::service) async fn finished<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(work).await {
        Ok(done) => done,
        // Nobody aborts it: it panicked.
        Err(panicked) => resume_unwind(panicked.into_panic()),
    }
}
