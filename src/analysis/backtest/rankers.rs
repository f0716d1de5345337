//! Ways to rank places by their past. Each gives expected counts, on the scale of the past it looks at.

use super::{Event, Past, Surroundings, counts_of};
use crate::analysis::shrinkage::{shrunk_means, time_weight};

/// How alike units may be believed to be when they are ranked: here an interval of no width does no harm.
const MOST_ALIKE: f64 = 1e6;

/// All reports of the past: what anybody can do, and must be beaten.
pub fn counts(past: &Past) -> Vec<f64> {
    counts_of(past.units, past.events)
}

/// The reports of the last so many days.
pub fn last_days(past: &Past, days: i32) -> Vec<f64> {
    let first = past.events.partition_point(|event| event.day < past.today.saturating_sub(days));
    counts_of(past.units, &past.events[first..])
}

/// By size alone: knows nothing, PAI 1.
pub fn uniform(past: &Past) -> Vec<f64> {
    past.units.sizes().to_vec()
}

/// The exact kernel density, in the unit's size.
pub fn kernel_mean(past: &Past, surroundings: &Surroundings, half_life_days: f64) -> Vec<f64> {
    surroundings.means(past.events, &weights(past, half_life_days))
}

/// Gamma-Poisson shrinkage toward the mean of the surroundings: [`shrink`](crate::analysis::shrinkage::shrink).
pub fn shrunk_to_kernel(past: &Past, surroundings: &Surroundings, half_life_days: f64) -> Vec<f64> {
    let weights = weights(past, half_life_days);
    let counts = weighted_counts(past, &weights);
    shrunk_means(&counts, &surroundings.means(past.events, &weights), MOST_ALIKE)
}

/// Older events weigh less; with an infinite half-life all the same.
pub(super) fn weights(past: &Past, half_life_days: f64) -> Vec<f64> {
    let age_days = |event: &Event| f64::from(past.today) - f64::from(event.day);
    past.events.iter().map(|event| time_weight(age_days(event), half_life_days)).collect()
}

pub(super) fn weighted_counts(past: &Past, weights: &[f64]) -> Vec<f64> {
    let mut counts = vec![0.0; past.units.len()];
    past.events.iter().zip(weights).for_each(|(event, weight)| counts[event.unit as usize] += weight);
    counts
}
