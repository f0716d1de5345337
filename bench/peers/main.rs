//! The program's own side of `make bench`: answers one question a line, so that peers can be timed in turn with it.
//!
//! A question is a JSON object on standard input, an answer one on standard output. Times are nanoseconds measured
//! here, around the work alone; every answer carries sums by which the asker checks that all counted the same rows.

mod columns;
mod density;
mod ground;
mod scan;
mod season;

use std::hint::black_box;
use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::time::Instant;

use serde::Deserialize;
use serde_json::{Value, json};
use trygghetskarta::analysis::density::WeightedPlace;
use trygghetskarta::analysis::{CellSize, HeatParams, heat};
use trygghetskarta::geodesy::{Box2, EastNorth, Metric};
use trygghetskarta::index::{Builder, CategorySet, Filter, Index, Snapshot};
use trygghetskarta::interop::heat::{HeatFrame, feature_collection};
use trygghetskarta::observation::{Category, CauseSet, Clock, HoursOfWeek, Window};
use trygghetskarta::privacy::{StaffReader, for_staff};

use columns::{Columns, WEST_SOUTH_M};

#[derive(Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
enum Ask {
    /// Makes the rows and writes them as raw little-endian columns.
    Generate { folder: PathBuf, rows: usize, seed: u64 },
    /// The square that holds every row, in degrees.
    Box,
    /// Builds the index of the first rows.
    Load { folder: PathBuf, rows: usize },
    /// Counts into cells by the index.
    Cells(Counting),
    /// Counts the same by a loop over the columns on two threads: the floor.
    Scan(Counting),
    /// Counts by the index and writes the GeoJSON.
    Geojson(Counting),
    /// Makes windows of about so many rows.
    MakeWindows { windows: usize, rows: usize },
    /// Serves so many bytes over HTTP with nothing behind: what the web framework can do on this machine.
    Serve { bytes: usize },
    /// Finds what lies in each of these windows: `[west, south, east, north]` in metres, edges included.
    Windows { windows: Vec<[f64; 4]> },
    /// Reads places for the density from two files.
    Places { e: PathBuf, n: PathBuf },
    /// The density of these places.
    Density(density::Question),
    /// Reads the streets of an extract, and makes places beside them.
    Streets(ground::Extract),
    /// The nearest street of each of these places.
    Nearest { threads: usize },
    /// Makes up names of places.
    Names(ground::Names),
    /// Works a year of reports through with every method.
    Season { reports: usize, seed: u64 },
    /// Finds places by words.
    Search { words: Vec<String> },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counting {
    size_m: u32,
    /// Numbers of the categories; empty means all.
    #[serde(default)]
    categories: Vec<usize>,
    /// Seconds, the second not included.
    #[serde(default)]
    period: Option<(i64, i64)>,
    /// Hours of the week; empty means all.
    #[serde(default)]
    hours: Vec<usize>,
    /// Metres, on the edges of cells.
    #[serde(default)]
    bounds: Option<[f64; 4]>,
}

#[derive(Default)]
struct Loaded {
    columns: Columns,
    index: Option<Index>,
    places: Vec<WeightedPlace>,
    ground: ground::Ground,
}

fn main() {
    let mut loaded = Loaded::default();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input can be read");
        let answer = match serde_json::from_str(&line) {
            Ok(ask) => answer(ask, &mut loaded),
            Err(error) => json!({"error": error.to_string()}),
        };
        println!("{answer}");
        std::io::stdout().flush().expect("somebody listens");
    }
}

fn answer(ask: Ask, loaded: &mut Loaded) -> Value {
    match ask {
        Ask::Generate { folder, rows, seed } => columns::generate(&folder, rows, seed),
        Ask::Box => json!({"degrees": columns::square_deg()}),
        Ask::Load { folder, rows } => load(&folder, rows, loaded),
        Ask::Cells(counting) => {
            let (filter, snapshot) = (counting.filter(), loaded.snapshot());
            let started = Instant::now();
            let cells = black_box(snapshot.cells(&filter, counting.size_m));
            let ns = started.elapsed().as_nanos() as u64;
            let found = cells.iter().map(|c| ((c.cell.e_m, c.cell.n_m), c.n_reports));
            summed(ns, counting.size_m, found)
        }
        Ask::Scan(counting) => {
            let started = Instant::now();
            let cells = black_box(scan::count(&loaded.columns, &counting));
            let ns = started.elapsed().as_nanos() as u64;
            summed(ns, counting.size_m, cells.into_iter())
        }
        Ask::Geojson(counting) => geojson(&counting, &loaded.snapshot()),
        Ask::Serve { bytes } => serve(bytes),
        Ask::MakeWindows { windows, rows } => make_windows(windows, rows, loaded),
        Ask::Windows { windows } => {
            let snapshot = loaded.snapshot();
            let started = Instant::now();
            let (mut found, mut keys) = (0, 0);
            for window in &windows {
                let hits = snapshot.window(&Filter::ALL, &box_of(window));
                found += hits.len();
                keys += hits.iter().map(|hit| u64::from(snapshot.key(*hit))).sum::<u64>();
            }
            json!({"ns": started.elapsed().as_nanos() as u64, "rows": found, "check": keys})
        }
        Ask::Places { e, n } => {
            loaded.places = density::read(&e, &n);
            json!({"rows": loaded.places.len()})
        }
        Ask::Density(question) => density::answer(&loaded.places, &question),
        Ask::Streets(extract) => loaded.ground.read(&extract),
        Ask::Nearest { threads } => loaded.ground.nearest(threads),
        Ask::Names(names) => loaded.ground.name(&names),
        Ask::Season { reports, seed } => season::work(reports, seed),
        Ask::Search { words } => loaded.ground.search(&words),
    }
}

