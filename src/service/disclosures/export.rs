//! The file that is handed out: seen beforehand exactly as it will be, and noted with its hash when it is made.

use std::collections::BTreeMap;

use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::super::staff::Admission;
use super::super::{Served, Service, ServiceError};
use crate::interop::disclosure;
use crate::privacy::disclosed::{DisclosedFile, ToDisclose, disclosed};
use crate::privacy::pictures::PhotoState;
use crate::privacy::{Cleared, StaffReader};
use crate::promise::Objection;
use crate::report::disclosure::{Disclosure, Whole};
use crate::store::{Exported, PhotoSize};
use crate::town::naming::locality_of;

/// Photos of one file, together.
const MOST_PHOTO_BYTES: usize = 30 * 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisclosureForm {
    Html,
    Csv,
    Json,
}

impl DisclosureForm {
    pub const ALL: [Self; 3] = [Self::Html, Self::Csv, Self::Json];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == word)
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

/// A file, and the SHA-256 of its bytes in hex.
pub struct DisclosureFile {
    pub bytes: Vec<u8>,
    pub digest: String,
}

impl Service {
    /// The file as it would be handed out now, whether or not somebody has looked at every report.
    pub async fn preview_disclosure(
        &self,
        municipality: Option<&str>,
        (id, form): (Uuid, DisclosureForm),
        admission: &Admission,
    ) -> Result<DisclosureFile, ServiceError> {
        let served = self.read_to(municipality, admission)?;
        let code = served.town.code();
        let known = self.store().disclosure(code, id).await?.ok_or(ServiceError::NotFound)?;
        let (numbers, reader) = self.reading(code, id, "preview", admission).await?;
        let cleared = self.masked(&served, (&known, &numbers), false, &reader).await?;
        Ok(self.file(&served, &cleared, form))
    }

    /// Makes the file that is handed out. Somebody has looked at every report, and none was changed since. Its hash, who made
    /// it, when and how much is masked by which law are kept; the same reports and masks make the same bytes.
    pub async fn export_disclosure(
        &self,
        municipality: Option<&str>,
        (id, form): (Uuid, DisclosureForm),
        admission: &Admission,
    ) -> Result<DisclosureFile, ServiceError> {
        let served = self.read_to(municipality, admission)?;
        let code = served.town.code();
        let known = self.open_request(code, id).await?;
        let (numbers, reader) = self.reading(code, id, "export", admission).await?;
        let cleared = self.masked(&served, (&known, &numbers), true, &reader).await?;
        let file = self.file(&served, &cleared, form);
        let n_masks: BTreeMap<String, u64> = cleared.get().n_by_law.clone();
        let about = json!({"disclosure": id, "do": "export", "form": form.as_str(), "sha256": file.digest,
            "n_reports": numbers.len(), "n_masks": n_masks.values().sum::<u64>()});
        self.changing(admission, code, "disclosure", about).await?;
        let export = Exported {
            nth: 0,
            form: form.as_str().to_owned(),
            digest: file.digest.clone(),
            n_reports: numbers.len() as u64,
            n_masks,
            made_by: admission.who().to_owned(),
            made_at: self.now(),
        };
        self.store().add_export((code, id), &export, &numbers).await?;
        Ok(file)
    }

    async fn reading(
        &self,
        code: &str,
        id: Uuid,
        what_for: &str,
        admission: &Admission,
    ) -> Result<(Vec<i64>, StaffReader), ServiceError> {
        let numbers: Vec<i64> = self.store().selected(code, id).await?.iter().map(|one| one.number).collect();
        let about = json!({"disclosure": id, "for": what_for, "reports": numbers}).to_string();
        let reader = self.reader(admission, code, "disclosure", about).await?;
        Ok((numbers, reader))
    }

    /// Every report of a request with its masks on. What was changed since the masks were laid on it must be looked at again.
    async fn masked(
        &self,
        served: &Served,
        (known, numbers): (&Disclosure, &[i64]),
        all_looked: bool,
        reader: &StaffReader,
    ) -> Result<Cleared<DisclosedFile>, ServiceError> {
        let (code, town) = (served.town.code(), &served.town);
        let selected = self.store().selected(code, known.id).await?;
        if !selected.iter().map(|one| &one.number).eq(numbers) {
            return Err(ServiceError::Overtaken);
        }
        let before = self.store().basis_of(code, numbers).await?;
        let mut wrong = Vec::new();
        for (nth, one) in selected.iter().enumerate() {
            let is_same = before.get(&one.number).is_some_and(|(_, basis)| *basis == one.basis);
            if !is_same {
                let (sv, en) =
                    ("Rapporten är ändrad sedan dess. Titta igen.", "The report has been changed. Look again.");
                wrong.push(Objection::new(&format!("/reports/{nth}"), "changed", sv, en));
            } else if all_looked && one.looked.is_none() {
                let (sv, en) = ("Ingen har granskat rapporten än.", "Nobody has looked at the report yet.");
                wrong.push(Objection::new(&format!("/reports/{nth}"), "not_looked", sv, en));
            }
        }
        if selected.is_empty() {
            let (sv, en) = ("Inga rapporter är valda.", "No reports are chosen.");
            wrong.push(Objection::new("/reports", "nothing", sv, en));
        }
        if !wrong.is_empty() {
            return Err(ServiceError::Objections(wrong));
        }
        let (mut reports, mut n_bytes) = (Vec::new(), 0);
        for one in selected {
            let report = self.store().at_desk(code, one.number).await?.ok_or(ServiceError::Overtaken)?.report;
            let mut photos = Vec::new();
            if one.masks.photos.show == Whole::Shown {
                for photo in self.store().photos_of_report(code, one.number).await? {
                    if photo.state == PhotoState::Shown {
                        photos.extend(self.store().photo_pixels(code, photo.id, PhotoSize::Whole).await?);
                    }
                }
            }
            n_bytes += photos.iter().map(Vec::len).sum::<usize>();
            if n_bytes > MOST_PHOTO_BYTES {
                let (sv, en) =
                    ("För många bilder för en fil. Dela upp ärendet.", "Too many photos for one file. Divide it.");
                return Err(ServiceError::Objections(vec![Objection::new("/reports", "too_large", sv, en)]));
            }
            let anchor = report.place.geometry.shape(&town.metric).anchor();
            let locality = locality_of(&served.ground(), town, anchor);
            reports.push(ToDisclose { report, masks: one.masks, locality, photos });
        }
        if self.store().basis_of(code, numbers).await? != before {
            return Err(ServiceError::Overtaken);
        }
        Ok(disclosed((&known.diary_number, town), reports, reader))
    }

    fn file(&self, served: &Served, cleared: &Cleared<DisclosedFile>, form: DisclosureForm) -> DisclosureFile {
        let (metric, catalogue) = (&served.town.metric, self.catalogue());
        let bytes = match form {
            DisclosureForm::Html => disclosure::html(cleared, metric, catalogue),
            DisclosureForm::Csv => disclosure::csv(cleared, metric, catalogue),
            DisclosureForm::Json => disclosure::json(cleared, metric),
        };
        let digest = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        DisclosureFile { bytes, digest }
    }
}
