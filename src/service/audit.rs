//! What staff read and change is written down first, in one sealed log.

use std::time::Duration;

use serde_json::Value;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::timeout;

use super::staff::Admission;
use super::{Service, ServiceError};
use crate::privacy::StaffReader;
use crate::staff::Right;
use crate::staff::audit::{Act, Entry, Line, Walk};
use crate::store::{AuditQuestion, Store, StoreError};

/// What is asked for in place of a municipality.
const EVERYTHING: &str = "*";
/// A page of the log.
const PAGE: u32 = 200;
/// Lines read at once when the whole log is walked.
const STRIDE: u32 = 5_000;

impl Service {
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
        self.note(admission.who(), municipality, Act::Read, what, parameters).await?;
        Ok(StaffReader::admitted(admission.who()))
    }

    /// Logs a change before it is made: what is changed without a line does not happen.
    pub(super) async fn changing(
        &self,
        admission: &Admission,
        municipality: &str,
        what: &'static str,
        about: Value,
    ) -> Result<(), ServiceError> {
        self.note(admission.who(), municipality, Act::Change, what, about.to_string()).await
    }

    pub(super) async fn note(
        &self,
        who: &str,
        municipality: &str,
        act: Act,
        what: &'static str,
        parameters: String,
    ) -> Result<(), ServiceError> {
        let (who, municipality) = (who.to_owned(), municipality.to_owned());
        self.inner.audit_log.write(Entry { at: self.now(), who, municipality, act, what, parameters }).await
    }

    /// A page of the log, the newest line first: of one municipality, or with `*` also what concerns none, for
    /// auditors of all.
    pub async fn audit(
        &self,
        municipality: Option<&str>,
        mut question: AuditQuestion,
        admission: &Admission,
    ) -> Result<Vec<Line>, ServiceError> {
        let municipality = if municipality == Some(EVERYTHING) {
            if !admission.grants().holds_everywhere(Right::Audit) {
                return Err(ServiceError::NotAllowed);
            }
            String::new()
        } else {
            self.serving_to(municipality, admission)?.town.code().to_owned()
        };
        question.municipality = (!municipality.is_empty()).then(|| municipality.clone());
        let asked = serde_json::json!({"who": question.who, "act": question.act, "before": question.before});
        self.note(admission.who(), &municipality, Act::Read, "audit", asked.to_string()).await?;
        Ok(self.store().audit(&question, PAGE).await?)
    }

    /// The same walk for an auditor of any municipality, who learns no line by it: there is one chain. One walk at a
    /// time, because it reads everything. That it was asked for stands in the log of the municipality they have in
    /// mind.
    pub async fn audit_chain(
        &self,
        municipality: Option<&str>,
        admission: &Admission,
    ) -> Result<Result<Walk, u64>, ServiceError> {
        let first = || self.first_where(Right::Audit, admission);
        let served = municipality.map_or_else(first, |code| self.serving_to(Some(code), admission))?;
        let municipality = served.town.code().to_owned();
        let _only_one = self.inner.audit_log.walking.try_lock().map_err(|_| ServiceError::Busy)?;
        self.note(admission.who(), &municipality, Act::Read, "audit_chain", "{}".to_owned()).await?;
        self.verify_audit().await
    }

    /// Walks the whole log: how long it is and its last seal, or the number of the first line that is not as it was
    /// written.
    pub async fn verify_audit(&self) -> Result<Result<Walk, u64>, ServiceError> {
        let mut walk = Walk::default();
        loop {
            let lines = self.store().audit_after(walk.n_lines, STRIDE).await?;
            for line in &lines {
                if let Err(broken) = walk.step(line) {
                    return Ok(Err(broken));
                }
            }
            if lines.len() < STRIDE as usize {
                return Ok(Ok(walk));
            }
        }
    }
}

/// Gathers lines, so that a map of forty tiles is not forty disk syncs. Nothing is read or changed before its line is
/// durable.
pub(super) struct AuditLog {
    entries: mpsc::Sender<(Entry, oneshot::Sender<()>)>,
    walking: Mutex<()>,
}

const LOGGED_WITHIN: Duration = Duration::from_secs(3);

impl AuditLog {
    pub(super) fn start(store: Store) -> Self {
        let (entries, mut waiting) = mpsc::channel::<(Entry, oneshot::Sender<()>)>(10_000);
        tokio::spawn(async move {
            let mut gathered = Vec::new();
            while waiting.recv_many(&mut gathered, 1_000).await > 0 {
                let (lines, writers): (Vec<Entry>, Vec<oneshot::Sender<()>>) = gathered.drain(..).unzip();
                if let Err(error) = store.add_to_audit(lines).await {
                    // The writers are dropped unanswered, and so nobody reads or changes anything.
                    tell(&error);
                    continue;
                }
                for writer in writers {
                    // Whoever asked may have hung up; a line for what was then not done harms nobody.
                    let _ = writer.send(());
                }
            }
        });
        Self { entries, walking: Mutex::default() }
    }

    pub(super) fn is_alive(&self) -> bool {
        !self.entries.is_closed()
    }

    async fn write(&self, entry: Entry) -> Result<(), ServiceError> {
        let (writer, logged) = oneshot::channel();
        self.entries.try_send((entry, writer)).map_err(|_| ServiceError::Busy)?;
        match timeout(LOGGED_WITHIN, logged).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(ServiceError::Busy),
        }
    }
}

fn tell(error: &StoreError) {
    tracing::error!(error = %error, "the audit log could not be written; nothing exact was shown and nothing changed");
}
