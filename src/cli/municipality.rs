//! `trygghetskarta municipality add|set|list`

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use geo::MultiPolygon;

use super::import::read_border_file;
use crate::config::StoreConfig;
use crate::geodesy::Bounds;
use crate::service::{MunicipalityChange, Service};
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
    /// Change what is given of a municipality that is here; everything else stays.
    Set(Box<Set>),
    /// List the municipalities of this installation: code, name, plane, k, area, inhabitants, reports.
    List {
        #[command(flatten)]
        store: StoreConfig,
    },
}

#[derive(Args)]
struct Add {
    #[command(flatten)]
    store: StoreConfig,
    /// SCB's four digits in Sweden, a short name of a–z, 0–9 and - elsewhere.
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
    /// The coordinate system of the border file, instead of what it says: EPSG:3006, or "+proj=…".
    #[arg(long, requires = "border")]
    crs: Option<String>,
    /// A box instead of a border: west,south,east,north in degrees.
    #[arg(long, allow_hyphen_values = true)]
    bbox: Option<String>,
    /// The metric plane; otherwise SWEREF 99 TM (3006) for codes of four digits, and the UTM zone of the centre
    /// elsewhere.
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
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    population: Option<u32>,
    /// Whom to thank for the border and the data; may be given several times.
    #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    attribution: Vec<String>,
}

#[derive(Args)]
struct Set {
    #[command(flatten)]
    store: StoreConfig,
    /// Which municipality.
    code: String,
    #[arg(long)]
    name: Option<String>,
    /// A border: GeoJSON, or a zipped shapefile.
    #[arg(long)]
    border: Option<PathBuf>,
    /// Which shape of the border file, as COLUMN=VALUE; otherwise the one whose KOM_KOD, KOMMUNKOD or code is the code.
    #[arg(long = "where", requires = "border")]
    which: Option<String>,
    /// The coordinate system of the border file, instead of what it says: EPSG:3006, or "+proj=…".
    #[arg(long, requires = "border")]
    crs: Option<String>,
    /// How far outside the border a report is still taken, in metres.
    #[arg(long = "border-margin-m", visible_alias = "margin-m")]
    border_margin_m: Option<f64>,
    /// The metric plane; it can be changed until the first report or street is there.
    #[arg(long)]
    epsg: Option<u16>,
    #[arg(long)]
    time_zone: Option<String>,
    /// A language its pages come in, the first first; may be given several times and replaces those it has.
    #[arg(long, value_parser = ["sv", "en"])]
    language: Vec<String>,
    /// A public square holds at least so many reports; never below 5.
    #[arg(long)]
    k: Option<u32>,
    /// Said besides when k becomes smaller than it is.
    #[arg(long, requires = "k")]
    lower_k: bool,
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    population: Option<u32>,
    /// Whom to thank for the border and the data; may be given several times and replaces what is there.
    #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    attribution: Vec<String>,
}

impl MunicipalityCommand {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Add(add) => add.run().await,
            Action::Set(set) => set.run().await,
            Action::List { store } => {
                let service = super::start(&store, None).await?;
                for code in service.municipalities().keys() {
                    println!("{}", line(&service, code).await?);
                }
                Ok(())
            }
        }
    }
}

impl Add {
    async fn run(self) -> anyhow::Result<()> {
        let border = match (&self.border, &self.bbox) {
            (Some(file), _) => read_border_file(file, &self.code, self.which.as_deref(), self.crs.as_deref(), None)?,
            (None, Some(bbox)) => {
                box_border(&Bounds::parse(bbox).context("--bbox is west,south,east,north in degrees")?)
            }
            (None, None) => bail!("give --border FILE or --bbox west,south,east,north"),
        };
        let epsg = self.epsg.unwrap_or_else(|| Municipality::usual_plane(&self.code, &border));
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
        service.add_municipality(municipality).await?;
        println!("{code}\t{name}\tEPSG:{epsg}");
        Ok(())
    }
}

impl Set {
    async fn run(self) -> anyhow::Result<()> {
        let service = super::start(&self.store, None).await?;
        let some = |list: Vec<String>| (!list.is_empty()).then_some(list);
        let border = |file| {
            let near = service.serving(Some(&self.code)).ok().map(|served| served.town.bounds);
            read_border_file(file, &self.code, self.which.as_deref(), self.crs.as_deref(), near.as_ref())
        };
        let change = MunicipalityChange {
            border: self.border.as_deref().map(border).transpose()?,
            name: self.name,
            time_zone: self.time_zone,
            languages: some(self.language),
            epsg: self.epsg,
            k: self.k,
            lower_k: self.lower_k,
            population: self.population,
            border_margin_m: self.border_margin_m,
            attribution: some(self.attribution),
        };
        super::known_municipality(&service, Some(&self.code))?;
        service.change_municipality(&self.code, &change).await?;
        println!("{}", line(&service, &self.code).await?);
        Ok(())
    }
}

/// What is known of a municipality, in one line.
async fn line(service: &Service, code: &str) -> anyhow::Result<String> {
    let served = service.serving(Some(code))?;
    let m = &served.town.municipality;
    let inhabitants = m.population.map_or("inhabitants not known".to_owned(), |n| format!("{n} inhabitants"));
    let area_km2 = served.town.area_ha() / 100.0;
    let n_reports = service.store().n_reports(code).await?;
    let invented = if m.invented { "\tinvented" } else { "" };
    let Municipality { code, name, epsg, k, .. } = m;
    Ok(format!("{code}\t{name}\tEPSG:{epsg}\tk {k}\t{area_km2:.1} km²\t{inhabitants}\t{n_reports} reports{invented}"))
}

/// A box as a border.
pub(super) fn box_border(b: &Bounds) -> MultiPolygon<f64> {
    MultiPolygon(vec![geo::Rect::new((b.west, b.south), (b.east, b.north)).to_polygon()])
}
