//! SQLite's log is copied into its file beside the commits, and no report waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Store;

/// So many reports fill about a tenth of what the writer lets gather before it copies the log itself.
const EVERY: usize = 1_000;

/// Counts what was written since the log was last copied.
pub(super) struct Checkpoints {
    n_written: usize,
    at_work: Arc<AtomicBool>,
}

impl Checkpoints {
    pub(super) fn new() -> Self {
        Self { n_written: 0, at_work: Arc::default() }
    }

    /// Copies what has gathered when it is enough, unless the last copying is still going on. It takes no lock that a
    /// writer or a reader waits for (`PASSIVE`); what it leaves, the writer's own limit takes.
    pub(super) fn written(&mut self, store: &Store, n: usize) {
        let Store::Sqlite { reader, .. } = store else { return };
        self.n_written += n;
        if self.n_written < EVERY || self.at_work.swap(true, Ordering::Acquire) {
            return;
        }
        self.n_written = 0;
        let (reader, at_work) = (reader.clone(), self.at_work.clone());
        tokio::spawn(async move {
            if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&reader).await {
                tracing::warn!(error = %error, "the log could not be copied into the file; the next commits will");
            }
            at_work.store(false, Ordering::Release);
        });
    }
}
