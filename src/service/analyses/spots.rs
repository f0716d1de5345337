//! Hot spots of a town for staff: what is compared, and under which names they are shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::staff::Admission;
use super::super::streets::on_ground;
use super::super::written::Written;
use super::super::{Served, Service, ServiceError};
use super::{Analysed, asked};
use crate::analysis::hotspot::HotspotParams;
use crate::analysis::spots::{Basis, FoundSpots, Reported, SpotParams, Terrain, spots};
use crate::analysis::{MOST_SQUARES, Watch};
use crate::geodesy::{Box2, Cell, EastNorth};
use crate::index::{CategorySet, Filter, Snapshot, Weighed};
use crate::interop::findings::spots::{SpotFrame, feature_collection};
use crate::interop::question::{BadParameter, Question, Unit};
use crate::observation::Observation;
use crate::privacy::for_staff;
use crate::town::naming::name_of;
use crate::town::{Ground, Layer, LinkId};

/// Squares of the test when nobody chose: small enough to have a name, large enough to hold reports.
const CELL_M: u32 = 250;

impl Service {
    /// Hot spots, named and described; a first answer may be how far the work has come.
    pub async fn hotspots(&self, question: &Question, admission: &Admission) -> Result<Analysed, ServiceError> {
        let served = self.serving_to(question.municipality.as_deref(), admission)?;
        let (snapshot, ground) = (served.index.snapshot(), served.ground());
        let revision = on_ground(self.staff_revision(&snapshot, &served), &served);
        let (filter, mut parameters) = self.understood(question, &served, &snapshot)?;
        let (unit, basis) = chosen(question, &ground, || enough_others(&snapshot, &filter))?;
        let params = SpotParams {
            test: HotspotParams { seed: question.seed.unwrap_or_default(), ..HotspotParams::default() },
            ..SpotParams::default()
        };
        let cell_m = (unit == Unit::Cell).then(|| question.cell_m.unwrap_or(CELL_M));
        if let Some(cell_m) = cell_m {
            refuse_too_many_squares(&served, basis, cell_m)?;
        }
        parameters["unit"] = (if unit == Unit::Link { "link" } else { "cell" }).into();
        parameters["cell"] = cell_m.into();
        parameters["exposure"] = basis.as_str().into();
        parameters["seed"] = params.test.seed.into();
        let reader = self.reader(admission, served.town.code(), "hotspots", parameters.to_string()).await?;
        let asked = asked(&served, "hotspots", &parameters);
        let (frame, catalogue) = (
            SpotFrame { revision: revision.clone(), parameters, params, zone: served.town.clock.zone().clone() },
            self.catalogue().clone(),
        );
        let work = move |watch: &Watch| {
            let terrain = terrain(&snapshot, &filter, &ground, &served, unit, cell_m.unwrap_or(CELL_M), basis);
            let found = found(&snapshot, &filter, terrain, &ground, &served, &params, watch)?;
            let weighed = |at: &EastNorth| (*at, 1.0);
            let name =
                |places: &[EastNorth]| name_of(&ground, &served.town, &places.iter().map(weighed).collect::<Vec<_>>());
            let names: Vec<_> = found.spots.iter().map(|spot| name(&spot.places)).collect();
            let cleared = for_staff(found, &reader);
            let body = feature_collection(&cleared, &names, &frame, &ground.network, &served.town.metric, &catalogue);
            Some(Written::new(frame.revision, false, body.to_string().into_bytes()))
        };
        Ok(self.inner.jobs.ask(asked, &revision, work).await)
    }
}

/// What the test is laid over, or why it cannot be.
pub(super) fn chosen(
    question: &Question,
    ground: &Ground,
    enough_others: impl Fn() -> bool,
) -> Result<(Unit, Basis), ServiceError> {
    let streets = !ground.network.is_empty();
    let squares = ground.layer(Layer::PopulationSquare).next().is_some();
    let basis = question.exposure.unwrap_or(match (streets, squares) {
        (true, _) => Basis::StreetMetres,
        (false, true) => Basis::Residents,
        (false, false) if enough_others() => Basis::OtherReports,
        (false, false) => Basis::Even,
    });
    let refused = |name: &str, sv: &str, en: &str| Err(BadParameter::new(name, sv, en).into());
    let unit = match question.unit {
        Some(unit) => unit,
        None if basis == Basis::StreetMetres && question.cell_m.is_none() => Unit::Link,
        None => Unit::Cell,
    };
    match (unit, basis) {
        (Unit::Link, _) if !streets && question.exposure.is_none() => refused(
            "unit",
            "Gatorna är inte inlästa (trygghetskarta import osm). Välj unit=cell.",
            "The streets have not been imported (trygghetskarta import osm). Choose unit=cell.",
        ),
        (_, Basis::StreetMetres) if !streets => refused(
            "exposure",
            "Gatorna är inte inlästa (trygghetskarta import osm). Välj reports eller even.",
            "The streets have not been imported (trygghetskarta import osm). Choose reports or even.",
        ),
        (_, Basis::Residents) if !squares => refused(
            "exposure",
            "Befolkningen är inte inläst (trygghetskarta import layer). Välj street, reports eller even.",
            "The population has not been imported (trygghetskarta import layer). Choose street, reports or even.",
        ),
        (Unit::Link, basis) if basis != Basis::StreetMetres => refused(
            "unit",
            "På gator jämförs med gatornas längd: utelämna exposure, eller välj unit=cell.",
            "On streets the comparison is with their length: leave exposure out, or choose unit=cell.",
        ),
        chosen => Ok(chosen),
    }
}

