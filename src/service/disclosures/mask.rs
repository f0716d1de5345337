//! Reports are taken to a request, looked at one by one, and masked. The stored report stays whole.

use serde_json::json;
use uuid::Uuid;

use super::super::desk::suggest_place;
use super::super::staff::Admission;
use super::super::{Meant, Service, ServiceError};
use super::wrong_words;
use crate::privacy::disclosed::{proposed, whole_words};
use crate::privacy::pictures::{Photo, PhotoState};
use crate::privacy::{Cleared, for_staff};
use crate::promise::Objection;
use crate::report::Report;
use crate::report::desk::DeskReport;
use crate::report::disclosure::Masks;
use crate::store::{Basis, PhotoSize, Selected};
use crate::town::naming::PlaceName;

/// Reports of one request: more than anybody looks through with care.
const MOST_REPORTS: usize = 200;
const MOST_WORD_MASKS: usize = 200;
const LONGEST_LAW: usize = 80;

/// A report with its masks, to be looked at.
pub struct DisclosureSheet {
    pub report: Cleared<Vec<DeskReport>>,
    pub masks: Masks,
    /// What the report is now: sent back with the masks.
    pub basis: Basis,
    pub looked: bool,
    /// It was changed after somebody looked; the words are proposed anew.
    pub stale: bool,
    /// Those that may be handed out.
    pub photos: Vec<Photo>,
    /// As it was told.
    pub told: SheetPlace,
    /// What the desk corrected it to lies in the report itself; this is where that is.
    pub corrected: Option<SheetPlace>,
    pub version: u32,
}

/// Where a report lies, in words.
pub struct SheetPlace {
    pub name: PlaceName,
    pub locality: Option<String>,
}

/// Masks somebody lays on a report.
#[derive(Debug, Clone)]
pub struct MasksDraft {
    pub masks: Masks,
    /// The report they were laid on.
    pub basis: Basis,
    /// Somebody has looked at the whole report and stands for it.
    pub looked: bool,
}

impl Service {
    /// Takes reports to a request, each with the masks that are proposed for it.
    pub async fn select_for_disclosure(
        &self,
        municipality: Option<&str>,
        (id, numbers): (Uuid, &[i64]),
        admission: &Admission,
    ) -> Result<(), ServiceError> {
        let served = self.read_to(municipality, admission)?;
        let code = served.town.code();
        self.open_request(code, id).await?;
        let known = self.store().selected(code, id).await?;
        let mut fresh: Vec<i64> =
            numbers.iter().copied().filter(|n| known.iter().all(|own| own.number != *n)).collect();
        fresh.sort_unstable();
        fresh.dedup();
        if known.len() + fresh.len() > MOST_REPORTS {
            let sv = format!("Högst {MOST_REPORTS} rapporter i en begäran. Dela upp den i flera.");
            let en = format!("At most {MOST_REPORTS} reports in one request. Divide it into several.");
            return Err(ServiceError::Objections(vec![Objection::new("/reports", "too_many", sv, en)]));
        }
        let about = json!({"disclosure": id, "do": "select", "reports": fresh});
        self.changing(admission, code, "disclosure", about).await?;
        let basis = self.store().basis_of(code, &fresh).await?;
        let mut rows = Vec::new();
        for number in fresh {
            let found = self.store().at_desk(code, number).await?;
            let Some((found, (_, basis))) = found.zip(basis.get(&number)) else {
                let sv = format!("Det finns ingen rapport {number}.");
                let objection = Objection::new("/reports", "unknown", sv, format!("There is no report {number}."));
                return Err(ServiceError::Objections(vec![objection]));
            };
            rows.push((number, proposed(&found.report), *basis));
        }
        if self.store().select_for_disclosure((code, id), &rows).await? { Ok(()) } else { Err(ServiceError::Overtaken) }
    }

    /// Takes a report away from a request. Twice is no fault.
    pub async fn drop_from_disclosure(
        &self,
        municipality: Option<&str>,
        (id, number): (Uuid, i64),
        admission: &Admission,
    ) -> Result<(), ServiceError> {
        let served = self.read_to(municipality, admission)?;
        let code = served.town.code();
        self.open_request(code, id).await?;
        let about = json!({"disclosure": id, "do": "drop", "reports": [number]});
        self.changing(admission, code, "disclosure", about).await?;
        Ok(self.store().drop_from_disclosure(code, id, number).await?)
    }

    /// A photo that may be handed out, for whoever decides whether it is. The reading is logged.
    pub async fn disclosure_photo(
        &self,
        municipality: Option<&str>,
        (id, number, photo): (Uuid, i64, Uuid),
        admission: &Admission,
    ) -> Result<Vec<u8>, ServiceError> {
        let served = self.read_to(municipality, admission)?;
        let code = served.town.code();
        self.open_request(code, id).await?;
        let about = json!({"disclosure": id, "reports": [number], "photo": photo}).to_string();
        self.reader(admission, code, "disclosure", about).await?;
        self.selected_one(code, id, number).await?;
        let own = self.store().photo(code, photo).await?;
        own.filter(|own| own.report_key == number && own.state == PhotoState::Shown).ok_or(ServiceError::NotFound)?;
        self.store().photo_pixels(code, photo, PhotoSize::Whole).await?.ok_or(ServiceError::NotFound)
    }

