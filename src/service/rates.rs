//! Reports per inhabitant, for whoever asks.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use geo::Geometry;

use super::answers::{About, Form, Key};
use super::questions::{layer, public_name};
use super::staff::Admission;
use super::streets::on_ground;
use super::written::Written;
use super::{PublicLayer, Served, Service, ServiceError};
use crate::analysis::incidents::{
    AreaReporting, Incident, IncidentParams, Reporting, ReportingParams, Told, incidents, reporting,
};
use crate::analysis::{PlaceRate, PlaceRates, Populated, RatesParams, months_of, rates};
use crate::geodesy::{Bounds, Cell, EastNorth, LonLat, Metric};
use crate::index::{Filter, Snapshot};
use crate::interop::heat::HeatFrame;
use crate::interop::question::{By, Layer, Question};
use crate::interop::rates::{feature_collection, layer_of};
use crate::observation::Seconds;
use crate::privacy::{PublicPlace, PublicQuestion, StaffReader, for_staff, public_rates};
use crate::town::{Feature, Ground};

const DAY_S: Seconds = 24 * 3600;

/// A question that may be answered, with everything the answer is made of.
struct Allowed {
    served: Arc<Served>,
    ground: Arc<Ground>,
    by: By,
    bounds: Option<Bounds>,
    frame: HeatFrame,
    source: Source,
}

enum Source {
    Exact { snapshot: Arc<Snapshot>, filter: Filter, reader: StaffReader },
    Published { public: Arc<PublicLayer>, asked: PublicQuestion },
}

impl Allowed {
    fn written(self) -> Written {
        let Self { served, ground, by, bounds, frame, source } = self;
        let metric = &served.town.metric;
        let rates = match source {
            Source::Exact { snapshot, filter, reader } => {
                for_staff(exact(&snapshot, &filter, &ground, by, metric), &reader)
            }
            Source::Published { public, asked } => {
                public_rates(&public.cells, &asked, &public_places(&ground, by, metric), served.town.municipality.k)
            }
        };
        let body = feature_collection(&rates, by, bounds, &frame, &ground).to_string();
        Written::new(frame.revision, frame.layer == "public", body.into_bytes())
    }
}

impl Service {
    /// Reports per inhabitant as bytes: those of the last time, when the same was asked of the same data on the same
    /// ground. A reading by staff is logged all the same.
    pub async fn written_rates(
        &self,
        question: &Question,
        admission: Option<&Admission>,
    ) -> Result<Arc<Written>, ServiceError> {
        let generation = self.inner.answers.generation();
        let allowed = self.allowed_rates(question, admission).await?;
        let key = Key {
            generation,
            municipality: allowed.served.town.code().to_owned(),
            layer: allowed.frame.layer,
            revision: allowed.frame.revision.clone(),
            about: About::Rates,
            question: format!("{question:?}"),
            form: Form::GeoJson,
        };
        if let Some(written) = self.inner.answers.find(&key) {
            return Ok(written);
        }
        let counted = tokio::task::spawn_blocking(move || allowed.written());
        let written = Arc::new(counted.await.expect("counting and writing do not panic"));
        self.inner.answers.keep(key, &written);
        Ok(written)
    }

    async fn allowed_rates(&self, question: &Question, admission: Option<&Admission>) -> Result<Allowed, ServiceError> {
        let served = self.serving(question.municipality.as_deref())?;
        let (frame, source) = match (layer(question, admission, &served)?, admission) {
            (Layer::Staff, Some(admission)) => {
                let snapshot = served.index.snapshot();
                let revision = on_ground(self.staff_revision(&snapshot, &served), &served);
                let (filter, parameters) = self.understood(question, &served, &snapshot)?;
                let reader = self.reader(admission, served.town.code(), "rates", parameters.to_string()).await?;
                (HeatFrame { layer: "staff", revision, parameters }, Source::Exact { snapshot, filter, reader })
            }
            _ => {
                let public = served.public();
                let revision = on_ground(public_name(&served, &public), &served);
                let asked = self.public_question(question, &served, &public)?;
                let parameters = self.public_parameters(question, &served, &asked);
                (HeatFrame { layer: "public", revision, parameters }, Source::Published { public, asked })
            }
        };
        // After its name: an answer may be newer than it says, never older.
        let ground = served.ground();
        Ok(Allowed { served, ground, by: question.by, bounds: question.bounds, frame, source })
    }
}

