//! The regularized incomplete beta function.

use super::continued_fraction;
use super::saddle::beta_kernel;

/// `P(B ≤ x)` for a beta variable with positive shapes a and b; `y` is `1 − x`, given so that neither loses digits.
pub fn beta_lower(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    // Either tail by the fraction that converges fast: the one on its own side of the mean.
    if x * (a + b + 2.0) < a + 1.0 { fraction(a, b, x, y) } else { 1.0 - fraction(b, a, y, x) }
}

/// DLMF 8.17.22.
fn fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let below = continued_fraction(1.0, |i| {
        let m = (0.5 * i).floor();
        let numerator = if i == 2.0 * m {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        };
        (numerator, 1.0)
    });
    beta_kernel(a, b, x, y) / (a * below)
}
