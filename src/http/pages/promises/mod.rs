//! The page of promises: whole without a script, because a promise is made to everybody.

mod story;

use maud::{Markup, html};

use super::super::App;
use super::shell::{Visit, plain};
use crate::interop::promises::{RULE, period_words, standing_words, state_words};
use crate::observation::Month;
use crate::privacy::{PublicPledge, PublicPromises, Story};
use crate::promise::{Goal, MonthProgress, Period, PeriodProgress, Standing, Vocabulary};
use crate::service::PromisesAnswer;

pub(super) use self::story::story;

/// Months in the table; older ones fold.
const SHOWN_MONTHS: usize = 12;

pub(super) fn page(app: &App, visit: &Visit, answer: &PromisesAnswer) -> String {
    let all = answer.promises.get();
    let content = html! {
        h1 { (visit.say("Vad lovade vi, och vad blev gjort?", "What did we promise, and what was done?")) }
        p class="lead" {
            (visit.say(
                "Här står löftena till invånarna, med siffror där löftet har en siffra, och vad som hände på platserna ni berättat om.",
                "Here are the promises to residents, with figures where the promise has one, and what happened at the places you told of."))
        }
        p class="promises-through" {
            (visit.say("Uppgifterna går till och med ", "The figures go up to and including "))
            strong { (month_name(visit, all.through)) } "."
        }
        @if all.pledges.is_empty() {
            p class="notice" { (visit.say("Här har inga löften förts in än.", "No promises have been entered here yet.")) }
        }
        @for pledge in all.pledges.iter().filter(|own| own.pledge.goal.is_some()) { (counted(visit, pledge, all)) }
        @if all.pledges.iter().any(|own| own.pledge.goal.is_none()) {
            section class="promises-told" aria-labelledby="told-h" {
                h2 id="told-h" { (visit.say("Löften utan siffra", "Promises without a figure")) }
                p {
                    (visit.say(
                        "De här löftena har inget tal att räkna mot. Vi berättar vad som görs, men räknar det inte.",
                        "These promises have no number to count against. We tell what is done, but do not count it."))
                }
                @for pledge in all.pledges.iter().filter(|own| own.pledge.goal.is_none()) { (told(visit, pledge, all)) }
            }
        }
        (stories(visit, all))
        @let rule = visit.say(RULE.0, RULE.1);
        details class="card promises-method" {
            summary { (visit.say("Så räknar vi", "How we count")) }
            p { (rule) }
            p {
                (visit.say(
                    "Ett löfte är hållet när perioden har minst så många som lovades. Det är inte hållet i tid när perioden har slutat med färre. En månad som pågår räknas först när den är slut.",
                    "A promise is kept when the period holds at least as many as were promised. It is not kept in time when the period has ended with fewer. A month that goes on counts when it has ended."))
            }
            p { (visit.say("Samma uppgifter finns i det öppna API:et: ", "The same figures are in the open API: ")) a href="/api/v1/promises" { "/api/v1/promises" } }
            @for source in sources(all) { p class="quiet" lang="sv" { (source) } }
        }
    };
    let title = visit.say("Löften", "Promises");
    plain(app, visit, title, html! { div class="promises" { (content) } })
}

fn sources(all: &PublicPromises) -> Vec<&str> {
    let mut each: Vec<&str> = all.pledges.iter().filter_map(|own| own.pledge.source.as_deref()).collect();
    each.dedup();
    each
}

/// The promise in its own words, who made it, and how it stands.
fn heading(visit: &Visit, public: &PublicPledge) -> Markup {
    let (pledge, standing) = (&public.pledge, public.progress.standing);
    let owner = Vocabulary::shipped().organisation(&pledge.owner);
    html! {
        @let id = format!("lofte-{}", pledge.id);
        @let sentence = visit.say(&pledge.sv, &pledge.en);
        // Those without a number stand under a heading of their own.
        @if pledge.goal.is_some() { h2 id=(id) { "”" (sentence) "”" } } @else { h3 id=(id) { "”" (sentence) "”" } }
        p class="promise-owner" {
            (visit.say(&owner.sv, &owner.en)) " · " (badge(visit, standing))
        }
    }
}

