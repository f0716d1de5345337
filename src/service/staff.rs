//! Who may read exact data, and the log of it.

use std::time::Duration;

use subtle::ConstantTimeEq;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::{Service, ServiceError};
use crate::privacy::StaffReader;
use crate::store::{ExactRead, Store};

/// A member of staff whose token was right; not yet a reader of anything.
#[derive(Debug, Clone)]
pub struct Admission(());

impl Service {
    /// Checks a bearer token. Without a token in the settings nobody is staff.
    pub fn admit(&self, token: &str) -> Result<Admission, ServiceError> {
        let expected = self.inner.settings.staff_token.as_deref().ok_or(ServiceError::NotAdmitted)?;
        let same: bool = expected.as_bytes().ct_eq(token.as_bytes()).into();
        if same { Ok(Admission(())) } else { Err(ServiceError::NotAdmitted) }
    }

    /// Whoever works on the machine itself can open the database; the reading is logged all the same.
    pub fn admit_operator(&self) -> Admission {
        Admission(())
    }

    /// Logs a reading of exact data and gives the proof that `privacy` asks for. When the log cannot take it, nothing
    /// is read.
    pub(super) async fn reader(
        &self,
        _admission: &Admission,
        municipality: &str,
        what: &'static str,
        parameters: String,
    ) -> Result<StaffReader, ServiceError> {
        let reader = StaffReader::admitted("staff");
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
