//! How dense reports lie, as a smooth surface.

mod at_places;
mod bandwidth;
mod coverage;
mod disc;
mod edge;
mod gather;
mod isobands;
mod kernel;
mod rings;
mod space_time;
mod surface;
mod sweep;

use crate::analysis::CLASSES;
use crate::geodesy::{Box2, EastNorth};

pub use at_places::density_at;
pub use bandwidth::{BandwidthChoice, BandwidthParams, choose_bandwidth};
pub(super) use coverage::coverage;
pub use edge::{EdgeCorrection, MassInside, density_within};
pub use isobands::{Isoband, isobands};
pub use kernel::Kernel;
pub use rings::Area;
pub use space_time::{SpaceTimeParams, TimedPlace, space_time};
pub use surface::{Made, Surface, surface};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DensityParams {
    pub grid: Grid,
    pub bandwidth: Bandwidth,
    pub kernel: Kernel,
    /// How many months the reports are from; 1 gives reports per km².
    pub months: f64,
}

/// How far a report is felt, in metres.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Bandwidth(f64);

impl Bandwidth {
    /// `None` unless it is a positive number.
    pub fn new(metres: f64) -> Option<Self> {
        (metres > 0.0 && metres.is_finite()).then_some(Self(metres))
    }

    pub fn metres(self) -> f64 {
        self.0
    }
}

/// Square pixels over a part of the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    south_west: EastNorth,
    pixel_m: f64,
    columns: usize,
    rows: usize,
}

impl Grid {
    pub const MOST_PIXELS: usize = 1 << 26;

    /// `None` when a number is none, a side is empty, or there would be more than [`Grid::MOST_PIXELS`].
    pub fn new(south_west: EastNorth, pixel_m: f64, columns: usize, rows: usize) -> Option<Self> {
        let pixels = columns.checked_mul(rows)?;
        let numbers = south_west.e.is_finite() && south_west.n.is_finite() && pixel_m.is_finite();
        let fits = numbers && pixel_m > 0.0 && pixels > 0 && pixels <= Self::MOST_PIXELS;
        fits.then_some(Self { south_west, pixel_m, columns, rows })
    }

    /// On whole multiples of a pixel, as far as a report within the bounds is felt; `None` where [`Grid::new`] is.
    pub fn around(bounds: &Box2, bandwidth: Bandwidth, pixel_m: f64) -> Option<Self> {
        let margin = bandwidth.0;
        let first = |from: f64| ((from - margin) / pixel_m).floor();
        let last = |to: f64| ((to + margin) / pixel_m).ceil();
        let (west, south) = (first(bounds.min.e), first(bounds.min.n));
        let (columns, rows) = (last(bounds.max.e) - west, last(bounds.max.n) - south);
        Self::new(EastNorth { e: west * pixel_m, n: south * pixel_m }, pixel_m, columns as usize, rows as usize)
    }

    /// The same in pixels of a fifth of the bandwidth, or larger ones where a map could not show so many.
    pub fn readable(bounds: &Box2, bandwidth: Bandwidth) -> Option<Self> {
        const MOST_ACROSS: f64 = 2_000.0;
        let across = (bounds.max.e - bounds.min.e).max(bounds.max.n - bounds.min.n) + 2.0 * bandwidth.0;
        Self::around(bounds, bandwidth, (bandwidth.0 / 5.0).max((across / MOST_ACROSS).ceil()))
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn pixel_m(&self) -> f64 {
        self.pixel_m
    }

    pub fn south_west(&self) -> EastNorth {
        self.south_west
    }

    /// The middle of a pixel; columns count from the west, rows from the south.
    pub fn middle(&self, column: usize, row: usize) -> EastNorth {
        let metres = |number: usize| (number as f64 + 0.5) * self.pixel_m;
        EastNorth { e: self.south_west.e + metres(column), n: self.south_west.n + metres(row) }
    }

    /// A place in pixels, seen from the middle of the south-western one. National coordinates are in the millions:
    /// from here on nobody squares them.
    fn in_pixels(&self, at: EastNorth) -> (f64, f64) {
        let pixels = |metres: f64| metres / self.pixel_m - 0.5;
        (pixels(at.e - self.south_west.e), pixels(at.n - self.south_west.n))
    }
}

/// Where the classes of the map begin, in reports per km² and month; the lowest a fifth of the next as they all are,
/// since a density is nowhere quite nothing.
pub fn class_breaks() -> [f64; 5] {
    const HA_PER_KM2: f64 = 100.0;
    let [_, second, ..] = CLASSES;
    CLASSES.map(|class| HA_PER_KM2 * if class.from > 0.0 { class.from } else { second.from / 5.0 })
}

/// A report, or the middle of a square that stands for several.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedPlace {
    pub at: EastNorth,
    pub weight: f64,
}

/// Reports per km² (and month) at the middle of every pixel: rows from the south, each from the west.
#[derive(Debug, Clone, PartialEq)]
pub struct Raster {
    pub grid: Grid,
    pub values: Vec<f64>,
}

impl Raster {
    pub fn at(&self, column: usize, row: usize) -> f64 {
        self.values[row * self.grid.columns + column]
    }
}

/// How dense reports lie around every pixel: the sum of a smooth hill over each report.
///
/// # Method
/// The exact sum; nothing is put on a grid first. A kernel is a polynomial within its reach, so a few sums of powers
/// stand for all points of a pixel wherever each of them reaches; these are swept along the rows, in the manner of
/// SLAM. Only the pixels around that core are asked point by point, or by parts of a pixel where many points lie close
/// together. The result has the same bytes on any number of threads: it is cut into bands that do not depend on them.
///
/// # Units
/// Reports per km² and month. Each report adds its weight up to 1 over the plane.
///
/// # Edge cases
/// Reports outside the grid count as far as they reach in. Places and weights that are no numbers are left out,
/// negative weights take away. A bandwidth of more than 2,048 pixels is summed plainly, which is slow. Without months
/// the density is 0. What lies below 10⁻¹² of the maximum is set to 0, so that where nothing is there is nothing.
///
/// # Complexity
/// Pixels + (points + pixels with points) · radius in pixels; for many points in a pixel the root of their number
/// counts.
///
/// # References
/// V. A. Epanechnikov (1969), Non-parametric estimation of a multivariate probability density, doi:10.1137/1114019.
/// B. W. Silverman (1986), Density Estimation for Statistics and Data Analysis.
/// T. N. Chan, L. H. U, B. Choi, J. Xu (2022), SLAM: Efficient sweep line algorithms for kernel density visualization,
/// doi:10.1145/3514221.3517823.
pub fn density(places: &[WeightedPlace], params: &DensityParams) -> Raster {
    let DensityParams { grid, bandwidth, kernel, months } = *params;
    let scale = if months > 0.0 { 1.0 / months } else { 0.0 };
    Raster { grid, values: kernel_sums(places, &grid, bandwidth, kernel, scale) }
}

/// Per km², times `scale`.
fn kernel_sums(places: &[WeightedPlace], grid: &Grid, bandwidth: Bandwidth, kernel: Kernel, scale: f64) -> Vec<f64> {
    let scale = scale * kernel.height(bandwidth.0 / 1_000.0);
    let radius = bandwidth.0 / grid.pixel_m;
    match kernel {
        Kernel::Epanechnikov => sweep::sums::<kernel::Epanechnikov>(places, grid, radius, scale),
        Kernel::Quartic => sweep::sums::<kernel::Quartic>(places, grid, radius, scale),
    }
}
