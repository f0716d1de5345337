//! How a moment is shared out over the months of a period and the hours of the week.

use crate::observation::{Clock, HoursOfWeek, Moment, Month, Seconds, Window};

/// A calendar month as far as it lies in the period.
pub(super) struct PeriodMonth {
    pub month_of_year: u8,
    pub from: Seconds,
    pub to: Seconds,
    /// How much of the whole month that is.
    pub whole: f64,
}

pub(super) fn months_of_period(clock: &Clock, from: Seconds, to: Seconds) -> Vec<PeriodMonth> {
    // Years nobody reports from would only be walked through for nothing.
    const YEAR_1900: Seconds = -2_208_988_800;
    const YEAR_2150: Seconds = 5_680_281_600;
    let (from, to) = (from.max(YEAR_1900), to.min(YEAR_2150));
    let mut months = Vec::new();
    let mut month = Month::at(from, clock.zone());
    while month.start(clock.zone()) < to {
        let (start, end) = (month.start(clock.zone()), month.next().start(clock.zone()));
        let (low, high) = (start.max(from), end.min(to));
        if low < high {
            let whole = (high - low) as f64 / (end - start) as f64;
            months.push(PeriodMonth { month_of_year: month.of_year(), from: low, to: high, whole });
        }
        month = month.next();
    }
    months
}

/// How much of a moment lies in an hour of the week in a month.
pub(super) struct Share {
    pub month_of_year: u8,
    pub hour: Option<usize>,
    pub weight: f64,
}

pub(super) fn shares_in(moment: &Moment, months: &[PeriodMonth], clock: &Clock) -> Vec<Share> {
    const DAY_S: Seconds = 24 * 3600;
    let (from, to) = moment.span();
    let first = months.partition_point(|month| month.to <= from);
    let touched = months[first..].iter().take_while(|month| month.from < to);
    let share = |month: &PeriodMonth, hours| moment.share(&Window { from: month.from, to: month.to, hours }, clock);
    match *moment {
        Moment::Instant(at) => {
            let hour = Some(clock.hour_of_week(at));
            touched.map(|month| Share { month_of_year: month.month_of_year, hour, weight: 1.0 }).collect()
        }
        Moment::Interval { .. } if to - from >= DAY_S => touched
            .map(|month| {
                let weight = share(month, HoursOfWeek::ALL);
                Share { month_of_year: month.month_of_year, hour: None, weight }
            })
            .collect(),
        Moment::Interval { .. } | Moment::Recurrence { .. } => {
            let named = if let Moment::Recurrence { hours, .. } = moment { *hours } else { HoursOfWeek::ALL };
            let by_hour = |month: &PeriodMonth| -> Vec<Share> {
                let single = |hour| {
                    let mut hours = HoursOfWeek::NONE;
                    hours.insert(hour);
                    hours
                };
                let month_of_year = month.month_of_year;
                let shares = named.iter().map(|hour| (hour, share(month, single(hour))));
                let present = shares.filter(|(_, weight)| *weight > 0.0);
                present.map(|(hour, weight)| Share { month_of_year, hour: Some(hour), weight }).collect()
            };
            touched.flat_map(by_hour).collect()
        }
    }
}
