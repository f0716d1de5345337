//! How far it is along the streets, up to a limit: on foot, by car, or for a line somebody drew.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::{LinkId, Network, NodeId, Piece, Position};
use crate::town::{Street, StreetClass};

/// Who goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    /// Along every link, both ways: for lines and densities, which have no driver.
    Any,
    /// Where people on foot may go, both ways.
    Foot,
    /// On foot without flights of steps: with a pram, a walker or a wheelchair.
    StepFree,
    /// Where cars may go, in the direction they may go.
    Car,
}

impl By {
    /// Whether somebody may go along a street in the direction of its line, or against it.
    pub fn may_go(self, street: &Street, forward: bool) -> bool {
        match self {
            Self::Any => true,
            Self::Foot => street.foot,
            Self::StepFree => street.foot && street.class != StreetClass::Steps,
            Self::Car if forward => street.car.forward(),
            Self::Car => street.car.backward(),
        }
    }
}

/// A search along the streets from one position, used again for the next: it keeps its memory and cleans up only what
/// the search before touched.
///
/// # Method
/// Dijkstra's algorithm, ended at the limit. Of equally near junctions the one with the lower number is settled first.
///
/// # Complexity
/// O(m log m) in the m links within the limit; [`Search::new`] is linear in the junctions of the network.
///
/// # References
/// E. W. Dijkstra (1959), A note on two problems in connexion with graphs, doi:10.1007/BF01386390.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    network: &'a Network,
    by: By,
    start: Option<Position>,
    limit_m: f64,
    /// By node; infinite where the search did not come.
    distance_m: Vec<f64>,
    /// The link by which a node was reached.
    via: Vec<LinkId>,
    touched: Vec<NodeId>,
    settled: Vec<(NodeId, f64)>,
}

impl<'a> Search<'a> {
    pub fn new(network: &'a Network, by: By) -> Self {
        let n = network.nodes().len();
        Self {
            network,
            by,
            start: None,
            limit_m: 0.0,
            distance_m: vec![f64::INFINITY; n],
            via: vec![LinkId(0); n],
            touched: Vec::new(),
            settled: Vec::new(),
        }
    }

    /// Looks around a position, no farther than the limit; what was known of the search before is forgotten.
    pub fn from(&mut self, start: Position, limit_m: f64) -> &[(NodeId, f64)] {
        for node in self.touched.drain(..) {
            self.distance_m[node.0 as usize] = f64::INFINITY;
        }
        self.settled.clear();
        (self.start, self.limit_m) = (Some(start), limit_m);
        let mut queue = BinaryHeap::new();
        let first = self.network.link(start.link);
        for (node, distance_m, forward) in
            [(first.from(), start.along_m, false), (first.to(), first.length_m - start.along_m, true)]
        {
            if self.by.may_go(first.street(), forward) {
                self.reach(node, distance_m.max(0.0), start.link, &mut queue);
            }
        }
        while let Some(Reverse(Next { distance_m, node })) = queue.pop() {
            if distance_m > self.distance_m[node.0 as usize] {
                continue;
            }
            self.settled.push((node, distance_m));
            let network = self.network;
            for &id in network.at(node) {
                let link = network.link(id);
                // A loop comes back to where it began: never nearer.
                if link.from() == link.to() || !self.by.may_go(link.street(), link.from() == node) {
                    continue;
                }
                self.reach(network.across(id, node), distance_m + link.length_m, id, &mut queue);
            }
        }
        &self.settled
    }

    fn reach(&mut self, node: NodeId, distance_m: f64, via: LinkId, queue: &mut BinaryHeap<Reverse<Next>>) {
        let known = self.distance_m[node.0 as usize];
        if distance_m > self.limit_m || distance_m >= known {
            return;
        }
        if known.is_infinite() {
            self.touched.push(node);
        }
        self.distance_m[node.0 as usize] = distance_m;
        self.via[node.0 as usize] = via;
        queue.push(Reverse(Next { distance_m, node }));
    }

    /// The junctions reached and how far off they are, nearest first.
    pub fn reached(&self) -> &[(NodeId, f64)] {
        &self.settled
    }

    /// How far it is to a junction; `None` beyond the limit.
    pub fn to_node(&self, node: NodeId) -> Option<f64> {
        Some(self.distance_m[node.0 as usize]).filter(|d| d.is_finite())
    }

