//! The density against spatstat.explore 3.0.6 (Debian r-cran-spatstat.explore), against nine values of the A1 table of
//! the methods, and against plain sums over all reports.
//!
//! spatstat: `density(X, sigma, kernel, at = "points", leaveoneout = FALSE, edge = FALSE) * 1e6` in R 4.2; its sigma is
//! the bandwidth / √6 for Epanechnikov and / √8 for the quartic kernel, its window is 1,000 × 1,000 m.

use std::io::Write as _;

use geo::{MultiPolygon, polygon};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use trygghetskarta::analysis::density::{
    Bandwidth, BandwidthParams, DensityParams, EdgeCorrection, Grid, Kernel, MassInside, Raster, SpaceTimeParams,
    TimedPlace, WeightedPlace, choose_bandwidth, density, density_within, space_time,
};
use trygghetskarta::geodesy::EastNorth;

const CORNER: (f64, f64) = (440_000.0, 6_250_000.0);
const X: [f64; 12] = [120.0, 180.0, 260.0, 410.0, 430.0, 455.0, 700.0, 760.0, 905.0, 330.0, 610.0, 150.0];
const Y: [f64; 12] = [90.0, 130.0, 310.0, 420.0, 400.0, 460.0, 220.0, 640.0, 880.0, 770.0, 540.0, 820.0];
const KERNELS: [Kernel; 2] = [Kernel::Epanechnikov, Kernel::Quartic];

/// Bandwidth, kernel, density at each of the twelve places.
#[rustfmt::skip]
const SPATSTAT: [(f64, Kernel, [f64; 12]); 6] = [
    (200.0, Kernel::Epanechnikov, [29.76197436, 30.23943919, 19.73521294, 48.1344231, 46.94076103, 48.43283862,
        15.91549431, 18.89964949, 15.91549431, 17.94471983, 22.70942094, 17.94471983]),
    (200.0, Kernel::Quartic, [41.94289793, 41.96438385, 24.46410419, 66.97847716, 66.03175393, 64.07983667,
        23.87324146, 24.71253511, 23.87324146, 24.26133085, 26.08048117, 24.26133085]),
    (300.0, Kernel::Epanechnikov, [15.46750262, 17.7624776, 23.66299975, 28.02502412, 27.97786709, 27.60257581,
        7.073553026, 12.48678597, 7.967571534, 11.40413938, 22.05966106, 11.40413938]),
    (300.0, Kernel::Quartic, [20.66399665, 23.46386613, 23.5161261, 36.48617328, 36.24146764, 35.80782855,
        10.61032954, 15.11073438, 10.77982055, 14.58725134, 23.14203339, 14.58725134]),
    (450.0, Kernel::Epanechnikov, [8.602371977, 11.08597504, 15.58665657, 18.2833395, 18.39201412, 18.38774476,
        8.97768752, 10.31244466, 5.066953896, 10.27712541, 16.04464244, 5.745782113]),
    (450.0, Kernel::Quartic, [11.29527487, 13.32235665, 18.67211582, 21.65522881, 21.79084898, 22.00456472,
        8.369130451, 10.80917059, 6.480372553, 10.45511437, 18.21222843, 7.946012956]),
];

/// With `edge = TRUE, dimyx = c(500, 500)`, bandwidth 300 m; its own edges are those of 2 m pixels.
#[rustfmt::skip]
const SPATSTAT_EDGE: [(EdgeCorrection, Kernel, [f64; 12]); 4] = [
    (EdgeCorrection::Uniform, Kernel::Epanechnikov, [25.8413, 23.2341, 23.8094, 28.025, 27.9779, 27.6026, 7.30176,
        12.674, 13.0712, 11.6717, 22.0597, 14.1967]),
    (EdgeCorrection::Diggle, Kernel::Epanechnikov, [22.2754, 24.4364, 26.106, 28.052, 28.0036, 27.6169, 7.30176,
        13.1655, 12.512, 12.6305, 22.1274, 13.2378]),
    (EdgeCorrection::Uniform, Kernel::Quartic, [30.9604, 28.0149, 23.548, 36.4862, 36.2415, 35.8078, 10.7476,
        15.1799, 15.8552, 14.71, 23.142, 16.6741]),
    (EdgeCorrection::Diggle, Kernel::Quartic, [27.7788, 30.2201, 24.5125, 36.4916, 36.2465, 35.8094, 10.7476,
        15.2391, 15.7762, 15.2455, 23.1618, 16.1386]),
];

