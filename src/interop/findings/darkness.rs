//! Whether darkness matters.

use serde_json::{Value, json};

use super::{Data, Envelope, Method};
use crate::analysis::darkness::{Darkness, Effect, HourOdds, OddsRatio, Traveler, WhenDark};
use crate::geodesy::LonLat;
use crate::privacy::Cleared;

/// The answer; the year is that whose sun told which hours change.
pub fn answer(found: &Cleared<Darkness>, place: LonLat, year: i16, time_zone: &str, data: &Data) -> Value {
    let found = found.get();
    let (shares, verdict) = (&found.shares, &found.verdict);
    let results = json!({
        "verdict": verdict_word(verdict.when),
        "dark_share": verdict.dark_share,
        "low": verdict.low,
        "high": verdict.high,
        "light": {
            "dark": shares.dark,
            "twilight": shares.twilight,
            "day": shares.day,
            "unknown": shares.unknown,
        },
        "n_exact_times": found.n_instants,
        "hours": found.hours.iter().map(hour).collect::<Vec<_>>(),
    });
    let method = Method {
        id: "darkness",
        sv: "Hur mycket som ligger i mörker (solen 6° eller mer under horisonten), och oddskvoten: timmar som är mörka en del av \
             året jämförs med sig själva när de är ljusa, med timmar vars ljus aldrig ändras som kontroll. Per gående och \
             cyklist, för färre är ute när det är mörkt. Timmarna delar kontroller: lägg inte ihop dem.",
        en: "How much lies in the dark (sun 6° or more below the horizon), and the odds ratio: hours that are dark for a \
             part of the year are compared with themselves when light, with hours whose light never changes as controls. \
             Per pedestrian and cyclist, for fewer are out when it is dark. The hours share controls: do not pool them.",
        parameters: json!({
            "lon": (place.lon() * 1e4).round() / 1e4,
            "lat": (place.lat() * 1e4).round() / 1e4,
            "year_of_the_sun": year,
            "time_zone": time_zone,
        }),
        references: &[
            "Uttley & Fotios 2017, doi:10.1016/j.aap.2017.09.005",
            "Uttley & Fotios 2017, doi:10.1016/j.jenvp.2017.09.003",
            "Woolf 1955, doi:10.1111/j.1469-1809.1955.tb01348.x",
        ],
    };
    Envelope::new(method, data, Vec::new()).with_results(results)
}

fn verdict_word(when: WhenDark) -> &'static str {
    match when {
        WhenDark::DarkOnly => "dark_only",
        WhenDark::DayOnly => "day_only",
        WhenDark::Always => "always",
        WhenDark::CannotTell => "cannot_tell",
    }
}

fn hour(hour: &HourOdds) -> Value {
    let HourOdds { case, table, odds } = hour;
    let per = |traveler| odds.map(|odds| ratio(&odds.per_traveler(traveler)));
    json!({
        "hour": case.hour,
        "control_hours": case.controls,
        "case_dark": table.case_dark,
        "case_day": table.case_day,
        "control_dark": table.control_dark,
        "control_day": table.control_day,
        "ratio": odds.map(|odds| odds.ratio),
        "low": odds.map(|odds| odds.low),
        "high": odds.map(|odds| odds.high),
        "effect": odds.map(|odds| effect(odds.effect())),
        "is_rough": odds.map(|odds| odds.is_rough),
        "per_pedestrian": per(Traveler::Pedestrian),
        "per_cyclist": per(Traveler::Cyclist),
    })
}

fn ratio(odds: &OddsRatio) -> Value {
    json!({"ratio": odds.ratio, "low": odds.low, "high": odds.high})
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::CannotTell => "cannot_tell",
        Effect::Slight => "slight",
        Effect::Small => "small",
        Effect::Medium => "medium",
        Effect::Large => "large",
    }
}
