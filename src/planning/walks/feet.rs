//! The ground under a walk: which streets people on foot reach, how far it is along them, and whether they are lit.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use super::WalkParams;
use crate::geodesy::{EastNorth, Metric};
use crate::town::{
    By, Ground, Layer, LinkId, Lit, Network, NodeId, Piece, Position, SNAP_LIMIT_M, Search, StreetClass,
};

/// Streets within reach of the start, on foot.
pub(super) struct Feet<'a> {
    network: &'a Network,
    by: By,
    start: Position,
    from_start: Search<'a>,
    /// For all other questions.
    search: Search<'a>,
    lamps: Lamps,
    lit: HashMap<LinkId, Lit>,
    metres_in_reach: f64,
}

/// Someone who says where the walk starts may stand in a square or a park (metres).
const START_LIMIT_M: f64 = 250.0;
/// A street that is no way on is passed over for one so much farther away.
const NEXT_BEST_M: f64 = 25.0;
/// Fewer junctions are a street by itself.
const LEAST_JUNCTIONS: usize = 10;

impl<'a> Feet<'a> {
    /// `None` when there is no street people can walk along near the start.
    pub fn at(start: EastNorth, ground: &'a Ground, metric: &Metric, step_free: bool, limit_m: f64) -> Option<Self> {
        let network = &ground.network;
        let by = if step_free { By::StepFree } else { By::Foot };
        let near: Vec<Position> = walkable(network, by, start, START_LIMIT_M);
        let mut from_start = Search::new(network, by);
        let mut n_reached = |from: &Position| from_start.from(*from, limit_m).len();
        let chosen = near.iter().find(|from| n_reached(from) >= LEAST_JUNCTIONS).or(near.first()).copied()?;
        from_start.from(chosen, limit_m);
        let reached: HashSet<LinkId> =
            from_start.reached().iter().flat_map(|(node, _)| network.at(*node)).copied().collect();
        let on_foot = reached.iter().filter(|id| by.may_go(network.link(**id).street(), true));
        // Summed as whole centimetres, because a set has no order.
        let centimetres: u64 = on_foot.map(|id| (network.link(*id).length_m * 100.0) as u64).sum();
        Some(Self {
            network,
            by,
            start: chosen,
            search: Search::new(network, by),
            from_start,
            lamps: Lamps::of(ground, metric),
            lit: HashMap::new(),
            metres_in_reach: centimetres as f64 / 100.0,
        })
    }

    /// Where the start was laid on the streets.
    pub fn start(&self) -> Position {
        self.start
    }

    pub fn metres_in_reach(&self) -> f64 {
        self.metres_in_reach
    }

    /// How far it is from the start.
    pub fn way_from_start(&self, to: Position) -> Option<f64> {
        self.from_start.to(to)
    }

    pub fn place(&self, at: Position) -> EastNorth {
        self.network.place(at)
    }

    /// The street of a place, if it can be walked to from the start.
    pub fn reached_from(&self, place: EastNorth) -> Option<Position> {
        self.reached_within(place, SNAP_LIMIT_M)
    }

    /// The same for a place somebody chose.
    pub fn reached_near(&self, place: EastNorth) -> Option<Position> {
        self.reached_within(place, START_LIMIT_M)
    }

    fn reached_within(&self, place: EastNorth, limit_m: f64) -> Option<Position> {
        let near = self.network.near(place, limit_m);
        let mut near = near.iter().filter(|foot| self.may_walk(foot.position.link));
        let first = near.next()?;
        let others = near.take_while(|foot| foot.distance_m <= first.distance_m + NEXT_BEST_M);
        let mut candidates = std::iter::once(first).chain(others).map(|foot| foot.position);
        candidates.find(|position| self.way_from_start(*position).is_some())
    }

    /// How far the nearest street is that people on foot may use, as far as one looks (metres).
    pub fn nearest_street_m(place: EastNorth, network: &Network, limit_m: f64) -> Option<f64> {
        let near = network.near(place, limit_m);
        near.iter().find(|foot| network.link(foot.position.link).street().foot).map(|foot| foot.distance_m)
    }

    fn may_walk(&self, link: LinkId) -> bool {
        self.by.may_go(self.network.link(link).street(), true)
    }

    /// Which of these can be walked to within a limit.
    pub fn near_on_foot(&mut self, from: Position, to: &[Position], limit_m: f64) -> Vec<bool> {
        if to.is_empty() {
            return Vec::new();
        }
        self.search.from(from, limit_m);
        to.iter().map(|to| self.search.to(*to).is_some()).collect()
    }

