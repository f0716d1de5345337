//! What a rule finds.

use jiff::Timestamp;

/// What a rule would take now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Numbers of reports, in order.
    pub numbers: Vec<i64>,
    /// Observations of walks that became no report: what was written there.
    pub seen: Vec<String>,
    pub n_photos: u64,
    /// When the oldest and the newest of the reports were told.
    pub told: Option<(Timestamp, Timestamp)>,
    /// Left because a hold covers them.
    pub n_held: u64,
}

impl Found {
    pub fn n(&self) -> u64 {
        (self.numbers.len() + self.seen.len()) as u64
    }
}
