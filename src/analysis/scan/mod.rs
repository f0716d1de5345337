//! Where there is more than chance puts there: circles over a year, cylinders that end today.
//!
//! Two scans share a [`Reach`] (what lies around what, nearest first) and a way to say how sure they are: the strongest
//! window of the real data is ranked among the strongest windows of maps that chance made. A secondary cluster is
//! ranked against the same strongest windows, which makes its p too high rather than too low.

mod circle;
mod cylinder;
mod permutation;
mod placed;
mod poisson;
mod reach;
mod urn;

pub use permutation::{Cylinder, DatedCase, Ends, PermutationScan, PermutationScanParams, permutation_scan};
pub use placed::Placed;
pub use poisson::{AtRisk, PoissonScan, PoissonScanParams, SpatialCluster, poisson_scan};
pub use reach::{Near, Reach};

/// The rank formula: which share of the maps made by chance, the real one among them, has something as strong.
///
/// Equal strength counts against us. Sums in another order may differ in the last digits, so nearly equal is equal.
fn rank_p(strongest_by_chance: &[f64], strength: f64) -> f64 {
    let as_strong = strongest_by_chance.iter().filter(|by_chance| **by_chance >= strength - 1e-9).count();
    (1 + as_strong) as f64 / (1 + strongest_by_chance.len()) as f64
}

/// The strongest first, each that shares no location with a stronger one; at most so many.
fn without_overlap<C>(
    mut candidates: Vec<C>,
    strength: impl Fn(&C) -> f64,
    locations: impl Fn(&C) -> Vec<u32>,
    n_locations: usize,
    at_most: usize,
) -> Vec<(C, Vec<u32>)> {
    candidates.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    let mut taken = vec![false; n_locations];
    let mut kept = Vec::new();
    for candidate in candidates {
        if kept.len() == at_most {
            break;
        }
        let inside = locations(&candidate);
        if inside.iter().all(|&location| !taken[location as usize]) {
            inside.iter().for_each(|&location| taken[location as usize] = true);
            kept.push((candidate, inside));
        }
    }
    kept
}
