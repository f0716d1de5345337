//! Signing in, and what a session is good for.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::super::secrets::{fresh, sha256};
use super::super::staff::Admission;
use super::super::{Service, ServiceError};
use super::failures::Counts;
use super::passwords::Asker;
use super::refused;
use crate::staff::audit::Act;
use crate::staff::{Account, Grants, Login, TotpSecret};
use crate::store::{KnownAccount, OpenSession, Which};

/// What somebody wrote to sign in.
pub struct Attempt<'a> {
    pub login: &'a str,
    pub password: &'a str,
    /// Six digits of the second factor, or a recovery code.
    pub code: &'a str,
    /// The mark of a browser that has signed in before.
    pub device: Option<&'a str>,
    /// Where it comes from and what lies around that, the narrowest first, as something that cannot be turned back into
    /// an address.
    pub networks: &'a [String],
    /// Whether a proof of work came with it.
    pub has_worked: bool,
}

/// A session that has just been opened.
#[derive(Debug)]
pub struct SignedIn {
    /// For the browser alone.
    pub token: String,
    /// For the browser alone.
    pub device: String,
    pub ends_at: Timestamp,
    pub account: Account,
    /// Set where a recovery code was used.
    pub recovery_codes_left: Option<u32>,
}

pub(super) enum Proof {
    Wrong,
    Right {
        account: Box<Account>,
        /// The hash of the password that was right.
        password: String,
        /// By a code for a lost phone.
        recovered: bool,
    },
}

/// Reading is no use worth a write each time.
const NOTED_EVERY: SignedDuration = SignedDuration::from_secs(60);

impl Service {
    pub async fn sign_in(&self, attempt: &Attempt<'_>) -> Result<SignedIn, ServiceError> {
        let login = Login::parse(attempt.login);
        // Also what can be no login is counted and takes as long.
        let name = login.as_ref().map_or(attempt.login, Login::as_str);
        let counts = self.failure_counts(name, attempt);
        self.count_attempt(&counts).await?;
        let known = match &login {
            Some(login) => self.store().account(Which::Login(login)).await?,
            None => None,
        };
        let whose = known.as_ref().map(|known| known.account.clone());
        match self.proven(attempt, &counts, known).await? {
            Proof::Wrong => {
                // Never what was written: a password is soon typed into the wrong field.
                if let Some(account) = whose {
                    // Nobody waits for the line: an answer that takes longer would tell that there is such an account.
                    let service = self.clone();
                    self.begin(async move {
                        if let Err(error) = service.note_of(&account, Act::Refused, "session").await {
                            tracing::error!(%error, "a refused sign-in could not be written into the audit log");
                        }
                    });
                }
                Err(refused())
            }
            Proof::Right { account, password, recovered } => {
                let left = if recovered { Some(self.store().recovery_codes_left(account.id).await?) } else { None };
                Ok(SignedIn { recovery_codes_left: left, ..self.open_session(*account, Some(&password)).await? })
            }
        }
    }

    /// Whether password and code are right, and whose they are: of an attempt that has been counted.
    pub(super) async fn proven(
        &self,
        attempt: &Attempt<'_>,
        counts: &Counts,
        known: Option<KnownAccount>,
    ) -> Result<Proof, ServiceError> {
        let hashed = known.as_ref().and_then(|known| known.password.as_deref());
        let by = if counts.are_of_a_known_browser() { Asker::Known } else { Asker::Anybody };
        let is_password = match self.inner.accounts.passwords.is_right(attempt.password, hashed, by).await {
            Ok(is_password) => is_password,
            Err(busy) => {
                self.uncount_unseen(counts).await?;
                return Err(busy);
            }
        };
        let totp = known.as_ref().and_then(|known| TotpSecret::from_slice(known.totp.as_deref()?));
        let whole = known.zip(totp).filter(|(known, _)| is_password && !known.account.disabled);
        let is_counted = self.count_code(counts, whole.is_some()).await?;
        let Some((known, totp)) = whole.filter(|_| is_counted) else {
            // As long as a wrong code takes.
            self.store().use_recovery_code(Uuid::nil(), &recovery_hash(attempt.code)).await?;
            return Ok(Proof::Wrong);
        };
        let id = known.account.id;
        let (is_right, recovered) = match totp.used_step(attempt.code, self.now(), known.totp_step) {
            Some(step) => (self.store().use_totp_step(id, step).await?, false),
            None => (self.store().use_recovery_code(id, &recovery_hash(attempt.code)).await?, true),
        };
        if !is_right {
            return Ok(Proof::Wrong);
        }
        self.uncount_right(counts).await?;
        let (account, password) = (Box::new(known.account), known.password.unwrap_or_default());
        Ok(Proof::Right { account, password, recovered })
    }

