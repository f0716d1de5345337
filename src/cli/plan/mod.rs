//! `trygghetskarta plan orienteering|covering|rollout`: the planners on anybody's instances, answered as JSON.

mod covering;
mod orienteering;
mod rollout;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::{Args, Subcommand};
use serde::Serialize;

#[derive(Args)]
pub(super) struct Plan {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The walk with the most prize within a budget: files of Tsiligirides and Chao, and OPLib (.oplib).
    Orienteering(orienteering::Orienteering),
    /// The sites that meet the most demand: a CSV table of distances between sites and places.
    Covering(covering::Covering),
    /// Which places get a remedy first, by lot, so that those that wait can be compared with: one place a line.
    Rollout(rollout::Rollout),
}

impl Plan {
    pub(super) fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Orienteering(orienteering) => orienteering.run(),
            What::Covering(covering) => covering.run(),
            What::Rollout(rollout) => rollout.run(),
        }
    }
}

fn text_of(path: &Path) -> anyhow::Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    // A name in another encoding must not keep the numbers from being read.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn print(answer: &impl Serialize) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string(answer)?);
    Ok(())
}

/// Counts the time of a plan, and says when it is over.
struct Clock {
    began: Instant,
    limit: Option<Duration>,
}

impl Clock {
    fn start(limit_s: Option<f64>) -> anyhow::Result<Self> {
        let limit =
            limit_s.map(Duration::try_from_secs_f64).transpose().context("--time-limit is seconds, 0 or more")?;
        Ok(Self { began: Instant::now(), limit })
    }

    fn is_running(&self) -> bool {
        self.limit.is_none_or(|limit| self.began.elapsed() < limit)
    }

    fn seconds(&self) -> f64 {
        (self.began.elapsed().as_secs_f64() * 1e3).round() / 1e3
    }
}
