//! Which part of a street: between which of its crossings.

use std::collections::HashSet;

use super::streets::{Carried, names_at};
use super::{Bound, Compass};
use crate::geodesy::EastNorth;
use crate::town::{LinkId, Network, NodeId, StreetClass};

/// A crossing farther from what lies on the street than this says nothing of where it is.
const BOUND_WITHIN_M: f64 = 1_000.0;
/// The street is followed so far each way.
const FOLLOWED_M: f64 = 4_000.0;
/// A street that turns back more sharply than this (cosine) is its own other half.
const SHARPEST_TURN: f64 = -0.5;
/// The outermost parts of the weight do not move the bounds.
const OUTER_SHARE: f64 = 0.1;

/// The crossings on either side of what lies on a street.
pub(super) fn bound(network: &Network, street: &Carried) -> Bound {
    let chain = Chain::of(network, street);
    let extent = chain.extent(street);
    let wide = chain.crossings(network, &street.name, |class| class <= StreetClass::Pedestrian);
    let any = chain.crossings(network, &street.name, |_| true);
    let middle = || middle(&street.points);
    match (on_either_side(&wide, extent), on_either_side(&any, extent)) {
        ((Some(a), Some(b)), _) | (_, (Some(a), Some(b))) => {
            let [a, b] = if reads_before(a.1, b.1) { [a, b] } else { [b, a] };
            Bound::Between(a.2.to_owned(), b.2.to_owned())
        }
        ((Some(one), None) | (None, Some(one)), _) | (_, (Some(one), None) | (None, Some(one))) => {
            Bound::Beyond(Compass::from(one.1, middle()), one.2.to_owned())
        }
        _ => Bound::Whole,
    }
}

/// West comes before east, north before south, whichever way a street is drawn.
fn reads_before(a: EastNorth, b: EastNorth) -> bool {
    let (de, dn) = (b.e - a.e, b.n - a.n);
    if de.abs() >= dn.abs() { de >= 0.0 } else { dn <= 0.0 }
}

type Crossing<'a> = (f64, EastNorth, &'a str);

/// The last crossing before an extent and the first one behind it.
fn on_either_side<'a>(
    crossings: &[Crossing<'a>],
    (low, high): (f64, f64),
) -> (Option<Crossing<'a>>, Option<Crossing<'a>>) {
    // What ends just beyond a crossing ends at it.
    let slack_m = (0.1 * (high - low)).min(15.0);
    let before = |at: f64| at <= low + slack_m && at >= low - BOUND_WITHIN_M;
    let behind = |at: f64| at >= high - slack_m && at <= high + BOUND_WITHIN_M;
    let first = crossings.iter().rev().find(|(at, ..)| before(*at)).copied();
    let other =
        |found: &&Crossing| behind(found.0) && first.is_none_or(|first| found.0 > first.0 && found.2 != first.2);
    (first, crossings.iter().find(other).copied())
}

fn middle(points: &[(EastNorth, f64)]) -> EastNorth {
    let sum: f64 = points.iter().map(|(_, weight)| weight).sum();
    let mean = |part: fn(&EastNorth) -> f64| points.iter().map(|(at, weight)| part(at) * weight).sum::<f64>() / sum;
    EastNorth { e: mean(|at| at.e), n: mean(|at| at.n) }
}

/// A street followed both ways from one of its links.
struct Chain {
    line: Vec<EastNorth>,
    /// Junctions, with how far along the line they lie.
    nodes: Vec<(f64, NodeId)>,
}

impl Chain {
    fn of(network: &Network, street: &Carried) -> Self {
        let start = network.link(street.link);
        let mut seen = HashSet::from([street.link]);
        let ahead = followed(network, street, start.to(), &mut seen);
        let back = followed(network, street, start.from(), &mut seen);
        let mut chain = Self { line: Vec::new(), nodes: Vec::new() };
        let outermost = back.last().map_or(start.from(), |(_, node)| *node);
        chain.nodes.push((0.0, outermost));
        for i in (0..back.len()).rev() {
            let to = if i == 0 { start.from() } else { back[i - 1].1 };
            chain.add(network, back[i].0, to);
        }
        chain.add(network, street.link, start.to());
        for (link, to) in ahead {
            chain.add(network, link, to);
        }
        chain
    }

