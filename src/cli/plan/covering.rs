//! `trygghetskarta plan covering`

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use serde::Serialize;

use super::Clock;
use crate::interop::distances::{self, DistanceTable};
use crate::planning::covering::{CoveringParams, NoPlan, Reach, Rules, plan};

#[derive(Args)]
pub(super) struct Covering {
    /// CSV with the columns site, place, distance_m and demand.
    table: PathBuf,
    /// How many sites (visits) are to be chosen.
    #[arg(long, short = 'n', default_value_t = 15)]
    quota: u32,
    /// Everything within so many metres is met; otherwise half for each --half-m, nothing beyond --to-m.
    #[arg(long, conflicts_with_all = ["half_m", "to_m"], value_parser = metres)]
    radius_m: Option<f64>,
    /// What is met halves every so many metres.
    #[arg(long, default_value_t = 900.0, value_parser = metres)]
    half_m: f64,
    /// Nothing is met beyond so many metres.
    #[arg(long, default_value_t = 2_400.0, value_parser = metres)]
    to_m: f64,
    /// At most so many visits a site.
    #[arg(long, default_value_t = 1)]
    per_site: u32,
    /// A site that must be used (repeat for more).
    #[arg(long = "force", value_name = "SITE")]
    forced: Vec<String>,
    /// A site that must not be used (repeat for more).
    #[arg(long = "forbid", value_name = "SITE")]
    forbidden: Vec<String>,
    /// Two sites of which only one may be used, as ONE,OTHER (repeat for more).
    #[arg(long = "apart", value_name = "ONE,OTHER")]
    apart: Vec<String>,
    /// Taken and printed; nothing here is left to chance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Seconds; the best plan found by then is printed with the bound known by then.
    #[arg(long)]
    time_limit: Option<f64>,
    /// Branches the proof may look at; 0 leaves the proof out.
    #[arg(long, default_value_t = CoveringParams::default().max_nodes)]
    max_nodes: u64,
}

#[derive(Serialize)]
struct Answer {
    file: String,
    n_sites: usize,
    n_places: usize,
    total_demand: f64,
    sites: Vec<Chosen>,
    value: f64,
    bound: f64,
    gap: f64,
    proven: bool,
    seconds: f64,
    seed: u64,
}

#[derive(Serialize)]
struct Chosen {
    site: String,
    times: u32,
    /// Demand that nothing else in the plan meets.
    adds: f64,
}

impl Covering {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let name = self.table.display().to_string();
        let table = distances::read(&super::text_of(&self.table)?).with_context(|| name.clone())?;
        let reach = match self.radius_m {
            Some(metres) => Reach::Radius { metres },
            None => Reach::Decay { half_m: self.half_m, to_m: self.to_m },
        };
        let too_close = self.apart.iter().map(|pair| two_sites(&table, pair)).collect::<anyhow::Result<_>>()?;
        let rules = Rules { quota: self.quota, per_site: self.per_site, too_close, ..Rules::default() };
        let mut case = table.case(reach, rules);
        for site in &self.forced {
            case.sites[site_number(&table, site)?].is_forced = true;
        }
        for site in &self.forbidden {
            case.sites[site_number(&table, site)?].is_forbidden = true;
        }
        let clock = Clock::start(self.time_limit)?;
        let params = CoveringParams { max_nodes: self.max_nodes, ..CoveringParams::default() };
        let plan = match plan(&case, &params, &|| clock.is_running()) {
            Ok(plan) => plan,
            Err(flaw) => bail!("{name}: {}", in_words(&table, &flaw)),
        };
        let seconds = clock.seconds();
        let chosen = plan.visits.iter().map(|visit| Chosen {
            site: table.sites[visit.site].clone(),
            times: visit.times,
            adds: visit.adds,
        });
        super::print(&Answer {
            file: name,
            n_sites: table.sites.len(),
            n_places: table.places.len(),
            total_demand: table.demand.iter().sum(),
            sites: chosen.collect(),
            value: plan.value,
            bound: plan.bound,
            gap: plan.gap(),
            proven: plan.is_best,
            seconds,
            seed: self.seed,
        })
    }
}

fn metres(text: &str) -> Result<f64, String> {
    let metres = text.parse().ok().filter(|metres: &f64| metres.is_finite() && *metres > 0.0);
    metres.ok_or_else(|| format!("metres are a number above 0, not {text:?}"))
}

fn site_number(table: &DistanceTable, name: &str) -> anyhow::Result<usize> {
    let number = table.sites.iter().position(|site| site == name.trim());
    number.with_context(|| format!("the table has no site {name:?}"))
}

fn two_sites(table: &DistanceTable, pair: &str) -> anyhow::Result<(usize, usize)> {
    let (one, other) = pair.split_once(',').with_context(|| format!("--apart is ONE,OTHER, not {pair:?}"))?;
    let (one, other) = (site_number(table, one)?, site_number(table, other)?);
    if one == other {
        bail!("--apart is two different sites, not {pair:?}");
    }
    Ok((one, other))
}

/// Sites by their names, where the flaw names any.
fn in_words(table: &DistanceTable, flaw: &NoPlan) -> String {
    match flaw {
        NoPlan::ForcedAndForbidden { site } => format!("{} is both forced and forbidden", table.sites[*site]),
        NoPlan::ForcedTooClose { one, other } => {
            format!("{} and {} are both forced and to be kept apart", table.sites[*one], table.sites[*other])
        }
        flaw => flaw.to_string(),
    }
}