/// Sign and word, and only then colour.
fn badge(visit: &Visit, standing: Standing) -> Markup {
    let (sign, class) = match standing {
        Standing::Kept => ("✓", "is-kept"),
        Standing::OnTheWay => ("→", "is-on-the-way"),
        Standing::Late => ("!", "is-late"),
        Standing::NotJudged | Standing::Told => ("–", "is-told"),
    };
    let (sv, en) = standing_words(standing);
    html! { strong class={ "standing " (class) } { span aria-hidden="true" { (sign) } " " (visit.say(sv, en)) } }
}

fn counted(visit: &Visit, public: &PublicPledge, all: &PublicPromises) -> Markup {
    let Some(goal) = &public.pledge.goal else { return html! {} };
    let (months, older) = public.progress.months.split_at(public.progress.months.len().min(SHOWN_MONTHS));
    html! {
        section class="card promise" aria-labelledby={ "lofte-" (public.pledge.id) } {
            (heading(visit, public))
            p { (goal_words(visit, goal)) }
            @if goal.period == Period::Month {
                (table(visit, public, goal, months, visit.say("Senaste månaderna", "Latest months")))
                @if !older.is_empty() {
                    details {
                        summary { (visit.say("Äldre månader", "Older months")) }
                        (table(visit, public, goal, older, visit.say("Äldre månader", "Older months")))
                    }
                }
            } @else {
                (periods(visit, public, goal))
                // Most months of a yearly promise hold nothing.
                details {
                    summary { (visit.say("Månad för månad", "Month by month")) }
                    (table(visit, public, goal, &public.progress.months, visit.say("Månad för månad", "Month by month")))
                }
            }
            (links_to_stories(visit, public, all))
        }
    }
}

fn told(visit: &Visit, public: &PublicPledge, all: &PublicPromises) -> Markup {
    html! {
        section class="card promise" aria-labelledby={ "lofte-" (public.pledge.id) } {
            (heading(visit, public))
            (links_to_stories(visit, public, all))
        }
    }
}

fn links_to_stories(visit: &Visit, public: &PublicPledge, all: &PublicPromises) -> Markup {
    let stories: Vec<&Story> = public.stories.iter().filter_map(|n| all.stories.get(*n)).collect();
    html! {
        @if !stories.is_empty() {
            p { (visit.say("Platser:", "Places:")) }
            ul class="promise-places" {
                @for story in stories {
                    @let (sv, en) = state_words(story.state);
                    li { a href={ "#plats-" (story.id) } { (story.place_name) } " – " (visit.say(sv, en).to_lowercase()) @if story.is_late { ", " (visit.say("försenad", "late")) } }
                }
            }
        }
    }
}

fn goal_words(visit: &Visit, goal: &Goal) -> String {
    let (sv, en) = period_words(goal.period);
    format!("{} {} {}.", visit.say("Löftet:", "Promised:"), amount(visit, goal, goal.target), visit.say(sv, en))
}

/// `15 kontroller`.
fn amount(visit: &Visit, goal: &Goal, n: u32) -> String {
    match Vocabulary::shipped().unit(&goal.unit) {
        Some(unit) if n == 1 => format!("{n} {}", visit.say(&unit.sv, &unit.en)),
        Some(unit) => format!("{n} {}", visit.say(&unit.sv_many, &unit.en_many)),
        None => n.to_string(),
    }
}

/// Those with anything done in them, the countryside last.
fn localities_of(public: &PublicPledge) -> Vec<Option<String>> {
    let done = public.progress.months.iter().filter_map(|month| month.done.as_ref());
    let mut names: Vec<Option<String>> = done.flat_map(|done| done.by_locality.keys().cloned()).collect();
    names.sort_by(|a, b| a.is_none().cmp(&b.is_none()).then_with(|| a.cmp(b)));
    names.dedup();
    names
}

fn locality_name<'a>(visit: &Visit, locality: &'a Option<String>) -> &'a str {
    match locality {
        Some(name) => name,
        None if visit.is_english() => "Elsewhere",
        None => "Övriga kommunen",
    }
}

