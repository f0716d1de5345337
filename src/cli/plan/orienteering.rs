//! `trygghetskarta plan orienteering`

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use serde::Serialize;

use super::Clock;
use crate::interop::orienteering::{NumberedInstance, read};
use crate::planning::orienteering::{PlanParams, Route, plan, proposals};

#[derive(Args)]
pub(super) struct Orienteering {
    file: PathBuf,
    /// What chance begins with: the same seed gives the same walk.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Seconds; the best walk found by then is printed. Without it the rounds decide, the same on every machine.
    #[arg(long)]
    time_limit: Option<f64>,
    /// Rounds of the search.
    #[arg(long, default_value_t = PlanParams::default().rounds)]
    rounds: u32,
    /// Half-made walks the proof may look at; 0 leaves the proof out.
    #[arg(long, default_value_t = PlanParams::default().max_labels)]
    max_labels: usize,
    /// So many walks that differ in their places, the best first.
    #[arg(long, default_value_t = 1)]
    proposals: usize,
}

#[derive(Serialize)]
struct Answer {
    file: String,
    n_nodes: usize,
    budget: f64,
    #[serde(flatten)]
    walk: Walk,
    seconds: f64,
    seed: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_walks: Vec<Walk>,
}

/// Numbers of nodes as in the file, from the start to the end.
#[derive(Serialize)]
struct Walk {
    tour: Vec<u64>,
    score: f64,
    length: f64,
    bound: f64,
    gap: f64,
    proven: bool,
}

impl Orienteering {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let name = self.file.display().to_string();
        let numbered = read(&super::text_of(&self.file)?).with_context(|| name.clone())?;
        let clock = Clock::start(self.time_limit)?;
        let params = PlanParams { rounds: self.rounds, max_labels: self.max_labels, seed: self.seed };
        let keep_on = || clock.is_running();
        let routes = match self.proposals {
            0 | 1 => plan(&numbered.instance, &params, &keep_on).into_iter().collect(),
            n => proposals(&numbered.instance, &params, n, &keep_on),
        };
        let seconds = clock.seconds();
        let mut walks = routes.into_iter().map(|route| walk(&numbered, route));
        let Some(walk) = walks.next() else {
            bail!("{name}: even the straight way from start to end is longer than the budget of {}", numbered.budget);
        };
        super::print(&Answer {
            file: name,
            n_nodes: numbered.numbers.len(),
            budget: numbered.budget,
            walk,
            seconds,
            seed: self.seed,
            other_walks: walks.collect(),
        })
    }
}

fn walk(numbered: &NumberedInstance, route: Route) -> Walk {
    Walk {
        gap: route.gap(),
        tour: route.places.iter().map(|place| numbered.numbers[*place]).collect(),
        score: route.prize,
        length: route.length,
        bound: route.bound,
        proven: route.is_best,
    }
}
