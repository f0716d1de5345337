//! Rates that do not jump at small numbers: each unit's count is drawn toward what its surroundings lead us to expect.

use super::distributions::{gamma_quantile, gamma_quantile_upper};

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShrinkageParams {
    /// The probability with which the true rate lies in the interval.
    pub credibility: f64,
    /// The upper limit of the shape, that is of how alike units are believed to be: with 100, rates differ by at least
    /// a tenth from what is expected. Without a limit, counts that happen to be even give intervals of no width.
    pub most_alike: f64,
}

impl Default for ShrinkageParams {
    fn default() -> Self {
        Self { credibility: 0.90, most_alike: 100.0 }
    }
}

/// What is believed of a rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Belief {
    pub mean: f64,
    /// As likely below as the truth is above `high`.
    pub low: f64,
    pub high: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Shrinkage {
    /// The shape of the gamma distribution of true over expected; its variance is one over it. Small: units differ
    /// much, and a count speaks for itself. Large: units are alike, and the mean speaks.
    pub shape: f64,
    /// One for each unit, in counts of the period.
    pub units: Vec<Belief>,
}

/// The rate of each unit, with interval, from its count and the count expected there.
///
/// # Method
/// The true rate of a unit with mean m is taken to be gamma distributed with shape k and mean m; its count is Poisson.
/// Then the rate, the count y once seen, is gamma with shape `k + y` and rate `k / m + 1`; its mean is `w m + (1 − w)
/// y` with `w = 1 / (1 + m / k)`. One k for all units is fitted by moments: `k = Σ m² / Σ ((y − m)² − m)`.
///
/// # Units
/// Counts of one period, whole or weighted (by time, by share of a recurrence). The means are counts of the same
/// period; when they were made with the unit's own count, intervals are a little too narrow: for calibration give means
/// that leave it out.
///
/// # Edge cases
/// Counts no more uneven than chance makes them give the shape its upper limit. A unit where nothing is expected is
/// believed to have nothing. Means that are missing are taken as 0.
///
/// # Complexity
/// Linear, with two gamma quantiles for each unit.
///
/// # References
/// C. N. Morris (1983), Parametric empirical Bayes inference, doi:10.2307/2287098. D. Clayton, J. Kaldor (1987),
/// Empirical Bayes estimates of age-standardized relative risks for use in disease mapping, doi:10.2307/2532003.
pub fn shrink(counts: &[f64], means: &[f64], params: &ShrinkageParams) -> Shrinkage {
    let shape = shape_of(counts, means, params.most_alike);
    let pairs = counts.iter().zip(means.iter().copied().chain(std::iter::repeat(0.0)));
    Shrinkage { shape, units: pairs.map(|(&count, mean)| believe(count, mean, shape, params.credibility)).collect() }
}

/// Only the means of [`shrink`], for ranking.
pub fn shrunk_means(counts: &[f64], means: &[f64], most_alike: f64) -> Vec<f64> {
    let shape = shape_of(counts, means, most_alike);
    counts.iter().zip(means).map(|(&count, &mean)| shrunk_mean(count, mean, shape)).collect()
}

/// What a report of some age still weighs: half after each `half_life_days`, nothing when it lies in the future.
pub fn time_weight(age_days: f64, half_life_days: f64) -> f64 {
    if age_days < 0.0 { 0.0 } else { (-age_days / half_life_days).exp2() }
}

/// The shape that the spread of the counts around their means shows, by moments.
pub(super) fn shape_of(counts: &[f64], means: &[f64], most_alike: f64) -> f64 {
    let (mut squares, mut excess) = (0.0, 0.0);
    for (count, mean) in counts.iter().zip(means).filter(|(_, mean)| **mean > 0.0) {
        squares += mean * mean;
        excess += (count - mean) * (count - mean) - mean;
    }
    if squares == 0.0 || excess * most_alike <= squares { most_alike } else { squares / excess }
}

/// The belief about one unit.
pub(super) fn believe(count: f64, mean: f64, shape: f64, credibility: f64) -> Belief {
    if mean <= 0.0 {
        return Belief { mean: 0.0, low: 0.0, high: 0.0 };
    }
    let tail = 0.5 * (1.0 - credibility);
    let scale = mean / (shape + mean);
    Belief {
        mean: shrunk_mean(count, mean, shape),
        low: gamma_quantile(shape + count, tail) * scale,
        high: gamma_quantile_upper(shape + count, tail) * scale,
    }
}

fn shrunk_mean(count: f64, mean: f64, shape: f64) -> f64 {
    if mean <= 0.0 { 0.0 } else { (shape + count) * mean / (shape + mean) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::draws::stream;

    #[test]
    fn a_count_is_drawn_toward_its_mean_by_the_weight_of_the_formula() {
        let (count, mean, shape) = (7.0, 2.0, 0.5);
        let w = 1.0 / (1.0 + mean / shape);
        let belief = believe(count, mean, shape, 0.9);
        assert!((belief.mean - (w * mean + (1.0 - w) * count)).abs() < 1e-12);
        assert!(belief.low < belief.mean && belief.mean < belief.high);
    }

    #[test]
    fn the_interval_is_that_of_scipys_gamma() {
        // scipy 1.17.1: scipy.stats.gamma.ppf([.05, .95], 0.5 + 7, scale=1 / (0.5 / 2 + 1)).
        let belief = believe(7.0, 2.0, 0.5, 0.9);
        assert!((belief.low - 2.904377571068013).abs() < 1e-10, "{belief:?}");
        assert!((belief.high - 9.998316055891447).abs() < 1e-10, "{belief:?}");
    }

    #[test]
    fn the_shape_that_made_the_counts_is_found_again() {
        // Gamma rates of shape 2 by adding two exponential ones; Poisson counts by waiting times.
        let n_units = 400_000;
        let mut draws = stream(11, 0);
        let mut exponential = move || -(1.0 - draws.unit()).ln();
        let (mean, mut counts) = (3.0, Vec::new());
        for _ in 0..n_units {
            let rate = mean * 0.5 * (exponential() + exponential());
            let (mut waited, mut count) = (exponential(), 0.0);
            while waited < rate {
                waited += exponential();
                count += 1.0;
            }
            counts.push(count);
        }
        let shape = shape_of(&counts, &vec![mean; n_units], 100.0);
        assert!((shape - 2.0).abs() < 0.1, "{shape}");
    }

    #[test]
    fn counts_as_even_as_chance_leave_the_means_nearly_as_they_are() {
        let result = shrink(&[2.0, 2.0, 3.0, 1.0], &[2.0; 4], &ShrinkageParams::default());
        assert_eq!(result.shape, 100.0);
        assert!(result.units.iter().all(|unit| (unit.mean - 2.0).abs() < 0.03 && unit.high > unit.low));
    }

    #[test]
    fn nothing_expected_is_nothing_believed() {
        let result = shrink(&[4.0, 1.0], &[0.0], &ShrinkageParams::default());
        assert!(result.units.iter().all(|unit| [unit.mean, unit.low, unit.high] == [0.0; 3]));
    }

    #[test]
    fn a_report_weighs_half_after_its_half_life_and_nothing_before_it_came() {
        assert_eq!(time_weight(0.0, 365.0), 1.0);
        assert_eq!(time_weight(730.0, 365.0), 0.25);
        assert_eq!(time_weight(-1.0, 365.0), 0.0);
    }
}
