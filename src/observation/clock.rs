//! The local clock of a municipality: which hour of the week an instant falls in, daylight saving time included.

use jiff::{Timestamp, tz::TimeZone};

use super::{HoursOfWeek, Seconds};

const HOUR_S: i64 = 3600;
const WEEK_S: i64 = 168 * HOUR_S;
/// 1970-01-01 was a Thursday.
const EPOCH_OFFSET_IN_WEEK_S: i64 = 3 * 24 * HOUR_S;

/// A time zone laid out as the instants at which its offset from UTC changes, so that asking costs a look-up.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: TimeZone,
    /// From which second on, which offset; sorted, the first from the beginning of time.
    offsets: Vec<(Seconds, i64)>,
}

impl Clock {
    /// Changes are laid out from 1970 to 2100; `None` when the name is no IANA time zone.
    pub fn new(time_zone: &str) -> Option<Self> {
        let zone = TimeZone::get(time_zone).ok()?;
        let first = Timestamp::UNIX_EPOCH;
        let last = Seconds::from(4_102_444_800_u32);
        let mut offsets = vec![(Seconds::MIN, i64::from(zone.to_offset(first).seconds()))];
        let changes = zone.following(first).map(|t| (t.timestamp().as_second(), i64::from(t.offset().seconds())));
        offsets.extend(changes.take_while(|(at, _)| *at < last));
        Some(Self { zone, offsets })
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The hour of the week (0 = Monday 00–01) on the wall at this instant.
    pub fn hour_of_week(&self, at: Seconds) -> usize {
        let segment = self.offsets.partition_point(|(from, _)| *from <= at) - 1;
        (week_second(at + self.offsets[segment].1) / HOUR_S) as usize
    }

    /// The local day at this instant, counted from 1970-01-01.
    pub fn day(&self, at: Seconds) -> i32 {
        let segment = self.offsets.partition_point(|(from, _)| *from <= at) - 1;
        let days = (at + self.offsets[segment].1).div_euclid(24 * HOUR_S);
        days.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
    }

    /// How many of the seconds in `from..to` fall in the hours of the set. A night with the clock put back counts its
    /// doubled hour twice, a night with the clock put forward lacks one: seconds are what passed, not what was shown.
    pub fn seconds_within(&self, from: Seconds, to: Seconds, hours: HoursOfWeek) -> i64 {
        if from >= to {
            return 0;
        }
        if hours == HoursOfWeek::ALL {
            return to - from;
        }
        let mut total = 0;
        let mut segment = self.offsets.partition_point(|(start, _)| *start <= from) - 1;
        let mut at = from;
        while at < to {
            let end = self.offsets.get(segment + 1).map_or(to, |(start, _)| (*start).min(to));
            let offset = self.offsets[segment].1;
            total += local_seconds_within(at + offset, end + offset, hours);
            at = end;
            segment += 1;
        }
        total
    }
}

fn week_second(local: i64) -> i64 {
    (local + EPOCH_OFFSET_IN_WEEK_S).rem_euclid(WEEK_S)
}

/// The same on a clock that never changes: what had passed at the end less what had passed at the start.
fn local_seconds_within(from: i64, to: i64, hours: HoursOfWeek) -> i64 {
    seconds_passed(to, hours) - seconds_passed(from, hours)
}

/// Seconds of the set from the Monday before 1970 until a local second, in constant time.
fn seconds_passed(local: i64, hours: HoursOfWeek) -> i64 {
    let in_week = week_second(local);
    let whole_weeks = (local + EPOCH_OFFSET_IN_WEEK_S).div_euclid(WEEK_S);
    let hour = (in_week / HOUR_S) as usize;
    let started = if hours.contains(hour) { in_week % HOUR_S } else { 0 };
    (whole_weeks * i64::from(hours.len()) + i64::from(hours.count_before(hour))) * HOUR_S + started
}
