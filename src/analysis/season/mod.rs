//! When it is: months, weekdays and hours, with what can be said of each from so many reports.

mod shares;

use super::distributions::{gamma_quantile, gamma_quantile_upper};
use crate::observation::{Clock, HoursOfWeek, Moment, Seconds};
use shares::{PeriodMonth, months_of_period, shares_in};

/// Quarters of the year as people speak of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Season {
    /// December, January, February.
    Winter,
    Spring,
    Summer,
    Autumn,
}

impl Season {
    pub const ALL: [Self; 4] = [Self::Winter, Self::Spring, Self::Summer, Self::Autumn];

    /// The season of a month, 1 to 12.
    pub fn of_month(month: u8) -> Self {
        Self::ALL[usize::from(month % 12 / 3)]
    }
}

/// A part of all reports, with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Part {
    /// Reports, each counted once and shared out over where it may belong.
    pub n: f64,
    pub share: f64,
    pub low: f64,
    pub high: f64,
}

/// A month of the year, all years of the period together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MonthOfYear {
    pub n: f64,
    /// How many such months the period holds; 0.5 when it holds half of one.
    pub months: f64,
    pub rate: Option<MonthRate>,
}

/// Reports in one such month, with the 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MonthRate {
    pub per_month: f64,
    pub low: f64,
    pub high: f64,
    pub against_year: AgainstYear,
}

/// A month beside the mean of the period, twelve looks paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgainstYear {
    More,
    Less,
    CannotTell,
}

#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// Reports that concern the period at all.
    pub n_reports: u32,
    /// Of them, reports whose hour nobody knows: they lasted a day or longer.
    pub unknown_hour: u32,
    /// By hour of the day, of the reports whose hour is known.
    pub hours: [Part; 24],
    /// By weekday, Monday first, of the same.
    pub weekdays: [Part; 7],
    /// January first.
    pub months: [MonthOfYear; 12],
    /// By season (in the order of [`Season::ALL`]) and hour of the week; all of it is the reports with a known hour.
    pub seasons: [[f64; HoursOfWeek::IN_A_WEEK]; 4],
}

/// How the reports lie over the hours, the weekdays and the months of a period.
///
/// # Method
/// Every report counts once. An instant is in one hour; an interval shorter than a day is shared out evenly over its
/// time (aoristic), a recurrence over the hours it names in the weeks it goes on. (The index's
/// [`profile`](crate::index::Snapshot::profile) weighs a recurrence once a week: how much there is. This is how many
/// say so, and only that can have an interval of confidence.) Parts have Wilson's interval, months the exact Poisson
/// interval of Garwood. A month is more or less than the year only when an interval of 1 - 0.05/12 leaves out the mean
/// of the period.
///
/// # Units
/// Reports, and reports per calendar month. Hours of the local clock.
///
/// # Edge cases
/// What a report concerns outside the period is left out of its shares. An interval of a day or longer has a month but
/// no hour. A month that the period does not touch has no rate; an empty period has nothing.
///
/// # Complexity
/// Instants cost nothing to speak of; others up to 168 look-ups for each month they touch.
///
/// # References
/// F. Garwood (1936), Fiducial limits for the Poisson distribution, doi:10.1093/biomet/28.3-4.437. J. H. Ratcliffe
/// (2000), Aoristic analysis, doi:10.1080/136588100424963.
pub fn when(moments: impl IntoIterator<Item = Moment>, clock: &Clock, from: Seconds, to: Seconds) -> When {
    let months = months_of_period(clock, from, to);
    let (mut n_reports, mut unknown_hour) = (0, 0);
    let mut by_month = [0.0; 12];
    let mut seasons = [[0.0; HoursOfWeek::IN_A_WEEK]; 4];
    for moment in moments {
        let shares = shares_in(&moment, &months, clock);
        let all: f64 = shares.iter().map(|share| share.weight).sum();
        if all <= 0.0 {
            continue;
        }
        n_reports += 1;
        unknown_hour += u32::from(shares.iter().any(|share| share.hour.is_none()));
        for share in shares {
            by_month[usize::from(share.month_of_year) - 1] += share.weight / all;
            if let Some(hour) = share.hour {
                seasons[Season::of_month(share.month_of_year) as usize][hour] += share.weight / all;
            }
        }
    }
    let known = f64::from(n_reports - unknown_hour);
    let in_hours = |wanted: &dyn Fn(usize) -> bool| -> f64 {
        seasons.iter().map(|hours| (0..168).filter(|hour| wanted(*hour)).map(|hour| hours[hour]).sum::<f64>()).sum()
    };
    When {
        n_reports,
        unknown_hour,
        hours: std::array::from_fn(|hour| part(in_hours(&|of_week| of_week % 24 == hour), known)),
        weekdays: std::array::from_fn(|day| part(in_hours(&|of_week| of_week / 24 == day), known)),
        months: months_with_rates(&by_month, &months),
        seasons,
    }
}

