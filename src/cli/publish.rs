//! `trygghetskarta publish`: what the server does by itself, and what is held back after a restore.

use anyhow::bail;
use clap::Args;

use crate::config::StoreConfig;
use crate::privacy::HeldBack;
use crate::service::Service;
use crate::staff::Right;

#[derive(Args)]
pub(super) struct Publish {
    #[command(flatten)]
    store: StoreConfig,
    /// Before the first start on a database that was put back by other means than `restore` (a copied file, a snapshot,
    /// pg_restore): hold back what may have been public since then.
    #[arg(long, conflicts_with = "release")]
    hold_back: bool,
    /// Let what is held back in this municipality go public after all. Without --yes it says what that can cost, and
    /// fails.
    #[arg(long, value_name = "CODE")]
    release: Option<String>,
    #[arg(long, requires = "release")]
    yes: bool,
}

impl Publish {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let service = super::start(&self.store, None).await?;
        let operator = service.admit_operator().with(Right::Administer)?;
        if self.hold_back {
            let held = service.hold_back(&operator).await?;
            if held.is_empty() {
                println!("nothing to hold back: every month that has ended is published here, or held back already");
            }
            say_held(&held);
            return Ok(());
        }
        if let Some(code) = &self.release {
            super::known_municipality(&service, Some(code))?;
            let held: Vec<_> = service.held_back().await?.into_iter().filter(|(of, _)| of == code).collect();
            if held.is_empty() {
                bail!("nothing is held back in {code}");
            }
            if !self.yes {
                bail!("{}", cost(&told(&held).join(", ")));
            }
            service.release_held_back(code, &operator).await?;
        }
        publish(&service).await
    }
}

async fn publish(service: &Service) -> anyhow::Result<()> {
    let done = service.publish_ended_months().await?;
    println!("{} months, {} squares, {} reports", done.months, done.n_cells, done.n_reports);
    say_held(&service.held_back().await?);
    Ok(())
}

fn cost(held: &str) -> String {
    format!(
        "nothing is released: {held} may have been public before the database was put back. If so, other numbers would be \
         published of the same reports; whoever kept the old ones subtracts one from the other and may be left with a \
         single report. That cannot be taken back. If nothing was published between the backup and the restore (the server \
         was down, or it moved), nothing is lost by it: say --yes"
    )
}

/// Which months of which municipalities: `1273 2026-10 to 2026-11`.
pub(super) fn told(held: &[(String, HeldBack)]) -> Vec<String> {
    let one = |(code, months): &(String, HeldBack)| format!("{code} {} to {}", months.first, months.last);
    held.iter().map(one).collect()
}

pub(super) fn say_held(held: &[(String, HeldBack)]) {
    for held in told(held) {
        eprintln!(
            "held back: {held} may have been public before the restore, and is not published again (docs/backup.md)"
        );
    }
}

pub(super) fn log_held(held: &[(String, HeldBack)]) {
    for held in told(held) {
        tracing::warn!(held, "may have been public before the restore, and is not published again (docs/backup.md)");
    }
}
