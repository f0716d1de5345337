//! Whoever changes a record says which version they read: nobody's change is lost under another's.

use super::ServiceError;
use crate::store::Change;

/// The versions somebody means to change (`If-Match`); any, where nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Meant(Option<Vec<u32>>);

impl Meant {
    pub fn one_of(versions: Vec<u32>) -> Self {
        Self(Some(versions))
    }

    /// Whether the version that stands is one that was meant.
    pub(super) fn check(&self, stands: u32) -> Result<(), ServiceError> {
        let is_meant = self.0.as_ref().is_none_or(|versions| versions.contains(&stands));
        if is_meant { Ok(()) } else { Err(ServiceError::Outdated) }
    }

    /// What to say where somebody else was quicker between our reading and our writing.
    pub(super) fn kept(&self, change: Change) -> Result<(), ServiceError> {
        match (change, &self.0) {
            (Change::Kept, _) => Ok(()),
            (Change::Outdated, Some(_)) => Err(ServiceError::Outdated),
            (Change::Outdated, None) => Err(ServiceError::Overtaken),
        }
    }
}
