//! What the surroundings of a unit lead us to expect in it.

use super::{Event, Units};
use crate::analysis::density::{Bandwidth, Kernel, WeightedPlace, density_at};
use crate::geodesy::EastNorth;

/// Of the rate of the whole, in the mean of the others: nothing is impossible where nothing has happened yet.
const OF_THE_WHOLE: f64 = 0.05;

/// The kernel around each unit: how much ground it looks at.
#[derive(Debug, Clone)]
pub struct Surroundings<'a> {
    units: &'a Units,
    places: Vec<EastNorth>,
    bandwidth: Bandwidth,
    /// For each unit the kernel sum of all ground, added over its parts by their size.
    ground: Vec<f64>,
    /// The same of its own ground alone.
    own_ground: Vec<f64>,
}

impl<'a> Surroundings<'a> {
    pub const KERNEL: Kernel = Kernel::Epanechnikov;

    pub fn new(units: &'a Units, bandwidth: Bandwidth) -> Self {
        let places: Vec<EastNorth> = units.parts().iter().map(|part| part.at).collect();
        let sizes: Vec<WeightedPlace> =
            units.parts().iter().map(|part| WeightedPlace { at: part.at, weight: part.size }).collect();
        let mut made = Self { units, places, bandwidth, ground: Vec::new(), own_ground: Vec::new() };
        made.ground = made.over_units(&sizes);
        let own = |unit: usize| {
            let parts = units.parts_of(unit);
            parts.iter().map(|part| made.over_own(unit, part.at, part.size)).sum()
        };
        made.own_ground = (0..units.len()).map(own).collect();
        made
    }

    /// The weight that each unit would have at the rate of its surroundings, itself included.
    ///
    /// # Method
    /// The exact density of the weights divided by that of the ground, both averaged over the unit: at the edge of the
    /// ground as much is missing above as below.
    pub fn means(&self, events: &[Event], weights: &[f64]) -> Vec<f64> {
        let sums = self.over_units(&weighed(events, weights));
        let sizes = self.units.sizes();
        let mean =
            |unit: usize| if self.ground[unit] > 0.0 { sums[unit] / self.ground[unit] * sizes[unit] } else { 0.0 };
        (0..self.units.len()).map(mean).collect()
    }

    /// The same without the unit's own weight and ground, mixed with a little of the rate of the whole.
    pub fn means_of_others(&self, events: &[Event], weights: &[f64]) -> Vec<f64> {
        let mut sums = self.over_units(&weighed(events, weights));
        for (event, weight) in events.iter().zip(weights) {
            let unit = event.unit as usize;
            sums[unit] -= self.over_own(unit, event.at, *weight);
        }
        let sizes = self.units.sizes();
        let rate = weights.iter().sum::<f64>() / sizes.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let mixed = |unit: usize| {
            let whole = rate * sizes[unit];
            let ground = self.ground[unit] - self.own_ground[unit];
            // A unit alone in its surroundings has the whole only; what is left of rounding is no ground.
            if ground <= self.ground[unit] * 1e-9 {
                whole
            } else {
                OF_THE_WHOLE * whole + (1.0 - OF_THE_WHOLE) * sums[unit].max(0.0) / ground * sizes[unit]
            }
        };
        (0..self.units.len()).map(mixed).collect()
    }

    fn over_units(&self, weights: &[WeightedPlace]) -> Vec<f64> {
        let density = density_at(weights, &self.places, self.bandwidth, Self::KERNEL);
        let mut from = 0;
        let over = |unit: usize| {
            let parts = self.units.parts_of(unit);
            let values = &density[from..from + parts.len()];
            from += parts.len();
            parts.iter().zip(values).map(|(part, value)| part.size * value).sum()
        };
        (0..self.units.len()).map(over).collect()
    }

    /// What a weight at a place adds to one unit.
    fn over_own(&self, unit: usize, at: EastNorth, weight: f64) -> f64 {
        let of_part = |part: &super::Part| part.size * Self::KERNEL.per_km2(part.at.distance_m(at), self.bandwidth);
        weight * self.units.parts_of(unit).iter().map(of_part).sum::<f64>()
    }
}

fn weighed(events: &[Event], weights: &[f64]) -> Vec<WeightedPlace> {
    events.iter().zip(weights).map(|(event, &weight)| WeightedPlace { at: event.at, weight }).collect()
}