    /// A report of a request, with its words and its masks. The reading is logged.
    pub async fn disclosure_sheet(
        &self,
        municipality: Option<&str>,
        (id, number): (Uuid, i64),
        admission: &Admission,
    ) -> Result<DisclosureSheet, ServiceError> {
        let served = self.read_to(municipality, admission)?;
        let code = served.town.code();
        self.open_request(code, id).await?;
        let about = json!({"disclosure": id, "reports": [number]}).to_string();
        let reader = self.reader(admission, code, "disclosure", about).await?;
        let (selected, basis) = self.selected_one(code, id, number).await?;
        let report = self.store().at_desk(code, number).await?.ok_or(ServiceError::NotFound)?;
        let standing = standing(&selected, Some(&basis));
        let is_same = basis == selected.basis;
        let masks = if is_same { selected.masks.tidied() } else { proposed_anew(selected.masks, &report.report) };
        let (told, corrected) = report.clone().told_and_corrected();
        let named = |report: &Report| {
            let about = suggest_place(&served, report);
            SheetPlace { name: about.name, locality: about.locality }
        };
        let photos = self.store().photos_of_report(code, number).await?;
        Ok(DisclosureSheet {
            masks,
            basis,
            looked: standing == Standing::Looked,
            stale: standing == Standing::Changed,
            photos: photos.into_iter().filter(|one| one.state == PhotoState::Shown).collect(),
            told: named(&told),
            corrected: corrected.map(|_| named(&report.report)),
            version: selected.version,
            report: for_staff(vec![report], &reader),
        })
    }

    /// Lays masks on a report; with `looked` somebody stands for them, and every mask then names its law.
    pub async fn put_masks(
        &self,
        municipality: Option<&str>,
        (id, number, meant): (Uuid, i64, &Meant),
        draft: MasksDraft,
        admission: &Admission,
    ) -> Result<DisclosureSheet, ServiceError> {
        let served = self.read_to(municipality, admission)?;
        let code = served.town.code();
        self.open_request(code, id).await?;
        let (selected, basis) = self.selected_one(code, id, number).await?;
        meant.check(selected.version)?;
        if basis != draft.basis {
            return Err(ServiceError::Outdated);
        }
        let objections = objections(&draft);
        if !objections.is_empty() {
            return Err(ServiceError::Objections(objections));
        }
        let report = self.store().at_desk(code, number).await?.ok_or(ServiceError::NotFound)?;
        let mut masks = draft.masks.tidied();
        masks.words = whole_words(report.report.text.as_deref().unwrap_or_default(), masks.words);
        let about = json!({"disclosure": id, "do": if draft.looked { "look" } else { "mask" }, "reports": [number],
            "n_masks": masks.laws().len()});
        self.changing(admission, code, "disclosure", about).await?;
        let looked = draft.looked.then(|| (admission.who().to_owned(), self.now()));
        let now = Selected { number, masks, basis, looked, version: selected.version };
        meant.kept(self.store().put_masks((code, id), &now).await?)?;
        self.disclosure_sheet(Some(code), (id, number), admission).await
    }

    async fn selected_one(&self, code: &str, id: Uuid, number: i64) -> Result<(Selected, Basis), ServiceError> {
        let selected = self.store().selected(code, id).await?;
        let selected = selected.into_iter().find(|one| one.number == number).ok_or(ServiceError::NotFound)?;
        let known = self.store().basis_of(code, &[number]).await?;
        let (_, basis) = known.get(&number).ok_or(ServiceError::NotFound)?;
        Ok((selected, *basis))
    }
}

/// How far somebody has come with a report of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody has looked: the masks are a proposal, on whatever the report is now.
    Proposed,
    Looked,
    /// The report was changed, or erased, after somebody looked.
    Changed,
}

pub(super) fn standing(selected: &Selected, now: Option<&Basis>) -> Standing {
    match (&selected.looked, now) {
        (None, _) => Standing::Proposed,
        (Some(_), Some(now)) if *now == selected.basis => Standing::Looked,
        (Some(_), _) => Standing::Changed,
    }
}

/// Masks on a report that was changed after they were laid. Most often the words are the same and something else was
/// decided: what is masked stays masked until somebody looks, with what is proposed now.
pub(super) fn proposed_anew(masks: Masks, report: &Report) -> Masks {
    let mut masks = masks.tidied();
    masks.words.extend(proposed(report).words);
    masks.words = whole_words(report.text.as_deref().unwrap_or_default(), masks.words);
    masks
}

fn objections(draft: &MasksDraft) -> Vec<Objection> {
    let mut wrong = Vec::new();
    if draft.masks.words.len() > MOST_WORD_MASKS {
        let (sv, en) = ("För många maskeringar i orden.", "Too many masks in the words.");
        wrong.push(Objection::new("/masks/words", "too_many", sv, en));
    }
    for (pointer, law) in draft.masks.laws() {
        let (pointer, law) = (format!("/masks{pointer}"), law.trim());
        if law.chars().any(char::is_control) {
            let (sv, en) = ("Skriv lagrummet på en rad.", "Write the law on one line.");
            wrong.push(Objection::new(&pointer, "law_of_lines", sv, en));
        } else if !law.is_empty() {
            wrong.extend(wrong_words(&pointer, law, LONGEST_LAW));
        } else if draft.looked {
            let sv = "Skriv lagrummet som maskeringen vilar på.";
            wrong.push(Objection::new(&pointer, "law_missing", sv, "Write the law that the mask rests on."));
        }
    }
    wrong.extend(draft.masks.idle_laws().into_iter().map(|pointer| {
        let sv = "Uppgiften visas och har då inget lagrum. Ta bort lagrummet, eller maskera uppgiften.";
        let en = "The detail is shown, and then has no law. Take the law away, or mask the detail.";
        Objection::new(&format!("/masks{pointer}"), "law_without_mask", sv, en)
    }));
    wrong
}
