//! Two counts, before and after, where there are too few for anything but an exact test.

use super::interval::crossing;
use crate::analysis::distributions::{beta_lower, binomial_mass};

/// Reports, and the time in which they came: days, or any unit that is the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counted {
    pub n: u64,
    pub time: f64,
}

impl Counted {
    pub fn rate(&self) -> f64 {
        self.n as f64 / self.time
    }

    pub(super) fn is_sound(&self) -> bool {
        self.time > 0.0 && self.time.is_finite()
    }
}

/// The rate after over the rate before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// `None` when there was nothing before.
    pub ratio: Option<f64>,
    /// At least this, with the probability asked for.
    pub low: f64,
    /// Infinite when there was nothing before.
    pub high: f64,
    /// How often chance alone gives so few after, or fewer, if nothing changed.
    pub p_fewer: f64,
    /// The same for so many, or more.
    pub p_more: f64,
    /// How often chance alone gives what is as unlikely, or more so, on either side.
    pub p_two_sided: f64,
}

/// Whether two small counts differ by more than chance.
///
/// # Method
/// If nothing changed, each of all reports together fell into the time after with the share of that time in the whole:
/// the count after is binomial. Both tails are exact; the two-sided p adds all counts that are no likelier than the one
/// seen. The interval of the ratio is Clopper and Pearson's of the binomial share. It is what a place says of itself:
/// it knows nothing of why the place was chosen, nor of what other places did
/// ([`before_after`](super::before_after())).
///
/// # Units
/// Both times in the same unit. `confidence` is 0.95 for an interval of 95 %.
///
/// # Edge cases
/// No report at all, or a time that is nothing: every p is 1 and the interval goes from 0 to infinity.
///
/// # Complexity
/// Some hundred tails of the beta distribution, whatever the counts.
///
/// # References
/// J. Przyborowski, H. Wilenski (1940), Homogeneity of results in testing samples from Poisson series,
/// doi:10.1093/biomet/31.3-4.313. C. J. Clopper, E. S. Pearson (1934), The use of confidence or fiducial limits
/// illustrated in the case of the binomial, doi:10.1093/biomet/26.4.404.
pub fn compare(before: Counted, after: Counted, confidence: f64) -> Comparison {
    let n = before.n + after.n;
    if n == 0 || !before.is_sound() || !after.is_sound() {
        let (ratio, high) = (None, f64::INFINITY);
        return Comparison { ratio, low: 0.0, high, p_fewer: 1.0, p_more: 1.0, p_two_sided: 1.0 };
    }
    let share = after.time / (before.time + after.time);
    let tail = 0.5 * (1.0 - confidence);
    // A share of all reports as a ratio of the two rates.
    let as_ratio = |share: f64| share / (1.0 - share) * before.time / after.time;
    let low = if after.n == 0 { 0.0 } else { crossing(0.0, 1.0, |share| at_least(n, after.n, share) - tail) };
    let high = if before.n == 0 { 1.0 } else { crossing(0.0, 1.0, |share| tail - at_most(n, after.n, share)) };
    Comparison {
        ratio: (before.n > 0).then(|| after.rate() / before.rate()),
        low: as_ratio(low),
        high: as_ratio(high),
        p_fewer: at_most(n, after.n, share),
        p_more: at_least(n, after.n, share),
        p_two_sided: as_unlikely(n, after.n, share),
    }
}

/// `P(X ≤ k)` of `n` that each come with the probability `share`.
pub(super) fn at_most(n: u64, k: u64, share: f64) -> f64 {
    if k >= n { 1.0 } else { beta_lower((n - k) as f64, k as f64 + 1.0, 1.0 - share, share) }
}

fn at_least(n: u64, k: u64, share: f64) -> f64 {
    if k == 0 { 1.0 } else { beta_lower(k as f64, (n - k) as f64 + 1.0, share, 1.0 - share) }
}

fn as_unlikely(n: u64, k: u64, share: f64) -> f64 {
    let mass = |k: u64| binomial_mass(n, share, k);
    // Equal masses differ in their last digits.
    let limit = mass(k) * (1.0 + 1e-7);
    let likeliest = (((n + 1) as f64 * share).floor() as u64).min(n);
    if k <= likeliest {
        // Masses fall from the likeliest on: the first beyond it that is as unlikely.
        let first = first_where(likeliest.max(k + 1), n + 1, |other| mass(other) <= limit);
        let far = if first > n { 0.0 } else { at_least(n, first, share) };
        (at_most(n, k, share) + far).min(1.0)
    } else {
        let end = first_where(0, likeliest + 1, |other| mass(other) > limit);
        let far = if end == 0 { 0.0 } else { at_most(n, end - 1, share) };
        (at_least(n, k, share) + far).min(1.0)
    }
}

/// The first number in `from..to` for which it holds, where it holds for all after it; `to` if for none.
fn first_where(from: u64, to: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut from, mut to) = (from, to.max(from));
    while from < to {
        let middle = from + (to - from) / 2;
        if holds(middle) { to = middle } else { from = middle + 1 }
    }
    from
}
