//! How many there were in each of a row of periods, and whether that goes up or down.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::trend::{Trend, trend};
use crate::observation::{Clock, HoursOfWeek, Moment, Seconds, Window};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Day,
    /// From Monday.
    Week,
    Month,
    Quarter,
    Year,
}

/// A period with what it holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeriodValue {
    /// `None` in a series that somebody brought as bare numbers.
    pub first_day: Option<Date>,
    pub value: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TrendOfSeries {
    pub series: Vec<PeriodValue>,
    pub trend: Trend,
}

impl TrendOfSeries {
    pub fn of(series: Vec<PeriodValue>) -> Self {
        let values: Vec<f64> = series.iter().map(|period| period.value).collect();
        Self { trend: trend(&values), series }
    }
}

impl Period {
    /// The first day of the period that holds a day.
    pub fn first_day(self, day: Date) -> Date {
        let first = |month: i8| Date::new(day.year(), month, 1).expect("every month has a first day");
        match self {
            Self::Day => day,
            // The Monday before the year -9999 is no day; nobody reports from there.
            Self::Week => day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(day),
            Self::Month => first(day.month()),
            Self::Quarter => first((day.month() - 1) / 3 * 3 + 1),
            Self::Year => first(1),
        }
    }

    fn span(self) -> Span {
        match self {
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
            Self::Quarter => 3.months(),
            Self::Year => 1.year(),
        }
    }
}

/// The weight of reports in each period from the one that holds `from` to the one that holds `to`, the empty ones too.
///
/// # Method
/// An instant lies in one period. What is only known to be some time between two instants is shared out over the
/// periods it touches (aoristic). What lies outside all periods is not counted.
///
/// # Edge cases
/// `to` before `from`, or more than a million periods: no periods.
///
/// # Complexity
/// A search among the periods for each report.
pub fn series(
    moments: impl IntoIterator<Item = (Moment, f64)>,
    period: Period,
    (from, to): (Date, Date),
    clock: &Clock,
) -> Vec<PeriodValue> {
    const MOST: usize = 1_000_000;
    let start_of =
        |day: Date| -> Option<Seconds> { Some(day.to_zoned(clock.zone().clone()).ok()?.timestamp().as_second()) };
    let mut days = Vec::new();
    let mut starts = Vec::new();
    let mut day = period.first_day(from);
    while day <= to {
        let (Some(start), Ok(next)) = (start_of(day), day.checked_add(period.span())) else { return Vec::new() };
        if days.len() == MOST {
            return Vec::new();
        }
        days.push(day);
        starts.push(start);
        day = next;
    }
    let Some(end) = start_of(day) else { return Vec::new() };
    starts.push(end);
    let mut values = vec![0.0; days.len()];
    for (moment, weight) in moments {
        let (first, last) = moment.span();
        let from = starts.partition_point(|start| *start <= first).saturating_sub(1);
        for at in from..values.len() {
            if starts[at] >= last {
                break;
            }
            let window = Window { from: starts[at], to: starts[at + 1], hours: HoursOfWeek::ALL };
            values[at] += weight * moment.share(&window, clock);
        }
    }
    days.into_iter().zip(values).map(|(day, value)| PeriodValue { first_day: Some(day), value }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn clock() -> Clock {
        Clock::new("Europe/Stockholm").expect("known")
    }

    fn at(day: Date, hour: i8) -> Seconds {
        day.at(hour, 0, 0, 0).to_zoned(clock().zone().clone()).expect("exists").timestamp().as_second()
    }

    #[test]
    fn every_report_lies_in_its_local_period_and_empty_periods_are_there() {
        let moments = [date(2025, 1, 31), date(2025, 2, 1), date(2025, 4, 30)];
        // Midnight in Stockholm is the evening before in UTC.
        let moments = moments.map(|day| (Moment::Instant(at(day, 0)), 2.0));
        let months = series(moments, Period::Month, (date(2025, 1, 15), date(2025, 4, 30)), &clock());
        assert_eq!(months.iter().map(|month| month.value).collect::<Vec<_>>(), [2.0, 2.0, 0.0, 2.0]);
        assert_eq!(months[0].first_day, Some(date(2025, 1, 1)));
    }

    #[test]
    fn an_interval_over_two_periods_is_shared_out() {
        // Six hours on Sunday, eighteen on Monday.
        let interval = Moment::Interval { from: at(date(2025, 1, 5), 18), to: at(date(2025, 1, 6), 18) };
        let weeks = series([(interval, 1.0)], Period::Week, (date(2025, 1, 5), date(2025, 1, 6)), &clock());
        assert_eq!(weeks.iter().map(|week| week.value).collect::<Vec<_>>(), [0.25, 0.75]);
        assert_eq!(weeks[0].first_day, Some(date(2024, 12, 30)));
    }

    #[test]
    fn what_is_outside_is_not_counted_and_an_empty_period_has_nothing() {
        let one = [(Moment::Instant(at(date(2024, 1, 1), 12)), 1.0)];
        let days = series(one, Period::Day, (date(2025, 1, 1), date(2025, 1, 3)), &clock());
        assert_eq!(days.iter().map(|day| day.value).collect::<Vec<_>>(), [0.0; 3]);
        assert!(series(one, Period::Year, (date(2026, 1, 1), date(2025, 1, 1)), &clock()).is_empty());
    }

    #[test]
    fn periods_begin_where_the_calendar_says() {
        let day = date(2024, 5, 30);
        let first = [Period::Day, Period::Week, Period::Month, Period::Quarter, Period::Year].map(|p| p.first_day(day));
        assert_eq!(first, [day, date(2024, 5, 27), date(2024, 5, 1), date(2024, 4, 1), date(2024, 1, 1)]);
    }
}
