//! Which streets the observations lie on, worked out once and kept beside the index.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use rayon::prelude::*;

use super::place::cm;
use super::visit::Weighed;
use crate::geodesy::{EastNorth, Shape};
use crate::town::{LinkId, MatchParams, Network, Piece, SNAP_LIMIT_M};

/// The streets an observation lies on, each with its share; the shares add up to 1 at most, and what is missing lies on
/// no street.
pub type Links = [(LinkId, f64)];

/// A memory of where observations lie in one network, filled as they are asked for.
///
/// # Method
/// A point lies on the nearest link within [`SNAP_LIMIT_M`]. A stretch is [matched](Network::matched) and lies on each
/// link by its metres; what follows no street lies on none. An area lies on the links inside it by their metres. A
/// stretch or an area that meets no street at all is taken by its anchor, as a point.
///
/// A report that was moved is placed anew: what is remembered is remembered for a position (a shape), and asked for
/// with it. A network that was replaced gets a new memory.
///
/// # Complexity
/// 12 bytes for each key up to the highest seen, in pages of those that occur.
#[derive(Debug, Default)]
pub struct Placement(RwLock<Memory>);

#[derive(Debug, Default)]
struct Memory {
    /// By key, in pages.
    points: Vec<Option<Box<[Point]>>>,
    shapes: HashMap<u32, Shaped>,
}

#[derive(Debug, Clone, Copy)]
struct Point {
    e_cm: i32,
    n_cm: i32,
    link: u32,
}

#[derive(Debug, Clone)]
struct Shaped {
    print: u64,
    links: Vec<(LinkId, f64)>,
}

const PAGE: usize = 1_024;
const UNKNOWN: Point = Point { e_cm: 0, n_cm: 0, link: u32::MAX };
const NO_STREET: u32 = u32::MAX - 1;

impl Placement {
    /// Calls `visit` for each observation with the streets it lies on; those not known yet are placed first, on all
    /// cores.
    pub fn each<'a>(&self, network: &Network, seen: &[Weighed<'a>], mut visit: impl FnMut(&Weighed<'a>, &Links)) {
        self.learn(network, seen);
        let memory = self.0.read().unwrap_or_else(PoisonError::into_inner);
        for one in seen {
            memory.with(one, |links| visit(one, links));
        }
    }

    /// How many observations it remembers.
    pub fn len(&self) -> usize {
        let memory = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let known =
            memory.points.iter().flatten().flat_map(|page| page.iter()).filter(|point| point.link != UNKNOWN.link);
        known.count() + memory.shapes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn learn(&self, network: &Network, seen: &[Weighed]) {
        let unknown: Vec<&Weighed> = {
            let memory = self.0.read().unwrap_or_else(PoisonError::into_inner);
            seen.iter().filter(|one| !memory.knows(one)).collect()
        };
        if unknown.is_empty() {
            return;
        }
        let points: Vec<&&Weighed> = unknown.iter().filter(|one| one.shape.is_none()).collect();
        let places: Vec<EastNorth> = points.iter().map(|one| one.at).collect();
        let snapped = network.nearest_of_each(&places, SNAP_LIMIT_M);
        let shaped: Vec<(u32, Shaped)> = unknown
            .par_iter()
            .filter_map(|one| {
                let shape = one.shape?;
                Some((one.key, Shaped { print: print(shape), links: lies_on(network, shape) }))
            })
            .collect();
        let mut memory = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (one, snapped) in points.iter().zip(snapped) {
            let link = snapped.map_or(NO_STREET, |snapped| snapped.position.link.0);
            memory.remember(one.key, Point { e_cm: cm(one.at.e), n_cm: cm(one.at.n), link });
        }
        memory.shapes.extend(shaped);
    }
}

impl Memory {
    fn point(&self, key: u32) -> Option<Point> {
        let (page, at) = (key as usize / PAGE, key as usize % PAGE);
        self.points.get(page)?.as_ref().map(|page| page[at]).filter(|point| point.link != UNKNOWN.link)
    }

    fn knows(&self, one: &Weighed) -> bool {
        match one.shape {
            None => self.point(one.key).is_some_and(|p| (p.e_cm, p.n_cm) == (cm(one.at.e), cm(one.at.n))),
            Some(shape) => self.shapes.get(&one.key).is_some_and(|known| known.print == print(shape)),
        }
    }

    fn remember(&mut self, key: u32, point: Point) {
        let (page, at) = (key as usize / PAGE, key as usize % PAGE);
        if self.points.len() <= page {
            self.points.resize(page + 1, None);
        }
        self.points[page].get_or_insert_with(|| vec![UNKNOWN; PAGE].into())[at] = point;
    }

    fn with(&self, one: &Weighed, visit: impl FnOnce(&Links)) {
        if one.shape.is_some() {
            visit(self.shapes.get(&one.key).map_or(&[], |known| &known.links));
            return;
        }
        match self.point(one.key) {
            Some(Point { link, .. }) if link != NO_STREET => visit(&[(LinkId(link), 1.0)]),
            _ => visit(&[]),
        }
    }
}

