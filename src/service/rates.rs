//! Reports per inhabitant, for whoever asks.

use std::collections::HashMap;
use std::sync::Arc;

use geo::Geometry;

use super::heat::{layer, public_name};
use super::staff::Admission;
use super::streets::on_ground;
use super::{Served, Service, ServiceError};
use crate::analysis::{PlaceRate, PlaceRates, Populated, RatesParams, months_of, rates};
use crate::geodesy::{Cell, EastNorth, LonLat, Metric};
use crate::index::{Filter, Snapshot};
use crate::interop::heat::HeatFrame;
use crate::interop::question::{By, Layer, Question};
use crate::interop::rates::layer_of;
use crate::privacy::{Cleared, PublicPlace, for_staff, public_rates};
use crate::town::{Feature, Ground};

/// Cleared rates with what stands beside them, and the ground whose places they name.
pub struct RatesAnswer {
    pub rates: Cleared<PlaceRates>,
    pub frame: HeatFrame,
    pub ground: Arc<Ground>,
}

impl Service {
    pub async fn rates(&self, question: &Question, admission: Option<&Admission>) -> Result<RatesAnswer, ServiceError> {
        let served = self.serving(question.municipality.as_deref())?;
        match (layer(question, admission)?, admission) {
            (Layer::Staff, Some(admission)) => self.staff_rates(question, admission, served).await,
            _ => self.public_rates(question, served).await,
        }
    }

    async fn staff_rates(
        &self,
        question: &Question,
        admission: &Admission,
        served: Arc<Served>,
    ) -> Result<RatesAnswer, ServiceError> {
        let (snapshot, ground) = (served.index.snapshot(), served.ground());
        let revision = on_ground(self.staff_revision(&snapshot, &served), &served);
        let (filter, parameters) = self.understood(question, &served, &snapshot);
        let reader = self.reader(admission, served.town.code(), "rates", parameters.to_string()).await?;
        let (on, by) = (ground.clone(), question.by);
        let counted = tokio::task::spawn_blocking(move || exact(&snapshot, &filter, &on, by, &served.town.metric));
        let rates = for_staff(counted.await.expect("counting does not panic"), &reader);
        Ok(RatesAnswer { rates, frame: HeatFrame { layer: "staff", revision, parameters }, ground })
    }

    async fn public_rates(&self, question: &Question, served: Arc<Served>) -> Result<RatesAnswer, ServiceError> {
        let (public, ground) = (served.public(), served.ground());
        let revision = on_ground(public_name(&served, &public), &served);
        let asked = self.public_question(question, &served, &public)?;
        let parameters = self.public_parameters(question, &served, &asked);
        let (on, by) = (ground.clone(), question.by);
        let summed = tokio::task::spawn_blocking(move || {
            let metric = &served.town.metric;
            let place = |(feature, of): (usize, &Feature)| PublicPlace {
                feature,
                // A statistical square is exactly its cell, whatever the rounding of its drawing.
                polygons: match Cell::parse(&of.id).filter(|_| by == By::Square) {
                    Some(cell) => vec![vec![cell.corners().to_vec()]],
                    None => polygons(&of.geometry, metric),
                },
                population: of.population,
            };
            let places: Vec<PublicPlace> = populated(&on, by).map(place).collect();
            public_rates(&public.cells, &asked, &places, served.town.municipality.k)
        });
        let rates = summed.await.expect("summing does not panic");
        Ok(RatesAnswer { rates, frame: HeatFrame { layer: "public", revision, parameters }, ground })
    }
}

fn populated(ground: &Ground, by: By) -> impl Iterator<Item = (usize, &Feature)> {
    ground.features.iter().enumerate().filter(move |(_, feature)| feature.layer == layer_of(by))
}

/// Every report by its anchor: in a statistical square by its cell, else in the polygon.
fn exact(snapshot: &Snapshot, filter: &Filter, ground: &Ground, by: By, metric: &Metric) -> PlaceRates {
    let mut by_size: HashMap<u32, HashMap<Cell, u64>> = HashMap::new();
    let filter = filter.everywhere();
    let mut count = |feature: &Feature| -> u64 {
        let square = Cell::parse(&feature.id).filter(|_| by == By::Square);
        if let Some(cell) = square {
            let in_size = by_size.entry(cell.size_m).or_insert_with(|| {
                snapshot.cells(&filter, cell.size_m).into_iter().map(|count| (count.cell, count.n_reports)).collect()
            });
            return in_size.get(&cell).copied().unwrap_or_default();
        }
        polygons(&feature.geometry, metric).iter().map(|rings| snapshot.polygon(&filter, rings).len() as u64).sum()
    };
    let months = months_of(&filter.window);
    let places: Vec<(usize, Populated)> = populated(ground, by)
        .map(|(i, feature)| (i, Populated { n_reports: count(feature) as f64, population: feature.population }))
        .collect();
    let counted: Vec<Populated> = places.iter().map(|(_, counted)| *counted).collect();
    let found = rates(&counted, months, &RatesParams::default());
    let place = |((feature, counted), rate): (&(usize, Populated), _)| PlaceRate {
        feature: *feature,
        n_reports: Some(counted.n_reports),
        rate,
    };
    PlaceRates {
        places: places.iter().zip(found.rates).map(place).collect(),
        mean_per_1000_month: found.mean_per_1000_month,
        population: found.population,
        months,
    }
}

/// The polygons of a feature in metres, each ring closed by its first point, which is not repeated.
fn polygons(geometry: &Geometry<f64>, metric: &Metric) -> Vec<Vec<Vec<EastNorth>>> {
    let ring = |line: &geo::LineString<f64>| {
        let points = line.coords().filter_map(|c| LonLat::new(c.x, c.y)).map(|p| metric.forward(p));
        let mut ring: Vec<EastNorth> = points.collect();
        ring.pop();
        ring
    };
    let rings = |polygon: &geo::Polygon<f64>| {
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect::<Vec<_>>()
    };
    match geometry {
        Geometry::Polygon(polygon) => vec![rings(polygon)],
        Geometry::MultiPolygon(several) => several.iter().map(rings).collect(),
        _ => Vec::new(),
    }
}