impl Loaded {
    fn snapshot(&self) -> std::sync::Arc<Snapshot> {
        self.index.as_ref().expect("ask to load first").snapshot()
    }
}

impl Counting {
    fn filter(&self) -> Filter {
        let mut hours = HoursOfWeek::NONE;
        self.hours.iter().for_each(|hour| hours.insert(*hour));
        let (from, to) = self.period.unwrap_or((Window::ALWAYS.from, Window::ALWAYS.to));
        Filter {
            categories: if self.categories.is_empty() {
                CategorySet::ALL
            } else {
                self.categories.iter().map(|number| Category::ALL[*number]).collect()
            },
            causes: CauseSet::EMPTY,
            channels: None,
            window: Window { from, to, hours: if self.hours.is_empty() { HoursOfWeek::ALL } else { hours } },
            bounds: self.bounds.as_ref().map(box_of),
        }
    }
}

fn box_of([west, south, east, north]: &[f64; 4]) -> Box2 {
    Box2 { min: EastNorth { e: *west, n: *south }, max: EastNorth { e: *east, n: *north } }
}

/// What every counter says of its answer: cells, rows, and a sum that moves when a row changes its cell.
fn summed(ns: u64, size_m: u32, cells: impl Iterator<Item = ((i32, i32), u64)>) -> Value {
    let (west, south) = WEST_SOUTH_M;
    let (mut n_cells, mut rows, mut check) = (0_u64, 0, 0);
    for ((e_m, n_m), count) in cells {
        let place = (e_m - west) / size_m as i32 * 1_000 + (n_m - south) / size_m as i32;
        n_cells += 1;
        rows += count;
        check += count * place as u64;
    }
    json!({"ns": ns, "cells": n_cells, "rows": rows, "check": check})
}

/// Rebuilding is what a restart does after the rows have been read: observations into a builder, a builder into an index.
fn load(folder: &std::path::Path, rows: usize, loaded: &mut Loaded) -> Value {
    // The old one goes first: two of ten million would not be fair to the neighbours.
    *loaded = Loaded::default();
    let columns = Columns::read(folder, rows);
    let clock = Clock::new("Europe/Stockholm").expect("a known zone");
    let started = Instant::now();
    let mut builder = Builder::new(clock);
    (0..columns.len()).for_each(|row| builder.push(&columns.observation(row)));
    let pushed = started.elapsed();
    let index = Index::built(builder, 1);
    let ns = started.elapsed().as_nanos() as u64;
    let bytes = index.snapshot().bytes();
    *loaded = Loaded { columns, index: Some(index), ..Loaded::default() };
    json!({"ns": ns, "push_ns": pushed.as_nanos() as u64, "rows": rows, "bytes": bytes})
}

fn geojson(counting: &Counting, snapshot: &Snapshot) -> Value {
    let metric = Metric::sweref99_tm();
    let started = Instant::now();
    let params = HeatParams { filter: counting.filter(), cell: CellSize::Fixed(counting.size_m) };
    let counted = for_staff(heat(snapshot, &params), &StaffReader::admitted("bench"));
    let frame = HeatFrame { layer: "staff", revision: String::new(), parameters: Value::Null };
    let text = black_box(feature_collection(&counted, &frame, &metric));
    let ns = started.elapsed().as_nanos() as u64;
    let found = counted.get().cells.iter().map(|c| ((c.cell.e_m, c.cell.n_m), c.n_reports));
    let mut answer = summed(ns, counting.size_m, found);
    answer["bytes"] = text.len().into();
    answer
}

/// Squares around rows spread evenly over the set, each grown until it holds about so many.
fn make_windows(windows: usize, rows: usize, loaded: &Loaded) -> Value {
    let snapshot = loaded.snapshot();
    let (columns, mut made) = (&loaded.columns, Vec::with_capacity(windows));
    for i in 0..windows {
        let at = columns.position(i * (columns.len() / windows));
        let around = |half: f64| [at.e - half, at.n - half, at.e + half, at.n + half];
        let (mut low, mut high) = (0.0, 40_000.0);
        for _ in 0..24 {
            let half = (low + high) / 2.0;
            let few = snapshot.window(&Filter::ALL, &box_of(&around(half))).len() < rows;
            (low, high) = if few { (half, high) } else { (low, half) };
        }
        // On half centimetres no row lies on an edge, whatever number type a peer keeps.
        made.push(around(high).map(|v| (v * 100.0).floor() / 100.0 + 0.005));
    }
    json!({"windows": made})
}

fn serve(bytes: usize) -> Value {
    let (found, port) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
        runtime.block_on(async {
            let body = axum::body::Bytes::from(vec![b' '; bytes]);
            let router = axum::Router::new().route("/", axum::routing::get(|| async move { body.clone() }));
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            found.send(listener.local_addr().expect("an address").port()).expect("somebody asked");
            axum::serve(listener, router).await.expect("serving goes on");
        });
    });
    json!({"port": port.recv().expect("the server starts")})
}
