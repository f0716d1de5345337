//! The file that is handed out: seen beforehand exactly as it will be, and noted with its hash when it is made.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::super::staff::Admission;
use super::super::{Served, Service, ServiceError};
use super::mask::{Standing, proposed_anew, standing};
use crate::interop::disclosure;
use crate::privacy::StaffReader;
use crate::privacy::disclosed::{Corrected, ToDisclose, disclosed};
use crate::privacy::pictures::PhotoState;
use crate::promise::Objection;
use crate::report::Geometry;
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
        let known = self.open_request(code, id).await?;
        let (numbers, reader) = self.reading(code, id, "preview", admission).await?;
        let reports = self.to_disclose(&served, (&known, &numbers), false).await?;
        Ok(self.file(&served, (known, reports), form, reader).await.0)
    }

    /// Makes the file that is handed out, which is the one that was `seen` beforehand (its SHA-256 in hex) and no
    /// other. Somebody has looked at every report, and none was changed since. Its hash, who made it, when and how much
    /// is masked by which law are kept; the same reports and masks make the same bytes.
    pub async fn export_disclosure(
        &self,
        municipality: Option<&str>,
        (id, form): (Uuid, DisclosureForm),
        seen: &str,
        admission: &Admission,
    ) -> Result<DisclosureFile, ServiceError> {
        let served = self.read_to(municipality, admission)?;
        let code = served.town.code();
        let known = self.open_request(code, id).await?;
        let (numbers, reader) = self.reading(code, id, "export", admission).await?;
        let reports = self.to_disclose(&served, (&known, &numbers), true).await?;
        let (file, n_masks) = self.file(&served, (known, reports), form, reader).await;
        if !file.digest.eq_ignore_ascii_case(seen.trim()) {
            return Err(ServiceError::OtherFile);
        }
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
            handed_out_at: None,
        };
        // Somebody closed the request while the file was made.
        self.store()
            .add_export((code, id), &export, &numbers)
            .await?
            .ok_or(ServiceError::Answered { closed: false })?;
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

    /// Every report of a request and its masks. One that was changed since somebody looked must be looked at again.
    async fn to_disclose(
        &self,
        served: &Served,
        (known, numbers): (&Disclosure, &[i64]),
        all_looked: bool,
    ) -> Result<Vec<ToDisclose>, ServiceError> {
        let (code, town) = (served.town.code(), &served.town);
        let selected = self.store().selected(code, known.id).await?;
        if !selected.iter().map(|one| &one.number).eq(numbers) {
            return Err(ServiceError::Overtaken);
        }
        let before = self.store().basis_of(code, numbers).await?;
        let standings = selected.iter().map(|one| standing(one, before.get(&one.number).map(|(_, basis)| basis)));
        let wrong = in_the_way(standings, all_looked);
        if !wrong.is_empty() {
            return Err(ServiceError::Objections(wrong));
        }
        let (mut reports, mut n_bytes) = (Vec::new(), 0);
        for one in selected {
            let lying = self.store().at_desk(code, one.number).await?.ok_or(ServiceError::Overtaken)?;
            let (report, corrected) = lying.told_and_corrected();
            let is_same = before.get(&one.number).is_some_and(|(_, basis)| *basis == one.basis);
            let masks = if is_same { one.masks.tidied() } else { proposed_anew(one.masks, &report) };
            let mut photos = Vec::new();
            if masks.photos.show == Whole::Shown {
                for photo in self.store().photos_of_report(code, one.number).await? {
                    if photo.state == PhotoState::Shown {
                        photos.extend(self.store().photo_pixels(code, photo.id, PhotoSize::Whole).await?);
                    }
                }
            }
            n_bytes += photos.iter().map(Vec::len).sum::<usize>();
            if n_bytes > MOST_PHOTO_BYTES {
                let (sv, en) = (
                    "För många bilder för en fil. Dela upp begäran.",
                    "Too many photos for one file. Divide the request.",
                );
                return Err(ServiceError::Objections(vec![Objection::new("/reports", "too_large", sv, en)]));
            }
            let ground = served.ground();
            let locality = |place: &Geometry| locality_of(&ground, town, place.shape(&town.metric).anchor());
            let corrected = corrected.map(|to| Corrected { locality: locality(&to.place), to });
            reports.push(ToDisclose { locality: locality(&report.place.geometry), report, corrected, masks, photos });
        }
        if self.store().basis_of(code, numbers).await? != before {
            return Err(ServiceError::Overtaken);
        }
        Ok(reports)
    }

    /// The bytes, and how much is masked by which law. Thirty megabytes of photos are written and hashed on a thread
    /// where nobody waits.
    async fn file(
        &self,
        served: &Arc<Served>,
        (known, reports): (Disclosure, Vec<ToDisclose>),
        form: DisclosureForm,
        reader: StaffReader,
    ) -> (DisclosureFile, BTreeMap<String, u64>) {
        let (service, served) = (self.clone(), served.clone());
        let writing = tokio::task::spawn_blocking(move || {
            let (town, catalogue) = (&served.town, service.catalogue());
            let cleared = disclosed((&known.diary_number, town), reports, &reader);
            let bytes = match form {
                DisclosureForm::Html => disclosure::html(&cleared, &town.metric, catalogue),
                DisclosureForm::Csv => disclosure::csv(&cleared, &town.metric, catalogue),
                DisclosureForm::Json => disclosure::json(&cleared, &town.metric),
            };
            let digest = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            (DisclosureFile { bytes, digest }, cleared.get().n_by_law.clone())
        });
        writing.await.expect("writing a file does not panic")
    }
}

/// Why a file cannot be made of reports that stand so.
fn in_the_way(standings: impl Iterator<Item = Standing>, all_looked: bool) -> Vec<Objection> {
    let (mut wrong, mut n) = (Vec::new(), 0);
    for (nth, standing) in standings.enumerate() {
        n += 1;
        let (code, sv, en) = match standing {
            Standing::Changed => (
                "changed",
                "Rapporten är ändrad efter granskningen. Granska den igen.",
                "The report was changed. Look again.",
            ),
            Standing::Proposed if all_looked => {
                ("not_looked", "Ingen har granskat rapporten än.", "Nobody has looked at the report yet.")
            }
            Standing::Proposed | Standing::Looked => continue,
        };
        wrong.push(Objection::new(&format!("/reports/{nth}"), code, sv, en));
    }
    if n == 0 {
        let (sv, en) = ("Inga rapporter är valda.", "No reports are chosen.");
        wrong.push(Objection::new("/reports", "nothing", sv, en));
    }
    wrong
}
