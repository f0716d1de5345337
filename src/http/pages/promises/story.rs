//! One place: what residents said, what was done, what has changed.

use jiff::civil::Date;
use maud::{Markup, html};

use super::super::shell::Visit;
use super::month_name;
use crate::interop::promises::state_words;
use crate::observation::Month;
use crate::privacy::{Said, Since, Story};
use crate::promise::{RemedyState, Vocabulary};

/// What residents said → what was done → what has changed.
pub(in crate::http::pages) fn story(visit: &Visit, story: &Story) -> Markup {
    let words = Vocabulary::shipped();
    let kind =
        words.remedy_kind(&story.kind).map_or(story.kind.as_str(), |kind| visit.say(&kind.word.sv, &kind.word.en));
    let owner = words.organisation(&story.owner);
    let (sv, en) = state_words(story.state);
    let sentence = match (visit.is_english(), &story.sentence_en) {
        (true, Some(english)) => (english.as_str(), "en"),
        _ => (story.sentence_sv.as_str(), "sv"),
    };
    let place = match &story.locality {
        Some(locality) if !story.place_name.contains(locality.as_str()) => format!("{}, {locality}", story.place_name),
        _ => story.place_name.clone(),
    };
    html! {
        article class="card story" id={ "plats-" (story.id) } aria-labelledby={ "plats-h-" (story.id) } {
            h3 id={ "plats-h-" (story.id) } { (place) }
            p class="promise-owner" {
                (kind) " · " (visit.say(&owner.sv, &owner.en)) " · "
                strong class={ "standing " (state_class(story)) } { span aria-hidden="true" { (state_sign(story)) } " " (visit.say(sv, en)) @if story.is_late { ", " (visit.say("försenad", "late")) } }
            }
            dl {
                div { dt { (visit.say("Det här sa invånare", "What residents said")) } dd { (said_words(visit, story.said)) } }
                div {
                    dt { (visit.say("Det här gör vi", "What is done")) }
                    dd {
                        span lang=(sentence.1) { (sentence.0) } " " (days_words(visit, story))
                        @if let Some(reason) = &story.reason { " " (visit.say("Varför den lades ner:", "Why it was dropped:")) " " span lang="sv" { (reason) } }
                    }
                }
                @if let Some(since) = story.since { div { dt { (visit.say("Det här har ändrats", "What has changed")) } dd { (since_words(visit, since)) } } }
            }
        }
    }
}

fn state_class(story: &Story) -> &'static str {
    match story.state {
        _ if story.is_late => "is-late",
        RemedyState::Done => "is-kept",
        RemedyState::Dropped => "is-told",
        _ => "is-on-the-way",
    }
}

fn state_sign(story: &Story) -> &'static str {
    match story.state {
        _ if story.is_late => "!",
        RemedyState::Done => "✓",
        RemedyState::Dropped => "–",
        _ => "→",
    }
}

fn said_words(visit: &Visit, said: Option<Said>) -> String {
    let Some(Said { n_reports, square_m, from, to }) = said else {
        let sv = "För få rapporter för att visas öppet, eller så väntar de på att kunna visas.";
        return visit.say(sv, "Too few reports to be shown in public, or they wait until they can be.").to_owned();
    };
    let (from, to) = (month_name(visit, from), month_name(visit, to));
    if visit.is_english() {
        format!("{n_reports} reports in the square of {square_m} m around the place, {from} to {to}.")
    } else {
        format!("{n_reports} rapporter i rutan på {square_m} m kring platsen, {from} till {to}.")
    }
}

fn days_words(visit: &Visit, story: &Story) -> String {
    let day = |day: Date| day_name(visit, day);
    let mut words = Vec::new();
    if let Some(started) = story.started_on {
        words.push(format!("{} {}", visit.say("Påbörjad", "Begun"), day(started)));
    }
    if let Some(done) = story.done_on {
        words.push(format!("{} {}", visit.say("gjord", "done"), day(done)));
    } else if let Some(due) = story.due {
        words.push(format!("{} {}", visit.say("ska vara klar", "to be done by"), day(due)));
    }
    let mut text = words.join(", ");
    if text.is_empty() {
        return text;
    }
    let first: String = text.chars().take(1).flat_map(char::to_uppercase).collect();
    text.replace_range(..text.chars().next().map_or(0, char::len_utf8), &first);
    text + "."
}

/// Raw counts are told as raw counts: they prove nothing alone, and so no arrow stands beside them.
fn since_words(visit: &Visit, since: Since) -> String {
    match since {
        Since::TooSoon { .. } => visit
            .say(
                "För tidigt att säga: tre hela månader behöver ha gått.",
                "Too soon to say: three whole months must have passed.",
            )
            .to_owned(),
        Since::TooFew => visit
            .say(
                "För få rapporter visas öppet här för att säga något.",
                "Too few reports are shown in public here to say anything.",
            )
            .to_owned(),
        Since::Counted { before, after, n_months } if visit.is_english() => format!(
            "In the same square {before} reports in the {n_months} months before the work, {after} in the {n_months} months after. The numbers alone do not prove that the remedy helped: places are chosen when they have many reports, and then often have fewer."
        ),
        Since::Counted { before, after, n_months } => format!(
            "I samma ruta {before} rapporter de {n_months} månaderna före arbetet, {after} de {n_months} månaderna efter. Talen visar inte ensamma att åtgärden hjälpte: platser väljs när de har många rapporter, och får sedan ofta färre."
        ),
    }
}

fn day_name(visit: &Visit, day: Date) -> String {
    let month = Month::new(day.year(), day.month()).expect("a day has a month");
    format!("{} {}", day.day(), month_name(visit, month))
}
