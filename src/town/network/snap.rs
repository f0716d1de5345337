//! From a place to the street it belongs to: the nearest link, where along it, how far off and on which side.

use std::sync::OnceLock;

use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::{Laid, LinkId, Network, Piece};
use crate::geodesy::{Box2, EastNorth};

/// Farther from every street than this, a report belongs to none (metres). A large car park or a park with no path
/// drawn in it is wider; a house and its garden is not.
pub const SNAP_LIMIT_M: f64 = 60.0;

/// A place on the network: so many metres along a link from its beginning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    pub link: LinkId,
    pub along_m: f64,
}

/// Which side of a link's line, looking along it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    Left,
    /// A place on the line itself counts as right of it.
    Right,
}

/// The nearest street to a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snapped {
    pub position: Position,
    /// The point of the link nearest to the place.
    pub at: EastNorth,
    pub distance_m: f64,
    pub side: Side,
}

impl Network {
    /// The nearest link within a limit; of equally near ones (at a junction) the one with the lowest number. `None`
    /// means there is no street so near.
    ///
    /// # Complexity
    /// A few boxes and some tens of segments: see `bench/results.md`. The tree is made at the first question.
    pub fn nearest(&self, place: EastNorth, limit_m: f64) -> Option<Snapped> {
        let mut best: Option<(f64, Foot)> = None;
        let limit2 = limit_m * limit_m;
        if !(place.e.is_finite() && place.n.is_finite()) {
            return None;
        }
        for (stretch, box_d2) in self.boxes().nearest_neighbor_iter_with_distance_2(&[place.e, place.n]) {
            // A box and a segment round differently; a box may not hide the segment in it by that.
            if box_d2 > best.map_or(limit2, |(d2, _)| d2) * (1.0 + 1e-12) {
                break;
            }
            let foot = self.foot_on(stretch.data, place);
            let nearer = best.is_none_or(|(d2, held)| (foot.d2, foot.link) < (d2, held.link));
            if nearer && foot.d2 <= limit2 {
                best = Some((foot.d2, foot));
            }
        }
        best.map(|(_, foot)| self.snapped(foot, place))
    }

    /// [`Network::nearest`] of many places, on all cores; the same answer on any number of them.
    pub fn nearest_of_each(&self, places: &[EastNorth], limit_m: f64) -> Vec<Option<Snapped>> {
        places.par_iter().with_min_len(1_024).map(|place| self.nearest(*place, limit_m)).collect()
    }

    /// Every link within a limit at its nearest point, nearest first.
    pub fn near(&self, place: EastNorth, limit_m: f64) -> Vec<Snapped> {
        let around = [
            EastNorth { e: place.e - limit_m, n: place.n - limit_m },
            EastNorth { e: place.e + limit_m, n: place.n + limit_m },
        ];
        let Some(around) = Box2::around(around) else { return Vec::new() };
        let mut feet: Vec<Foot> = self.stretches_in(&around).map(|stretch| self.foot_on(stretch, place)).collect();
        feet.retain(|foot| foot.d2 <= limit_m * limit_m);
        feet.sort_by(|a, b| (a.link, a.d2).partial_cmp(&(b.link, b.d2)).expect("distances are numbers"));
        feet.dedup_by_key(|foot| foot.link);
        feet.sort_by(|a, b| (a.d2, a.link).partial_cmp(&(b.d2, b.link)).expect("distances are numbers"));
        feet.into_iter().map(|foot| self.snapped(foot, place)).collect()
    }

