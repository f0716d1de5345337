//! Why a walk, or what was seen on one, cannot be kept.

use jiff::{Timestamp, civil::Date};

use super::WalkDraft;
use crate::geodesy::LonLat;
use crate::observation::{Catalogue, Category};
use crate::privacy::words;
use crate::promise::{Objection, Seen, Vocabulary, Walk, WalkState, in_the_future, too_far_ahead};
use crate::service::Served;

const LONGEST_TITLE: usize = 120;
const LONGEST_WORDS: usize = 1_000;
const MOST_STOPS: usize = 30;
const MOST_POSITIONS: usize = 20_000;

pub(super) fn of_draft(draft: &WalkDraft, served: &Served, today: Date) -> Vec<Objection> {
    let day = draft.starts_at.to_zoned(served.town.clock.zone().clone()).date();
    let mut all = Vec::from_iter(too_far_ahead("/starts_at", day, today));
    let mut bad = |pointer: &str, code, sv: String, en: String| all.push(Objection::new(pointer, code, sv, en));
    let title = draft.title.trim();
    if title.is_empty() || title.chars().count() > LONGEST_TITLE {
        bad(
            "/title",
            "bad_title",
            format!("Vandringen behöver ett namn på högst {LONGEST_TITLE} tecken."),
            format!("The walk needs a name of at most {LONGEST_TITLE} characters."),
        );
    }
    if !(10..=240).contains(&draft.minutes) {
        bad(
            "/minutes",
            "out_of_range",
            "En vandring är 10 till 240 minuter.".into(),
            "A walk is 10 to 240 minutes.".into(),
        );
    }
    if draft.stops.is_empty() || draft.stops.len() > MOST_STOPS {
        bad(
            "/stops",
            "out_of_range",
            format!("En vandring har 1 till {MOST_STOPS} stopp."),
            format!("A walk has 1 to {MOST_STOPS} stops."),
        );
    }
    if draft.way.len() > MOST_POSITIONS {
        bad("/way", "too_long", "Vägen har för många punkter.".into(), "The way has too many positions.".into());
    }
    let inside = |place: &[f64; 2]| {
        LonLat::new(place[0], place[1]).is_some_and(|at| served.town.takes(served.town.metric.forward(at)))
    };
    if let Some(nth) = draft.stops.iter().position(|stop| !inside(&stop.at)) {
        bad(
            &format!("/stops/{nth}/at"),
            "outside",
            "Stoppet ligger utanför kommunen.".into(),
            "The stop lies outside the municipality.".into(),
        );
    }
    if draft.way.iter().any(|at| LonLat::new(at[0], at[1]).is_none()) {
        bad(
            "/way",
            "bad_place",
            "En plats är [longitud, latitud] i grader.".into(),
            "A place is [longitude, latitude] in degrees.".into(),
        );
    }
    all.extend(words::objection("/title", title));
    for (nth, stop) in draft.stops.iter().enumerate() {
        let lists = stop.look.iter().chain(&stop.causes);
        if stop.sv.chars().count() > 200 || stop.en.chars().count() > 200 || lists.clone().any(|word| word.len() > 40) {
            all.push(Objection::new(
                &format!("/stops/{nth}"),
                "too_long",
                "Stoppets namn är för långt.",
                "The stop's name is too long.",
            ));
        }
        let texts = [&stop.sv, &stop.en].into_iter().chain(lists);
        all.extend(texts.filter_map(|text| words::objection(&format!("/stops/{nth}"), text)).take(1));
    }
    all
}

pub(super) fn of_seen(
    seen: &Seen,
    walk: &Walk,
    (served, catalogue): (&Served, &Catalogue),
    now: Timestamp,
) -> Vec<Objection> {
    let mut all = Vec::from_iter(in_the_future("/seen_at", seen.seen_at, now));
    let mut bad = |pointer: &str, code, sv: &str, en: &str| all.push(Objection::new(pointer, code, sv, en));
    if walk.state == WalkState::Cancelled {
        bad("", "cancelled", "Vandringen är inställd.", "The walk is cancelled.");
    }
    let known = |code: &String| catalogue.index_of(Category::UnsafePlace, code).is_some();
    if !seen.causes.iter().all(known) || seen.causes.len() > 20 {
        bad(
            "/causes",
            "unknown_word",
            "Orsakerna är katalogens koder för otrygga platser.",
            "Causes are the catalogue's codes for unsafe places.",
        );
    }
    if seen.remedy_kind.as_deref().is_some_and(|kind| Vocabulary::shipped().remedy_kind(kind).is_none()) {
        bad("/remedy_kind", "unknown_word", "Det slaget av åtgärd finns inte.", "There is no such kind of remedy.");
    }
    if seen.severity.is_some_and(|n| !(1..=5).contains(&n)) {
        bad("/severity", "out_of_range", "Allvaret är 1 till 5.", "The severity is 1 to 5.");
    }
    if seen.safe.is_some_and(|n| !(1..=6).contains(&n)) {
        bad("/safe", "out_of_range", "Tryggheten skattas från 1 till 6.", "Safety is rated from 1 to 6.");
    }
    if seen.stop.is_some_and(|stop| stop as usize >= walk.stops.len()) {
        bad("/stop", "unknown_stop", "Vandringen har inget sådant stopp.", "The walk has no such stop.");
    }
    if !served.town.takes(served.town.metric.forward(seen.at)) {
        bad("/at", "outside", "Platsen ligger utanför kommunen.", "The place lies outside the municipality.");
    }
    let nothing = seen.causes.is_empty() && seen.remedy_kind.is_none() && seen.safe.is_none() && seen.words.is_none();
    if nothing {
        bad(
            "",
            "empty",
            "Säg en orsak, en åtgärd, en skattning eller några ord.",
            "Give a cause, a remedy, a rating or some words.",
        );
    }
    if let Some(text) = &seen.words {
        if text.chars().count() > LONGEST_WORDS {
            bad("/words", "too_long", "Texten är högst 1 000 tecken.", "The text is at most 1,000 characters.");
        }
        all.extend(words::objection("/words", text));
    }
    all
}
