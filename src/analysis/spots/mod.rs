//! Hot spots as a planner meets them: a place, how many, compared with what, how sure, when, and since when.

mod gather;
mod portrait;
mod squares;
mod terrain;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use super::emerging::{Development, EmergingParams, emerging_watched};
use super::hotspot::{Class, Clumping, HotspotParams, Hotspots, Units, hotspots_watched};
use super::incidents::IncidentParams;
use super::shrinkage::Belief;
use super::trend::Trend;
use super::watch::Watch;
use crate::geodesy::{EastNorth, LonLat};
use crate::observation::{Clock, Month, Observation, Seconds, Window};
use crate::town::LinkId;

pub use portrait::{Peak, Portrait, period_of, portrait};
pub use squares::{TestedSquares, test_squares};
pub use terrain::{Basis, Places, Terrain};

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpotParams {
    pub test: HotspotParams,
    /// Maps of pure chance for each period when the history is judged.
    pub history_replicates: u32,
    pub incident: IncidentParams,
    /// No more spots than this are described; the rest are counted.
    pub most: usize,
}

impl Default for SpotParams {
    fn default() -> Self {
        Self { test: HotspotParams::default(), history_replicates: 199, incident: IncidentParams::default(), most: 25 }
    }
}

/// Reports with what the town knows of their place.
#[derive(Debug, Clone, Copy)]
pub struct Reported<'a> {
    /// Those that pass the filter and have a place.
    pub observations: &'a [Observation],
    /// For each the street link on which most of it lies; empty when there are no streets.
    pub links: &'a [Option<LinkId>],
    pub window: &'a Window,
    pub clock: &'a Clock,
}

/// One trouble on the ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// The unit that is surest to be more than chance.
    pub peak: u32,
    /// Units of the neighbourhood of the peak that have reports, ascending.
    pub units: Vec<u32>,
    pub class: Class,
    pub n_reports: u64,
    pub expected: f64,
    /// True over expected, drawn toward 1 as far as the count is small.
    pub ratio: Belief,
    /// See [`HotspotUnit`](super::hotspot::HotspotUnit), of the peak.
    pub p_map: f64,
    pub n_around: u64,
    pub expected_around: f64,
    pub enough_around: Option<u64>,
}

/// What became of a spot over the period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct History {
    pub development: Development,
    pub trend: Trend,
    pub n_periods: usize,
    pub months_per_period: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DescribedSpot {
    pub spot: Spot,
    pub portrait: Portrait,
    /// `None` when the period is too short for two parts.
    pub history: Option<History>,
    /// Where its reports lie, each with the weight 1.
    pub places: Vec<EastNorth>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FoundSpots {
    pub spots: Vec<DescribedSpot>,
    /// More than are described.
    pub n_more: usize,
    pub test: Hotspots,
    pub terrain: Terrain,
    /// Reports in no unit: outside, or on no street.
    pub n_outside: u64,
    pub period: (Seconds, Seconds),
}

/// The hot spots of a town, described.
///
/// # Method
/// The [test](fn@super::hotspot::hotspots) on the units of a [`Terrain`], each report counted once where its anchor
/// lies. Units that are more than chance are gathered to spots ([`Spot`]); each is described by its own reports
/// ([`Portrait`]), and judged by [`emerging`](super::emerging::emerging) over months, or quarters from two years on.
///
/// # Units
/// Reports; exposure as the terrain has it.
///
/// # Edge cases
/// No reports, or none where there is exposure: no spots. A spot takes part of the neighbourhood of another only if no
/// more than half of it is the other's.
///
/// # Complexity
/// That of the test, once over the whole and once over all periods together.
///
/// `None` when it was stopped.
pub fn spots(
    reported: &Reported,
    terrain: Terrain,
    to_degrees: impl Fn(EastNorth) -> LonLat + Sync,
    params: &SpotParams,
    watch: &Watch,
) -> Option<FoundSpots> {
    let Reported { observations, links, window, clock } = *reported;
    let anchors: Vec<EastNorth> = observations.iter().map(|one| one.shape.anchor()).collect();
    let place_of = terrain.place_of(&anchors, |report| links.get(report).copied().flatten());
    let counts = counted(place_of.iter().copied(), terrain.n_places());
    let units = Units { counts: &counts, exposure: &terrain.exposure, neighbours: &terrain.neighbours };
    let period = portrait::period_of((window.from, window.to), observations);
    let periods = Periods::of(period, clock);
    let n_periods = periods.as_ref().map_or(0, |periods| periods.n as u64);
    watch.expect(u64::from(params.test.replicates) + n_periods * u64::from(params.history_replicates));
    let test = hotspots_watched(&units, &params.test, watch)?;
    let mut gathered = squares::spots_of(&test, &counts, &terrain.neighbours, &params.test);
    let n_more = gathered.len().saturating_sub(params.most);
    gathered.truncate(params.most);
    let histories = match periods {
        Some(periods) if !gathered.is_empty() => {
            histories(&periods, observations, &place_of, &terrain, &test, params, watch, clock, period)?
        }
        _ => Vec::new(),
    };
    let mut in_spot = vec![None; terrain.n_places()];
    for (number, spot) in gathered.iter().enumerate() {
        spot.units.iter().for_each(|unit| in_spot[*unit as usize] = Some(number));
    }
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); gathered.len()];
    for (report, place) in place_of.iter().enumerate() {
        if let Some(number) = place.and_then(|place| in_spot[place as usize]) {
            members[number].push(report);
        }
    }
    let described = |(spot, members): (Spot, Vec<usize>)| {
        let own: Vec<&Observation> = members.iter().map(|&report| &observations[report]).collect();
        let places: Vec<EastNorth> = members.iter().map(|&report| anchors[report]).collect();
        let middle = portrait::middle(places.iter().copied()).unwrap_or(EastNorth { e: 0.0, n: 0.0 });
        DescribedSpot {
            portrait: portrait::portrait(&own, to_degrees(middle), clock, period, &params.incident),
            history: histories.get(spot.peak as usize).copied(),
            spot,
            places,
        }
    };
    let n_outside = place_of.iter().filter(|place| place.is_none()).count() as u64;
    let pairs: Vec<(Spot, Vec<usize>)> = gathered.into_iter().zip(members).collect();
    let spots = pairs.into_par_iter().map(described).collect();
    Some(FoundSpots { spots, n_more, test, terrain, n_outside, period })
}

