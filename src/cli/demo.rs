//! `trygghetskarta demo`: the invented Osby.

use clap::Args;

use crate::config::{ServeConfig, StoreConfig};
use crate::service::{DemoTells, Service};

#[derive(Args)]
pub(super) struct Demo {
    #[command(flatten)]
    store: StoreConfig,
    #[command(flatten)]
    serve: ServeConfig,
    /// The same seed makes the same town and the same reports.
    #[arg(long, env = "TK_DEMO_SEED", default_value_t = 1273)]
    seed: u64,
    /// No stories: as many reports that fall by chance, evenly along the streets. No hot spot should be found in them.
    #[arg(long)]
    by_chance: bool,
    /// Fill the database and stop.
    #[arg(long)]
    no_serve: bool,
}

impl Demo {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let service: Service = super::start(&self.store, Some(&self.serve)).await?;
        let tells = if self.by_chance { DemoTells::Chance } else { DemoTells::Stories };
        let filled = service.fill_demo(self.seed, tells).await?;
        if filled.n_stored == 0 && (self.by_chance || self.no_serve) {
            eprintln!(
                "the demo is here already and was left as it is; another one needs a database of its own (--database-url)"
            );
        }
        if filled.n_stored > 0 {
            eprintln!("{} invented reports, {} of them in public squares", filled.n_stored, filled.n_published);
        }
        if self.no_serve { Ok(()) } else { super::serve::serve(service, &self.serve).await }
    }
}
