//! When it was, as people say it: a time, some time between, or the same hours every week.

use jiff::{Timestamp, civil, tz::TimeZone};
use serde_json::Value;

use super::{Code, Flaw};
use crate::observation::{HoursOfWeek, Moment, ONGOING_HOLDS_S, Weekday};

/// A phone's clock may be this much ahead.
const CLOCK_SKEW_S: i64 = 300;
/// 2000-01-01: what is older belongs in an archive, not on a map to act on.
const OLDEST_S: i64 = 946_684_800;

/// Reads `when`; `told` is the instant of telling, before which everything must lie.
pub(super) fn read(value: &Value, zone: &TimeZone, told: Timestamp) -> Result<Moment, Vec<Flaw>> {
    let when = Reader { value, zone, told };
    match value["kind"].as_str() {
        Some("instant") => when.instant(),
        Some("interval") => when.interval(),
        Some("recurrence") => when.recurrence(),
        _ => Err(vec![Flaw::new(
            "/when/kind",
            Code::BadType,
            "Säg när det var: en tidpunkt (instant), någon gång mellan två tidpunkter (interval) eller återkommande (recurrence).",
            "Say when it was: a time (instant), some time between two times (interval), or recurring (recurrence).",
        )]),
    }
}

struct Reader<'a> {
    value: &'a Value,
    zone: &'a TimeZone,
    told: Timestamp,
}