fn periods(visit: &Visit, public: &PublicPledge, goal: &Goal) -> Markup {
    let name = |own: &PeriodProgress| match goal.period {
        Period::Year => own.first.first_day().year().to_string(),
        _ => format!("{}–{}", month_name(visit, own.first), month_name(visit, own.last)),
    };
    html! {
        ul class="promise-periods" {
            @for own in &public.progress.periods {
                li {
                    (name(own)) ": "
                    @match own.done {
                        Some(done) => { (amount(visit, goal, done)) " " (visit.say("av", "of")) " " (own.promised) },
                        None => { (visit.say("inga månader är slut än", "no month has ended yet")) },
                    }
                    " " (badge(visit, own.standing))
                }
            }
        }
    }
}

fn table(visit: &Visit, public: &PublicPledge, goal: &Goal, months: &[MonthProgress], name: &str) -> Markup {
    let localities = localities_of(public);
    let is_monthly = goal.period == Period::Month;
    let standing = |month: Month| public.progress.periods.iter().find(|own| own.first == month).map(|own| own.standing);
    let most = public.progress.months.iter().filter_map(|own| own.done.as_ref()).map(|done| done.total).max();
    let scale = most.unwrap_or(0).max(if is_monthly { goal.target } else { 0 }).max(1);
    let is_planned = public.progress.months.iter().any(|own| own.planned.is_some());
    html! {
        div class="promise-scroll" role="region" tabindex="0" aria-label={ (name) ": " (visit.say(&public.pledge.sv, &public.pledge.en)) } {
            table class="promise-table" {
                caption class="vh" { (name) }
                thead {
                    tr {
                        th scope="col" { (visit.say("Månad", "Month")) }
                        th scope="col" { @if is_monthly { (visit.say("Gjort av lovat", "Done of promised")) } @else { (visit.say("Gjort", "Done")) } }
                        @if is_monthly { th scope="col" { (visit.say("Läge", "State")) } }
                        @if is_planned { th scope="col" class="num" { (visit.say("Planerat", "Planned")) } }
                        @for locality in &localities { th scope="col" class="num" { (locality_name(visit, locality)) } }
                    }
                }
                tbody {
                    @for own in months {
                        tr {
                            th scope="row" { (month_name(visit, own.month)) }
                            @match &own.done {
                                Some(done) => {
                                    td class="promise-done" {
                                        (bar(done.total, scale, is_monthly.then_some(goal.target))) " "
                                        span { (done.total) @if is_monthly { " " (visit.say("av", "of")) " " (goal.target) } }
                                    }
                                    @if is_monthly { td { @if let Some(standing) = standing(own.month) { (badge(visit, standing)) } } }
                                },
                                None => {
                                    td class="quiet" { (visit.say("visas när månaden är slut", "shown when the month has ended")) }
                                    @if is_monthly { td { (badge(visit, Standing::OnTheWay)) } }
                                },
                            }
                            @if is_planned { td class="num" { (own.planned.map_or("–".to_owned(), |n| n.to_string())) } }
                            @for locality in &localities {
                                td class="num" {
                                    @if let Some(done) = &own.done { (done.by_locality.get(locality).copied().unwrap_or(0)) } @else { "–" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A small bar with a line where the promise stands; the number beside it says the same.
fn bar(n: u32, scale: u32, target: Option<u32>) -> Markup {
    let across = |n: u32| 60.0 * f64::from(n) / f64::from(scale);
    html! {
        svg class="promise-bar" width="62" height="12" viewBox="0 0 62 12" aria-hidden="true" focusable="false" {
            rect class="bar-ground" x="0" y="2" width="60" height="8" {}
            rect class="bar-done" x="0" y="2" width=(format!("{:.1}", across(n))) height="8" {}
            @if let Some(target) = target { rect class="bar-target" x=(format!("{:.1}", across(target) - 1.0)) y="0" width="2" height="12" {} }
        }
    }
}

fn stories(visit: &Visit, all: &PublicPromises) -> Markup {
    html! {
        section class="promises-stories" aria-labelledby="stories-h" {
            h2 id="stories-h" { (visit.say("Vad hände på platserna?", "What happened at the places?")) }
            @if all.stories.is_empty() {
                p { (visit.say("Ingen åtgärd är beslutad än.", "No remedy has been decided yet.")) }
            }
            @for own in &all.stories { (story(visit, own)) }
        }
    }
}

const MONTHS_SV: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) fn month_name(visit: &Visit, month: Month) -> String {
    let names = if visit.is_english() { MONTHS_EN } else { MONTHS_SV };
    format!("{} {}", names[usize::from(month.of_year() - 1)], month.first_day().year())
}
