//! The density of reports as areas: of the exact places for staff, of published squares for everybody.

use std::sync::Arc;

use geo::{MapCoords, MultiPolygon};

use super::super::answers::{About, Form, Key};
use super::super::questions::{layer, public_name};
use super::super::staff::Admission;
use super::super::written::Written;
use super::super::{PublicLayer, Served, Service, ServiceError};
use super::{Analysed, asked, placed};
use crate::analysis::density::{Bandwidth, BandwidthParams, Surface, WeightedPlace, choose_bandwidth, surface};
use crate::analysis::{Watch, months_of};
use crate::geodesy::LonLat;
use crate::interop::findings::density::feature_collection;
use crate::interop::findings::{Data, Frame};
use crate::interop::heat::{HeatFrame, beside};
use crate::interop::question::{Layer, Question};
use crate::privacy::{Cleared, PublicQuestion, for_staff, public_density};

/// Published squares are no smaller than 250 m: what is felt less far would draw the squares, not the town.
const PUBLIC_BANDWIDTH_M: f64 = 500.0;

/// Staff may have to wait for their turn; what everybody may see is worked out once and kept.
pub enum Density {
    Staff(Analysed),
    Public(Arc<Written>),
}

impl Service {
    /// Areas between fixed values of reports per km² and month.
    pub async fn density(&self, question: &Question, admission: Option<&Admission>) -> Result<Density, ServiceError> {
        let served = self.serving(question.municipality.as_deref())?;
        match (layer(question, admission, &served)?, admission) {
            (Layer::Staff, Some(admission)) => {
                self.staff_density(question, admission, served).await.map(Density::Staff)
            }
            _ => self.public_density(question, served).await.map(Density::Public),
        }
    }

    async fn staff_density(
        &self,
        question: &Question,
        admission: &Admission,
        served: Arc<Served>,
    ) -> Result<Analysed, ServiceError> {
        let snapshot = served.index.snapshot();
        let revision = self.staff_revision(&snapshot, &served);
        let (filter, mut parameters) =
            self.understood(&Question { bounds: None, ..question.clone() }, &served, &snapshot)?;
        parameters["bandwidth"] = question.bandwidth_m.into();
        let reader = self.reader(admission, served.town.code(), "density", parameters.to_string()).await?;
        let asked = asked(&served, "density", &parameters);
        let wanted = question.bandwidth_m;
        let frame = HeatFrame { layer: "staff", revision: revision.clone(), parameters };
        let work = move |watch: &Watch| {
            watch.expect(3);
            let mut places = Vec::new();
            snapshot.each_placed(&filter, |one| places.push(WeightedPlace { at: one.at, weight: one.weight }));
            let area = area_of(&served);
            watch.step(1).then_some(())?;
            let (bandwidth, chosen) = match wanted.and_then(|metres| Bandwidth::new(f64::from(metres))) {
                Some(bandwidth) => (bandwidth, None),
                None => {
                    // Pairs grow with the square of the number: more say nothing new about how far a report is felt.
                    const ENOUGH: usize = 20_000;
                    let some: Vec<WeightedPlace> = places.iter().step_by(places.len() / ENOUGH + 1).copied().collect();
                    let choice = choose_bandwidth(&some, &BandwidthParams::within(served.town.area_ha() / 100.0));
                    (choice.bandwidth, Some(choice.at_bound))
                }
            };
            watch.step(1).then_some(())?;
            let months = months_of(&filter.window);
            let surface = for_staff(surface(&places, &area, bandwidth, chosen, months), &reader);
            let n = snapshot.total(&filter).n_reports;
            Some(written(&surface, &placed(n, places.len()), &served, &frame))
        };
        Ok(self.inner.jobs.ask(asked, &revision, work).await)
    }

    async fn public_density(&self, question: &Question, served: Arc<Served>) -> Result<Arc<Written>, ServiceError> {
        let generation = self.inner.answers.generation();
        let public = served.public();
        let revision = public_name(&served, &public);
        let whole = Question { bounds: None, cell_m: None, ..question.clone() };
        let asked = self.public_question(&whole, &served, &public)?;
        let parameters = self.public_parameters(&whole, &served, &asked);
        let key = Key {
            generation,
            municipality: served.town.code().to_owned(),
            layer: "public",
            revision: revision.clone(),
            about: About::Density,
            question: parameters.to_string(),
            form: Form::GeoJson,
        };
        if let Some(known) = self.inner.answers.find(&key) {
            return Ok(known);
        }
        let frame = HeatFrame { layer: "public", revision, parameters };
        let drawn = tokio::task::spawn_blocking(move || public_answer(&public, &asked, &served, &frame));
        let written = Arc::new(drawn.await.expect("drawing does not panic"));
        self.inner.answers.keep(key, &written);
        Ok(written)
    }
}

fn public_answer(public: &PublicLayer, asked: &PublicQuestion, served: &Served, frame: &HeatFrame) -> Written {
    let bandwidth = Bandwidth::new(PUBLIC_BANDWIDTH_M).expect("positive");
    let (town, area) = (&served.town, area_of(served));
    let (surface, n_reports, n_wide) =
        public_density(&public.cells, asked, town.municipality.k, &town.metric, &area, bandwidth);
    let mut data = Data { n_read: n_reports, ..Data::default() };
    data.leave_out("in_wide_squares", n_wide);
    written(&surface, &data, served, frame)
}

pub(super) fn area_of(served: &Served) -> MultiPolygon<f64> {
    let metres = |c: geo::Coord<f64>| {
        let at = LonLat::new(c.x, c.y).map(|at| served.town.metric.forward(at)).expect("a border is on the globe");
        geo::Coord { x: at.e, y: at.n }
    };
    served.town.municipality.border.map_coords(metres)
}

fn written(surface: &Cleared<Surface>, data: &Data, served: &Served, frame: &HeatFrame) -> Written {
    let mut body = feature_collection(surface, data, &Frame::OnEarth(served.town.metric));
    beside(&mut body, frame);
    Written::new(frame.revision.clone(), frame.layer == "public", body.to_string().into_bytes())
}
