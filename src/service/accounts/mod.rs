//! Accounts: signing in, choosing a password and a second factor, who may do what, keys for programs.

mod enrol;
mod failures;
mod keys;
mod manage;
mod passwords;
mod sign_in;
mod sso;

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::{Service, ServiceError};
use crate::staff::audit::Act;
use crate::staff::{Account, Grant};
use crate::store::{Store, StoreError};

pub use enrol::{Enrolled, Offered};
pub use keys::{KeyDraft, MadeKey};
pub use manage::{AccountChange, AccountDraft, Invited};
pub use sign_in::{Attempt, SignedIn};
pub use sso::{Departure, NotSignedIn, ProviderAnswer, ProviderSettings, Returned};

/// How long somebody stays signed in.
#[derive(Debug, Clone, Copy)]
pub struct SessionRules {
    /// Without doing anything.
    pub idle: SignedDuration,
    /// At most.
    pub absolute: SignedDuration,
}

impl Default for SessionRules {
    fn default() -> Self {
        Self { idle: SignedDuration::from_mins(60), absolute: SignedDuration::from_hours(12) }
    }
}

/// What signing in needs beside the store.
pub(super) struct Accounts {
    /// Mixed into what is kept of devices and failures; never leaves this process.
    pepper: Vec<u8>,
    passwords: passwords::Passwords,
    single_sign_on: Option<sso::SingleSignOn>,
}

impl Accounts {
    pub(super) async fn start(store: &Store, provider: Option<ProviderSettings>) -> Result<Self, StoreError> {
        let pepper = store.secret("account_pepper", rand::random()).await?;
        let single_sign_on = provider.map(sso::SingleSignOn::new);
        Ok(Self { pepper, passwords: passwords::Passwords::new(), single_sign_on })
    }
}

impl Service {
    /// What somebody did about their own account: a line for each municipality they work in, so that its own auditor
    /// reads it.
    async fn note_of(&self, account: &Account, act: Act, what: &'static str) -> Result<(), ServiceError> {
        for place in places_of(&account.grants) {
            self.note(account.login.as_str(), place, act, what, String::new()).await?;
        }
        Ok(())
    }
}

/// The municipalities of some roles, as the log names them; with none, that which concerns none.
fn places_of(grants: &[Grant]) -> BTreeSet<&str> {
    let mut places: BTreeSet<&str> =
        grants.iter().map(|grant| grant.municipality.as_deref().unwrap_or_default()).collect();
    if places.is_empty() {
        places.insert("");
    }
    places
}

/// One answer for whatever was wrong, so that nobody learns which.
fn refused() -> ServiceError {
    ServiceError::SignInRefused
}
