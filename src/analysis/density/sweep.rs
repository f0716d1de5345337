//! The sum of all kernels at the middle of every pixel.

use std::ops::Range;

use rayon::prelude::*;

use super::disc::{Disc, Offsets, reach_of};
use super::gather::{SourceRow, gather};
use super::kernel::{Point, Profile};
use super::{Grid, WeightedPlace};

/// Rows that are made together. Fixed, so that no number of threads changes a sum.
const BAND: usize = 64;
/// Columns are swept in strips this many radii wide, each with its own origin, so that powers of a column stay small
/// beside powers of the radius.
const STRIP_RADII: f64 = 6.0;
const NARROWEST_STRIP: usize = 128;
/// What is smaller than this share of the maximum is what rounding left of nothing.
const DUST: f64 = 1e-12;

/// Weighted sums of the bare polynomial (of v/r², see [`Profile`]), rows from the south, each from the west.
pub(super) fn sums<P: Profile>(places: &[WeightedPlace], grid: &Grid, radius: f64, scale: f64) -> Vec<f64> {
    let reach = reach_of(radius);
    let layout = Layout { columns: grid.columns, margin: 2 * reach as usize };
    let disc = Disc::new(radius, layout.stride());
    let sources: Vec<SourceRow<P>> = gather(places, grid, reach);
    let mut values = vec![0.0; grid.columns * grid.rows];
    let scale = scale * P::of(1.0 / (radius * radius));
    values.par_chunks_mut(grid.columns * BAND).enumerate().for_each(|(number, out)| {
        let from = (number * BAND) as i32;
        let band = Band { rows: from..from + (out.len() / grid.columns) as i32, layout, disc: &disc, sources: &sources };
        band.fill(out, scale);
    });
    sweep_out_dust(&mut values);
    values
}

fn sweep_out_dust(values: &mut [f64]) {
    let most = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    values.iter_mut().filter(|value| value.abs() <= most * DUST).for_each(|value| *value = 0.0);
}

/// A band has margins to the left and right, so that what is added needs no clipping.
#[derive(Clone, Copy)]
struct Layout {
    columns: usize,
    margin: usize,
}

impl Layout {
    fn stride(self) -> usize {
        self.columns + 2 * self.margin
    }
}

struct Band<'a, P: Profile> {
    rows: Range<i32>,
    layout: Layout,
    disc: &'a Disc,
    sources: &'a [SourceRow<P>],
}

impl<P: Profile> Band<'_, P> {
    fn fill(&self, out: &mut [f64], scale: f64) {
        let stride = self.layout.stride();
        let mut band = vec![0.0; stride * self.rows.len()];
        let strip = ((STRIP_RADII * self.disc.radius) as usize).max(NARROWEST_STRIP);
        if !self.disc.core.is_empty() {
            for from in (0..self.layout.columns).step_by(strip) {
                self.sweep(from as i32..(from + strip).min(self.layout.columns) as i32, &mut band);
            }
        }
        self.add_around_the_core(&mut band);
        for (row, out) in out.chunks_exact_mut(self.layout.columns).enumerate() {
            let from = row * stride + self.layout.margin;
            let values = &band[from..from + self.layout.columns];
            out.iter_mut().zip(values).for_each(|(out, value)| *out = value * scale);
        }
    }

    /// Rows of sources that reach the band, with their number.
    fn within_reach(&self) -> impl Iterator<Item = (i32, &SourceRow<P>)> {
        let reach = self.disc.reach;
        (self.rows.start - reach..self.rows.end + reach).map(move |y| (y, &self.sources[(y + reach) as usize]))
    }

    /// A pixel's sums hold along an interval of each row: they are added where it begins and taken away where it has
    /// ended, and the running sum along the row is the polynomial to evaluate.
    fn sweep(&self, strip: Range<i32>, band: &mut [f64]) {
        let (core, reach) = (&self.disc.core, self.disc.reach);
        let origin = (strip.start + strip.end) / 2;
        let width = strip.len() + 1;
        let mut changes = vec![P::Row::default(); width * self.rows.len()];
        let tall = core.len() as i32 - 1;
        for (y, source) in self.within_reach() {
            let first = source.pixels.partition_point(|pixel| pixel.column < strip.start - reach);
            let reaching = source.pixels[first..].iter().take_while(|pixel| pixel.column < strip.end + reach);
            let rows = self.rows.start.max(y - tall)..self.rows.end.min(y + tall + 1);
            for pixel in reaching {
                let away = f64::from(pixel.column - origin);
                for row in rows.clone() {
                    let half = core[(row - y).unsigned_abs() as usize];
                    let begin = (pixel.column - half).max(strip.start);
                    let end = (pixel.column + half + 1).min(strip.end);
                    if begin < end {
                        let j = f64::from(row - y);
                        let rest = self.disc.radius * self.disc.radius - j * j;
                        let polynomial = seen_from(P::along(&pixel.sums, j, rest), away);
                        let line = (row - self.rows.start) as usize * width;
                        let at = |column: i32| line + (column - strip.start) as usize;
                        accumulate(&mut changes[at(begin)], &polynomial, 1.0);
                        accumulate(&mut changes[at(end)], &polynomial, -1.0);
                    }
                }
            }
        }
        for (row, line) in changes.chunks_exact(width).enumerate() {
            let from = row * self.layout.stride() + self.layout.margin + strip.start as usize;
            let mut running = P::Row::default();
            for (column, value) in band[from..from + strip.len()].iter_mut().enumerate() {
                accumulate(&mut running, &line[column], 1.0);
                *value += evaluate(&running, f64::from(strip.start - origin) + column as f64);
            }
        }
    }

    fn add_around_the_core(&self, band: &mut [f64]) {
        let (reach, stride) = (self.disc.reach, self.layout.stride() as isize);
        for (y, source) in self.within_reach() {
            let (from, to) = (self.rows.start - y, self.rows.end - y);
            let line = (y - self.rows.start) as isize * stride + self.layout.margin as isize;
            for part in &source.parts {
                let shape = &self.disc.shapes[usize::from(part.shape)];
                let at = line + part.column as isize;
                let sure = shape.sure.in_rows(reach, from, to);
                add(&shape.sure, sure, band, at, |i, j, rest| P::at(&part.sums, i, j, rest));
                let points = &source.points[part.points.start as usize..part.points.end as usize];
                let unsure = shape.unsure.in_rows(reach, from, to);
                add_each::<P>(&shape.unsure, unsure, band, at, points);
            }
        }
    }
}

