//! The days on which forecasts are made.

use jiff::{Span, civil::Date};

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Every {
    Month,
    #[default]
    Quarter,
}

/// The first days of months, or of quarters, that have `least_past_days` before them and a whole test after them, up to
/// and without the day `end`. Days are counted from 1970-01-01.
pub fn origins(first_day: i32, end: i32, every: Every, least_past_days: i32, test_days: i32) -> Vec<i32> {
    let Some(mut at) = date_of(first_day.saturating_add(least_past_days.max(0))) else { return Vec::new() };
    let months = match every {
        Every::Month => 1,
        Every::Quarter => 3,
    };
    let mut found = Vec::new();
    loop {
        let day = day_of(at);
        let is_origin = at.day() == 1 && (at.month() - 1) % months == 0;
        if is_origin && day.saturating_add(test_days) <= end {
            found.push(day);
        }
        let next = at.first_of_month().checked_add(Span::new().months(1));
        match next {
            Ok(next) if day_of(next) < end => at = next,
            _ => return found,
        }
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// The date of a day counted from 1970-01-01.
pub fn date_of(day: i32) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(i64::from(day)).ok()?).ok()
}

pub fn day_of(date: Date) -> i32 {
    EPOCH.until(date).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i32 {
        day_of(text.parse().expect("a date"))
    }

    #[test]
    fn origins_have_a_past_before_and_a_whole_test_after_them() {
        let year = (day("2015-01-01"), day("2016-01-01"));
        let months = |every, past, test| {
            let months = origins(year.0, year.1, every, past, test);
            months.into_iter().map(|day| date_of(day).expect("a date").to_string()).collect::<Vec<_>>()
        };
        assert_eq!(months(Every::Quarter, 90, 90), ["2015-04-01", "2015-07-01", "2015-10-01"]);
        assert_eq!(months(Every::Quarter, 91, 93), ["2015-07-01"]);
        assert_eq!(months(Every::Month, 273, 30), ["2015-10-01", "2015-11-01", "2015-12-01"]);
        assert_eq!(months(Every::Month, 274, 31), ["2015-11-01", "2015-12-01"]);
        assert!(months(Every::Month, 400, 30).is_empty());
        assert!(origins(i32::MAX, 0, Every::Month, 1, 1).is_empty());
    }
}
