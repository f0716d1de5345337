//! `trygghetskarta municipality add|list`

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use geo::MultiPolygon;

use super::import::read_border_file;
use crate::config::StoreConfig;
use crate::geodesy::{Bounds, Metric};
use crate::town::Municipality;

#[derive(Args)]
pub(super) struct MunicipalityCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Add a municipality from a border file or a box.
    Add(Box<Add>),
    /// List the municipalities of this installation.
    List {
        #[command(flatten)]
        store: StoreConfig,
    },
}

#[derive(Args)]
struct Add {
    #[command(flatten)]
    store: StoreConfig,
    /// SCB's four digits in Sweden, any short name elsewhere.
    #[arg(long)]
    code: String,
    #[arg(long)]
    name: String,
    /// A border: GeoJSON, or a zipped shapefile.
    #[arg(long, conflicts_with = "bbox")]
    border: Option<PathBuf>,
    /// Which shape of the border file, as COLUMN=VALUE; otherwise the one whose KOM_KOD, KOMMUNKOD or code is the code.
    #[arg(long = "where", requires = "border")]
    which: Option<String>,
    /// A box instead of a border: west,south,east,north in degrees.
    #[arg(long, allow_hyphen_values = true)]
    bbox: Option<String>,
    /// The metric plane; otherwise SWEREF 99 TM (3006) for codes of four digits, and the UTM zone of the centre elsewhere.
    #[arg(long)]
    epsg: Option<u16>,
    #[arg(long, default_value = "Europe/Stockholm")]
    time_zone: String,
    /// A public square holds at least so many reports; never below 5.
    #[arg(long, default_value_t = Municipality::DEFAULT_K)]
    k: u32,
    /// How far outside the border a report is still taken, in metres.
    #[arg(long, default_value_t = 50.0)]
    border_margin_m: f64,
    #[arg(long)]
    population: Option<u32>,
    /// Whom to thank for the border and the data; may be given several times.
    #[arg(long)]
    attribution: Vec<String>,
}

impl MunicipalityCommand {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Add(add) => add.run().await,
            Action::List { store } => {
                let service = super::start(&store, None).await?;
                for (code, name) in service.municipalities() {
                    println!("{code}\t{name}");
                }
                Ok(())
            }
        }
    }
}

impl Add {
    async fn run(self) -> anyhow::Result<()> {
        let border = match (&self.border, &self.bbox) {
            (Some(file), _) => read_border_file(file, &self.code, self.which.as_deref(), None, None)?,
            (None, Some(bbox)) => {
                box_border(&Bounds::parse(bbox).context("--bbox is west,south,east,north in degrees")?)
            }
            (None, None) => bail!("give --border FILE or --bbox west,south,east,north"),
        };
        let epsg = self.epsg.unwrap_or_else(|| plane_for(&self.code, &border));
        let municipality = Municipality {
            code: self.code,
            name: self.name,
            languages: Municipality::usual_languages(&self.time_zone),
            time_zone: self.time_zone,
            epsg,
            k: self.k,
            population: self.population,
            border,
            border_margin_m: self.border_margin_m,
            invented: false,
            attribution: self.attribution,
        };
        let service = super::start(&self.store, None).await?;
        let (code, name) = (municipality.code.clone(), municipality.name.clone());
        service.put_municipality(municipality).await?;
        println!("{code}\t{name}\tEPSG:{epsg}");
        Ok(())
    }
}

/// A box as a border.
pub(super) fn box_border(b: &Bounds) -> MultiPolygon<f64> {
    MultiPolygon(vec![geo::Rect::new((b.west, b.south), (b.east, b.north)).to_polygon()])
}

/// SWEREF 99 TM is no measure in Boston or Bath: outside Sweden the UTM zone of the centre.
pub(super) fn plane_for(code: &str, border: &MultiPolygon<f64>) -> u16 {
    use geo::BoundingRect;
    let swedish = code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit());
    let center = border.bounding_rect().and_then(|r| crate::geodesy::LonLat::new(r.center().x, r.center().y));
    match center {
        Some(center) if !swedish => Metric::utm_at(center).epsg(),
        _ => 3006,
    }
}