    /// How far it is to a position; `None` beyond the limit.
    pub fn to(&self, goal: Position) -> Option<f64> {
        self.arrival(goal).map(|arrival| arrival.distance_m)
    }

    /// The way to a position as the pieces of links gone along, in order; a piece with `from_m > to_m` is gone against
    /// the line of its link.
    pub fn path_to(&self, goal: Position) -> Option<Vec<Piece>> {
        let start = self.start?;
        let arrival = self.arrival(goal)?;
        let Some(mut node) = arrival.through else {
            return Some(vec![Piece { link: goal.link, from_m: start.along_m, to_m: goal.along_m }]);
        };
        let last = self.network.link(goal.link);
        let entered_m = if arrival.forward { 0.0 } else { last.length_m };
        let mut path = vec![Piece { link: goal.link, from_m: entered_m, to_m: goal.along_m }];
        loop {
            let id = self.via[node.0 as usize];
            let link = self.network.link(id);
            if id == start.link {
                // Whoever comes to an end of the first link by it comes straight from the start: through the other end
                // it would be farther.
                let ahead_m = (link.length_m - start.along_m).max(0.0);
                let forward = link.to() == node && (link.from() != node || self.distance_m[node.0 as usize] == ahead_m);
                let end_m = if forward { link.length_m } else { 0.0 };
                path.push(Piece { link: id, from_m: start.along_m, to_m: end_m });
                break;
            }
            let end_m = if link.to() == node { link.length_m } else { 0.0 };
            path.push(Piece { link: id, from_m: link.length_m - end_m, to_m: end_m });
            node = self.network.across(id, node);
        }
        path.reverse();
        Some(path)
    }

    fn arrival(&self, goal: Position) -> Option<Arrival> {
        let start = self.start?;
        let link = self.network.link(goal.link);
        let direct = (goal.link == start.link)
            .then_some(goal.along_m - start.along_m)
            .filter(|ahead| *ahead == 0.0 || self.by.may_go(link.street(), *ahead > 0.0))
            .map(|ahead| Arrival { distance_m: ahead.abs(), through: None, forward: ahead > 0.0 });
        let ends = [(link.from(), goal.along_m, true), (link.to(), link.length_m - goal.along_m, false)];
        let by_an_end = ends.into_iter().filter(|(_, _, forward)| self.by.may_go(link.street(), *forward)).filter_map(
            |(node, rest_m, forward)| {
                let distance_m = self.to_node(node)? + rest_m.max(0.0);
                Some(Arrival { distance_m, through: Some(node), forward })
            },
        );
        let nearest = direct.into_iter().chain(by_an_end).min_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
        nearest.filter(|arrival| arrival.distance_m <= self.limit_m)
    }
}

/// How a position is come to.
#[derive(Debug, Clone, Copy)]
struct Arrival {
    distance_m: f64,
    /// The end of the link it is entered by; `None` when start and goal lie on one link.
    through: Option<NodeId>,
    forward: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Next {
    distance_m: f64,
    node: NodeId,
}

impl Eq for Next {}

impl Ord for Next {
    fn cmp(&self, other: &Self) -> Ordering {
        self.distance_m.total_cmp(&other.distance_m).then(self.node.cmp(&other.node))
    }
}

impl PartialOrd for Next {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::super::drawn::{network, network_of, random_town};
    use super::*;
    use crate::town::Travel;

    /// Every pair of junctions by repeated relaxation (Bellman and Ford).
    fn brute(town: &Network, start: Position) -> Vec<f64> {
        let mut d = vec![f64::INFINITY; town.nodes().len()];
        let first = town.link(start.link);
        d[first.link.from as usize] = start.along_m;
        d[first.link.to as usize] = d[first.link.to as usize].min(first.length_m - start.along_m);
        for _ in 0..d.len() {
            for l in town.links() {
                let (a, b) = (l.link.from as usize, l.link.to as usize);
                d[a] = d[a].min(d[b] + l.length_m);
                d[b] = d[b].min(d[a] + l.length_m);
            }
        }
        d
    }

