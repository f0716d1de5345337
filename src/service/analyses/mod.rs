//! Methods that take seconds: worked out beside the requests, asked for again until they are ready.

mod density;
mod jobs;
mod spots;

use uuid::Uuid;

use super::staff::Admission;
use super::{Service, ServiceError};

use jobs::Asked;
pub use jobs::{Analysed, Jobs};

impl Service {
    /// Stops a calculation nobody waits for any more.
    pub fn stop_analysis(&self, id: Uuid, _admission: &Admission) -> Result<(), ServiceError> {
        if self.inner.jobs.stop(id) { Ok(()) } else { Err(ServiceError::NotFound) }
    }
}
