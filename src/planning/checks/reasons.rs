//! Why each check stands where it stands, and what was given up for it.

use super::band::Band;
use super::days::Start;
use super::mix::Mix;
use super::month::Scene;

/// One check of a month.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    pub site: usize,
    /// By its number.
    pub band: usize,
    pub start: Start,
    pub is_locked: bool,
    /// How often a month has a check here in these hours, on average.
    pub likelihood: f64,
    /// Demand in these hours that it meets, and what of it no other check of the month meets.
    pub meets: f64,
    pub adds: f64,
    pub why: Why,
    /// The visit that would add most in its stead, when that is more than this one adds.
    pub instead: Option<Instead>,
}

/// What speaks for a check.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Why {
    /// Numbers of the reports on streets where at least half of the effect arrives.
    pub reports: Vec<usize>,
    pub n_incidents: u32,
    /// The stretches it meets most on, at most three: place, share, demand in these hours.
    pub places: Vec<(usize, f64, f64)>,
    /// Demand met here in each band, so that the best hours of the site are seen.
    pub by_band: [f64; Band::COUNT],
}

/// A visit that was not made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Instead {
    pub site: usize,
    pub band: usize,
    pub adds: f64,
}

/// What may be chosen.
pub(super) struct Rules<'a> {
    pub bands: Vec<usize>,
    pub per_site: u32,
    pub close: &'a [(usize, usize)],
    pub at_school_time: u32,
}

/// Shares added up for each place and band.
pub(super) struct Tally<'a> {
    scene: &'a Scene,
    shares: Vec<[f64; Band::COUNT]>,
}

impl<'a> Tally<'a> {
    pub fn of(scene: &'a Scene, visits: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let mut tally = Self { scene, shares: vec![[0.0; Band::COUNT]; scene.places.len()] };
        visits.into_iter().for_each(|visit| tally.change(visit, 1.0));
        tally
    }

    fn change(&mut self, (site, band): (usize, usize), sign: f64) {
        for (place, share) in &self.scene.shares[site] {
            self.shares[*place][band] += sign * share;
        }
    }

    pub fn value(&self) -> f64 {
        let of = |(place, shares): (&super::Place, &[f64; Band::COUNT])| -> f64 {
            place.bands.iter().zip(shares).map(|(demand, share)| demand * share.clamp(0.0, 1.0)).sum()
        };
        self.scene.places.iter().zip(&self.shares).map(of).sum()
    }

    pub fn gain(&self, (site, band): (usize, usize)) -> f64 {
        let of = |&(place, share): &(usize, f64)| {
            let before = self.shares[place][band];
            self.scene.places[place].bands[band] * ((before + share).min(1.0) - before.clamp(0.0, 1.0)).max(0.0)
        };
        self.scene.shares[site].iter().map(of).sum()
    }
}

/// The checks with their reasons, and the visit that one more would be.
pub(super) fn reasons(
    scene: &Scene,
    all: &[((usize, usize), Start, bool)],
    mix: &Mix,
    rules: &Rules,
) -> (Vec<Check>, Option<Instead>) {
    let visits: Vec<(usize, usize)> = all.iter().map(|(visit, ..)| *visit).collect();
    let mut tally = Tally::of(scene, visits.iter().copied());
    let left_out = best_other(&tally, &visits, None, rules);
    let mut checks = Vec::with_capacity(all.len());
    for (nth, &(visit, start, is_locked)) in all.iter().enumerate() {
        tally.change(visit, -1.0);
        let adds = tally.gain(visit);
        let other = best_other(&tally, &visits, Some(nth), rules);
        tally.change(visit, 1.0);
        let (site, band) = visit;
        checks.push(Check {
            site,
            band,
            start,
            is_locked,
            likelihood: if is_locked { 1.0 } else { mix.visits_at(site, band) },
            meets: scene.shares[site].iter().map(|(place, share)| scene.places[*place].bands[band] * share).sum(),
            adds,
            why: why(scene, site, band),
            instead: other.filter(|other| other.adds > adds * (1.0 + 1e-9)),
        });
    }
    (checks, left_out)
}

/// The visit that adds most and keeps the rules, when one of the visits is taken away.
fn best_other(tally: &Tally, visits: &[(usize, usize)], without: Option<usize>, rules: &Rules) -> Option<Instead> {
    let rest: Vec<(usize, usize)> =
        visits.iter().enumerate().filter(|(nth, _)| Some(*nth) != without).map(|(_, visit)| *visit).collect();
    let all: Vec<Band> = Band::all().collect();
    let at_school_time = rest.iter().filter(|(_, band)| all[*band].is_school_time()).count() as u32;
    let mut best: Option<Instead> = None;
    for site in (0..tally.scene.sites.len()).filter(|site| !tally.scene.sites[*site].is_forbidden) {
        let n_here = rest.iter().filter(|(other, _)| *other == site).count() as u32;
        let is_used = |other: usize| rest.iter().any(|(used, _)| *used == other);
        let is_close = rules.close.iter().any(|&(a, b)| (a == site && is_used(b)) || (b == site && is_used(a)));
        if n_here >= rules.per_site || is_close {
            continue;
        }
        for &band in &rules.bands {
            if all[band].is_school_time() && at_school_time >= rules.at_school_time {
                continue;
            }
            let adds = tally.gain((site, band));
            if adds > best.map_or(0.0, |best| best.adds) {
                best = Some(Instead { site, band, adds });
            }
        }
    }
    best
}

fn why(scene: &Scene, site: usize, band: usize) -> Why {
    let mut why = Why::default();
    let mut met: Vec<(usize, f64, f64)> = Vec::new();
    for &(place, share) in &scene.shares[site] {
        let own = &scene.places[place];
        why.by_band.iter_mut().zip(own.bands).for_each(|(sum, demand)| *sum += demand * share);
        if share >= 0.5 {
            why.reports.extend(&own.reports);
            why.n_incidents += own.n_incidents;
        }
        met.push((place, share, own.bands[band] * share));
    }
    met.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    met.truncate(3);
    why.places = met;
    why.reports.sort_unstable();
    why.reports.dedup();
    why
}
