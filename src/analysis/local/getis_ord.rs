//! Getis and Ord's G: do high values stand beside high ones, here (local) and on the whole (global)?

use rayon::prelude::*;

use super::permuted::pseudo_p;
use super::weights::{PairSums, Weights, lags};
use crate::analysis::Neighbours;
use crate::analysis::distributions::normal_upper;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GParams {
    /// Gi* counts the unit itself among its neighbours, Gi does not.
    pub star: bool,
    pub weights: Weights,
    /// Conditional permutations; 0: none.
    pub permutations: u32,
    pub seed: u64,
}

impl Default for GParams {
    fn default() -> Self {
        Self { star: true, weights: Weights::Binary, permutations: 0, seed: 0 }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GUnit {
    /// The share of all that lies in the neighbourhood (or its mean share, with row-standardised weights).
    pub g: f64,
    pub z: f64,
    /// One-sided, from the permutations.
    pub p_permuted: Option<f64>,
}

impl GUnit {
    /// One-sided, toward the side where z lies, from the normal distribution.
    pub fn p_normal(&self) -> f64 {
        normal_upper(self.z.abs())
    }

    /// Two-sided, as the field's recipe takes it.
    pub fn p_two_sided(&self) -> f64 {
        2.0 * self.p_normal()
    }
}

/// Gi or Gi* of each unit.
///
/// # Method
/// `G_i = Σ_j w_ij y_j / Σ_j y_j`, without the unit itself in either sum for Gi. Its z comes from the mean and variance
/// under random placing, in PySAL's form, which takes the sum of the weights of a row for its number of neighbours.
/// (With row-standardised weights that makes |z| too small: ask for binary ones.) The permutations keep the unit's own
/// value and draw its neighbours from all others.
///
/// # Edge cases
/// A unit without neighbours, values that are all the same, or fewer than three units have z 0 and p ½.
///
/// # Complexity
/// Linear in the neighbours; permutations × units, see `permuted`.
///
/// # References
/// A. Getis, J. K. Ord (1992), The analysis of spatial association by use of distance statistics,
/// doi:10.1111/j.1538-4632.1992.tb00261.x; J. K. Ord, A. Getis (1995), doi:10.1111/j.1538-4632.1995.tb00912.x.
pub fn local_g(values: &[f64], neighbours: &Neighbours, params: &GParams) -> Vec<GUnit> {
    let (sum, squares) = values.iter().fold((0.0, 0.0), |(sum, squares), y| (sum + y, squares + y * y));
    let lags = lags(values, neighbours);
    let permuted = pseudo_p(values, neighbours, &lags, params.permutations, params.seed);
    let of_unit = |unit: usize| {
        let y = values[unit];
        let (own, removed) = if params.star { (y, 0.0) } else { (0.0, y) };
        let n_around = neighbours.of(unit).len() + usize::from(params.star);
        let weight = params.weights.of(n_around);
        let row_sum = weight * n_around as f64;
        let n = (values.len() - usize::from(!params.star)) as f64;
        let mean = (sum - removed) / n;
        let variance = (squares - removed * removed) / n - mean * mean;
        let g = weight * (lags[unit] + own) / (sum - removed);
        let spread = row_sum * (n - row_sum) / (n - 1.0) / (n * n) * variance / (mean * mean);
        // A variance that is nothing but rounding has no z.
        let has_z = spread > 0.0 && variance > 1e-14 * mean * mean;
        let z = if has_z { (g - row_sum / n) / spread.sqrt() } else { 0.0 };
        let p_permuted = permuted.as_ref().map(|p| p[unit]);
        GUnit { g: if g.is_finite() { g } else { 0.0 }, z, p_permuted }
    };
    (0..values.len()).into_par_iter().with_min_len(4_096).map(of_unit).collect()
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlobalG {
    pub g: f64,
    pub expected: f64,
    pub z: f64,
    /// One-sided, toward the side where z lies.
    pub p_normal: f64,
}

/// Whether high values stand together on the whole: binary weights, values not negative.
///
/// # Edge cases
/// Fewer than four units, or values that leave no variance: z 0 and p ½.
pub fn global_g(values: &[f64], neighbours: &Neighbours) -> GlobalG {
    let n = values.len() as f64;
    let PairSums { s0, s1, s2 } = PairSums::new(neighbours, Weights::Binary);
    let power = |exponent: i32| values.iter().map(|y| y.powi(exponent)).sum::<f64>();
    let [m1, m2, m3, m4] = [power(1), power(2), power(3), power(4)];
    let pairs = m1 * m1 - m2;
    let lags = lags(values, neighbours);
    let g = values.iter().zip(&lags).map(|(y, lag)| y * lag).sum::<f64>() / pairs;
    let expected = s0 / (n * (n - 1.0));
    let b0 = (n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0;
    let b1 = -((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
    let b2 = -(2.0 * n * s1 - (n + 3.0) * s2 + 6.0 * s0 * s0);
    let b3 = 4.0 * (n - 1.0) * s1 - 2.0 * (n + 1.0) * s2 + 8.0 * s0 * s0;
    let b4 = s1 - s2 + s0 * s0;
    let of_squares = b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1.powi(4);
    let variance = of_squares / (pairs * pairs * n * (n - 1.0) * (n - 2.0) * (n - 3.0)) - expected * expected;
    let z = if variance > 0.0 { (g - expected) / variance.sqrt() } else { 0.0 };
    GlobalG { g, expected, z, p_normal: normal_upper(z.abs()) }
}
