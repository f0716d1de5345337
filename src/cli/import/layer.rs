//! `trygghetskarta import layer`

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Rejects, profile_text};
use crate::config::StoreConfig;
use crate::interop::layers::{Plane, Profile, Reading};
use crate::service::{LayerRun, LayerSummary};

#[derive(Args)]
pub(super) struct ImportLayer {
    #[command(flatten)]
    store: StoreConfig,
    file: PathBuf,
    /// A profile's name (bristol-lamps, deso, localities, montpellier-lamps, nvdb-streets, own-districts,
    /// population-squares) or file.
    #[arg(long)]
    profile: String,
    /// The coordinate system, instead of what the file says: EPSG:3006, or "+proj=…".
    #[arg(long)]
    crs: Option<String>,
    /// Which table of a GeoPackage, or which shapefile of an archive, when there are several.
    #[arg(long)]
    table: Option<String>,
    /// Check everything, store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Where rows that were not kept are written (CSV: file, row, reason); otherwise only counted.
    #[arg(long)]
    rejects: Option<PathBuf>,
}

impl ImportLayer {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let name = &self.profile;
        let profile = Profile::parse(&profile_text(name, Profile::shipped(name), &Profile::SHIPPED_NAMES)?)?;
        let crs = self.crs.as_deref().map(Plane::parse).transpose()?;
        let service = crate::cli::start(&self.store, None).await?;
        crate::cli::known_municipality(&service, self.store.municipality.as_deref())?;
        let served = service.serving(self.store.municipality.as_deref())?;
        let mut rejects = self.rejects.as_deref().map(Rejects::create).transpose()?;
        let bar =
            ProgressBar::new_spinner().with_style(ProgressStyle::with_template("{spinner} {pos} rows, {per_sec}")?);
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let run = LayerRun {
            file: self.file.clone(),
            reading: Reading { profile, crs, table: self.table },
            municipality: served.town.code().to_owned(),
            dry_run: self.dry_run,
        };
        let summary = service
            .import_layer(
                run,
                |n_read| bar.set_position(n_read),
                |reject| {
                    if let Some(file) = &mut rejects {
                        file.write(&self.file, (reject.row, &reject.reason_code, &reject.reason));
                    }
                },
            )
            .await;
        bar.finish_and_clear();
        print_summary(&summary.with_context(|| format!("{name} was not imported"))?, self.dry_run);
        Ok(())
    }
}

fn print_summary(summary: &LayerSummary, dry_run: bool) {
    let kept = if dry_run { "would be kept" } else { "kept" };
    let layer = summary.layer.as_str();
    println!(
        "{layer}: {} read = {} {kept} + {} rejected ({})",
        summary.n_read, summary.n_kept, summary.n_rejected, summary.plane
    );
    for (reason, n) in &summary.reasons {
        println!("  rejected, {reason}: {n}");
    }
    if let Some((n_matched, n_links)) = summary.matched {
        println!("  {n_matched} of {n_links} street links lie along a line of the file");
    }
    if let Some(source) = &summary.replaced {
        println!("  {} the layer from: {source}", if dry_run { "would replace" } else { "replaced" });
    }
}