/// The links a stretch or an area lies on, the largest share first.
fn lies_on(network: &Network, shape: &Shape) -> Vec<(LinkId, f64)> {
    let (pieces, elsewhere_m) = match shape {
        Shape::Point(_) => (Vec::new(), 0.0),
        Shape::Stretch(line) => {
            let matched = network.matched(line, &MatchParams::default());
            let elsewhere_m = matched.unmatched_m();
            (matched.pieces, elsewhere_m)
        }
        Shape::Area(rings) => (network.inside(rings), 0.0),
    };
    let on_streets_m: f64 = pieces.iter().map(Piece::length_m).sum();
    if on_streets_m <= 0.0 {
        let nearest = network.nearest(shape.anchor(), SNAP_LIMIT_M);
        return nearest.map(|found| (found.position.link, 1.0)).into_iter().collect();
    }
    let mut shares: Vec<(LinkId, f64)> =
        pieces.iter().map(|piece| (piece.link, piece.length_m() / (on_streets_m + elsewhere_m))).collect();
    shares.sort_by_key(|(link, _)| *link);
    shares.dedup_by(|later, first| {
        let same = later.0 == first.0;
        if same {
            first.1 += later.1;
        }
        same
    });
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    shares
}

/// A number two shapes share only if they are the same (FNV-1a over the bits of their points).
fn print(shape: &Shape) -> u64 {
    let bits = shape.points().flat_map(|p| [p.e.to_bits(), p.n.to_bits()]);
    bits.fold(0xcbf2_9ce4_8422_2325, |hash, bits| (hash ^ bits).wrapping_mul(0x0100_0000_01b3).rotate_left(17))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::town::drawn::{at, network};

    fn seen(key: u32, at: EastNorth) -> Weighed<'static> {
        Weighed { key, at, shape: None, weight: 1.0 }
    }

    fn links(placement: &Placement, network: &Network, one: Weighed) -> Vec<(u32, f64)> {
        let mut found = Vec::new();
        placement.each(network, &[one], |_, links| found = links.iter().map(|(l, s)| (l.0, *s)).collect());
        found
    }

    #[test]
    fn a_report_that_was_moved_is_placed_anew() {
        let town = network(&[&[(0.0, 0.0), (100.0, 0.0)], &[(0.0, 500.0), (100.0, 500.0)]]);
        let placement = Placement::default();
        assert_eq!(links(&placement, &town, seen(5_000, at(50.0, 9.0))), [(0, 1.0)]);
        assert_eq!(links(&placement, &town, seen(5_000, at(50.0, 495.0))), [(1, 1.0)]);
        assert_eq!(links(&placement, &town, seen(5_000, at(50.0, 250.0))), []);
        assert_eq!(placement.len(), 1);
    }

    #[test]
    fn a_stretch_lies_on_its_streets_by_metres_and_what_crosses_a_field_on_none() {
        let town = network(&[&[(0.0, 0.0), (100.0, 0.0)], &[(100.0, 0.0), (400.0, 0.0)]]);
        let placement = Placement::default();
        let line = Shape::Stretch(vec![at(0.0, 0.0), at(400.0, 0.0)]);
        let one = Weighed { key: 1, at: line.anchor(), shape: Some(&line), weight: 1.0 };
        let found = links(&placement, &town, one);
        assert_eq!(found.iter().map(|(link, _)| *link).collect::<Vec<_>>(), [1, 0]);
        assert!((found[0].1 - 0.75).abs() < 1e-6 && (found[1].1 - 0.25).abs() < 1e-6, "{found:?}");

        let half_out = Shape::Stretch(vec![at(0.0, 0.0), at(800.0, 0.0)]);
        let one = Weighed { shape: Some(&half_out), ..one };
        let sum: f64 = links(&placement, &town, one).iter().map(|(_, share)| share).sum();
        assert!((0.45..0.6).contains(&sum), "{sum}");
    }

    #[test]
    fn an_area_lies_on_the_streets_in_it_and_without_any_on_the_nearest() {
        let town = network(&[&[(0.0, 0.0), (100.0, 0.0)], &[(100.0, 0.0), (100.0, 300.0)]]);
        let placement = Placement::default();
        let square = |w: f64, s: f64, side: f64| {
            Shape::Area(vec![vec![at(w, s), at(w + side, s), at(w + side, s + side), at(w, s + side)]])
        };
        let around = square(50.0, -50.0, 100.0);
        let one = Weighed { key: 1, at: around.anchor(), shape: Some(&around), weight: 1.0 };
        let found = links(&placement, &town, one);
        assert!((found[0].1 - 0.5).abs() < 1e-6 && (found[1].1 - 0.5).abs() < 1e-6, "{found:?}");
        let beside = square(20.0, 10.0, 20.0);
        assert_eq!(
            links(&placement, &town, Weighed { key: 2, shape: Some(&beside), at: beside.anchor(), ..one }),
            [(0, 1.0)]
        );
        let field = square(-900.0, 600.0, 50.0);
        assert_eq!(links(&placement, &town, Weighed { key: 3, shape: Some(&field), at: field.anchor(), ..one }), []);
    }
}
