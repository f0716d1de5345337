//! How a shape lies over a grid: which cells it touches, and which share of it each holds.

use std::collections::BTreeMap;

use super::shape::{Shape, length_m, signed_area_m2};
use super::{Cell, EastNorth};

/// The cells a shape touches with the share of it in each; the shares add up to 1.
///
/// A point lies in one cell, a stretch by its length, an area by its surface (holes taken out).
///
/// # Edge cases
/// A stretch without length and an area without surface count as their anchor point. Positions on an edge between two
/// cells belong to the upper or right one, as in [`Cell::containing`].
///
/// # Complexity
/// Linear in the number of cells the shape's box covers (areas) or crosses (stretches), times its corners.
pub fn spread(shape: &Shape, size_m: u32) -> Vec<(Cell, f64)> {
    let measured = match shape {
        Shape::Point(_) => Vec::new(),
        Shape::Stretch(line) => measure_stretch(line, size_m),
        Shape::Area(rings) => measure_area(rings, size_m),
    };
    let total: f64 = measured.iter().map(|(_, part)| part).sum();
    if total <= 0.0 {
        return vec![(Cell::containing(shape.anchor(), size_m), 1.0)];
    }
    measured.into_iter().map(|(cell, part)| (cell, part / total)).collect()
}

/// Metres of the line in each cell: cut at every grid line, each piece given to the cell of its middle.
fn measure_stretch(line: &[EastNorth], size_m: u32) -> Vec<(Cell, f64)> {
    let size = f64::from(size_m);
    let mut metres: BTreeMap<Cell, f64> = BTreeMap::new();
    for pair in line.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let mut cuts = vec![0.0, 1.0];
        crossings(a.e, b.e, size, &mut cuts);
        crossings(a.n, b.n, size, &mut cuts);
        cuts.sort_by(f64::total_cmp);
        let length = length_m(pair);
        for piece in cuts.windows(2) {
            let part = (piece[1] - piece[0]) * length;
            if part > 0.0 {
                let middle = (piece[0] + piece[1]) / 2.0;
                let at = EastNorth { e: a.e + (b.e - a.e) * middle, n: a.n + (b.n - a.n) * middle };
                *metres.entry(Cell::containing(at, size_m)).or_default() += part;
            }
        }
    }
    metres.into_iter().collect()
}

/// The parameters t in (0, 1) at which a segment from `a` to `b` crosses a multiple of `size`.
fn crossings(a: f64, b: f64, size: f64, cuts: &mut Vec<f64>) {
    let (low, high) = (a.min(b), a.max(b));
    let mut line = (low / size).floor() + 1.0;
    while line * size < high {
        cuts.push((line * size - a) / (b - a));
        line += 1.0;
    }
}

/// Square metres of the polygon in each cell of its box.
fn measure_area(rings: &[Vec<EastNorth>], size_m: u32) -> Vec<(Cell, f64)> {
    let Some(outer) = super::Box2::around(rings[0].iter().copied()) else { return Vec::new() };
    let first = Cell::containing(outer.min, size_m);
    let last = Cell::containing(outer.max, size_m);
    let mut found = Vec::new();
    for n_m in (first.n_m..=last.n_m).step_by(size_m as usize) {
        // One clip per row keeps a long thin area from costing its whole box.
        let row: Vec<Vec<EastNorth>> = rings
            .iter()
            .map(|ring| {
                clip_half(
                    clip_half(ring.clone(), Axis::N, f64::from(n_m), 1.0),
                    Axis::N,
                    f64::from(n_m) + f64::from(size_m),
                    -1.0,
                )
            })
            .collect();
        for e_m in (first.e_m..=last.e_m).step_by(size_m as usize) {
            let (west, east) = (f64::from(e_m), f64::from(e_m) + f64::from(size_m));
            let mut parts = row
                .iter()
                .map(|ring| closed_area(clip_half(clip_half(ring.clone(), Axis::E, west, 1.0), Axis::E, east, -1.0)));
            let area = parts.next().unwrap_or(0.0) - parts.sum::<f64>();
            if area > 0.0 {
                found.push((Cell { size_m, e_m, n_m }, area));
            }
        }
    }
    found
}

fn closed_area(mut ring: Vec<EastNorth>) -> f64 {
    if let Some(&first) = ring.first() {
        ring.push(first);
    }
    signed_area_m2(&ring).abs()
}

#[derive(Clone, Copy)]
enum Axis {
    E,
    N,
}

/// Keeps the part of a ring on one side of a grid line (Sutherland and Hodgman 1974). A concave ring may come back with
/// edges running to and fro along the line; they enclose nothing, so the surface stays right.
fn clip_half(ring: Vec<EastNorth>, axis: Axis, line: f64, side: f64) -> Vec<EastNorth> {
    let depth = |p: &EastNorth| {
        side * (match axis {
            Axis::E => p.e,
            Axis::N => p.n,
        } - line)
    };
    let mut kept = Vec::with_capacity(ring.len() + 4);
    for (i, b) in ring.iter().enumerate() {
        let a = &ring[(i + ring.len() - 1) % ring.len()];
        let (da, db) = (depth(a), depth(b));
        if (da < 0.0) != (db < 0.0) {
            let t = da / (da - db);
            kept.push(EastNorth { e: a.e + (b.e - a.e) * t, n: a.n + (b.n - a.n) * t });
        }
        if db >= 0.0 {
            kept.push(*b);
        }
    }
    kept
}
