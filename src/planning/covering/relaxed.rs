//! What every plan obeys, in a form that prices can be put on.

use std::collections::BTreeMap;

use super::case::Checked;

/// One demand, or several that the same visits reach to the same shares, and what is known of how much of it is met.
pub(super) struct Row {
    pub weight: f64,
    /// Cell (`site × n_bands + band`) and share of one visit there.
    pub shares: Vec<(usize, f64)>,
}

/// A ceiling on how much of a row is met: `base` and a share for each visit, and never more than whole.
///
/// The first of each row is the sum of shares. Others hold because visits are whole numbers ([`Piece::rounded`]).
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub row: usize,
    pub base: f64,
    pub shares: Vec<(usize, f64)>,
}

/// Demand put together; what nothing reaches is left out.
pub(super) fn rows(case: &Checked) -> Vec<Row> {
    let n_bands = case.rules.n_bands;
    let mut reached_by: Vec<Vec<(usize, u64)>> = vec![Vec::new(); case.demand.len()];
    for (site, what) in case.sites.iter().enumerate().filter(|(_, site)| !site.is_forbidden) {
        for &(place, share) in &what.reaches {
            for band in 0..n_bands {
                reached_by[place * n_bands + band].push((site * n_bands + band, share.to_bits()));
            }
        }
    }
    let mut merged: BTreeMap<Vec<(usize, u64)>, f64> = BTreeMap::new();
    for (row, demand) in reached_by.into_iter().zip(&case.demand) {
        if *demand > 0.0 && !row.is_empty() {
            *merged.entry(row).or_insert(0.0) += demand;
        }
    }
    let back = |(row, weight): (Vec<(usize, u64)>, f64)| Row {
        weight,
        shares: row.into_iter().map(|(cell, bits)| (cell, f64::from_bits(bits))).collect(),
    };
    merged.into_iter().map(back).collect()
}

impl Piece {
    pub fn sum_of_shares(nth: usize, row: &Row) -> Self {
        Self { row: nth, base: 0.0, shares: row.shares.clone() }
    }

    /// The ceiling that is lowest where so many visits (not whole ones) are made; `None` when none lies below `met`
    /// there.
    ///
    /// What is not met, `s`, and the visits obey `s + Σ a x ≥ 1`. Divided by a share and rounded, as visits are whole,
    /// that says more: `s ≥ d f (⌈1 / d⌉ − Σ (⌊a / d⌋ + min(fraction of a / d over f, 1)) x)` with `f` the fraction of
    /// `1 / d` (mixed-integer rounding, Nemhauser and Wolsey 1990).
    pub fn rounded(nth: usize, row: &Row, visits: &[f64], met: f64) -> Option<Self> {
        const ALMOST: f64 = 1e-9;
        let made: Vec<(f64, f64)> =
            row.shares.iter().filter(|(cell, _)| visits[*cell] > 1e-6).map(|(cell, a)| (*a, visits[*cell])).collect();
        let mut best: Option<(f64, f64)> = None;
        for &(divisor, _) in &made {
            let Some((unit, whole)) = Self::rounding(divisor) else { continue };
            let sum: f64 = made.iter().map(|(a, x)| unit * rounded_share(*a, divisor) * x).sum();
            let ceiling = 1.0 - unit * whole + sum;
            if ceiling < best.map_or(met - 1e-6, |(least, _)| least - ALMOST) {
                best = Some((ceiling, divisor));
            }
        }
        let (_, divisor) = best?;
        let (unit, whole) = Self::rounding(divisor)?;
        let shares = row.shares.iter().map(|(cell, a)| (*cell, unit * rounded_share(*a, divisor))).collect();
        Some(Self { row: nth, base: 1.0 - unit * whole, shares })
    }

    /// `d f` and `⌈1 / d⌉`.
    fn rounding(divisor: f64) -> Option<(f64, f64)> {
        let fraction = (1.0 / divisor).fract();
        (fraction > 1e-3 && fraction < 1.0 - 1e-9).then(|| (divisor * fraction, (1.0 / divisor).ceil()))
    }
}

fn rounded_share(share: f64, divisor: f64) -> f64 {
    let fraction = (1.0 / divisor).fract();
    let times = share / divisor;
    // A share that is a hair below a whole number of divisors counts as whole: more is met, so the ceiling still holds.
    let whole = (times + 1e-12).floor();
    whole + ((times - whole).max(0.0) / fraction).min(1.0)
}
