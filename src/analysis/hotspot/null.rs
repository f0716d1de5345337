//! Pure chance: reports that fall where the exposure is and know nothing of each other, or come in clumps.

use super::Units;
use crate::analysis::draws::{Draws, stream};
use crate::analysis::neighbours::Neighbours;

pub(super) struct Null<'a> {
    neighbours: &'a Neighbours,
    /// Has exposure.
    pub(super) open: Vec<bool>,
    /// 0 where there is no exposure, whatever was reported there.
    pub(super) counts: Vec<u32>,
    pub(super) expected: Vec<f64>,
    pub(super) expected_around: Vec<f64>,
    pub(super) n_reports: u64,
    pub(super) n_without_exposure: u64,
    urn: Urn,
}

impl<'a> Null<'a> {
    /// `None` when there is nothing to test: no report where there is exposure.
    pub(super) fn new(units: &Units<'a>) -> Option<Self> {
        let usable = |o: f64| if o.is_finite() && o > 0.0 { o } else { 0.0 };
        let exposure: Vec<f64> = units.exposure.iter().map(|&o| usable(o)).collect();
        let open: Vec<bool> = exposure.iter().map(|&o| o > 0.0).collect();
        let counts: Vec<u32> = units.counts.iter().zip(&open).map(|(&n, &open)| if open { n } else { 0 }).collect();
        let sum = |counts: &[u32]| counts.iter().copied().map(u64::from).sum::<u64>();
        let n_reports = sum(&counts);
        if n_reports == 0 {
            return None;
        }
        let per_exposure = n_reports as f64 / exposure.iter().sum::<f64>();
        let expected: Vec<f64> = exposure.iter().map(|o| o * per_exposure).collect();
        Some(Self {
            neighbours: units.neighbours,
            expected_around: units.neighbours.sums(&expected),
            urn: Urn::new(&exposure),
            n_without_exposure: sum(units.counts) - n_reports,
            n_reports,
            open,
            counts,
            expected,
        })
    }

    pub(super) fn n_open(&self) -> usize {
        self.open.iter().filter(|open| **open).count()
    }

    pub(super) fn counts_f64(&self) -> Vec<f64> {
        self.counts.iter().copied().map(f64::from).collect()
    }

    /// The counts of one map of pure chance.
    pub(super) fn map(&self, seed: u64, replicate: u64, clumps: Clumps) -> Vec<u32> {
        let mut draws = stream(seed, replicate);
        let mut counts = vec![0; self.counts.len()];
        match clumps.concentration {
            None => (0..self.n_reports).for_each(|_| counts[self.urn.draw(&mut draws)] += 1),
            Some(concentration) => {
                let mut drawn: Vec<usize> = Vec::with_capacity(self.n_reports as usize);
                for earlier in 0..self.n_reports {
                    let joins = draws.unit() * (concentration + earlier as f64) < earlier as f64;
                    let unit = if joins { drawn[draws.below(earlier) as usize] } else { self.urn.draw(&mut draws) };
                    drawn.push(unit);
                    counts[unit] += 1;
                }
            }
        }
        counts
    }

    /// The reports in each unit and its neighbours.
    pub(super) fn sums_around(&self, counts: &[u32]) -> Vec<u32> {
        let mut around = counts.to_vec();
        for (unit, &n) in counts.iter().enumerate().filter(|(_, n)| **n > 0) {
            // Most units of most maps are empty: handing out is faster than fetching. Neighbourhood is mutual.
            for &other in self.neighbours.of(unit) {
                around[other as usize] += n;
            }
        }
        around
    }
}

/// How strongly reports fall where earlier ones fell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clumps {
    /// A new report founds a place of its own with the weight of so many earlier ones; `None`: always.
    concentration: Option<f64>,
}

impl Clumps {
    pub(super) const NONE: Self = Self { concentration: None };

    /// Negative binomial counts with this ratio of variance to mean have, given their sum n, the law of the urn with
    /// concentration `n / (ratio − 1)`.
    pub(super) fn of_variance_ratio(ratio: f64, n_reports: u64) -> Self {
        if ratio > 1.0 { Self { concentration: Some(n_reports as f64 / (ratio - 1.0)) } } else { Self::NONE }
    }
}

/// Draws a unit with the probability of its exposure, in the same short time whatever the number of units.
///
/// # References
/// A. J. Walker (1977), An efficient method for generating discrete random variables with general distributions,
/// doi:10.1145/355744.355749; M. D. Vose (1991), doi:10.1109/32.92917, for the way to build the table.
struct Urn {
    /// For each column, which part of it out of 2^64 is its own unit's, and whose the rest is.
    columns: Vec<(u64, u32)>,
}

impl Urn {
    fn new(exposure: &[f64]) -> Self {
        let n = exposure.len();
        let scale = n as f64 / exposure.iter().sum::<f64>();
        let mut height: Vec<f64> = exposure.iter().map(|o| o * scale).collect();
        let mut columns: Vec<(u64, u32)> = (0..n as u32).map(|unit| (u64::MAX, unit)).collect();
        let (mut low, mut high): (Vec<usize>, Vec<usize>) = (0..n).partition(|&unit| height[unit] < 1.0);
        while let (Some(&short), Some(&tall)) = (low.last(), high.last()) {
            low.pop();
            columns[short] = ((height[short] * TWO_TO_64) as u64, tall as u32);
            height[tall] -= 1.0 - height[short];
            if height[tall] < 1.0 {
                high.pop();
                low.push(tall);
            }
        }
        // What is left is full but for rounding, and keeps its column, except that no exposure means never.
        if let Some(largest) = (0..n).max_by(|&a, &b| exposure[a].total_cmp(&exposure[b])) {
            for unit in low.into_iter().filter(|&unit| exposure[unit] == 0.0) {
                columns[unit] = (0, largest as u32);
            }
        }
        Self { columns }
    }

    fn draw(&self, draws: &mut Draws) -> usize {
        // The whole part of bits × columns chooses a column, what is left of it the part of the column.
        let product = u128::from(draws.bits()) * self.columns.len() as u128;
        let column = (product >> 64) as usize;
        let (own, other) = self.columns[column];
        if (product as u64) < own { column } else { other as usize }
    }
}

const TWO_TO_64: f64 = 18_446_744_073_709_551_616.0;
