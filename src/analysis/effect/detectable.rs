//! What could be shown at all, asked before anything is done.

use super::compare::{Counted, at_most};
use super::expected::{Expected, tail_at_most};
use super::interval::crossing;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DetectableParams {
    /// Chance may pass for an effect this often. Default 0.05.
    pub level: f64,
    /// The probability with which a reduction should be noticed. Default 0.8.
    pub power: f64,
}

impl Default for DetectableParams {
    fn default() -> Self {
        Self { level: 0.05, power: 0.8 }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detectable {
    /// What comes after if nothing changes.
    pub expected_after: f64,
    /// So many after, or fewer, cannot be chance alone; `None` when even none at all can.
    pub at_most: Option<u64>,
    /// The smallest reduction that is noticed with the power asked for, as a share: 0.77 is 77 % fewer. `None` when
    /// nothing can be noticed.
    pub reduction: Option<f64>,
    /// So many are needed before, with the same times, until none at all after would show anything.
    pub needed_before: u64,
}

/// The largest count after a remedy that would still show a reduction, and the smallest reduction that would be
/// noticed.
///
/// # Method
/// The exact one-sided test of [`compare`](super::compare()) turned around: the largest count after whose p is within
/// the level. The reduction is the one under which a Poisson count is no larger with the power asked for. It takes the
/// count before as what is to be expected; where a place was chosen for its many reports fewer come anyway, and
/// [`detectable_against`] knows better.
///
/// # Units
/// Both times in the same unit.
///
/// # Edge cases
/// A time that is nothing: nothing can be shown, and `needed_before` is 0.
///
/// # References
/// J. Przyborowski, H. Wilenski (1940), doi:10.1093/biomet/31.3-4.313.
pub fn detectable(before: Counted, time_after: f64, params: &DetectableParams) -> Detectable {
    let after = Counted { n: 0, time: time_after };
    if !before.is_sound() || !after.is_sound() {
        return Detectable { expected_after: 0.0, at_most: None, reduction: None, needed_before: 0 };
    }
    let share = time_after / (before.time + time_after);
    let expected_after = before.rate() * time_after;
    let most = largest(|count| at_most(before.n + count, count, share) <= params.level);
    // None of n after: each fell before.
    let needed = params.level.ln() / (1.0 - share).ln();
    Detectable {
        expected_after,
        at_most: most,
        reduction: most.and_then(|most| reduction(most, &sure(expected_after), params.power)),
        needed_before: needed.ceil().min(1e15) as u64,
    }
}

/// The same against a number that is [expected](super::expected()) by similar places, with its doubt.
///
/// # Method
/// The count after is negative binomial about what is expected, see [`ratio_to_expected`](super::ratio_to_expected());
/// `needed_before` is 0, as it is not the count before that decides.
pub fn detectable_against(expected: &Expected, params: &DetectableParams) -> Detectable {
    let is_sound = expected.mean > 0.0 && expected.mean.is_finite() && expected.variance.is_finite();
    let most = if is_sound { largest(|count| tail_at_most(count, expected, 1.0) <= params.level) } else { None };
    Detectable {
        expected_after: if is_sound { expected.mean } else { 0.0 },
        at_most: most,
        reduction: most.and_then(|most| reduction(most, expected, params.power)),
        needed_before: 0,
    }
}

fn sure(mean: f64) -> Expected {
    Expected { mean, variance: 0.0, weight: 0.0 }
}

/// The largest count for which it holds; it holds for all below.
fn largest(holds: impl Fn(u64) -> bool) -> Option<u64> {
    if !holds(0) {
        return None;
    }
    let mut too_many = 1_u64;
    while holds(too_many) && too_many < 1 << 40 {
        too_many *= 2;
    }
    let mut enough = too_many / 2;
    while too_many - enough > 1 {
        let middle = enough + (too_many - enough) / 2;
        if holds(middle) { enough = middle } else { too_many = middle }
    }
    Some(enough)
}

/// By how much the expected must be reduced for `most` or fewer to come with this probability. With a mean of almost
/// nothing that is always so.
fn reduction(most: u64, expected: &Expected, power: f64) -> Option<f64> {
    (expected.mean > 0.0).then(|| {
        let left = crossing(-30.0, 0.0, |ln: f64| power - tail_at_most(most, expected, ln.exp())).exp();
        1.0 - left
    })
}
