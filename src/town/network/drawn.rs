//! Small networks for tests, drawn in metres from a corner of Osby.

use std::collections::HashMap;

use geo::{Coord, LineString};
use rand::RngExt;
use rand_pcg::Pcg64;
use rand_pcg::rand_core::SeedableRng;

use super::Network;
use crate::geodesy::{EastNorth, Metric};
use crate::town::{Link, Street, StreetClass};

const CORNER: EastNorth = EastNorth { e: 438_000.0, n: 6_248_000.0 };

pub fn at(e: f64, n: f64) -> EastNorth {
    EastNorth { e: CORNER.e + e, n: CORNER.n + n }
}

/// Each line is a link; those that share an end share a junction.
pub fn network(lines: &[&[(f64, f64)]]) -> Network {
    network_of(lines.iter().map(|line| (line.to_vec(), Street::of_class(StreetClass::Residential))))
}

pub fn network_of(lines: impl IntoIterator<Item = (Vec<(f64, f64)>, Street)>) -> Network {
    let metric = Metric::sweref99_tm();
    let mut junctions: HashMap<(i64, i64), u32> = HashMap::new();
    let mut links = Vec::new();
    for (way, (line, street)) in lines.into_iter().enumerate() {
        let mut junction = |(e, n): (f64, f64)| {
            let fresh = junctions.len() as u32;
            *junctions.entry(((e * 1e3) as i64, (n * 1e3) as i64)).or_insert(fresh)
        };
        let (from, to) = (junction(line[0]), junction(line[line.len() - 1]));
        let degrees = |(e, n): &(f64, f64)| {
            let p = metric.inverse(at(*e, *n));
            Coord { x: p.lon(), y: p.lat() }
        };
        let line: LineString<f64> = line.iter().map(degrees).collect();
        links.push(Link { way: way as i64, from, to, street, line });
    }
    Network::new(links, &metric)
}

/// Links between random junctions in a square kilometre, with a bend in each.
pub fn random_town(seed: u64, n_links: usize) -> Network {
    let mut dice = Pcg64::seed_from_u64(seed);
    let mut place = || (dice.random_range(0.0..1_000.0), dice.random_range(0.0..1_000.0));
    let junctions: Vec<(f64, f64)> = (0..n_links / 2 + 2).map(|_| place()).collect();
    let mut dice = Pcg64::seed_from_u64(seed + 1);
    let mut any = |n: usize| dice.random_range(0..n);
    let lines = (0..n_links).map(|_| {
        let (a, b) = (any(junctions.len()), any(junctions.len()));
        let (from, to) = (junctions[a], junctions[if a == b { (b + 1) % junctions.len() } else { b }]);
        let off = any(120) as f64 - 60.0;
        let bend = ((from.0 + to.0) / 2.0 + off, (from.1 + to.1) / 2.0 - off);
        (vec![from, bend, to], Street::of_class(StreetClass::Residential))
    });
    network_of(lines.collect::<Vec<_>>())
}

pub fn random_places(seed: u64, n: usize, side_m: f64) -> Vec<EastNorth> {
    let mut dice = Pcg64::seed_from_u64(seed);
    (0..n).map(|_| at(dice.random_range(-100.0..side_m), dice.random_range(-100.0..side_m))).collect()
}
