//! From an order of stops to a walk: the way of each leg, its light, and what is said at each stop.

use std::collections::HashMap;

use super::choose::{Found, Problem};
use super::feet::Feet;
use super::look::look_at;
use super::need::Reported;
use super::{Leg, Proposal, Stop, Told, WalkParams};
use crate::analysis::incidents::IncidentParams;
use crate::analysis::spots::{Portrait, period_of, portrait};
use crate::geodesy::EastNorth;
use crate::observation::Observation;
use crate::town::naming::name_of;
use crate::town::{Ground, LinkId, Lit, Piece, Position, StreetClass, Town};

/// A street gone before costs this much more a metre.
const AGAIN: f64 = 1.6;
/// On the way back, a street said to be unlit, and one of which nobody knows.
const UNLIT: f64 = 1.5;
const UNKNOWN_LIGHT: f64 = 1.15;
/// A leg gets no longer than this by it.
const LONGEST_DETOUR: f64 = 1.4;
/// Who steps a little off the way has not repeated it (metres).
const SAME_STREET_M: f64 = 1.0;

pub(super) struct Described<'a> {
    pub ground: &'a Ground,
    pub town: &'a Town,
    pub told: Told<'a>,
    pub params: &'a WalkParams,
    /// What one part of a prize is in need.
    pub part: f64,
    pub n_locked: usize,
}

impl Described<'_> {
    pub fn proposal(
        &self,
        feet: &mut Feet,
        stops: &[Reported],
        problem: &Problem,
        found: Found,
        (start, end): (Position, Position),
    ) -> Proposal {
        let positions: Vec<Position> =
            std::iter::once(start).chain(found.order.iter().map(|stop| stops[*stop].position)).chain([end]).collect();
        let legs = self.legs(feet, &positions, problem.budget_s - problem.stop_s * found.order.len() as f64);
        let mut seconds = 0.0;
        let mut described = Vec::with_capacity(found.order.len());
        for (leg, &nth) in legs.iter().zip(&found.order) {
            seconds += leg.metres / self.params.speed_m_s;
            let is_locked = nth >= stops.len() - self.n_locked;
            described.push(self.stop(feet, &stops[nth], is_locked, seconds.round() as u32));
            seconds += problem.stop_s;
        }
        seconds += legs.last().map_or(0.0, |leg| leg.metres / self.params.speed_m_s);
        Proposal {
            stops: described,
            legs,
            value: found.prize as f64 * self.part,
            bound: found.bound as f64 * self.part,
            is_best: found.is_best,
            seconds: seconds.round() as u32,
        }
    }

    /// Legs in their order, each as long as leaves the others their shortest.
    fn legs(&self, feet: &mut Feet, positions: &[Position], walking_s: f64) -> Vec<Leg> {
        let plain: Vec<_> = positions.windows(2).map(|pair| feet.way(pair[0], pair[1], |_, _| 1.0)).collect();
        let shortest: Vec<f64> = plain.iter().map(|way| way.as_ref().map_or(0.0, |(_, metres)| *metres)).collect();
        let mut spare_m = walking_s * self.params.speed_m_s - shortest.iter().sum::<f64>();
        let mut gone: HashMap<LinkId, Vec<(f64, f64)>> = HashMap::new();
        let mut legs = Vec::with_capacity(plain.len());
        let last = plain.len().saturating_sub(1);
        for (nth, (way, pair)) in plain.into_iter().zip(positions.windows(2)).enumerate() {
            let is_way_back = nth == last;
            let price = |feet: &mut Feet, id: LinkId| {
                let again = if gone.contains_key(&id) { AGAIN } else { 1.0 };
                let light = match (is_way_back, if is_way_back { feet.lit(id) } else { Lit::Unknown }) {
                    (false, _) | (true, Lit::Yes) => 1.0,
                    (true, Lit::No) => UNLIT,
                    (true, Lit::Unknown) => UNKNOWN_LIGHT,
                };
                again * light
            };
            let allowed_m = (shortest[nth] + spare_m).min(shortest[nth] * LONGEST_DETOUR + SAME_STREET_M);
            let other = feet.way(pair[0], pair[1], price).filter(|(_, metres)| *metres <= allowed_m + 1e-9);
            let (pieces, metres) = other.or(way).unwrap_or_default();
            spare_m -= (metres - shortest[nth]).max(0.0);
            let leg = leg(feet, &pieces, metres, &gone);
            for piece in &pieces {
                let (from, to) = (piece.from_m.min(piece.to_m), piece.from_m.max(piece.to_m));
                gone.entry(piece.link).or_default().push((from, to));
            }
            legs.push(leg);
        }
        legs
    }

    fn stop(&self, feet: &mut Feet, place: &Reported, is_locked: bool, arrives_s: u32) -> Stop {
        let own: Vec<&Observation> = place.reports.iter().map(|nth| &self.told.reports[*nth]).collect();
        let said = (!own.is_empty()).then(|| self.portrait(&own, place.at));
        let link = place.position.link;
        let (lit, class) = (feet.lit(link), feet.class(link));
        let structure = self.ground.network.link(link).street().structure;
        let catalogue = self.told.catalogue;
        let causes: Vec<&str> =
            said.iter().flat_map(|said| said.causes.iter().flat_map(|(set, _)| catalogue.codes(*set))).collect();
        let mut weighed: Vec<(EastNorth, f64)> = own.iter().map(|one| (one.shape.anchor(), 1.0)).collect();
        if weighed.is_empty() {
            weighed.push((place.at, 1.0));
        }
        Stop {
            at: place.at,
            name: name_of(self.ground, self.town, &weighed),
            need: place.need,
            n_reports: own.len() as u32,
            look: look_at(causes.into_iter(), said.as_ref().map(|said| said.darkness.when), (lit, class, structure)),
            said,
            lit,
            is_locked,
            arrives_s,
        }
    }

    fn portrait(&self, own: &[&Observation], at: EastNorth) -> Portrait {
        const YEAR_S: i64 = 365 * 86_400;
        let owned: Vec<Observation> = own.iter().map(|one| (*one).clone()).collect();
        // What was said ten years ago has no month any more.
        let period = period_of((self.told.now - 10 * YEAR_S, self.told.now + 1), &owned);
        let place = self.town.metric.inverse(at);
        portrait(own, place, &self.town.clock, period, &IncidentParams::default())
    }
}