/// The share of the kernel of 300 m that lies in the window, by `scipy.integrate.quad` (SciPy 1.17.1) over the rows of
/// the kernel, each of which has a closed form.
#[rustfmt::skip]
const SCIPY_MASS: [(Kernel, [f64; 12]); 2] = [
    (Kernel::Epanechnikov, [0.5982173, 0.7638468, 0.9942054, 1.0, 1.0, 1.0, 0.9696396,
        0.9846253, 0.6079205, 0.9778281, 1.0, 0.8002653]),
    (Kernel::Quartic, [0.6668944, 0.8366352, 0.9987523, 1.0, 1.0, 1.0, 0.9877229,
        0.995186, 0.6781376, 0.992028, 1.0, 0.8721902]),
];

/// `bw.ppl(X, sigma = seq(100, 500, by = 50) / √6 or √8, shortcut = TRUE, edge = FALSE, kernel)`: the scores.
#[rustfmt::skip]
const BW_PPL: [(Kernel, f64, [f64; 9]); 2] = [
    (Kernel::Epanechnikov, 200.0, [f64::NEG_INFINITY, f64::NEG_INFINITY, -579.070482, -581.781359, -582.629176,
        -584.906895, -587.922533, -591.240139, -594.832845]),
    (Kernel::Quartic, 200.0, [f64::NEG_INFINITY, f64::NEG_INFINITY, -578.112939, -579.56286, -581.158404, -582.602793,
        -584.708066, -587.059005, -589.750514]),
];

/// Longitude, latitude, bandwidth, Σ (1 − d²/b²), Σ (1 − d²/b²)² over the 270,688 rows of libkdv's Atlanta.csv.
const ATLANTA: [(f64, f64, f64, f64, f64); 9] = [
    (-84.39, 33.755, 250.0, 870.055779, 613.724830),
    (-84.39, 33.755, 500.0, 3730.091986, 2578.362132),
    (-84.39, 33.755, 1000.0, 9104.486900, 6816.991242),
    (-84.45, 33.70, 250.0, 243.780695, 158.005549),
    (-84.45, 33.70, 500.0, 521.504809, 415.222491),
    (-84.45, 33.70, 1000.0, 1365.087977, 993.836764),
    (-84.35, 33.85, 250.0, 66.880172, 44.506006),
    (-84.35, 33.85, 500.0, 126.580643, 104.218222),
    (-84.35, 33.85, 1000.0, 548.885069, 303.407079),
];

fn place(x: f64, y: f64, weight: f64) -> WeightedPlace {
    WeightedPlace { at: EastNorth { e: CORNER.0 + x, n: CORNER.1 + y }, weight }
}

fn twelve() -> Vec<WeightedPlace> {
    X.iter().zip(Y).map(|(x, y)| place(*x, y, 1.0)).collect()
}

/// Pixels of 5 m whose middles are whole multiples of 5 m from the corner.
fn fine_grid() -> Grid {
    Grid::new(EastNorth { e: CORNER.0 - 2.5, n: CORNER.1 - 2.5 }, 5.0, 201, 201).expect("a grid")
}

fn metres(bandwidth: f64) -> Bandwidth {
    Bandwidth::new(bandwidth).expect("positive")
}

