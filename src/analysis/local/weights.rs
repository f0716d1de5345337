//! How much a neighbour counts.

use rayon::prelude::*;

use crate::analysis::Neighbours;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// Each neighbour 1: a sum.
    Binary,
    /// Each neighbour one over the number of neighbours: a mean. A unit without neighbours has the mean 0.
    RowStandardized,
}

impl Weights {
    /// The weight of one of so many neighbours.
    pub(super) fn of(self, n_neighbours: usize) -> f64 {
        match self {
            Self::Binary => 1.0,
            Self::RowStandardized if n_neighbours == 0 => 0.0,
            Self::RowStandardized => 1.0 / n_neighbours as f64,
        }
    }
}

/// Sums over all pairs that the moments of global measures need.
pub(super) struct PairSums {
    /// `Σ w`
    pub(super) s0: f64,
    /// `½ Σ (w_ij + w_ji)²`
    pub(super) s1: f64,
    /// `Σ (row sum + column sum)²`
    pub(super) s2: f64,
}

impl PairSums {
    pub(super) fn new(neighbours: &Neighbours, weights: Weights) -> Self {
        let weight = |unit: usize| weights.of(neighbours.of(unit).len());
        let (mut s0, mut s1, mut s2) = (0.0, 0.0, 0.0);
        for unit in 0..neighbours.n_units() {
            let row = neighbours.of(unit);
            let row_sum = weight(unit) * row.len() as f64;
            // Neighbourhood is mutual: who stands in the row has the unit in its own.
            let column_sum: f64 = row.iter().map(|&other| weight(other as usize)).sum();
            s0 += row_sum;
            s1 += 0.5 * row.iter().map(|&other| (weight(unit) + weight(other as usize)).powi(2)).sum::<f64>();
            s2 += (row_sum + column_sum).powi(2);
        }
        Self { s0, s1, s2 }
    }
}

/// The sum over the neighbours of each unit.
pub(super) fn lags(values: &[f64], neighbours: &Neighbours) -> Vec<f64> {
    let lag = |unit: usize| neighbours.of(unit).iter().map(|&other| values[other as usize]).sum();
    (0..neighbours.n_units()).into_par_iter().with_min_len(4_096).map(lag).collect()
}
