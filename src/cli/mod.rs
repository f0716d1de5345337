//! The doors of the command line: one file a subcommand.

mod account;
mod analyze;
mod audit;
mod backup;
mod demo;
mod export;
mod import;
mod municipality;
mod plan;
mod publish;
mod retention;
mod serve;
mod single_sign_on;

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{CommandFactory, Parser, Subcommand};
use jiff::{SignedDuration, Timestamp};

use crate::config::{LogConfig, ServeConfig, StoreConfig};
use crate::observation::Catalogue;
use crate::service::{Service, SessionRules, Settings};
use crate::store::Store;
use crate::telemetry;

/// Reports of unsafe places, nuisance driving and speeding, and the maps made of them.
#[derive(Parser)]
#[command(name = "trygghetskarta", version, about, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    log: LogConfig,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the web and the API.
    Serve(serve::Serve),
    /// Fill the database with the invented Osby demo (once) and serve it.
    Demo(demo::Demo),
    /// Read reports or a border from a file.
    Import(import::Import),
    /// Write a heatmap or observations to standard output.
    Export(export::Export),
    /// Add or list municipalities.
    Municipality(municipality::MunicipalityCommand),
    /// Make the first administrator, list accounts, invite somebody anew.
    Account(account::AccountCommand),
    /// Write everything the database holds to one file, while the server goes on.
    Backup(backup::Backup),
    /// Read such a file into an empty database of either engine.
    Restore(backup::Restore),
    /// Check or write out the log of who read and changed what.
    Audit(audit::AuditCommand),
    /// Erase by rule, on the ground of a decision: list rules, try one, run it, write the protocols.
    Retention(retention::RetentionCommand),
    /// Run a method of the analysis on a plain file, without a database.
    Analyze(Box<analyze::Analyze>),
    /// Does the past of a plain file tell where the next reports come? The same as `analyze backtest`.
    Backtest(Box<analyze::Backtest>),
    /// Publish every ended month that has not been published (the server does this by itself).
    Publish(publish::Publish),
    /// Solve a planning problem from a file: a walk through places with prizes, sites that meet demand.
    Plan(plan::Plan),
}

/// Variables of the environment that look like settings and are none.
fn unknown_variables() -> Vec<String> {
    fn names_of(command: &clap::Command, known: &mut BTreeSet<String>) {
        known.extend(command.get_arguments().filter_map(|one| Some(one.get_env()?.to_str()?.to_owned())));
        command.get_subcommands().for_each(|one| names_of(one, known));
    }
    let mut known = BTreeSet::new();
    names_of(&Cli::command(), &mut known);
    let is_unknown = |name: &String| name.starts_with("TK_") && !name.starts_with("TK_TEST_") && !known.contains(name);
    std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).filter(is_unknown).collect()
}

/// Runs the program.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let log = telemetry::start(&cli.log);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    let outcome = runtime.block_on(async {
        match cli.command {
            Command::Serve(serve) => serve.run().await,
            Command::Demo(demo) => demo.run().await,
            Command::Import(import) => import.run().await,
            Command::Export(export) => export.run().await,
            Command::Municipality(municipality) => municipality.run().await,
            Command::Account(account) => account.run().await,
            Command::Backup(backup) => backup.run().await,
            Command::Restore(restore) => restore.run().await,
            Command::Audit(audit) => audit.run().await,
            Command::Retention(retention) => retention.run().await,
            Command::Analyze(analyze) => analyze.run(),
            Command::Backtest(backtest) => backtest.run(),
            Command::Publish(publish) => publish.run().await,
            Command::Plan(plan) => plan.run(),
        }
    });
    drop(log);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("trygghetskarta: {}", in_words(error));
    ExitCode::FAILURE
}

/// The error and what caused it, each said once: some errors already tell their cause in their own words.
fn in_words(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for said in error.chain().map(ToString::to_string) {
        if words.is_empty() {
            words = said;
        } else if !words.contains(&said) {
            words = format!("{words}: {said}");
        }
    }
    words
}

/// Opens the store and starts the service on it: to be served, or for one piece of work on the machine itself.
async fn start(config: &StoreConfig, serve: Option<&ServeConfig>) -> anyhow::Result<Service> {
    let catalogue = match &config.catalogue {
        None => Catalogue::shipped(),
        Some(path) => {
            let json = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            Catalogue::parse(&json).with_context(|| format!("in {}", path.display()))?
        }
    };
    let store = Store::open(&config.database_url).await.context("cannot open the database")?;
    let sessions = |serve: &ServeConfig| SessionRules {
        idle: SignedDuration::from_mins(i64::from(serve.session_idle_minutes)),
        absolute: SignedDuration::from_hours(i64::from(serve.session_hours)),
    };
    let provider = serve.map(single_sign_on::provider).transpose()?.flatten();
    let settings = Settings {
        staff_token: serve.and_then(|serve| serve.staff_token.clone()),
        catalogue,
        municipality: config.municipality.clone(),
        sessions: serve.map(sessions).unwrap_or_default(),
        provider,
        now: Arc::new(Timestamp::now),
    };
    // The first things the service reads and writes there: a folder nobody may write to shows only now.
    Service::start(store, settings).await.context("cannot open the database")
}

/// Says which municipalities there are when the one that is meant is not among them.
fn known_municipality(service: &Service, meant: Option<&str>) -> anyhow::Result<()> {
    let known = service.municipalities();
    let Some(code) = meant.filter(|code| !known.is_empty() && !known.contains_key(*code)) else { return Ok(()) };
    let known: Vec<String> = known.iter().map(|(code, name)| format!("{code} ({name})")).collect();
    anyhow::bail!("there is no municipality {code} here; those here are {}", known.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("a.csv: {source}")]
    struct Telling {
        source: std::io::Error,
    }

    #[test]
    fn a_cause_that_the_error_tells_itself_is_said_once_and_others_are_added() {
        let empty = || std::io::Error::other("the file is empty");
        assert_eq!(in_words(&Telling { source: empty() }.into()), "a.csv: the file is empty");
        let error = anyhow::Error::new(empty()).context("cannot read a.csv").context("no import");
        assert_eq!(in_words(&error), "no import: cannot read a.csv: the file is empty");
    }
}
