//! The sum of all kernels at the middle of every pixel.

use std::ops::Range;

use rayon::prelude::*;

use super::disc::{Disc, LARGEST_SWEPT, Offsets, reach_of};
use super::gather::{Pixel, SourceRow, gather};
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
    let scale = scale * P::of(1.0 / (radius * radius));
    if radius > LARGEST_SWEPT {
        return plain_sums::<P>(places, grid, radius, scale);
    }
    let reach = reach_of(radius);
    let layout = Layout { columns: grid.columns, margin: 2 * reach as usize };
    let disc = Disc::new(radius, layout.stride());
    let sources: Vec<SourceRow<P>> = gather(places, grid, reach);
    let mut values = vec![0.0; grid.columns * grid.rows];
    values.par_chunks_mut(grid.columns * BAND).enumerate().for_each(|(number, out)| {
        let from = (number * BAND) as i32;
        let band =
            Band { rows: from..from + (out.len() / grid.columns) as i32, layout, disc: &disc, sources: &sources };
        band.fill(out, scale);
    });
    sweep_out_dust(&mut values);
    values
}

/// Every place for every pixel.
fn plain_sums<P: Profile>(places: &[WeightedPlace], grid: &Grid, radius: f64, scale: f64) -> Vec<f64> {
    let whole = |place: &&WeightedPlace| place.at.e.is_finite() && place.at.n.is_finite() && place.weight.is_finite();
    let placed = |place: &WeightedPlace| (grid.in_pixels(place.at), place.weight);
    let placed: Vec<((f64, f64), f64)> = places.iter().filter(whole).map(placed).collect();
    let pixel = |number: usize| {
        let (column, row) = ((number % grid.columns) as f64, (number / grid.columns) as f64);
        let bare = |((x, y), weight): &((f64, f64), f64)| {
            let v = radius * radius - (x - column).powi(2) - (y - row).powi(2);
            weight * P::of(v.max(0.0))
        };
        placed.iter().map(bare).sum::<f64>() * scale
    };
    (0..grid.columns * grid.rows).into_par_iter().map(pixel).collect()
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
        let reach = self.disc.reach;
        let origin = (strip.start + strip.end) / 2;
        let moved: Vec<Vec<Moved<P>>> = self
            .within_reach()
            .map(|(_, source)| {
                let first = source.pixels.partition_point(|pixel| pixel.column < strip.start - reach);
                let reaching = source.pixels[first..].iter().take_while(|pixel| pixel.column < strip.end + reach);
                reaching.map(|pixel| Moved::new(pixel, strip.start, origin)).collect()
            })
            .collect();
        let mut changes = vec![P::Row::default(); strip.len() + 1];
        for row in 0..self.rows.len() {
            changes.fill(P::Row::default());
            let tall = self.disc.core.len() as i32 - 1;
            for j in -tall..=tall {
                let half = self.disc.core[j.unsigned_abs() as usize];
                // Row `row` of the band is row `row + reach` of what reaches it.
                self.change(&moved[(row as i32 + reach - j) as usize], j, half, &mut changes);
            }
            let from = row * self.layout.stride() + self.layout.margin + strip.start as usize;
            let mut running = P::Row::default();
            for (column, value) in band[from..from + strip.len()].iter_mut().enumerate() {
                accumulate(&mut running, &changes[column], 1.0);
                *value += evaluate(&running, f64::from(strip.start - origin) + column as f64);
            }
        }
    }

    fn change(&self, pixels: &[Moved<P>], j: i32, half: i32, changes: &mut [P::Row]) {
        let last = changes.len() as i32 - 1;
        let away = f64::from(j);
        let rest = self.disc.radius * self.disc.radius - away * away;
        for pixel in pixels {
            let polynomial = P::along(&pixel.sums, away, rest);
            let begin = (pixel.column - half).clamp(0, last);
            let end = (pixel.column + half + 1).clamp(0, last);
            accumulate(&mut changes[begin as usize], &polynomial, 1.0);
            accumulate(&mut changes[end as usize], &polynomial, -1.0);
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
                add_together::<P>(&shape.sure, sure, band, at, &part.sums);
                let points = &source.points[part.points.start as usize..part.points.end as usize];
                let unsure = shape.unsure.in_rows(reach, from, to);
                add_each::<P>(&shape.unsure, unsure, band, at, points);
            }
        }
    }
}

