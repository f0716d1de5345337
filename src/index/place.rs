//! Positions in whole centimetres.

use crate::geodesy::{Box2, EastNorth};

/// Centimetres, rounded down, so that a position stays in its cell of whole metres whatever its decimals.
///
/// A millionth of a centimetre below a centimetre counts as the centimetre (0.29 m is a hair less than 29 cm in `f64`),
/// except at a whole metre, which `f64` knows exactly: so `cm(metres(c)) == c`, and no cell edge moves.
/// Beyond ±[`REACH_M`] it is clamped.
pub(super) fn cm(v: f64) -> i32 {
    let whole = v.floor();
    let hundredths = ((v - whole) * 100.0 + 1e-6).floor().min(99.0);
    (whole * 100.0 + hundredths).clamp(-REACH_M * 100.0, REACH_M * 100.0) as i32
}

/// No metric plane has places further from its origin; what claims to be is nonsense. Half of what an `i32` holds, so
/// that a difference of two positions fits in a `u32`.
pub(super) const REACH_M: f64 = 10_700_000.0;

pub(super) fn metres(c: i32) -> f64 {
    f64::from(c) / 100.0
}

/// A box in centimetres, all edges inside; empty when `west > east`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CmBox {
    pub west: i32,
    pub south: i32,
    pub east: i32,
    pub north: i32,
}

impl CmBox {
    pub const EMPTY: Self = Self { west: i32::MAX, south: i32::MAX, east: i32::MIN, north: i32::MIN };

    /// The centimetres inside a box in metres.
    pub fn inside(b: &Box2) -> Self {
        let up = |v: f64| {
            let c = cm(v);
            if metres(c) < v { c.saturating_add(1) } else { c }
        };
        Self { west: up(b.min.e), south: up(b.min.n), east: cm(b.max.e), north: cm(b.max.n) }
    }

    pub fn is_empty(&self) -> bool {
        self.west > self.east || self.south > self.north
    }

    pub fn grow(&mut self, e: i32, n: i32) {
        self.west = self.west.min(e);
        self.east = self.east.max(e);
        self.south = self.south.min(n);
        self.north = self.north.max(n);
    }

    pub fn grow_to(&mut self, other: &Self) {
        self.west = self.west.min(other.west);
        self.east = self.east.max(other.east);
        self.south = self.south.min(other.south);
        self.north = self.north.max(other.north);
    }

    pub fn contains(&self, e: i32, n: i32) -> bool {
        // Bitwise, because half the rows of a block on the edge are outside: a branch would guess wrong.
        (e >= self.west) & (e <= self.east) & (n >= self.south) & (n <= self.north)
    }

    pub fn holds(&self, other: &Self) -> bool {
        other.west >= self.west && other.east <= self.east && other.south >= self.south && other.north <= self.north
    }

    pub fn corners(&self) -> [EastNorth; 4] {
        [(self.west, self.south), (self.east, self.south), (self.east, self.north), (self.west, self.north)]
            .map(|(e, n)| EastNorth { e: metres(e), n: metres(n) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn centimetres_come_back_and_no_edge_moves() {
        for c in (-100_000..100_000).chain(623_456_700..623_466_700) {
            assert_eq!(cm(metres(c)), c);
        }
        assert_eq!(cm(250.0_f64.next_down()), 24_999);
        assert_eq!(cm(-0.001), -1);
        assert_eq!(cm(1e300), 1_070_000_000);
        assert_eq!(cm(f64::NAN), 0);
    }
}
