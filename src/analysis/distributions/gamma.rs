//! The gamma distribution with rate 1, and what is made of it.

use super::saddle::poisson_kernel;
use super::{continued_fraction, normal_quantile};

/// `P(G ≤ x)` for a gamma variable of this shape and rate 1.
pub fn gamma_lower(shape: f64, x: f64) -> f64 {
    if x.is_nan() || shape.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 {
        return if shape <= 0.0 && x == 0.0 { 1.0 } else { 0.0 };
    }
    if shape <= 0.0 || x == f64::INFINITY {
        return 1.0;
    }
    if x < shape + 1.0 { lower_series(shape, x) } else { 1.0 - upper_fraction(shape, x) }
}

/// `P(G > x)` for a gamma variable of this shape and rate 1.
pub fn gamma_upper(shape: f64, x: f64) -> f64 {
    if x.is_nan() || shape.is_nan() {
        return f64::NAN;
    }
    if x < 0.0 {
        return 1.0;
    }
    if shape <= 0.0 || x == f64::INFINITY {
        return 0.0;
    }
    if x == 0.0 {
        return 1.0;
    }
    if x < shape + 1.0 { 1.0 - lower_series(shape, x) } else { upper_fraction(shape, x) }
}

/// `P(X > x)` for a chi-square variable.
pub fn chi_square_upper(degrees_of_freedom: f64, x: f64) -> f64 {
    gamma_upper(0.5 * degrees_of_freedom, 0.5 * x)
}

/// The x with `P(G ≤ x) = p`, for a gamma variable of this shape and rate 1.
pub fn gamma_quantile(shape: f64, p: f64) -> f64 {
    quantile(shape, p, 1.0 - p)
}

/// The x with `P(G > x) = p`: the upper quantile, which keeps its digits when p is small.
pub fn gamma_quantile_upper(shape: f64, p: f64) -> f64 {
    quantile(shape, 1.0 - p, p)
}

/// DLMF 8.7.1; for `x < shape + 1` the terms fall from the first or soon after.
fn lower_series(shape: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut next) = (1.0, 1.0, shape);
    while term > sum * f64::EPSILON * 0.1 {
        next += 1.0;
        term *= x / next;
        sum += term;
    }
    poisson_kernel(shape, x) * sum
}

/// DLMF 8.9.2 in its even form.
fn upper_fraction(shape: f64, x: f64) -> f64 {
    let fraction = continued_fraction(x + 1.0 - shape, |i| (-i * (i - shape), x + 2.0 * i + 1.0 - shape));
    poisson_kernel(shape, x) * shape / fraction
}

fn quantile(shape: f64, lower: f64, upper: f64) -> f64 {
    if lower.is_nan() || shape.is_nan() {
        return f64::NAN;
    }
    if shape <= 0.0 || lower <= 0.0 {
        return 0.0;
    }
    if upper <= 0.0 {
        return f64::INFINITY;
    }
    // The smaller tail carries the digits. Its logarithm is concave in ln x, so that Newton steps cannot run away.
    let by_lower = lower <= upper;
    let goal = if by_lower { lower.ln() } else { upper.ln() };
    let (mut below, mut above) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut ln_x = first_guess(shape, lower, upper).ln();
    for _ in 0..200 {
        let x = ln_x.exp();
        let tail = if by_lower { gamma_lower(shape, x) } else { gamma_upper(shape, x) };
        let missing = goal - tail.ln();
        let x_is_low = (missing > 0.0) == by_lower;
        if x_is_low {
            below = ln_x
        } else {
            above = ln_x
        }
        let slope = poisson_kernel(shape, x) * shape / tail;
        let mut next = ln_x + if by_lower { missing / slope } else { -missing / slope };
        if !(next > below && next < above) {
            next = match (below.is_finite(), above.is_finite()) {
                (true, true) => 0.5 * (below + above),
                (true, false) => below + 1.0,
                _ => above - 1.0,
            };
        }
        if (next - ln_x).abs() <= 1e-15 * ln_x.abs().max(0.1) {
            return next.exp();
        }
        ln_x = next;
    }
    ln_x.exp()
}

/// Wilson and Hilferty's cube of a normal quantile; for small x the first term of the series turned round.
fn first_guess(shape: f64, lower: f64, upper: f64) -> f64 {
    let z = if lower <= upper { normal_quantile(lower) } else { -normal_quantile(upper) };
    let cube_root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt());
    let guess = shape * cube_root.powi(3);
    if cube_root > 0.3 && guess.is_finite() {
        return guess;
    }
    ((lower.ln() + libm::lgamma(shape + 1.0)) / shape).exp().max(1e-300)
}
