//! The ground: the nearest street of many places, and places found by their names.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Instant;

use geo::{Geometry, Point, Rect};
use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use rayon::ThreadPoolBuilder;
use serde::Deserialize;
use serde_json::{Value, json};
use trygghetskarta::geodesy::{EastNorth, LonLat, Metric};
use trygghetskarta::interop::osm::{self, Clip};
use trygghetskarta::town::gazetteer::{Gazetteer, Search};
use trygghetskarta::town::{Feature, Layer, Network, SNAP_LIMIT_M};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extract {
    file: PathBuf,
    /// In degrees.
    r#box: [f64; 4],
    /// Where to write the lines of the streets in metres, as JSON, for the peer.
    lines: PathBuf,
    /// Where to write as many places around them, as little-endian doubles: easting, northing.
    places: PathBuf,
    n_places: usize,
    seed: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    n: usize,
    seed: u64,
    /// Where to write the names, one a line, for the peer.
    write: PathBuf,
}

#[derive(Default)]
pub struct Ground {
    network: Network,
    places: Vec<EastNorth>,
    gazetteer: Option<(Gazetteer, Metric)>,
}

impl Ground {
    pub fn read(&mut self, extract: &Extract) -> Value {
        let [west, south, east, north] = extract.r#box;
        let middle = LonLat::new((west + east) / 2.0, (south + north) / 2.0).expect("a box on the globe");
        let metric = Metric::utm_at(middle);
        let border = Rect::new((west, south), (east, north)).to_polygon();
        let clip = Clip::within(&border.into(), metric).expect("a border");
        let file = File::open(&extract.file).unwrap_or_else(|error| panic!("{}: {error}", extract.file.display()));
        let (survey, _) = osm::read(BufReader::new(file), &clip, &mut |_| {}).expect("an extract");
        self.network = Network::new(survey.links, &metric);
        let lines: Vec<Vec<[f64; 2]>> =
            self.network.links().iter().map(|link| link.line.iter().map(|p| [p.e, p.n]).collect()).collect();
        fs::write(&extract.lines, json!(lines).to_string()).expect("the file can be written");
        // Beside the streets, as people are: within some 90 m of a corner of one.
        let mut dice = Pcg64Mcg::new(u128::from(extract.seed) << 1 | 1);
        let corners: Vec<EastNorth> = self.network.links().iter().flat_map(|link| link.line.iter().copied()).collect();
        let off = |dice: &mut Pcg64Mcg| (dice.random::<f64>() - 0.5) * 180.0;
        self.places = (0..extract.n_places)
            .map(|_| {
                let corner = corners[dice.random_range(0..corners.len())];
                EastNorth { e: corner.e + off(&mut dice), n: corner.n + off(&mut dice) }
            })
            .collect();
        write_places(&extract.places, &self.places);
        json!({"links": lines.len()})
    }

    /// How many have a street within the limit, and the sum of their distances.
    pub fn nearest(&self, threads: usize) -> Value {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let started = Instant::now();
        let found = pool.install(|| black_box(self.network.nearest_of_each(&self.places, SNAP_LIMIT_M)));
        let ns = started.elapsed().as_nanos() as u64;
        let distances = found.iter().flatten().map(|snapped| snapped.distance_m);
        json!({"ns": ns, "within": found.iter().flatten().count(), "metres": distances.sum::<f64>()})
    }

    pub fn name(&mut self, names: &Names) -> Value {
        let mut dice = Pcg64Mcg::new(u128::from(names.seed) << 1 | 1);
        let metric = Metric::sweref99_tm();
        let made: Vec<String> = (0..names.n).map(|_| name(&mut dice)).collect();
        fs::write(&names.write, made.join("\n")).expect("the file can be written");
        let feature = |(number, name): (usize, String)| Feature {
            layer: Layer::Landmark,
            id: number.to_string(),
            name: Some(name),
            kind: Some("school".to_owned()),
            locality: None,
            population: None,
            invented: true,
            geometry: Geometry::Point(Point::new(13.0 + dice.random::<f64>() * 2.0, 56.0 + dice.random::<f64>())),
        };
        let features: Vec<Feature> = made.into_iter().enumerate().map(feature).collect();
        let started = Instant::now();
        self.gazetteer = Some((Gazetteer::new(&metric, &Network::default(), &features), metric));
        json!({"ns": started.elapsed().as_nanos() as u64})
    }

    /// The longest and the whole time of some searches, and how many of them found something.
    pub fn search(&self, words: &[String]) -> Value {
        let (gazetteer, metric) = self.gazetteer.as_ref().expect("ask for names first");
        let near = LonLat::new(14.0, 56.4);
        let (mut longest, mut whole, mut n_found) = (0, 0, 0);
        for words in words {
            let started = Instant::now();
            let found = black_box(gazetteer.search(&Search { words, near, limit: 10 }, metric));
            let ns = started.elapsed().as_nanos() as u64;
            n_found += usize::from(!found.places.is_empty());
            whole += ns;
            longest = longest.max(ns);
        }
        json!({"ns": whole, "longest_ns": longest, "found": n_found})
    }
}

fn write_places(path: &Path, places: &[EastNorth]) {
    let bytes: Vec<u8> = places.iter().flat_map(|at| [at.e, at.n]).flat_map(f64::to_le_bytes).collect();
    fs::write(path, bytes).expect("the file can be written");
}

/// Something that sounds like a street, made up of syllables: some two million different ones.
fn name(dice: &mut Pcg64Mcg) -> String {
    const FIRST: [&str; 20] = [
        "Björk", "Lind", "Gran", "Ek", "Sol", "Måne", "Ängs", "Älv", "Ör", "Sten", "Kyrk", "Skol", "Brunns", "Smeds",
        "Torp", "Hage", "Lund", "Tall", "Ask", "Alm",
    ];
    const SECOND: [&str; 16] = [
        "backs", "dals", "hults", "torps", "ryds", "sjö", "mosse", "fälts", "kulle", "bro", "gårds", "vads", "lids",
        "näs", "holms", "bergs",
    ];
    const LAST: [&str; 8] = ["vägen", "gatan", "gränd", "stigen", "parken", "skolan", "torget", "backen"];
    const BEFORE: [&str; 6] = ["", "", "Norra ", "Södra ", "Östra ", "Västra "];
    let mut one = |of: &[&'static str]| of[dice.random_range(0..of.len())];
    let (before, first, second, third, last) = (one(&BEFORE), one(&FIRST), one(&SECOND), one(&SECOND), one(&LAST));
    format!("{before}{first}{second}{third}{last}")
}
