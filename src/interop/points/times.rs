//! Times as plain files write them.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::cells::text;
use super::{Fault, Wanted};
use crate::interop::table::Row;
use crate::observation::{Moment, Seconds};

/// When the row was. A bare date is some time of that day; a time with an end is some time between the two.
pub(super) fn moment(row: &Row, column: &str, wanted: &Wanted) -> Result<Moment, Fault> {
    let first = cell(row, column, wanted)?
        .ok_or_else(|| fault(row, column, "empty", "is empty; a time is needed".to_owned()))?;
    let Some(until) = wanted.until.as_deref() else { return Ok(first) };
    let Some(last) = cell(row, until, wanted)? else { return Ok(first) };
    let (from, to) = (first.span().0, last_second(&last));
    // The day before ends where this one begins.
    let is_over = to < from || last.span().0 < from && to == from;
    match to {
        _ if is_over => Err(fault(row, until, "bad_time", format!("ends before it begins (column \"{column}\")"))),
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

fn cell(row: &Row, column: &str, wanted: &Wanted) -> Result<Option<Moment>, Fault> {
    let Some(words) = row.value(column) else { return Ok(None) };
    let (read, forms) = match &wanted.time_format {
        Some(pattern) => (read_as(words, pattern, &wanted.zone), format!("{pattern} (--time-format)")),
        None => (read(words, &wanted.zone), FORMS.to_owned()),
    };
    let bad = || fault(row, column, "bad_time", format!("\"{}\" is not a time as {forms}", text(words)));
    read.map(Some).ok_or_else(bad)
}

const FORMS: &str = "2024-05-31, 2024-05-31 17:30, 2024-05-31T17:30:00 or 2024-05-31T17:30:00+02:00; other forms need \
                     --time-format";

/// A pattern without an hour gives days.
fn read_as(words: &str, pattern: &str, zone: &TimeZone) -> Option<Moment> {
    let read = BrokenDownTime::parse(pattern, words).ok()?;
    if read.offset().is_some() {
        return Some(Moment::Instant(read.to_timestamp().ok()?.as_second()));
    }
    if read.hour().is_none() {
        return whole_day(read.to_date().ok()?, zone);
    }
    Some(Moment::Instant(read.to_datetime().ok()?.to_zoned(zone.clone()).ok()?.timestamp().as_second()))
}

fn whole_day(day: Date, zone: &TimeZone) -> Option<Moment> {
    let start = |day: Date| Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_second());
    Some(Moment::Interval { from: start(day)?, to: start(day.checked_add(1.day()).ok()?)? })
}

fn read(words: &str, zone: &TimeZone) -> Option<Moment> {
    let day_alone = words.len() == 10;
    let second = |at: Timestamp| at.as_second();
    if day_alone {
        return whole_day(words.parse().ok()?, zone);
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
