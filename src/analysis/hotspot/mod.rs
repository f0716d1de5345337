//! The hot-spot test: where are there more reports than chance puts there, and how sure is that?

mod clumping;
mod null;
mod tail;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use super::neighbours::Neighbours;
use super::shrinkage::{Belief, believe, shape_of};
use super::watch::Watch;

use clumping::fitted_variance_ratio;
use null::{Clumps, Null};
use tail::Tail;

/// The ground of the test: squares or street links, all the same to it. The slices are of one length.
#[derive(Debug, Clone, Copy)]
pub struct Units<'a> {
    pub counts: &'a [u32],
    /// What the reports could have come from: metres of public street, residents, traffic. Any unit, never negative.
    pub exposure: &'a [f64],
    pub neighbours: &'a Neighbours,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HotspotParams {
    pub seed: u64,
    /// How many maps of pure chance are drawn; p-values of the map are multiples of one over this plus one.
    pub replicates: u32,
    /// "Clearly more": the share of maps of pure chance that show even one such unit stays below this.
    pub clearly: f64,
    /// "Probably more": the same with a larger share.
    pub probably: f64,
    /// How much truly more there must be for us to promise to see it, as a factor: see [`Class::TooFewToSay`].
    pub noticeable: f64,
    pub clumping: Clumping,
    /// The probability with which the true ratio lies in its interval.
    pub credibility: f64,
}

impl Default for HotspotParams {
    fn default() -> Self {
        Self {
            seed: 0,
            replicates: 999,
            clearly: 0.05,
            probably: 0.20,
            noticeable: 5.0,
            clumping: Clumping::Fitted,
            credibility: 0.90,
        }
    }
}

/// Whether reports come one by one or in clumps: several of one event or of one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Clumping {
    /// Every report by itself: Poisson counts.
    None,
    /// The variance of the counts over their mean, as known from elsewhere.
    Known(f64),
    /// Found in the counts, when they are more uneven than 95 % of maps of single reports.
    Fitted,
}

