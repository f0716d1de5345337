//! The hours of the week in twelve parts.

use crate::observation::HoursOfWeek;

/// Four hours of the day, on weekdays or at the weekend, which goes from Friday 20 to Sunday 20: the evening before a
/// free day is a weekend evening, the one before a working day is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Band(u8);

const HOURS: usize = 4;
const PARTS: usize = 24 / HOURS;

impl Band {
    pub const COUNT: usize = 2 * PARTS;

    /// Weekdays from midnight on, then weekends from midnight on.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT as u8).map(Self)
    }

    pub fn number(self) -> usize {
        usize::from(self.0)
    }

    /// Of an hour of the week, 0 is Monday 00–01.
    pub fn of_hour(hour_of_week: usize) -> Self {
        const FRIDAY: usize = 4;
        let (day, part) = (hour_of_week / 24 % 7, hour_of_week % 24 / HOURS);
        let is_last = part == PARTS - 1;
        let is_weekend = if is_last { day == FRIDAY || day == FRIDAY + 1 } else { day > FRIDAY };
        Self((usize::from(is_weekend) * PARTS + part) as u8)
    }

    pub fn hours(self) -> HoursOfWeek {
        let mut hours = HoursOfWeek::NONE;
        (0..HoursOfWeek::IN_A_WEEK).filter(|hour| Self::of_hour(*hour) == self).for_each(|hour| hours.insert(hour));
        hours
    }

    pub fn is_weekend(self) -> bool {
        self.number() >= PARTS
    }

    /// The first hour of the day.
    pub fn from_hour(self) -> u8 {
        (self.number() % PARTS * HOURS) as u8
    }

    /// The hour at which it ends, 4 to 24.
    pub fn to_hour(self) -> u8 {
        self.from_hour() + HOURS as u8
    }

    /// Weekdays from 8 to 16.
    pub fn is_school_time(self) -> bool {
        !self.is_weekend() && (8..16).contains(&self.from_hour())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hour_lies_in_one_band_and_friday_evening_is_weekend() {
        let n: u32 = Band::all().map(|band| band.hours().len()).sum();
        assert_eq!(n, 168);
        let hour = |day: usize, hour: usize| Band::of_hour(day * 24 + hour);
        assert!(hour(4, 20).is_weekend() && hour(5, 3).is_weekend() && hour(6, 19).is_weekend());
        assert!(!hour(4, 19).is_weekend() && !hour(6, 20).is_weekend() && !hour(0, 0).is_weekend());
        assert_eq!((hour(4, 22).from_hour(), hour(4, 22).to_hour()), (20, 24));
        assert!(hour(0, 8).is_school_time() && hour(4, 15).is_school_time());
        assert!(!hour(0, 16).is_school_time() && !hour(5, 12).is_school_time());
        // Two evenings of the weekend, five before a working day; otherwise two days and five.
        assert_eq!((hour(5, 21).hours().len(), hour(6, 21).hours().len()), (8, 20));
    }
}
