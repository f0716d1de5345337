//! Density near the edge of the area that reports come from, where a part of every kernel falls outside.

use geo::MultiPolygon;

use super::coverage::coverage;
use super::disc::{LARGEST_SWEPT, reach_of};
use super::{Bandwidth, DensityParams, Grid, Kernel, Raster, WeightedPlace, density};
use crate::geodesy::EastNorth;

/// How what falls outside is made up for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EdgeCorrection {
    /// Each pixel is divided by the share of the kernel around it that lies inside. A level density stays level.
    #[default]
    Uniform,
    /// Each report is divided by the share of its own kernel inside. The sum over the area is the number of reports.
    Diggle,
}

/// The share of the kernel that lies inside an area, around the middle of every pixel. Made once for an area, a grid
/// and a bandwidth, used for any reports.
#[derive(Debug, Clone, PartialEq)]
pub struct MassInside {
    grid: Grid,
    bandwidth: Bandwidth,
    kernel: Kernel,
    shares: Vec<f64>,
    /// Which pixels the area covers, if only in part.
    touched: Vec<bool>,
}

impl MassInside {
    /// # Method
    /// The same sweep as the reports', over the middles of all pixels weighted by how much of each the area covers, and
    /// divided by what the sweep gives when all is covered.
    ///
    /// `None` when the bandwidth is more than 2,048 pixels: a coarser grid says the same.
    pub fn new(area: &MultiPolygon<f64>, grid: &Grid, bandwidth: Bandwidth, kernel: Kernel) -> Option<Self> {
        if bandwidth.0 / grid.pixel_m > LARGEST_SWEPT {
            return None;
        }
        let wide = widened(grid, reach_of(bandwidth.0 / grid.pixel_m) as usize);
        let covered = coverage(area, &wide);
        let middles = covered.iter().enumerate().filter(|(_, share)| **share > 0.0).map(|(pixel, share)| {
            WeightedPlace { at: wide.middle(pixel % wide.columns, pixel / wide.columns), weight: *share }
        });
        let middles: Vec<WeightedPlace> = middles.collect();
        let whole = mass_of_all(bandwidth.0 / grid.pixel_m, kernel, bandwidth);
        let params = DensityParams { grid: *grid, bandwidth, kernel, months: 1.0 };
        let mut shares = density(&middles, &params).values;
        let margin = (wide.columns - grid.columns) / 2;
        shares.iter_mut().for_each(|share| *share = (*share / whole).min(1.0));
        let of_row = |row: usize| (row + margin) * wide.columns + margin;
        let touched = (0..grid.rows).flat_map(|row| &covered[of_row(row)..of_row(row) + grid.columns]);
        let touched = touched.map(|share| *share > 0.0).collect();
        Some(Self { grid: *grid, bandwidth, kernel, shares, touched })
    }

    pub fn at(&self, column: usize, row: usize) -> f64 {
        self.shares[row * self.grid.columns + column]
    }

    /// Between the middles of four pixels; `None` in a pixel that the area does not touch. The share bends so little
    /// from one to the next that the error is of the order of (pixel / bandwidth)².
    fn around(&self, at: EastNorth) -> Option<f64> {
        let (x, y) = self.grid.in_pixels(at);
        let last = ((self.grid.columns - 1) as f64, (self.grid.rows - 1) as f64);
        let within = x >= -0.5 && y >= -0.5 && x < last.0 + 0.5 && y < last.1 + 0.5;
        if !within || !self.touched[(y + 0.5) as usize * self.grid.columns + (x + 0.5) as usize] {
            return None;
        }
        let (x, y) = (x.clamp(0.0, last.0), y.clamp(0.0, last.1));
        let (west, south) = (x.floor(), y.floor());
        let (east, north) = ((west + 1.0).min(last.0), (south + 1.0).min(last.1));
        let along = |row: f64| {
            let [a, b] = [west, east].map(|column| self.at(column as usize, row as usize));
            a + (b - a) * (x - west)
        };
        let share = along(south) + (along(north) - along(south)) * (y - south);
        (share > 0.0).then_some(share)
    }
}

/// How dense reports lie within the area they can come from.
///
/// # Method
/// [`density`], corrected by the mass of the kernel inside (Jones 1993 for [`EdgeCorrection::Uniform`]). The grid and
/// the bandwidth are those of `inside`.
///
/// # Units
/// Reports per km² and month.
///
/// # Edge cases
/// Pixels that the area does not touch are 0. With [`EdgeCorrection::Diggle`] reports that lie in no pixel of the area
/// are left out; give a grid that holds the whole area, or its outermost reports are lost.
///
/// # Complexity
/// One [`density`].
///
/// # References
/// P. J. Diggle (1985), A kernel method for smoothing point process data, doi:10.2307/2347366.
/// M. C. Jones (1993), Simple boundary correction for kernel density estimation, doi:10.1007/BF00147776.
pub fn density_within(
    places: &[WeightedPlace],
    inside: &MassInside,
    correction: EdgeCorrection,
    months: f64,
) -> Raster {
    let params = DensityParams { grid: inside.grid, bandwidth: inside.bandwidth, kernel: inside.kernel, months };
    let mut raster = match correction {
        EdgeCorrection::Uniform => density(places, &params),
        EdgeCorrection::Diggle => {
            let corrected = |place: &WeightedPlace| {
                inside.around(place.at).map(|share| WeightedPlace { weight: place.weight / share, ..*place })
            };
            let places: Vec<WeightedPlace> = places.iter().filter_map(corrected).collect();
            density(&places, &params)
        }
    };
    for ((value, share), touched) in raster.values.iter_mut().zip(&inside.shares).zip(&inside.touched) {
        *value = match correction {
            _ if !touched || *share <= 0.0 => 0.0,
            EdgeCorrection::Uniform => *value / share,
            EdgeCorrection::Diggle => *value,
        };
    }
    raster
}