/// Told rows and columns apart by their middles, summed over all places.
fn plain_sum(places: &[WeightedPlace], params: &DensityParams, column: usize, row: usize) -> f64 {
    let (middle, b) = (params.grid.middle(column, row), params.bandwidth.metres());
    let bare = |p: &WeightedPlace| {
        let square = (p.at.e - middle.e).powi(2) + (p.at.n - middle.n).powi(2);
        let rest = (1.0 - square / (b * b)).max(0.0);
        p.weight * if params.kernel == Kernel::Quartic { 1.5 * rest * rest } else { rest }
    };
    places.iter().map(bare).sum::<f64>() * 2.0e6 / (std::f64::consts::PI * b * b) / params.months
}

/// Clusters, a level ground, several reports from one place, all sorts of weights; some off the grid.
fn seeded(seed: u64, count: usize, side_m: f64) -> Vec<WeightedPlace> {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let mut places: Vec<WeightedPlace> = Vec::new();
    for number in 0..count {
        let weight = if number % 3 == 0 { random.random_range(0.1..3.0) } else { 1.0 };
        let mut around =
            |middle: f64, width: f64| middle + width * (random.random::<f64>() + random.random::<f64>() - 1.0);
        let (x, y) = match number % 8 {
            0 => (around(0.5 * side_m, 0.7 * side_m), around(0.5 * side_m, 0.7 * side_m)),
            1..=3 => (around(0.3 * side_m, 0.1 * side_m), around(0.6 * side_m, 0.05 * side_m)),
            4 | 5 => (around(0.7 * side_m, 0.01 * side_m), around(0.2 * side_m, 0.01 * side_m)),
            _ if number > 40 => {
                let known = places[random.random_range(0..places.len())];
                places.push(WeightedPlace { weight, ..known });
                continue;
            }
            _ => (0.25 * side_m, 0.25 * side_m),
        };
        places.push(place(x, y, weight));
    }
    places
}

fn worst_share(places: &[WeightedPlace], params: &DensityParams, raster: &Raster) -> f64 {
    let (columns, rows) = (params.grid.columns(), params.grid.rows());
    let most = raster.values.iter().copied().fold(0.0, f64::max);
    let pixels = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    let off = |(column, row)| (plain_sum(places, params, column, row) - raster.at(column, row)).abs();
    pixels.map(off).fold(0.0, f64::max) / most
}

#[test]
fn the_density_at_places_is_what_spatstat_gives() {
    for (b, kernel, expected) in SPATSTAT {
        let params = DensityParams { grid: fine_grid(), bandwidth: metres(b), kernel, months: 1.0 };
        let raster = density(&twelve(), &params);
        for ((x, y), expected) in X.iter().zip(Y).zip(expected) {
            let value = raster.at((x / 5.0) as usize, (y / 5.0) as usize);
            assert!((value / expected - 1.0).abs() < 1e-9, "{kernel:?}, {b} m at {x}, {y}: {value}, not {expected}");
        }
    }
}

fn window() -> MultiPolygon<f64> {
    let (e, n) = CORNER;
    let side = 1_000.0;
    MultiPolygon::new(vec![
        polygon![(x: e, y: n), (x: e + side, y: n), (x: e + side, y: n + side), (x: e, y: n + side)],
    ])
}

#[test]
fn the_mass_inside_an_area_is_its_integral() {
    for (kernel, expected) in SCIPY_MASS {
        let inside = MassInside::new(&window(), &fine_grid(), metres(300.0), kernel).expect("few pixels");
        for ((x, y), expected) in X.iter().zip(Y).zip(expected) {
            let share = inside.at((x / 5.0) as usize, (y / 5.0) as usize);
            assert!((share - expected).abs() < 1e-4, "{kernel:?} at {x}, {y}: {share}, not {expected}");
        }
    }
}

#[test]
fn corrected_for_its_edges_it_is_still_what_spatstat_gives() {
    for (correction, kernel, expected) in SPATSTAT_EDGE {
        let inside = MassInside::new(&window(), &fine_grid(), metres(300.0), kernel).expect("few pixels");
        let raster = density_within(&twelve(), &inside, correction, 1.0);
        for ((x, y), expected) in X.iter().zip(Y).zip(expected) {
            let value = raster.at((x / 5.0) as usize, (y / 5.0) as usize);
            // spatstat's own mass is up to 0.3 % off the integral above.
            let share = value / expected;
            assert!((share - 1.0).abs() < 4e-3, "{correction:?}, {kernel:?} at {x}, {y}: {value}, not {expected}");
        }
    }
}

