//! From units that are more than chance to spots: one name on the map for one trouble on the ground.

use super::Spot;
use crate::analysis::Neighbours;
use crate::analysis::hotspot::{Class, Hotspots};
use crate::analysis::shrinkage::{Belief, believe};

/// The spots, the surest first.
///
/// # Method
/// The test looks at a unit and its neighbours together, so one trouble makes a whole ring of units more than chance.
/// They are taken from the smallest p up: a unit with reports of its own is a peak, and what lies in its neighbourhood
/// is its spot, as far as no other spot has it. A unit that is more than chance only because of reports that belong to
/// a spot already (half of them or more) is no other spot.
pub(super) fn gather(found: &Hotspots, counts: &[u32], neighbours: &Neighbours, shape: f64, level: f64) -> Vec<Spot> {
    let mut peaks: Vec<u32> = (0..counts.len() as u32)
        .filter(|&unit| counts[unit as usize] > 0 && found.units[unit as usize].class >= Class::ProbablyMore)
        .collect();
    let key = |unit: &u32| &found.units[*unit as usize];
    peaks.sort_by(|a, b| {
        let (x, y) = (key(a), key(b));
        let by_count = || counts[*b as usize].cmp(&counts[*a as usize]);
        x.p_here.total_cmp(&y.p_here).then_with(by_count).then(a.cmp(b))
    });
    let mut taken = vec![false; counts.len()];
    let mut spots = Vec::new();
    for peak in peaks {
        let around = || std::iter::once(peak).chain(neighbours.of(peak as usize).iter().copied());
        let free: Vec<u32> = around().filter(|unit| !taken[*unit as usize]).collect();
        let n_free: u64 = free.iter().map(|unit| u64::from(counts[*unit as usize])).sum();
        let tested = &found.units[peak as usize];
        if taken[peak as usize] || 2 * n_free <= tested.n_around {
            continue;
        }
        free.iter().for_each(|unit| taken[*unit as usize] = true);
        let expected: f64 = free.iter().map(|unit| found.units[*unit as usize].expected).sum();
        let belief = believe(n_free as f64, expected, shape, level);
        let over = |value: f64| if expected > 0.0 { value / expected } else { value };
        let mut units: Vec<u32> = free.into_iter().filter(|unit| counts[*unit as usize] > 0).collect();
        units.sort_unstable();
        spots.push(Spot {
            peak,
            units,
            class: tested.class,
            n_reports: n_free,
            expected,
            ratio: Belief { mean: over(belief.mean), low: over(belief.low), high: over(belief.high) },
            p_map: tested.p_map,
            n_around: tested.n_around,
            expected_around: tested.expected_around,
            enough_around: tested.enough_around,
        });
    }
    spots
}