fn leg(feet: &mut Feet, pieces: &[Piece], metres: f64, gone: &HashMap<LinkId, Vec<(f64, f64)>>) -> Leg {
    let mut leg = Leg { line: feet.line(pieces), metres, lit_m: 0.0, unlit_m: 0.0, repeated_m: 0.0, steps_m: 0.0 };
    for piece in pieces {
        let length_m = piece.length_m().abs();
        match feet.lit(piece.link) {
            Lit::Yes => leg.lit_m += length_m,
            Lit::No => leg.unlit_m += length_m,
            Lit::Unknown => {}
        }
        if feet.class(piece.link) == StreetClass::Steps {
            leg.steps_m += length_m;
        }
        leg.repeated_m += overlap_m(piece, gone.get(&piece.link));
    }
    leg
}

/// Metres of a piece that lie in pieces gone before, each metre once.
fn overlap_m(piece: &Piece, gone: Option<&Vec<(f64, f64)>>) -> f64 {
    let (from, to) = (piece.from_m.min(piece.to_m), piece.from_m.max(piece.to_m));
    let mut parts: Vec<(f64, f64)> =
        gone.into_iter().flatten().map(|(a, b)| (a.max(from), b.min(to))).filter(|(a, b)| b > a).collect();
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut metres, mut until) = (0.0, from);
    for (a, b) in parts {
        metres += (b - a.max(until)).max(0.0);
        until = until.max(b);
    }
    metres
}