fn counted(places: impl Iterator<Item = Option<u32>>, n_places: usize) -> Vec<u32> {
    let mut counts = vec![0; n_places];
    places.flatten().for_each(|place| counts[place as usize] += 1);
    counts
}

/// The whole parts of the period whose counts are compared: months, or quarters when there are two years of them. A
/// month that has only begun would look like one in which everything had ended.
struct Periods {
    first: Month,
    months_per_period: u32,
    n: usize,
}

impl Periods {
    fn of(period: (Seconds, Seconds), clock: &Clock) -> Option<Self> {
        let month = Month::at(period.0, clock.zone());
        let first = if month.start(clock.zone()) < period.0 { month.next() } else { month };
        let after = Month::at(period.1, clock.zone());
        // Ten years say what there is to say.
        let months = u32::try_from(after.number() - first.number()).unwrap_or_default().min(120);
        let first = Month::from_number(after.number() - i64::from(months)).unwrap_or(first);
        let months_per_period = if months >= 24 { 3 } else { 1 };
        // What is left of a quarter at the beginning is not a period.
        let left_over = months % months_per_period;
        let first = (0..left_over).fold(first, |month, _| month.next());
        let n = (months / months_per_period) as usize;
        (n >= 2).then_some(Self { first, months_per_period, n })
    }

    fn number(&self, at: Seconds, clock: &Clock) -> Option<usize> {
        let months = Month::at(at, clock.zone()).number() - self.first.number();
        usize::try_from(months).ok().map(|months| months / self.months_per_period as usize).filter(|n| *n < self.n)
    }
}

/// One for each unit.
#[expect(clippy::too_many_arguments, reason = "the parts of one step of one method")]
fn histories(
    periods: &Periods,
    observations: &[Observation],
    place_of: &[Option<u32>],
    terrain: &Terrain,
    test: &Hotspots,
    params: &SpotParams,
    watch: &Watch,
    clock: &Clock,
    period: (Seconds, Seconds),
) -> Option<Vec<History>> {
    let mut counts = vec![vec![0; terrain.n_places()]; periods.n];
    for (report, place) in observations.iter().zip(place_of) {
        let number = periods.number(portrait::begins(report, period), clock);
        if let (Some(number), Some(place)) = (number, place) {
            counts[number][*place as usize] += 1;
        }
    }
    let judged = EmergingParams {
        seed: params.test.seed,
        replicates: params.history_replicates,
        months_per_period: f64::from(periods.months_per_period),
        clumping: Clumping::Known(test.variance_ratio),
        ..Default::default()
    };
    let found = emerging_watched(&counts, &terrain.exposure, &terrain.neighbours, &judged, watch)?;
    let history = |unit: super::emerging::UnitHistory| History {
        development: unit.development,
        trend: unit.trend,
        n_periods: periods.n,
        months_per_period: periods.months_per_period,
    };
    Some(found.into_iter().map(history).collect())
}
