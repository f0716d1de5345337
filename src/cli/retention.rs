//! `trygghetskarta retention rules|dry-run|run|protocol`: for whoever works on the machine itself, and for its clock.
//! Of the municipality named with `--municipality`, as everywhere; otherwise the one with the lowest code.

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use uuid::Uuid;

use crate::config::StoreConfig;
use crate::interop::retention as written;
use crate::privacy::retention::Rule;
use crate::service::{Admission, DryRun, Service, ServiceError};
use crate::staff::Right;

#[derive(Args)]
pub(super) struct RetentionCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// List the rules with the decisions they rest on. They are entered on the page (/gallring) or through the API.
    Rules {
        #[command(flatten)]
        store: StoreConfig,
    },
    /// Say what a rule would take now, as JSON. Nothing is erased.
    DryRun {
        #[command(flatten)]
        store: StoreConfig,
        rule: Uuid,
    },
    /// Erase what a rule takes, for good. Without --yes it says what it would take, and fails.
    Run {
        #[command(flatten)]
        store: StoreConfig,
        rule: Uuid,
        #[arg(long)]
        yes: bool,
        /// Only if it takes just as many as the dry run said.
        #[arg(long)]
        count: Option<u64>,
    },
    /// Write protocols, the latest first, one JSON object a line.
    Protocol {
        #[command(flatten)]
        store: StoreConfig,
        /// Of this run alone.
        run: Option<Uuid>,
    },
}

impl RetentionCommand {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Rules { store } => {
                let (service, who) = begin(&store).await?;
                for rule in service.retention_rules(None, &who).await.map_err(in_words)? {
                    println!("{}", line(&rule));
                }
            }
            Action::DryRun { store, rule } => {
                let (service, who) = begin(&store).await?;
                let DryRun { rule, before, found, months } =
                    service.dry_run(None, rule, &who).await.map_err(|error| of_rule(&service, error))?;
                println!("{}", written::dry_run(&rule, before, &found, months));
            }
            Action::Run { store, rule, yes, count } => {
                let (service, who) = begin(&store).await?;
                run(&service, &who, rule, yes, count).await?;
            }
            Action::Protocol { store, run } => {
                let (service, who) = begin(&store).await?;
                let mut protocols = service.protocols(None, &who).await.map_err(in_words)?;
                protocols.retain(|protocol| run.is_none_or(|run| protocol.run == run));
                if protocols.is_empty() && run.is_some() {
                    bail!("there is no such run; see: trygghetskarta retention protocol");
                }
                for protocol in &protocols {
                    println!("{}", serde_json::to_string(&written::protocol(protocol))?);
                }
            }
        }
        Ok(())
    }
}

async fn run(service: &Service, who: &Admission, rule: Uuid, yes: bool, count: Option<u64>) -> anyhow::Result<()> {
    let dry = service.dry_run(None, rule, who).await.map_err(|error| of_rule(service, error))?;
    let (mut n, n_held) = (dry.found.get().n(), dry.found.get().n_held);
    if let Some(count) = count.filter(|count| *count != n) {
        bail!("nothing is erased: it is {n} now, not {count}; look at the dry run again");
    }
    if !yes {
        bail!("nothing is erased: the rule would take {n} (held: {n_held}); say --yes");
    }
    loop {
        let outcome = service.run_rule(None, (rule, n), who).await.map_err(in_words)?;
        let Some(protocol) = &outcome.protocol else {
            println!("nothing to take (held: {n_held})");
            return Ok(());
        };
        println!("{}", serde_json::to_string(&written::protocol(protocol))?);
        if outcome.n_left == 0 {
            return Ok(());
        }
        n = outcome.n_left;
    }
}

async fn begin(store: &StoreConfig) -> anyhow::Result<(Service, Admission)> {
    let service = super::start(store, None).await?;
    let who = service.admit_operator().with(Right::Retain)?;
    if let (Some(code), Err(ServiceError::NotFound)) = (&store.municipality, service.serving(None)) {
        bail!("there is no municipality {code} here; see: trygghetskarta municipality list");
    }
    Ok((service, who))
}

fn line(rule: &Rule) -> String {
    let terms = &rule.terms;
    let of = terms.category.map_or("", |category| category.as_str());
    let state = if rule.ended.is_some() { "ended" } else { "holds" };
    format!(
        "{}\t{state}\t{}\t{} months since {}\t{of}\tfrom {}\t{} ({})",
        rule.id,
        terms.takes.as_str(),
        terms.months,
        terms.since.as_str(),
        terms.begins_on,
        terms.decision,
        terms.decided_on
    )
}

fn in_words(error: ServiceError) -> anyhow::Error {
    match error {
        ServiceError::Objections(objections) => {
            let words: Vec<String> = objections.into_iter().map(|one| one.en).collect();
            anyhow!("{}", words.join(" "))
        }
        ServiceError::OtherCount(n) => anyhow!("nothing is erased: it is {n} now; look at the dry run again"),
        other => other.into(),
    }
}

/// Of one rule: where it is not, it may be another municipality's.
fn of_rule(service: &Service, error: ServiceError) -> anyhow::Error {
    match (&error, service.serving(None)) {
        (ServiceError::NotFound, Ok(served)) => anyhow!(
            "there is no such rule in {} ({}); see: trygghetskarta retention rules, with --municipality CODE for another",
            served.town.code(),
            served.town.municipality.name
        ),
        _ => in_words(error),
    }
}
