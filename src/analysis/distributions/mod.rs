//! Tails and quantiles of the distributions that the methods need, exact where it matters: far out.
//!
//! # Method
//! A p-value is a small number, so each tail is computed by itself and never as one minus the other where that would
//! leave rounding only. Masses are made with Loader's saddle-point form, which keeps all digits at large means, tails
//! with a series or a continued fraction times such a mass, quantiles with Newton steps on the logarithm of the tail,
//! held between brackets.
//!
//! # Edge cases
//! Every function is total: a mean or shape of zero or less is a distribution with all its mass at 0, and what is not a
//! number comes out as not a number.
//!
//! # References
//! C. Loader (2000), Fast and accurate computation of binomial probabilities. W. J. Lentz (1976), Generating Bessel
//! functions in Mie scattering calculations using continued fractions, doi:10.1364/AO.15.000668 (the way to sum a
//! continued fraction). NIST Digital Library of Mathematical Functions, sections 8.7, 8.9 and 8.17.

mod beta;
mod counts;
mod gamma;
mod normal;
mod saddle;

pub use beta::beta_lower;
pub use counts::{binomial_mass, negative_binomial_lower, negative_binomial_upper, poisson_mass, poisson_upper};
pub use gamma::{chi_square_upper, gamma_lower, gamma_quantile, gamma_quantile_upper, gamma_upper};
pub use normal::{normal_quantile, normal_upper};

/// Natural logarithm of the gamma function of a positive number.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Sums the continued fraction `b0 + a1/(b1 + a2/(b2 + …))`; `term(i)` gives `(a_i, b_i)`.
fn continued_fraction(b0: f64, term: impl Fn(f64) -> (f64, f64)) -> f64 {
    // A denominator that happens to be zero is replaced by next to nothing, as Lentz does.
    const TINY: f64 = 1e-300;
    const MOST_TERMS: u32 = 100_000;
    let nonzero = |value: f64| if value == 0.0 { TINY } else { value };
    let mut sum = nonzero(b0);
    let (mut upper, mut lower) = (sum, 0.0);
    for i in 1..=MOST_TERMS {
        let (a, b) = term(f64::from(i));
        lower = 1.0 / nonzero(b + a * lower);
        upper = nonzero(b + a / upper);
        let factor = upper * lower;
        sum *= factor;
        if (factor - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    sum
}
