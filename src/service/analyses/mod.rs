//! Methods that take seconds: worked out beside the requests, asked for again until they are ready.

mod alarms;
mod backtest;
mod density;
mod jobs;
mod spots;

use uuid::Uuid;

use super::staff::Admission;
use super::{Service, ServiceError};
use crate::analysis::DatedPlace;
use crate::analysis::backtest::day_of;
use crate::index::{Filter, Snapshot};
use crate::town::Town;

pub use density::Density;
use jobs::Asked;
pub use jobs::{Analysed, Jobs};

impl Service {
    /// Stops a calculation nobody waits for any more.
    pub fn stop_analysis(&self, id: Uuid, _admission: &Admission) -> Result<(), ServiceError> {
        if self.inner.jobs.stop(id) { Ok(()) } else { Err(ServiceError::NotFound) }
    }
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
