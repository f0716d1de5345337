//! From what the store holds of a report to an observation: the only door.

use crate::observation::{Catalogue, Category, Moment, Observation, Seconds, State};
use crate::report::Geometry;
use crate::town::Town;

/// The columns of a stored report that hold no word and no person. The store reads these and no others for the index.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    pub key: u32,
    pub category: Category,
    pub causes: String,
    pub geometry: Geometry,
    pub moment: Moment,
    pub told_at: Seconds,
    pub severity: Option<u8>,
    pub channel: String,
    pub state: State,
    pub placed: bool,
}

/// The impersonal fact in a report.
pub fn strip(facts: Facts, town: &Town, catalogue: &Catalogue) -> Observation {
    Observation {
        key: facts.key,
        shape: facts.geometry.shape(&town.metric),
        moment: facts.moment,
        told_day: town.clock.day(facts.told_at),
        category: facts.category,
        causes: catalogue.set_of(facts.category, facts.causes.split(',')),
        channel: facts.channel,
        severity: facts.severity,
        state: facts.state,
        weight: 1.0,
        placed: facts.placed,
    }
}
