//! What a forecast may choose, chosen by the past alone: how far a report is felt, and how long.

use std::collections::BTreeMap;

use super::rankers::shrunk_to_kernel;
use super::{Past, Surroundings, Units};
use crate::analysis::density::{Bandwidth, BandwidthParams, WeightedPlace, choose_bandwidth};

/// What is tried.
#[derive(Debug, Clone, PartialEq)]
pub struct FitParams {
    /// The first, the last and the step of the bandwidths tried, in metres. Default 100, 500, 25.
    pub bandwidth_m: (u32, u32, u32),
    /// Half-lives tried, in days; infinite: nothing is forgotten. Default 90, 180, 365, 730 days and for ever.
    pub half_lives_days: Vec<f64>,
    /// How many periods at the end of the past are foretold to choose the half-life. Default 4.
    pub n_inner: i32,
    /// What is taken when the past is too short to choose. Default 365 days.
    pub default_half_life_days: f64,
}

impl Default for FitParams {
    fn default() -> Self {
        Self {
            bandwidth_m: (100, 500, 25),
            half_lives_days: vec![90.0, 180.0, 365.0, 730.0, f64::INFINITY],
            n_inner: 4,
            default_half_life_days: 365.0,
        }
    }
}

/// What was chosen for one forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    pub day: i32,
    pub bandwidth: Bandwidth,
    /// The best bandwidth was the first or the last tried.
    pub at_bound: bool,
    pub half_life_days: f64,
    /// The past was long enough to choose the half-life.
    pub half_life_fitted: bool,
}

/// Surroundings by bandwidth, made when first asked for: they do not depend on the reports.
pub(super) struct Looks<'a> {
    units: &'a Units,
    made: BTreeMap<u64, Surroundings<'a>>,
}

impl<'a> Looks<'a> {
    pub fn new(units: &'a Units) -> Self {
        Self { units, made: BTreeMap::new() }
    }

    pub fn of(&mut self, bandwidth: Bandwidth) -> &Surroundings<'a> {
        let units = self.units;
        self.made.entry(bandwidth.metres().to_bits()).or_insert_with(|| Surroundings::new(units, bandwidth))
    }
}

/// Chooses by the past.
///
/// # Method
/// The bandwidth by leave-one-out likelihood ([`choose_bandwidth`]). The half-life by what it would have foretold: the
/// last periods of the past, one after the other, each from what came before it, by the mean logarithm of the share
/// that the shrunk ranking gives to the units where something came (with a twentieth shared out by size).
pub(super) fn fit(past: &Past, test_days: i32, looks: &mut Looks, params: &FitParams) -> Fit {
    let places: Vec<WeightedPlace> =
        past.events.iter().map(|event| WeightedPlace { at: event.at, weight: 1.0 }).collect();
    let (from_m, to_m, step_m) = params.bandwidth_m;
    let area_km2 = past.units.area_km2;
    let chosen =
        choose_bandwidth(&places, &BandwidthParams { kernel: Surroundings::KERNEL, from_m, to_m, step_m, area_km2 });
    let surroundings = looks.of(chosen.bandwidth);
    let half_life = fitted_half_life(past, test_days, surroundings, params);
    Fit {
        day: past.today,
        bandwidth: chosen.bandwidth,
        at_bound: chosen.at_bound && from_m != to_m,
        half_life_days: half_life.unwrap_or(params.default_half_life_days),
        half_life_fitted: half_life.is_some(),
    }
}

fn fitted_half_life(past: &Past, test_days: i32, surroundings: &Surroundings, params: &FitParams) -> Option<f64> {
    if let [only] = params.half_lives_days[..] {
        return Some(only);
    }
    let first = past.events.first()?.day;
    let mut scores = vec![0.0; params.half_lives_days.len()];
    let mut n_told = 0;
    for back in 1..=params.n_inner {
        let today = past.today.saturating_sub(back.saturating_mul(test_days));
        // A period is foretold only from a past that is at least as long.
        if today.saturating_sub(first) < test_days {
            break;
        }
        let split = past.events.partition_point(|event| event.day < today);
        let end = past.events.partition_point(|event| event.day < today + test_days);
        let inner = Past { units: past.units, events: &past.events[..split], today };
        let came = &past.events[split..end];
        n_told += came.len();
        for (score, half_life) in scores.iter_mut().zip(&params.half_lives_days) {
            let shares = shares(&shrunk_to_kernel(&inner, surroundings, *half_life), past.units.sizes());
            *score += came.iter().map(|event| shares[event.unit as usize].ln()).sum::<f64>();
        }
    }
    let best = (1..scores.len()).fold(0, |best, other| if scores[other] > scores[best] { other } else { best });
    (n_told > 0).then(|| params.half_lives_days[best])
}

/// Scores as shares of 1.
fn shares(scores: &[f64], sizes: &[f64]) -> Vec<f64> {
    const BY_SIZE: f64 = 0.05;
    let (all, size) = (scores.iter().sum::<f64>(), sizes.iter().sum::<f64>());
    let share = |(score, own): (&f64, &f64)| {
        let by_score = if all > 0.0 { score / all } else { own / size };
        (1.0 - BY_SIZE) * by_score + BY_SIZE * own / size
    };
    scores.iter().zip(sizes).map(share).collect()
}
