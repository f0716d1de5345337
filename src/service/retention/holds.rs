//! Holds: opened when somebody asks to see records, ended when they have been answered.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;
use uuid::Uuid;

use super::super::staff::Admission;
use super::super::{Meant, Service, ServiceError};
use crate::privacy::retention::{Covers, Hold, HoldDraft};
use crate::promise::Objection;
use crate::store::Change;

/// How often old pages are tried at once, and then from time to time.
const AT_ONCE: usize = 4;
const SOON: Duration = Duration::from_millis(50);
const LATER: Duration = Duration::from_secs(10);
/// More unknown numbers are not listed.
const MOST_LISTED: usize = 10;

impl Service {
    /// Every hold of a municipality, the open ones first, each with the request it ends with.
    pub async fn holds(
        &self,
        municipality: Option<&str>,
        admission: &Admission,
    ) -> Result<Vec<(Hold, Option<Uuid>)>, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        self.reader(admission, code, "holds", "{}".to_owned()).await?;
        let requests = self.store().requests_behind(code).await?;
        let holds = self.store().holds(code).await?;
        Ok(holds
            .into_iter()
            .map(|hold| {
                let of = requests.get(&hold.id).copied();
                (hold, of)
            })
            .collect())
    }

    /// Opens a hold. From then on nobody erases what it covers: no rule, no redaction, no refusal of a photo, no
    /// teller.
    pub async fn open_hold(
        &self,
        municipality: Option<&str>,
        draft: HoldDraft,
        admission: &Admission,
    ) -> Result<Hold, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let draft = draft.checked().map_err(ServiceError::Objections)?;
        if let Covers::Reports(numbers) = &draft.covers {
            let known = self.store().reports_among(code, numbers).await?;
            let unknown: Vec<String> =
                numbers.iter().filter(|number| known.binary_search(number).is_err()).map(i64::to_string).collect();
            if !unknown.is_empty() {
                return Err(ServiceError::Objections(vec![unknown_reports(&unknown)]));
            }
        }
        let hold = Hold {
            id: uuid::Builder::from_random_bytes(rand::random()).into_uuid(),
            reference: draft.reference,
            covers: draft.covers,
            opened_by: admission.who().to_owned(),
            opened_at: self.now(),
            ended: None,
            version: 1,
        };
        self.changing(admission, code, "hold", about(&hold, "open")).await?;
        match self.store().open_hold(code, &hold, None).await? {
            Change::Kept => Ok(hold),
            Change::Outdated => Err(ServiceError::Overtaken),
        }
    }

    /// Ends a hold. What was taken back or refused while it lasted is erased then, where no other hold covers it.
    pub async fn end_hold(
        &self,
        municipality: Option<&str>,
        (id, meant): (Uuid, &Meant),
        admission: &Admission,
    ) -> Result<Hold, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let hold = self.store().hold(code, id).await?.ok_or(ServiceError::NotFound)?;
        meant.check(hold.version)?;
        if hold.ended.is_some() {
            // Twice is no fault.
            return Ok(hold);
        }
        if let Some(request) = self.store().request_behind(code, id).await? {
            return Err(ServiceError::Objections(vec![request_is_open(&request)]));
        }
        self.changing(admission, code, "hold", about(&hold, "end")).await?;
        let (service, served_too, who) = (self.clone(), served.clone(), admission.who().to_owned());
        let ended = self.to_its_end(async move {
            let ended = service.store().end_hold(served_too.town.code(), &hold, (&who, service.now())).await;
            service.forget_old_pages().await;
            ended
        });
        meant.kept(ended.await?)?;
        self.store().hold(code, id).await?.ok_or(ServiceError::NotFound)
    }

    /// Cleans the pages of the files of what has just been erased from the tables: at once, or as soon as nobody reads
    /// old pages any more.
    pub(in crate::service) async fn forget_old_pages(&self) {
        for _ in 0..AT_ONCE {
            if self.are_old_pages_forgotten().await {
                return;
            }
            sleep(SOON).await;
        }
        if self.inner.owes_pages.swap(true, Ordering::AcqRel) {
            // Somebody is at it already.
            return;
        }
        tracing::warn!("old pages are still being read; they are cleaned when that is over");
        let service = self.clone();
        self.begin(async move {
            while !service.are_old_pages_forgotten().await {
                sleep(LATER).await;
            }
            service.inner.owes_pages.store(false, Ordering::Release);
            tracing::info!("old pages have been cleaned");
        });
    }

    async fn are_old_pages_forgotten(&self) -> bool {
        self.store().forget_old_pages().await.unwrap_or_else(|error| {
            // It is gone from the tables; old pages go with the next cleaning.
            tracing::warn!(%error, "old pages could not be cleaned");
            true
        })
    }
}

fn request_is_open(diary_number: &str) -> Objection {
    Objection::new(
        "",
        "request_is_open",
        format!("Spärren hör till begäran {diary_number}, som inte är avslutad. Avsluta den på sidan Utlämnande."),
        format!(
            "The hold belongs to the request {diary_number}, which is not closed. Close it on the page of disclosure."
        ),
    )
}

pub(in crate::service) fn about(hold: &Hold, what: &str) -> serde_json::Value {
    let n = match &hold.covers {
        Covers::Everything => None,
        Covers::Reports(numbers) => Some(numbers.len()),
    };
    json!({"id": hold.id, "do": what, "reference": hold.reference, "covers": hold.covers.as_str(), "n_reports": n})
}

fn unknown_reports(unknown: &[String]) -> Objection {
    let mut listed = unknown[..unknown.len().min(MOST_LISTED)].join(", ");
    if unknown.len() > MOST_LISTED {
        listed.push_str(", …");
    }
    Objection::new(
        "/reports",
        "unknown_report",
        format!("De här numren finns inte: {listed}."),
        format!("There are no such numbers: {listed}."),
    )
}
