//! Afterwards: how much of what residents told of was met, and whether the chosen sites were the right ones.

use super::band::Band;
use super::demand::Place;
use crate::geodesy::EastNorth;
use crate::planning::covering::Reach;
use crate::town::{By, Network, Position, Search};

/// How much of the demand some checks met.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    pub met: f64,
    pub total: f64,
    /// Met and total in each band.
    pub by_band: [(f64, f64); Band::COUNT],
}

impl Coverage {
    /// The share of reported harm that a check met in its hours; `None` when there was none.
    pub fn share(&self) -> Option<f64> {
        (self.total > 0.0).then(|| self.met / self.total)
    }
}

/// The coverage of checks that were done, wherever they stood: place on the streets and band.
pub fn coverage(network: &Network, places: &[Place], done: &[(Position, Band)], reach: Reach, to_m: f64) -> Coverage {
    let mut shares = vec![[0.0; Band::COUNT]; places.len()];
    let mut search = Search::new(network, By::Car);
    for (position, band) in done {
        search.from(*position, to_m);
        for (place, shares) in places.iter().zip(&mut shares) {
            let far_m = super::reach::way_m(network, &search, place.position);
            shares[band.number()] += far_m.map_or(0.0, |far_m| reach.share(far_m));
        }
    }
    let mut coverage = Coverage { met: 0.0, total: 0.0, by_band: [(0.0, 0.0); Band::COUNT] };
    for (place, shares) in places.iter().zip(&shares) {
        for (band, (demand, share)) in place.bands.iter().zip(shares).enumerate() {
            coverage.by_band[band].0 += demand * share.clamp(0.0, 1.0);
            coverage.by_band[band].1 += demand;
        }
    }
    coverage.met = coverage.by_band.iter().map(|(met, _)| met).sum();
    coverage.total = coverage.by_band.iter().map(|(_, total)| total).sum();
    coverage
}

/// How many of the incidents that came later lay where checks stood.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct HitRate {
    pub n: u32,
    /// Within reach of a chosen site.
    pub near: u32,
    /// And in hours in which there was a check there; an incident of unknown hours counts in part.
    pub near_and_then: f64,
    /// The share of all streets for cars (metres) that lies within reach of a chosen site: what chance alone would hit.
    pub by_chance: f64,
}

/// What a month of checks that were done met, and whether the month after bore out their places.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthScore {
    /// Of the reported harm-hours; `None`: nothing was told.
    pub coverage: Option<f64>,
    /// `None` until the month after has begun.
    pub next_month: Option<HitRate>,
    /// Reports that only followed a check.
    pub n_marked: usize,
}

/// Incidents by place and by how much of each lies in each band, against the chosen sites and their bands.
///
/// Within reach is `near_m` as the crow flies; 900 m is where half of the effect of a check is left.
pub fn hit_rate(
    network: &Network,
    chosen: &[(EastNorth, Band)],
    later: &[(EastNorth, [f64; Band::COUNT])],
    near_m: f64,
) -> HitRate {
    let is_near = |at: EastNorth| chosen.iter().any(|(site, _)| site.distance_m(at) <= near_m);
    let mut rate = HitRate { n: later.len() as u32, ..HitRate::default() };
    for (at, hours) in later {
        rate.near += u32::from(is_near(*at));
        for band in Band::all() {
            let then = chosen.iter().any(|(site, own)| *own == band && site.distance_m(*at) <= near_m);
            rate.near_and_then += if then { hours[band.number()] } else { 0.0 };
        }
    }
    let for_cars =
        network.links().iter().filter(|link| By::Car.may_go(link.street(), true) || link.street().car.backward());
    let (mut all_m, mut near_of_m) = (0.0, 0.0);
    for link in for_cars {
        let middle = link.line[link.line.len() / 2];
        all_m += link.length_m;
        near_of_m += if is_near(middle) { link.length_m } else { 0.0 };
    }
    rate.by_chance = if all_m > 0.0 { near_of_m / all_m } else { 0.0 };
    rate
}