    #[test]
    fn distances_are_those_of_repeated_relaxation_and_nothing_beyond_the_limit_is_told() {
        for seed in 0..10 {
            let town = random_town(seed, 50);
            let mut search = Search::new(&town, By::Any);
            for id in 0..town.links().len() as u32 {
                let start = Position { link: LinkId(id), along_m: town.link(LinkId(id)).length_m * 0.3 };
                let expected = brute(&town, start);
                let limit = 900.0;
                let reached = search.from(start, limit).to_vec();
                assert!(reached.windows(2).all(|p| p[0].1 <= p[1].1), "nearest first");
                for (node, d) in expected.iter().enumerate() {
                    let found = search.to_node(NodeId(node as u32));
                    if *d > limit {
                        assert_eq!(found, None);
                    } else {
                        assert!((found.expect("within the limit") - d).abs() < 1e-9);
                    }
                }
                assert_eq!(reached.len(), expected.iter().filter(|d| **d <= limit).count());
            }
        }
    }

    #[test]
    fn a_path_is_as_long_as_its_distance_and_hangs_together() {
        for seed in 0..10 {
            let town = random_town(seed, 40);
            let mut search = Search::new(&town, By::Any);
            for (a, b) in (0..40).zip((0..40).rev()) {
                let start = Position { link: LinkId(a), along_m: town.link(LinkId(a)).length_m * 0.7 };
                let goal = Position { link: LinkId(b), along_m: town.link(LinkId(b)).length_m * 0.2 };
                search.from(start, 5_000.0);
                let (Some(d), Some(path)) = (search.to(goal), search.path_to(goal)) else { continue };
                let gone: f64 = path.iter().map(|piece| piece.length_m().abs()).sum();
                assert!((gone - d).abs() < 1e-6, "{seed} {a} {b}: {gone} {d} {path:?}");
                let place = |link, along_m| town.place(Position { link, along_m });
                for pair in path.windows(2) {
                    let (end, next) = (place(pair[0].link, pair[0].to_m), place(pair[1].link, pair[1].from_m));
                    assert!(end.distance_m(next) < 1e-6, "{path:?}");
                }
                assert!(place(path[0].link, path[0].from_m).distance_m(town.place(start)) < 1e-6);
            }
        }
    }

    #[test]
    fn cars_obey_one_way_streets_and_people_on_foot_do_not() {
        let one_way = Street { car: Travel::Forward, ..Street::of_class(StreetClass::Residential) };
        let both = Street::of_class(StreetClass::Residential);
        let town = network_of([
            (vec![(0.0, 0.0), (100.0, 0.0)], one_way),
            (vec![(100.0, 0.0), (100.0, 100.0)], both.clone()),
            (vec![(100.0, 100.0), (0.0, 0.0)], both),
        ]);
        let (here, ahead) = (Position { link: LinkId(0), along_m: 40.0 }, Position { link: LinkId(0), along_m: 60.0 });
        let mut car = Search::new(&town, By::Car);
        car.from(here, 1_000.0);
        assert!((car.to(ahead).unwrap() - 20.0).abs() < 1e-6);
        car.from(ahead, 1_000.0);
        assert!((car.to(here).unwrap() - (40.0 + 100.0 + 141.421_356 + 40.0)).abs() < 1e-2);
        let mut foot = Search::new(&town, By::Foot);
        foot.from(ahead, 1_000.0);
        assert!((foot.to(here).unwrap() - 20.0).abs() < 1e-6);
    }

    #[test]
    fn nobody_walks_on_a_motorway_or_drives_on_a_footway() {
        let town = network_of([
            (vec![(0.0, 0.0), (100.0, 0.0)], Street::of_class(StreetClass::Motorway)),
            (vec![(100.0, 0.0), (200.0, 0.0)], Street::of_class(StreetClass::Footway)),
        ]);
        let on = |link| Position { link: LinkId(link), along_m: 50.0 };
        assert_eq!(Search::new(&town, By::Foot).from(on(0), 500.0), []);
        assert_eq!(Search::new(&town, By::Car).from(on(1), 500.0), []);
        assert_eq!(Search::new(&town, By::Any).from(on(1), 500.0).len(), 3);
    }

    #[test]
    fn a_loop_is_gone_the_short_way_round() {
        let town = network(&[&[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 0.0)]]);
        let mut search = Search::new(&town, By::Any);
        search.from(Position { link: LinkId(0), along_m: 20.0 }, 1_000.0);
        let total = town.links()[0].length_m;
        assert!((search.to(Position { link: LinkId(0), along_m: total - 10.0 }).unwrap() - 30.0).abs() < 1e-9);
    }
}
