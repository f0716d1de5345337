//! Deciding and redacting.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::staff::Admission;
use super::super::{Meant, Served, Service, ServiceError};
use super::DeskSheet;
use crate::observation::State;
use crate::privacy::words;
use crate::promise::{Objection, Vocabulary};
use crate::report::desk::{Case, Decision, DeskReport, Particulars};
use crate::report::{Draft, Flaw, Ground, MAX_TEXT_CHARS, Report};
use crate::store::{Change, Correction, Decided, Erasure, Redaction};

/// What somebody decides about a report. Fields of the report that are named are corrected.
#[derive(Debug, Clone)]
pub struct DeskDecision {
    pub decision: Decision,
    pub owner: Option<String>,
    pub joined_to: Option<i64>,
    pub sentence_sv: Option<String>,
    pub sentence_en: Option<String>,
    pub category: Option<String>,
    pub causes: Option<Vec<String>>,
    /// GeoJSON.
    pub place: Option<Value>,
}

/// Which words are taken out, and why.
#[derive(Debug, Clone)]
pub struct RedactionDraft {
    /// What may stay; `None`: nothing.
    pub text: Option<String>,
    pub reason: String,
    pub law: String,
}

const LONGEST_SENTENCE: usize = 300;
const LONGEST_GROUND: usize = 200;

impl Service {
    /// Decides, or decides anew. What is public already stays as it was published: a square once written never changes.
    pub async fn decide(
        &self,
        municipality: Option<&str>,
        (number, meant): (i64, &Meant),
        wanted: DeskDecision,
        admission: &Admission,
    ) -> Result<DeskSheet, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code().to_owned();
        let known = self.store().at_desk(&code, number).await?.ok_or(ServiceError::NotFound)?;
        let stands = known.case.as_ref().map_or(0, |case| case.version);
        meant.check(stands)?;
        if known.report.state == State::Withdrawn {
            return Err(objected("", "withdrawn", "Rapporten är tillbakatagen.", "The report has been taken back."));
        }
        let mut objections = sentences(&wanted);
        objections.extend(self.joining(&code, number, &wanted).await?);
        let correction = match correction(self, &served, &known.report, &wanted) {
            Ok(correction) => correction,
            Err(flaws) if objections.is_empty() => return Err(ServiceError::Flaws(flaws)),
            Err(_) => Correction::default(),
        };
        if !objections.is_empty() {
            return Err(ServiceError::Objections(objections));
        }
        let case = Case {
            decision: wanted.decision,
            owner: wanted.owner,
            joined_to: wanted.joined_to,
            sentence_sv: trimmed(wanted.sentence_sv),
            sentence_en: trimmed(wanted.sentence_en),
            told: as_told(&known, &correction),
            decided_by: admission.who().to_owned(),
            decided_at: Timestamp::from_microsecond(self.now().as_microsecond()).expect("now is a time"),
            version: stands,
        };
        let (decision, reason) = case.decision.words();
        let corrected = !is_empty(&correction);
        let about = json!({"report": number, "do": decision, "reason": reason, "owner": case.owner,
            "joined_to": case.joined_to, "corrected": corrected, "version": stands});
        self.changing(admission, &code, "desk", about).await?;
        match self.store().decide((&code, number), &case, &correction).await? {
            Decided::Kept => {}
            Decided::Outdated => meant.kept(Change::Outdated)?,
            // Somebody joined the other way round, or took the other one back, since we looked.
            Decided::CannotJoin => return Err(ServiceError::Objections(vec![cannot_join()])),
        }
        self.inner.changed.notify_one();
        self.desk_sheet(Some(&code), number, admission).await
    }

    /// Takes words out for good: from the report, from the walk they came from, and from the pages of the file. A
    /// tombstone says that it was done, by whom and on what ground. Not while a hold covers the report. Backups keep
    /// them until they are thrown away (docs/backup.md).
    pub async fn redact(
        &self,
        municipality: Option<&str>,
        number: i64,
        draft: &RedactionDraft,
        admission: &Admission,
    ) -> Result<DeskSheet, ServiceError> {
        let served = self.serving_to(municipality, admission)?;
        let code = served.town.code().to_owned();
        let known = self.store().at_desk(&code, number).await?.ok_or(ServiceError::NotFound)?;
        let text = draft.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let objections = redaction_objections(draft, text);
        if !objections.is_empty() {
            return Err(ServiceError::Objections(objections));
        }
        let Some(before) = known.report.text.as_deref() else {
            let (sv, en) = ("Rapporten har ingen text att ta ur.", "The report has no words to take out.");
            return Err(objected("", "no_text", sv, en));
        };
        if !text.is_none_or(|left| is_left_of(before, left)) {
            return Err(objected(
                "/text",
                "other_words",
                "Ta bort ord, eller skriv […] i deras ställe. Andra ord än den berättades får inte skrivas dit.",
                "Take words away, or write […] in their place. Words that were not told may not be written there.",
            ));
        }
        if Some(before) == text {
            return Err(objected(
                "/text",
                "same_text",
                "Texten är redan sådan. Skriv det som får stå kvar, eller inget.",
                "The text is like that already. Write what may stay, or nothing.",
            ));
        }
        let (reason, law) = (draft.reason.trim().to_owned(), draft.law.trim().to_owned());
        self.changing(admission, &code, "redaction", json!({"report": number, "law": law})).await?;
        let redaction = Redaction { at: self.now(), by: admission.who().to_owned(), reason, law };
        let (service, code_too) = (self.clone(), code.clone());
        let (before, text) = (before.to_owned(), text.map(str::to_owned));
        let redacted = self.to_its_end(async move {
            let words = (before.as_str(), text.as_deref());
            let redacted = service.store().redact((&code_too, number), words, &redaction).await;
            if matches!(redacted, Ok(Erasure::Done)) {
                service.forget_old_pages().await;
            }
            redacted
        });
        match redacted.await? {
            Erasure::Done => {}
            // Somebody else took words out, or it was taken back, since we read it.
            Erasure::Outdated => return Err(ServiceError::Overtaken),
            Erasure::Held(reference) => return Err(ServiceError::Held(reference)),
        }
        self.desk_sheet(Some(&code), number, admission).await
    }

    /// What speaks against joining: the other report must be there, another one, and not itself joined to a third; nor
    /// may others be joined to this one. So there are no chains. It is looked at again when it is written.
    async fn joining(&self, code: &str, number: i64, wanted: &DeskDecision) -> Result<Option<Objection>, ServiceError> {
        let Some(other) = wanted.joined_to else { return Ok(None) };
        let counts = wanted.decision == Decision::Accepted;
        let fits = counts && self.store().may_join(code, number, other).await?;
        Ok((!fits).then(cannot_join))
    }
}

