//! Who is admitted, and to what.

use std::sync::Arc;

use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{Served, Service, ServiceError};
use crate::staff::{Grants, Right};

/// Somebody whose session, key or token was right; not yet a reader of anything. It is good for one right at a time:
/// that of the route it came by.
#[derive(Debug, Clone)]
pub struct Admission {
    who: Arc<str>,
    /// Empty for a key.
    account: Option<Uuid>,
    session: Option<Uuid>,
    grants: Grants,
    right: Option<Right>,
}

impl Admission {
    pub(super) fn of(who: impl Into<Arc<str>>, account: Option<Uuid>, grants: Grants) -> Self {
        Self { who: who.into(), account, session: None, grants, right: None }
    }

    pub(super) fn in_session(self, session: Uuid) -> Self {
        Self { session: Some(session), ..self }
    }

    /// The session they came by; empty for a key or a token.
    pub fn session(&self) -> Option<Uuid> {
        self.session
    }

    /// The same for one right. Refused where it is held nowhere.
    pub fn with(self, right: Right) -> Result<Self, ServiceError> {
        if !self.grants.holds_somewhere(right) {
            return Err(ServiceError::NotAllowed);
        }
        Ok(Self { right: Some(right), ..self })
    }

    /// What the log calls them.
    pub fn who(&self) -> &str {
        &self.who
    }

    pub fn account(&self) -> Option<Uuid> {
        self.account
    }

    pub fn grants(&self) -> &Grants {
        &self.grants
    }

    /// Whether the right they came with is theirs in this municipality.
    pub(super) fn check(&self, municipality: &str) -> Result<(), ServiceError> {
        // Without a right named nothing is allowed: a door that forgot to name one stays shut.
        self.right.map_or(Err(ServiceError::NotAllowed), |right| self.may(right, municipality))
    }

    /// The same for another right than that of the route.
    pub(super) fn may(&self, right: Right, municipality: &str) -> Result<(), ServiceError> {
        if self.grants.holds(right, municipality) { Ok(()) } else { Err(ServiceError::NotAllowed) }
    }
}

impl Service {
    /// The municipality with this code, or the one meant when none is named, for somebody who may do there what they
    /// came for.
    pub(super) fn serving_to(&self, code: Option<&str>, admission: &Admission) -> Result<Arc<Served>, ServiceError> {
        let served = self.serving(code)?;
        admission.check(served.town.code())?;
        Ok(served)
    }

    /// The municipality meant when none is named, or the first where somebody may do this.
    pub(super) fn first_where(&self, right: Right, admission: &Admission) -> Result<Arc<Served>, ServiceError> {
        let (meant, all) = (self.serving(None), self.served());
        let mut all = meant.iter().chain(all.values());
        let first = all.find(|served| admission.may(right, served.town.code()).is_ok());
        first.cloned().ok_or(ServiceError::NotAllowed)
    }

    /// Code and name of each municipality where something is held.
    pub fn municipalities_of(&self, grants: &Grants) -> Vec<(String, String)> {
        let served = self.served();
        let held = served.values().filter(|served| !grants.rights_in(served.town.code()).is_empty());
        held.map(|served| (served.town.code().to_owned(), served.town.municipality.name.clone())).collect()
    }

    /// Checks a bearer token: the installation's own, which may do everything, or a key made for a program.
    pub async fn admit(&self, token: &str) -> Result<Admission, ServiceError> {
        let own = self.inner.settings.staff_token.as_deref();
        if own.is_some_and(|own| own.as_bytes().ct_eq(token.as_bytes()).into()) {
            return Ok(Admission::of("staff", None, Grants::everything()));
        }
        self.admit_key(token).await
    }

    /// Whoever works on the machine itself can open the database; the reading is logged all the same.
    pub fn admit_operator(&self) -> Admission {
        let operator = Admission::of("operator", None, Grants::everything());
        Admission { right: Some(Right::ReadExact), ..operator }
    }
}
