//! Is a hot spot new, staying, fading or coming and going?

mod pattern;
#[cfg(test)]
mod tests;

use super::distributions::{negative_binomial_lower, negative_binomial_upper, normal_quantile};
use super::hotspot::{Class, Clumping, HotspotParams, Hotspots, Units, hotspots_watched};
use super::neighbours::Neighbours;
use super::trend::{Trend, trend};
use super::watch::Watch;

pub use pattern::{Emerging, Pattern, ShortHistory, Side, Standing, pattern_of, short_history_of};

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EmergingParams {
    pub seed: u64,
    /// Maps of pure chance for each period.
    pub replicates: u32,
    /// Hot and cold: the share of periods of pure chance that show even one such unit stays below this.
    pub clearly: f64,
    /// The p below which the trend of a unit is one.
    pub trend: f64,
    pub months_per_period: f64,
    pub clumping: Clumping,
}

impl Default for EmergingParams {
    fn default() -> Self {
        Self {
            seed: 0,
            replicates: 199,
            clearly: 0.05,
            trend: 0.05,
            months_per_period: 1.0,
            clumping: Clumping::Fitted,
        }
    }
}

/// With less, only new, persistent and gone are told apart: a trend in noisy counts of 0 to 3 a month is none.
pub const LEAST_MONTHS: f64 = 24.0;

#[derive(Debug, Clone, PartialEq)]
pub struct UnitHistory {
    /// One for each period.
    pub standings: Vec<Standing>,
    /// Of the normal scores of the neighbourhood's counts.
    pub trend: Trend,
    pub development: Development,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Development {
    Long(Emerging),
    /// Less than [`LEAST_MONTHS`].
    Short(ShortHistory),
}

/// What became of each unit over some periods.
///
/// # Method
/// In each period every unit is hot, cold or neither: hot when it is "clearly more" in
/// [`hotspots`](super::hotspot::hotspots) of that period, cold when the exact lower tail of its neighbourhood is at
/// most `clearly` over the number of units. Both hold over the whole map of a period, so that a map of chance has a hot
/// or cold unit in about one period of ten at most. The trend is Mann-Kendall's, of the normal scores of the
/// neighbourhood's count in its own distribution (middle of the step). Patterns are Esri's, with one fault of a
/// well-known implementation put right: intensifying, persistent and diminishing need *hot* periods (or cold ones), not
/// merely significant ones.
///
/// # Units
/// Counts by period; each period is judged by its own total, so that a busy month does not make everything hot.
///
/// # Edge cases
/// No periods: no pattern. Periods shorter than the exposure are filled with zeros.
///
/// # Complexity
/// That of the hot-spot test for each period.
///
/// # References
/// Esri, How Emerging Hot Spot Analysis works (pro.arcgis.com, space-time pattern mining); the fault: sfdep,
/// `R/emerging-hostpot-classifications.R`, which counts significant periods of either kind.
pub fn emerging(
    periods: &[Vec<u32>],
    exposure: &[f64],
    neighbours: &Neighbours,
    params: &EmergingParams,
) -> Vec<UnitHistory> {
    emerging_watched(periods, exposure, neighbours, params, &Watch::default()).expect("nobody stops it")
}

/// The same under somebody's eyes: a step for each replicate of each period; `None` when it was stopped.
pub fn emerging_watched(
    periods: &[Vec<u32>],
    exposure: &[f64],
    neighbours: &Neighbours,
    params: &EmergingParams,
    watch: &Watch,
) -> Option<Vec<UnitHistory>> {
    let of_period = |(period, counts): (usize, &Vec<u32>)| {
        let mut counts = counts.clone();
        counts.resize(exposure.len(), 0);
        let units = Units { counts: &counts, exposure, neighbours };
        let test = HotspotParams {
            // Each period has chance of its own.
            seed: params.seed.wrapping_add((period as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)),
            replicates: params.replicates,
            clearly: params.clearly,
            probably: params.clearly,
            clumping: params.clumping,
            ..Default::default()
        };
        hotspots_watched(&units, &test, watch).map(|found| judged(&found, params.clearly))
    };
    let periods: Vec<Vec<(Standing, f64)>> = periods.iter().enumerate().map(of_period).collect::<Option<_>>()?;
    let is_short = periods.len() as f64 * params.months_per_period < LEAST_MONTHS;
    let of_unit = |unit: usize| {
        let standings: Vec<Standing> = periods.iter().map(|period| period[unit].0).collect();
        let scores: Vec<f64> = periods.iter().map(|period| period[unit].1).collect();
        let trend = trend(&scores);
        let development = if is_short {
            Development::Short(short_history_of(&standings))
        } else {
            Development::Long(pattern_of(&standings, &trend, params.trend))
        };
        UnitHistory { standings, trend, development }
    };
    Some((0..exposure.len()).map(of_unit).collect())
}

/// The standing of each unit in a period, and the normal score of its neighbourhood's count.
fn judged(found: &Hotspots, level: f64) -> Vec<(Standing, f64)> {
    let n_tested = found.units.iter().filter(|unit| unit.expected > 0.0).count().max(1) as f64;
    let of_unit = |unit: &super::hotspot::HotspotUnit| {
        if unit.expected <= 0.0 {
            return (Standing::Neither, 0.0);
        }
        let (mean, ratio) = (unit.expected_around, found.variance_ratio);
        let lower = negative_binomial_lower(mean, ratio, unit.n_around);
        let above = negative_binomial_upper(mean, ratio, unit.n_around + 1);
        let here = (unit.p_here - above).max(0.0);
        // The smaller side keeps its digits.
        let score = if above < lower {
            -normal_quantile((above + 0.5 * here).max(f64::MIN_POSITIVE))
        } else {
            normal_quantile((lower - 0.5 * here).max(f64::MIN_POSITIVE))
        };
        let standing = match unit.class {
            Class::ClearlyMore => Standing::Hot,
            _ if lower <= level / n_tested => Standing::Cold,
            _ => Standing::Neither,
        };
        (standing, score)
    };
    found.units.iter().map(of_unit).collect()
}
