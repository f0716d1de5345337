//! The body that was posted, as the planner understands it, or everything that is wrong with it.

use jiff::civil::{Date, DateTime};

use crate::geodesy::LonLat;
use crate::interop::wire::{ChecksQuestion, OpenHours};
use crate::observation::{HoursOfWeek, Month, Weekday};
use crate::planning::checks::MonthParams;
use crate::privacy::words;
use crate::promise::Objection;

/// A question whose numbers and words are sound; whether its sites exist is known when the town is looked at.
pub(super) struct Asked {
    pub month: Month,
    pub not_before: Option<Date>,
    pub quota: u32,
    pub open: HoursOfWeek,
    /// Site, start, minutes.
    pub locked: Vec<(String, DateTime, u32)>,
    pub forbidden: Vec<String>,
    pub forbidden_streets: Vec<String>,
    /// Id, name, place.
    pub extra: Vec<(String, Option<String>, LonLat)>,
    pub params: MonthParams,
    /// Nobody said how far apart sites are to lie.
    pub may_lessen_spacing: bool,
    pub seed: u64,
}

const USUAL_QUOTA: u32 = 15;
const MOST_CHECKS: u32 = 100;
const USUAL_MINUTES: u32 = 20;
const LONGEST_NAME: usize = 80;
const MOST_LISTED: usize = 500;

