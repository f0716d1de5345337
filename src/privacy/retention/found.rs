//! What a rule finds.

use jiff::Timestamp;

/// More numbers are not kept; the digest is of all.
pub const MOST_NUMBERS: usize = 1_000;

/// What a rule would take now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    pub n_reports: u64,
    /// Numbers of the first of them, in order: [`MOST_NUMBERS`] at most.
    pub numbers: Vec<i64>,
    /// Observations of walks that became no report: what was written there.
    pub n_seen: u64,
    /// Of all of both: see [`digest`](super::digest).
    pub digest: String,
    pub n_photos: u64,
    /// When the oldest and the newest of the reports were told.
    pub told: Option<(Timestamp, Timestamp)>,
    /// Left because a hold covers them.
    pub n_held: u64,
}

impl Found {
    pub fn n(&self) -> u64 {
        self.n_reports + self.n_seen
    }
}
