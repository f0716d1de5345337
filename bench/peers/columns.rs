//! The rows everybody counts: made from a seed, kept as raw little-endian columns that any peer can read.
//!
//! Sixty Gaussian clusters of very different weight and width in a square of 40 km, a tenth of the rows anywhere in it;
//! three years with a daily and a weekly beat; categories by Zipf. Rows are independent of each other, so the first n
//! of a set are the set of n.

use std::f64::consts::TAU;
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::{Value, json};
use trygghetskarta::geodesy::{Bounds, Box2, EastNorth, Metric, Shape};
use trygghetskarta::index::Frame;
use trygghetskarta::observation::{Category, CauseSet, Clock, Moment, Observation, State};

/// South-west corner of the square in SWEREF 99 TM.
pub const WEST_SOUTH_M: (i32, i32) = (430_000, 6_230_000);
pub const SIDE_M: i32 = 40_000;
const FIRST_SECOND: i64 = 1_672_531_200; // 2023-01-01 00:00 UTC, a Sunday
const DAYS: i64 = 365 * 3;
const CLUSTERS: usize = 60;
/// How many rows lie in the district that is asked about.
const DISTRICT_SHARE: f64 = 0.05;
/// The cells of the district's map.
const DISTRICT_CELL_M: u32 = 250;

/// Positions in whole centimetres, so that every peer puts a row in the same cell.
#[derive(Default)]
pub struct Columns {
    pub e_cm: Vec<i32>,
    pub n_cm: Vec<i32>,
    pub t: Vec<i32>,
    pub category: Vec<u8>,
    pub hour: Vec<u8>,
}

impl Columns {
    pub fn read(folder: &Path, rows: usize) -> Self {
        let ints = |name: &str| {
            let bytes = bytes_of(folder, name, rows * 4);
            bytes.as_chunks::<4>().0.iter().map(|word| i32::from_le_bytes(*word)).collect()
        };
        Self {
            e_cm: ints("e_cm.i32"),
            n_cm: ints("n_cm.i32"),
            t: ints("t.i32"),
            category: bytes_of(folder, "category.u8", rows),
            hour: bytes_of(folder, "hour.u8", rows),
        }
    }

    pub fn len(&self) -> usize {
        self.t.len()
    }

    pub fn position(&self, row: usize) -> EastNorth {
        // The middle of the centimetre: rounded down it is the same again.
        let metres = |cm: i32| (f64::from(cm) + 0.5) / 100.0;
        EastNorth { e: metres(self.e_cm[row]), n: metres(self.n_cm[row]) }
    }

    pub fn observation(&self, row: usize) -> Observation {
        Observation {
            key: row as u32 + 1,
            shape: Shape::Point(self.position(row)),
            moment: Moment::Instant(self.t[row].into()),
            told_day: self.t[row] / 86_400,
            category: Category::ALL[usize::from(self.category[row])],
            causes: CauseSet::EMPTY,
            channel: "web".to_owned(),
            severity: None,
            state: State::Received,
            weight: 1.0,
            placed: true,
        }
    }
}

fn bytes_of(folder: &Path, name: &str, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    let read = File::open(folder.join(name)).and_then(|mut file| file.read_exact(&mut bytes));
    read.unwrap_or_else(|error| panic!("{name}: {error}; ask to generate enough rows first"));
    bytes
}

struct Cluster {
    /// Share of all rows up to and with this one.
    up_to: f64,
    at: (f64, f64),
    sigma_m: f64,
}

/// Writes the columns, and says where the district is.
pub fn generate(folder: &Path, rows: usize, seed: u64) -> Value {
    fs::create_dir_all(folder).expect("the folder can be made");
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let clusters = clusters(&mut random);
    let days = [1.0, 1.0, 1.0, 1.1, 1.6, 1.8, 1.2];
    let hours = [5, 4, 3, 2, 1, 1, 1, 2, 3, 3, 3, 3, 4, 4, 4, 5, 6, 6, 6, 6, 7, 7, 7, 6].map(f64::from);
    let zipf: Vec<f64> = (1..=Category::ALL.len()).map(|rank| (rank as f64).powf(-1.1)).collect();
    let (metric, clock) = (Metric::sweref99_tm(), Clock::new("Europe/Stockholm").expect("a known zone"));

    let names = ["e_cm.i32", "n_cm.i32", "x.f32", "y.f32", "lon.f64", "lat.f64", "t.i32", "category.u8", "hour.u8"];
    let mut files = names.map(|name| BufWriter::new(File::create(folder.join(name)).expect("the file can be made")));
    let mut sample = Vec::new();
    for row in 0..rows {
        let (e_cm, n_cm) = place(&mut random, &clusters);
        let day = loop {
            let day = random.random_range(0..DAYS);
            // 2023-01-01 was a Sunday.
            if random.random::<f64>() * 1.8 < days[(day as usize + 6) % 7] {
                break day;
            }
        };
        let hour = picked(&mut random, &hours);
        let t = FIRST_SECOND + day * 86_400 + hour as i64 * 3_600 + random.random_range(0..3_600);
        let category = picked(&mut random, &zipf) as u8;
        let middle = |cm: i32| (f64::from(cm) + 0.5) / 100.0;
        let degrees = metric.inverse(EastNorth { e: middle(e_cm), n: middle(n_cm) });
        let (x_cm, y_cm) = (e_cm - WEST_SOUTH_M.0 * 100, n_cm - WEST_SOUTH_M.1 * 100);
        let [e, n, x, y, lon, lat, time, kind, of_week] = &mut files;
        let write = |file: &mut BufWriter<File>, bytes: &[u8]| file.write_all(bytes).expect("the disk has room");
        write(e, &e_cm.to_le_bytes());
        write(n, &n_cm.to_le_bytes());
        write(x, &(x_cm as f32 / 100.0).to_le_bytes());
        write(y, &(y_cm as f32 / 100.0).to_le_bytes());
        write(lon, &degrees.lon().to_le_bytes());
        write(lat, &degrees.lat().to_le_bytes());
        write(time, &(t as i32).to_le_bytes());
        write(kind, &[category]);
        write(of_week, &[clock.hour_of_week(t) as u8]);
        if row < 200_000 {
            sample.push((e_cm, n_cm));
        }
    }
    files.iter_mut().for_each(|file| file.flush().expect("the disk has room"));
    let (degrees, metres) = district(&clusters, &sample, &metric);
    json!({"rows": rows, "district_deg": degrees, "district_m": metres, "west_south_m": [WEST_SOUTH_M.0, WEST_SOUTH_M.1]})
}