#[inline(always)]
fn accumulate<R: AsRef<[f64]> + AsMut<[f64]>>(sum: &mut R, other: &R, sign: f64) {
    sum.as_mut().iter_mut().zip(other.as_ref()).for_each(|(sum, other)| *sum += sign * other);
}

/// The same polynomial, of a column that counts from an origin `away` columns to the left.
#[inline(always)]
fn seen_from<R: AsRef<[f64]> + AsMut<[f64]>>(mut polynomial: R, away: f64) -> R {
    let c = polynomial.as_mut();
    for done in 0..c.len() - 1 {
        for power in (done..c.len() - 1).rev() {
            c[power] -= away * c[power + 1];
        }
    }
    polynomial
}

#[inline(always)]
fn evaluate<R: AsRef<[f64]>>(polynomial: &R, at: f64) -> f64 {
    polynomial.as_ref().iter().rev().fold(0.0, |sum, coefficient| sum * at + coefficient)
}

#[inline(always)]
fn add(offsets: &Offsets, range: Range<usize>, band: &mut [f64], at: isize, value: impl Fn(f64, f64, f64) -> f64) {
    let columns = offsets.i[range.clone()].iter().zip(&offsets.j[range.clone()]);
    let rest = offsets.rest[range.clone()].iter().zip(&offsets.step[range]);
    for ((i, j), (rest, step)) in columns.zip(rest) {
        band[(at + step) as usize] += value(*i, *j, *rest);
    }
}

/// Each of the points where it reaches. Four pixels at a time, without a branch: the compiler makes vectors of them.
fn add_each<P: Profile>(offsets: &Offsets, range: Range<usize>, band: &mut [f64], at: isize, points: &[Point]) {
    let (i, i_left) = offsets.i[range.clone()].as_chunks::<4>();
    let (j, j_left) = offsets.j[range.clone()].as_chunks::<4>();
    let (rest, rest_left) = offsets.rest[range.clone()].as_chunks::<4>();
    let (step, step_left) = offsets.step[range].as_chunks::<4>();
    for ((i, j), (rest, step)) in i.iter().zip(j).zip(rest.iter().zip(step)) {
        let mut sums = [0.0; 4];
        for point in points {
            for lane in 0..4 {
                sums[lane] += one::<P>(point, i[lane], j[lane], rest[lane]);
            }
        }
        for lane in 0..4 {
            band[(at + step[lane]) as usize] += sums[lane];
        }
    }
    for ((i, j), (rest, step)) in i_left.iter().zip(j_left).zip(rest_left.iter().zip(step_left)) {
        band[(at + step) as usize] += points.iter().map(|point| one::<P>(point, *i, *j, *rest)).sum::<f64>();
    }
}

#[inline(always)]
fn one<P: Profile>(point: &Point, i: f64, j: f64, rest: f64) -> f64 {
    let v = (rest - point.square) + i * point.twice_x + j * point.twice_y;
    // Not `max`: that has to think of what is no number.
    point.weight * P::of(if v > 0.0 { v } else { 0.0 })
}
