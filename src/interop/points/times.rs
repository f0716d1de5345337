//! Times as plain files write them.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::Fault;
use super::cells::text;
use crate::interop::table::Row;
use crate::observation::{Moment, Seconds};

/// When the row was. A bare date is some time of that day; a time with an end is some time between the two.
pub(super) fn moment(row: &Row, column: &str, until: Option<&str>, zone: &TimeZone) -> Result<Moment, Fault> {
    let first =
        cell(row, column, zone)?.ok_or_else(|| fault(row, column, "empty", "is empty; a time is needed".to_owned()))?;
    let Some(until) = until else { return Ok(first) };
    let Some(last) = cell(row, until, zone)? else { return Ok(first) };
    let (from, to) = (first.span().0, last_second(&last));
    match to {
        to if to < from => Err(fault(row, until, "bad_time", format!("ends before it begins (column \"{column}\")"))),
        to if to == from => Ok(Moment::Instant(from)),
        to => Ok(Moment::Interval { from, to }),
    }
}

/// The day on the wall in which something began, counted from 1970-01-01.
pub fn day_of(moment: &Moment, zone: &TimeZone) -> i32 {
    let at = Timestamp::from_second(moment.span().0).unwrap_or(Timestamp::UNIX_EPOCH);
    number_of(zone.to_datetime(at).date())
}

/// The number of a day, and back; see [`day_of`].
pub fn read_day(words: &str) -> Option<(Date, i32)> {
    let day: Date = words.parse().ok().filter(|_| words.len() == 10)?;
    Some((day, number_of(day)))
}

fn number_of(day: Date) -> i32 {
    let first = jiff::civil::date(1970, 1, 1);
    first.until(day).map_or(0, |span| span.get_days())
}

fn last_second(moment: &Moment) -> Seconds {
    match *moment {
        Moment::Instant(at) => at,
        other => other.span().1,
    }
}

fn cell(row: &Row, column: &str, zone: &TimeZone) -> Result<Option<Moment>, Fault> {
    let Some(words) = row.value(column) else { return Ok(None) };
    let bad = || {
        let reason = format!(
            "\"{}\" is not a time: write 2024-05-31, 2024-05-31 17:30, 2024-05-31T17:30:00 or 2024-05-31T17:30:00+02:00",
            text(words)
        );
        fault(row, column, "bad_time", reason)
    };
    read(words, zone).map(Some).ok_or_else(bad)
}

fn read(words: &str, zone: &TimeZone) -> Option<Moment> {
    let day_alone = words.len() == 10;
    let second = |at: Timestamp| at.as_second();
    if day_alone {
        let day: Date = words.parse().ok()?;
        let start = |day: Date| Some(second(day.to_zoned(zone.clone()).ok()?.timestamp()));
        return Some(Moment::Interval { from: start(day)?, to: start(day.checked_add(1.day()).ok()?)? });
    }
    if let Ok(at) = words.parse::<Timestamp>() {
        return Some(Moment::Instant(second(at)));
    }
    // Only the forms that are promised: a parser that takes more would let slips through.
    let (day, time) = words.split_once(['T', 't', ' '])?;
    let of_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == ':' || c == '.');
    if day.len() != 10 || time.len() < 5 || !of_digits(time) {
        return None;
    }
    let time: Time = time.parse().ok()?;
    let local = DateTime::from_parts(day.parse().ok()?, time);
    // An hour that summer time skips is moved on, one it repeats is taken as the first.
    Some(Moment::Instant(second(local.to_zoned(zone.clone()).ok()?.timestamp())))
}

fn fault(row: &Row, column: &str, code: &'static str, reason: String) -> Fault {
    Fault { row: row.number, column: Some(column.to_owned()), code, reason }
}