/// A box in degrees around the whole square, with a little to spare.
pub fn square_deg() -> [f64; 4] {
    let metric = Metric::sweref99_tm();
    let (west, south, side) = (f64::from(WEST_SOUTH_M.0), f64::from(WEST_SOUTH_M.1), f64::from(SIDE_M));
    let corners = [(0.0, 0.0), (0.0, side), (side, 0.0), (side, side)];
    let corners = corners.map(|(e, n)| metric.inverse(EastNorth { e: west + e, n: south + n }));
    let around = Bounds::around(corners).expect("four corners");
    [around.west - 0.01, around.south - 0.01, around.east + 0.01, around.north + 0.01]
}

fn clusters(random: &mut Pcg64Mcg) -> Vec<Cluster> {
    let weights: Vec<f64> = (0..CLUSTERS).map(|_| normal(random).exp()).collect();
    let all: f64 = weights.iter().sum();
    let mut up_to = 0.0;
    let cluster = |weight: f64| {
        up_to += 0.9 * weight / all;
        let side = f64::from(SIDE_M);
        let mut within = || random.random_range(0.1 * side..0.9 * side);
        let at = (within(), within());
        Cluster { up_to, at, sigma_m: 450.0 * (0.7 * normal(random)).exp() }
    };
    weights.into_iter().map(cluster).collect()
}

fn place(random: &mut Pcg64Mcg, clusters: &[Cluster]) -> (i32, i32) {
    let chosen: f64 = random.random();
    let cluster = clusters.get(clusters.partition_point(|cluster| cluster.up_to <= chosen));
    let square = 0.0..f64::from(SIDE_M);
    loop {
        let (x, y) = match cluster {
            Some(c) => (c.at.0 + c.sigma_m * normal(random), c.at.1 + c.sigma_m * normal(random)),
            None => (random.random_range(square.clone()), random.random_range(square.clone())),
        };
        if square.contains(&x) && square.contains(&y) {
            let cm = |corner: i32, v: f64| corner * 100 + (v * 100.0) as i32;
            return (cm(WEST_SOUTH_M.0, x), cm(WEST_SOUTH_M.1, y));
        }
    }
}

/// Box and Muller.
fn normal(random: &mut Pcg64Mcg) -> f64 {
    let (u, v): (f64, f64) = (1.0 - random.random::<f64>(), random.random());
    (-2.0 * u.ln()).sqrt() * (TAU * v).cos()
}

fn picked(random: &mut Pcg64Mcg, weights: &[f64]) -> usize {
    let mut left = random.random::<f64>() * weights.iter().sum::<f64>();
    weights
        .iter()
        .position(|weight| {
            left -= weight;
            left < 0.0
        })
        .unwrap_or(weights.len() - 1)
}

/// A box in degrees around the third heaviest cluster, and the whole cells a question about it means.
fn district(clusters: &[Cluster], sample: &[(i32, i32)], metric: &Metric) -> ([f64; 4], [f64; 4]) {
    let share = |i: usize| clusters[i].up_to - if i == 0 { 0.0 } else { clusters[i - 1].up_to };
    let mut heaviest: Vec<usize> = (0..clusters.len()).collect();
    heaviest.sort_by(|a, b| share(*b).total_cmp(&share(*a)));
    let (x, y) = clusters[heaviest[2]].at;
    let at = EastNorth { e: f64::from(WEST_SOUTH_M.0) + x, n: f64::from(WEST_SOUTH_M.1) + y };
    let around = |half: f64| Box2 {
        min: EastNorth { e: at.e - half, n: at.n - half },
        max: EastNorth { e: at.e + half, n: at.n + half },
    };
    let holds = |half: f64| {
        let b = around(half);
        let within = |p: &&(i32, i32)| {
            let (e, n) = (f64::from(p.0) / 100.0, f64::from(p.1) / 100.0);
            e >= b.min.e && e < b.max.e && n >= b.min.n && n < b.max.n
        };
        sample.iter().filter(within).count() as f64 / sample.len() as f64
    };
    let mut half = 100.0;
    while holds(half) < DISTRICT_SHARE {
        half *= 1.02;
    }
    let corner = |p: EastNorth| metric.inverse(p);
    let (low, high) = (corner(around(half).min), corner(around(half).max));
    let degrees = [low.lon(), low.lat(), high.lon(), high.lat()].map(|v| (v * 1e6).round() / 1e6);
    let bounds = Bounds::parse(&degrees.map(|v| v.to_string()).join(",")).expect("a box");
    let outline = Box2::around(bounds.outline().map(|p| metric.forward(p))).expect("an outline has points");
    let cells = Frame::touching(&outline, DISTRICT_CELL_M).bounds();
    (degrees, [cells.min.e, cells.min.n, cells.max.e, cells.max.n])
}
