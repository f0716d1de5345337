//! The place of a remedy, the ring around it, and the squares of the town that are like it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use geo::{Area, BoundingRect, Distance, Euclidean, Geometry, Length, Point};

use super::effect::{Counted, PairOfCounts, Place, Rings};
use crate::geodesy::{Box2, Cell, EastNorth, Shape, spread};
use crate::town::Network;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RemedyPlaceParams {
    /// So near reports belong to the place. Default 100 m.
    pub radius_m: f64,
    /// So far out goes the ring into which trouble could move. Default 300 m.
    pub ring_m: f64,
    /// A square is like the place when it has between this share and one over it of its metres of street. Default 0.5.
    pub alike: f64,
}

impl Default for RemedyPlaceParams {
    fn default() -> Self {
        Self { radius_m: 100.0, ring_m: 300.0, alike: 0.5 }
    }
}

/// A report: where, and on which day it was told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    pub at: EastNorth,
    pub day: i32,
}

/// Which days are compared; ends are not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Periods {
    pub before: Range<i32>,
    pub after: Range<i32>,
}

/// What makes a square one to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alike {
    /// About as many metres of street.
    Streets,
    /// Some report; where nothing is known of streets.
    Reports,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RemedyPlace {
    /// The place first, then the squares in their order.
    pub places: Vec<Place>,
    pub squares: Vec<Cell>,
    pub square_m: u32,
    pub alike: Alike,
    pub rings: Rings,
}

/// What was told at the place of a remedy, around it, and in squares like it, before and after.
///
/// # Method
/// Squares have the area of the place with its radius. Squares that touch the place or its ring, or the place of
/// another remedy, are left out; of the others those that are alike are compared with.
///
/// # Units
/// Metres of the municipality's plane, whole days.
///
/// # Edge cases
/// A place without any street within its radius is compared with squares that have any. Without streets at all, squares
/// with at least one report are taken; a square that nobody has ever told of is not known to be a place.
///
/// # Complexity
/// Reports, and links, each once.
pub fn remedy_place(
    remedy: &Geometry<f64>,
    others: &[Geometry<f64>],
    streets: &Network,
    told: &[Told],
    periods: &Periods,
    params: &RemedyPlaceParams,
) -> RemedyPlace {
    let area = area_around(remedy, params.radius_m);
    let square_m = (area.sqrt().round() as u32).clamp(1, 5_000);
    let mut counts: HashMap<Cell, PairOfCounts> = HashMap::new();
    let (mut own, mut ring) = (PairOfCounts::default(), PairOfCounts::default());
    for report in told {
        let apart = distance(report.at, remedy);
        if apart <= params.radius_m {
            count(&mut own, report.day, periods);
        } else if apart <= params.ring_m {
            count(&mut ring, report.day, periods);
        }
        count(counts.entry(Cell::containing(report.at, square_m)).or_default(), report.day, periods);
    }
    let metres = metres_of_street(streets, square_m);
    let alike = if metres.is_empty() { Alike::Reports } else { Alike::Streets };
    let candidates: Vec<Cell> = match alike {
        Alike::Streets => like(&metres, metres_near(streets, remedy, params.radius_m), params.alike),
        Alike::Reports => {
            let mut seen: Vec<Cell> = counts.keys().copied().collect();
            seen.sort_unstable();
            seen
        }
    };
    let half_diagonal = f64::from(square_m) * std::f64::consts::FRAC_1_SQRT_2;
    let is_free = |cell: &Cell| {
        let center = cell.center();
        distance(center, remedy) > params.ring_m + half_diagonal
            && others.iter().all(|other| distance(center, other) > params.radius_m + half_diagonal)
    };
    let squares: Vec<Cell> = candidates.into_iter().filter(is_free).collect();
    let of = |cell: &Cell| counts.get(cell).copied().unwrap_or_default();
    let times = (days(&periods.before), days(&periods.after));
    let place = |is_treated: bool, counts: PairOfCounts| Place {
        is_treated,
        before: Counted { n: counts.before, time: times.0 },
        after: Counted { n: counts.after, time: times.1 },
    };
    let control = squares.iter().map(of).fold(PairOfCounts::default(), |sum, one| PairOfCounts {
        before: sum.before + one.before,
        after: sum.after + one.after,
    });
    let square_area = f64::from(square_m) * f64::from(square_m) * squares.len() as f64;
    let ring_area = area_around(remedy, params.ring_m) - area;
    let rings = Rings {
        treated: own,
        control,
        treated_ring: ring,
        // The squares are what both are held against.
        control_ring: None,
        times,
        control_sizes: (square_area / area, square_area / ring_area),
    };
    let places = std::iter::once(place(true, own)).chain(squares.iter().map(|cell| place(false, of(cell)))).collect();
    RemedyPlace { places, squares, square_m, alike, rings }
}