    /// Adds a link that ends at `to`.
    fn add(&mut self, network: &Network, link: LinkId, to: NodeId) {
        let laid = network.link(link);
        let gone_m = self.nodes.last().map_or(0.0, |(at, _)| *at);
        if laid.to() == to {
            self.line.extend(&laid.line);
        } else {
            self.line.extend(laid.line.iter().rev());
        }
        self.nodes.push((gone_m + laid.length_m, to));
    }

    /// How far along the line most of the weight begins and ends.
    fn extent(&self, street: &Carried) -> (f64, f64) {
        let mut along: Vec<(f64, f64)> =
            street.points.iter().map(|(at, weight)| (self.along_m(*at), *weight)).collect();
        along.sort_by(|a, b| a.0.total_cmp(&b.0));
        let reached = |share: f64| {
            let mut sum = 0.0;
            let mut each = along.iter();
            let found = each.find(|(_, weight)| {
                sum += weight;
                sum >= share * street.share * (1.0 - 1e-9)
            });
            found.or(along.last()).map_or(0.0, |(at, _)| *at)
        };
        (reached(OUTER_SHARE), reached(1.0 - OUTER_SHARE))
    }

    fn along_m(&self, place: EastNorth) -> f64 {
        let (mut best, mut gone_m) = ((f64::INFINITY, 0.0), 0.0);
        for pair in self.line.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let length_m = a.distance_m(b);
            if length_m > 0.0 {
                let (de, dn) = ((b.e - a.e) / length_m, (b.n - a.n) / length_m);
                let t = ((place.e - a.e) * de + (place.n - a.n) * dn).clamp(0.0, length_m);
                let far_m = place.distance_m(EastNorth { e: a.e + de * t, n: a.n + dn * t });
                if far_m < best.0 {
                    best = (far_m, gone_m + t);
                }
            }
            gone_m += length_m;
        }
        best.1
    }

    /// Where streets with other names meet this one, along it, each by the widest of them.
    fn crossings<'a>(
        &self,
        network: &'a Network,
        name: &str,
        takes: impl Fn(StreetClass) -> bool,
    ) -> Vec<Crossing<'a>> {
        let other = |(along_m, node): &(f64, NodeId)| {
            let names = names_at(network, *node);
            let (_, other) = names.into_iter().find(|(class, own)| *own != name && takes(*class))?;
            Some((*along_m, network.nodes()[node.0 as usize], other))
        };
        self.nodes.iter().filter_map(other).collect()
    }
}

/// The links of a street from one of its junctions onwards, as straight on as can be, each with the junction it ends
/// at.
fn followed(network: &Network, street: &Carried, from: NodeId, seen: &mut HashSet<LinkId>) -> Vec<(LinkId, NodeId)> {
    let mut way = Vec::new();
    let (mut link, mut node, mut gone_m) = (street.link, from, 0.0);
    while gone_m < FOLLOWED_M {
        let coming = direction(network, link, node);
        let straightness = |next: &LinkId| {
            let leaving = direction(network, *next, node);
            // Both look away from the junction.
            -(coming.0 * leaving.0 + coming.1 * leaving.1)
        };
        let goes_on = |next: &&LinkId| {
            network.link(**next).street().name.as_deref() == Some(&street.name)
                && !seen.contains(next)
                && straightness(next) >= SHARPEST_TURN
        };
        let ways = network.at(node).iter().filter(goes_on);
        let Some(next) = ways.max_by(|a, b| straightness(a).total_cmp(&straightness(b)).then(b.cmp(a))).copied() else {
            break;
        };
        seen.insert(next);
        node = network.across(next, node);
        link = next;
        gone_m += network.link(next).length_m;
        way.push((next, node));
    }
    way
}

/// The direction in which a link leaves a junction, as a vector of length one.
fn direction(network: &Network, link: LinkId, node: NodeId) -> (f64, f64) {
    let laid = network.link(link);
    let line = &laid.line;
    let (a, b) = if laid.from() == node { (line[0], line[1]) } else { (line[line.len() - 1], line[line.len() - 2]) };
    let length_m = a.distance_m(b);
    if length_m > 0.0 { ((b.e - a.e) / length_m, (b.n - a.n) / length_m) } else { (0.0, 0.0) }
}
