//! Who may read exact data, and the log of it.

use subtle::ConstantTimeEq;
use tokio::sync::mpsc;

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

/// Gathers log entries, so that a map of forty tiles is not forty disk syncs; an entry is on its way before its answer.
pub(super) struct ReadLog {
    entries: mpsc::Sender<ExactRead>,
}

impl ReadLog {
    pub(super) fn start(store: Store) -> Self {
        let (entries, mut waiting) = mpsc::channel::<ExactRead>(10_000);
        tokio::spawn(async move {
            let mut gathered = Vec::new();
            while waiting.recv_many(&mut gathered, 1_000).await > 0 {
                while let Err(error) = store.log_exact_reads(&gathered).await {
                    tracing::error!(error = %error, "readings of exact data could not be logged; trying again");
                    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                }
                gathered.clear();
            }
        });
        Self { entries }
    }

    async fn write(&self, entry: ExactRead) -> Result<(), ServiceError> {
        // A full queue means that the log cannot be written: then nobody reads.
        self.entries.try_send(entry).map_err(|_| ServiceError::Busy)
    }
}