/// A pixel with points, its sums as the origin of a strip sees them.
struct Moved<P: Profile> {
    /// Counted from the first of the strip.
    column: i32,
    sums: P::Sums,
}

impl<P: Profile> Moved<P> {
    fn new(pixel: &Pixel<P>, first: i32, origin: i32) -> Self {
        Self { column: pixel.column - first, sums: P::moved(&pixel.sums, f64::from(pixel.column - origin)) }
    }
}

#[inline(always)]
fn accumulate<R: AsRef<[f64]> + AsMut<[f64]>>(sum: &mut R, other: &R, sign: f64) {
    sum.as_mut().iter_mut().zip(other.as_ref()).for_each(|(sum, other)| *sum += sign * other);
}

#[inline(always)]
fn evaluate<R: AsRef<[f64]>>(polynomial: &R, at: f64) -> f64 {
    polynomial.as_ref().iter().rev().fold(0.0, |sum, coefficient| sum * at + coefficient)
}

/// What all points of a part add where all of them reach.
fn add_together<P: Profile>(offsets: &Offsets, range: Range<usize>, band: &mut [f64], at: isize, sums: &P::Sums) {
    by::<4>(offsets, range, band, at, |i, j, rest| {
        std::array::from_fn(|lane| P::at(sums, i[lane], j[lane], rest[lane]))
    });
}

/// What each of the points adds where it reaches.
fn add_each<P: Profile>(offsets: &Offsets, range: Range<usize>, band: &mut [f64], at: isize, points: &[Point]) {
    let eights = range.start..range.start + range.len() / 8 * 8;
    by::<8>(offsets, eights.clone(), band, at, |i, j, rest| each::<P, 8>(points, i, j, rest));
    by::<4>(offsets, eights.end..range.end, band, at, |i, j, rest| each::<P, 4>(points, i, j, rest));
}

#[inline(always)]
fn each<P: Profile, const N: usize>(points: &[Point], i: &[f64; N], j: &[f64; N], rest: &[f64; N]) -> [f64; N] {
    let mut values = [0.0; N];
    for point in points {
        let mut v = [0.0; N];
        for lane in 0..N {
            v[lane] = (rest[lane] - point.square) + i[lane] * point.twice_x + j[lane] * point.twice_y;
        }
        for value in &mut v {
            // Not `max`: that has to think of what is no number.
            *value = if *value > 0.0 { *value } else { 0.0 };
        }
        for lane in 0..N {
            values[lane] += point.weight * P::of(v[lane]);
        }
    }
    values
}

/// So many pixels at a time and without a branch: the compiler makes vectors of them.
#[inline(always)]
fn by<const N: usize>(
    offsets: &Offsets,
    range: Range<usize>,
    band: &mut [f64],
    at: isize,
    values: impl Fn(&[f64; N], &[f64; N], &[f64; N]) -> [f64; N],
) {
    let (i, i_left) = offsets.i[range.clone()].as_chunks::<N>();
    let (j, j_left) = offsets.j[range.clone()].as_chunks::<N>();
    let (rest, rest_left) = offsets.rest[range.clone()].as_chunks::<N>();
    let (step, step_left) = offsets.step[range].as_chunks::<N>();
    for ((i, j), (rest, step)) in i.iter().zip(j).zip(rest.iter().zip(step)) {
        let values = values(i, j, rest);
        for (step, value) in step.iter().zip(values) {
            band[(at + *step as isize) as usize] += value;
        }
    }
    if !step_left.is_empty() {
        let full = |left: &[f64]| std::array::from_fn(|lane| left.get(lane).copied().unwrap_or(0.0));
        let last = values(&full(i_left), &full(j_left), &full(rest_left));
        for (step, value) in step_left.iter().zip(last) {
            band[(at + *step as isize) as usize] += value;
        }
    }
}
