//! `trygghetskarta analyze before-after`

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::input::open;
use super::print::print_own;
use crate::analysis::effect::{BeforeAfterParams, ChosenBy, DetectableParams, study};
use crate::interop::findings::{self, Data};
use crate::interop::sites;
use crate::privacy::{OwnFile, of_own_file};

#[derive(Args)]
pub(super) struct BeforeAfter {
    /// CSV with the columns site, role (treated or comparison), before, after, and if there are such before_time,
    /// after_time, ring_before, ring_after; - reads the standard input.
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// Which reports the treated places were chosen by: those counted as before (also when nobody knows), or others.
    #[arg(long, value_enum, default_value_t = Chosen::Before)]
    chosen_by: Chosen,
    /// Of the intervals.
    #[arg(long, default_value_t = 0.95)]
    confidence: f64,
    /// Variance of the ratio between the trends of treated and comparison places if nothing is done.
    #[arg(long, default_value_t = BeforeAfterParams::default().comparability)]
    comparability: f64,
    /// The probability with which the detectable reduction would be noticed.
    #[arg(long, default_value_t = DetectableParams::default().power)]
    power: f64,
    /// JSON as the API gives it; otherwise a plain table.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Chosen {
    Before,
    Other,
}

impl BeforeAfter {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let inside = |number: f64| number > 0.0 && number < 1.0;
        if !inside(self.confidence) || !inside(self.power) {
            bail!("--confidence and --power are probabilities: numbers between 0 and 1");
        }
        if !(self.comparability >= 0.0 && self.comparability.is_finite()) {
            bail!("--comparability is a variance: a number from 0");
        }
        let name = self.input.display().to_string();
        let sites = sites::read(open(&self.input)?).with_context(|| name.clone())?;
        let params = BeforeAfterParams {
            chosen_by: match self.chosen_by {
                Chosen::Before => ChosenBy::Before,
                Chosen::Other => ChosenBy::Other,
            },
            confidence: self.confidence,
            comparability: self.comparability,
            detectable: DetectableParams { power: self.power, ..DetectableParams::default() },
            ..BeforeAfterParams::default()
        };
        let file = OwnFile::read_by_its_owner(name);
        let found = of_own_file(study(&sites.places, &sites.rings, &params), &file);
        let data = Data { n_read: sites.places.len() as u64, ..Data::default() };
        let answer = findings::before_after::answer(&found, &sites.names, &params, &data);
        print_own(&answer, self.json, &["site", "theta", "low", "high"])
    }
}
