//! What a study of a remedy would be able to say, before the remedy begins.

use super::before_after::BeforeAfterParams;
use super::compare::Counted;
use super::detectable::{Detectable, detectable, detectable_against};
use super::expected::{Expected, expected};
use super::reference::reference;

#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// By the counts before and after at the place alone.
    pub by_counts: Detectable,
    /// What similar places foretell for the time after, and what could be shown against that. `None` with too few
    /// places or reports to know what is usual.
    pub by_expected: Option<(Expected, Detectable)>,
    pub n_similar: usize,
}

/// The largest count after a remedy that would show something, with and without places to compare with.
///
/// # Method
/// [`detectable`] of the place's own counts; and [`detectable_against`] what is [expected](expected()) by similar
/// places, with the doubt of a trend that will be known from their reports before and after.
///
/// # Units
/// All times in one unit.
///
/// # Edge cases
/// As those it is made of.
pub fn design(place: Counted, similar: &[Counted], time_after: f64, params: &BeforeAfterParams) -> Design {
    Design {
        by_counts: detectable(place, time_after, &params.detectable),
        by_expected: by_expected(place, similar, time_after, params),
        n_similar: similar.len(),
    }
}

fn by_expected(
    place: Counted,
    similar: &[Counted],
    time_after: f64,
    params: &BeforeAfterParams,
) -> Option<(Expected, Detectable)> {
    let after = Counted { n: 0, time: time_after };
    if !place.is_sound() || !after.is_sound() {
        return None;
    }
    let all: Vec<Counted> = similar.iter().copied().chain([place]).collect();
    let usual = reference(&all, &params.reference)?;
    let n_similar: u64 = similar.iter().map(|place| place.n).sum();
    if n_similar < params.least_compared.max(1) {
        return None;
    }
    let longer = time_after / place.time;
    let before = expected(place.n, usual.rate * place.time, usual.shape);
    let trend_doubt = 1.0 / n_similar as f64 + 1.0 / (n_similar as f64 * longer) + params.comparability;
    let mean = before.mean * longer;
    let variance = before.variance * longer * longer + mean * mean * trend_doubt;
    let expected = Expected { mean, variance, weight: before.weight };
    Some((expected, detectable_against(&expected, &params.detectable)))
}