fn cannot_join() -> Objection {
    Objection::new(
        "/joined_to",
        "cannot_join",
        "Välj en annan rapport som räknas och som inte själv är kopplad till en tredje. En rapport som andra är kopplade \
         till, eller som avvisas, kopplas inte.",
        "Choose another report that counts and is not itself joined to a third. A report that others are joined to, or that is \
         rejected, is not joined.",
    )
}

/// The corrections, checked as if the report had been told like that.
fn correction(
    service: &Service,
    served: &Served,
    report: &Report,
    wanted: &DeskDecision,
) -> Result<Correction, Vec<Flaw>> {
    if wanted.category.is_none() && wanted.causes.is_none() && wanted.place.is_none() {
        return Ok(Correction::default());
    }
    let category = wanted.category.as_deref().unwrap_or(report.category.as_str());
    // Causes of another category mean nothing there.
    let kept = if category == report.category.as_str() { report.causes.clone() } else { Vec::new() };
    let causes = wanted.causes.clone().unwrap_or(kept);
    let place = wanted.place.clone().unwrap_or_else(|| report.place.geometry.to_json());
    let body = json!({"municipality": served.town.code(), "category": category, "causes": causes,
        "place": {"geometry": place, "source": report.place.source.as_str()}});
    let towns = [&served.town];
    let ground = Ground { towns: &towns, catalogue: service.catalogue(), told_at: report.told_at };
    let draft = Draft::read(&body, &ground)?;
    Ok(Correction {
        category: (draft.category != report.category).then_some(draft.category),
        causes: (draft.causes != report.causes).then_some(draft.causes),
        place: wanted.place.is_some().then_some(draft.place.geometry),
    })
}