#[test]
fn the_bandwidth_with_the_best_likelihood_is_that_of_bw_ppl() {
    let part = |number: i32, factor: f64| (f64::from(number) * factor).fract() - 0.5;
    let made = |number: i32| {
        let middle = (if number % 2 == 0 { 250.0 } else { 700.0 }, if number % 3 == 0 { 300.0 } else { 650.0 });
        let (x, y) = (middle.0 + 400.0 * part(number, 0.754_877_666), middle.1 + 400.0 * part(number, 0.569_840_291));
        place(x.round(), y.round(), 1.0)
    };
    let places: Vec<WeightedPlace> = (0..60).map(made).collect();
    for (kernel, best, scores) in BW_PPL {
        let params = BandwidthParams { kernel, step_m: 50, ..BandwidthParams::within(f64::INFINITY) };
        let choice = choose_bandwidth(&places, &params);
        assert_eq!((choice.bandwidth, choice.at_bound), (metres(best), false));
        // spatstat counts per m², we per km².
        let per_km2 = 60.0 * 1e6_f64.ln();
        for ((b, score), expected) in choice.tried.iter().zip(scores) {
            let same = *score == expected || (score - per_km2 - expected).abs() < 1e-5;
            assert!(same, "{kernel:?}, {b} m: {}, not {expected}", score - per_km2);
        }
    }
}

#[test]
fn a_lone_report_does_not_rule_out_a_bandwidth_when_the_area_is_known() {
    let mut places: Vec<WeightedPlace> =
        (0..30).map(|i| place(f64::from(i * 37 % 150), f64::from(i * 71 % 150), 1.0)).collect();
    places.push(place(9_000.0, 9_000.0, 1.0));
    let choice = choose_bandwidth(&places, &BandwidthParams::within(100.0));
    assert!(choice.tried.iter().all(|(_, score)| score.is_finite()));
    assert!(choice.bandwidth.metres() < 200.0, "{:?}", choice.bandwidth);
    let lone = choose_bandwidth(&places[30..], &BandwidthParams::within(100.0));
    assert!(lone.tried.iter().all(|(_, score)| (score - 0.01_f64.ln()).abs() < 1e-12));
    assert_eq!(choose_bandwidth(&[], &BandwidthParams::within(100.0)).bandwidth, metres(100.0));
}

#[test]
fn every_pixel_is_the_plain_sum_over_all_reports() {
    for (number, radius) in [0.4, 1.3, 3.0, 5.9, 6.0, 7.7, 23.4, 61.0].into_iter().enumerate() {
        for kernel in KERNELS {
            let side_m = 20.0 * 97.0;
            let places = seeded(number as u64, 1_500, side_m);
            // 97 × 75 pixels: more than one band of rows, and off any lattice.
            let south_west = EastNorth { e: CORNER.0 + 3.3, n: CORNER.1 - 1.7 };
            let grid = Grid::new(south_west, 20.0, 97, 75).expect("a grid");
            let params = DensityParams { grid, bandwidth: metres(20.0 * radius), kernel, months: 2.5 };
            let worst = worst_share(&places, &params, &density(&places, &params));
            assert!(worst < 1e-10, "{kernel:?}, {radius} pixels: {worst:e}");
        }
    }
}

#[test]
fn a_wide_grid_and_a_small_radius_lose_no_digits() {
    let grid = Grid::new(EastNorth { e: CORNER.0, n: CORNER.1 }, 10.0, 3_000, 5).expect("a grid");
    for kernel in KERNELS {
        let places = seeded(7, 4_000, 30_000.0).into_iter().map(|p| {
            let across = (p.at.n - CORNER.1) / 600.0;
            place(p.at.e - CORNER.0, across, p.weight)
        });
        let places: Vec<WeightedPlace> = places.collect();
        let params = DensityParams { grid, bandwidth: metres(65.0), kernel, months: 1.0 };
        let worst = worst_share(&places, &params, &density(&places, &params));
        assert!(worst < 1e-10, "{kernel:?}: {worst:e}");
    }
}

