//! The density of whatever places the asker has written to files.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::ThreadPoolBuilder;
use serde::Deserialize;
use serde_json::{Value, json};
use trygghetskarta::analysis::density::{Bandwidth, DensityParams, Grid, Kernel, WeightedPlace, density, isobands};
use trygghetskarta::geodesy::EastNorth;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Metres of the corner.
    south_west: [f64; 2],
    pixel_m: f64,
    columns: usize,
    rows: usize,
    bandwidth_m: f64,
    #[serde(default)]
    quartic: bool,
    threads: usize,
    /// Where to write the values, as little-endian doubles.
    #[serde(default)]
    write: Option<PathBuf>,
    /// Breaks of isobands that are timed too.
    #[serde(default)]
    breaks: Vec<f64>,
}

/// Two files of little-endian doubles: eastings and northings.
pub fn read(e: &Path, n: &Path) -> Vec<WeightedPlace> {
    let doubles = |path: &Path| {
        let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        bytes.as_chunks::<8>().0.iter().map(|word| f64::from_le_bytes(*word)).collect::<Vec<_>>()
    };
    let place = |(e, n)| WeightedPlace { at: EastNorth { e, n }, weight: 1.0 };
    doubles(e).into_iter().zip(doubles(n)).map(place).collect()
}

pub fn answer(places: &[WeightedPlace], question: &Question) -> Value {
    let [e, n] = question.south_west;
    let grid = Grid::new(EastNorth { e, n }, question.pixel_m, question.columns, question.rows).expect("a grid");
    let bandwidth = Bandwidth::new(question.bandwidth_m).expect("positive");
    let kernel = if question.quartic { Kernel::Quartic } else { Kernel::Epanechnikov };
    let params = DensityParams { grid, bandwidth, kernel, months: 1.0 };
    let pool = ThreadPoolBuilder::new().num_threads(question.threads).build().expect("threads");
    let started = Instant::now();
    let raster = pool.install(|| black_box(density(places, &params)));
    let ns = started.elapsed().as_nanos() as u64;
    let bytes = || raster.values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    if let Some(path) = &question.write {
        fs::write(path, bytes()).expect("the file can be written");
    }
    let started = Instant::now();
    let bands = pool.install(|| isobands(&raster, &question.breaks));
    let bands_ns = started.elapsed().as_nanos() as u64;
    let points: usize = bands.iter().flat_map(|band| band.areas.iter().flatten()).map(Vec::len).sum();
    let sum: f64 = raster.values.iter().sum();
    json!({"ns": ns, "sum": sum, "first": raster.values[0], "bands_ns": bands_ns, "bands_points": points})
}
