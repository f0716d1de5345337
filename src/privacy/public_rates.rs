//! Public rates: published cells over published inhabitants, and nothing else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Cleared;
use super::public::{PublicCell, PublicQuestion};
use crate::analysis::{NoRate, PlaceRate, PlaceRates, Populated, RatesParams, rates};
use crate::geodesy::{Cell, EastNorth, Shape, spread};

/// A place with inhabitants: which feature it is, its polygons in metres (outer ring, then holes), and how many live
/// there.
pub struct PublicPlace {
    pub feature: usize,
    pub polygons: Vec<Vec<Vec<EastNorth>>>,
    pub population: Option<u32>,
}

/// The rates of places from the published cells that answer the question.
///
/// # Method
/// A published cell that lies across the border of a place is shared out by surface; one that lies in it counts whole.
/// The figures are sums of published cells, as everything public is. A place in which fewer than k reports fall has
/// neither number nor rate.
///
/// # Edge cases
/// Shared out by surface the number is an estimate: reports gather on streets and not on fields.
pub fn public_rates(
    published: &[PublicCell],
    question: &PublicQuestion,
    places: &[PublicPlace],
    k: u32,
) -> Cleared<PlaceRates> {
    let months = f64::from(question.months());
    let mut cells: HashMap<Cell, u32> = HashMap::new();
    for cell in published
        .iter()
        .filter(|cell| question.groups.contains(&cell.group) && (question.from..=question.to).contains(&cell.month))
    {
        *cells.entry(cell.cell).or_default() += cell.n_reports;
    }
    let sizes: BTreeSet<u32> = cells.keys().map(|cell| cell.size_m).collect();
    let counted: Vec<Populated> = places
        .iter()
        .map(|place| {
            let n_reports = place.polygons.iter().map(|rings| reports_in(rings, &cells, &sizes)).sum();
            Populated { n_reports, population: place.population }
        })
        .collect();
    let found = rates(&counted, months, &RatesParams::default());
    let shown = places.iter().zip(&counted).zip(found.rates).map(|((place, counted), rate)| {
        // Rounding may leave a hair less than a whole number of reports.
        let few = counted.n_reports + 1e-6 < f64::from(k);
        PlaceRate {
            feature: place.feature,
            n_reports: (!few).then_some(counted.n_reports),
            rate: if few && rate.is_ok() { Err(NoRate::TooFew) } else { rate },
            reporting: None,
        }
    });
    Cleared::stamp(PlaceRates {
        places: shown.collect(),
        mean_per_1000_month: found.mean_per_1000_month,
        population: found.population,
        months,
    })
}

/// The reports of every cell by the share of its surface that lies in a polygon.
fn reports_in(rings: &[Vec<EastNorth>], cells: &HashMap<Cell, u32>, sizes: &BTreeSet<u32>) -> f64 {
    if rings.first().is_none_or(|outer| outer.len() < 3) {
        return 0.0;
    }
    let surface_m2 = surface_m2(rings);
    let shape = Shape::Area(rings.to_vec());
    let in_size = |size_m: &u32| -> f64 {
        let shares: BTreeMap<Cell, f64> = spread(&shape, *size_m).into_iter().collect();
        let cell_m2 = f64::from(*size_m) * f64::from(*size_m);
        let reports = shares.into_iter().filter_map(|(cell, share)| {
            let part = (share * surface_m2 / cell_m2).min(1.0);
            cells.get(&cell).map(|n| f64::from(*n) * part)
        });
        reports.sum()
    };
    sizes.iter().map(in_size).sum()
}

fn surface_m2(rings: &[Vec<EastNorth>]) -> f64 {
    let ring = |ring: &Vec<EastNorth>| ring.iter().map(|p| (p.e, p.n)).collect::<geo::LineString<f64>>();
    let holes = rings[1..].iter().map(ring).collect();
    geo::Area::unsigned_area(&geo::Polygon::new(ring(&rings[0]), holes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::{Group, Month};

    const K: u32 = 6;

    fn square(e: f64, n: f64, side: f64) -> Vec<Vec<Vec<EastNorth>>> {
        let corner = |(e, n)| EastNorth { e, n };
        vec![vec![[(e, n), (e + side, n), (e + side, n + side), (e, n + side)].map(corner).to_vec()]]
    }

    fn published(size_m: u32, e_m: i32, n_m: i32, n_reports: u32) -> PublicCell {
        let month = Month::new(2026, 5).unwrap();
        PublicCell { group: Group::Traffic, month, cell: Cell { size_m, e_m, n_m }, n_reports }
    }

    #[test]
    fn cells_count_by_the_share_of_their_surface_and_few_are_held_back() {
        let cells = [published(250, 0, 0, 8), published(250, 1_000, 0, 7), published(1_000, 0, 0, 16)];
        let question = PublicQuestion {
            groups: vec![Group::Traffic],
            from: Month::new(2026, 1).unwrap(),
            to: Month::new(2026, 4).unwrap().next(),
            unpublished: Vec::new(),
            smallest_m: 250,
            bounds: None,
        };
        let place = |feature, polygons, population| PublicPlace { feature, polygons, population };
        let places = [
            place(0, square(0.0, 0.0, 500.0), Some(1_000)),
            place(1, square(1_000.0, 0.0, 125.0), Some(50)),
            place(2, square(1_000.0, 0.0, 250.0), None),
        ];
        let cleared = public_rates(&cells, &question, &places, K);
        let found = cleared.get();
        // Eight of the small square, a quarter of the sixteen in the large one.
        assert!((found.places[0].n_reports.unwrap() - 12.0).abs() < 1e-9);
        let rate = found.places[0].rate.unwrap();
        assert!((rate.per_1000_month - 12.0 / 5.0).abs() < 1e-9);
        assert_eq!((found.places[1].n_reports, found.places[1].rate), (None, Err(NoRate::TooFew)));
        assert_eq!(found.places[2].rate, Err(NoRate::PopulationUnknown));
        assert!((found.places[2].n_reports.unwrap() - 7.0).abs() < 1e-9);
    }
}