#[test]
fn a_bandwidth_of_thousands_of_pixels_is_summed_too() {
    let grid = Grid::new(EastNorth { e: CORNER.0, n: CORNER.1 }, 1.0, 9, 7).expect("a grid");
    for (kernel, b) in KERNELS.into_iter().zip([1e12, 2_047.0]).chain([(Kernel::Quartic, 2_049.0)]) {
        let params = DensityParams { grid, bandwidth: metres(b), kernel, months: 1.0 };
        let worst = worst_share(&twelve(), &params, &density(&twelve(), &params));
        assert!(worst < 1e-10, "{kernel:?}, {b} m: {worst:e}");
    }
    assert!(MassInside::new(&window(), &grid, metres(2_049.0), Kernel::Quartic).is_none());
}

#[test]
fn one_thread_and_three_give_the_same_bytes() {
    let places = seeded(3, 40_000, 4_000.0);
    let grid = Grid::new(EastNorth { e: CORNER.0, n: CORNER.1 }, 20.0, 200, 200).expect("a grid");
    for kernel in KERNELS {
        let params = DensityParams { grid, bandwidth: metres(310.0), kernel, months: 1.0 };
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let bits = |values: Vec<f64>| values.into_iter().map(f64::to_bits).collect::<Vec<_>>();
            pool.install(|| bits(density(&places, &params).values))
        };
        assert!(on(1) == on(3), "{kernel:?}");
    }
}

#[test]
fn a_report_adds_up_to_one_and_only_as_far_as_the_bandwidth() {
    for kernel in KERNELS {
        let params = DensityParams { grid: fine_grid(), bandwidth: metres(200.0), kernel, months: 4.0 };
        let raster = density(&[place(503.0, 497.0, 3.0)], &params);
        // A pixel is 25 m²; three reports' weight over four months.
        let sum: f64 = raster.values.iter().map(|value| value * 25e-6).sum();
        assert!((sum - 0.75).abs() < 1e-4, "{sum}");
        for row in 0..201 {
            for column in 0..201 {
                let away = f64::hypot(column as f64 * 5.0 - 503.0, row as f64 * 5.0 - 497.0);
                assert_eq!(raster.at(column, row) > 0.0, away < 200.0, "{away} m");
            }
        }
    }
}

#[test]
fn what_is_no_number_adds_nothing_and_no_months_are_no_density() {
    let params = DensityParams { grid: fine_grid(), bandwidth: metres(100.0), kernel: Kernel::Quartic, months: 1.0 };
    let odd =
        [place(f64::NAN, 5.0, 1.0), place(5.0, f64::INFINITY, 1.0), place(5.0, 5.0, f64::NAN), place(1e300, 0.0, 1.0)];
    assert!(density(&odd, &params).values.iter().all(|value| *value == 0.0));
    let timeless = DensityParams { months: 0.0, ..params };
    assert!(density(&twelve(), &timeless).values.iter().all(|value| *value == 0.0));
    assert!(Bandwidth::new(0.0).is_none() && Bandwidth::new(f64::NAN).is_none());
    assert!(Grid::new(EastNorth { e: 0.0, n: 0.0 }, 1.0, 1 << 14, 1 << 14).is_none());
}

