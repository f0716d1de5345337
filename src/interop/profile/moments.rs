//! Times of a source: instants, or intervals where it only tells a day, a month or two ends.

use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};
use serde_json::{Value, json};

use super::{Resolution, Time};
use crate::interop::table::Row;

/// When it happened and when it was told.
pub struct Moment {
    /// The draft's `when`.
    pub when: Value,
    pub told_at: Timestamp,
}

/// Reads a source's times; made once for a profile.
pub struct Clock {
    time: Time,
    zone: TimeZone,
    /// When the source is read, in whole seconds: what it tells had happened by then.
    read_at: Option<Timestamp>,
}

/// What is wrong with the profile's account of time, if anything.
///
/// Each pattern is tried on a known time: what comes back must be as exact as promised.
pub fn fault(time: &Time) -> Option<String> {
    let Ok(zone) = TimeZone::get(&time.zone) else {
        return Some(format!("\"{}\" is not a time zone", time.zone));
    };
    if time.formats.is_empty() {
        return Some("a time needs at least one format".to_owned());
    }
    let known = jiff::civil::datetime(2001, 2, 3, 16, 5, 0, 0).to_zoned(zone.clone()).ok()?;
    let clock = Clock { time: time.clone(), zone, read_at: None };
    for format in &time.formats {
        if matches!(format.as_str(), "rfc3339" | "unix" | "unix_ms") {
            continue;
        }
        let written = BrokenDownTime::from(&known).to_string(format);
        let first = match time.resolution {
            Resolution::Second => known.clone(),
            Resolution::Day => known.start_of_day().ok()?,
            Resolution::Month => known.first_of_month().and_then(|day| day.start_of_day()).ok()?,
        };
        match written.map(|written| clock.first_instant(&written, format)) {
            Ok(Some(read)) if read.timestamp() == first.timestamp() => {}
            Ok(_) => {
                let exact = format!("{:?}", time.resolution).to_lowercase();
                return Some(format!("the time format \"{format}\" does not tell the {exact}"));
            }
            Err(_) => return Some(format!("\"{format}\" is not a time format")),
        }
    }
    None
}

impl Clock {
    /// `None` when the zone is unknown, which [`fault`] has reported.
    pub fn new(time: &Time) -> Option<Self> {
        Some(Self { time: time.clone(), zone: TimeZone::get(&time.zone).ok()?, read_at: None })
    }

    /// Nothing is told after this.
    pub fn read_at(&mut self, now: Timestamp) {
        self.read_at = Timestamp::from_second(now.as_second()).ok();
    }

    /// The row's moment, or the code and words of what is wrong with it.
    pub fn moment(&self, row: &Row) -> Result<Moment, (&'static str, &'static str)> {
        let from = self.column(row, &self.time.column)?.ok_or(("no_time", "the row has no time"))?;
        let until = match &self.time.end_column {
            Some(column) => self.column(row, column)?,
            None => None,
        };
        let told_at = match &self.time.told_column {
            Some(column) => self.column(row, column)?,
            None => None,
        };
        let last = until.as_ref().unwrap_or(&from);
        let mut to = self.last_instant(last).ok_or(OUT_OF_RANGE)?;
        if to < from {
            return Err(("bad_interval", "the end of the interval is before its beginning"));
        }
        // What was told at noon had happened by noon: the rest of the day or month is no part of it.
        if let Some(told_at) = told_at.as_ref().filter(|told_at| from < **told_at && **told_at < to) {
            to = told_at.clone();
        }
        // So it is with what is read at noon. An end that is said outright and has not been is not mended.
        let read_at = self.read_at.map(|read_at| read_at.to_zoned(self.zone.clone()));
        if let Some(read_at) = read_at.filter(|read_at| from < *read_at && last <= read_at && *read_at < to) {
            to = read_at;
        }
        let when = if from == to {
            json!({"kind": "instant", "at": local(&from)})
        } else {
            json!({"kind": "interval", "from": local(&from), "to": local(&to)})
        };
        Ok(Moment { when, told_at: told_at.unwrap_or(to).timestamp() })
    }

    /// The first instant of the column's second, day or month.
    fn column(&self, row: &Row, column: &str) -> Result<Option<Zoned>, (&'static str, &'static str)> {
        let Some(text) = row.value(column) else {
            return Ok(None);
        };
        let read = self.time.formats.iter().find_map(|format| self.first_instant(text, format));
        read.map(Some).ok_or(("bad_time", "the time is in none of the profile's formats"))
    }

    fn first_instant(&self, text: &str, format: &str) -> Option<Zoned> {
        let zoned = match format {
            "rfc3339" => text.parse::<Timestamp>().ok()?.to_zoned(self.zone.clone()),
            "unix" => Timestamp::from_second(text.parse().ok()?).ok()?.to_zoned(self.zone.clone()),
            "unix_ms" => Timestamp::from_millisecond(text.parse().ok()?).ok()?.to_zoned(self.zone.clone()),
            pattern => self.broken_down(BrokenDownTime::parse(pattern, text).ok()?)?,
        };
        let first = match self.time.resolution {
            Resolution::Second => zoned,
            Resolution::Day => zoned.start_of_day().ok()?,
            Resolution::Month => zoned.first_of_month().and_then(|day| day.start_of_day()).ok()?,
        };
        Some(first)
    }

    fn broken_down(&self, mut read: BrokenDownTime) -> Option<Zoned> {
        if read.offset().is_some() {
            return Some(read.to_timestamp().ok()?.to_zoned(self.zone.clone()));
        }
        if self.time.resolution == Resolution::Month && read.day().is_none() {
            read.set_day(Some(1)).ok()?;
        }
        let date: Date = read.to_date().ok()?;
        let at: DateTime = match self.time.resolution {
            Resolution::Second => read.to_datetime().ok()?,
            Resolution::Day | Resolution::Month => date.to_datetime(jiff::civil::Time::midnight()),
        };
        // An hour that summer time skips is moved on, one it repeats is taken as the first: a
        // source's clock is no reason to lose the row.
        at.to_zoned(self.zone.clone()).ok()
    }

    /// The end, not included, of the second, day or month that begins at `first`.
    fn last_instant(&self, first: &Zoned) -> Option<Zoned> {
        let length = match self.time.resolution {
            Resolution::Second => return Some(first.clone()),
            Resolution::Day => Span::new().days(1),
            Resolution::Month => Span::new().months(1),
        };
        first.checked_add(length).ok()
    }
}

const OUT_OF_RANGE: (&str, &str) = ("bad_time", "the time is outside what a calendar holds");

/// RFC 3339 with the zone's own offset, so that the hour can be read from it.
fn local(at: &Zoned) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