    /// The links whose box touches a box, ascending.
    pub fn links_touching(&self, bounds: &Box2) -> Vec<LinkId> {
        let mut found: Vec<LinkId> = self.stretches_in(bounds).map(|stretch| stretch.link).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Where a position lies in the plane; beyond the ends of the link it is the end.
    pub fn place(&self, position: Position) -> EastNorth {
        let line = &self.link(position.link).line;
        let mut rest_m = position.along_m.max(0.0);
        for pair in line.windows(2) {
            let step = pair[0].distance_m(pair[1]);
            if rest_m <= step && step > 0.0 {
                return between(pair[0], pair[1], rest_m / step);
            }
            rest_m -= step;
        }
        line[line.len() - 1]
    }

    /// The line of a part of a link: its ends, and the bends between them.
    pub fn line_of(&self, piece: &Piece) -> Vec<EastNorth> {
        let line = &self.link(piece.link).line;
        let mut points = vec![self.place(Position { link: piece.link, along_m: piece.from_m })];
        let mut gone_m = 0.0;
        for pair in line.windows(2) {
            gone_m += pair[0].distance_m(pair[1]);
            if gone_m > piece.from_m && gone_m < piece.to_m {
                points.push(pair[1]);
            }
        }
        points.push(self.place(Position { link: piece.link, along_m: piece.to_m }));
        points
    }

    fn boxes(&self) -> &RTree<Leaf> {
        self.tree.get_or_init(|| RTree::bulk_load(self.links().iter().enumerate().flat_map(leaves).collect()))
    }

    fn stretches_in(&self, bounds: &Box2) -> impl Iterator<Item = Stretch> {
        let envelope = AABB::from_corners([bounds.min.e, bounds.min.n], [bounds.max.e, bounds.max.n]);
        self.boxes().locate_in_envelope_intersecting(&envelope).map(|leaf| leaf.data)
    }

    /// The nearest point of a stretch; of equally near ones the first.
    fn foot_on(&self, stretch: Stretch, place: EastNorth) -> Foot {
        let line = &self.link(stretch.link).line;
        let (first, last) = (stretch.first as usize, stretch.last as usize);
        let mut best = Foot { link: stretch.link, segment: first, t: 0.0, d2: f64::INFINITY };
        for segment in first..last {
            let (a, b) = (line[segment], line[segment + 1]);
            let t = nearest_share(a, b, place);
            let at = between(a, b, t);
            let (de, dn) = (place.e - at.e, place.n - at.n);
            let d2 = de * de + dn * dn;
            if d2 < best.d2 {
                best = Foot { segment, t, d2, ..best };
            }
        }
        best
    }

    fn snapped(&self, foot: Foot, place: EastNorth) -> Snapped {
        let line = &self.link(foot.link).line;
        let (a, b) = (line[foot.segment], line[foot.segment + 1]);
        let before = crate::geodesy::length_m(&line[..=foot.segment]);
        let at = between(a, b, foot.t);
        Snapped {
            position: Position { link: foot.link, along_m: before + foot.t * a.distance_m(b) },
            at,
            distance_m: place.distance_m(at),
            side: side(line, foot, place),
        }
    }
}

/// A few segments of one link; the tree holds these and not single segments, which would be ten times as many boxes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    link: LinkId,
    /// Points `first..=last` of the link's line.
    first: u32,
    last: u32,
}

type Leaf = GeomWithData<Rectangle<[f64; 2]>, Stretch>;
pub(super) type Tree = OnceLock<RTree<Leaf>>;

const SEGMENTS_IN_A_BOX: usize = 8;

fn leaves((id, laid): (usize, &Laid)) -> impl Iterator<Item = Leaf> {
    let line = &laid.line;
    (0..line.len() - 1).step_by(SEGMENTS_IN_A_BOX).map(move |first| {
        let last = (first + SEGMENTS_IN_A_BOX).min(line.len() - 1);
        let b = Box2::around(line[first..=last].iter().copied()).expect("a stretch has points");
        let stretch = Stretch { link: LinkId(id as u32), first: first as u32, last: last as u32 };
        Leaf::new(Rectangle::from_corners([b.min.e, b.min.n], [b.max.e, b.max.n]), stretch)
    })
}

/// A point of a link: so far along one of its segments, and the square of the distance to the place asked about.
#[derive(Debug, Clone, Copy)]
struct Foot {
    link: LinkId,
    segment: usize,
    t: f64,
    d2: f64,
}

fn nearest_share(a: EastNorth, b: EastNorth, place: EastNorth) -> f64 {
    let (de, dn) = (b.e - a.e, b.n - a.n);
    let length2 = de * de + dn * dn;
    if length2 == 0.0 {
        return 0.0;
    }
    (((place.e - a.e) * de + (place.n - a.n) * dn) / length2).clamp(0.0, 1.0)
}

pub(super) fn between(a: EastNorth, b: EastNorth, t: f64) -> EastNorth {
    // The ends exactly: links that share a junction are then equally near to a place beyond it.
    match t {
        0.0 => a,
        1.0 => b,
        t => EastNorth { e: a.e + (b.e - a.e) * t, n: a.n + (b.n - a.n) * t },
    }
}

/// At a bend the direction is the mean of the two segments: either of them alone can have a place inside the bend on
/// the wrong side.
fn side(line: &[EastNorth], foot: Foot, place: EastNorth) -> Side {
    let direction = |segment: Option<usize>| {
        let pair = segment.and_then(|s| Some((line.get(s)?, line.get(s + 1)?)));
        let (de, dn) = pair.map_or((0.0, 0.0), |(a, b)| (b.e - a.e, b.n - a.n));
        let length = f64::hypot(de, dn);
        if length == 0.0 { (0.0, 0.0) } else { (de / length, dn / length) }
    };
    let here = direction(Some(foot.segment));
    let other = match foot.t {
        0.0 => direction(foot.segment.checked_sub(1)),
        1.0 => direction(Some(foot.segment + 1)),
        _ => (0.0, 0.0),
    };
    let (de, dn) = (here.0 + other.0, here.1 + other.1);
    let at = between(line[foot.segment], line[foot.segment + 1], foot.t);
    let cross = de * (place.n - at.n) - dn * (place.e - at.e);
    if cross > 0.0 { Side::Left } else { Side::Right }
}

