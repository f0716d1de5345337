//! Requests to see public records: opened, answered, closed; while one is open nothing is erased.

mod export;
mod find;
mod mask;

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::retention::about_hold;
use super::staff::Admission;
use super::{Meant, Served, Service, ServiceError};
use crate::privacy::retention::{Covers, Hold, HoldDraft};
use crate::privacy::words;
use crate::promise::Objection;
use crate::report::disclosure::{Disclosure, DisclosureState};
use crate::staff::Right;
use crate::store::{Change, Exported};

pub use export::{DisclosureFile, DisclosureForm};
pub(super) use find::Searches;
pub use find::{DisclosureSearch, FindPlace, Found};
pub use mask::{DisclosureSheet, MasksDraft, SheetPlace};

const LONGEST_WANTED: usize = 500;

/// A request as staff write it down.
#[derive(Debug, Clone)]
pub struct DisclosureDraft {
    pub diary_number: String,
    pub wanted: String,
    /// Today where it is missing.
    pub asked_on: Option<Date>,
}

/// A report that is looked at for a request, as a line of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct DisclosureLine {
    pub number: i64,
    /// For those who may read exact data: a teller says it over the telephone.
    pub reference: Option<String>,
    /// Somebody has looked at it as it is now.
    pub looked: bool,
    /// It was changed after somebody looked: look again.
    pub stale: bool,
    pub n_masks: usize,
    pub version: u32,
}

/// A request with its reports and what was handed out.
#[derive(Debug, Clone)]
pub struct DisclosureWhole {
    pub disclosure: Disclosure,
    pub reports: Vec<DisclosureLine>,
    pub exports: Vec<Exported>,
}

