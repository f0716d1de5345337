//! Loader's saddle-point pieces: what is left of a mass when the large terms that cancel are taken out by hand.

use std::f64::consts::PI;

/// `ln Γ(x + 1)` less Stirling's formula `x ln x − x + ln √(2πx)`, for a positive x.
pub(super) fn stirling_error(x: f64) -> f64 {
    if x < 15.0 {
        return libm::lgamma(x + 1.0) - ((x + 0.5) * x.ln() - x + 0.5 * (2.0 * PI).ln());
    }
    // Stirling's series; at 15 the first term left out is below 1e-14.
    let inverse_square = 1.0 / (x * x);
    let series = [-1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360_360.0, 1.0 / 156.0];
    let tail = series.iter().rev().fold(0.0, |sum, term| (sum + term) * inverse_square);
    (1.0 / 12.0 + tail) / x
}

/// `x ln(x / mean) + mean − x`, for positive x and mean, without cancellation when the two are close.
pub(super) fn deviance(x: f64, mean: f64) -> f64 {
    let difference = x - mean;
    if difference.abs() >= 0.1 * (x + mean) {
        return x * (x / mean).ln() - difference;
    }
    let ratio = difference / (x + mean);
    let mut sum = difference * ratio;
    let mut power = 2.0 * x * ratio;
    for odd in (3..1_000).step_by(2) {
        power *= ratio * ratio;
        let longer = sum + power / f64::from(odd);
        if longer == sum {
            break;
        }
        sum = longer;
    }
    sum
}

/// `x^a e^(−x) / Γ(a + 1)`: the Poisson mass at `a`, which need not be whole.
pub(super) fn poisson_kernel(a: f64, x: f64) -> f64 {
    if a <= 0.0 {
        return (-x).exp();
    }
    (-stirling_error(a) - deviance(a, x)).exp() / (2.0 * PI * a).sqrt()
}

/// `x^a y^b / B(a, b)` for positive a and b, with `x + y = 1`.
pub(super) fn beta_kernel(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let exponent = stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) - deviance(b, n * y);
    exponent.exp() * (a * b / (2.0 * PI * n)).sqrt()
}
