//! Too many wrong attempts make one wait; nobody can make somebody else wait on a device they have signed in with.
//!
//! Failures are counted for a login *and* where they come from: a browser that has signed in before carries a signed mark
//! and has its own count, any other is counted by its network. A third count, of the login alone, bounds what many networks
//! together may try; it never concerns a browser with the mark (OWASP calls the mark a device cookie).

use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq;

use super::super::secrets::{base64_url, keyed};
use super::super::{Service, ServiceError};
use crate::staff::Login;

const WINDOW: SignedDuration = SignedDuration::from_mins(15);
const FROM_ONE_PLACE: u32 = 10;
const FROM_UNKNOWN_PLACES: u32 = 100;
/// Wrong codes after a right password: whoever has the password may guess no more of the six digits.
const WRONG_CODES: u32 = 10;

/// What a wrong attempt counts against.
pub(super) struct Counts(Vec<Count>);

struct Count {
    hash: [u8; 32],
    most: u32,
    /// Only wrong codes after a right password.
    of_codes: bool,
}

/// What was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    Password,
    /// The password was right.
    Code,
}

impl Service {
    pub(super) fn failure_counts(&self, login: &str, device: Option<&str>, network: &str) -> Counts {
        let pepper = &self.inner.accounts.pepper;
        let login_bytes = login.as_bytes();
        let count = |pieces: &[&[u8]], most| Count { hash: keyed(pepper, pieces), most, of_codes: false };
        let Some(nonce) = device.and_then(|mark| self.known_device(login, mark)) else {
            return Counts(vec![
                count(&[b"network", login_bytes, network.as_bytes()], FROM_ONE_PLACE),
                count(&[b"login", login_bytes], FROM_UNKNOWN_PLACES),
                Count { of_codes: true, ..count(&[b"code", login_bytes], WRONG_CODES) },
            ]);
        };
        Counts(vec![count(&[b"device", login_bytes, nonce], FROM_ONE_PLACE)])
    }

    /// Refused where too much was wrong lately.
    pub(super) async fn check_failures(&self, counts: &Counts) -> Result<(), ServiceError> {
        let since = self.window_start();
        for count in &counts.0 {
            if self.store().sign_in_failures(&count.hash, since).await? >= count.most {
                return Err(ServiceError::TooManyAttempts);
            }
        }
        Ok(())
    }

    pub(super) async fn count_failure(&self, counts: &Counts, wrong: Wrong) -> Result<(), ServiceError> {
        for count in counts.0.iter().filter(|count| wrong == Wrong::Code || !count.of_codes) {
            self.store().sign_in_failed(&count.hash, self.now(), self.window_start()).await?;
        }
        Ok(())
    }

    pub(super) async fn forget_failures(&self, counts: &Counts) -> Result<(), ServiceError> {
        // The count of the login alone stays: somebody may be trying it from elsewhere.
        let Some(count) = counts.0.first() else { return Ok(()) };
        Ok(self.store().forget_failures(&count.hash).await?)
    }

    /// The mark of a browser somebody has signed in with.
    pub(super) fn device_mark(&self, login: &Login) -> String {
        let nonce = base64_url(&rand::random::<[u8; 16]>());
        let signature = self.device_signature(login.as_str(), nonce.as_bytes());
        format!("{nonce}.{signature}")
    }

    /// The nonce of a mark that is ours and this login's.
    fn known_device<'a>(&self, login: &str, mark: &'a str) -> Option<&'a [u8]> {
        let (nonce, signature) = mark.split_once('.')?;
        let right = self.device_signature(login, nonce.as_bytes());
        bool::from(right.as_bytes().ct_eq(signature.as_bytes())).then_some(nonce.as_bytes())
    }

    fn device_signature(&self, login: &str, nonce: &[u8]) -> String {
        base64_url(&keyed(&self.inner.accounts.pepper, &[b"mark", login.as_bytes(), nonce]))
    }

    pub(super) fn window_start(&self) -> Timestamp {
        self.now() - WINDOW
    }
}