#[cfg(test)]
mod tests {
    use super::super::drawn::{at, network, random_places, random_town};
    use super::*;

    /// By every segment of every link, without a tree.
    fn brute(network: &Network, place: EastNorth) -> (f64, LinkId) {
        let each = network.links().iter().enumerate().map(|(id, laid)| {
            let d = laid.line.windows(2).map(|s| {
                let (dx, dy) = (s[1].e - s[0].e, s[1].n - s[0].n);
                let t = ((place.e - s[0].e) * dx + (place.n - s[0].n) * dy) / (dx * dx + dy * dy);
                let t = if t > 0.0 { t.min(1.0) } else { 0.0 };
                (place.e - s[0].e - t * dx).hypot(place.n - s[0].n - t * dy)
            });
            (d.fold(f64::INFINITY, f64::min), LinkId(id as u32))
        });
        each.min_by(|a, b| a.0.total_cmp(&b.0)).expect("links")
    }

    #[test]
    fn the_nearest_link_is_the_one_found_without_a_tree() {
        for seed in 0..8 {
            let town = random_town(seed, 60);
            for place in random_places(seed + 100, 400, 1_200.0) {
                let (d, link) = brute(&town, place);
                let found = town.nearest(place, 1e6).expect("some street");
                assert!((found.distance_m - d).abs() < 1e-9, "{seed}: {found:?}, brute force says {d}");
                let near = town.near(place, d + 0.001);
                assert!(near.iter().any(|s| s.position.link == link), "{seed}: {near:?} lacks {link:?}");
                assert!((town.place(found.position).distance_m(found.at)) < 1e-9);
                assert_eq!(town.nearest(place, d - 1e-6), None, "not within less than its distance");
            }
        }
    }

    #[test]
    fn many_places_at_once_give_the_same_as_one_by_one() {
        let town = random_town(3, 80);
        let places = random_places(4, 5_000, 1_200.0);
        let one_by_one: Vec<_> = places.iter().map(|p| town.nearest(*p, SNAP_LIMIT_M)).collect();
        assert_eq!(town.nearest_of_each(&places, SNAP_LIMIT_M), one_by_one);
    }

    #[test]
    fn a_place_beside_a_street_knows_how_far_along_and_on_which_side() {
        let town = network(&[&[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0)]]);
        let found = town.nearest(at(30.0, 4.0), 60.0).unwrap();
        assert!((found.position.along_m - 30.0).abs() < 1e-3 && (found.distance_m - 4.0).abs() < 1e-3);
        assert_eq!(found.side, Side::Left);
        assert_eq!(town.nearest(at(104.0, 50.0), 60.0).unwrap().side, Side::Right);
        let along = town.nearest(at(96.0, 50.0), 60.0).unwrap().position.along_m;
        assert!((along - 150.0).abs() < 1e-3);
    }

    #[test]
    fn inside_a_sharp_bend_the_side_is_that_of_the_bend() {
        // A hairpin: beyond its tip, slightly above it, the last segment alone would say left.
        let town = network(&[&[(0.0, 0.0), (100.0, 0.0), (0.0, 20.0)]]);
        for dn in [-2.0, 2.0, 6.0] {
            assert_eq!(town.nearest(at(110.0, dn), 60.0).unwrap().side, Side::Right, "{dn}");
        }
        assert_eq!(town.nearest(at(50.0, 5.0), 60.0).unwrap().side, Side::Left);
    }

    #[test]
    fn farther_than_the_limit_there_is_no_street() {
        let town = network(&[&[(0.0, 0.0), (100.0, 0.0)]]);
        assert_eq!(town.nearest(at(50.0, 60.1), SNAP_LIMIT_M), None);
        assert!(town.nearest(at(50.0, 59.9), SNAP_LIMIT_M).is_some());
        assert_eq!(Network::default().nearest(at(0.0, 0.0), SNAP_LIMIT_M), None);
        assert_eq!(town.nearest(EastNorth { e: f64::NAN, n: 0.0 }, SNAP_LIMIT_M), None);
    }

    #[test]
    fn beyond_a_junction_the_link_with_the_lowest_number_is_taken() {
        let town = network(&[&[(0.0, 0.0), (50.0, 0.0)], &[(50.0, 0.0), (50.0, -50.0)], &[(50.0, 0.0), (80.0, -50.0)]]);
        assert_eq!(town.nearest(at(52.0, 9.0), 60.0).unwrap().position.link, LinkId(0));
    }
}
