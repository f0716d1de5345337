//! What is known of the effect of one remedy in the register: measured, or what a study could show.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::before_after::{answer, detectable, method};
use super::{Data, Envelope, Warning};
use crate::analysis::effect::{BeforeAfterParams, ChosenBy, Design, Study};
use crate::analysis::remedy_place::{Alike, RemedyPlaceParams};
use crate::privacy::Cleared;

/// How far a remedy has come, for a study of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Not begun.
    Planned,
    /// Begun, not done.
    UnderWay,
    /// Done, but so lately that a study would be of days.
    TooEarly,
    Measured,
}

impl Stage {
    fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::UnderWay => "under_way",
            Self::TooEarly => "too_early",
            Self::Measured => "measured",
        }
    }
}

/// Which remedy, which days and which places.
#[derive(Debug, Clone)]
pub struct RemedyFrame {
    pub id: String,
    pub kind: String,
    pub place_name: String,
    pub state: &'static str,
    pub started_on: Option<Date>,
    pub done_on: Option<Date>,
    /// The days whose reports chose the place, logged when it was chosen.
    pub selected: Option<(Date, Date)>,
    pub stage: Stage,
    /// First and last day, both counted.
    pub before: (Date, Date),
    /// The same, or how long it will be.
    pub after: Result<(Date, Date), u32>,
    pub categories: Vec<&'static str>,
    pub place: RemedyPlaceParams,
    pub square_m: u32,
    pub alike: Alike,
    pub revision: String,
}

pub fn measured(found: &Cleared<Study>, params: &BeforeAfterParams, data: &Data, frame: &RemedyFrame) -> Value {
    let mut body = answer(found, std::slice::from_ref(&frame.place_name), params, data);
    let names = body["warnings"].as_array_mut();
    names.into_iter().for_each(|all| all.extend(unknown_selection(frame).iter().map(Warning::json)));
    beside(&mut body, frame);
    body
}

/// What could be shown, said before anything is known.
pub fn designed(found: &Cleared<Design>, params: &BeforeAfterParams, data: &Data, frame: &RemedyFrame) -> Value {
    let found = found.get();
    let mut warnings: Vec<Warning> = unknown_selection(frame).into_iter().collect();
    if found.by_counts.at_most.is_none() {
        let n = found.by_counts.needed_before;
        warnings.push(Warning::new(
            "nothing_can_be_shown",
            format!(
                "Platsen har för få rapporter för att ensam visa något: minst {n} före behövs. Slå ihop den med andra."
            ),
            format!("The place has too few reports to show anything alone: {n} before are needed. Put it with others."),
        ));
    }
    let results = json!({
        "verdict": "cannot_tell",
        "n_comparison": found.n_similar,
        "detectable": {
            "by_these_counts": detectable(&found.by_counts),
            "by_what_is_expected": found.by_expected.as_ref().map(|(_, against)| detectable(against)),
        },
        "expected_after": found.by_expected.as_ref().map(|(expected, _)| expected.mean),
        "weight_of_similar_places": found.by_expected.as_ref().map(|(expected, _)| expected.weight),
    });
    let envelope = Envelope { method: method(params), data: data.clone(), warnings };
    let mut body = envelope.with_results(results);
    beside(&mut body, frame);
    body
}

fn unknown_selection(frame: &RemedyFrame) -> Option<Warning> {
    frame.selected.is_none().then(|| {
        Warning::new(
            "selection_unknown",
            "Det står inte i registret vilka dagars rapporter som valde platsen: den räknas som vald på det som kom före.",
            "The register does not say which days' reports chose the place: it counts as chosen by what came before.",
        )
    })
}

fn beside(body: &mut Value, frame: &RemedyFrame) {
    let span = |(from, to): (Date, Date)| json!({"from": from.to_string(), "to": to.to_string()});
    body["stage"] = frame.stage.as_str().into();
    body["revision"] = frame.revision.as_str().into();
    body["remedy"] = json!({
        "id": frame.id,
        "kind": frame.kind,
        "place_name": frame.place_name,
        "state": frame.state,
        "started_on": frame.started_on.map(|day| day.to_string()),
        "done_on": frame.done_on.map(|day| day.to_string()),
        "selected_by": frame.selected.map(span),
    });
    body["periods"] = json!({
        "counted_by": "told",
        "before": span(frame.before),
        "after": frame.after.ok().map(span),
        "planned_after_days": frame.after.err(),
    });
    body["places"] = json!({
        "categories": frame.categories,
        "radius_m": frame.place.radius_m,
        "ring_m": frame.place.ring_m,
        "square_m": frame.square_m,
        "compared_with": match frame.alike {
            Alike::Streets => "squares_with_as_much_street",
            Alike::Reports => "squares_with_reports",
        },
    });
}

/// By which reports the place was chosen, as far as the register knows.
pub fn chosen_by(selected: Option<(Date, Date)>, before: (Date, Date)) -> ChosenBy {
    match selected {
        Some((from, to)) if to < before.0 || from > before.1 => ChosenBy::Other,
        _ => ChosenBy::Before,
    }
}
