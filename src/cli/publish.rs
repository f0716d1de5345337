//! `trygghetskarta publish`

use clap::Args;

use crate::config::StoreConfig;

#[derive(Args)]
pub(super) struct Publish {
    #[command(flatten)]
    store: StoreConfig,
}

impl Publish {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let service = super::start(&self.store, None).await?;
        let done = service.publish_ended_months().await?;
        println!("{} months, {} squares, {} reports", done.months, done.n_cells, done.n_reports);
        Ok(())
    }
}