fn is_empty(correction: &Correction) -> bool {
    correction.category.is_none() && correction.causes.is_none() && correction.place.is_none()
}

/// What was told stays known beside what it was corrected to: what reached the municipality is a public record.
fn as_told(known: &DeskReport, correction: &Correction) -> Option<Particulars> {
    let before = known.case.as_ref().and_then(|case| case.told.clone());
    before.or_else(|| (!is_empty(correction)).then(|| Particulars::of(&known.report)))
}

fn sentences(wanted: &DeskDecision) -> Vec<Objection> {
    let mut objections = Vec::new();
    for (pointer, sentence) in [("/sentence_sv", &wanted.sentence_sv), ("/sentence_en", &wanted.sentence_en)] {
        let Some(sentence) = sentence else { continue };
        objections.extend(words::objection(pointer, sentence));
        objections.extend(too_long(pointer, sentence, LONGEST_SENTENCE));
    }
    let known = |code: &String| Vocabulary::shipped().organisation_word(code).is_some();
    if wanted.owner.as_ref().is_some_and(|owner| !known(owner)) {
        objections.push(Objection::new(
            "/owner",
            "unknown_word",
            "Den organisationen finns inte. De som finns står i /api/v1/promises/words.",
            "There is no such organisation. Those there are stand in /api/v1/promises/words.",
        ));
    }
    objections
}

/// What stands in place of words that were taken out.
const TAKEN_OUT: &str = "[…]";

/// Whether a text is what is left of another: pieces of it in their order, and signs where something was.
fn is_left_of(before: &str, left: &str) -> bool {
    let mut rest = before;
    for piece in left.split(TAKEN_OUT).map(str::trim).filter(|piece| !piece.is_empty()) {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    true
}

fn redaction_objections(draft: &RedactionDraft, text: Option<&str>) -> Vec<Objection> {
    let mut objections = Vec::new();
    if let Some(text) = text {
        objections.extend(words::objection("/text", text));
        objections.extend(too_long("/text", text, MAX_TEXT_CHARS));
    }
    for (pointer, ground) in [("/reason", &draft.reason), ("/law", &draft.law)] {
        if ground.trim().is_empty() {
            objections.push(Objection::new(
                pointer,
                "missing",
                "Skriv skälet och lagrummet: de står kvar när orden är borta.",
                "Write the reason and the law: they stay when the words are gone.",
            ));
        }
        objections.extend(words::objection(pointer, ground));
        objections.extend(too_long(pointer, ground, LONGEST_GROUND));
    }
    objections
}

fn too_long(pointer: &str, text: &str, most: usize) -> Option<Objection> {
    let fits = text.chars().count() <= most;
    (!fits).then(|| {
        let (sv, en) = (format!("Högst {most} tecken."), format!("At most {most} characters."));
        Objection::new(pointer, "too_long", sv, en)
    })
}

fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn objected(pointer: &str, code: &'static str, sv: &str, en: &str) -> ServiceError {
    ServiceError::Objections(vec![Objection::new(pointer, code, sv, en)])
}

#[cfg(test)]
mod tests {
    use super::is_left_of;

    #[test]
    fn what_is_left_holds_no_word_that_was_not_there_and_none_twice() {
        let before = "Grannsonen i gula huset kör fort vid skolan";
        for left in ["", "[…]", "[…] kör fort vid skolan", "Grannsonen […] kör […] skolan", "kör fort", before]
        {
            assert!(is_left_of(before, left), "{left}");
        }
        for left in ["Någon kör fort", "skolan […] kör", "kör fort […] kör fort", "[…] gula bilen"] {
            assert!(!is_left_of(before, left), "{left}");
        }
    }
}
