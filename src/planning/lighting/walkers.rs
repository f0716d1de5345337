//! Who walks on a stretch: people who live near, where they go on foot, and whether it was made for walking.

use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::voices::Stretch;
use crate::geodesy::{Box2, Cell, EastNorth};
use crate::town::{Network, StreetClass, Structure};

/// Who is likely to walk on a stretch, and what is unknown of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Walkers {
    /// People who live within the distance; `None`: no population is known.
    pub residents: Option<f64>,
    /// Stops, stations and schools within the distance; `None`: no landmarks are known.
    pub destinations: Option<u32>,
    /// A path for people on foot, steps or an underpass.
    pub made_for_walking: bool,
    /// 0.5 to 3; 1 is the usual, and what is unknown.
    pub factor: f64,
}

/// So many residents within the distance are the usual.
const USUAL_RESIDENTS: f64 = 200.0;
/// Squares are divided so many times along each side, as if people lived evenly in them.
const PARTS: u32 = 5;

type Points = RTree<GeomWithData<[f64; 2], f64>>;

pub(super) struct Walking {
    residents: Option<Points>,
    destinations: Option<Points>,
    within_m: f64,
}

impl Walking {
    pub fn new(squares: Option<&[(Cell, u32)]>, destinations: Option<&[EastNorth]>, within_m: f64) -> Self {
        let residents = squares.map(|squares| RTree::bulk_load(squares.iter().flat_map(parts_of).collect()));
        let destinations = destinations
            .map(|places| RTree::bulk_load(places.iter().map(|at| GeomWithData::new([at.e, at.n], 1.0)).collect()));
        Self { residents, destinations, within_m }
    }

    /// # Method
    /// The square root of residents over 200, between 0.5 and 2 (twice as many people do not make twice as many
    /// walkers), times 1.1 for each stop, station or school up to five, times 1.2 on what was made for walking.
    /// What is unknown counts as usual.
    pub fn on(&self, stretch: &Stretch, network: &Network) -> Walkers {
        let residents = self.residents.as_ref().map(|tree| self.sum(tree, stretch, network));
        let destinations = self.destinations.as_ref().map(|tree| self.sum(tree, stretch, network) as u32);
        let made_for_walking = stretch.links.iter().any(|link| {
            let street = network.link(*link).street();
            street.structure == Structure::Underpass
                || matches!(
                    street.class,
                    StreetClass::Footway
                        | StreetClass::Cycleway
                        | StreetClass::Pedestrian
                        | StreetClass::Path
                        | StreetClass::Steps
                )
        });
        let lived = residents.map_or(1.0, |n| (n / USUAL_RESIDENTS).sqrt().clamp(0.5, 2.0));
        let gone_to = destinations.map_or(1.0, |n| 1.1_f64.powi(n.min(5) as i32));
        let made = if made_for_walking { 1.2 } else { 1.0 };
        let factor = (lived * gone_to * made).clamp(0.5, 3.0);
        Walkers { residents, destinations, made_for_walking, factor }
    }

    fn sum(&self, tree: &Points, stretch: &Stretch, network: &Network) -> f64 {
        let lines = || stretch.links.iter().map(|link| network.link(*link).line.as_slice());
        let Some(around) = Box2::around(lines().flatten().copied()) else { return 0.0 };
        let reach = self.within_m;
        let Box2 { min, max } = around.widened(reach);
        let window = AABB::from_corners([min.e, min.n], [max.e, max.n]);
        let near = |at: EastNorth| lines().flat_map(|line| line.windows(2)).any(|ab| distance_m(at, ab) <= reach);
        let inside = tree.locate_in_envelope(&window);
        inside.filter(|one| near(EastNorth { e: one.geom()[0], n: one.geom()[1] })).map(|one| one.data).sum()
    }
}

fn parts_of((cell, people): &(Cell, u32)) -> impl Iterator<Item = GeomWithData<[f64; 2], f64>> {
    let (side, each) = (f64::from(cell.size_m) / f64::from(PARTS), f64::from(*people) / f64::from(PARTS * PARTS));
    let (e, n) = (f64::from(cell.e_m), f64::from(cell.n_m));
    let middle = move |part: u32| (f64::from(part) + 0.5) * side;
    (0..PARTS * PARTS).map(move |nth| GeomWithData::new([e + middle(nth % PARTS), n + middle(nth / PARTS)], each))
}

/// From a place to the piece of a straight line between two points.
pub(super) fn distance_m(at: EastNorth, ab: &[EastNorth]) -> f64 {
    let (a, b) = (ab[0], ab[1]);
    let (de, dn) = (b.e - a.e, b.n - a.n);
    let length2 = de * de + dn * dn;
    let along = if length2 > 0.0 { (((at.e - a.e) * de + (at.n - a.n) * dn) / length2).clamp(0.0, 1.0) } else { 0.0 };
    at.distance_m(EastNorth { e: a.e + de * along, n: a.n + dn * along })
}
