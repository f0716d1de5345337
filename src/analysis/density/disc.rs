//! Which pixels a point reaches: surely, perhaps, or not at all, when only its pixel or a part of that is known.

use super::kernel::Point;

/// A pixel is divided into 1, 4, 16 or 64 parts, the more the more points lie in it.
pub(super) const LEVELS: u32 = 4;
/// So many distinct points in a pixel are worth the next finer division. Found by measuring.
const WORTH_DIVIDING: [usize; 3] = [4, 20, 150];
/// Below this many pixels a disc has so few rows that adding to each pixel is as fast as sweeping, and more exact.
const SMALLEST_SWEPT: f64 = 6.0;
/// Above this many pixels nobody sees a single one; lists of a disc's pixels would only grow.
pub(super) const LARGEST_SWEPT: f64 = 2048.0;

/// The level for so many distinct points in one pixel.
pub(super) fn level_for(points: usize) -> u32 {
    WORTH_DIVIDING.iter().take_while(|worth| points >= **worth).count() as u32
}

/// The number of the shape of a part: parts count along a Z, coarser levels come first.
pub(super) fn shape_number(level: u32, part: u32) -> u16 {
    ((4_u32.pow(level) - 1) / 3 + part) as u16
}

/// What a disc of one radius covers, seen from the pixel in which its centre lies.
pub(super) struct Disc {
    /// The radius in pixels.
    pub radius: f64,
    /// No disc of the pixel reaches further than this many columns or rows.
    pub reach: i32,
    /// For each row above or below: pixels up to this many columns away are covered wherever the centre lies in its
    /// pixel. These are swept.
    pub core: Vec<i32>,
    /// By [`shape_number`].
    pub shapes: Vec<Shape>,
}

/// The pixels around the core, for a part of a pixel.
pub(super) struct Shape {
    /// Covered wherever in the part the centre lies.
    pub sure: Offsets,
    /// Covered or not, point by point.
    pub unsure: Offsets,
}

/// Pixels seen from the pixel of the centre, row by row, as columns of numbers.
#[derive(Default)]
pub(super) struct Offsets {
    pub i: Vec<f64>,
    pub j: Vec<f64>,
    /// r² − i² − j²
    pub rest: Vec<f64>,
    /// How far away the pixel is in a raster of the given stride.
    pub step: Vec<i32>,
    /// Where row −reach, −reach + 1, … begins.
    starts: Vec<usize>,
}

impl Offsets {
    /// The part of the lists that lies in these rows, seen from the centre.
    pub fn in_rows(&self, reach: i32, from: i32, to: i32) -> std::ops::Range<usize> {
        let start = |row: i32| self.starts[(row + reach).clamp(0, 2 * reach + 1) as usize];
        start(from)..start(to).max(start(from))
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Cover {
    Sure,
    Unsure,
    Never,
}

impl Disc {
    pub fn new(radius: f64, stride: usize) -> Self {
        let reach = reach_of(radius);
        let core = if radius < SMALLEST_SWEPT { Vec::new() } else { core(radius, reach) };
        let around: Vec<(i32, i32)> = (-reach..=reach).flat_map(|j| around_the_core(radius, &core, j)).collect();
        let mut shapes = Vec::new();
        for level in 0..LEVELS {
            for part in 0..4_u32.pow(level) {
                let half = 0.5 / f64::from(1_u32 << level);
                let of = |wanted| {
                    let chosen = |(i, j): &&(i32, i32)| cover(radius, *i, *j, middle(level, part), half) == wanted;
                    offsets(around.iter().filter(chosen).copied(), radius, reach, stride)
                };
                shapes.push(Shape { sure: of(Cover::Sure), unsure: of(Cover::Unsure) });
            }
        }
        Self { radius, reach, core, shapes }
    }
}

/// Columns or rows that a disc can reach from the pixel of its centre.
pub(super) fn reach_of(radius: f64) -> i32 {
    (radius + 0.5).ceil() as i32
}

/// The place of a point in its pixel on a Z-curve over 256 × 256 parts: the top bits are the parts of every level.
pub(super) fn place_on_z(x: f64, y: f64) -> u16 {
    let bits = |v: f64| spread(((v + 0.5) * 256.0) as u16 & 0xFF);
    bits(x) | bits(y) << 1
}

fn spread(mut v: u16) -> u16 {
    v = (v | v << 4) & 0x0F0F;
    v = (v | v << 2) & 0x3333;
    (v | v << 1) & 0x5555
}

/// The middle of a part of a pixel, seen from the pixel's.
fn middle(level: u32, part: u32) -> [f64; 2] {
    [0, 1].map(|axis| {
        let number = (0..level).map(|bit| (part >> (2 * bit + axis) & 1) << bit).sum::<u32>();
        (f64::from(number) + 0.5) / f64::from(1_u32 << level) - 0.5
    })
}

fn cover(radius: f64, i: i32, j: i32, [x, y]: [f64; 2], half: f64) -> Cover {
    let away = [f64::from(i) - x, f64::from(j) - y].map(f64::abs);
    let far = Point::new(away[0] + half, away[1] + half, 1.0).square;
    let near = Point::new((away[0] - half).max(0.0), (away[1] - half).max(0.0), 1.0).square;
    match radius * radius {
        square if far <= square => Cover::Sure,
        square if near < square => Cover::Unsure,
        _ => Cover::Never,
    }
}

/// How far the sure pixels go in row 0, 1, …; the last row is the last that has any.
fn core(radius: f64, reach: i32) -> Vec<i32> {
    let sure = |i: i32, j: i32| cover(radius, i, j, [0.0, 0.0], 0.5) == Cover::Sure;
    let half = |j: i32| {
        // The root is near; the rule that all the rest goes by decides.
        let far = f64::from(j) + 0.5;
        let near = (radius * radius - far * far).max(0.0).sqrt() as i32 + 1;
        (0..=near).rev().find(|i| sure(*i, j))
    };
    (0..=reach).map_while(half).collect()
}

/// Pixels of row j that a disc may reach and that are not in the core, from the west.
fn around_the_core(radius: f64, core: &[i32], j: i32) -> Vec<(i32, i32)> {
    let half = core.get(j.unsigned_abs() as usize).copied().unwrap_or(-1);
    let near = (f64::from(j.abs()) - 0.5).max(0.0);
    let furthest = (radius * radius - near * near).max(0.0).sqrt() as i32 + 2;
    let east = (half + 1..=furthest).filter(|i| cover(radius, *i, j, [0.0, 0.0], 0.5) != Cover::Never);
    let east: Vec<i32> = east.collect();
    let west = east.iter().rev().filter(|i| **i > 0).map(|i| (-i, j));
    west.chain(east.iter().map(|i| (*i, j))).collect()
}

fn offsets(chosen: impl Iterator<Item = (i32, i32)>, radius: f64, reach: i32, stride: usize) -> Offsets {
    let mut offsets = Offsets { starts: vec![0], ..Offsets::default() };
    for (i, j) in chosen {
        offsets.starts.resize((j + reach) as usize + 1, offsets.i.len());
        offsets.i.push(i.into());
        offsets.j.push(j.into());
        offsets.rest.push(radius * radius - f64::from(i) * f64::from(i) - f64::from(j) * f64::from(j));
        offsets.step.push(j * stride as i32 + i);
    }
    offsets.starts.resize(2 * reach as usize + 2, offsets.i.len());
    offsets
}