fn public_places(ground: &Ground, by: By, metric: &Metric) -> Vec<PublicPlace> {
    let place = |(feature, of): (usize, &Feature)| PublicPlace {
        feature,
        // A statistical square is exactly its cell, whatever the rounding of its drawing.
        polygons: match Cell::parse(&of.id).filter(|_| by == By::Square) {
            Some(cell) => vec![vec![cell.corners().to_vec()]],
            None => polygons(&of.geometry, metric),
        },
        population: of.population,
    };
    populated(ground, by).map(place).collect()
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
    let heard = heard(snapshot, &filter, ground, by, metric);
    let place = |(((feature, counted), rate), heard): ((&(usize, Populated), _), &AreaReporting)| PlaceRate {
        feature: *feature,
        n_reports: Some(counted.n_reports),
        rate,
        reporting: Some(*heard),
    };
    PlaceRates {
        places: places.iter().zip(found.rates).zip(&heard.areas).map(place).collect(),
        mean_per_1000_month: found.mean_per_1000_month,
        population: found.population,
        months,
    }
}

/// How fast people in each place tell of what is there, from the reports that repeat others.
fn heard(snapshot: &Snapshot, filter: &Filter, ground: &Ground, by: By, metric: &Metric) -> Reporting {
    let mut n_places = 0;
    let mut place_of_cell: HashMap<Cell, usize> = HashMap::new();
    // Areas may overlap: a report in two of them is heard in both.
    let mut places_of_key: HashMap<u32, Vec<usize>> = HashMap::new();
    for (number, (_, feature)) in populated(ground, by).enumerate() {
        n_places += 1;
        if let Some(cell) = Cell::parse(&feature.id).filter(|_| by == By::Square) {
            place_of_cell.insert(cell, number);
            continue;
        }
        let inside = polygons(&feature.geometry, metric).into_iter().flat_map(|rings| snapshot.polygon(filter, &rings));
        inside.for_each(|hit| places_of_key.entry(snapshot.key(hit)).or_default().push(number));
    }
    let sizes: BTreeSet<u32> = place_of_cell.keys().map(|cell| cell.size_m).collect();
    let mut told = Vec::new();
    let mut places: Vec<Vec<usize>> = Vec::new();
    snapshot.each_placed(filter, |one| {
        let Some(hit) = snapshot.find(one.key) else { return };
        let in_square = || sizes.iter().find_map(|size_m| place_of_cell.get(&Cell::containing(one.at, *size_m)));
        places.push(places_of_key.remove(&one.key).unwrap_or_else(|| in_square().copied().into_iter().collect()));
        told.push(Told {
            at: one.at,
            told: Seconds::from(snapshot.told_day(hit)) * DAY_S,
            category: snapshot.category(hit),
            closed: None,
            teller: None,
        });
    });
    // What happened within the period may be told after it.
    let listened_to = told.iter().map(|report| report.told + DAY_S).fold(filter.window.to, Seconds::max);
    let of_town = incidents(&told, listened_to, &IncidentParams::default());
    let heard = |incident: &Incident| {
        let places = places[incident.reports[0]].iter().copied();
        places.map(|place| (incident.clone(), place)).collect::<Vec<_>>()
    };
    let (incidents, place_of): (Vec<Incident>, Vec<usize>) = of_town.iter().flat_map(heard).unzip();
    reporting(&incidents, &place_of, n_places, &ReportingParams::default())
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
