//! When it is: hours, weekdays and months.

use serde_json::{Value, json};

use super::{Data, Envelope, Method, Warning};
use crate::analysis::season::{AgainstYear, MonthOfYear, Part, Season, When};
use crate::observation::Weekday;
use crate::privacy::Cleared;

pub fn answer(found: &Cleared<When>, time_zone: &str, data: &Data) -> Value {
    let found = found.get();
    let mut warnings = Vec::new();
    if found.unknown_hour > 0 {
        let n = found.unknown_hour;
        warnings.push(Warning::new(
            "unknown_hours",
            format!("{n} rader har en dag men ingen timme: de räknas i månader, inte i timmar och veckodagar."),
            format!("{n} rows have a day but no hour: they count in months, not in hours and weekdays."),
        ));
    }
    let hours: Vec<Value> = found.hours.iter().enumerate().map(|(hour, part)| with_part("hour", hour, part)).collect();
    let weekdays: Vec<Value> =
        Weekday::ALL.iter().zip(&found.weekdays).map(|(day, part)| with_part("weekday", day.as_str(), part)).collect();
    let months: Vec<Value> = found.months.iter().enumerate().map(month).collect();
    let seasons: Vec<Value> = Season::ALL.iter().zip(&found.seasons).map(season).collect();
    let results = json!({
        "n_reports": found.n_reports,
        "unknown_hour": found.unknown_hour,
        "hours": hours,
        "weekdays": weekdays,
        "months": months,
        "seasons": seasons,
    });
    let method = Method {
        id: "profile",
        sv: "Rapporter per timme, veckodag och månad. Ett tidsspann kortare än ett dygn delas jämnt över sina timmar. Andelar har \
             Wilsons intervall, månader det exakta av Garwood (95 %).",
        en: "Reports by hour, weekday and month. A span shorter than a day is shared out evenly over its hours. Shares \
             have Wilson's interval, months the exact one of Garwood (95 %).",
        parameters: json!({"time_zone": time_zone}),
        references: &["Ratcliffe 2000, doi:10.1080/136588100424963", "Garwood 1936, doi:10.1093/biomet/28.3-4.437"],
    };
    Envelope::new(method, data, warnings).with_results(results)
}

fn with_part(what: &str, which: impl Into<Value>, part: &Part) -> Value {
    json!({what: which.into(), "n": part.n, "share": part.share, "low": part.low, "high": part.high})
}

fn month((number, month): (usize, &MonthOfYear)) -> Value {
    let rate = month.rate;
    let against = rate.map(|rate| match rate.against_year {
        AgainstYear::More => "more",
        AgainstYear::Less => "less",
        AgainstYear::CannotTell => "cannot_tell",
    });
    json!({
        "month": number + 1,
        "n": month.n,
        "months": month.months,
        "per_month": rate.map(|rate| rate.per_month),
        "low": rate.map(|rate| rate.low),
        "high": rate.map(|rate| rate.high),
        "against_year": against,
    })
}

fn season((season, hours): (&Season, &[f64; 168])) -> Value {
    let name = match season {
        Season::Winter => "winter",
        Season::Spring => "spring",
        Season::Summer => "summer",
        Season::Autumn => "autumn",
    };
    json!({"season": name, "hours_of_week": hours.as_slice()})
}
