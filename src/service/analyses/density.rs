//! The density of reports as areas: of the exact places for staff, of published squares for everybody.

use std::sync::Arc;

use geo::{MapCoords, MultiPolygon};

use super::super::answers::{About, Form, Key};
use super::super::heat::{layer, public_name};
use super::super::staff::Admission;
use super::super::written::Written;
use super::super::{PublicLayer, Served, Service, ServiceError};
use super::{Analysed, Asked};
use crate::analysis::density::{
    Bandwidth, BandwidthParams, EdgeCorrection, Grid, Isoband, Kernel, MassInside, WeightedPlace, choose_bandwidth,
    class_breaks, density_within, isobands,
};
use crate::analysis::{Watch, months_of};
use crate::geodesy::{Box2, EastNorth, LonLat};
use crate::interop::findings::density::{Made, feature_collection};
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
        match (layer(question, admission)?, admission) {
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
        let work = move |_: &Watch| {
            let mut places = Vec::new();
            snapshot.each_placed(&filter, |one| places.push(WeightedPlace { at: one.at, weight: one.weight }));
            let area = area_of(&served);
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
            let months = months_of(&filter.window);
            let (bands, made) = surface(&places, &area, bandwidth, chosen, months);
            let n = snapshot.total(&filter).n_reports;
            Some(written(&for_staff(bands, &reader), &made, &data(n, n - places.len() as u64), &served, &frame))
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

fn asked(served: &Served, method: &'static str, parameters: &serde_json::Value) -> Asked {
    Asked { municipality: served.town.code().to_owned(), method, question: parameters.to_string() }
}

fn public_answer(public: &PublicLayer, asked: &PublicQuestion, served: &Served, frame: &HeatFrame) -> Written {
    let bandwidth = Bandwidth::new(PUBLIC_BANDWIDTH_M).expect("positive");
    let months = f64::from(asked.from.count_to(asked.to));
    let (town, area) = (&served.town, area_of(served));
    let mut made = None;
    let cleared = public_density(&public.cells, asked, town.municipality.k, &town.metric, |places| {
        let (bands, of) = surface(places, &area, bandwidth, None, months);
        made = Some(of);
        bands
    });
    let (bands, n_reports, n_wide) = cleared;
    let mut data = Data { n_read: n_reports, ..Data::default() };
    data.leave_out("in_wide_squares", n_wide);
    written(&bands, &made.expect("the surface was made"), &data, served, frame)
}

fn data(n_read: u64, without_place: u64) -> Data {
    let mut data = Data { n_read, ..Data::default() };
    data.leave_out("without_place", without_place);
    data
}

fn area_of(served: &Served) -> MultiPolygon<f64> {
    let metres = |c: geo::Coord<f64>| {
        let at = LonLat::new(c.x, c.y).map(|at| served.town.metric.forward(at)).expect("a border is on the globe");
        geo::Coord { x: at.e, y: at.n }
    };
    served.town.municipality.border.map_coords(metres)
}

fn surface(
    places: &[WeightedPlace],
    area: &MultiPolygon<f64>,
    bandwidth: Bandwidth,
    chosen: Option<bool>,
    months: f64,
) -> (Vec<Isoband>, Made) {
    let kernel = Kernel::default();
    let edge = EdgeCorrection::Uniform;
    // As far as there are reports: a large municipality is mostly forest.
    let nowhere = EastNorth { e: 0.0, n: 0.0 };
    let bounds = Box2::around(places.iter().map(|place| place.at)).unwrap_or(Box2 { min: nowhere, max: nowhere });
    let grid = Grid::readable(&bounds, bandwidth).expect("a municipality fits a grid of readable pixels");
    let inside = MassInside::new(area, &grid, bandwidth, kernel).expect("a bandwidth is a few pixels");
    let raster = density_within(places, &inside, edge, months);
    let max = raster.values.iter().copied().fold(0.0, f64::max);
    let made = Made { kernel, bandwidth, chosen, pixel_m: grid.pixel_m(), edge: Some(edge), months: Some(months), max };
    (isobands(&raster, &class_breaks()), made)
}

fn written(bands: &Cleared<Vec<Isoband>>, made: &Made, data: &Data, served: &Served, frame: &HeatFrame) -> Written {
    let mut body = feature_collection(bands, made, data, &Frame::OnEarth(served.town.metric));
    beside(&mut body, frame);
    Written::new(frame.revision.clone(), frame.layer == "public", body.to_string().into_bytes())
}
