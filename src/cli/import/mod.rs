//! `trygghetskarta import reports|border|osm|layer`

mod layer;
mod osm;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use geo::MultiPolygon;
use indicatif::{ProgressBar, ProgressStyle};

use super::municipality::box_border;
use crate::config::StoreConfig;
use crate::geodesy::Bounds;
use crate::interop::border;
use crate::interop::layers::Plane;
use crate::interop::profile::Profile;
use crate::service::{ImportRun, MunicipalityChange, Service, Summary};
use crate::town::Municipality;
use osm::Osm;

#[derive(Args)]
pub(super) struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Reports from CSV or GeoJSON, gzip too. Running it twice adds nothing.
    Reports(Box<Reports>),
    /// A better border for a municipality: GeoJSON, or a zipped shapefile in a plane or in degrees.
    Border(Border),
    /// Streets, lamps, landmarks, land, water and buildings from an OpenStreetMap extract (*.osm.pbf).
    Osm(Osm),
    /// A layer of the town (lamps, areas, population, roads): GeoJSON, zipped shapefile, CSV or GeoPackage.
    Layer(layer::ImportLayer),
}

#[derive(Args)]
struct Reports {
    #[command(flatten)]
    store: StoreConfig,
    /// All files of one set: default points are looked for over the files of one run, not in what was stored before.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// A profile's name (boston-311-2015, boston-visionzero, bathnes-fixmystreet, police-uk) or file.
    #[arg(long)]
    profile: String,
    /// Check everything, store nothing.
    #[arg(long)]
    dry_run: bool,
    /// Take free text too, with personal data masked.
    #[arg(long)]
    with_words: bool,
    /// Where rows that were not stored are written (CSV: file, row, reason); otherwise only counted.
    #[arg(long)]
    rejects: Option<PathBuf>,
    /// Add the municipality the profile suggests when it is not there, with the first rows that are stored in it.
    #[arg(long)]
    add_municipality: bool,
}

#[derive(Args)]
struct Border {
    #[command(flatten)]
    store: StoreConfig,
    file: PathBuf,
    /// Which shape of the file, as COLUMN=VALUE; otherwise the one whose KOM_KOD, KOMMUNKOD or code is the
    /// municipality's.
    #[arg(long = "where")]
    which: Option<String>,
    /// The coordinate system, instead of what the file says: EPSG:3006, or "+proj=…".
    #[arg(long)]
    crs: Option<String>,
    /// How far outside it a report is still taken, in metres; otherwise as far as before.
    #[arg(long)]
    margin_m: Option<f64>,
    /// Whom to thank for it.
    #[arg(long)]
    attribution: Option<String>,
}

impl Import {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Reports(reports) => reports.run().await,
            What::Border(border) => border.run().await,
            What::Osm(osm) => osm.run().await,
            What::Layer(layer) => layer.run().await,
        }
    }
}

impl Reports {
    async fn run(self) -> anyhow::Result<()> {
        let name = &self.profile;
        let profile = Profile::parse(&profile_text(name, Profile::shipped(name), &Profile::SHIPPED_NAMES)?)?;
        let service = crate::cli::start(&self.store, None).await?;
        service.check_profile(&profile)?;
        let (mut files, mut adding) = (Vec::new(), BTreeMap::new());
        for path in &self.files {
            let code = self.municipality_for(path, &profile, &service, &mut adding)?;
            files.push((path.clone(), code));
        }
        let mut rejects = self.rejects.as_deref().map(Rejects::create).transpose()?;
        let bar =
            ProgressBar::new_spinner().with_style(ProgressStyle::with_template("{spinner} {pos} rows, {per_sec}")?);
        let new_codes: Vec<String> = adding.keys().cloned().collect();
        let adding = adding.into_values().collect();
        let run = ImportRun { profile, files, adding, dry_run: self.dry_run, with_words: self.with_words };
        let summary = service
            .import(
                run,
                |progress| bar.set_position(progress.n_read),
                |path, reject| {
                    if let Some(file) = &mut rejects {
                        file.write(path, (reject.row, &reject.reason_code, &reject.reason));
                    }
                },
            )
            .await;
        bar.finish_and_clear();
        let n = bar.position();
        let summary = match summary {
            Err(error) if n > 0 && !self.dry_run => Err(error).context(format!(
                "stopped after {n} rows: what was stored of them stays, and running it again stores nothing twice"
            )),
            outcome => outcome.map_err(Into::into),
        }?;
        print_summary(&summary, self.dry_run);
        let known = service.municipalities();
        for code in new_codes.iter().filter(|code| !self.dry_run && !known.contains_key(*code)) {
            println!("  the municipality {code} was not added: nothing of it was stored");
        }
        Ok(())
    }

