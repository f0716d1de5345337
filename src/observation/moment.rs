//! When something was: an instant, some time between two instants, or again and again.

use super::{Clock, HoursOfWeek};

/// Seconds since 1970-01-01 UTC.
pub type Seconds = i64;

/// How long an ongoing recurrence is believed after the day it was told: nobody said it went on for ever.
pub const ONGOING_HOLDS_S: Seconds = 90 * 24 * 3600;

/// When something was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    Instant(Seconds),
    /// Once, some time in `from..to`.
    Interval {
        from: Seconds,
        to: Seconds,
    },
    /// Every week in these local hours, in `from..to`.
    Recurrence {
        hours: HoursOfWeek,
        from: Seconds,
        to: Seconds,
    },
}

/// A part of time somebody asks about: a period and some hours of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub from: Seconds,
    pub to: Seconds,
    pub hours: HoursOfWeek,
}

impl Window {
    pub const ALWAYS: Self = Self { from: Seconds::MIN / 4, to: Seconds::MAX / 4, hours: HoursOfWeek::ALL };
}

impl Moment {
    /// First and last second it can concern; an instant is one second long.
    pub fn span(&self) -> (Seconds, Seconds) {
        match *self {
            Self::Instant(at) => (at, at + 1),
            Self::Interval { from, to } | Self::Recurrence { from, to, .. } => (from, to),
        }
    }

    /// How much of it falls in the window.
    ///
    /// # Method
    /// An instant counts 1 or 0. An interval happened once, nobody knows when: it counts the share of it that lies in
    /// the window (aoristic weight; all windows together give 1). A recurrence counts 1 for every week it goes on,
    /// shared evenly over the hours it names: "Fridays 21–24" weighs 1/3 in each of these hours of each of those weeks.
    ///
    /// # References
    /// J. H. Ratcliffe (2000), Aoristic analysis: the spatial interpretation of unspecific temporal events,
    /// doi:10.1080/136588100424963.
    pub fn share(&self, window: &Window, clock: &Clock) -> f64 {
        let (from, to) = self.span();
        let (low, high) = (from.max(window.from), to.min(window.to));
        if low >= high {
            return 0.0;
        }
        match *self {
            Self::Instant(at) => f64::from(u8::from(window.hours.contains(clock.hour_of_week(at)))),
            Self::Interval { .. } => clock.seconds_within(low, high, window.hours) as f64 / (to - from) as f64,
            Self::Recurrence { hours, .. } if hours.is_empty() => 0.0,
            Self::Recurrence { hours, .. } => {
                let within = clock.seconds_within(low, high, window.hours.intersection(hours));
                within as f64 / (f64::from(hours.len()) * 3600.0)
            }
        }
    }
}
