//! `trygghetskarta import osm`

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::read_border_file;
use crate::config::StoreConfig;
use crate::service::{OsmImported, OsmRun, Pass};
use crate::town::Layer;

#[derive(Args)]
pub(super) struct Osm {
    #[command(flatten)]
    store: StoreConfig,
    /// An extract; it may be of the whole country.
    file: PathBuf,
    /// Take what lies in this border instead of the municipality's own: GeoJSON, or a zipped shapefile.
    #[arg(long)]
    border: Option<PathBuf>,
    /// Which shape of the border file, as COLUMN=VALUE; otherwise the one whose KOM_KOD, KOMMUNKOD or code is the code.
    #[arg(long = "where", requires = "border")]
    which: Option<String>,
    /// Read everything, store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Take this layer although another data set brought it (street, lamp, landmark, …); may be given several times.
    #[arg(long, value_name = "LAYER")]
    replace: Vec<String>,
}

impl Osm {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let replace = self.replace.iter().map(|word| layer(word)).collect::<anyhow::Result<Vec<Layer>>>()?;
        let service = crate::cli::start(&self.store, None).await?;
        crate::cli::known_municipality(&service, self.store.municipality.as_deref())?;
        let municipality = service.serving(self.store.municipality.as_deref())?.town.municipality.clone();
        let border = match &self.border {
            Some(file) => Some(read_border_file(file, &municipality.code, self.which.as_deref(), None, None)?),
            None => None,
        };
        let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template("{msg:8} {wide_bar} {percent:3} %")?);
        let shown = bar.clone();
        let run =
            OsmRun { file: self.file, municipality: municipality.code.clone(), border, dry_run: self.dry_run, replace };
        let imported = service
            .import_osm(run, move |progress| {
                shown.set_message(match progress.pass {
                    Pass::Nodes => "points",
                    Pass::Ways => "ways",
                    Pass::Areas => "areas",
                    Pass::Edges => "edges",
                    Pass::Rest => "the rest",
                });
                shown.set_length(progress.of);
                shown.set_position(progress.done);
                if progress.done == progress.of && matches!(progress.pass, Pass::Areas | Pass::Rest) {
                    shown.set_message("storing");
                    shown.enable_steady_tick(Duration::from_millis(200));
                }
            })
            .await;
        bar.finish_and_clear();
        print_summary(&municipality.name, &imported?, self.dry_run);
        Ok(())
    }
}

fn layer(word: &str) -> anyhow::Result<Layer> {
    let known = || Layer::ALL.map(Layer::as_str).join(", ");
    Layer::parse(word).with_context(|| format!("--replace {word}: there is no such layer; the layers are {}", known()))
}

fn print_summary(name: &str, imported: &OsmImported, dry_run: bool) {
    let s = &imported.summary;
    println!("{name}{}", if dry_run { " (nothing was stored)" } else { "" });
    println!(
        "  {} highways ({} with maxspeed, {} with lit, of which {} no), {} street lamps",
        s.n_highways, s.n_with_maxspeed, s.n_with_lit, s.n_lit_no, s.n_lamps
    );
    println!(
        "  streets: {} ways ({} one-way), {} links, {} junctions, {:.1} km; {} separate parts, the longest {:.1} km",
        s.n_streets, s.n_one_way, s.n_links, s.n_junctions, s.km, s.n_components, s.largest_component_km
    );
    let others = s.layers.iter().filter(|(layer, n)| **layer != Layer::Street && **n > 0);
    let others: Vec<String> = others.map(|(layer, n)| format!("{} {n}", layer.as_str())).collect();
    println!("  {}", others.join(", "));
    if s.n_broken_areas > 0 {
        println!("  left out: {} areas whose edge does not close in this file", s.n_broken_areas);
    }
    for (layer, source) in &imported.kept {
        println!("  kept: {0} from {source}; --replace {0} takes those of the file", layer.as_str());
    }
    for source in &imported.lost {
        println!(
            "  NOTE: what {source} said of the old streets (speed, traffic, keeper) is gone: import that file again"
        );
    }
    if let Some(date) = s.data_date {
        println!("  as of {date}; © OpenStreetMap contributors, ODbL 1.0");
    }
}
