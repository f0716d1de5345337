//! Who is admitted, to what, and the log of what exact data they read.

use std::sync::Arc;
use std::time::Duration;

use subtle::ConstantTimeEq;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use uuid::Uuid;

use super::{Served, Service, ServiceError};
use crate::privacy::StaffReader;
use crate::staff::{Grants, Right};
use crate::store::{ExactRead, Store};

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
    /// The municipality with this code, or the one meant when none is named, for somebody who may do there what they came
    /// for.
    pub(super) fn serving_to(&self, code: Option<&str>, admission: &Admission) -> Result<Arc<Served>, ServiceError> {
        let served = self.serving(code)?;
        admission.check(served.town.code())?;
        Ok(served)
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

    /// Logs a reading of exact data and gives the proof that `privacy` asks for. When the log cannot take it, nothing
    /// is read.
    pub(super) async fn reader(
        &self,
        admission: &Admission,
        municipality: &str,
        what: &'static str,
        parameters: String,
    ) -> Result<StaffReader, ServiceError> {
        admission.check(municipality)?;
        let reader = StaffReader::admitted(admission.who());
        self.inner
            .read_log
            .write(ExactRead {
                municipality: municipality.to_owned(),
                reader: reader.name().to_owned(),
                what,
                parameters,
                at: self.now(),
            })
            .await?;
        Ok(reader)
    }
}

/// Gathers log entries, so that a map of forty tiles is not forty disk syncs. Nothing is read before its entry is
/// durable.
pub(super) struct ReadLog {
    entries: mpsc::Sender<(ExactRead, oneshot::Sender<()>)>,
}

const LOGGED_WITHIN: Duration = Duration::from_secs(3);

impl ReadLog {
    pub(super) fn start(store: Store) -> Self {
        let (entries, mut waiting) = mpsc::channel::<(ExactRead, oneshot::Sender<()>)>(10_000);
        tokio::spawn(async move {
            let mut gathered = Vec::new();
            while waiting.recv_many(&mut gathered, 1_000).await > 0 {
                let (reads, readers): (Vec<ExactRead>, Vec<oneshot::Sender<()>>) = gathered.drain(..).unzip();
                if let Err(error) = store.log_exact_reads(&reads).await {
                    // The readers are dropped unanswered, and so nobody reads.
                    tracing::error!(error = %error, "readings of exact data could not be logged");
                    continue;
                }
                for reader in readers {
                    // Whoever asked may have hung up; a reading that was logged and not made harms nobody.
                    let _ = reader.send(());
                }
            }
        });
        Self { entries }
    }

    pub(super) fn is_alive(&self) -> bool {
        !self.entries.is_closed()
    }

    async fn write(&self, entry: ExactRead) -> Result<(), ServiceError> {
        let (reader, logged) = oneshot::channel();
        self.entries.try_send((entry, reader)).map_err(|_| ServiceError::Busy)?;
        match timeout(LOGGED_WITHIN, logged).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(ServiceError::Busy),
        }
    }
}
