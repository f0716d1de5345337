//! Two years on the wall of the town: nights, school days, office hours.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Weekday, date},
    tz::TimeZone,
};

use super::dice::Dice;

/// The first day somebody tells anything.
pub(super) const FIRST: Date = date(2024, 11, 1);
/// The last day something happens; the telling may take until the end of the month.
const LAST: Date = date(2026, 10, 26);
/// From this day on a recurrence says when it ended: one that is believed for weeks more would run out of the demo.
pub(super) const ENDINGS_FROM: Date = date(2026, 7, 15);

pub(super) struct Calendar {
    pub zone: TimeZone,
    days: Vec<Date>,
}

impl Calendar {
    pub fn new() -> Self {
        let zone = TimeZone::get("Europe/Stockholm").expect("the time zones are compiled in");
        let days = FIRST.series(1.day()).take_while(|day| *day <= LAST).collect();
        Self { zone, days }
    }

    /// A day from `since` on, chosen in proportion to its weight (0 to 10).
    pub fn day(&self, dice: &mut Dice, since: Date, weight: impl Fn(Date) -> u32) -> Date {
        let from = self.days.partition_point(|day| *day < since);
        loop {
            let day = dice.pick(&self.days[from..]);
            if dice.below(10) < weight(day) {
                return day;
            }
        }
    }

    /// An instant of the local day; hours from 24 on belong to the small hours of the next. An hour the clock skips in
    /// spring becomes the one after it.
    pub fn at(&self, day: Date, hour: u32, minute: u32) -> Timestamp {
        let day = if hour < 24 { day } else { day.tomorrow().expect("the demo ends before time does") };
        let local = day.at((hour % 24) as i8, minute as i8, 0, 0);
        local.to_zoned(self.zone.clone()).expect("within the years of the demo").timestamp()
    }

    pub fn local(&self, at: Timestamp) -> jiff::Zoned {
        at.to_zoned(self.zone.clone())
    }

    /// RFC 3339 with the offset of the day: what a telephone in the town sends.
    pub fn iso(&self, at: Timestamp) -> String {
        self.local(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// The next hour in which somebody at the kommun writes down what was told by telephone or at the desk.
    pub fn office_hour_after(&self, at: Timestamp, dice: &mut Dice) -> Timestamp {
        let mut day = self.local(at).date().tomorrow().expect("the demo ends before time does");
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            day = day.tomorrow().expect("the demo ends before time does");
        }
        self.at(day, dice.whole(8, 15), dice.below(60))
    }
}

/// The first hour of the evening in which it is dark in Osby, by month (daylight saving time included).
pub(super) fn dark_from(day: Date) -> u32 {
    [17, 18, 19, 21, 22, 23, 23, 22, 20, 19, 17, 16][day.month() as usize - 1]
}

/// October to March.
pub(super) fn is_dark_season(day: Date) -> bool {
    !(4..=9).contains(&day.month())
}

pub(super) fn is_weekend_night(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Friday | Weekday::Saturday)
}

/// Monday to Friday outside the holidays (about as the schools of the town have them).
pub(super) fn is_school_day(day: Date) -> bool {
    const HOLIDAYS: [(Date, Date); 13] = [
        (date(2024, 10, 28), date(2024, 11, 1)),
        (date(2024, 12, 21), date(2025, 1, 8)),
        (date(2025, 2, 17), date(2025, 2, 21)),
        (date(2025, 4, 14), date(2025, 4, 21)),
        (date(2025, 5, 1), date(2025, 5, 2)),
        (date(2025, 5, 29), date(2025, 5, 30)),
        (date(2025, 6, 12), date(2025, 8, 17)),
        (date(2025, 10, 27), date(2025, 10, 31)),
        (date(2025, 12, 20), date(2026, 1, 8)),
        (date(2026, 2, 16), date(2026, 2, 20)),
        (date(2026, 3, 30), date(2026, 4, 6)),
        (date(2026, 5, 14), date(2026, 5, 15)),
        (date(2026, 6, 11), date(2026, 8, 17)),
    ];
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    !weekend && !HOLIDAYS.iter().any(|(from, to)| (*from..=*to).contains(&day))
}
