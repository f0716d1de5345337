//! A wave: far more reports of a town in an hour or a day than it usually has. Of reports and nobody who told them.

use std::collections::BTreeMap;

use super::super::distributions::{negative_binomial_upper, poisson_upper};
use super::DAY_S;
use crate::observation::Seconds;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WaveParams {
    /// Days before the last one that say what is usual. Default 56.
    pub history_days: u32,
    /// Fewer reports in an hour are no wave. Default 12.
    pub least_in_hour: u32,
    /// Fewer reports in a day are no wave. Default 24.
    pub least_in_day: u32,
    /// How unlikely a wave must be. Default 10⁻⁶: looked at every hour, three groups of categories, chance alone shows
    /// one in about forty years.
    pub p: f64,
    /// What is called the most that is usual: more comes with this probability. Default 0.01.
    pub usual_p: f64,
}

impl Default for WaveParams {
    fn default() -> Self {
        Self { history_days: 56, least_in_hour: 12, least_in_day: 24, p: 1e-6, usual_p: 0.01 }
    }
}

/// More than is usual, now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wave {
    /// An hour or a day.
    pub span: Seconds,
    pub n_reports: u64,
    pub expected: f64,
    pub p: f64,
    /// The most that is usual in such a span; the wave need count for no more.
    pub usual_most: u64,
}

impl Wave {
    /// What one report of it counts for when the wave counts for no more than the most that is usual.
    pub fn weight(&self) -> f64 {
        (self.usual_most as f64 / self.n_reports.max(1) as f64).min(1.0)
    }
}

/// Reports by the time in which they were told: seconds at the beginning of steps, at most an hour long, and how many.
pub type ToldBySteps = BTreeMap<Seconds, u32>;

/// Whether more is told now than is usual: in the last hour, else in the last day.
///
/// # Method
/// The count of the span is compared with the town's own days before it (the Poisson tail, made heavier by how much
/// those days vary: a negative binomial with the variance ratio of their daily counts). An hour is compared with the
/// same hour of those days and the ones beside it, so that an evening is not held against nights.
///
/// # Units
/// Seconds of UTC.
///
/// # Edge cases
/// Half a report a history is added to what is expected: a town that was never told anything is not certain to stay
/// silent. A history shorter than asked for is used as long as it is; with less than a week of it nothing is called a
/// wave. What was told after `now` counts nowhere.
///
/// # Complexity
/// Linear in the steps of the history.
///
/// # References
/// Farrington, Andrews, Beale and Catchpole (1996), A statistical algorithm for the early detection of outbreaks of
/// infectious disease, <https://doi.org/10.2307/2983331>: the idea of a count against its own past, not the regression.
pub fn wave(told: &ToldBySteps, now: Seconds, params: &WaveParams) -> Option<Wave> {
    let past_ends = now - DAY_S;
    let n_days = params.history_days.min(u32::try_from(past_days(told, past_ends)).unwrap_or(u32::MAX));
    if n_days < 7 {
        return None;
    }
    let days: Vec<f64> =
        (1..=n_days).map(|back| count(told, past_ends - DAY_S * Seconds::from(back), DAY_S) as f64).collect();
    let ratio = variance_ratio(&days);
    let half = 0.5 / f64::from(n_days);
    let same_hours = (1..=n_days).map(|back| {
        let from = now - DAY_S * Seconds::from(back) - 2 * HOUR_S;
        // Of the day just past nothing counts that lies in the span of a day.
        if back == 1 { 0 } else { count(told, from, 3 * HOUR_S) }
    });
    let by_hour = same_hours.sum::<u64>() as f64 / 3.0 / f64::from(n_days.max(2) - 1) + half;
    let by_day = days.iter().sum::<f64>() / f64::from(n_days) + half;
    let looks = [(HOUR_S, by_hour, params.least_in_hour), (DAY_S, by_day, params.least_in_day)];
    looks.into_iter().find_map(|(span, expected, least)| {
        let n_reports = count(told, now - span, span + 1);
        let p = tail(expected, ratio, n_reports);
        let usual_most = || (0..).find(|n| tail(expected, ratio, n + 1) <= params.usual_p).unwrap_or(n_reports);
        (n_reports >= u64::from(least) && p <= params.p).then(|| Wave {
            span,
            n_reports,
            expected,
            p,
            usual_most: usual_most(),
        })
    })
}

