//! Points sorted into the pixels they lie in, row by row.

use std::ops::Range;

use rayon::prelude::*;

use super::disc::{level_for, place_on_z, shape_number};
use super::kernel::{Point, Profile};
use super::{Grid, WeightedPlace};

/// Points are sorted in chunks that fit a processor's own memory. Fixed, so that no number of threads changes a sum.
const CHUNK: usize = 16_384;

/// A row of pixels with what lies in it.
pub(super) struct SourceRow<P: Profile> {
    /// Pixels with points, by column.
    pub pixels: Vec<Pixel<P>>,
    pub parts: Vec<Part<P>>,
    pub points: Vec<Point>,
}

pub(super) struct Pixel<P: Profile> {
    pub column: i32,
    pub sums: P::Sums,
}

/// A part of a pixel with points.
pub(super) struct Part<P: Profile> {
    pub column: i32,
    pub shape: u16,
    pub points: Range<u32>,
    pub sums: P::Sums,
}

/// A point seen from the middle of its pixel.
#[derive(Clone, Copy)]
struct Placed {
    column: i32,
    z: u16,
    x: f64,
    y: f64,
    weight: f64,
}

struct Chunk {
    /// Sorted by row.
    points: Vec<Placed>,
    starts: Vec<u32>,
}

/// Rows from `-reach` up to `rows + reach`, not included. Points further away are left out: they reach no pixel.
pub(super) fn gather<P: Profile>(places: &[WeightedPlace], grid: &Grid, reach: i32) -> Vec<SourceRow<P>> {
    let rows = grid.rows + 2 * reach as usize;
    let chunks: Vec<Chunk> = places.par_chunks(CHUNK).map(|chunk| by_row(chunk, grid, reach, rows)).collect();
    (0..rows).into_par_iter().map(|row| source_row(&chunks, row, grid.columns, reach)).collect()
}

fn by_row(places: &[WeightedPlace], grid: &Grid, reach: i32, rows: usize) -> Chunk {
    let mut placed = Vec::with_capacity(places.len());
    let mut starts = vec![0_u32; rows + 1];
    for place in places {
        let (x, y) = grid.in_pixels(place.at);
        let (column, row) = ((x + 0.5).floor(), (y + 0.5).floor());
        let within = |v: f64, end: usize| v >= f64::from(-reach) && v < (end + reach as usize) as f64;
        // A place that is no number is within nothing.
        if within(column, grid.columns) && within(row, grid.rows) && place.weight != 0.0 && place.weight.is_finite() {
            let row = row as i32;
            let (x, y) = (x - column, y - f64::from(row));
            let point = Placed { column: column as i32, z: place_on_z(x, y), x, y, weight: place.weight };
            let row = (row + reach) as u32;
            starts[row as usize + 1] += 1;
            placed.push((row, point));
        }
    }
    (0..rows).for_each(|row| starts[row + 1] += starts[row]);
    let mut next = starts.clone();
    let mut points = placed.first().map_or_else(Vec::new, |(_, point)| vec![*point; placed.len()]);
    for (row, point) in placed {
        points[next[row as usize] as usize] = point;
        next[row as usize] += 1;
    }
    Chunk { points, starts }
}

fn source_row<P: Profile>(chunks: &[Chunk], row: usize, columns: usize, reach: i32) -> SourceRow<P> {
    let mut sorted = by_column(chunks, row, columns + 2 * reach as usize, reach);
    let mut made = SourceRow { pixels: Vec::new(), parts: Vec::new(), points: Vec::with_capacity(sorted.len()) };
    for pixel in sorted.chunk_by_mut(|a, b| a.column == b.column) {
        // Stable: equal places stay in the order they came in.
        pixel.sort_by_key(|point| point.z);
        made.push(pixel);
    }
    made
}

fn by_column(chunks: &[Chunk], row: usize, columns: usize, reach: i32) -> Vec<Placed> {
    let of_row = || {
        let slices =
            chunks.iter().map(|chunk| &chunk.points[chunk.starts[row] as usize..chunk.starts[row + 1] as usize]);
        slices.flatten()
    };
    let Some(any) = of_row().next() else { return Vec::new() };
    let mut next = vec![0_u32; columns + 1];
    of_row().for_each(|point| next[(point.column + reach) as usize + 1] += 1);
    (0..columns).for_each(|column| next[column + 1] += next[column]);
    let mut sorted = vec![*any; next[columns] as usize];
    for point in of_row() {
        let slot = &mut next[(point.column + reach) as usize];
        sorted[*slot as usize] = *point;
        *slot += 1;
    }
    sorted
}

impl<P: Profile> SourceRow<P> {
    /// Takes the points of one pixel, sorted along the Z. Reports told of one and the same place become one point.
    fn push(&mut self, pixel: &[Placed]) {
        let Some(first) = pixel.first() else { return };
        let same = |a: &Placed, b: &Placed| a.x == b.x && a.y == b.y;
        let distinct = pixel.chunk_by(same).count();
        let level = level_for(distinct);
        let part_of = |point: &Placed| u32::from(point.z) >> (16 - 2 * level);
        let mut sums = P::Sums::default();
        for part in pixel.chunk_by(|a, b| part_of(a) == part_of(b)) {
            let from = self.points.len();
            for equal in part.chunk_by(same) {
                let weight = equal.iter().map(|point| point.weight).sum();
                self.points.push(Point::new(equal[0].x, equal[0].y, weight));
            }
            let mut part_sums = P::Sums::default();
            for point in &self.points[from..] {
                P::add(&mut part_sums, point);
                P::add(&mut sums, point);
            }
            self.parts.push(Part {
                column: first.column,
                shape: shape_number(level, part_of(&part[0])),
                points: from as u32..self.points.len() as u32,
                sums: part_sums,
            });
        }
        self.pixels.push(Pixel { column: first.column, sums });
    }
}
