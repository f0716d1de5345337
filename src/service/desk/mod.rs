//! The desk: reports that wait are read, decided, corrected, handed over, and what must not stay is taken out.

mod decide;
mod listening;
mod on_behalf;
mod suggest;

pub(super) use suggest::about_place as suggest_place;

use super::staff::Admission;
use super::{Service, ServiceError};
use crate::observation::State;
use crate::privacy::{Cleared, for_staff};
use crate::report::desk::{DeskReport, Likeness, PageEnd};
use crate::store::DeskPile;

pub use decide::{DeskDecision, RedactionDraft};
pub use listening::Ear;
pub(super) use listening::Listeners;
pub use on_behalf::{OnBehalf, TOLD_BY};

/// A page of the desk.
pub struct DeskPage {
    pub reports: Cleared<Vec<DeskReport>>,
    /// How many wait in all.
    pub n_waiting: u64,
    /// Where the next page begins.
    pub next: Option<PageEnd>,
}

/// A report with what may help to decide.
pub struct DeskSheet {
    pub report: Cleared<Vec<DeskReport>>,
    /// Earlier reports that may tell of the same, the nearest first. Suggested, never joined by us.
    pub like: Vec<Likeness>,
    /// Code of the organisation that probably looks after the place.
    pub owner: &'static str,
    pub place_name_sv: String,
    pub place_name_en: String,
    pub locality: Option<String>,
}

const PAGE: u32 = 50;

impl Service {
    /// A page of what waits, or of what was decided. Every reading of words is logged with the numbers of the reports.
    pub async fn desk(
        &self,
        municipality: Option<&str>,
        pile: DeskPile,
        after: Option<PageEnd>,
        admission: &Admission,
    ) -> Result<DeskPage, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let reports = self.store().desk(code, pile, after, PAGE).await?.into_iter().map(as_lying).collect::<Vec<_>>();
        let numbers: Vec<i64> = reports.iter().map(|one| one.number).collect();
        let reader = self.reader(admission, code, "desk", serde_json::json!({"reports": numbers}).to_string()).await?;
        let n_waiting = self.store().n_waiting_at_desk(code).await?;
        let last = reports.last().filter(|_| reports.len() == PAGE as usize);
        let decided_at =
            |last: &DeskReport| last.case.as_ref().map(|case| case.decided_at).filter(|_| pile == DeskPile::Decided);
        let next = last.map(|last| PageEnd { number: last.number, decided_at: decided_at(last) });
        Ok(DeskPage { reports: for_staff(reports, &reader), n_waiting, next })
    }

    /// How many reports wait.
    pub async fn n_waiting(&self, municipality: Option<&str>, admission: &Admission) -> Result<u64, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        Ok(self.store().n_waiting_at_desk(served.town.code()).await?)
    }

    /// One report, whatever became of it.
    pub async fn desk_sheet(
        &self,
        municipality: Option<&str>,
        number: i64,
        admission: &Admission,
    ) -> Result<DeskSheet, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let reader = self.reader(admission, code, "desk", serde_json::json!({"reports": [number]}).to_string()).await?;
        let report = as_lying(self.store().at_desk(code, number).await?.ok_or(ServiceError::NotFound)?);
        let like = self.like(&served, &report).await?;
        let suggested = suggest::about_place(&served, &report.report);
        Ok(DeskSheet {
            like,
            owner: suggested.owner,
            place_name_sv: suggested.name.sv,
            place_name_en: suggested.name.en,
            locality: suggested.locality,
            report: for_staff(vec![report], &reader),
        })
    }
}

/// Words of a report that was taken back may still be kept under a hold; the desk has no business with them.
fn as_lying(mut lying: DeskReport) -> DeskReport {
    if lying.report.state == State::Withdrawn {
        lying.report.text = None;
    }
    lying
}
