//! A town from an OpenStreetMap extract: read whole, then put in the place of the old one.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use geo::MultiPolygon;

use super::layers::laid_over;
use super::{Service, ServiceError};
use crate::interop::osm::{self, Clip};
use crate::town::Layer;
use crate::town::naming::Language;

pub use crate::interop::osm::{OsmError, OsmSummary, Pass, Progress as OsmProgress};

/// What to import.
#[derive(Debug, Clone)]
pub struct OsmRun {
    pub file: PathBuf,
    pub municipality: String,
    /// Instead of the municipality's own border.
    pub border: Option<MultiPolygon<f64>>,
    /// Everything but the storing.
    pub dry_run: bool,
    /// Layers to take although another data set brought them.
    pub replace: Vec<Layer>,
}

/// What became of it.
#[derive(Debug, Clone)]
pub struct OsmImported {
    pub summary: OsmSummary,
    /// Layers left as they are, because another data set brought them, with its name.
    pub kept: Vec<(Layer, String)>,
    /// The data sets that had told the old streets their speed, traffic or keeper, which the new ones do not have.
    pub lost: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum OsmImportError {
    #[error("{file} cannot be opened")]
    Open { file: String, source: std::io::Error },
    // Not named `source`: whoever prints the whole chain would say it twice.
    #[error("{file}: {fault}")]
    Read { file: String, fault: OsmError },
    #[error("the border has no surface, or is not on the globe")]
    Border,
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl Service {
    /// Imports an extract. Nothing is changed before the whole of it is read, and then everything or nothing is.
    pub async fn import_osm(
        &self,
        run: OsmRun,
        mut progress: impl FnMut(OsmProgress) + Send + 'static,
    ) -> Result<OsmImported, OsmImportError> {
        let served = self.serving(Some(&run.municipality))?;
        let border = run.border.as_ref().unwrap_or(&served.town.municipality.border);
        let swedish = served.town.municipality.languages.first().is_none_or(|language| language == "sv");
        let language = if swedish { Language::Swedish } else { Language::English };
        let clip = Clip::within(border, served.town.metric).ok_or(OsmImportError::Border)?.naming_in(language);
        let path = run.file.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let name = || path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let file = File::open(&path).map_err(|source| OsmImportError::Open { file: name(), source })?;
            osm::read(BufReader::new(file), &clip, &mut progress)
                .map_err(|fault| OsmImportError::Read { file: name(), fault })
        });
        let (mut survey, summary) = reading.await.expect("reading does not panic")?;
        let kept = self.layers_of_others(&run.municipality, osm::SOURCE, &run.replace).await?;
        let brought = |layer| survey.provenance.iter().any(|own| own.layer == layer);
        let kept: Vec<_> = kept.into_iter().filter(|(layer, _)| brought(*layer)).collect();
        for (layer, _) in &kept {
            survey.leave_out(*layer);
        }
        let ground = served.ground();
        let streets = ground.provenance.iter().find(|own| own.layer == Layer::Street);
        let is_new = kept.iter().all(|(layer, _)| *layer != Layer::Street);
        let lost = streets.filter(|_| is_new).map(|own| laid_over(&own.source)).unwrap_or_default();
        if !run.dry_run {
            self.replace_ground(&run.municipality, &survey).await?;
        }
        Ok(OsmImported { summary, kept, lost })
    }
}