#[test]
fn in_space_and_time_each_raster_is_the_plain_sum_of_products() {
    const DAY: i64 = 86_400;
    let grid = Grid::new(EastNorth { e: CORNER.0, n: CORNER.1 }, 50.0, 40, 30).expect("a grid");
    let mut random = Pcg64Mcg::seed_from_u64(11);
    let timed: Vec<TimedPlace> = seeded(5, 600, 2_000.0)
        .into_iter()
        .map(|place| TimedPlace { place, t: 1_700_000_000 + random.random_range(0..700 * DAY) })
        .collect();
    // Every 100 days: few moments; every 5 days: they slide. Not in order, and one after everything.
    for (step, kernel) in [(100, Kernel::Epanechnikov), (5, Kernel::Quartic)] {
        let mut moments: Vec<i64> = (0..800 / step).map(|number| 1_700_000_000 + number * step * DAY).collect();
        moments.reverse();
        let params = SpaceTimeParams { grid, bandwidth: metres(300.0), kernel, span_s: (45 * DAY) as u32, moments };
        let rasters = space_time(&timed, &params);
        assert_eq!(rasters.len(), params.moments.len());
        for (raster, moment) in rasters.iter().zip(&params.moments) {
            let weighted = |timed: &TimedPlace| {
                let apart = (timed.t - moment) as f64 / (45 * DAY) as f64;
                WeightedPlace { weight: timed.place.weight * 0.75 * (1.0 - apart * apart).max(0.0), ..timed.place }
            };
            let places: Vec<WeightedPlace> = timed.iter().map(weighted).collect();
            let params = DensityParams { grid, bandwidth: metres(300.0), kernel, months: 45.0 / 30.4375 };
            let most = plain_most(&places, &params);
            for row in 0..30 {
                for column in 0..40 {
                    let off = (plain_sum(&places, &params, column, row) - raster.at(column, row)).abs();
                    assert!(off <= 1e-10 * most, "{step} days, moment {moment}, {column}, {row}: {off:e} of {most}");
                }
            }
        }
    }
}

fn plain_most(places: &[WeightedPlace], params: &DensityParams) -> f64 {
    let pixels = (0..30).flat_map(|row| (0..40).map(move |column| (column, row)));
    pixels.map(|(column, row)| plain_sum(places, params, column, row)).fold(0.0, f64::max)
}

/// The file is in the wheel of libkdv 1.1.20 (PyPI); `bench/atlanta` fetches it and says what to set.
#[test]
fn the_nine_values_of_atlanta() {
    let Some(file) = std::env::var_os("TK_ATLANTA_CSV") else {
        let _ =
            writeln!(std::io::stderr(), "not tested: Atlanta.csv is not here (set TK_ATLANTA_CSV; see bench/atlanta)");
        return;
    };
    let mut reader = csv::Reader::from_path(file).expect("the file can be read");
    let headers = reader.headers().expect("a header").clone();
    let number = |name: &str| headers.iter().position(|header| header == name).expect("lat and lon");
    let (lon, lat) = (number("lon"), number("lat"));
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        let degrees = |column: usize| row[column].parse().expect("a number");
        WeightedPlace { at: on_the_sphere(degrees(lon), degrees(lat)), weight: 1.0 }
    });
    let places: Vec<WeightedPlace> = rows.collect();
    assert_eq!(places.len(), 270_688);
    for (lon, lat, b, epanechnikov, quartic) in ATLANTA {
        let at = on_the_sphere(lon, lat);
        // 161 × 121 pixels of 10 m, the asked place in the middle of one.
        let south_west = EastNorth { e: at.e - 80.5 * 10.0, n: at.n - 60.5 * 10.0 };
        let grid = Grid::new(south_west, 10.0, 161, 121).expect("a grid");
        for (kernel, height, expected) in [(Kernel::Epanechnikov, 2.0, epanechnikov), (Kernel::Quartic, 3.0, quartic)] {
            let raster = density(&places, &DensityParams { grid, bandwidth: metres(b), kernel, months: 1.0 });
            let bare = raster.at(80, 60) * std::f64::consts::PI * b * b / 1e6 / height;
            assert!((bare - expected).abs() < 1e-6, "{lon}, {lat}, {b} m, {kernel:?}: {bare}, not {expected}");
        }
    }
}

fn on_the_sphere(lon: f64, lat: f64) -> EastNorth {
    const RADIUS_M: f64 = 6_371_000.0;
    EastNorth { e: RADIUS_M * lon.to_radians() * 33.75_f64.to_radians().cos(), n: RADIUS_M * lat.to_radians() }
}
