//! Whole calendar months: the only periods the public can ask for.

use std::fmt;

use jiff::{civil, tz::TimeZone};

use super::Seconds;

/// A month as one number, year × 12 + month − 1, so that months can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month(i32);

impl Month {
    pub fn new(year: i16, month: i8) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self(i32::from(year) * 12 + i32::from(month) - 1))
    }

    pub fn from_number(number: i64) -> Option<Self> {
        (12..120_000).contains(&number).then_some(Self(number as i32))
    }

    pub fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// Reads `YYYY-MM`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        if year.len() != 4 || month.len() != 2 {
            return None;
        }
        // Far from where calendars end: the month after 9999-12 is in none.
        let year = year.parse().ok().filter(|year| (1900..=2999).contains(year))?;
        Self::new(year, month.parse().ok()?)
    }

    /// The month on the wall at this instant.
    pub fn at(seconds: Seconds, zone: &TimeZone) -> Self {
        let local = zone.to_datetime(jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH));
        Self::new(local.year(), local.month()).expect("a date has a month")
    }

    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    pub fn previous(self) -> Self {
        Self(self.0 - 1)
    }

    /// 1 to 12.
    pub fn of_year(self) -> u8 {
        (self.0.rem_euclid(12) + 1) as u8
    }

    pub fn first_day(self) -> civil::Date {
        let year = self.0.div_euclid(12) as i16;
        civil::Date::new(year, self.of_year() as i8, 1).expect("every month has a first day")
    }

    /// The instant at which the month begins on the wall.
    pub fn start(self, zone: &TimeZone) -> Seconds {
        let midnight = self.first_day().to_zoned(zone.clone());
        midnight.map_or(Seconds::MIN / 4, |zoned| zoned.timestamp().as_second())
    }

    /// How many months from here to there, both counted.
    pub fn count_to(self, last: Self) -> u32 {
        u32::try_from(last.0 - self.0 + 1).unwrap_or(0)
    }
}

/// `YYYY-MM`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.of_year())
    }
}
