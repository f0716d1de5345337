//! Methods that take seconds: worked out beside the requests, asked for again until they are ready.

mod alarms;
mod backtest;
mod density;
mod jobs;
mod spots;

use serde_json::Value;
use uuid::Uuid;

use super::staff::Admission;
use super::{Served, Service, ServiceError};
use crate::analysis::DatedPlace;
use crate::analysis::backtest::day_of;
use crate::index::{Filter, Snapshot};
use crate::interop::findings::Data;
use crate::town::Town;

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

/// Where what passes lies, and the local day on which each began.
fn dated(snapshot: &Snapshot, filter: &Filter, town: &Town) -> Vec<DatedPlace> {
    let mut keys = Vec::new();
    snapshot.each_placed(filter, |one| keys.push((one.key, one.at)));
    let day = |key: u32| {
        let began = snapshot.observation(snapshot.find(key)?).moment.span().0;
        let at = jiff::Timestamp::from_second(began).ok()?;
        Some(day_of(at.to_zoned(town.clock.zone().clone()).date()))
    };
    keys.into_iter().filter_map(|(key, at)| Some(DatedPlace { at, day: day(key)? })).collect()
}
