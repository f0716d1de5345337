//! Choosing a password and a second factor: by invitation the first time, and in the same way anew.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::super::secrets::{fresh, sha256};
use super::super::staff::Admission;
use super::super::{Service, ServiceError};
use super::sign_in::{Proof, recovery_hash};
use super::{Attempt, refused};
use crate::promise::Objection;
use crate::staff::audit::Act;
use crate::staff::{Login, SECRET_BYTES, TotpSecret, password_objections};
use crate::store::{Enrolment, Which};

/// What an invitation shows before anything is chosen.
pub struct Offered {
    pub login: Login,
    pub name: String,
    pub totp: TotpSecret,
    pub ends_at: Timestamp,
}

/// What somebody writes down when they have chosen: shown once.
#[derive(Debug)]
pub struct Enrolled {
    pub login: Login,
    pub recovery_codes: Vec<String>,
}

const INVITED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);
const RENEWED_FOR: SignedDuration = SignedDuration::from_mins(30);
const N_RECOVERY_CODES: usize = 10;
/// Without those that look alike: 0 and o, 1 and l, i.
const RECOVERY_LETTERS: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";
const RECOVERY_LENGTH: usize = 12;

impl Service {
    /// A new invitation to an account; the one before is no longer good. Refused where the account is closed.
    pub(super) async fn invite(
        &self,
        account: Uuid,
        good_for: SignedDuration,
    ) -> Result<(String, Timestamp), ServiceError> {
        let (code, ends_at) = (fresh(), self.now() + good_for);
        if !self.store().invite(&sha256(code.as_bytes()), account, ends_at).await? {
            return Err(ServiceError::Objections(vec![Objection::new(
                "",
                "account_closed",
                "Kontot är stängt. Öppna det först.",
                "The account is closed. Open it first.",
            )]));
        }
        Ok((code, ends_at))
    }

    pub(super) async fn invite_new(&self, account: Uuid) -> Result<(String, Timestamp), ServiceError> {
        self.invite(account, INVITED_FOR).await
    }

    /// Whom an invitation is for, and the secret for their phone: the same one as long as it has not been used.
    pub async fn offered(&self, code: &str) -> Result<Offered, ServiceError> {
        let hash = sha256(code.as_bytes());
        let invitation = self.store().invitation(&hash, self.now()).await?.ok_or(ServiceError::InvitationOver)?;
        let known = self.store().account(Which::Id(invitation.account)).await?;
        let account =
            known.map(|known| known.account).filter(|one| !one.disabled).ok_or(ServiceError::InvitationOver)?;
        let shown = match invitation.totp {
            Some(shown) => Some(shown),
            None => self.store().offer_totp(&hash, &rand::random::<[u8; SECRET_BYTES]>()).await?,
        };
        let totp = shown.as_deref().and_then(TotpSecret::from_slice).ok_or(ServiceError::InvitationOver)?;
        Ok(Offered { login: account.login, name: account.name, totp, ends_at: invitation.ends_at })
    }

    /// Takes the password and the phone, once a code of the phone is right.
    pub async fn enrol(&self, code: &str, password: &str, totp_code: &str) -> Result<Enrolled, ServiceError> {
        let offered = self.offered(code).await?;
        let mut objections = password_objections(password, &offered.login);
        let step = offered.totp.used_step(totp_code, self.now(), None);
        if step.is_none() {
            objections.push(Objection::new(
                "/code",
                "wrong_code",
                "Koden stämmer inte. Se efter att telefonens klocka går rätt och skriv de sex siffror som visas nu.",
                "The code is not right. See that the telephone's clock is right and write the six digits that show now.",
            ));
        }
        let (true, Some(totp_step)) = (objections.is_empty(), step) else {
            return Err(ServiceError::Objections(objections));
        };
        let known = self.store().account(Which::Login(&offered.login)).await?.ok_or(ServiceError::InvitationOver)?;
        let recovery_codes: Vec<String> = (0..N_RECOVERY_CODES).map(|_| recovery_code()).collect();
        let chosen = Enrolment {
            account: known.account.id,
            password: self.inner.accounts.passwords.hash(password).await?,
            totp: offered.totp.as_bytes().to_vec(),
            totp_step,
            recovery_hashes: recovery_codes.iter().map(|code| recovery_hash(code)).collect(),
        };
        self.note_of(&known.account, Act::SignIn, "password").await?;
        if !self.store().enrol(&sha256(code.as_bytes()), &chosen).await? {
            return Err(ServiceError::InvitationOver);
        }
        Ok(Enrolled { login: offered.login, recovery_codes })
    }

    /// Somebody who is signed in and proves it once more, with password and second factor, may choose anew: they get an
    /// invitation to their own account.
    pub async fn renew(
        &self,
        admission: &Admission,
        attempt: &Attempt<'_>,
    ) -> Result<(String, Timestamp), ServiceError> {
        let account = admission.account().ok_or(ServiceError::NotAllowed)?;
        let counts = self.failure_counts(admission.who(), attempt);
        self.count_attempt(&counts).await?;
        let known = self.store().account(Which::Id(account)).await?;
        let own = known.as_ref().map(|known| known.account.clone()).ok_or(ServiceError::NotAdmitted)?;
        if let Proof::Wrong = self.proven(attempt, &counts, known).await? {
            self.note_of(&own, Act::Refused, "renewal").await?;
            return Err(refused());
        }
        self.note_of(&own, Act::SignIn, "renewal").await?;
        self.invite(account, RENEWED_FOR).await
    }
}

/// Sixty bits in three groups of four.
fn recovery_code() -> String {
    let mut code = String::with_capacity(RECOVERY_LENGTH + 2);
    for at in 0..RECOVERY_LENGTH {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        let letter = rand::random_range(0..RECOVERY_LETTERS.len());
        code.push(char::from(RECOVERY_LETTERS[letter]));
    }
    code
}
