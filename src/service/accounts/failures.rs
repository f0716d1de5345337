//! Too many wrong attempts make one wait, or work; nobody can make somebody else wait for good.
//!
//! # Method
//! An attempt is counted as wrong before its password is looked at, and given back when it was right: many at once are
//! no more than many after one another. Three ways lead in, and what fills one does not fill the others:
//! 1. A browser that has signed in before carries a signed mark and has its own count (OWASP calls the mark a device
//!    cookie). Nobody without the mark can fill it.
//! 2. Any other is counted by its network, with IPv6 also by what lies around it (one line may have 256 networks, one
//!    site 65,536), and by the login alone, which bounds what many networks together may try.
//! 3. Whoever has answered a proof of work (`http::limits`) is past these counts: each try has its price, and there is
//!    always one more.
//!
//! Codes after a right password are counted by themselves, also for the third: nobody guesses six digits by working.
//! Only whoever has the password can fill that count, and a recovery code is not asked for it.

use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq;

use super::super::secrets::{base64_url, keyed};
use super::super::{Service, ServiceError};
use super::Attempt;
use crate::staff::{Login, TotpSecret};

const WINDOW: SignedDuration = SignedDuration::from_mins(15);
const FROM_ONE_BROWSER: u32 = 10;
/// From one IPv4 address or a /64, from the /56 around it, from the /48 around that.
const FROM_AROUND: [u32; 3] = [10, 20, 40];
const FROM_UNKNOWN_PLACES: u32 = 100;
/// Wrong codes after a right password: whoever has the password may guess no more of the six digits.
const WRONG_CODES: u32 = 10;

/// What an attempt counts against, each with its most.
pub(super) struct Counts {
    /// Before the password is looked at; the narrowest first.
    places: Vec<([u8; 32], u32)>,
    /// Once it was right.
    codes: Option<([u8; 32], u32)>,
    /// Counted in its place when the password was wrong, and read by nobody: so much work takes as long.
    codes_of_nobody: Option<([u8; 32], u32)>,
    is_known: bool,
}

impl Counts {
    pub(super) fn are_of_a_known_browser(&self) -> bool {
        self.is_known
    }
}

impl Service {
    pub(super) fn failure_counts(&self, login: &str, attempt: &Attempt<'_>) -> Counts {
        let pepper = &self.inner.accounts.pepper;
        let login_bytes = login.as_bytes();
        let of_codes = (keyed(pepper, &[b"code", login_bytes]), WRONG_CODES);
        let of_nobody = (keyed(pepper, &[b"no code", login_bytes]), WRONG_CODES);
        let is_code = TotpSecret::is_shaped_like_a_code(attempt.code);
        let (codes, codes_of_nobody) = (is_code.then_some(of_codes), is_code.then_some(of_nobody));
        if attempt.has_worked {
            return Counts { places: Vec::new(), codes, codes_of_nobody, is_known: false };
        }
        if let Some(nonce) = attempt.device.and_then(|mark| self.known_device(login, mark)) {
            let own = (keyed(pepper, &[b"device", login_bytes, nonce]), FROM_ONE_BROWSER);
            return Counts { places: vec![own], codes: None, codes_of_nobody: None, is_known: true };
        }
        let around = attempt.networks.iter().zip(FROM_AROUND);
        let mut places: Vec<_> = around
            .map(|(network, most)| (keyed(pepper, &[b"network", login_bytes, network.as_bytes()]), most))
            .collect();
        places.push((keyed(pepper, &[b"login", login_bytes]), FROM_UNKNOWN_PLACES));
        Counts { places, codes, codes_of_nobody, is_known: false }
    }

    /// Counts an attempt before it is looked at. Refused where too much was wrong lately.
    pub(super) async fn count_attempt(&self, counts: &Counts) -> Result<(), ServiceError> {
        let counted = self.store().count_sign_in(&counts.places, self.now(), self.window_start()).await?;
        if counted { Ok(()) } else { Err(ServiceError::TooManyAttempts) }
    }

    /// The same for its code, after a right password. False: it is not looked at, and the answer is that of a wrong
    /// one. After a wrong password so much is counted for nobody.
    pub(super) async fn count_code(&self, counts: &Counts, is_password: bool) -> Result<bool, ServiceError> {
        let codes = if is_password { &counts.codes } else { &counts.codes_of_nobody };
        Ok(self.store().count_sign_in(codes.as_slice(), self.now(), self.window_start()).await?)
    }

    /// The attempt was right: it is no failure, and those before it from the same place are forgotten. The wider counts
    /// go on: somebody may be trying the login from elsewhere.
    pub(super) async fn uncount_right(&self, counts: &Counts) -> Result<(), ServiceError> {
        let (own, wider) = counts.places.split_at(counts.places.len().min(1));
        if let [(own, _)] = own {
            self.store().forget_failures(own).await?;
        }
        Ok(self.store().uncount_sign_in(&hashes(wider.iter().chain(&counts.codes))).await?)
    }

    /// The attempt could not be looked at.
    pub(super) async fn uncount_unseen(&self, counts: &Counts) -> Result<(), ServiceError> {
        Ok(self.store().uncount_sign_in(&hashes(counts.places.iter())).await?)
    }

    /// Whether somebody has signed in with this browser under this login before.
    pub fn knows_browser(&self, login: &str, device: Option<&str>) -> bool {
        let login = Login::parse(login);
        login.zip(device).is_some_and(|(login, mark)| self.known_device(login.as_str(), mark).is_some())
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

fn hashes<'a>(counts: impl Iterator<Item = &'a ([u8; 32], u32)>) -> Vec<[u8; 32]> {
    counts.map(|(hash, _)| *hash).collect()
}
