//! The false alarms and the power of the hot-spot test, beside the field's recipes: `cargo bench --bench alarms` writes
//! `docs/false-alarms.md`. With `-- MAPS` as many maps a row; the fast version in `make test` is
//! tests/oracle/hotspot.rs.

mod recipes;
mod scene;
mod table;

use std::time::Instant;

use rayon::prelude::*;
use trygghetskarta::analysis::Neighbours;

use recipes::{RECIPES, judged};
use scene::Scene;

const SIZES: [u32; 4] = [100, 300, 1_000, 3_000];

/// Of some maps, how many showed a hot spot where none is, how many such squares, and how many found what is there.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    pub maps: u32,
    pub false_maps: u32,
    pub false_squares: u64,
    pub found: u32,
}

/// One row of a table: what is special, the reports, a tally for each recipe.
pub type Row = (String, u32, [Tally; RECIPES.len()]);

fn main() {
    // cargo hands every bench the flag --bench.
    let maps = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(1_000);
    let started = Instant::now();
    let neighbours = Neighbours::of_grid(scene::SIDE, scene::SIDE, 1);
    let rows = |scene: &Scene| -> Vec<Row> {
        let row = |n_reports| (scene.name.clone(), n_reports, measured(scene, n_reports, maps, &neighbours));
        SIZES
            .into_iter()
            .map(row)
            .inspect(|row| eprintln!("{:.0} s: {row:?}", started.elapsed().as_secs_f64()))
            .collect()
    };
    let nothing = [rows(&Scene::even()), rows(&Scene::streets())].concat();
    let clumped = rows(&Scene::clumped(3.0));
    let power = [rows(&Scene::with_block(5.0, &neighbours)), rows(&Scene::with_block(10.0, &neighbours))].concat();
    let text = table::written(maps, &nothing, &clumped, &power, started.elapsed().as_secs());
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/false-alarms.md");
    match std::fs::write(file, &text) {
        Ok(()) => println!("{text}"),
        Err(error) => eprintln!("{file}: {error}\n{text}"),
    }
}

fn measured(scene: &Scene, n_reports: u32, maps: u32, neighbours: &Neighbours) -> [Tally; RECIPES.len()] {
    let of_map = |map: u64| {
        let counts = scene.counts(n_reports, map);
        judged(&counts, &scene.exposure, neighbours, map).map(|hot| {
            let (found, wrong) = scene.judged(&hot);
            Tally { maps: 1, false_maps: u32::from(wrong > 0), false_squares: wrong, found: u32::from(found) }
        })
    };
    let nothing = || [Tally::default(); RECIPES.len()];
    (0..u64::from(maps)).into_par_iter().map(of_map).reduce(nothing, |a, b| std::array::from_fn(|at| a[at] + b[at]))
}

impl std::ops::Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            maps: self.maps + other.maps,
            false_maps: self.false_maps + other.false_maps,
            false_squares: self.false_squares + other.false_squares,
            found: self.found + other.found,
        }
    }
}
