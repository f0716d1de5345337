//! Reports as they lie on the desk, with their words: JSON for whoever works there.

use serde_json::{Value, json};

use super::observations::when;
use crate::privacy::Cleared;
use crate::report::desk::{Case, DeskReport, Likeness, Particulars};

/// The reports of a page, or of one.
pub fn reports(cleared: &Cleared<Vec<DeskReport>>) -> Vec<Value> {
    cleared.get().iter().map(report).collect()
}

/// Earlier reports of the same thing.
pub fn likenesses(like: &[Likeness]) -> Value {
    let one = |like: &Likeness| {
        json!({"number": like.number, "reference": like.reference, "joined_to": like.joined_to,
               "category": like.category.as_str(), "distance_m": like.distance_m.round(), "days": like.days})
    };
    like.iter().map(one).collect()
}

fn report(lying: &DeskReport) -> Value {
    let DeskReport { number, report, published, redacted, case } = lying;
    json!({
        "number": number,
        "reference": report.reference,
        "category": report.category.as_str(),
        "causes": report.causes,
        "place": report.place.geometry.to_json(),
        "accuracy_m": report.place.accuracy_m,
        "when": when(&report.moment),
        "severity": report.severity,
        "text": report.text,
        "channel": report.channel,
        "received_at": report.received_at.to_string(),
        "told_at": report.told_at.to_string(),
        "state": report.state.as_str(),
        "published": published,
        "redacted": redacted,
        "case": case.as_ref().map(case_of),
    })
}

fn case_of(case: &Case) -> Value {
    let (decision, reason) = case.decision.words();
    json!({
        "decision": decision,
        "reason": reason,
        "owner": case.owner,
        "joined_to": case.joined_to,
        "sentence_sv": case.sentence_sv,
        "sentence_en": case.sentence_en,
        "told": case.told.as_ref().map(Particulars::to_json),
        "decided_by": case.decided_by,
        "decided_at": case.decided_at.to_string(),
        "version": case.version,
    })
}