fn part(n: f64, all: f64) -> Part {
    const Z2: f64 = 3.841_458_820_694_124;
    if all <= 0.0 {
        return Part { n: 0.0, share: 0.0, low: 0.0, high: 1.0 };
    }
    let share = (n / all).min(1.0);
    let center = share + Z2 / (2.0 * all);
    let spread = (Z2 * (share * (1.0 - share) / all + Z2 / (4.0 * all * all))).sqrt();
    let scale = 1.0 + Z2 / all;
    Part { n, share, low: ((center - spread) / scale).max(0.0), high: ((center + spread) / scale).min(1.0) }
}

fn months_with_rates(by_month: &[f64; 12], months: &[PeriodMonth]) -> [MonthOfYear; 12] {
    let whole_months = |of_year: usize| -> f64 {
        let such = months.iter().filter(|month| usize::from(month.month_of_year) == of_year + 1);
        such.map(|month| month.whole).sum()
    };
    let all_months: f64 = months.iter().map(|month| month.whole).sum();
    let mean = by_month.iter().sum::<f64>() / all_months.max(f64::MIN_POSITIVE);
    std::array::from_fn(|of_year| {
        let (n, months) = (by_month[of_year], whole_months(of_year));
        let rate = (months > 0.0).then(|| {
            let (low, high) = poisson_interval(n, 0.05);
            let (surely_above, surely_below) = poisson_interval(n, 0.05 / 12.0);
            let against_year = match mean * months {
                expected if expected < surely_above => AgainstYear::More,
                expected if expected > surely_below => AgainstYear::Less,
                _ => AgainstYear::CannotTell,
            };
            MonthRate { per_month: n / months, low: low / months, high: high / months, against_year }
        });
        MonthOfYear { n, months, rate }
    })
}

/// What the mean of a Poisson count may be; `alpha` is the chance to be wrong.
fn poisson_interval(n: f64, alpha: f64) -> (f64, f64) {
    let low = if n > 0.0 { gamma_quantile(n, alpha / 2.0) } else { 0.0 };
    (low, gamma_quantile_upper(n + 1.0, alpha / 2.0))
}

#[cfg(test)]
mod tests {
    use super::super::draws::{Draws, stream};
    use super::*;
    use crate::observation::{Month, Weekday};

    const HOUR_S: Seconds = 3600;
    const DAY_S: Seconds = 24 * HOUR_S;
    /// 2024-01-01 00:00 in Stockholm.
    const START: Seconds = 1_704_063_600;
    /// 2026-01-01 00:00 in Stockholm.
    const END: Seconds = 1_767_222_000;

    fn clock() -> Clock {
        Clock::new("Europe/Stockholm").expect("known")
    }

    fn any_moment(draws: &mut Draws) -> Moment {
        let from = START + draws.below(700 * 86_400) as i64;
        match draws.below(4) {
            0 => Moment::Instant(from),
            1 => Moment::Interval { from, to: from + 1 + draws.below(86_398) as i64 },
            2 => Moment::Interval { from, to: from + DAY_S + draws.below(40 * 86_400) as i64 },
            _ => {
                let hours = HoursOfWeek::on(&[Weekday::Fri, Weekday::Sun], 20, 2);
                Moment::Recurrence { hours, from, to: from + (1 + draws.below(60) as i64) * DAY_S + 7 * DAY_S }
            }
        }
    }

