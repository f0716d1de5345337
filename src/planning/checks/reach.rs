//! From each site to each place along the streets, and which sites are kept.

use rayon::prelude::*;

use super::demand::Place;
use super::site::{Site, SiteKind};
use crate::planning::covering::Reach;
use crate::town::{By, Network, Position, Search};

/// A site stands no farther off its street.
const SITE_SLACK_M: f64 = 100.0;

/// For each site the places it reaches, with the share of their demand that a check there meets.
pub type Shares = Vec<Vec<(usize, f64)>>;

/// How far the effect of a check at each site carries: along the streets, the way cars go.
///
/// A street where no car may go (mopeds are told of on footways) is met from the nearer of its ends.
pub fn shares(network: &Network, sites: &[Site], places: &[Place], reach: Reach, to_m: f64) -> Shares {
    let of = |search: &mut Search, site: &Site| {
        search.from(site.position, to_m);
        let share = |(nth, place): (usize, &Place)| {
            // As the crow flies it is never farther.
            if place.at.distance_m(site.at) > to_m + SITE_SLACK_M {
                return None;
            }
            let share = reach.share(way_m(network, search, place.position)?);
            (share > 0.0).then_some((nth, share))
        };
        places.iter().enumerate().filter_map(share).collect::<Vec<_>>()
    };
    sites.par_iter().map_init(|| Search::new(network, By::Car), of).collect()
}

pub(super) fn way_m(network: &Network, search: &Search, goal: Position) -> Option<f64> {
    let link = network.link(goal.link);
    if link.street().car.forward() || link.street().car.backward() {
        return search.to(goal);
    }
    let by_from = search.to_node(link.from()).map(|far_m| far_m + goal.along_m);
    let by_to = search.to_node(link.to()).map(|far_m| far_m + link.length_m - goal.along_m);
    by_from.into_iter().chain(by_to).min_by(f64::total_cmp)
}

/// What can be chosen among.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThinParams {
    /// No more sites than this, besides those that must be kept. Default 120.
    pub most: usize,
    /// Two sites nearer than this (in metres, as the crow flies) are one choice. Default 250.
    pub apart_m: f64,
    /// Each locality keeps so many of its best. Default 3.
    pub of_each_locality: usize,
}

impl Default for ThinParams {
    fn default() -> Self {
        Self { most: 120, apart_m: 250.0, of_each_locality: 3 }
    }
}

/// The numbers of the sites that reach most, none beside a better one; what staff added or locked is always kept, what
/// is forbidden never.
pub fn thinned(
    sites: &[Site],
    shares: &Shares,
    places: &[Place],
    n_localities: usize,
    locked: &[usize],
    params: &ThinParams,
) -> Vec<usize> {
    let worth = |site: usize| -> f64 {
        let met: f64 = shares[site].iter().map(|(place, share)| places[*place].per_month.mean * share).sum();
        // Of two as good, a stop is easier to stand at than a junction.
        met * if sites[site].kind == SiteKind::Junction { 0.95 } else { 1.0 }
    };
    let is_kept_anyway = |site: &usize| sites[*site].kind == SiteKind::Own || locked.contains(site);
    let mut order: Vec<usize> = (0..sites.len()).filter(|site| !sites[*site].is_forbidden).collect();
    let worths: Vec<f64> = (0..sites.len()).map(worth).collect();
    order.sort_by(|a, b| worths[*b].total_cmp(&worths[*a]).then(sites[*a].kind.cmp(&sites[*b].kind)).then(a.cmp(b)));
    let mut kept: Vec<usize> = order.iter().copied().filter(&is_kept_anyway).collect();
    let n_anyway = kept.len();
    let beside = |kept: &[usize], site: usize| {
        kept.iter().any(|other| sites[*other].at.distance_m(sites[site].at) < params.apart_m)
    };
    let mut in_locality = vec![0; n_localities];
    for site in kept.iter().filter_map(|site| sites[*site].locality) {
        in_locality[site] += 1;
    }
    // Best first, so that a locality's own are its best.
    for &site in &order {
        let Some(locality) = sites[site].locality else { continue };
        if in_locality[locality] < params.of_each_locality && !beside(&kept, site) {
            kept.push(site);
            in_locality[locality] += 1;
        }
    }
    for &site in &order {
        if kept.len() >= params.most + n_anyway || worths[site] <= 0.0 {
            break;
        }
        if !kept.contains(&site) && !beside(&kept, site) {
            kept.push(site);
        }
    }
    kept.sort_unstable();
    kept
}

/// Pairs that are nearer to each other than two checks of one month should be.
pub fn too_close(sites: &[Site], spacing_m: f64) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for one in 0..sites.len() {
        let others = one + 1..sites.len();
        pairs.extend(others.filter(|other| sites[one].at.distance_m(sites[*other].at) < spacing_m).map(|o| (one, o)));
    }
    pairs
}
