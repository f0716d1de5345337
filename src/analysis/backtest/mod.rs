//! Does it predict? Rankings of places, made with the past alone and judged by what came next.

mod calibration;
mod fit;
mod judged;
mod origins;
mod rankers;
mod score;
mod surroundings;
#[cfg(test)]
mod tests;
mod units;

use super::draws::stream;
use super::watch::Watch;
use crate::geodesy::EastNorth;

pub use calibration::{Calibration, CalibrationParams, calibration};
pub use fit::{Fit, FitParams};
pub use judged::{DatedReport, Judged, JudgedParams, Next, Ranking, backtest_of};
pub use origins::{Every, date_of, day_of, origins};
pub use rankers::{counts, kernel_mean, last_days, shrunk_to_kernel, uniform};
use score::{captured, per_size};
pub use surroundings::Surroundings;
pub use units::{AROUND_REPORTS_M, Ground, Part, Unit, Units};

/// A report: in which unit, where in it, and on which day it came in (any count of days).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    pub unit: u32,
    pub at: EastNorth,
    pub day: i32,
}

/// What a ranker may know.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    pub units: &'a Units,
    /// Those that came in before today, by day.
    pub events: &'a [Event],
    pub today: i32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct BacktestParams {
    /// The days on which a forecast is made.
    pub origins: Vec<i32>,
    /// How far each forecast looks.
    pub test_days: i32,
    /// Shares of the whole size that may be chosen.
    pub shares: Vec<f64>,
    /// For the shuffle of the placebo.
    pub seed: u64,
}

/// What one forecast was worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    pub day: i32,
    pub n_past: usize,
    pub n_test: usize,
    /// Reports of the test that lay in the chosen share: `hits[ranker][share]`.
    pub hits: Vec<Vec<f64>>,
    /// The most that any choice of the same share could have caught: `most[share]`.
    pub most: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    pub rankers: Vec<String>,
    pub shares: Vec<f64>,
    /// Those with something in their test.
    pub origins: Vec<Origin>,
    /// The same with the days dealt anew among the reports: what a town that never changes would give.
    pub placebo: Vec<Origin>,
    /// Events in no unit, or in one of size 0.
    pub n_outside: usize,
}

/// A mean over origins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    pub mean: f64,
    /// Standard deviation over the root of the number; origins share their past, so that it is somewhat too small.
    pub standard_error: f64,
    /// Origins in which the value is above 0.
    pub n_above: usize,
    pub n: usize,
}

/// Ranks all units at each origin, by each ranker, and counts how much of what came next lay in the best of them.
///
/// `rank` gives the scores of all units, once for each of the names: the number of reports expected there, or anything
/// in proportion to it. The watch is told of each forecast, twice for each origin; once it is stopped the answer is
/// `None`.
///
/// # Method
/// Rolling origins: a ranker sees what came in before the origin, and is judged by the `test_days` that follow. Units
/// are chosen by score over size until the share is full; the last one, and units with equal scores, are taken in part,
/// which is the mean over all ways to break the tie. PAI is (hits / all) / share; PEI is hits over the most that any
/// choice could have caught. The placebo deals the days anew among the reports.
///
/// # Edge cases
/// An origin without events to test is left out. Scores that are not numbers rank last.
///
/// # Complexity
/// Twice the origins × rankers × (the ranker + a sort of the units).
///
/// # References
/// S. Chainey, L. Tompson, S. Uhlig (2008), The utility of hotspot mapping for predicting spatial patterns of crime,
/// doi:10.1057/palgrave.sj.8350066 (PAI). J. M. Hunt (2016), thesis (PEI), as used by the NIJ challenge of 2017.
pub fn backtest(
    units: &Units,
    events: &[Event],
    names: &[&str],
    rank: &mut dyn FnMut(&Past) -> Vec<Vec<f64>>,
    params: &BacktestParams,
    watch: &Watch,
) -> Option<Backtest> {
    let inside = in_order(units, events);
    watch.expect(2 * params.origins.len() as u64);
    let origins = judged_origins(units, &inside, rank, params, watch)?;
    let placebo = judged_origins(units, &dealt_anew(&inside, params.seed), rank, params, watch)?;
    let rankers = names.iter().map(|name| (*name).to_owned()).collect();
    let n_outside = events.len() - inside.len();
    Some(Backtest { rankers, shares: params.shares.clone(), origins, placebo, n_outside })
}

