//! How dense reports lie, as a smooth surface.

mod disc;
mod gather;
mod kernel;
mod sweep;

use crate::geodesy::EastNorth;

pub use kernel::Kernel;

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

pub fn density(places: &[WeightedPlace], params: &DensityParams) -> Raster {
    let DensityParams { grid, bandwidth, kernel, months } = *params;
    let scale = if months > 0.0 { kernel.height(bandwidth.0 / 1_000.0) / months } else { 0.0 };
    let radius = bandwidth.0 / grid.pixel_m;
    let values = match kernel {
        Kernel::Epanechnikov => sweep::sums::<kernel::Epanechnikov>(places, &grid, radius, scale),
        Kernel::Quartic => sweep::sums::<kernel::Quartic>(places, &grid, radius, scale),
    };
    Raster { grid, values }
}
