//! Conditional permutations for all units at once.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::analysis::Neighbours;
use crate::analysis::draws::stream;

/// For each unit the share of permutations whose neighbours' sum lies at least as far out as its own, on the nearer
/// side.
///
/// # Method
/// In each permutation the neighbours of a unit are other units drawn without repeats. As in PySAL, all units share the
/// draw: of the numbers `0..n − 1`, one at or above the unit stands for the unit after it. Their sum then changes only
/// where a drawn number is passed, so that one permutation costs the few drawn numbers and one comparison for each
/// unit, where drawing anew for each unit would cost its neighbours in random places of memory.
///
/// Ties count against us on both sides. (PySAL counts them on the upper side only, so that an empty neighbourhood on a
/// map of mostly empty ones gets the smallest p there is.)
///
/// `None` for no permutations.
pub(super) fn pseudo_p(
    values: &[f64],
    neighbours: &Neighbours,
    lags: &[f64],
    permutations: u32,
    seed: u64,
) -> Option<Vec<f64>> {
    if permutations == 0 {
        return None;
    }
    let groups = Group::all(values, neighbours, lags);
    let most = groups.iter().map(|group| group.n_neighbours).max().unwrap_or(0);
    // Tallies of a fixed number of parts are whole numbers: their sum does not depend on threads.
    const PARTS: u32 = 16;
    let tally_of = |part: u32| {
        let mut tallies: Vec<Tally> = groups.iter().map(|group| Tally::new(group.units.len())).collect();
        for permutation in (part..permutations).step_by(PARTS as usize) {
            let drawn = drawn(values.len(), most, seed, u64::from(permutation));
            groups.iter().zip(&mut tallies).for_each(|(group, tally)| group.count(values, &drawn, tally));
        }
        tallies
    };
    let parts: Vec<Vec<Tally>> = (0..PARTS.min(permutations)).into_par_iter().map(tally_of).collect();
    let mut p = vec![1.0; values.len()];
    for (at_group, group) in groups.iter().enumerate() {
        for (at, &unit) in group.units.iter().enumerate() {
            let at_least: u32 = parts.iter().map(|tallies| tallies[at_group].at_least[at]).sum();
            let above: u32 = parts.iter().map(|tallies| tallies[at_group].above[at]).sum();
            let as_far = at_least.min(permutations - above);
            p[unit as usize] = f64::from(as_far + 1) / f64::from(permutations + 1);
        }
    }
    // All sums alike is one more than all.
    p.iter_mut().for_each(|p| *p = p.min(1.0));
    Some(p)
}

/// How many permutations had a sum at least as large as the unit's own, and how many a larger one.
struct Tally {
    at_least: Vec<u32>,
    above: Vec<u32>,
}

impl Tally {
    fn new(n_units: usize) -> Self {
        Self { at_least: vec![0; n_units], above: vec![0; n_units] }
    }
}

/// The units with so many neighbours, in ascending order.
struct Group {
    n_neighbours: usize,
    units: Vec<u32>,
    /// The sum over the neighbours.
    lags: Vec<f64>,
    /// Sums added up in another order, and no further apart than this, are ties.
    rounding: f64,
}

impl Group {
    fn all(values: &[f64], neighbours: &Neighbours, lags: &[f64]) -> Vec<Self> {
        let mut by_degree = BTreeMap::<usize, Vec<u32>>::new();
        for unit in 0..neighbours.n_units() {
            by_degree.entry(neighbours.of(unit).len()).or_default().push(unit as u32);
        }
        let largest = values.iter().fold(0.0_f64, |largest, y| largest.max(y.abs()));
        let group = |(n_neighbours, units): (usize, Vec<u32>)| Self {
            n_neighbours,
            lags: units.iter().map(|&unit| lags[unit as usize]).collect(),
            units,
            rounding: 1e-13 * largest * n_neighbours as f64,
        };
        by_degree.into_iter().map(group).collect()
    }

    /// Compares the drawn neighbours' sum with that of each unit's own.
    fn count(&self, values: &[f64], drawn: &[u32], tally: &mut Tally) {
        let mut sorted: Vec<u32> = drawn[..self.n_neighbours.min(drawn.len())].to_vec();
        sorted.sort_unstable();
        let mut from = 0;
        for passed in 0..=sorted.len() {
            // Units above the last drawn number passed and not above the next: those passed stand for themselves.
            let until = match sorted.get(passed) {
                Some(&next) => from + self.units[from..].partition_point(|&unit| unit <= next),
                None => self.units.len(),
            };
            let stands_for = |(at, &number): (usize, &u32)| values[number as usize + usize::from(at >= passed)];
            let sum: f64 = sorted.iter().enumerate().map(stands_for).sum();
            let (high, low) = (sum + self.rounding, sum - self.rounding);
            let units = self.lags[from..until].iter().zip(&mut tally.at_least[from..until]);
            for ((&lag, at_least), above) in units.zip(&mut tally.above[from..until]) {
                *at_least += u32::from(high >= lag);
                *above += u32::from(low > lag);
            }
            from = until;
        }
    }
}

/// Different numbers of `0..n − 1`, in the order drawn (Floyd's way needs no table of all; the order is then shuffled,
/// as a unit with fewer neighbours takes the first ones).
fn drawn(n_units: usize, most: usize, seed: u64, permutation: u64) -> Vec<u32> {
    let mut draws = stream(seed, permutation);
    let n = n_units.saturating_sub(1);
    let mut chosen: Vec<u32> = Vec::with_capacity(most);
    for last in n.saturating_sub(most)..n {
        let number = draws.below(last as u64 + 1) as u32;
        chosen.push(if chosen.contains(&number) { last as u32 } else { number });
    }
    draws.shuffle(&mut chosen);
    chosen
}