    /// The way from one place to each of some others.
    pub fn distances(&mut self, from: Position, to: &[Position], limit_m: f64) -> Vec<f64> {
        self.search.from(from, limit_m);
        to.iter().map(|to| self.search.to(*to).unwrap_or(f64::INFINITY)).collect()
    }

    /// Metres of walkable street in a circle, drawn with some corners.
    pub fn metres_around(&self, at: EastNorth, radius_m: f64, corners: usize) -> f64 {
        let corner = |nth: usize| {
            let angle = nth as f64 / corners as f64 * std::f64::consts::TAU;
            EastNorth { e: at.e + radius_m * angle.cos(), n: at.n + radius_m * angle.sin() }
        };
        let ring: Vec<EastNorth> = (0..corners).map(corner).collect();
        let inside = self.network.inside(&[ring]);
        inside.iter().filter(|piece| self.may_walk(piece.link)).map(Piece::length_m).sum()
    }

    /// Whether a link is lit: as the street says, or by lamps all along it.
    pub fn lit(&mut self, id: LinkId) -> Lit {
        let laid = self.network.link(id);
        let lamps = &self.lamps;
        *self.lit.entry(id).or_insert_with(|| match laid.street().lit {
            Lit::Unknown if lamps.line_the(&laid.line) => Lit::Yes,
            known => known,
        })
    }

    /// The way on which metres cost what `price` says of their link, and its length.
    pub fn way(
        &mut self,
        from: Position,
        to: Position,
        mut price: impl FnMut(&mut Self, LinkId) -> f64,
    ) -> Option<(Vec<Piece>, f64)> {
        let mut prices: HashMap<LinkId, f64> = HashMap::new();
        let network = self.network;
        let mut price = |feet: &mut Self, id: LinkId| *prices.entry(id).or_insert_with(|| price(feet, id).max(1.0));
        let mut cost: HashMap<NodeId, (f64, LinkId)> = HashMap::new();
        let mut queue = BinaryHeap::new();
        let (first, last) = (network.link(from.link), network.link(to.link));
        let first_price = price(self, from.link);
        for (node, metres) in [(first.from(), from.along_m), (first.to(), first.length_m - from.along_m)] {
            let metres = metres.max(0.0) * first_price;
            if cost.get(&node).is_none_or(|(known, _)| metres < *known) {
                cost.insert(node, (metres, from.link));
                queue.push(Reverse((Ordered(metres), node)));
            }
        }
        let last_price = price(self, to.link);
        let by_end = |node: NodeId, at: f64| {
            let ends = [(last.from(), to.along_m), (last.to(), last.length_m - to.along_m)];
            let rest = ends.into_iter().filter(|(end, _)| *end == node).map(|(_, m)| at + m.max(0.0) * last_price);
            rest.min_by(f64::total_cmp)
        };
        let direct = (from.link == to.link).then(|| (to.along_m - from.along_m).abs() * first_price);
        let mut best: Option<(f64, Option<NodeId>)> = direct.map(|cost| (cost, None));
        while let Some(Reverse((Ordered(at), node))) = queue.pop() {
            if best.is_some_and(|(best, _)| at >= best) {
                break;
            }
            if cost.get(&node).is_some_and(|(known, _)| at > *known) {
                continue;
            }
            if let Some(whole) = by_end(node, at)
                && best.is_none_or(|(best, _)| whole < best)
            {
                best = Some((whole, Some(node)));
            }
            for &id in network.at(node) {
                let link = network.link(id);
                if link.from() == link.to() || !self.may_walk(id) {
                    continue;
                }
                let next = network.across(id, node);
                let there = at + link.length_m * price(self, id);
                if cost.get(&next).is_none_or(|(known, _)| there < *known) {
                    cost.insert(next, (there, id));
                    queue.push(Reverse((Ordered(there), next)));
                }
            }
        }
        let (_, through) = best?;
        let pieces = match through {
            None => vec![Piece { link: to.link, from_m: from.along_m, to_m: to.along_m }],
            Some(node) => pieces(network, from, to, node, &cost),
        };
        let metres = pieces.iter().map(|piece| piece.length_m().abs()).sum();
        Some((pieces, metres))
    }

