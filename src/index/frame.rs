//! The whole cells a question is about.

use crate::geodesy::{Box2, Cell};

use super::place::{CmBox, REACH_M, metres};

/// A rectangle of cells of one size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub size_m: u32,
    /// Lower-left cell, counted in cells from the origin of the metres.
    first_e: i64,
    first_n: i64,
    width: i64,
    height: i64,
}

impl Frame {
    /// The cells that have more than an edge in common with a box (a box without surface touches the cells it lies in).
    pub fn touching(b: &Box2, size_m: u32) -> Self {
        let size = f64::from(size_m);
        let cells = |v: f64| v.clamp(-REACH_M, REACH_M) / size;
        let low = |v: f64| cells(v).floor() as i64;
        let high = |v: f64, low: i64| (cells(v).ceil() as i64 - 1).max(low);
        let (first_e, first_n) = (low(b.min.e), low(b.min.n));
        let (last_e, last_n) = (high(b.max.e, first_e), high(b.max.n, first_n));
        Self { size_m, first_e, first_n, width: last_e - first_e + 1, height: last_n - first_n + 1 }
    }

    pub(super) fn around(b: &CmBox, size_m: u32) -> Option<Self> {
        if b.is_empty() {
            return None;
        }
        let cell = |c: i32| i64::from(c).div_euclid(i64::from(size_m) * 100);
        let (first_e, first_n) = (cell(b.west), cell(b.south));
        let (width, height) = (cell(b.east) - first_e + 1, cell(b.north) - first_n + 1);
        Some(Self { size_m, first_e, first_n, width, height })
    }

    /// What two frames of one size have in common.
    pub(super) fn intersection(&self, other: &Self) -> Option<Self> {
        debug_assert_eq!(self.size_m, other.size_m);
        let overlap = |a: i64, a_len: i64, b: i64, b_len: i64| {
            let (first, end) = (a.max(b), (a + a_len).min(b + b_len));
            (end > first).then_some((first, end - first))
        };
        let (first_e, width) = overlap(self.first_e, self.width, other.first_e, other.width)?;
        let (first_n, height) = overlap(self.first_n, self.height, other.first_n, other.height)?;
        Some(Self { size_m: self.size_m, first_e, first_n, width, height })
    }

    pub fn n_cells(&self) -> u64 {
        self.width as u64 * self.height as u64
    }

    pub fn bounds(&self) -> Box2 {
        let size = f64::from(self.size_m);
        let at = |e: i64, n: i64| crate::geodesy::EastNorth { e: e as f64 * size, n: n as f64 * size };
        Box2 { min: at(self.first_e, self.first_n), max: at(self.first_e + self.width, self.first_n + self.height) }
    }

    pub fn contains(&self, cell: Cell) -> bool {
        cell.size_m == self.size_m && self.slot_of(cell).is_some()
    }

    /// Its place in an array of all cells: column by column from the west, each from the south, as cells are sorted.
    pub(super) fn slot_of(&self, cell: Cell) -> Option<u64> {
        let size = i64::from(self.size_m);
        self.slot(i64::from(cell.e_m).div_euclid(size), i64::from(cell.n_m).div_euclid(size))
    }

    fn slot(&self, e: i64, n: i64) -> Option<u64> {
        let (column, row) = (e - self.first_e, n - self.first_n);
        let inside = (0..self.width).contains(&column) && (0..self.height).contains(&row);
        inside.then(|| (column * self.height + row) as u64)
    }

    pub(super) fn cell_at(&self, slot: u64) -> Cell {
        let size = i64::from(self.size_m);
        let (column, row) = (slot as i64 / self.height, slot as i64 % self.height);
        let metre = |cells: i64| (cells * size) as i32;
        Cell { size_m: self.size_m, e_m: metre(self.first_e + column), n_m: metre(self.first_n + row) }
    }

    /// The centimetres in it.
    pub(super) fn cm_box(&self) -> CmBox {
        let size = i64::from(self.size_m) * 100;
        let edge = |cells: i64| (cells * size).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
        let last = |cells: i64| (cells * size - 1).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
        CmBox {
            west: edge(self.first_e),
            south: edge(self.first_n),
            east: last(self.first_e + self.width),
            north: last(self.first_n + self.height),
        }
    }

    pub(super) fn ruler(&self) -> Ruler {
        let size_cm = u64::from(self.size_m) * 100;
        Ruler {
            west: (self.first_e * size_cm as i64) as i32,
            south: (self.first_n * size_cm as i64) as i32,
            height: self.height as u64,
            reciprocal: u64::MAX / size_cm + 1,
        }
    }
}

/// Turns centimetres into the slot of a frame, for positions known to lie in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ruler {
    west: i32,
    south: i32,
    height: u64,
    /// 2⁶⁴ divided by the size, rounded up: a multiplication divides exactly.
    /// (Lemire, Kaser and Kurz 2019, Faster remainder by direct computation, doi:10.1002/spe.2689.)
    reciprocal: u64,
}

impl Ruler {
    #[inline(always)]
    pub fn slot(&self, e_cm: i32, n_cm: i32) -> u64 {
        let cells = |d: u32| ((u128::from(self.reciprocal) * u128::from(d)) >> 64) as u64;
        // Wrapping is right: the frame is narrower than 2³² cm, whatever the two numbers are.
        let column = cells(e_cm.wrapping_sub(self.west) as u32);
        let row = cells(n_cm.wrapping_sub(self.south) as u32);
        column * self.height + row
    }
}

/// A box in metres around a box in centimetres.
pub(super) fn metres_box(b: &CmBox) -> Option<Box2> {
    (!b.is_empty()).then(|| {
        let at = |e: i32, n: i32| crate::geodesy::EastNorth { e: metres(e), n: metres(n) };
        Box2 { min: at(b.west, b.south), max: at(b.east, b.north) }
    })
}