/// Those in a unit with a size, by day.
fn in_order(units: &Units, events: &[Event]) -> Vec<Event> {
    let is_inside = |event: &&Event| units.sizes().get(event.unit as usize).is_some_and(|size| *size > 0.0);
    let mut inside: Vec<Event> = events.iter().filter(is_inside).copied().collect();
    inside.sort_by_key(|event| (event.day, event.unit));
    inside
}

fn judged_origins(
    units: &Units,
    events: &[Event],
    rank: &mut dyn FnMut(&Past) -> Vec<Vec<f64>>,
    params: &BacktestParams,
    watch: &Watch,
) -> Option<Vec<Origin>> {
    let mut judged = Vec::new();
    for &day in &params.origins {
        let (past, test) = split(units, events, day, params.test_days);
        if !test.is_empty() {
            let came = counts_of(units, test);
            let caught =
                |scores: &[f64]| captured(&per_size(scores, units.sizes()), units.sizes(), &came, &params.shares);
            let hits = rank(&past).iter().map(|scores| caught(scores)).collect();
            let (n_past, n_test) = (past.events.len(), test.len());
            judged.push(Origin { day, n_past, n_test, hits, most: caught(&came) });
        }
        if !watch.step(1) {
            return None;
        }
    }
    Some(judged)
}

/// What came before a day, and what came in the days from it on.
fn split<'a>(units: &'a Units, events: &'a [Event], day: i32, test_days: i32) -> (Past<'a>, &'a [Event]) {
    let split = events.partition_point(|event| event.day < day);
    let end = events.partition_point(|event| event.day < day.saturating_add(test_days)).max(split);
    (Past { units, events: &events[..split], today: day }, &events[split..end])
}

fn dealt_anew(events: &[Event], seed: u64) -> Vec<Event> {
    let mut places: Vec<(u32, EastNorth)> = events.iter().map(|event| (event.unit, event.at)).collect();
    stream(seed, 0).shuffle(&mut places);
    let dealt = places.into_iter().zip(events).map(|((unit, at), event)| Event { unit, at, day: event.day });
    dealt.collect()
}

fn counts_of(units: &Units, events: &[Event]) -> Vec<f64> {
    let mut counts = vec![0.0; units.len()];
    events.iter().for_each(|event| counts[event.unit as usize] += 1.0);
    counts
}

impl Backtest {
    /// The predictive accuracy index: how many times more than a choice at random.
    pub fn pai(&self, ranker: usize, share: usize) -> Mean {
        mean(self.origins.iter().map(|origin| self.pai_of(origin, ranker, share)))
    }

    /// The predictive efficiency index: of the most that any choice could have caught.
    pub fn pei(&self, ranker: usize, share: usize) -> Mean {
        mean(self.origins.iter().map(|origin| origin.hits[ranker][share] / origin.most[share]))
    }

    /// The PAI that foresight would have.
    pub fn ceiling(&self, share: usize) -> Mean {
        mean(self.origins.iter().map(|origin| origin.most[share] / origin.n_test as f64 / self.shares[share]))
    }

    /// The PAI of the placebo.
    pub fn placebo_pai(&self, ranker: usize, share: usize) -> Mean {
        mean(self.placebo.iter().map(|origin| self.pai_of(origin, ranker, share)))
    }

    /// By how much the PAI of one ranker is larger than that of another, origin by origin; `n_above` are its wins.
    pub fn paired(&self, ranker: usize, other: usize, share: usize) -> Mean {
        let difference = |origin: &Origin| self.pai_of(origin, ranker, share) - self.pai_of(origin, other, share);
        mean(self.origins.iter().map(difference))
    }

    fn pai_of(&self, origin: &Origin, ranker: usize, share: usize) -> f64 {
        origin.hits[ranker][share] / origin.n_test as f64 / self.shares[share]
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Mean {
    let values: Vec<f64> = values.collect();
    let n = values.len();
    if n == 0 {
        return Mean { mean: 0.0, standard_error: 0.0, n_above: 0, n };
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let standard_error = if n > 1 { (squares / (n - 1) as f64 / n as f64).sqrt() } else { 0.0 };
    Mean { mean, standard_error, n_above: values.iter().filter(|value| **value > 0.0).count(), n }
}
