//! The public answer about promises, and the words it uses.

use serde_json::{Value, json};

use crate::privacy::{Cleared, PublicPledge, PublicPromises, Said, Since, Story};
use crate::promise::{Evidence, MonthProgress, Period, PeriodProgress, RemedyState, Standing, Vocabulary, Word};

/// What is told when, in both languages: part of the answer, so that nobody takes silence for idleness.
pub const RULE: (&str, &str) = (
    "Vad som gjorts räknas per månad och ort och visas när månaden är slut, aldrig plats eller klockslag. Vad som är \
     planerat visas som ett antal. En åtgärd visas när den är beslutad. Vad invånare sagt är tal från den öppna kartan.",
    "What was done is counted by month and locality and shown when the month has ended, never a site or an hour. What is \
     planned is shown as a number. A remedy is shown once it is decided. What residents said are figures of the public map.",
);

/// A standing in words that need no colour.
pub fn standing_words(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Kept => ("Hållet", "Kept"),
        Standing::OnTheWay => ("På väg", "On the way"),
        Standing::Late => ("Inte hållet i tid", "Not kept in time"),
        Standing::NotJudged => ("Bedöms inte", "Not judged"),
        Standing::Told => ("Berättas, räknas inte", "Told, not counted"),
    }
}

pub fn state_words(state: RemedyState) -> (&'static str, &'static str) {
    match state {
        RemedyState::Proposed => ("Föreslagen", "Proposed"),
        RemedyState::Decided => ("Beslutad", "Decided"),
        RemedyState::Started => ("Påbörjad", "Begun"),
        RemedyState::Done => ("Gjord", "Done"),
        RemedyState::Dropped => ("Nedlagd", "Dropped"),
    }
}

pub fn period_words(period: Period) -> (&'static str, &'static str) {
    match period {
        Period::Month => ("i månaden", "a month"),
        Period::Quarter => ("i kvartalet", "a quarter"),
        Period::Year => ("om året", "a year"),
    }
}

/// Everything of the page, for programs.
pub fn promises(cleared: &Cleared<PublicPromises>, municipality: (&str, &str)) -> Value {
    let all = cleared.get();
    json!({
        "municipality": {"code": municipality.0, "name": municipality.1},
        "through": all.through.to_string(),
        "rule": {"sv": RULE.0, "en": RULE.1},
        "pledges": all.pledges.iter().map(|pledge| pledge_body(pledge, &all.stories)).collect::<Vec<_>>(),
        "remedies": all.stories.iter().map(story).collect::<Vec<_>>(),
    })
}

fn pledge_body(public: &PublicPledge, stories: &[Story]) -> Value {
    let (pledge, progress) = (&public.pledge, &public.progress);
    let words = Vocabulary::shipped();
    let goal = pledge.goal.as_ref().map(|goal| {
        let unit = words.unit(&goal.unit).map(|unit| {
            json!({"code": unit.code, "sv": unit.sv, "sv_many": unit.sv_many, "en": unit.en, "en_many": unit.en_many})
        });
        json!({"target": goal.target, "unit": unit, "period": goal.period.as_str()})
    });
    let (sv, en) = standing_words(progress.standing);
    json!({
        "id": pledge.id,
        "sv": pledge.sv,
        "en": pledge.en,
        "owner": word(&words.organisation(&pledge.owner)),
        "goal": goal,
        "evidence": pledge.evidence.iter().map(Evidence::wire).collect::<Vec<_>>(),
        "since": pledge.since.to_string(),
        "until": pledge.until.map(|day| day.to_string()),
        "source": pledge.source,
        "state": progress.standing.as_str(),
        "state_sv": sv,
        "state_en": en,
        "periods": progress.periods.iter().map(period).collect::<Vec<_>>(),
        "months": progress.months.iter().map(month).collect::<Vec<_>>(),
        "remedies": public.stories.iter().filter_map(|n| stories.get(*n)).map(|story| story.id).collect::<Vec<_>>(),
    })
}

fn period(own: &PeriodProgress) -> Value {
    json!({
        "from": own.first.to_string(), "to": own.last.to_string(), "promised": own.promised, "planned": own.planned,
        "done": own.done, "ended": own.has_ended, "state": own.standing.as_str(),
    })
}

fn month(own: &MonthProgress) -> Value {
    let by_locality = own.done.as_ref().map(|done| {
        let each = done.by_locality.iter();
        each.map(|(locality, n)| json!({"locality": locality, "done": n})).collect::<Vec<_>>()
    });
    json!({
        "month": own.month.to_string(), "planned": own.planned, "done": own.done.as_ref().map(|done| done.total),
        "by_locality": by_locality,
    })
}

/// One remedy as everybody may read it.
pub fn story(story: &Story) -> Value {
    let words = Vocabulary::shipped();
    let kind = words.remedy_kind(&story.kind).map(|kind| word(&kind.word));
    let (sv, en) = state_words(story.state);
    json!({
        "id": story.id,
        "kind": kind.unwrap_or_else(|| json!({"code": story.kind, "sv": story.kind, "en": story.kind})),
        "place_name": story.place_name,
        "locality": story.locality,
        "owner": word(&words.organisation(&story.owner)),
        "state": story.state.as_str(),
        "state_sv": sv,
        "state_en": en,
        "reason": story.reason,
        "sentence_sv": story.sentence_sv,
        "sentence_en": story.sentence_en,
        "due": story.due.map(|day| day.to_string()),
        "started_on": story.started_on.map(|day| day.to_string()),
        "done_on": story.done_on.map(|day| day.to_string()),
        "late": story.is_late,
        "said": story.said.as_ref().map(said),
        "since": story.since.as_ref().map(since),
    })
}

fn said(said: &Said) -> Value {
    json!({
        "n_reports": said.n_reports, "square_m": said.square_m, "from": said.from.to_string(), "to": said.to.to_string(),
    })
}

fn since(since: &Since) -> Value {
    match since {
        Since::TooSoon { n_months } => json!({"kind": "too_soon", "n_months": n_months}),
        Since::TooFew => json!({"kind": "too_few"}),
        Since::Counted { before, after, n_months } => {
            json!({"kind": "counted", "before": before, "after": after, "n_months": n_months})
        }
    }
}

pub fn word(word: &Word) -> Value {
    json!({"code": word.code, "sv": word.sv, "en": word.en})
}