    /// Opens a session for somebody who has proven who they are, by the password with this hash or at another provider.
    /// Refused where that password is none any more, or the account has been closed meanwhile.
    pub(in crate::service) async fn open_session(
        &self,
        account: Account,
        password: Option<&str>,
    ) -> Result<SignedIn, ServiceError> {
        let (now, rules) = (self.now(), self.inner.settings.sessions);
        self.note_of(&account, Act::SignIn, "session").await?;
        let token = fresh();
        let session = OpenSession { id: Uuid::new_v4(), account: account.id, made_at: now, used_at: now };
        if !self.store().open_session(&sha256(token.as_bytes()), &session, password, now - rules.absolute).await? {
            return Err(refused());
        }
        let device = self.device_mark(&account.login);
        Ok(SignedIn { token, device, ends_at: now + rules.absolute, account, recovery_codes_left: None })
    }

    /// Whose session this is, as long as neither limit is over, and that it was used. What has been given or taken
    /// since counts at once.
    pub async fn admit_session(&self, token: &str) -> Result<(Admission, Account, Timestamp), ServiceError> {
        let (admitted, used_at) = self.session_now(token).await?;
        if self.now().duration_since(used_at) >= NOTED_EVERY {
            self.store().touch_session(&sha256(token.as_bytes()), self.now()).await?;
        }
        Ok(admitted)
    }

    /// The same of a page that only stays open: nobody is there because of it.
    pub async fn look_at_session(&self, token: &str) -> Result<Admission, ServiceError> {
        self.session_now(token).await.map(|((admission, ..), _)| admission)
    }

    /// Somebody's admission, account and end, and when the session was last used.
    async fn session_now(&self, token: &str) -> Result<((Admission, Account, Timestamp), Timestamp), ServiceError> {
        let (hash, now, rules) = (sha256(token.as_bytes()), self.now(), self.inner.settings.sessions);
        let session = self.store().session(&hash).await?.ok_or(ServiceError::NotAdmitted)?;
        let (idle_until, ends_at) = (session.used_at + rules.idle, session.made_at + rules.absolute);
        if now >= idle_until || now >= ends_at {
            self.store().end_sessions(session.account, Some(session.id)).await?;
            return Err(ServiceError::NotAdmitted);
        }
        let known = self.store().account(Which::Id(session.account)).await?;
        let account = known.map(|known| known.account).filter(|account| !account.disabled);
        let account = account.ok_or(ServiceError::NotAdmitted)?;
        let who = account.login.as_str().to_owned();
        let admission = Admission::of(who, Some(account.id), Grants::of(&account.grants)).in_session(session.id);
        Ok(((admission, account, ends_at), session.used_at))
    }

    /// Signs out here.
    pub async fn sign_out(&self, token: &str) -> Result<(), ServiceError> {
        if let Some(session) = self.store().session(&sha256(token.as_bytes())).await? {
            self.store().end_sessions(session.account, Some(session.id)).await?;
        }
        Ok(())
    }

    /// Where somebody is signed in, the latest use first.
    pub async fn own_sessions(&self, admission: &Admission) -> Result<Vec<OpenSession>, ServiceError> {
        let account = admission.account().ok_or(ServiceError::NotAllowed)?;
        let rules = self.inner.settings.sessions;
        let is_open = |s: &OpenSession| self.now() < s.used_at + rules.idle && self.now() < s.made_at + rules.absolute;
        let mut sessions = self.store().sessions_of(account).await?;
        sessions.retain(is_open);
        Ok(sessions)
    }

    /// Ends one of one's own sessions, or all.
    pub async fn end_own_sessions(&self, admission: &Admission, id: Option<Uuid>) -> Result<(), ServiceError> {
        let account = admission.account().ok_or(ServiceError::NotAllowed)?;
        let ended = self.store().end_sessions(account, id).await?;
        if ended || id.is_none() { Ok(()) } else { Err(ServiceError::NotFound) }
    }
}

/// Written with any spaces, dashes and letters, it is the same code.
pub(super) fn recovery_hash(code: &str) -> [u8; 32] {
    let bare: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    sha256(bare.to_ascii_lowercase().as_bytes())
}
