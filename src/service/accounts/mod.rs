//! Accounts: signing in, choosing a password and a second factor, who may do what, keys for programs.

mod enrol;
mod failures;
mod keys;
mod manage;
mod passwords;
mod sign_in;
mod sso;

use jiff::SignedDuration;

use super::ServiceError;
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

/// One answer for whatever was wrong, so that nobody learns which.
fn refused() -> ServiceError {
    ServiceError::SignInRefused
}