    /// The municipality of a file's rows; one that is not here and may be added is put among those to be added.
    fn municipality_for(
        &self,
        path: &Path,
        profile: &Profile,
        service: &Service,
        adding: &mut BTreeMap<String, Municipality>,
    ) -> anyhow::Result<String> {
        if let Some(code) = &self.store.municipality {
            crate::cli::known_municipality(service, Some(code))?;
            return among_its_like(service, code);
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let suggested = profile
            .municipality_of(&name)
            .with_context(|| format!("which municipality does {name} belong to? Say it with --municipality CODE"))?;
        let known = service.municipalities();
        if !known.contains_key(&suggested.code) {
            if !self.add_municipality {
                bail!(
                    "the municipality {} is not here: add --add-municipality, or say another with --municipality CODE",
                    suggested.code
                );
            }
            let [west, south, east, north] = suggested.bbox;
            let municipality = Municipality {
                code: suggested.code.clone(),
                name: suggested.name.clone(),
                time_zone: suggested.time_zone.clone(),
                languages: Municipality::usual_languages(&suggested.time_zone),
                epsg: u16::try_from(suggested.epsg)?,
                k: Municipality::DEFAULT_K,
                population: None,
                border: box_border(&Bounds { west, south, east, north }),
                border_margin_m: 0.0,
                invented: false,
                attribution: vec![profile.attribution.clone()],
            };
            adding.insert(municipality.code.clone(), municipality);
        }
        among_its_like(service, &suggested.code)
    }
}

/// Where reports are invented, every page says so: real ones among them would be said to be invented too.
fn among_its_like(service: &Service, code: &str) -> anyhow::Result<String> {
    if service.serving(Some(code)).is_ok_and(|served| served.town.municipality.invented) {
        bail!("the reports of {code} are invented: import real ones into another database (--database-url)");
    }
    Ok(code.to_owned())
}

/// The text of a profile: one that ships, or a file.
fn profile_text(name: &str, shipped: Option<&str>, names: &[&str]) -> anyhow::Result<String> {
    match shipped {
        Some(json) => Ok(json.to_owned()),
        None => std::fs::read_to_string(name)
            .with_context(|| format!("{name} is neither a profile that ships ({}) nor a file", names.join(", "))),
    }
}

/// The rows that were not stored, as a table: file, row, reason.
struct Rejects(BufWriter<File>);

impl Rejects {
    fn create(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut file = BufWriter::new(file);
        writeln!(file, "file,row,reason_code,reason")?;
        Ok(Self(file))
    }

    /// A full disk must not stop the import: the summary still counts them.
    fn write(&mut self, path: &Path, (row, code, reason): (u64, &str, &str)) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let _ = writeln!(self.0, "{name},{row},{code},\"{}\"", reason.replace('"', "'"));
    }
}

fn print_summary(summary: &Summary, dry_run: bool) {
    let stored = if dry_run { "would be stored" } else { "stored" };
    println!(
        "{} read = {} {stored} + {} rejected + {} already there",
        summary.n_read, summary.n_stored, summary.n_rejected, summary.n_already_there
    );
    for (reason, n) in &summary.reasons {
        println!("  rejected, {reason}: {n}");
    }
    for pile in &summary.pile_ups {
        println!(
            "  suspicious pile-up at {},{}: {} rows, {:.1} % of {}: a default point of the source? Counted, shown on no map.",
            pile.lat,
            pile.lon,
            pile.n,
            pile.share * 100.0,
            pile.kind
        );
    }
    if summary.n_unplaced() > 0 {
        println!("  {stored} without a trusted place: {}, of these", summary.n_unplaced());
        for ((lon, lat, kind), n) in &summary.unplaced {
            println!("    at {},{}, {kind}: {n}", *lat as f64 / 1e6, *lon as f64 / 1e6);
        }
    }
}

impl Border {
    async fn run(self) -> anyhow::Result<()> {
        let service = crate::cli::start(&self.store, None).await?;
        crate::cli::known_municipality(&service, self.store.municipality.as_deref())?;
        let served = service.serving(self.store.municipality.as_deref())?;
        let (code, mut attribution) = (served.town.code().to_owned(), served.town.municipality.attribution.clone());
        let (which, crs) = (self.which.as_deref(), self.crs.as_deref());
        let border = read_border_file(&self.file, &code, which, crs, Some(&served.town.bounds))?;
        attribution.extend(self.attribution.filter(|more| !served.town.municipality.attribution.contains(more)));
        let change = MunicipalityChange {
            border: Some(border),
            border_margin_m: self.margin_m,
            attribution: Some(attribution),
            ..MunicipalityChange::default()
        };
        let Municipality { name, border, .. } = service.change_municipality(&code, &change).await?;
        let vertices = geo::CoordsIter::coords_count(&border);
        let area_km2 = service.serving(Some(&code))?.town.area_ha() / 100.0;
        println!("{code}\t{name}\t{vertices} vertices\t{area_km2:.1} km²");
        Ok(())
    }
}

/// Reads the border of one municipality from a file of one or many; one far from `near` is refused.
pub(super) fn read_border_file(
    path: &Path,
    code: &str,
    which: Option<&str>,
    crs: Option<&str>,
    near: Option<&Bounds>,
) -> anyhow::Result<MultiPolygon<f64>> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let chosen = match which {
        None => border::Which::Code(code.to_owned()),
        Some(text) => {
            let (column, value) = text.split_once('=').context("--where is COLUMN=VALUE")?;
            border::Which::Column(column.to_owned(), value.to_owned())
        }
    };
    let crs = crs.map(Plane::parse).transpose()?;
    border::read_near(&bytes, &chosen, crs.as_ref(), near)
        .with_context(|| format!("{} holds no usable border", path.display()))
}
