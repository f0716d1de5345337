//! Moran's I: do neighbours resemble each other, here (local) and on the whole (global)?

use super::permuted::pseudo_p;
use super::weights::{PairSums, Weights, lags};
use crate::analysis::Neighbours;
use crate::analysis::distributions::normal_upper;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MoranParams {
    pub weights: Weights,
    /// Conditional permutations; 0: none.
    pub permutations: u32,
    pub seed: u64,
}

impl Default for MoranParams {
    fn default() -> Self {
        Self { weights: Weights::RowStandardized, permutations: 0, seed: 0 }
    }
}

/// The unit and its neighbours, each above the mean or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quadrant {
    HighAmongHigh,
    LowAmongHigh,
    LowAmongLow,
    HighAmongLow,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalMoranUnit {
    pub i: f64,
    pub quadrant: Quadrant,
    /// One-sided, from the permutations.
    pub p_permuted: Option<f64>,
}

/// Local Moran's I of each unit.
///
/// # Method
/// `I_i = (n − 1) z_i Σ_j w_ij z_j / Σ z²`, with z the deviation from the mean over the standard deviation. The
/// permutations keep the unit's own value and draw its neighbours from all others.
///
/// # Edge cases
/// Values that are all the same have I 0 and lie low among low.
///
/// # Complexity
/// Linear in the neighbours; permutations × units, see `permuted`.
///
/// # References
/// L. Anselin (1995), Local indicators of spatial association, doi:10.1111/j.1538-4632.1995.tb00338.x.
pub fn local_moran(values: &[f64], neighbours: &Neighbours, params: &MoranParams) -> Vec<LocalMoranUnit> {
    let n = values.len() as f64;
    let deviations = deviations(values);
    let squares: f64 = deviations.iter().map(|z| z * z).sum();
    let lags = lags(&deviations, neighbours);
    let permuted = pseudo_p(&deviations, neighbours, &lags, params.permutations, params.seed);
    let of_unit = |unit: usize| {
        let (z, lag) = (deviations[unit], params.weights.of(neighbours.of(unit).len()) * lags[unit]);
        let quadrant = match (z > 0.0, lag > 0.0) {
            (true, true) => Quadrant::HighAmongHigh,
            (false, true) => Quadrant::LowAmongHigh,
            (false, false) => Quadrant::LowAmongLow,
            (true, false) => Quadrant::HighAmongLow,
        };
        let i = if squares > 0.0 { (n - 1.0) * z * lag / squares } else { 0.0 };
        LocalMoranUnit { i, quadrant, p_permuted: permuted.as_ref().map(|p| p[unit]) }
    };
    (0..values.len()).map(of_unit).collect()
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlobalMoran {
    pub i: f64,
    pub expected: f64,
    /// Under values that are normal.
    pub z_normal: f64,
    /// Under these very values, placed at random.
    pub z_random: f64,
    /// Two-sided, of `z_normal`.
    pub p_normal: f64,
}

/// Whether neighbours resemble each other on the whole.
///
/// # Method
/// `I = n / S0 × Σ_ij w_ij z_i z_j / Σ z²`, mean `−1 / (n − 1)`, and the two variances of Cliff and Ord.
///
/// # Edge cases
/// Fewer than four units, no neighbours, or values that are all the same: I and z are 0.
///
/// # References
/// P. A. P. Moran (1950), Notes on continuous stochastic phenomena, doi:10.1093/biomet/37.1-2.17; A. D. Cliff, J. K.
/// Ord (1981), Spatial processes.
pub fn global_moran(values: &[f64], neighbours: &Neighbours, weights: Weights) -> GlobalMoran {
    let n = values.len() as f64;
    let PairSums { s0, s1, s2 } = PairSums::new(neighbours, weights);
    let deviations = deviations(values);
    let power = |exponent: i32| deviations.iter().map(|z| z.powi(exponent)).sum::<f64>();
    let (squares, fourths) = (power(2), power(4));
    let expected = -1.0 / (n - 1.0);
    if values.len() < 4 || s0 == 0.0 || squares == 0.0 {
        return GlobalMoran { i: 0.0, expected, z_normal: 0.0, z_random: 0.0, p_normal: 1.0 };
    }
    let lags = lags(&deviations, neighbours);
    let product = |unit: usize| deviations[unit] * weights.of(neighbours.of(unit).len()) * lags[unit];
    let i = n / s0 * (0..values.len()).map(product).sum::<f64>() / squares;
    let z = |variance: f64| if variance > 0.0 { (i - expected) / variance.sqrt() } else { 0.0 };
    let normal = (n * n * s1 - n * s2 + 3.0 * s0 * s0) / ((n * n - 1.0) * s0 * s0) - expected * expected;
    let kurtosis = n * fourths / (squares * squares);
    let upper = n * ((n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0);
    let lower = kurtosis * ((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
    let random = (upper - lower) / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0 * s0) - expected * expected;
    let z_normal = z(normal);
    GlobalMoran { i, expected, z_normal, z_random: z(random), p_normal: 2.0 * normal_upper(z_normal.abs()) }
}

fn deviations(values: &[f64]) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let deviations: Vec<f64> = values.iter().map(|y| y - mean).collect();
    let spread = (deviations.iter().map(|z| z * z).sum::<f64>() / values.len() as f64).sqrt();
    // Values that differ by rounding only are all the same.
    if spread <= 1e-14 * mean.abs() {
        return vec![0.0; values.len()];
    }
    deviations.into_iter().map(|z| z / spread).collect()
}