/// Where every square of the municipality is looked at, they must not be too many.
pub(super) fn refuse_too_many_squares(served: &Served, basis: Basis, cell_m: u32) -> Result<(), ServiceError> {
    let whole_town = matches!(basis, Basis::OtherReports | Basis::Even);
    if whole_town && box_of(served).n_cells(cell_m) > MOST_SQUARES as u64 {
        return Err(BadParameter::new(
            "cell",
            "Kommunen har för många så små rutor. Välj en större cell.",
            "The municipality has too many squares so small. Choose a larger cell.",
        )
        .into());
    }
    Ok(())
}

/// Whether other reports are so many that they say where people report at all.
pub(super) fn enough_others(snapshot: &Snapshot, filter: &Filter) -> bool {
    const LEAST: u64 = 500;
    let all = Filter { categories: CategorySet::ALL, ..Filter::ALL };
    snapshot.total(&all).n_reports.saturating_sub(snapshot.total(filter).n_reports) >= LEAST
}

pub(super) fn terrain(
    snapshot: &Snapshot,
    filter: &Filter,
    ground: &Ground,
    served: &Served,
    unit: Unit,
    cell_m: u32,
    basis: Basis,
) -> Terrain {
    match (unit, basis) {
        (Unit::Link, _) => Terrain::of_links(&ground.network),
        (Unit::Cell, Basis::StreetMetres) => Terrain::of_street_squares(&ground.network, cell_m),
        (Unit::Cell, Basis::Residents) => {
            let squares = || {
                let squares = ground.layer(Layer::PopulationSquare);
                squares.filter_map(|square| Some((Cell::parse(&square.id)?, square.population.unwrap_or_default())))
            };
            // Large squares, of the countryside, cannot be divided; small ones are put together to the same size.
            let size_m = squares().map(|(cell, _)| cell.size_m).max().unwrap_or(cell_m).max(cell_m);
            let mut people: BTreeMap<Cell, f64> = BTreeMap::new();
            for (cell, population) in squares().filter(|(cell, _)| size_m.is_multiple_of(cell.size_m)) {
                *people.entry(cell.coarsened(size_m)).or_default() += f64::from(population);
            }
            Terrain::of_squares(people, basis)
        }
        (Unit::Cell, Basis::OtherReports) => {
            let all = Filter { categories: CategorySet::ALL, ..Filter::ALL };
            let mut told: BTreeMap<Cell, f64> = within(served, cell_m).map(|cell| (cell, 0.0)).collect();
            snapshot.each_placed(&all, |one| {
                if let Some(n) = told.get_mut(&Cell::containing(one.at, cell_m)) {
                    *n += 1.0;
                }
            });
            // Those that are tested are not what they are compared with; where none is left, none can be expected.
            snapshot.each_placed(filter, |one| {
                if let Some(n) = told.get_mut(&Cell::containing(one.at, cell_m)) {
                    *n -= 1.0;
                }
            });
            Terrain::of_squares(smoothed(told), basis)
        }
        (Unit::Cell, Basis::Even) => {
            Terrain::of_squares(within(served, cell_m).map(|cell| (cell, 1.0)).collect(), basis)
        }
    }
}

fn box_of(served: &Served) -> Box2 {
    let corners = served.town.bounds.outline().map(|p| served.town.metric.forward(p));
    Box2::around(corners).expect("an outline has points")
}

/// The squares whose middle lies in the municipality.
fn within(served: &Served, size_m: u32) -> impl Iterator<Item = Cell> + '_ {
    let around = box_of(served);
    let (first, last) = (Cell::containing(around.min, size_m), Cell::containing(around.max, size_m));
    let size = size_m as usize;
    let rows = (first.n_m..=last.n_m).step_by(size);
    let cells =
        rows.flat_map(move |n_m| (first.e_m..=last.e_m).step_by(size).map(move |e_m| Cell { size_m, e_m, n_m }));
    cells.filter(|cell| served.town.takes(cell.center()))
}

/// Each square the mean of itself and its eight neighbours, so that a single report is no basis of its own.
fn smoothed(told: BTreeMap<Cell, f64>) -> BTreeMap<Cell, f64> {
    let near = |cell: &Cell| {
        let size = cell.size_m as i32;
        let steps = (-1..=1).flat_map(move |n| (-1..=1).map(move |e| (e * size, n * size)));
        let others = steps.map(|(e, n)| Cell { e_m: cell.e_m + e, n_m: cell.n_m + n, ..*cell });
        let (sum, n) = others.filter_map(|other| told.get(&other)).fold((0.0, 0.0), |(sum, n), x| (sum + x, n + 1.0));
        if n > 0.0 { sum / n } else { 0.0 }
    };
    told.keys().map(|cell| (*cell, near(cell))).collect()
}

fn found(
    snapshot: &Snapshot,
    filter: &Filter,
    terrain: Terrain,
    ground: &Arc<Ground>,
    served: &Served,
    params: &SpotParams,
    watch: &Watch,
) -> Option<FoundSpots> {
    let mut seen: Vec<Weighed> = Vec::new();
    snapshot.each_placed(filter, |one| seen.push(one));
    let mut links: Vec<Option<LinkId>> = Vec::with_capacity(seen.len());
    served
        .streets
        .placement(ground)
        .each(&ground.network, &seen, |_, on| links.push(on.first().map(|(link, _)| *link)));
    let observations: Vec<Observation> =
        seen.iter().filter_map(|one| snapshot.find(one.key)).map(|hit| snapshot.observation(hit)).collect();
    let reported =
        Reported { observations: &observations, links: &links, window: &filter.window, clock: &served.town.clock };
    spots(&reported, terrain, |at| served.town.metric.inverse(at), params, watch)
}
