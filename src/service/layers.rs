//! Layers of the town from files: lamps, areas, inhabitants, what road databases say of streets.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::{Reject, Served, Service, ServiceError};
use crate::interop::layers::{self, FileKind, Found, Gathered, Gathering, LayerError, Reading, geometry};
use crate::store::{Geopackage, GeopackageError};
use crate::town::{Layer, Provenance, Survey};

/// What to import.
#[derive(Debug, Clone)]
pub struct LayerRun {
    pub file: PathBuf,
    pub reading: Reading,
    pub municipality: String,
    /// Everything but the storing.
    pub dry_run: bool,
}

/// What became of the rows: `n_read = n_kept + n_rejected`.
#[derive(Debug, Clone)]
pub struct LayerSummary {
    pub layer: Layer,
    pub n_read: u64,
    pub n_kept: u64,
    pub n_rejected: u64,
    /// Rejected rows by reason.
    pub reasons: BTreeMap<String, u64>,
    /// The coordinate system they were read in.
    pub plane: String,
    /// For attributes of streets: how many links got some, of how many.
    pub matched: Option<(usize, usize)>,
    /// The source of the layer that was there before.
    pub replaced: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum LayerImportError {
    #[error("the file cannot be opened")]
    Open(#[source] std::io::Error),
    #[error(transparent)]
    Layer(#[from] LayerError),
    #[error(transparent)]
    Geopackage(#[from] GeopackageError),
    #[error("there are no streets yet that the lines could be laid over: import streets first")]
    NoStreets,
    #[error("the layer is not sound, nothing was stored: {0}")]
    Unsound(String),
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Rows between two words about progress.
const TELL_EVERY: u64 = 1_000;

enum Heard {
    Read(u64),
    Rejected(Reject),
}

impl Service {
    /// Imports a layer; the one of the same kind that was there before goes, in the same moment. `progress` hears how
    /// many rows have been read, `rejected` of every row that was not kept.
    pub async fn import_layer(
        &self,
        run: LayerRun,
        mut progress: impl FnMut(u64),
        mut rejected: impl FnMut(&Reject),
    ) -> Result<LayerSummary, LayerImportError> {
        let served = self.serving(Some(&run.municipality))?;
        let mut file = BufReader::new(File::open(&run.file).map_err(LayerImportError::Open)?);
        let gathered = if layers::kind_of(&mut file)? == FileKind::Geopackage {
            let mut package = Geopackage::open(&run.file, run.reading.table.as_deref()).await?;
            let plane = run.reading.plane(package.plane.take()).map_err(LayerError::from)?;
            let mut gathering = Gathering::new(&run.reading.profile, &served.town, plane);
            let mut n_read = 0;
            loop {
                let rows = package.page().await?;
                if rows.is_empty() {
                    break;
                }
                for (row, blob) in rows {
                    n_read += 1;
                    let shape = blob.map_or(Ok(None), |blob| geometry::of_geopackage(&blob));
                    if let Err(reject) = gathering.take(Found { row, shape }) {
                        rejected(&reject);
                    }
                }
                progress(n_read);
            }
            gathering.finish()?
        } else {
            let (told, mut heard) = mpsc::channel(1_024);
            let (reading, town) = (run.reading.clone(), served.clone());
            let reading = tokio::task::spawn_blocking(move || read(file, &reading, &town, &told));
            while let Some(heard) = heard.recv().await {
                match heard {
                    Heard::Read(n) => progress(n),
                    Heard::Rejected(reject) => rejected(&reject),
                }
            }
            reading.await.expect("reading does not panic")?
        };
        self.keep(&run, &served, gathered).await
    }

    async fn keep(
        &self,
        run: &LayerRun,
        served: &Served,
        gathered: Gathered,
    ) -> Result<LayerSummary, LayerImportError> {
        let (profile, ground) = (&run.reading.profile, served.ground());
        let before = ground.provenance.iter().find(|known| known.layer == profile.layer);
        let mut summary = LayerSummary {
            layer: profile.layer,
            n_read: gathered.n_read,
            n_kept: gathered.n_kept,
            n_rejected: gathered.n_rejected,
            reasons: gathered.reasons,
            plane: gathered.plane,
            matched: None,
            replaced: before.map(|known| known.source.clone()),
        };
        let survey = if profile.layer == Layer::Street {
            let Some(before) = before.filter(|_| !ground.network.is_empty()) else {
                return Err(LayerImportError::NoStreets);
            };
            let laying = layers::lay_over(&ground.network, &gathered.roads, &served.town.metric);
            summary.matched = Some((laying.n_matched, laying.links.len()));
            summary.replaced = None;
            Survey {
                provenance: vec![joined(before, &profile.provenance())],
                features: Vec::new(),
                links: laying.links,
            }
        } else {
            Survey { provenance: vec![profile.provenance()], features: gathered.features, links: Vec::new() }
        };
        if let Some(fault) = survey.fault() {
            return Err(LayerImportError::Unsound(fault));
        }
        if !run.dry_run {
            self.replace_ground(&run.municipality, &survey).await?;
        }
        Ok(summary)
    }
}

fn read(
    file: BufReader<File>,
    reading: &Reading,
    served: &Arc<Served>,
    told: &mpsc::Sender<Heard>,
) -> Result<Gathered, LayerError> {
    let mut n_read = 0;
    layers::read(file, reading, &served.town, |outcome| {
        n_read += 1;
        // Nobody listens any more when the import was given up; the rows are read to their end all the same.
        if n_read % TELL_EVERY == 0 {
            let _ = told.blocking_send(Heard::Read(n_read));
        }
        if let Err(reject) = outcome {
            let _ = told.blocking_send(Heard::Rejected(reject));
        }
    })
}

/// The data sets laid over streets that another one drew.
pub(super) fn laid_over(source: &str) -> Vec<String> {
    source.split(BOTH).skip(1).map(str::to_owned).collect()
}

/// Between the names of two sources of one layer.
const BOTH: &str = " + ";

/// Streets that two sources know of thank both, each once.
fn joined(streets: &Provenance, more: &Provenance) -> Provenance {
    let both = |one: &str, other: &str, between: &str| match one.split(between).any(|part| part == other) {
        true => one.to_owned(),
        false => format!("{one}{between}{other}"),
    };
    Provenance {
        layer: Layer::Street,
        source: both(&streets.source, &more.source, BOTH),
        licence: both(&streets.licence, &more.licence, " + "),
        attribution: both(&streets.attribution, &more.attribution, " · "),
        data_date: streets.data_date,
    }
}
