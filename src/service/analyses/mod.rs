//! Methods that take seconds: worked out beside the requests, asked for again until they are ready.

mod alarms;
mod areas;
mod backtest;
mod density;
mod gi_star;
mod jobs;
mod spots;

use serde_json::Value;
use uuid::Uuid;

use super::staff::Admission;
use super::{Served, Service, ServiceError};
use crate::analysis::backtest::DatedReport;
use crate::index::{Filter, Snapshot};
use crate::interop::findings::Data;

pub use density::Density;
pub use jobs::{Analysed, Jobs};
pub(super) use jobs::{Asked, Outcome};

impl Service {
    /// Stops a calculation nobody waits for any more.
    pub fn stop_analysis(&self, id: Uuid, _admission: &Admission) -> Result<(), ServiceError> {
        if self.inner.jobs.stop(id) { Ok(()) } else { Err(ServiceError::NotFound) }
    }
}

/// The question as a calculation is known by: everything it depends on stands in its parameters.
fn asked(served: &Served, method: &'static str, parameters: &Value) -> Asked {
    Asked { municipality: served.town.code().to_owned(), method, question: parameters.to_string() }
}

/// What was read, and how much of it has no place.
fn placed(n_read: u64, n_placed: usize) -> Data {
    let mut data = Data { n_read, ..Data::default() };
    data.leave_out("without_place", n_read.saturating_sub(n_placed as u64));
    data
}

/// Where what passes lies, and the local day on which each was told: what somebody could have known then.
fn dated(snapshot: &Snapshot, filter: &Filter) -> Vec<DatedReport> {
    let mut dated = Vec::new();
    snapshot.each_placed(filter, |one| {
        if let Some(hit) = snapshot.find(one.key) {
            dated.push(DatedReport { at: one.at, day: snapshot.told_day(hit), category: snapshot.category(hit) });
        }
    });
    dated
}
