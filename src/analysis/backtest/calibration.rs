//! Are the predicted numbers right, and are the intervals as wide as they say?

use super::fit::Looks;
use super::rankers::{weighted_counts, weights};
use super::{Event, Fit, Units, counts_of, in_order, split};
use crate::analysis::distributions::{chi_square_upper, negative_binomial_lower, negative_binomial_upper};
use crate::analysis::draws::stream;
use crate::analysis::shrinkage::shape_of;

#[derive(Debug, Clone, PartialEq)]
pub struct CalibrationParams {
    pub test_days: i32,
    /// Units for which fewer are predicted say next to nothing: almost surely none will come, and none comes.
    pub least_predicted: f64,
    pub seed: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// Where in its predicted distribution each count lay, in ten classes: even when the prediction is right.
    pub histogram: [u64; 10],
    pub chi_square_p: f64,
    /// The share of counts inside the middle 90 % of their distribution, with counts on its edge taken in part.
    pub coverage: f64,
    /// The share inside the smallest whole-number interval of at least 90 %: more, as small counts come in large steps.
    pub coverage_whole: f64,
    /// The mean logarithm of the probability given to what came.
    pub log_score: f64,
    pub predicted: f64,
    pub came: f64,
    /// Unit by origin.
    pub n: u64,
}

/// How the predicted distribution of counts agrees with the counts that came.
///
/// # Method
/// At each origin, with what was fitted for it, the rate of a unit is gamma distributed as in
/// [`shrink`](crate::analysis::shrinkage::shrink), around the mean of the *other* units near it; the count of the days
/// that follow is then negative binomial. A count's place in its distribution is drawn evenly from its step (the
/// randomised probability integral transform), so that right predictions make an even histogram although counts are
/// whole; ten classes, chi-square with nine degrees of freedom. Units share their surroundings, which makes its p
/// somewhat too small.
///
/// # Edge cases
/// Nothing predicted or no past: an empty histogram with p 1.
///
/// # Complexity
/// Origins × (a kernel density + units).
///
/// # References
/// C. Czado, T. Gneiting, L. Held (2009), Predictive model assessment for count data,
/// doi:10.1111/j.1541-0420.2009.01191.x. A. P. Dawid (1984), The prequential approach, doi:10.2307/2981683.
pub fn calibration(units: &Units, events: &[Event], fits: &[Fit], params: &CalibrationParams) -> Calibration {
    let events = in_order(units, events);
    let mut looks = Looks::new(units);
    let mut sums = Sums::default();
    for (at, fit) in fits.iter().enumerate() {
        let (past, test) = split(units, &events, fit.day, params.test_days);
        let Some(first) = past.events.first() else { continue };
        let seen_days = weighted_days(f64::from(fit.day) - f64::from(first.day), fit.half_life_days);
        let weights = weights(&past, fit.half_life_days);
        let counts = weighted_counts(&past, &weights);
        let means = looks.of(fit.bandwidth).means_of_others(past.events, &weights);
        let shape = shape_of(&counts, &means, MOST_ALIKE);
        let came = counts_of(units, test);
        let mut draws = stream(params.seed, at as u64);
        for unit in (0..came.len()).filter(|&unit| means[unit] > 0.0) {
            // The rate of the gamma, per count of the days seen; then for the days to come.
            let days = f64::from(params.test_days) / seen_days;
            let per_rate = days / (shape / means[unit] + 1.0);
            let predicted = Predicted { mean: (shape + counts[unit]) * per_rate, variance_ratio: 1.0 + per_rate };
            if predicted.mean >= params.least_predicted {
                sums.add(predicted, came[unit], draws.unit());
            }
        }
    }
    sums.finished()
}

const MOST_ALIKE: f64 = 100.0;

/// The days of the past, older ones weighing less, as the counts do.
fn weighted_days(days: f64, half_life_days: f64) -> f64 {
    if half_life_days.is_infinite() {
        return days;
    }
    let per_day = std::f64::consts::LN_2 / half_life_days;
    -(-per_day * days).exp_m1() / per_day
}

#[derive(Clone, Copy)]
struct Predicted {
    mean: f64,
    variance_ratio: f64,
}

#[derive(Default)]
struct Sums {
    histogram: [u64; 10],
    covered: u64,
    covered_whole: u64,
    log_scores: f64,
    predicted: f64,
    came: f64,
    n: u64,
}

impl Sums {
    fn add(&mut self, predicted: Predicted, came: f64, within_step: f64) {
        let Predicted { mean, variance_ratio } = predicted;
        let n = came as u64;
        let upto = negative_binomial_lower(mean, variance_ratio, n);
        let below = if n == 0 { 0.0 } else { negative_binomial_lower(mean, variance_ratio, n - 1) };
        let at_least = negative_binomial_upper(mean, variance_ratio, n);
        let above = negative_binomial_upper(mean, variance_ratio, n + 1);
        let place = below + within_step * (upto - below);
        self.histogram[((place * 10.0) as usize).min(9)] += 1;
        self.covered += u64::from((0.05..=0.95).contains(&place));
        self.covered_whole += u64::from(upto >= 0.05 && below < 0.95);
        // The side on which the mass is no difference of two numbers near 1.
        let mass = if upto < 0.5 { upto - below } else { at_least - above };
        self.log_scores += mass.max(f64::MIN_POSITIVE).ln();
        self.predicted += mean;
        self.came += came;
        self.n += 1;
    }

    fn finished(self) -> Calibration {
        let n = self.n.max(1) as f64;
        let even = self.n as f64 / 10.0;
        let part = |&seen: &u64| if even > 0.0 { (seen as f64 - even).powi(2) / even } else { 0.0 };
        let chi_square: f64 = self.histogram.iter().map(part).sum();
        Calibration {
            histogram: self.histogram,
            chi_square_p: chi_square_upper(9.0, chi_square),
            coverage: self.covered as f64 / n,
            coverage_whole: self.covered_whole as f64 / n,
            log_score: self.log_scores / n,
            predicted: self.predicted,
            came: self.came,
            n: self.n,
        }
    }
}
