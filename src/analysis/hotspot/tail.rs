//! The upper tail of a neighbourhood's count, and the smallest of a map without computing all of them.

use rayon::prelude::*;

use crate::analysis::distributions::negative_binomial_upper;

#[derive(Debug, Clone, Copy)]
pub(super) struct Tail {
    pub(super) variance_ratio: f64,
}

impl Tail {
    pub(super) fn new(variance_ratio: f64) -> Self {
        Self { variance_ratio }
    }

    pub(super) fn upper(self, mean: f64, n: u64) -> f64 {
        negative_binomial_upper(mean, self.variance_ratio, n)
    }

    /// The smallest count whose tail is less than the limit.
    pub(super) fn least_below(self, mean: f64, limit: f64) -> u64 {
        let is_below = |n: u64| self.upper(mean, n) < limit;
        if is_below(0) {
            return 0;
        }
        let (mut not_yet, mut below) = (0, mean.max(0.0) as u64 + 1);
        let mut step = 1;
        while !is_below(below) && step < 1 << 40 {
            not_yet = below;
            below += step;
            step *= 2;
        }
        while below - not_yet > 1 {
            let middle = not_yet + (below - not_yet) / 2;
            if is_below(middle) { below = middle } else { not_yet = middle }
        }
        below
    }

    /// For each unit the first count whose tail is small enough to be a likely smallest one of a map.
    pub(super) fn first_worth_a_look(self, means: &[f64], n_units: usize) -> Vec<u32> {
        // About so many units of a map are looked at closely.
        const LOOKED_AT: f64 = 20.0;
        let level = (LOOKED_AT / n_units.max(1) as f64).min(0.5);
        let first = |&mean: &f64| u32::try_from(self.least_below(mean, level)).unwrap_or(u32::MAX);
        means.par_iter().map(first).collect()
    }

    /// The smallest tail of a map, over the units with exposure.
    pub(super) fn smallest(self, open: &[bool], means: &[f64], around: &[u32], worth_a_look: &[u32]) -> f64 {
        let tail_of = |unit: usize| self.upper(means[unit], u64::from(around[unit]));
        let units = || (0..means.len()).filter(|&unit| open[unit]);
        let few = units().filter(|&unit| around[unit] >= worth_a_look[unit]).map(tail_of).reduce(f64::min);
        // No unit stood out: the smallest is larger than the level, and all must be looked at.
        few.or_else(|| units().filter(|&unit| around[unit] > 0).map(tail_of).reduce(f64::min)).unwrap_or(1.0)
    }
}
