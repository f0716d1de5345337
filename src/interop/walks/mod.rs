//! Walks to choose from, as GeoJSON, GPX and a table.

mod question;
mod table;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::findings::{Method, Warning};
use super::geojson::position;
use super::gpx::{self, Track, Waypoint};
use crate::analysis::darkness::WhenDark;
use crate::geodesy::Metric;
use crate::observation::{Catalogue, Seconds};
use crate::planning::walks::{EveningLight, Leg, Proposal, Stop, WalkParams, WalkPlan, WalkQuestion};
use crate::privacy::Cleared;

pub use question::{WalkQuestionBody, objection};
pub use table::csv_table;

/// What stands beside the walks.
#[derive(Debug, Clone)]
pub struct WalkFrame {
    pub revision: String,
    /// The question as it was understood.
    pub parameters: Value,
    pub question: WalkQuestion,
    pub params: WalkParams,
    pub zone: TimeZone,
    pub metric: Metric,
    pub catalogue: Catalogue,
    pub english: bool,
}

/// The whole answer: for each proposal its stops as points and its legs as lines.
pub fn feature_collection(plan: &Cleared<WalkPlan>, frame: &WalkFrame) -> Value {
    let plan = plan.get();
    let mut features = Vec::new();
    for (proposal, rank) in plan.proposals.iter().zip(1..) {
        let stops = proposal.stops.iter().zip(1..).map(|(stop, nth)| stop_feature(stop, rank, nth, plan, frame));
        features.extend(stops);
        features.extend(proposal.legs.iter().zip(1..).map(|(leg, nth)| leg_feature(leg, rank, nth, frame)));
    }
    let proposals: Vec<Value> =
        plan.proposals.iter().zip(1..).map(|(one, rank)| summary_of(one, rank, plan, frame)).collect();
    let evening = &plan.evening;
    let best = plan.proposals.first();
    json!({
        "type": "FeatureCollection",
        "features": features,
        "layer": "staff",
        "summary": {
            "proposals": proposals,
            "evening": {
                "date": evening.date.to_string(),
                "starts_at": local(evening.starts_at, &frame.zone),
                "ends_at": local(evening.ends_at, &frame.zone),
                "sunset": evening.sunset.map(|at| local(at, &frame.zone)),
                "dusk": evening.dusk.map(|at| local(at, &frame.zone)),
                "light": light_word(&evening.light),
                "nearest_dark_days": match &evening.light {
                    EveningLight::NoDarkness { nearest } => nearest.iter().map(ToString::to_string).collect(),
                    _ => Vec::new(),
                },
            },
            "start": position(frame.metric.inverse(plan.start)),
            "end": position(frame.metric.inverse(plan.end)),
            "n_in_reach": plan.n_in_reach,
            "n_considered": plan.n_considered,
            "n_reports_in_reach": plan.n_reports_in_reach,
            "n_forbidden": plan.n_forbidden,
        },
        "quality": best.map(|best| json!({
            "proven": best.is_best, "value": best.value, "bound": best.bound, "gap": best.gap(),
        })),
        "warnings": warnings(plan, frame).iter().map(Warning::json).collect::<Vec<_>>(),
        "method": method(frame).json(),
        "parameters": frame.parameters,
        "revision": frame.revision,
    })
}

/// One proposal (from 1) as GPX: its stops with what is said there, and its way.
pub fn gpx_file(plan: &Cleared<WalkPlan>, rank: usize, frame: &WalkFrame) -> Option<String> {
    let plan = plan.get();
    let proposal = plan.proposals.get(rank.checked_sub(1)?)?;
    let say = |sv: &str, en: &str| if frame.english { en.to_owned() } else { sv.to_owned() };
    let waypoints: Vec<Waypoint> = proposal
        .stops
        .iter()
        .zip(1..)
        .map(|(stop, nth)| Waypoint {
            at: frame.metric.inverse(stop.at),
            time: Some(utc(plan.evening.starts_at + Seconds::from(stop.arrives_s))),
            name: format!("{nth}. {}", if frame.english { &stop.name.en } else { &stop.name.sv }),
            description: table::said(stop, frame),
        })
        .collect();
    let mut line: Vec<_> = proposal.legs.iter().flat_map(|leg| &leg.line).collect();
    line.dedup();
    let date = plan.evening.date;
    let title = say(&format!("Vandring {date}, förslag {rank}"), &format!("Walk {date}, proposal {rank}"));
    let track = Track { name: title.clone(), line: line.into_iter().map(|at| frame.metric.inverse(*at)).collect() };
    Some(gpx::write(&title, &waypoints, &[track]))
}