fn widened(grid: &Grid, margin: usize) -> Grid {
    let away = margin as f64 * grid.pixel_m;
    let south_west = EastNorth { e: grid.south_west.e - away, n: grid.south_west.n - away };
    Grid { south_west, columns: grid.columns + 2 * margin, rows: grid.rows + 2 * margin, ..*grid }
}

/// What the sweep gives when every pixel is covered.
fn mass_of_all(radius: f64, kernel: Kernel, bandwidth: Bandwidth) -> f64 {
    let reach = reach_of(radius);
    let row = |j: i32| -> f64 {
        let square = |i: i32| f64::from(i * i + j * j) / (radius * radius);
        (-reach..=reach).map(|i| kernel.bare(square(i))).sum()
    };
    (-reach..=reach).map(row).sum::<f64>() * kernel.height(bandwidth.0 / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    fn ground() -> (MultiPolygon<f64>, Grid) {
        let (e, n) = (440_000.0, 6_250_000.0);
        // An L: its corners are seen from inside and outside.
        let area = polygon![(x: e, y: n), (x: e + 2_000.0, y: n), (x: e + 2_000.0, y: n + 800.0),
            (x: e + 900.0, y: n + 800.0), (x: e + 900.0, y: n + 1_500.0), (x: e, y: n + 1_500.0)];
        let grid = Grid::new(EastNorth { e: e - 100.0, n: n - 100.0 }, 20.0, 110, 85).expect("a grid");
        (MultiPolygon::new(vec![area]), grid)
    }

    fn inside(metres: f64, kernel: Kernel) -> MassInside {
        let (area, grid) = ground();
        MassInside::new(&area, &grid, Bandwidth::new(metres).expect("positive"), kernel).expect("few pixels")
    }

    fn share_near(inside: &MassInside, e: f64, n: f64) -> f64 {
        inside.around(EastNorth { e: 440_000.0 + e, n: 6_250_000.0 + n }).expect("inside")
    }

    #[test]
    fn deep_inside_all_of_the_kernel_counts_at_a_straight_edge_half_and_in_a_corner_a_quarter() {
        for kernel in [Kernel::Epanechnikov, Kernel::Quartic] {
            let inside = inside(300.0, kernel);
            assert!((share_near(&inside, 450.0, 450.0) - 1.0).abs() < 1e-9);
            assert!((share_near(&inside, 0.0, 750.0) - 0.5).abs() < 1e-3);
            assert!((share_near(&inside, 0.0, 0.0) - 0.25).abs() < 2e-3);
            assert_eq!(inside.around(EastNorth { e: 441_500.0, n: 6_251_200.0 }), None);
        }
    }

    #[test]
    fn a_level_density_stays_level_to_the_very_edge() {
        let inside = inside(200.0, Kernel::Epanechnikov);
        let pixels = || (0..85).flat_map(|row| (0..110).map(move |column| (column, row)));
        let touched = |(column, row): (usize, usize)| inside.touched[row * 110 + column];
        let place = |(column, row)| WeightedPlace { at: inside.grid.middle(column, row), weight: 1.0 };
        let places: Vec<WeightedPlace> = pixels().filter(|at| touched(*at)).map(place).collect();
        let raster = density_within(&places, &inside, EdgeCorrection::Uniform, 1.0);
        for (column, row) in pixels() {
            // One report in each pixel of 400 m².
            let expected = if touched((column, row)) { 2_500.0 } else { 0.0 };
            let value = raster.at(column, row);
            assert!((value - expected).abs() <= 1e-2 * expected, "column {column}, row {row}: {value}");
        }
    }

    #[test]
    fn no_report_is_lost_at_the_edge_by_diggles_correction() {
        let (area, grid) = ground();
        let inside = inside(250.0, Kernel::Quartic);
        let (e, n) = (440_000.0, 6_250_000.0);
        let at = [(5.0, 5.0), (880.0, 1_490.0), (1_990.0, 400.0), (895.0, 805.0), (400.0, 700.0)];
        let places = at.map(|(x, y)| WeightedPlace { at: EastNorth { e: e + x, n: n + y }, weight: 2.0 });
        let raster = density_within(&places, &inside, EdgeCorrection::Diggle, 1.0);
        let covered = coverage(&area, &grid);
        let sum: f64 = raster.values.iter().zip(covered).map(|(value, share)| value * share * 0.0004).sum();
        assert!((sum - 10.0).abs() < 0.01, "{sum}");
        let uncorrected = density(
            &places,
            &DensityParams {
                grid,
                bandwidth: Bandwidth::new(250.0).expect("positive"),
                kernel: Kernel::Quartic,
                months: 1.0,
            },
        );
        let lost: f64 =
            uncorrected.values.iter().zip(coverage(&area, &grid)).map(|(v, share)| v * share * 0.0004).sum();
        assert!(lost < 7.0, "{lost}");
    }
}
