//! A year of a town's reports, worked through with every method a planner's page asks for.

use std::hint::black_box;
use std::time::Instant;

use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use serde_json::{Value, json};
use trygghetskarta::analysis::Watch;
use trygghetskarta::analysis::density::{
    BandwidthParams, DensityParams, Grid, Kernel, WeightedPlace, choose_bandwidth, class_breaks, density, isobands,
};
use trygghetskarta::analysis::hotspot::HotspotParams;
use trygghetskarta::analysis::scan::{DatedCase, PermutationScanParams, Reach, permutation_scan};
use trygghetskarta::analysis::shrinkage::{ShrinkageParams, shrink};
use trygghetskarta::analysis::spots::test_squares;
use trygghetskarta::geodesy::{Box2, Cell, EastNorth};

const SIDE_M: f64 = 12_000.0;
const CELL_M: u32 = 250;

/// Milliseconds of each step, on all cores.
pub fn work(n_reports: usize, seed: u64) -> Value {
    let reports = told(n_reports, seed);
    let places: Vec<WeightedPlace> = reports.iter().map(|(at, _)| WeightedPlace { at: *at, weight: 1.0 }).collect();
    let mut steps = serde_json::Map::new();
    let mut step = |name: &str, work: &mut dyn FnMut()| {
        let started = Instant::now();
        work();
        steps.insert(name.to_owned(), json!(started.elapsed().as_nanos() as u64));
    };
    step("density", &mut || {
        let bandwidth = choose_bandwidth(&places, &BandwidthParams::within(SIDE_M * SIDE_M / 1e6)).bandwidth;
        let bounds = Box2::around(places.iter().map(|place| place.at)).expect("reports");
        let grid = Grid::readable(&bounds, bandwidth).expect("a town");
        let raster = density(&places, &DensityParams { grid, bandwidth, kernel: Kernel::default(), months: 12.0 });
        black_box(isobands(&raster, &class_breaks()));
    });
    let cells: Vec<Cell> = squares();
    let mut counts = vec![0; cells.len()];
    for (at, _) in &reports {
        let cell = Cell::containing(*at, CELL_M);
        counts[cells.binary_search(&cell).expect("inside")] += 1;
    }
    let exposure = vec![1.0; cells.len()];
    step("maps", &mut || {
        black_box(test_squares(cells.clone(), counts.clone(), &exposure, &HotspotParams::default()));
    });
    step("shrinkage", &mut || {
        let counts: Vec<f64> = counts.iter().map(|&n| f64::from(n)).collect();
        let means = vec![counts.iter().sum::<f64>() / counts.len() as f64; counts.len()];
        black_box(shrink(&counts, &means, &ShrinkageParams::default()));
    });
    step("scan", &mut || {
        let (located, cases) = located(&reports);
        let params = PermutationScanParams::weekly(0, 363);
        black_box(permutation_scan(&cases, &Reach::straight(&located, 1_000.0), &params, &Watch::default()));
    });
    Value::Object(steps)
}

/// A third anywhere, the rest in forty places of some 150 m, over a year.
fn told(n: usize, seed: u64) -> Vec<(EastNorth, i32)> {
    let mut dice = Pcg64Mcg::new(u128::from(seed) << 1 | 1);
    let anywhere =
        |dice: &mut Pcg64Mcg| EastNorth { e: dice.random::<f64>() * SIDE_M, n: dice.random::<f64>() * SIDE_M };
    let middles: Vec<EastNorth> = (0..40).map(|_| anywhere(&mut dice)).collect();
    let inside = |at: f64| at.clamp(0.0, SIDE_M - 1.0);
    (0..n)
        .map(|i| {
            let at = if i % 3 == 0 {
                anywhere(&mut dice)
            } else {
                let middle = middles[dice.random_range(0..middles.len())];
                let off = |dice: &mut Pcg64Mcg| (dice.random::<f64>() + dice.random::<f64>() - 1.0) * 300.0;
                EastNorth { e: inside(middle.e + off(&mut dice)), n: inside(middle.n + off(&mut dice)) }
            };
            (at, dice.random_range(0..364))
        })
        .collect()
}

fn squares() -> Vec<Cell> {
    let side = 0..(SIDE_M as i32 / CELL_M as i32);
    let at = |number: i32| number * CELL_M as i32;
    let mut cells: Vec<Cell> = side
        .clone()
        .flat_map(|row| side.clone().map(move |column| Cell { size_m: CELL_M, e_m: at(column), n_m: at(row) }))
        .collect();
    cells.sort_unstable();
    cells
}

fn located(reports: &[(EastNorth, i32)]) -> (Vec<EastNorth>, Vec<DatedCase>) {
    let mut cells: Vec<Cell> = reports.iter().map(|(at, _)| Cell::containing(*at, 100)).collect();
    cells.sort_unstable();
    cells.dedup();
    let number = |at: EastNorth| cells.binary_search(&Cell::containing(at, 100)).expect("one of them") as u32;
    let cases = reports.iter().map(|(at, day)| DatedCase { location: number(*at), day: *day }).collect();
    (cells.iter().map(|cell| cell.center()).collect(), cases)
}