impl Service {
    /// Every request with what was handed out, the open ones first.
    pub async fn disclosures(
        &self,
        municipality: Option<&str>,
        admission: &Admission,
    ) -> Result<Vec<(Disclosure, Vec<Exported>)>, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        self.reader(admission, code, "disclosures", "{}".to_owned()).await?;
        let mut all = Vec::new();
        for one in self.store().disclosures(code).await? {
            let exports = self.store().exports(code, one.id).await?;
            all.push((one, exports));
        }
        Ok(all)
    }

    /// Opens a request, and with it a hold on everything: what will be asked for is not known yet.
    pub async fn open_disclosure(
        &self,
        municipality: Option<&str>,
        draft: DisclosureDraft,
        admission: &Admission,
    ) -> Result<DisclosureWhole, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code().to_owned();
        let today = self.now().to_zoned(served.town.clock.zone().clone()).date();
        let hold = HoldDraft { reference: draft.diary_number.clone(), covers: Covers::Everything };
        let mut objections = Vec::new();
        let hold = hold.checked().unwrap_or_else(|wrong| {
            objections.extend(wrong.into_iter().map(|one| Objection { pointer: "/diary_number".to_owned(), ..one }));
            HoldDraft { reference: String::new(), covers: Covers::Everything }
        });
        let wanted = draft.wanted.trim().to_owned();
        objections.extend(wrong_words("/wanted", &wanted, LONGEST_WANTED));
        let asked_on = draft.asked_on.unwrap_or(today);
        if asked_on > today {
            let (sv, en) = ("Dagen ligger i framtiden.", "The day lies in the future.");
            objections.push(Objection::new("/asked_on", "in_the_future", sv, en));
        }
        if !objections.is_empty() {
            return Err(ServiceError::Objections(objections));
        }
        let id = uuid::Builder::from_random_bytes(rand::random()).into_uuid();
        self.changing(admission, &code, "disclosure", json!({"disclosure": id, "do": "open"})).await?;
        let hold = Hold {
            id: uuid::Builder::from_random_bytes(rand::random()).into_uuid(),
            reference: hold.reference,
            covers: hold.covers,
            opened_by: admission.who().to_owned(),
            opened_at: self.now(),
            ended: None,
            version: 1,
        };
        self.changing(admission, &code, "hold", about_hold(&hold, "open")).await?;
        let disclosure = Disclosure {
            id,
            diary_number: hold.reference.clone(),
            wanted,
            asked_on,
            state: DisclosureState::Open,
            hold: hold.id,
            opened_by: hold.opened_by.clone(),
            opened_at: hold.opened_at,
            closed_at: None,
            version: 1,
        };
        match self.store().open_hold(&code, &hold, Some(&disclosure)).await? {
            Change::Kept => {}
            Change::Outdated => return Err(ServiceError::Overtaken),
        }
        Ok(DisclosureWhole { disclosure, reports: Vec::new(), exports: Vec::new() })
    }

    /// A request with the numbers of its reports and what was handed out.
    pub async fn disclosure(
        &self,
        municipality: Option<&str>,
        id: Uuid,
        admission: &Admission,
    ) -> Result<DisclosureWhole, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let disclosure = self.store().disclosure(code, id).await?.ok_or(ServiceError::NotFound)?;
        let selected = self.store().selected(code, id).await?;
        let numbers: Vec<i64> = selected.iter().map(|one| one.number).collect();
        let about = json!({"disclosure": id, "reports": numbers}).to_string();
        self.reader(admission, code, "disclosure", about).await?;
        let known = self.store().basis_of(code, &numbers).await?;
        let may_read = admission.grants().holds(Right::ReadExact, code);
        let line = |one: crate::store::Selected| {
            let now = known.get(&one.number);
            let standing = mask::standing(&one, now.map(|(_, basis)| basis));
            DisclosureLine {
                number: one.number,
                reference: now.map(|(reference, _)| reference.clone()).filter(|_| may_read),
                looked: standing == mask::Standing::Looked,
                stale: standing == mask::Standing::Changed,
                n_masks: one.masks.laws().len(),
                version: one.version,
            }
        };
        let reports = selected.into_iter().map(line).collect();
        Ok(DisclosureWhole { reports, exports: self.store().exports(code, id).await?, disclosure })
    }

    /// Says what became of a request. What is closed stays closed, and its hold ends.
    pub async fn put_disclosure_state(
        &self,
        municipality: Option<&str>,
        (id, meant): (Uuid, &Meant),
        state: DisclosureState,
        admission: &Admission,
    ) -> Result<DisclosureWhole, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code();
        let known = self.store().disclosure(code, id).await?.ok_or(ServiceError::NotFound)?;
        meant.check(known.version)?;
        if known.state != state {
            let n_exports = self.store().exports(code, id).await?.len();
            if let Some(objection) = stands_in_the_way(known.state, state, n_exports) {
                return Err(ServiceError::Objections(vec![objection]));
            }
            let about = json!({"disclosure": id, "do": state.as_str()});
            self.changing(admission, code, "disclosure", about).await?;
            meant.kept(self.store().put_disclosure_state(code, &known, (state, self.now())).await?)?;
        }
        if state == DisclosureState::Closed {
            self.end_hold(Some(code), (known.hold, &Meant::default()), admission).await?;
        }
        self.disclosure(Some(code), id, admission).await
    }

    /// The municipality, for whoever may read there: words and exact places take more than the right to hand out.
    fn read_to(&self, municipality: Option<&str>, admission: &Admission) -> Result<Arc<Served>, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let may_read = admission.grants().holds(Right::ReadExact, served.town.code());
        if may_read { Ok(served) } else { Err(ServiceError::NotAllowed) }
    }

    /// A request that can be worked on.
    async fn open_request(&self, code: &str, id: Uuid) -> Result<Disclosure, ServiceError> {
        let known = self.store().disclosure(code, id).await?.ok_or(ServiceError::NotFound)?;
        match known.state {
            DisclosureState::Open => Ok(known),
            state => Err(ServiceError::Answered { closed: state == DisclosureState::Closed }),
        }
    }
}

fn stands_in_the_way(from: DisclosureState, to: DisclosureState, n_exports: usize) -> Option<Objection> {
    let objection = |code, sv: &str, en: &str| Some(Objection::new("/state", code, sv, en));
    match (from, to) {
        (DisclosureState::Closed, _) => {
            objection("closed", "Begäran är avslutad. Registrera en ny.", "The request is closed. Register a new one.")
        }
        (_, DisclosureState::HandedOut) if n_exports == 0 => objection(
            "nothing_exported",
            "Inget är exporterat än. Exportera det som lämnas ut först.",
            "Nothing has been exported yet. Export what is handed out first.",
        ),
        _ => None,
    }
}

/// What speaks against words staff wrote.
fn wrong_words(pointer: &str, text: &str, most: usize) -> Vec<Objection> {
    let mut wrong = Vec::new();
    if text.is_empty() {
        wrong.push(Objection::new(pointer, "missing", "Skriv något här.", "Write something here."));
    }
    if text.chars().count() > most {
        let (sv, en) = (format!("Högst {most} tecken."), format!("At most {most} characters."));
        wrong.push(Objection::new(pointer, "too_long", sv, en));
    }
    wrong.extend(words::objection(pointer, text));
    wrong
}
