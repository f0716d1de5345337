//! The normal distribution.

use std::f64::consts::{PI, SQRT_2};

/// `P(Z > z)` for a standard normal variable.
pub fn normal_upper(z: f64) -> f64 {
    0.5 * libm::erfc(z / SQRT_2)
}

/// The z with `P(Z ≤ z) = p`. For a p close to 1 give `1 − p` and turn the sign: it keeps its digits.
pub fn normal_quantile(p: f64) -> f64 {
    if !(p > 0.0 && p < 1.0) {
        return match p {
            0.0 => f64::NEG_INFINITY,
            1.0 => f64::INFINITY,
            _ => f64::NAN,
        };
    }
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    // The logarithm of the tail is concave: from the left of the root Newton's steps go straight to it.
    let mut z = -(-2.0 * p.ln()).sqrt();
    for _ in 0..100 {
        let tail = normal_upper(-z);
        let density = (-0.5 * z * z).exp() / (2.0 * PI).sqrt();
        let step = (p.ln() - tail.ln()) * tail / density;
        z += step;
        if step.abs() <= 1e-15 * z.abs().max(0.1) {
            break;
        }
    }
    z
}
