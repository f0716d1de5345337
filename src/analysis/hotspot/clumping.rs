//! How far reports come in clumps, seen from the counts themselves.

use rayon::prelude::*;

use super::null::{Clumps, Null};

/// The ratio of variance to mean under the null: 1 unless the counts are more uneven than 95 % of maps of single
/// reports.
///
/// # Method
/// Unevenness is `Σ (y − e)² / (e + 1)` without the most uneven units, one for each twenty with reports, so that a hot
/// spot does not hide itself by being taken for clumps. What that leaves out is made up for by leaving as many out of
/// maps of pure chance: the ratio is the smallest whose maps are on average as uneven as ours.
pub(super) fn fitted_variance_ratio(null: &Null, seed: u64) -> f64 {
    const MAPS: u64 = 199;
    let n_left_out = null.counts.iter().filter(|n| **n > 0).count().div_ceil(20);
    let fit = Fit { null, seed, n_left_out };
    let ours = fit.unevenness(&null.counts);
    let more_even = fit.maps(Clumps::NONE, MAPS).into_iter().filter(|&map| map < ours).count();
    if (more_even as f64) < 0.95 * (MAPS + 1) as f64 {
        return 1.0;
    }
    fit.ratio_as_uneven_as(ours)
}

struct Fit<'a, 'b> {
    null: &'a Null<'b>,
    seed: u64,
    n_left_out: usize,
}

impl Fit<'_, '_> {
    /// Goes up in steps, as very large clumps are so few that all of them are left out; then halves the last step.
    fn ratio_as_uneven_as(&self, ours: f64) -> f64 {
        const STEP: f64 = 1.3;
        const HALVINGS: u32 = 6;
        let largest = self.null.n_reports as f64;
        let (mut low, mut high) = (1.0, STEP);
        // The most uneven maps there are, should none be as uneven as ours.
        let (mut best, mut most_uneven) = (1.0, 0.0);
        loop {
            let uneven = self.mean(high);
            if uneven >= ours {
                break;
            }
            if uneven > most_uneven {
                (best, most_uneven) = (high, uneven);
            }
            if high > largest {
                return best;
            }
            (low, high) = (high, high * STEP);
        }
        for _ in 0..HALVINGS {
            let middle = (low * high).sqrt();
            if self.mean(middle) < ours { low = middle } else { high = middle }
        }
        (low * high).sqrt()
    }

    /// The mean unevenness of maps with this ratio: the same chance for every ratio.
    fn mean(&self, ratio: f64) -> f64 {
        const MAPS: u64 = 64;
        // Added up in order: a sum by threads would depend on them in its last digits.
        self.maps(Clumps::of_variance_ratio(ratio, self.null.n_reports), MAPS).iter().sum::<f64>() / MAPS as f64
    }

    fn maps(&self, clumps: Clumps, n_maps: u64) -> Vec<f64> {
        // Streams of their own: the maps of the fit are not those of the test.
        const FIRST_STREAM: u64 = 1 << 40;
        let uneven = |map: u64| self.unevenness(&self.null.map(self.seed, FIRST_STREAM + map, clumps));
        (0..n_maps).into_par_iter().map(uneven).collect()
    }

    fn unevenness(&self, counts: &[u32]) -> f64 {
        let part = |(&n, &e): (&u32, &f64)| (f64::from(n) - e).powi(2) / (e + 1.0);
        let mut parts: Vec<f64> = counts.iter().zip(&self.null.expected).map(part).collect();
        let kept = parts.len().saturating_sub(self.n_left_out);
        if kept < parts.len() {
            parts.select_nth_unstable_by(kept, f64::total_cmp);
        }
        parts.truncate(kept);
        parts.iter().sum()
    }
}
