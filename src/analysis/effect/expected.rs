//! What a place would have had without a remedy, and what it had instead.

use super::interval::crossing;
use crate::analysis::distributions::{negative_binomial_lower, negative_binomial_upper};

/// A count that has not been seen, with its variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    pub mean: f64,
    pub variance: f64,
    /// How much of it is what similar places have; the rest is what the place itself had.
    pub weight: f64,
}

/// How much a place can be expected to have in a time like the one counted, given what similar places have.
///
/// # Method
/// True means of similar places are taken to be gamma distributed with this mean and shape, the count to be Poisson:
/// then the true mean of this place has the mean `w · mean + (1 − w) · count` with `w = 1 / (1 + mean / shape)` and the
/// variance `(1 − w)` times that.
///
/// # Units
/// Reports in the time counted, all three.
///
/// # Edge cases
/// With a mean or a shape of 0, or no number, the place speaks for itself: the count, with its own variance.
///
/// # References
/// E. Hauer, D. W. Harwood, F. M. Council, M. S. Griffith (2002), Estimating safety by the empirical Bayes method: a
/// tutorial, doi:10.3141/1784-16.
pub fn expected(count: u64, mean: f64, shape: f64) -> Expected {
    let count = count as f64;
    if !(mean > 0.0 && shape > 0.0) {
        return Expected { mean: count, variance: count, weight: 0.0 };
    }
    let weight = 1.0 / (1.0 + mean / shape);
    let mean = weight * mean + (1.0 - weight) * count;
    Expected { mean, variance: (1.0 - weight) * mean, weight }
}

/// A count over what was expected: 1 is no change, 0.7 is 30 % fewer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    pub theta: f64,
    pub standard_error: f64,
    pub low: f64,
    pub high: f64,
}

/// How many times what was expected came, with an interval. `None` when nothing was expected.
///
/// # Method
/// `θ = (λ/π) / (1 + V/π²)`, which takes away that one over an uncertain number is too large on average, and `Var θ =
/// θ² (1/λ + V/π²) / (1 + V/π²)²`. The interval is not made of them: a count is no bell curve. The expected number is
/// taken to be gamma distributed, the count then is negative binomial, and the limits are those ratios under which so
/// few, or so many, have half of what is missing to the confidence. With λ = 0 the standard error is 0 and says
/// nothing; the interval does.
///
/// # Units
/// Reports in the time after.
///
/// # References
/// E. Hauer (1997), Observational before–after studies in road safety, chapters 6 and 11. F. Garwood (1936), Fiducial
/// limits for the Poisson distribution, doi:10.1093/biomet/28.3-4.437 (the interval when the expected number is sure).
pub fn ratio_to_expected(n_after: u64, expected: &Expected, confidence: f64) -> Option<Ratio> {
    let Expected { mean, variance, .. } = *expected;
    if !(mean > 0.0 && mean.is_finite() && variance >= 0.0 && variance.is_finite()) {
        return None;
    }
    let n = n_after as f64;
    let doubt = variance / (mean * mean);
    let theta = n / mean / (1.0 + doubt);
    let spread = if n > 0.0 { 1.0 / n + doubt } else { 0.0 };
    let tail = 0.5 * (1.0 - confidence);
    // Logarithms of ratios: beyond these lies nothing that counts of reports could tell.
    let (least, most) = (-30.0, 30.0);
    let fewer = |ln: f64| tail_at_most(n_after, expected, ln.exp());
    let more = |ln: f64| tail_at_least(n_after, expected, ln.exp());
    let low = if n_after == 0 { 0.0 } else { crossing(least, most, |ln| more(ln) - tail).exp() };
    let high = crossing(least, most, |ln| tail - fewer(ln)).exp();
    Some(Ratio { theta, standard_error: theta * spread.sqrt() / (1.0 + doubt), low, high })
}

/// How probable so few are, or fewer, when `ratio` times the expected come.
pub(super) fn tail_at_most(n: u64, expected: &Expected, ratio: f64) -> f64 {
    negative_binomial_lower(ratio * expected.mean, clumping(expected, ratio), n)
}

fn tail_at_least(n: u64, expected: &Expected, ratio: f64) -> f64 {
    negative_binomial_upper(ratio * expected.mean, clumping(expected, ratio), n)
}

/// The variance of the count over its mean.
fn clumping(expected: &Expected, ratio: f64) -> f64 {
    1.0 + ratio * expected.variance / expected.mean
}