const HOUR_S: Seconds = 3600;

/// Reports in steps that begin within so many seconds.
fn count(told: &ToldBySteps, from: Seconds, length: Seconds) -> u64 {
    told.range(from..from + length).map(|(_, n)| u64::from(*n)).sum()
}

/// Whole days from the first report to the end of the history.
fn past_days(told: &ToldBySteps, past_ends: Seconds) -> Seconds {
    told.keys().next().map_or(0, |first| ((past_ends - first) / DAY_S).max(0))
}

/// How many times the mean the variance is; 1 where it is less.
fn variance_ratio(days: &[f64]) -> f64 {
    let n = days.len() as f64;
    let mean = days.iter().sum::<f64>() / n;
    let variance = days.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    if mean > 0.0 { (variance / mean).max(1.0) } else { 1.0 }
}

fn tail(expected: f64, ratio: f64, n: u64) -> f64 {
    if ratio > 1.0 { negative_binomial_upper(expected, ratio, n) } else { poisson_upper(expected, n) }
}

#[cfg(test)]
mod tests {
    use super::super::super::draws::stream;
    use super::*;

    const NOW: Seconds = 100 * DAY_S + 20 * HOUR_S;

    fn told(times: impl Iterator<Item = Seconds>) -> ToldBySteps {
        let mut steps = ToldBySteps::new();
        for at in times {
            *steps.entry(at / 600 * 600).or_default() += 1;
        }
        steps
    }

    /// So many a day on average, at any time, over the days before `now`.
    fn at_random(seed: u64, a_day: u32, days: u32) -> Vec<Seconds> {
        let mut draws = stream(seed, 0);
        let length = u64::from(days) * DAY_S as u64;
        (0..a_day * days).map(|_| NOW - draws.below(length as _) as Seconds - 1).collect()
    }

    fn waves(times: &[Seconds]) -> Option<Wave> {
        wave(&told(times.iter().copied()), NOW, &WaveParams::default())
    }

    #[test]
    fn thirty_in_half_an_hour_are_a_wave_where_three_a_day_are_usual() {
        let mut times = at_random(1, 3, 70);
        assert_eq!(waves(&times), None);
        times.extend((0..30).map(|n| NOW - 60 * n));
        let wave = waves(&times).expect("a wave");
        assert_eq!(wave.span, HOUR_S);
        assert!(wave.n_reports >= 30 && wave.expected < 0.5 && wave.usual_most <= 3, "{wave:?}");
        assert!(wave.weight() <= 0.1, "{wave:?}");
    }

    #[test]
    fn forty_spread_over_a_day_are_seen_as_a_day() {
        let mut times = at_random(2, 3, 70);
        times.extend((0..40).map(|n| NOW - 1800 * n));
        let wave = waves(&times).expect("a wave");
        assert_eq!(wave.span, DAY_S);
        assert!((2.0..4.5).contains(&wave.expected), "{wave:?}");
    }

    #[test]
    fn a_busy_town_is_used_to_more() {
        let mut times = at_random(3, 400, 70);
        times.extend((0..15).map(|n| NOW - 60 * n));
        assert_eq!(waves(&times), None);
    }

    #[test]
    fn a_young_town_has_nothing_to_be_compared_with() {
        let times: Vec<Seconds> = (0..50).map(|n| NOW - 60 * n).collect();
        assert_eq!(waves(&times), None);
        let with_few_days: Vec<Seconds> = times.into_iter().chain([NOW - 7 * DAY_S]).collect();
        assert_eq!(waves(&with_few_days), None);
        let with_a_week: Vec<Seconds> = with_few_days.into_iter().chain([NOW - 9 * DAY_S]).collect();
        assert!(waves(&with_a_week).is_some());
    }

    #[test]
    fn years_of_chance_hold_no_wave() {
        for seed in 0..40 {
            assert_eq!(waves(&at_random(100 + seed, 12, 70)), None, "{seed}");
        }
    }

    /// Added up by hand (Python 3.11): `P(X > 6)` is 0.0142 and `P(X > 7)` 0.0042 where 2.5 are expected.
    #[test]
    fn the_most_that_is_usual_is_the_quantile() {
        let most = |expected: f64| (0..).find(|n| tail(expected, 1.0, n + 1) <= 0.01);
        assert_eq!(most(2.5), Some(7));
    }
}