pub(super) fn asked(body: &ChecksQuestion, today: Date) -> Result<Asked, Vec<Objection>> {
    let mut wrong = Vec::new();
    let month = Month::parse(&body.month);
    if month.is_none() {
        wrong.push(Objection::new("/month", "bad_month", "Månaden skrivs ÅÅÅÅ-MM.", "The month is written YYYY-MM."));
    }
    let month = month.unwrap_or_else(|| Month::new(today.year(), today.month()).expect("a day has a month"));
    if month.next().first_day() <= today {
        wrong.push(Objection::new(
            "/month",
            "month_over",
            "Månaden är slut. Välj den här månaden eller en senare.",
            "The month is over. Choose this month or a later one.",
        ));
    }
    let defaults = MonthParams::default();
    let mut within = |pointer: &str, given: Option<u32>, usual: u32, least: u32, most: u32| {
        let number = given.unwrap_or(usual);
        if !(least..=most).contains(&number) {
            wrong.push(Objection::new(
                pointer,
                "out_of_range",
                format!("Ange ett tal från {least} till {most}."),
                format!("Give a number from {least} to {most}."),
            ));
        }
        number.clamp(least, most)
    };
    let quota = within("/quota", body.quota, USUAL_QUOTA, 1, MOST_CHECKS);
    let per_site = within("/per_site", body.per_site, defaults.per_site, 1, 10);
    let at_school_time = within("/school_time", body.school_time, defaults.at_school_time, 0, MOST_CHECKS);
    let spacing_m = body.spacing_m.unwrap_or(defaults.spacing_m);
    if !(0.0..=5_000.0).contains(&spacing_m) {
        wrong.push(Objection::new(
            "/spacing_m",
            "out_of_range",
            "Avståndet mellan platser är 0 till 5 000 meter.",
            "The distance between sites is 0 to 5,000 metres.",
        ));
    }
    let open = open_hours(body.hours.as_deref(), &mut wrong);
    let locked = locked(body, &mut wrong);
    let extra = extra(body, &mut wrong);
    for (pointer, list) in [("/forbidden", &body.forbidden), ("/forbidden_streets", &body.forbidden_streets)] {
        if list.as_ref().is_some_and(|list| list.len() > MOST_LISTED) {
            wrong.push(too_many(pointer));
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(Asked {
        // Some of today's hours are past, and nobody is sent out within the hour: what is drawn begins tomorrow.
        not_before: (month.first_day() <= today).then(|| today.saturating_add(jiff::Span::new().days(1))),
        month,
        quota,
        open,
        locked,
        forbidden: body.forbidden.clone().unwrap_or_default(),
        forbidden_streets: body.forbidden_streets.clone().unwrap_or_default(),
        extra,
        params: MonthParams {
            per_site,
            spacing_m,
            at_school_time,
            every_locality: body.every_locality.unwrap_or(true),
            ..defaults
        },
        may_lessen_spacing: body.spacing_m.is_none(),
        seed: body.seed.unwrap_or(1),
    })
}

fn open_hours(given: Option<&[OpenHours]>, wrong: &mut Vec<Objection>) -> HoursOfWeek {
    let Some(given) = given else { return HoursOfWeek::on(&Weekday::ALL, 6, 24) };
    let mut open = HoursOfWeek::NONE;
    for (nth, hours) in given.iter().enumerate() {
        let days: Option<Vec<Weekday>> = hours.weekdays.iter().map(|day| Weekday::parse(day)).collect();
        match days {
            Some(days) if hours.from < 24 && (1..=24).contains(&hours.to) => {
                HoursOfWeek::on(&days, hours.from, hours.to).iter().for_each(|hour| open.insert(hour));
            }
            _ => wrong.push(Objection::new(
                &format!("/hours/{nth}"),
                "bad_hours",
                "Dagarna är mon till sun, timmarna 0–23 och 1–24.",
                "Days are mon to sun, hours 0–23 and 1–24.",
            )),
        }
    }
    if open.is_empty() && wrong.is_empty() {
        wrong.push(Objection::new(
            "/hours",
            "no_hours",
            "Välj minst en dag och timme då någon kan arbeta.",
            "Choose at least one day and hour in which somebody can work.",
        ));
    }
    open
}

fn locked(body: &ChecksQuestion, wrong: &mut Vec<Objection>) -> Vec<(String, DateTime, u32)> {
    let given = body.locked.as_deref().unwrap_or_default();
    if given.len() > MOST_CHECKS as usize {
        wrong.push(too_many("/locked"));
        return Vec::new();
    }
    let mut all = Vec::new();
    for (nth, lock) in given.iter().enumerate() {
        let minutes = lock.minutes.unwrap_or(USUAL_MINUTES);
        match lock.start.parse::<DateTime>() {
            Ok(start) if (1..=240).contains(&minutes) => all.push((lock.site.clone(), start, minutes)),
            _ => wrong.push(Objection::new(
                &format!("/locked/{nth}"),
                "bad_lock",
                "En låst kontroll har lokal tid (2026-12-04T21:30) och 1–240 minuter.",
                "A locked check has a local time (2026-12-04T21:30) and 1–240 minutes.",
            )),
        }
    }
    all
}

fn extra(body: &ChecksQuestion, wrong: &mut Vec<Objection>) -> Vec<(String, Option<String>, LonLat)> {
    let given = body.extra_sites.as_deref().unwrap_or_default();
    if given.len() > MOST_LISTED {
        wrong.push(too_many("/extra_sites"));
        return Vec::new();
    }
    let mut all = Vec::new();
    for (nth, site) in given.iter().enumerate() {
        let id = site.id.clone().unwrap_or_else(|| format!("own:{:.5}:{:.5}", site.at[0], site.at[1]));
        let pointer = format!("/extra_sites/{nth}");
        wrong.extend(site_objections(&pointer, &id, site.name.as_deref()));
        match LonLat::new(site.at[0], site.at[1]) {
            Some(at) => all.push((id, site.name.clone(), at)),
            None => wrong.push(not_a_place(&format!("{pointer}/at"))),
        }
    }
    all
}

/// What is wrong with the id or the name of a site that staff give.
pub(in crate::service) fn site_objections(pointer: &str, id: &str, name: Option<&str>) -> Vec<Objection> {
    let mut wrong = Vec::new();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_:./".contains(c);
    if id.is_empty() || id.len() > 80 || !id.chars().all(plain) {
        wrong.push(Objection::new(
            &format!("{pointer}/id"),
            "bad_id",
            "Beteckningen har högst 80 tecken: a–z, 0–9 och - _ : . /",
            "The id has at most 80 characters: a–z, 0–9 and - _ : . /",
        ));
    }
    if let Some(name) = name {
        if name.chars().count() > LONGEST_NAME {
            wrong.push(Objection::new(
                &format!("{pointer}/name"),
                "bad_name",
                format!("Namnet har högst {LONGEST_NAME} tecken."),
                format!("The name has at most {LONGEST_NAME} characters."),
            ));
        }
        wrong.extend(words::objection(&format!("{pointer}/name"), name));
    }
    wrong
}

pub(in crate::service) fn not_a_place(pointer: &str) -> Objection {
    Objection::new(
        pointer,
        "bad_place",
        "Platsen är longitud och latitud i grader.",
        "The place is longitude and latitude in degrees.",
    )
}

fn too_many(pointer: &str) -> Objection {
    Objection::new(pointer, "too_many", "Listan är för lång.", "The list is too long.")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_is_drawn_for_hours_of_today_that_may_be_past() {
        let question = serde_json::from_value(json!({"month": "2026-11"})).expect("a question");
        let from = |today| asked(&question, today).map(|asked| asked.not_before).ok();
        assert_eq!(from(date(2026, 10, 31)), Some(None));
        assert_eq!(from(date(2026, 11, 22)), Some(Some(date(2026, 11, 23))));
        // The last day of the month is left to what was locked by hand.
        assert_eq!(from(date(2026, 11, 30)), Some(Some(date(2026, 12, 1))));
        assert_eq!(from(date(2026, 12, 1)), None, "the month is over");
    }
}
