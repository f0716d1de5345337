//! The heatmap and its kin, for whoever asks: exact for staff, published cells for everybody.

use std::sync::Arc;

use serde_json::Value;

use super::answers::{About, Form, Key};
use super::questions::{layer, public_name};
use super::staff::Admission;
use super::written::Written;
use super::{PublicLayer, Served, Service, ServiceError};
use crate::analysis::{CellSize, Heat, HeatParams, heat, heat_shown};
use crate::index::{Profile, Snapshot};
use crate::interop::heat::{HeatFrame, feature_collection};
use crate::interop::mvt;
use crate::interop::question::{Layer, Question};
use crate::observation::Observation;
use crate::privacy::{Cleared, PublicQuestion, StaffReader, for_staff, public_heat};

/// A cleared heatmap with what stands beside it.
pub struct HeatAnswer {
    pub heat: Cleared<Heat>,
    pub frame: HeatFrame,
    pub served: Arc<Served>,
}

/// A page of exact observations.
pub struct ObservationPage {
    pub observations: Cleared<Vec<Observation>>,
    pub next: Option<u32>,
    pub served: Arc<Served>,
}

const PAGE_LIMIT: u32 = 1_000;

/// A question that may be answered, with everything the answer is made of.
struct Allowed {
    served: Arc<Served>,
    frame: HeatFrame,
    source: Source,
}

enum Source {
    Exact { snapshot: Arc<Snapshot>, params: HeatParams, reader: StaffReader },
    Published { public: Arc<PublicLayer>, asked: PublicQuestion },
}

impl Allowed {
    /// A tile shows squares and no totals.
    fn count(self, form: Form) -> HeatAnswer {
        let Self { served, frame, source } = self;
        let heat = match source {
            Source::Exact { snapshot, params, reader } => {
                let counted = match form {
                    Form::GeoJson => heat(&snapshot, &params),
                    Form::Tile(_) => heat_shown(&snapshot, &params),
                };
                for_staff(counted, &reader)
            }
            Source::Published { public, asked } => {
                public_heat(&public.cells, &asked, served.town.municipality.k, &served.town.metric)
            }
        };
        HeatAnswer { heat, frame, served }
    }
}

impl HeatAnswer {
    fn written(&self, form: Form) -> Result<Written, ServiceError> {
        let Self { heat, frame, served } = self;
        let metric = &served.town.metric;
        let bytes = match form {
            Form::GeoJson => feature_collection(heat, frame, metric),
            Form::Tile(tile) => {
                mvt::heat(heat, tile, metric).map_err(|error| ServiceError::NotDrawn(error.to_string()))?
            }
        };
        Ok(Written::new(frame.revision.clone(), frame.layer == "public", bytes))
    }
}

impl Service {
    pub async fn heat(&self, question: &Question, admission: Option<&Admission>) -> Result<HeatAnswer, ServiceError> {
        let allowed = self.allowed(question, admission).await?;
        // Counting ten million rows takes tens of milliseconds: not on a thread that answers requests.
        let counted = tokio::task::spawn_blocking(move || allowed.count(Form::GeoJson));
        Ok(counted.await.expect("counting does not panic"))
    }

    /// The heatmap as bytes: those of the last time, when the same was asked of the same data. A reading by staff is
    /// logged all the same, before anything is looked for.
    pub async fn written_heat(
        &self,
        question: &Question,
        admission: Option<&Admission>,
        form: Form,
    ) -> Result<Arc<Written>, ServiceError> {
        let generation = self.inner.answers.generation();
        let allowed = self.allowed(question, admission).await?;
        let HeatFrame { layer, revision, .. } = &allowed.frame;
        let key = Key {
            generation,
            municipality: allowed.served.town.code().to_owned(),
            layer,
            revision: revision.clone(),
            about: About::Heat,
            // Every field takes part, also those that come later.
            question: format!("{question:?}"),
            form,
        };
        if let Some(written) = self.inner.answers.find(&key) {
            return Ok(written);
        }
        let counted = tokio::task::spawn_blocking(move || allowed.count(form).written(form));
        let written = Arc::new(counted.await.expect("counting and writing do not panic")?);
        self.inner.answers.keep(key, &written);
        Ok(written)
    }

    /// The question with the right to its answer: as fine as the public may ask, or logged for staff.
    async fn allowed(&self, question: &Question, admission: Option<&Admission>) -> Result<Allowed, ServiceError> {
        let served = self.serving(question.municipality.as_deref())?;
        match (layer(question, admission, &served)?, admission) {
            (Layer::Staff, Some(admission)) => self.allowed_staff(question, admission, served).await,
            _ => self.allowed_public(question, served),
        }
    }

    async fn allowed_staff(
        &self,
        question: &Question,
        admission: &Admission,
        served: Arc<Served>,
    ) -> Result<Allowed, ServiceError> {
        let snapshot = served.index.snapshot();
        // Of this very snapshot: a newer name on an older answer would be kept by whoever asks with its ETag.
        let revision = self.staff_revision(&snapshot, &served);
        let (filter, parameters) = self.understood(question, &served, &snapshot)?;
        let reader = self.reader(admission, served.town.code(), "heat", parameters.to_string()).await?;
        let params = HeatParams { filter, cell: question.cell_m.map_or(CellSize::Auto, CellSize::Fixed) };
        let frame = HeatFrame { layer: "staff", revision, parameters };
        Ok(Allowed { served, frame, source: Source::Exact { snapshot, params, reader } })
    }

    fn allowed_public(&self, question: &Question, served: Arc<Served>) -> Result<Allowed, ServiceError> {
        let public = served.public();
        let asked = self.public_question(question, &served, &public)?;
        let parameters = self.public_parameters(question, &served, &asked);
        let frame = HeatFrame { layer: "public", revision: public_name(&served, &public), parameters };
        Ok(Allowed { served, frame, source: Source::Published { public, asked } })
    }

    /// Hour × weekday of what matches; staff only.
    pub async fn profile(
        &self,
        question: &Question,
        admission: &Admission,
    ) -> Result<(Cleared<Profile>, String, Value), ServiceError> {
        let served = self.serving_to(question.municipality.as_deref(), admission)?;
        let snapshot = served.index.snapshot();
        // Of this very snapshot: a newer name on an older answer would be kept by whoever asks with its ETag.
        let revision = self.staff_revision(&snapshot, &served);
        let (filter, parameters) = self.understood(question, &served, &snapshot)?;
        let reader = self.reader(admission, served.town.code(), "profile", parameters.to_string()).await?;
        let counted = tokio::task::spawn_blocking(move || snapshot.profile(&filter));
        Ok((for_staff(counted.await.expect("counting does not panic"), &reader), revision, parameters))
    }

    /// Exact observations, a page at a time in the order of their keys; staff only.
    pub async fn observations(
        &self,
        question: &Question,
        admission: &Admission,
    ) -> Result<ObservationPage, ServiceError> {
        let served = self.serving_to(question.municipality.as_deref(), admission)?;
        let snapshot = served.index.snapshot();
        let (filter, parameters) = self.understood(question, &served, &snapshot)?;
        let reader: StaffReader =
            self.reader(admission, served.town.code(), "observations", parameters.to_string()).await?;
        let limit = question.limit.unwrap_or(PAGE_LIMIT).min(PAGE_LIMIT) as usize;
        let page = snapshot.page(&filter, question.cursor, limit);
        let next = (page.len() == limit).then(|| page.last().map(|seen| seen.key)).flatten();
        Ok(ObservationPage { observations: for_staff(page, &reader), next, served })
    }
}
