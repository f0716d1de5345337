//! Counts: Poisson, and the negative binomial for counts that come in clumps.

use super::saddle::{beta_kernel, poisson_kernel};
use super::{beta_lower, gamma_lower, gamma_upper};

/// `P(X = n)` for a Poisson count.
pub fn poisson_mass(mean: f64, n: u64) -> f64 {
    if mean <= 0.0 {
        return if n == 0 { 1.0 } else { 0.0 };
    }
    poisson_kernel(n as f64, mean)
}

/// `P(X = k)` of `n` that each come with the probability `share`.
pub fn binomial_mass(n: u64, share: f64, k: u64) -> f64 {
    let (of, left) = (k as f64, n.saturating_sub(k) as f64);
    match k {
        _ if k > n => 0.0,
        _ if share <= 0.0 => f64::from(u8::from(k == 0)),
        _ if share >= 1.0 => f64::from(u8::from(k == n)),
        0 => (n as f64 * (-share).ln_1p()).exp(),
        _ if k == n => (of * share.ln()).exp(),
        _ => beta_kernel(of, left, share, 1.0 - share) * n as f64 / (of * left),
    }
}

/// `P(X ≥ n)` for a Poisson count.
pub fn poisson_upper(mean: f64, n: u64) -> f64 {
    if n == 0 {
        return 1.0;
    }
    // n arrivals have happened when the n-th waiting time, a gamma variable, is over.
    gamma_lower(n as f64, mean.max(0.0))
}

/// `P(X ≥ n)` for a negative binomial count whose variance is `variance_ratio` times its mean; with a ratio of 1 or
/// less it is the Poisson count.
pub fn negative_binomial_upper(mean: f64, variance_ratio: f64, n: u64) -> f64 {
    if n == 0 {
        return 1.0;
    }
    if mean <= 0.0 {
        return 0.0;
    }
    // Below this the two differ by less than rounding, and the shape would overflow.
    if variance_ratio <= 1.0 + 1e-12 {
        return poisson_upper(mean, n);
    }
    let shape = mean / (variance_ratio - 1.0);
    beta_lower(n as f64, shape, 1.0 - 1.0 / variance_ratio, 1.0 / variance_ratio)
}

/// `P(X ≤ n)` for the same count.
pub fn negative_binomial_lower(mean: f64, variance_ratio: f64, n: u64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    if variance_ratio <= 1.0 + 1e-12 {
        return gamma_upper(n as f64 + 1.0, mean);
    }
    let shape = mean / (variance_ratio - 1.0);
    beta_lower(shape, n as f64 + 1.0, 1.0 / variance_ratio, 1.0 - 1.0 / variance_ratio)
}