fn stop_feature(stop: &Stop, rank: u32, nth: u32, plan: &WalkPlan, frame: &WalkFrame) -> Value {
    let need = &stop.need;
    let said = stop.said.as_ref().map(|said| {
        let causes: Vec<Value> = said
            .causes
            .iter()
            .filter_map(|(set, n)| Some(json!({"code": frame.catalogue.codes(*set).first()?, "n": n})))
            .collect();
        json!({
            "n_reports": stop.n_reports,
            "n_incidents": said.n_incidents,
            "causes": causes,
            "hours": said.when.hours.iter().map(|part| part.n).collect::<Vec<_>>(),
            "peak": said.peak.as_ref().map(|peak| json!({"from": peak.from, "to": peak.to, "share": peak.share})),
            "darkness": {"verdict": dark_word(said.darkness.when), "dark_share": said.darkness.dark_share},
            "last_month": said.months.iter().rev().find(|(_, n)| *n > 0).map(|(month, _)| month.to_string()),
        })
    });
    json!({
        "type": "Feature",
        "id": format!("{rank}-{nth}"),
        "geometry": {"type": "Point", "coordinates": position(frame.metric.inverse(stop.at))},
        "properties": {
            "part": "stop",
            "proposal": rank,
            "number": nth,
            "name": {"sv": stop.name.sv, "en": stop.name.en},
            "arrives_min": stop.arrives_s.div_ceil(60),
            "arrives_at": local(plan.evening.starts_at + Seconds::from(stop.arrives_s), &frame.zone),
            "locked": stop.is_locked,
            "lit": stop.lit.as_str(),
            "look": stop.look.iter().map(|look| look.as_str()).collect::<Vec<_>>(),
            "need": {
                "value": need.value, "rate": need.rate, "rate_low": need.rate_low, "rate_high": need.rate_high,
                "severity": need.severity, "darkness": need.darkness,
            },
            "said": said,
        },
    })
}

fn leg_feature(leg: &Leg, rank: u32, nth: u32, frame: &WalkFrame) -> Value {
    let line: Vec<Value> = leg.line.iter().map(|at| position(frame.metric.inverse(*at))).collect();
    // A line has two positions, also where somebody starts at a stop.
    let line = if line.len() == 1 { vec![line[0].clone(), line[0].clone()] } else { line };
    json!({
        "type": "Feature",
        "id": format!("{rank}-leg-{nth}"),
        "geometry": {"type": "LineString", "coordinates": line},
        "properties": {
            "part": "leg",
            "proposal": rank,
            "number": nth,
            "metres": leg.metres.round(),
            "light": light_of(leg),
            "repeated_m": leg.repeated_m.round(),
            "steps_m": leg.steps_m.round(),
        },
    })
}

fn summary_of(one: &Proposal, rank: u32, plan: &WalkPlan, frame: &WalkFrame) -> Value {
    let sum = |part: fn(&Leg) -> f64| one.legs.iter().map(part).sum::<f64>().round();
    json!({
        "rank": rank,
        "n_stops": one.stops.len(),
        "minutes": one.seconds.div_ceil(60),
        "ends_at": local(plan.evening.starts_at + Seconds::from(one.seconds), &frame.zone),
        "metres": one.metres().round(),
        "value": one.value,
        "bound": one.bound,
        "gap": one.gap(),
        "proven": one.is_best,
        "repeated_m": sum(|leg| leg.repeated_m),
        "steps_m": sum(|leg| leg.steps_m),
        "light": {
            "lit_m": sum(|leg| leg.lit_m), "unlit_m": sum(|leg| leg.unlit_m), "unknown_m": sum(Leg::unknown_light_m),
        },
        "way_back": one.way_back().map(light_of),
    })
}

fn light_of(leg: &Leg) -> Value {
    json!({
        "lit_m": leg.lit_m.round(), "unlit_m": leg.unlit_m.round(), "unknown_m": leg.unknown_light_m().round(),
    })
}

/// RFC 3339 with the offset of the town.
fn local(at: Seconds, zone: &TimeZone) -> String {
    let Ok(at) = jiff::Timestamp::from_second(at) else { return String::new() };
    at.display_with_offset(zone.to_offset(at)).to_string()
}

fn utc(at: Seconds) -> String {
    jiff::Timestamp::from_second(at).map(|at| at.to_string()).unwrap_or_default()
}