    #[test]
    fn every_report_counts_once_wherever_it_is_shared_out() {
        let mut draws = stream(31, 0);
        let moments: Vec<Moment> = (0..400).map(|_| any_moment(&mut draws)).collect();
        let found = when(moments.iter().copied(), &clock(), START, END);
        let known = f64::from(found.n_reports - found.unknown_hour);
        let close = |a: f64, b: f64| (a - b).abs() < 1e-9 * b.max(1.0);
        assert_eq!(found.n_reports, 400);
        assert!((60..140).contains(&found.unknown_hour), "{}", found.unknown_hour);
        assert!(close(found.hours.iter().map(|part| part.n).sum(), known));
        assert!(close(found.weekdays.iter().map(|part| part.n).sum(), known));
        assert!(close(found.seasons.iter().flatten().sum(), known));
        assert!(close(found.months.iter().map(|month| month.n).sum(), 400.0));
        assert!(close(found.months.iter().map(|month| month.months).sum(), 24.0));
    }

    #[test]
    fn an_interval_and_a_recurrence_lie_where_a_minute_by_minute_count_puts_them() {
        let clock = clock();
        // Saturday 2024-03-30 22:30, six hours over the night whose clock skips an hour; and Saturday nights around it.
        let from = 1_711_834_200;
        let hours = HoursOfWeek::on(&[Weekday::Sat], 23, 1);
        let moments = [
            Moment::Interval { from, to: from + 6 * HOUR_S },
            Moment::Recurrence { hours, from: from - 20 * DAY_S, to: from + 15 * DAY_S },
        ];
        let mut wanted = [[0.0; 168]; 4];
        for moment in moments {
            let (first, last) = moment.span();
            let inside = |at: &Seconds| match moment {
                Moment::Recurrence { hours, .. } => hours.contains(clock.hour_of_week(*at)),
                _ => true,
            };
            let minutes: Vec<Seconds> = (first..last).step_by(60).filter(inside).collect();
            for at in &minutes {
                let season = Season::of_month(Month::at(*at, clock.zone()).of_year());
                wanted[season as usize][clock.hour_of_week(*at)] += 1.0 / minutes.len() as f64;
            }
        }
        let found = when(moments, &clock, START, END);
        let pairs = found.seasons.iter().flatten().zip(wanted.iter().flatten());
        assert!(pairs.into_iter().all(|(ours, theirs)| (ours - theirs).abs() < 1e-9));
    }

    #[test]
    fn a_month_stands_out_only_when_chance_does_not_explain_it() {
        let at = |month: i64, nth: i64| Moment::Instant(START + month * 30 * DAY_S + nth * HOUR_S + 5 * DAY_S);
        let even: Vec<Moment> = (0..24).flat_map(|month| (0..5).map(move |nth| at(month, nth))).collect();
        let verdicts = |moments: &[Moment]| {
            when(moments.iter().copied(), &clock(), START, END).months.map(|m| m.rate.expect("touched").against_year)
        };
        assert_eq!(verdicts(&even), [AgainstYear::CannotTell; 12]);
        let mut autumn = even.clone();
        autumn.extend((0..60).map(|nth| at(10, nth)));
        assert_eq!(verdicts(&autumn)[10], AgainstYear::More);
        assert_eq!(verdicts(&autumn)[3], AgainstYear::CannotTell);
    }

    #[test]
    fn the_interval_of_a_month_is_the_exact_one() {
        // scipy 1.17.1: chi2.ppf([0.025, 0.975], [2n, 2n + 2]) / 2 for n = 7; n = 0 has 0 and 3.688879.
        let (low, high) = poisson_interval(7.0, 0.05);
        assert!(
            (low - 2.814_363_051_519_865).abs() < 1e-9 && (high - 14.422_675_361_702_376).abs() < 1e-9,
            "{low} {high}"
        );
        let (low, high) = poisson_interval(0.0, 0.05);
        assert!(low == 0.0 && (high - 3.688_879_454_113_936).abs() < 1e-9);
    }

    #[test]
    fn nothing_and_an_empty_period_have_no_rate_and_no_certainty() {
        let none = when([], &clock(), START, END);
        assert_eq!((none.n_reports, none.hours[3].high), (0, 1.0));
        assert!(none.months.iter().all(|month| month.rate.is_some_and(|rate| rate.per_month == 0.0)));
        let empty = when([Moment::Instant(START)], &clock(), END, START);
        assert!(empty.n_reports == 0 && empty.months.iter().all(|month| month.rate.is_none()));
        when([Moment::Instant(START)], &clock(), Seconds::MIN, Seconds::MAX);
    }
}
