//! `trygghetskarta analyze hotspots`

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;

use super::input::{Input, Loaded, Times, Where};
use super::print::print;
use crate::analysis::density::WeightedPlace;
use crate::analysis::hotspot::{Clumping, HotspotParams};
use crate::analysis::spots::test_squares;
use crate::analysis::{MOST_SQUARES, squares};
use crate::geodesy::Cell;
use crate::interop::findings::{self, Frame};
use crate::privacy::of_own_file;

#[derive(Args)]
pub(super) struct Hotspots {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    place: Where,
    /// The side of a square in whole metres.
    #[arg(long, value_name = "METRES", default_value_t = 250)]
    cell: u32,
    /// What reports could have come from: points in the same form and coordinates as the input (homes, metres of street
    /// in pieces, all reports of any kind). Otherwise every square is alike.
    #[arg(long, value_name = "FILE")]
    exposure: Option<PathBuf>,
    /// The column of how much each point of the exposure counts; otherwise each counts 1.
    #[arg(long, value_name = "COLUMN", requires = "exposure")]
    exposure_weight: Option<String>,
    /// Maps of pure chance; p-values are multiples of one over this plus one.
    #[arg(long, default_value_t = 999)]
    replicates: u32,
    /// Take every report for one by itself, though they come in clumps.
    #[arg(long)]
    no_clumps: bool,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Hotspots {
    pub(super) fn run(self) -> anyhow::Result<()> {
        if self.place.has_weight() {
            bail!("hotspots counts rows, each one: leave --weight out (what rows are compared with is --exposure)");
        }
        if self.replicates < 19 {
            bail!("--replicates {}: with fewer than 19 maps of chance nothing can be clearly more", self.replicates);
        }
        let told =
            self.exposure.map(|file| exposure(&self.input, &self.place, file, self.exposure_weight)).transpose()?;
        let mut loaded = self.input.load(Some(self.place), Times::IfAsked, Vec::new())?;
        if told.as_ref().is_some_and(|(_, frame)| *frame != loaded.frame) {
            bail!("--exposure lies in another plane than --input: give --crs, the same for both");
        }
        let told = told.map(|(places, _)| places);
        let places = loaded.places();
        // The ground holds everything that is compared, so that a home far from all reports counts too.
        let all: Vec<WeightedPlace> = places.iter().chain(told.iter().flatten()).copied().collect();
        let too_many =
            || format!("--cell {} makes no ground of 1 to {MOST_SQUARES} squares: give another size", self.cell);
        let area = loaded.area.as_ref();
        let ground = squares(&all, self.cell, area).with_context(too_many)?;
        let (counts, n_outside) = on_ground(&places, &ground.cells);
        loaded.data.leave_out("outside_ground", n_outside);
        let (exposure, words) = match &told {
            Some(told) => (on_ground(told, &ground.cells).0, "points"),
            None => (vec![1.0; ground.cells.len()], "even"),
        };
        let counts = counts.into_iter().map(|n| n as u32).collect();
        let clumping = if self.no_clumps { Clumping::None } else { Clumping::Fitted };
        let params =
            HotspotParams { seed: self.seed, replicates: self.replicates, clumping, ..HotspotParams::default() };
        let found = of_own_file(test_squares(ground.cells, counts, &exposure, &params), &loaded.file);
        let answer = findings::hotspots::feature_collection(&found, &params, words, &loaded.data, &loaded.frame);
        print(
            answer,
            &loaded,
            &["cell", "class", "n_reports", "expected", "n_around", "expected_around", "p_here", "p_map"],
        )
    }
}

/// The points of the exposure, read as the input is.
fn exposure(
    input: &Input,
    place: &Where,
    file: PathBuf,
    weight: Option<String>,
) -> anyhow::Result<(Vec<WeightedPlace>, Frame)> {
    let loaded: Loaded = input.of_another(file).load(Some(place.weighed_by(weight)), Times::IfAsked, Vec::new())?;
    Ok((loaded.places(), loaded.frame))
}

/// The sum of weights in each square, and how many lie in none.
fn on_ground(places: &[WeightedPlace], cells: &[Cell]) -> (Vec<f64>, u64) {
    let size_m = cells.first().map_or(1, |cell| cell.size_m);
    let unit_of: HashMap<_, _> = cells.iter().zip(0..).collect();
    let mut sums = vec![0.0; cells.len()];
    let mut n_outside = 0;
    for place in places {
        match unit_of.get(&Cell::containing(place.at, size_m)) {
            Some(unit) => sums[*unit as usize] += place.weight,
            None => n_outside += 1,
        }
    }
    (sums, n_outside)
}