fn light_word(light: &EveningLight) -> &'static str {
    match light {
        EveningLight::IntoTheDark => "into_the_dark",
        EveningLight::NoDarkness { .. } => "no_darkness",
        EveningLight::EndsInLight => "ends_in_light",
        EveningLight::StartsInDark => "starts_in_dark",
    }
}

fn dark_word(when: WhenDark) -> &'static str {
    match when {
        WhenDark::DarkOnly => "dark_only",
        WhenDark::DayOnly => "day_only",
        WhenDark::Always => "always",
        WhenDark::CannotTell => "cannot_tell",
    }
}

fn warnings(plan: &WalkPlan, frame: &WalkFrame) -> Vec<Warning> {
    let mut all = Vec::new();
    match &plan.evening.light {
        EveningLight::IntoTheDark => {}
        EveningLight::NoDarkness { nearest } => {
            let days: Vec<String> = nearest.iter().map(ToString::to_string).collect();
            all.push(Warning::new(
                "no_darkness",
                format!(
                    "Det blir inte mörkt före klockan 22 den dagen. Närmaste dagar då det blir det: {}.",
                    days.join(" och ")
                ),
                format!(
                    "It does not get dark before 22 that day. The nearest days on which it does: {}.",
                    days.join(" and ")
                ),
            ));
        }
        EveningLight::EndsInLight => all.push(Warning::new(
            "ends_in_light",
            "Vandringen slutar innan det är mörkt. Börja senare för att se platserna i mörker.",
            "The walk ends before it is dark. Begin later to see the places in the dark.",
        )),
        EveningLight::StartsInDark => all.push(Warning::new(
            "starts_in_dark",
            "Det är redan mörkt när vandringen börjar. Börja före skymningen för att se platserna i båda ljusen.",
            "It is dark already when the walk begins. Begin before dusk to see the places in both lights.",
        )),
    }
    let minutes = frame.question.minutes;
    if !(60..=90).contains(&minutes) {
        all.push(Warning::new(
            "unusual_length",
            format!("{minutes} minuter: en vandring är vanligen 60 till 90."),
            format!("{minutes} minutes: a walk is usually 60 to 90."),
        ));
    }
    let (found, wanted) = (plan.proposals.len(), frame.question.n_proposals);
    if found < wanted {
        let why = if frame.question.keep_order && !frame.question.locked.is_empty() {
            ("När ordningen är bestämd finns bara ett förslag.", "With the order kept there is one proposal only.")
        } else if frame.question.locked.is_empty() {
            ("Det finns inte fler vandringar som skiljer sig nog.", "There are no more walks that differ enough.")
        } else {
            (
                "De låsta stoppen lämnar inte fler vandringar som skiljer sig nog. Lås upp något för att se fler.",
                "The locked stops leave no more walks that differ enough. Unlock one to see more.",
            )
        };
        all.push(Warning::new("fewer_proposals", why.0, why.1));
    }
    if plan.n_in_reach > plan.n_considered {
        all.push(Warning::new(
            "most_needed_only",
            format!(
                "{} olösta platser går att nå; de {} med störst behov har vägts mot varandra, och bevis och gräns gäller \
                 dem.",
                plan.n_in_reach, plan.n_considered
            ),
            format!(
                "{} unresolved places can be reached; the {} with most need were weighed against each other, and proof \
                 and bound are over them.",
                plan.n_in_reach, plan.n_considered
            ),
        ));
    }
    all.extend(Warning::few_reports(plan.n_reports_in_reach as u64));
    all
}

fn method(frame: &WalkFrame) -> Method {
    let params = &frame.params;
    Method {
        id: "walks",
        sv: "Vandringar genom de olösta platser som behöver det mest, inom tiden (orienteringsproblemet).",
        en: "Walks through the unresolved places with most need, within the time (the orienteering problem).",
        parameters: json!({
            "join_m": params.join_m, "speed_m_s": params.speed_m_s, "half_life_days": params.half_life_days,
            "most_considered": params.most_considered, "rounds": params.rounds, "max_labels": params.max_labels,
            "most_alike": crate::planning::orienteering::MOST_ALIKE, "seed": frame.question.seed,
        }),
        references: &[
            "Golden, Levy, Vohra 1987, doi:10.1002/1520-6750(198706)34:3<307::AID-NAV3220340302>3.0.CO;2-D",
            "Morris 1983, doi:10.2307/2287098",
        ],
    }
}