impl Reader<'_> {
    fn instant(&self) -> Result<Moment, Vec<Flaw>> {
        let at = self.past("at", "/when/at").map_err(|flaw| vec![flaw])?;
        Ok(Moment::Instant(at))
    }

    fn interval(&self) -> Result<Moment, Vec<Flaw>> {
        let (from, to) = both(self.past("from", "/when/from"), self.past("to", "/when/to"))?;
        if from >= to {
            return Err(vec![Flaw::new(
                "/when/to",
                Code::BadInterval,
                "Sluttiden måste vara efter starttiden.",
                "The end must be after the start.",
            )]);
        }
        Ok(Moment::Interval { from, to })
    }

    fn recurrence(&self) -> Result<Moment, Vec<Flaw>> {
        let mut flaws = Vec::new();
        let days = self.value["weekdays"].as_array().map(Vec::as_slice).unwrap_or_default();
        let weekdays: Option<Vec<Weekday>> = days.iter().map(|day| day.as_str().and_then(Weekday::parse)).collect();
        let weekdays = weekdays.filter(|days| !days.is_empty() && days.len() <= 7);
        if weekdays.is_none() {
            flaws.push(Flaw::new(
                "/when/weekdays",
                Code::BadRecurrence,
                "Välj minst en veckodag (mon, tue, wed, thu, fri, sat, sun).",
                "Choose at least one weekday (mon, tue, wed, thu, fri, sat, sun).",
            ));
        }
        let from_hour = self.hour("from_hour", 0, 23, &mut flaws);
        let to_hour = self.hour("to_hour", 1, 24, &mut flaws);
        let since = self.past("since", "/when/since").map_err(|flaw| flaws.push(flaw)).ok();
        let until = match &self.value["until"] {
            Value::Null => None,
            _ => self.past_end("until", "/when/until").map_err(|flaw| flaws.push(flaw)).ok(),
        };
        if let (Some(since), Some(until)) = (since, until)
            && since >= until
        {
            flaws.push(Flaw::new(
                "/when/until",
                Code::BadInterval,
                "Slutdagen måste vara efter startdagen.",
                "The last day must be after the first.",
            ));
        }
        match (weekdays, from_hour, to_hour, since) {
            (Some(weekdays), Some(from), Some(to), Some(since)) if flaws.is_empty() => Ok(Moment::Recurrence {
                hours: HoursOfWeek::on(&weekdays, from, to),
                from: since,
                to: until.unwrap_or(self.told.as_second() + ONGOING_HOLDS_S),
            }),
            _ => Err(flaws),
        }
    }

    fn hour(&self, field: &str, low: u64, high: u64, flaws: &mut Vec<Flaw>) -> Option<u8> {
        let hour = self.value[field].as_u64().filter(|hour| (low..=high).contains(hour));
        if hour.is_none() {
            flaws.push(Flaw::new(
                &format!("/when/{field}"),
                Code::BadRecurrence,
                format!("Ange en hel timme mellan {low} och {high}."),
                format!("Give a whole hour between {low} and {high}."),
            ));
        }
        hour.map(|hour| hour as u8)
    }

    /// A time that must not lie in the future; one within the clock's error counts as now.
    fn past(&self, field: &str, pointer: &str) -> Result<i64, Flaw> {
        let at = self.time(&self.value[field], pointer)?;
        self.check_past(at, pointer)
    }

    /// The same, but a bare date means the end of that day.
    fn past_end(&self, field: &str, pointer: &str) -> Result<i64, Flaw> {
        let value = &self.value[field];
        let Some(date) = value.as_str().and_then(|text| text.parse::<civil::Date>().ok()).filter(|_| is_date(value))
        else {
            return self.past(field, pointer);
        };
        let next_day = date.tomorrow().map_err(|_| bad_time(pointer))?;
        let end = next_day.to_zoned(self.zone.clone()).map_err(|_| bad_time(pointer))?.timestamp().as_second();
        // Today is not over, but "until today" is a fair thing to say.
        self.check_past(end.min(self.told.as_second()).max(end - 86_400 - 3_600), pointer)
    }

    fn check_past(&self, at: i64, pointer: &str) -> Result<i64, Flaw> {
        let now = self.told.as_second();
        if at > now + CLOCK_SKEW_S {
            return Err(Flaw::new(
                pointer,
                Code::InTheFuture,
                "Tiden ligger i framtiden. Ange när det hände.",
                "The time is in the future. Say when it happened.",
            ));
        }
        if at < OLDEST_S {
            return Err(Flaw::new(
                pointer,
                Code::TooOld,
                "Tiden ligger före år 2000. Kontrollera året.",
                "The time is before the year 2000. Check the year.",
            ));
        }
        Ok(at.min(now))
    }

    /// RFC 3339 with an offset, or a local date or date and time of the municipality.
    fn time(&self, value: &Value, pointer: &str) -> Result<i64, Flaw> {
        let text = value.as_str().ok_or_else(|| bad_time(pointer))?.trim();
        if !is_date(value)
            && let Ok(at) = text.parse::<Timestamp>()
        {
            return Ok(at.as_second());
        }
        let local: civil::DateTime = text.parse().map_err(|_| bad_time(pointer))?;
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        if matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Gap { .. }) {
            return Err(Flaw::new(
                pointer,
                Code::NonexistentLocalTime,
                "Den tiden fanns inte: klockan ställdes fram den natten. Ange en annan tid.",
                "That time did not exist: the clocks went forward that night. Give another time.",
            ));
        }
        // In the doubled hour of autumn the first one is taken; nobody can tell which was meant.
        ambiguous.earlier().map(|at| at.as_second()).map_err(|_| bad_time(pointer))
    }
}

fn is_date(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().len() == "2026-11-22".len())
}

fn bad_time(pointer: &str) -> Flaw {
    Flaw::new(
        pointer,
        Code::BadTime,
        "Ange en tid som 2026-11-20T21:15 (lokal tid) eller 2026-11-20T21:15:00+01:00.",
        "Give a time such as 2026-11-20T21:15 (local time) or 2026-11-20T21:15:00+01:00.",
    )
}

fn both(a: Result<i64, Flaw>, b: Result<i64, Flaw>) -> Result<(i64, i64), Vec<Flaw>> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (a, b) => Err([a.err(), b.err()].into_iter().flatten().collect()),
    }
}
