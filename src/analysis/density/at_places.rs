//! The density at any places, where no raster is wanted.

use rayon::prelude::*;

use super::bandwidth::Columns;
use super::{Bandwidth, Kernel, WeightedPlace};
use crate::geodesy::EastNorth;

/// How dense reports lie around each of these places.
///
/// # Method
/// The exact sum of a kernel over each report: [`density`](super::density()) is the same at the middles of pixels, and
/// faster there.
///
/// # Units
/// Reports per km².
///
/// # Edge cases
/// Reports whose place or weight is no number are left out; around a place that is none the density is 0.
///
/// # Complexity
/// Pairs of a place and a report within a bandwidth of each other, on all threads with the same bytes.
///
/// # References
/// B. W. Silverman (1986), Density Estimation for Statistics and Data Analysis.
pub fn density_at(reports: &[WeightedPlace], places: &[EastNorth], bandwidth: Bandwidth, kernel: Kernel) -> Vec<f64> {
    let reach_m = bandwidth.metres();
    let columns = Columns::new(reports, reach_m);
    let height = kernel.height(reach_m / 1_000.0);
    let around = |at: &EastNorth| {
        let mut sum = 0.0;
        columns.each_near(*at, |report| {
            let (e, n) = (report.at.e - at.e, report.at.n - at.n);
            sum += report.weight * kernel.bare((e * e + n * n) / (reach_m * reach_m));
        });
        sum * height
    };
    places.par_iter().with_min_len(256).map(around).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{DensityParams, Grid, density};
    use super::*;
    use crate::analysis::draws::stream;

    fn scattered(n: usize) -> Vec<WeightedPlace> {
        let mut draws = stream(31, 0);
        let mut place = || EastNorth { e: 440_000.0 + 2_000.0 * draws.unit(), n: 6_250_000.0 + 1_500.0 * draws.unit() };
        (0..n).map(|nth| WeightedPlace { at: place(), weight: 0.5 + (nth % 3) as f64 }).collect()
    }

    #[test]
    fn at_the_middles_of_pixels_it_is_the_raster() {
        let reports = scattered(400);
        let grid = Grid::new(EastNorth { e: 439_900.0, n: 6_249_900.0 }, 40.0, 55, 42).expect("a grid");
        for (kernel, metres) in [(Kernel::Epanechnikov, 130.0), (Kernel::Quartic, 455.0)] {
            let bandwidth = Bandwidth::new(metres).expect("positive");
            let raster = density(&reports, &DensityParams { grid, bandwidth, kernel, months: 1.0 });
            let middles: Vec<EastNorth> =
                (0..42).flat_map(|row| (0..55).map(move |column| grid.middle(column, row))).collect();
            let most = raster.values.iter().copied().fold(0.0, f64::max);
            for (value, of_raster) in density_at(&reports, &middles, bandwidth, kernel).iter().zip(&raster.values) {
                assert!((value - of_raster).abs() <= 1e-9 * most, "{value} {of_raster}");
            }
        }
    }

    #[test]
    fn one_report_gives_the_top_of_its_hill_and_nothing_beyond_its_reach() {
        let at = |e| EastNorth { e, n: 0.0 };
        let report = WeightedPlace { at: at(0.0), weight: 2.0 };
        let bandwidth = Bandwidth::new(1_000.0).expect("positive");
        let found =
            density_at(&[report], &[at(0.0), at(-500.0), at(1_000.0), at(f64::NAN)], bandwidth, Kernel::Epanechnikov);
        let top = 2.0 * 2.0 / std::f64::consts::PI;
        for (value, by_hand) in found.iter().zip([top, 0.75 * top, 0.0, 0.0]) {
            assert!((value - by_hand).abs() < 1e-12, "{found:?}");
        }
        assert_eq!(density_at(&[], &[at(0.0)], bandwidth, Kernel::Quartic), [0.0]);
    }
}
