//! `trygghetskarta plan rollout`

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use serde::Serialize;

use crate::analysis::effect::{RolloutParams, rollout};

#[derive(Args)]
pub(super) struct Rollout {
    /// One place a line; in which order does not matter.
    places: PathBuf,
    /// In how many steps, one period after the other.
    #[arg(long, default_value_t = RolloutParams::default().steps)]
    steps: usize,
    /// So many places wait until the end, to be compared with.
    #[arg(long, default_value_t = RolloutParams::default().reserves)]
    reserves: usize,
    /// What the lots are drawn from: the same seed and the same places give the same order.
    #[arg(long, default_value_t = RolloutParams::default().seed)]
    seed: u64,
    /// JSON; otherwise a list to print and sign.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    n_places: usize,
    seed: u64,
    steps: Vec<Vec<&'a str>>,
    reserves: Vec<&'a str>,
}

impl Rollout {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let text = super::text_of(&self.places)?;
        let mut places: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        places.sort_unstable();
        if let Some(twice) = places.windows(2).find(|pair| pair[0] == pair[1]) {
            bail!("{}: {:?} is listed twice", self.places.display(), twice[0]);
        }
        if places.len() < 2 {
            bail!("{}: there is nothing to draw lots about: list two places or more", self.places.display());
        }
        let params = RolloutParams { steps: self.steps, reserves: self.reserves, seed: self.seed };
        let drawn = rollout(places.len(), &params);
        let names = |numbers: &[usize]| numbers.iter().map(|place| places[*place]).collect::<Vec<_>>();
        let answer = Answer {
            n_places: places.len(),
            seed: self.seed,
            steps: drawn.steps.iter().map(|step| names(step)).collect(),
            reserves: names(&drawn.reserves),
        };
        if self.json {
            return super::print(&answer);
        }
        println!("{} places, seed {}", answer.n_places, answer.seed);
        for (nth, step) in answer.steps.iter().enumerate() {
            println!("\nstep {}", nth + 1);
            step.iter().for_each(|place| println!("  {place}"));
        }
        println!("\nin reserve, to compare with");
        answer.reserves.iter().for_each(|place| println!("  {place}"));
        Ok(())
    }
}