    /// The line of a way, without points that stand twice.
    pub fn line(&self, pieces: &[Piece]) -> Vec<EastNorth> {
        let mut line: Vec<EastNorth> = Vec::new();
        for piece in pieces {
            let forward = piece.from_m <= piece.to_m;
            let (from_m, to_m) = if forward { (piece.from_m, piece.to_m) } else { (piece.to_m, piece.from_m) };
            let mut points = self.network.line_of(&Piece { from_m, to_m, ..*piece });
            if !forward {
                points.reverse();
            }
            line.extend(points);
        }
        line.dedup_by(|a, b| a.distance_m(*b) < 0.05);
        line
    }

    pub fn class(&self, link: LinkId) -> StreetClass {
        self.network.link(link).street().class
    }
}

/// From the last junction back to the start.
fn pieces(
    network: &Network,
    from: Position,
    to: Position,
    through: NodeId,
    cost: &HashMap<NodeId, (f64, LinkId)>,
) -> Vec<Piece> {
    let last = network.link(to.link);
    // A loop is entered by its nearer end.
    let by_first = last.from() == through && (last.to() != through || to.along_m * 2.0 <= last.length_m);
    let entered_m = if by_first { 0.0 } else { last.length_m };
    let mut way = vec![Piece { link: to.link, from_m: entered_m, to_m: to.along_m }];
    let mut node = through;
    // More steps than junctions there are none.
    for _ in 0..=cost.len() {
        let Some((_, id)) = cost.get(&node).copied() else { break };
        let link = network.link(id);
        if id == from.link {
            // Never whole: through its other end it would be farther. A loop is left by its nearer end.
            let by_end = link.to() == node && (link.from() != node || from.along_m * 2.0 > link.length_m);
            way.push(Piece { link: id, from_m: from.along_m, to_m: if by_end { link.length_m } else { 0.0 } });
            break;
        }
        let end_m = if link.to() == node { link.length_m } else { 0.0 };
        way.push(Piece { link: id, from_m: link.length_m - end_m, to_m: end_m });
        node = network.across(id, node);
    }
    way.reverse();
    way
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Ordered(f64);

impl Eq for Ordered {}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

fn walkable(network: &Network, by: By, place: EastNorth, limit_m: f64) -> Vec<Position> {
    let near = network.near(place, limit_m);
    let walkable = near.iter().filter(|foot| by.may_go(network.link(foot.position.link).street(), true));
    walkable.map(|foot| foot.position).take(20).collect()
}

/// Lamps that are not known to be out.
struct Lamps(HashMap<(i64, i64), Vec<EastNorth>>);

impl Lamps {
    fn of(ground: &Ground, metric: &Metric) -> Self {
        let mut lamps: HashMap<(i64, i64), Vec<EastNorth>> = HashMap::new();
        let shining = ground.layer(Layer::Lamp).filter(|lamp| lamp.kind.as_deref() != Some("out"));
        let points = shining.filter_map(|lamp| match &lamp.geometry {
            geo::Geometry::Point(at) => crate::geodesy::LonLat::new(at.x(), at.y()),
            _ => None,
        });
        for at in points.map(|at| metric.forward(at)) {
            lamps.entry(Self::square(at)).or_default().push(at);
        }
        Self(lamps)
    }

    fn square(at: EastNorth) -> (i64, i64) {
        let side_m = WalkParams::LAMP_REACH_M;
        ((at.e / side_m).floor() as i64, (at.n / side_m).floor() as i64)
    }

    fn is_near(&self, place: EastNorth) -> bool {
        let (column, row) = Self::square(place);
        let around = (-1..=1).flat_map(|de| (-1..=1).map(move |dn| (column + de, row + dn)));
        let mut lamps = around.filter_map(|key| self.0.get(&key)).flatten();
        lamps.any(|lamp| lamp.distance_m(place) <= WalkParams::LAMP_REACH_M)
    }

    /// A lamp within reach of four fifths of the line.
    fn line_the(&self, line: &[EastNorth]) -> bool {
        if self.0.is_empty() {
            return false;
        }
        const STEP_M: f64 = 10.0;
        let (mut n, mut n_lit) = (0_u32, 0_u32);
        for pair in line.windows(2) {
            let steps = (pair[0].distance_m(pair[1]) / STEP_M).ceil().max(1.0) as u32;
            for step in 0..steps {
                let share = (f64::from(step) + 0.5) / f64::from(steps);
                let at = EastNorth {
                    e: pair[0].e + (pair[1].e - pair[0].e) * share,
                    n: pair[0].n + (pair[1].n - pair[0].n) * share,
                };
                n += 1;
                n_lit += u32::from(self.is_near(at));
            }
        }
        5 * n_lit >= 4 * n
    }
}