/// What may be said of a unit and its neighbourhood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Even if there were [`HotspotParams::noticeable`] times as many as expected, this test would more likely miss it
    /// than see it. Units without exposure are here too.
    TooFewToSay,
    /// So much more would have been seen, and was not.
    CannotTell,
    ProbablyMore,
    ClearlyMore,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HotspotUnit {
    pub expected: f64,
    /// Reports in the unit and its neighbours: what is tested.
    pub n_around: u64,
    pub expected_around: f64,
    /// The chance of at least so many around this unit, had it been the only one looked at.
    pub p_here: f64,
    /// The share of maps of pure chance that show something at least as unlikely anywhere: what the class is made of.
    pub p_map: f64,
    /// The smallest number of reports around that would be "clearly more"; `None` when there are too few replicates.
    pub enough_around: Option<u64>,
    /// True over expected in the unit itself, drawn toward 1 as far as its own count is small.
    pub ratio: Belief,
    pub class: Class,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Hotspots {
    /// One for each unit given.
    pub units: Vec<HotspotUnit>,
    /// Reports in units with exposure: those that the test is about.
    pub n_reports: u64,
    /// Reports where the exposure is 0, where chance cannot put any: left out, and a reason to look at the exposure.
    pub n_without_exposure: u64,
    /// The variance of the counts over their mean under the null: 1 when reports come one by one.
    pub variance_ratio: f64,
}

/// Tells for each unit whether there are more reports around it than its exposure explains, and how sure that is.
///
/// # Method
/// 1. Expected in unit i: `e_i = n o_i / Σ o`, with n the reports and o the exposure.
/// 2. The statistic is the number of reports in the unit and its neighbours, its mean the sum of their `e`; `p_here` is
///    the exact upper tail, Poisson, or negative binomial when reports come in clumps. The variance of a clumped count
///    is a multiple of its mean, so that sums of counts are of the same kind and the tail of a neighbourhood stays
///    exact.
/// 3. Maps of pure chance with the same n: each report falls in a unit by exposure; with clumps, it falls with some
///    probability where an earlier one fell (Pólya's urn). The smallest `p_here` of each map is kept.
/// 4. `p_map = (1 + number of maps with a smallest p at most p_here) / (replicates + 1)`. The rank makes the test hold
///    its level also with the few values that p has at small numbers; a threshold would not.
/// 5. The ratio of the unit alone is shrunk as in [`shrink`](super::shrinkage::shrink).
///
/// # Units
/// Counts of reports; exposure in any unit, ratios without one.
///
/// # Edge cases
/// No reports or no exposure: everything is too few to say. Exposure that is negative or not a number is 0.
///
/// # Complexity
/// By replicates × (reports × neighbours + units), on all threads; the result is the same bytes on any number of them.
///
/// # References
/// M. Dwass (1957), Modified randomization tests for nonparametric hypotheses, doi:10.1214/aoms/1177707045 (the rank).
/// P. H. Westfall, S. S. Young (1993), Resampling-based multiple testing (the smallest p of each map).
pub fn hotspots(units: &Units, params: &HotspotParams) -> Hotspots {
    hotspots_watched(units, params, &Watch::default()).expect("nobody stops it")
}

/// The same under somebody's eyes: a step for each replicate; `None` when it was stopped.
pub fn hotspots_watched(units: &Units, params: &HotspotParams, watch: &Watch) -> Option<Hotspots> {
    let Some(null) = Null::new(units) else {
        watch.step(u64::from(params.replicates));
        return Some(nothing_to_say(units));
    };
    let variance_ratio = match params.clumping {
        Clumping::None => 1.0,
        Clumping::Known(ratio) => ratio.max(1.0),
        Clumping::Fitted => fitted_variance_ratio(&null, params.seed),
    };
    let tail = Tail::new(variance_ratio);
    let around = null.sums_around(&null.counts);
    let smallest = smallest_tails(&null, tail, params, watch)?;
    let clear_limit = limit(&smallest, params.clearly);
    let shape = shape_of(&null.counts_f64(), &null.expected, MOST_ALIKE);
    let of_unit = |unit: usize| {
        let (expected, expected_around) = (null.expected[unit], null.expected_around[unit]);
        let n_around = u64::from(around[unit]);
        let p_here = if null.open[unit] { tail.upper(expected_around, n_around) } else { 1.0 };
        let p_map = rank(&smallest, p_here);
        let enough_around = match clear_limit {
            Some(limit) if null.open[unit] => Some(tail.least_below(expected_around, limit)),
            _ => None,
        };
        // As many times as likely a place, as the total stays: a large one cannot get more than everything.
        let share = expected_around / null.n_reports as f64;
        let mean_if_noticeable = params.noticeable * expected_around / (1.0 + (params.noticeable - 1.0) * share);
        let seen = enough_around.map_or(0.0, |enough| tail.upper(mean_if_noticeable, enough));
        let class = match p_map {
            _ if !null.open[unit] => Class::TooFewToSay,
            p if p <= params.clearly => Class::ClearlyMore,
            p if p <= params.probably => Class::ProbablyMore,
            _ if seen >= 0.5 => Class::CannotTell,
            _ => Class::TooFewToSay,
        };
        let belief = believe(f64::from(null.counts[unit]), expected, shape, params.credibility);
        let ratio = over(belief, expected);
        HotspotUnit { expected, n_around, expected_around, p_here, p_map, enough_around, ratio, class }
    };
    Some(Hotspots {
        units: (0..units.counts.len()).into_par_iter().map(of_unit).collect(),
        n_reports: null.n_reports,
        n_without_exposure: null.n_without_exposure,
        variance_ratio,
    })
}

/// Rates differ between places by at least a tenth, whatever a small sample says: see
/// [`ShrinkageParams::most_alike`](super::shrinkage::ShrinkageParams::most_alike).
pub(super) const MOST_ALIKE: f64 = 100.0;

/// Two values of one tail, summed in another order, differ by rounding. They are ties, and ties count against us.
const ROUNDING: f64 = 1e-9;

/// The smallest p of each map of pure chance, in ascending order; `None` when stopped.
fn smallest_tails(null: &Null, tail: Tail, params: &HotspotParams, watch: &Watch) -> Option<Vec<f64>> {
    let worth_a_look = tail.first_worth_a_look(&null.expected_around, null.n_open());
    let clumps = Clumps::of_variance_ratio(tail.variance_ratio, null.n_reports);
    let of_map = |replicate: u32| {
        let counts = null.map(params.seed, u64::from(replicate), clumps);
        let around = null.sums_around(&counts);
        let smallest = tail.smallest(&null.open, &null.expected_around, &around, &worth_a_look);
        watch.step(1).then_some(smallest)
    };
    let mut smallest: Vec<f64> = (0..params.replicates).into_par_iter().map(of_map).collect::<Option<_>>()?;
    smallest.sort_unstable_by(f64::total_cmp);
    Some(smallest)
}

fn rank(smallest: &[f64], p: f64) -> f64 {
    let as_small = smallest.partition_point(|&other| other <= p * (1.0 + ROUNDING));
    (as_small + 1) as f64 / (smallest.len() + 1) as f64
}

/// The p that must not be reached for the rank to stay within a level; `None` when no p is small enough.
fn limit(smallest: &[f64], level: f64) -> Option<f64> {
    let allowed = (level * (smallest.len() + 1) as f64 + ROUNDING).floor() as usize;
    smallest.get(allowed.checked_sub(1)?).map(|p| p / (1.0 + ROUNDING))
}

fn over(belief: Belief, expected: f64) -> Belief {
    if expected <= 0.0 {
        return belief;
    }
    Belief { mean: belief.mean / expected, low: belief.low / expected, high: belief.high / expected }
}

fn nothing_to_say(units: &Units) -> Hotspots {
    let unit = HotspotUnit {
        expected: 0.0,
        n_around: 0,
        expected_around: 0.0,
        p_here: 1.0,
        p_map: 1.0,
        enough_around: None,
        ratio: Belief { mean: 0.0, low: 0.0, high: 0.0 },
        class: Class::TooFewToSay,
    };
    Hotspots {
        units: vec![unit; units.counts.len()],
        n_reports: 0,
        n_without_exposure: units.counts.iter().copied().map(u64::from).sum(),
        variance_ratio: 1.0,
    }
}
