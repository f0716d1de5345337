//! A polygon asked about: which positions lie in it, and which boxes lie wholly in or out.

use crate::geodesy::{Box2, EastNorth};

use super::place::{CmBox, metres};

/// Where a box lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Inside,
    Outside,
    /// Not known without a look at each row.
    Across,
}

/// Rings as a list of edges; by the even-odd rule holes need no mark.
#[derive(Debug, Clone)]
pub(super) struct Polygon {
    edges: Vec<(EastNorth, EastNorth)>,
    bounds: Option<Box2>,
}

impl Polygon {
    pub fn new(rings: &[Vec<EastNorth>]) -> Self {
        let around = |ring: &Vec<EastNorth>| {
            let next = ring.iter().cycle().skip(1).take(ring.len());
            ring.iter().copied().zip(next.copied()).collect::<Vec<_>>()
        };
        Self { edges: rings.iter().flat_map(around).collect(), bounds: Box2::around(rings.iter().flatten().copied()) }
    }

    pub fn bounds(&self) -> CmBox {
        self.bounds.as_ref().map_or(CmBox::EMPTY, CmBox::inside)
    }

    pub fn contains(&self, e_cm: i32, n_cm: i32) -> bool {
        self.holds(EastNorth { e: metres(e_cm), n: metres(n_cm) })
    }

    fn holds(&self, p: EastNorth) -> bool {
        let crossed = self
            .edges
            .iter()
            .filter(|(a, b)| (a.n > p.n) != (b.n > p.n) && p.e < (b.e - a.e) * (p.n - a.n) / (b.n - a.n) + a.e);
        crossed.count() % 2 == 1
    }

    /// Without an edge that touches the box, the whole box lies where its corner lies.
    pub fn side(&self, b: &CmBox) -> Side {
        let corners = b.corners();
        let [low, _, high, _] = corners;
        let touches = |(p, q): &(EastNorth, EastNorth)| {
            let beside = p.e.max(q.e) < low.e || p.e.min(q.e) > high.e || p.n.max(q.n) < low.n || p.n.min(q.n) > high.n;
            let turn = |c: &EastNorth| (q.e - p.e) * (c.n - p.n) - (q.n - p.n) * (c.e - p.e);
            let left = corners.iter().filter(|c| turn(c) > 0.0).count();
            let right = corners.iter().filter(|c| turn(c) < 0.0).count();
            !(beside || left == 4 || right == 4)
        };
        if self.edges.iter().any(touches) {
            Side::Across
        } else if self.holds(low) {
            Side::Inside
        } else {
            Side::Outside
        }
    }
}