fn count(counts: &mut PairOfCounts, day: i32, periods: &Periods) {
    counts.before += u64::from(periods.before.contains(&day));
    counts.after += u64::from(periods.after.contains(&day));
}

fn days(range: &Range<i32>) -> f64 {
    f64::from(range.end - range.start).max(0.0)
}

fn distance(at: EastNorth, geometry: &Geometry<f64>) -> f64 {
    Euclidean.distance(&Point::new(at.e, at.n), geometry)
}

/// Of everything within `radius_m` of a point, a line or a surface without dents.
fn area_around(geometry: &Geometry<f64>, radius_m: f64) -> f64 {
    let edge = match geometry {
        Geometry::LineString(line) => 2.0 * Euclidean.length(line),
        Geometry::MultiLineString(lines) => 2.0 * Euclidean.length(lines),
        Geometry::Polygon(polygon) => Euclidean.length(polygon.exterior()),
        Geometry::MultiPolygon(several) => several.iter().map(|one| Euclidean.length(one.exterior())).sum(),
        _ => 0.0,
    };
    geometry.unsigned_area() + edge * radius_m + std::f64::consts::PI * radius_m * radius_m
}

fn metres_of_street(streets: &Network, square_m: u32) -> BTreeMap<Cell, f64> {
    let mut metres = BTreeMap::new();
    for link in streets.links() {
        for (cell, share) in spread(&Shape::Stretch(link.line.clone()), square_m) {
            *metres.entry(cell).or_default() += share * link.length_m;
        }
    }
    metres
}

/// Metres of street within a distance, measured in steps of some metres.
fn metres_near(streets: &Network, remedy: &Geometry<f64>, radius_m: f64) -> f64 {
    const STEP_M: f64 = 5.0;
    let Some(around) = remedy.bounding_rect() else { return 0.0 };
    let bounds = Box2 {
        min: EastNorth { e: around.min().x - radius_m, n: around.min().y - radius_m },
        max: EastNorth { e: around.max().x + radius_m, n: around.max().y + radius_m },
    };
    let mut metres = 0.0;
    for id in streets.links_touching(&bounds) {
        for pair in streets.link(id).line.windows(2) {
            let length_m = pair[0].distance_m(pair[1]);
            let n_steps = (length_m / STEP_M).ceil().max(1.0);
            for step in 0..n_steps as u32 {
                let share = (f64::from(step) + 0.5) / n_steps;
                let at = EastNorth {
                    e: pair[0].e + share * (pair[1].e - pair[0].e),
                    n: pair[0].n + share * (pair[1].n - pair[0].n),
                };
                if bounds.contains(at) && distance(at, remedy) <= radius_m {
                    metres += length_m / n_steps;
                }
            }
        }
    }
    metres
}

