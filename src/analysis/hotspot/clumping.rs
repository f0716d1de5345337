//! How far reports come in clumps, seen from the counts themselves.

use rayon::prelude::*;

use super::null::{Clumps, Null};

/// The ratio of variance to mean under the null: 1 unless the counts are more uneven than 95 % of maps of single reports.
///
/// # Method
/// Unevenness is `Σ (y − e)² / (e + 1)` without the most uneven hundredth of the units, so that a hot spot does not hide
/// itself by being taken for clumps. What that leaves out is made up for by leaving it out of maps of pure chance too: the
/// ratio is the one whose maps are on average as uneven as ours.
pub(super) fn fitted_variance_ratio(null: &Null, seed: u64) -> f64 {
    const MAPS: u64 = 199;
    let ours = unevenness(&null.counts, &null.expected);
    let more_even = (0..MAPS).into_par_iter().filter(|&map| uneven_map(null, seed, map, Clumps::NONE) < ours).count();
    if (more_even as f64) < 0.95 * (MAPS + 1) as f64 {
        return 1.0;
    }
    ratio_as_uneven_as(null, seed, ours)
}

/// Halves the range of ratios, on a logarithmic scale, with the same chance in every step.
fn ratio_as_uneven_as(null: &Null, seed: u64, ours: f64) -> f64 {
    const MAPS: u64 = 64;
    const STEPS: usize = 12;
    let (mut low, mut high) = (0.0, (null.n_reports as f64).ln());
    for _ in 0..STEPS {
        let middle: f64 = 0.5 * (low + high);
        let clumps = Clumps::of_variance_ratio(middle.exp(), null.n_reports);
        let maps: Vec<f64> = (0..MAPS).into_par_iter().map(|map| uneven_map(null, seed, map, clumps)).collect();
        // Added up in order: a sum by threads would depend on them in its last digits.
        if maps.iter().sum::<f64>() / (MAPS as f64) < ours { low = middle } else { high = middle }
    }
    (0.5 * (low + high)).exp()
}

fn uneven_map(null: &Null, seed: u64, map: u64, clumps: Clumps) -> f64 {
    // Streams of their own: the maps of the fit are not those of the test.
    const FIRST_STREAM: u64 = 1 << 40;
    unevenness(&null.map(seed, FIRST_STREAM + map, clumps), &null.expected)
}

fn unevenness(counts: &[u32], expected: &[f64]) -> f64 {
    let part = |(&n, &e): (&u32, &f64)| (f64::from(n) - e).powi(2) / (e + 1.0);
    let mut parts: Vec<f64> = counts.iter().zip(expected).map(part).collect();
    let kept = parts.len() - parts.len().div_ceil(100);
    if kept > 0 && kept < parts.len() {
        parts.select_nth_unstable_by(kept, f64::total_cmp);
    }
    parts.truncate(kept);
    parts.iter().sum()
}
