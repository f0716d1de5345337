//! Ways to rank places by their past. Each gives expected counts, on the scale of the past it looks at.

use super::{Past, counts_of};
use crate::analysis::Neighbours;
use crate::analysis::neighbours::distance_m;
use crate::analysis::shrinkage::{shrunk_means, time_weight};
use crate::geodesy::EastNorth;

/// All reports of the past: what anybody can do, and must be beaten.
pub fn counts(past: &Past) -> Vec<f64> {
    counts_of(past.ground, past.events)
}

/// The reports of the last so many days.
pub fn last_days(past: &Past, days: i32) -> Vec<f64> {
    let first = past.events.partition_point(|event| event.day < past.today.saturating_sub(days));
    counts_of(past.ground, &past.events[first..])
}

/// By size alone: knows nothing, PAI 1.
pub fn uniform(past: &Past) -> Vec<f64> {
    past.ground.sizes.to_vec()
}

/// The mean of the surroundings.
pub fn kernel_mean(past: &Past, kernel: &Kernel, half_life_days: f64) -> Vec<f64> {
    kernel.means(&weighted_counts(past, half_life_days), past.ground.sizes)
}

/// Gamma-Poisson shrinkage toward the mean of the surroundings: [`shrink`](crate::analysis::shrinkage::shrink).
pub fn shrunk_to_kernel(past: &Past, kernel: &Kernel, half_life_days: f64) -> Vec<f64> {
    const MOST_ALIKE: f64 = 1e6;
    let counts = weighted_counts(past, half_life_days);
    shrunk_means(&counts, &kernel.means(&counts, past.ground.sizes), MOST_ALIKE)
}

/// Counts in which older reports weigh less; with an infinite half-life all the same.
pub(super) fn weighted_counts(past: &Past, half_life_days: f64) -> Vec<f64> {
    let mut counts = vec![0.0; past.ground.sizes.len()];
    for event in past.events {
        let age_days = f64::from(past.today) - f64::from(event.day);
        counts[event.unit as usize] += time_weight(age_days, half_life_days);
    }
    counts
}

/// How much the units around a unit tell about it: Epanechnikov's kernel of the distance between their middles.
#[derive(Debug, Clone)]
pub struct Kernel {
    neighbours: Neighbours,
    places: Vec<EastNorth>,
    radius_m: f64,
}

impl Kernel {
    pub fn new(places: &[EastNorth], radius_m: f64) -> Self {
        Self { neighbours: Neighbours::within(places, radius_m), places: places.to_vec(), radius_m }
    }

    /// The count that each unit would have at the rate of its surroundings, itself included.
    pub fn means(&self, counts: &[f64], sizes: &[f64]) -> Vec<f64> {
        (0..self.places.len()).map(|unit| self.mean(unit, counts, sizes, 1.0)).collect()
    }

    /// The same without the unit's own count, mixed with a twentieth of the rate of the whole, as nothing is impossible
    /// where nothing has happened yet.
    pub fn means_of_others(&self, counts: &[f64], sizes: &[f64]) -> Vec<f64> {
        const OF_THE_WHOLE: f64 = 0.05;
        let rate = counts.iter().sum::<f64>() / sizes.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let mixed = |unit: usize| {
            let whole = rate * sizes[unit];
            let around = self.mean(unit, counts, sizes, 0.0);
            // A unit alone in its surroundings has the whole only.
            if self.neighbours.of(unit).is_empty() {
                whole
            } else {
                OF_THE_WHOLE * whole + (1.0 - OF_THE_WHOLE) * around
            }
        };
        (0..self.places.len()).map(mixed).collect()
    }

    fn mean(&self, unit: usize, counts: &[f64], sizes: &[f64], own_weight: f64) -> f64 {
        let (mut count, mut size) = (own_weight * counts[unit], own_weight * sizes[unit]);
        for other in self.neighbours.of(unit).iter().map(|&other| other as usize) {
            let reach = distance_m(self.places[unit], self.places[other]) / self.radius_m;
            let weight = 1.0 - reach * reach;
            count += weight * counts[other];
            size += weight * sizes[other];
        }
        if size > 0.0 { count / size * sizes[unit] } else { 0.0 }
    }
}