fn like(metres: &BTreeMap<Cell, f64>, wanted: f64, alike: f64) -> Vec<Cell> {
    let is_like = |metres: f64| wanted <= 0.0 || (metres >= alike * wanted && metres * alike <= wanted);
    metres.iter().filter(|(_, metres)| is_like(**metres)).map(|(cell, _)| *cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(e: f64, n: f64, day: i32) -> Told {
        Told { at: EastNorth { e, n }, day }
    }

    const PERIODS: Periods = Periods { before: 0..100, after: 130..180 };

    #[test]
    fn reports_belong_to_the_place_its_ring_or_a_square_and_to_a_period() {
        let remedy = Geometry::Point(Point::new(5_000.0, 5_000.0));
        let mut reports = vec![
            told(5_000.0, 5_100.0, 0),
            told(5_050.0, 5_000.0, 99),
            told(5_000.0, 5_000.0, 110),
            told(5_000.0, 5_001.0, 130),
            told(5_250.0, 5_000.0, 50),
            told(5_000.0, 4_750.0, 179),
            told(5_000.0, 5_000.0, 180),
        ];
        reports.extend((0..40).map(|nth| told(f64::from(nth) * 900.0 + 6_010.0, 9_000.0, nth * 5)));
        let params = RemedyPlaceParams::default();
        let found = remedy_place(&remedy, &[], &Network::default(), &reports, &PERIODS, &params);
        let pair = |before, after| PairOfCounts { before, after };
        assert_eq!((found.rings.treated, found.rings.treated_ring), (pair(2, 1), pair(1, 1)));
        // √(π × 100²), to a metre.
        assert_eq!((found.square_m, found.alike), (177, Alike::Reports));
        assert_eq!(found.squares.len(), 40);
        assert_eq!(found.rings.control, pair(20, 10));
        assert_eq!(found.places[0].after, Counted { n: 1, time: 50.0 });
        assert!((found.rings.control_sizes.0 - 40.0 * 177.0 * 177.0 / 31_415.926_535_9).abs() < 1e-6);
        let other = Geometry::Point(Point::new(6_010.0, 9_000.0));
        let without = remedy_place(&remedy, &[other], &Network::default(), &reports, &PERIODS, &params);
        assert_eq!(without.squares.len(), 39);
    }

    #[test]
    fn the_squares_are_as_large_as_the_place_also_where_that_is_small() {
        let remedy = Geometry::Point(Point::new(5_000.0, 5_000.0));
        for radius_m in [25.0, 30.0, 100.0, 250.0, 1_000.0] {
            let params = RemedyPlaceParams { radius_m, ring_m: radius_m + 200.0, ..Default::default() };
            let found = remedy_place(&remedy, &[], &Network::default(), &[], &PERIODS, &params);
            let area = std::f64::consts::PI * radius_m * radius_m;
            assert!((f64::from(found.square_m).powi(2) / area - 1.0).abs() < 0.025, "{radius_m}: {}", found.square_m);
        }
    }

    #[test]
    fn what_lies_around_a_line_is_its_length_twice_and_a_circle() {
        let line = Geometry::LineString(vec![(0.0, 0.0), (300.0, 0.0), (300.0, 400.0)].into());
        assert!((area_around(&line, 10.0) - (1_400.0 * 10.0 + std::f64::consts::PI * 100.0)).abs() < 1e-9);
        let square = Geometry::Polygon(geo::Rect::new((0.0, 0.0), (10.0, 10.0)).to_polygon());
        assert!((area_around(&square, 5.0) - (100.0 + 40.0 * 5.0 + std::f64::consts::PI * 25.0)).abs() < 1e-9);
    }

    #[test]
    fn squares_are_like_a_place_with_half_to_twice_its_streets() {
        let cell = |e_m| Cell { size_m: 100, e_m, n_m: 0 };
        let metres = BTreeMap::from([(cell(0), 99.0), (cell(100), 100.0), (cell(200), 400.0), (cell(300), 401.0)]);
        assert_eq!(like(&metres, 200.0, 0.5), [cell(100), cell(200)]);
        assert_eq!(like(&metres, 0.0, 0.5).len(), 4);
    }
}
