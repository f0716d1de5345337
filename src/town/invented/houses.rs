//! Houses along the streets, the people in them, and the crossings on the way to school.

use geo::{Contains, Coord, LineString, Point, Polygon};

use super::dice::Dice;
use super::layout::{Landmark, Layout};
use super::line;
use super::plan::{Class, Plan, TOWNS};
use crate::geodesy::EastNorth;
use crate::town::Layer;

/// Kept free between a house and the middle of any street.
const HOUSE_TO_STREET_M: f64 = 7.0;
const HOUSE_TO_RAILWAY_M: f64 = 18.0;
const HOUSE_TO_HOUSE_M: f64 = 19.0;

pub(super) struct House {
    pub id: String,
    pub name: Option<&'static str>,
    /// `None` where people live.
    pub kind: Option<&'static str>,
    pub locality: &'static str,
    pub district: &'static str,
    pub people: u32,
    pub middle: EastNorth,
    pub corners: [EastNorth; 4],
}

/// The houses of every locality. In each live as many people as SCB counted in the locality, spread by the dice.
pub(super) fn houses(seed: u64, layout: &Layout, people_of: impl Fn(&str) -> u32) -> Vec<House> {
    let mut all = Vec::new();
    // Streams of their own: what was invented before does not move.
    for (plan, stream) in TOWNS.into_iter().zip(101..) {
        let mut builder = Builder::new(plan, layout);
        builder.build(layout, &mut Dice::new(seed, stream));
        move_in(&mut builder.built, people_of(plan.name), &mut Dice::new(seed, stream + 100));
        all.append(&mut builder.built);
    }
    all
}

struct Builder {
    plan: &'static Plan,
    pieces: Vec<(EastNorth, EastNorth)>,
    railway: Vec<(EastNorth, EastNorth)>,
    /// Where no house stands by a street: parks, squares, water.
    free: Vec<Polygon<f64>>,
    works: Vec<Polygon<f64>>,
    districts: Vec<(&'static str, Polygon<f64>)>,
    built: Vec<House>,
}

impl Builder {
    fn new(plan: &'static Plan, layout: &Layout) -> Self {
        let ring = |corners: &[(i32, i32)]| Polygon::new(outline(plan, corners), Vec::new());
        let areas = |wanted: fn(&str) -> bool| {
            plan.areas
                .iter()
                .filter(move |a| a.layer == Layer::Land && wanted(a.kind))
                .map(|a| ring(a.corners))
                .collect()
        };
        let pieces = |line: &[EastNorth]| line.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>();
        let streets = layout.streets.iter().filter(|street| street.locality == plan.name);
        Self {
            plan,
            pieces: streets.flat_map(|street| pieces(&street.line)).collect(),
            railway: pieces(
                &plan.railway.iter().map(|c| plan.place(f64::from(c.0), f64::from(c.1))).collect::<Vec<_>>(),
            ),
            free: areas(|kind| matches!(kind, "park" | "sports" | "cemetery" | "pedestrian" | "school")),
            works: areas(|kind| kind == "industrial"),
            districts: plan.districts.iter().map(|district| (district.name, ring(district.corners))).collect(),
            built: Vec::new(),
        }
    }

    fn build(&mut self, layout: &Layout, dice: &mut Dice) {
        for mark in layout.landmarks.iter().filter(|mark| mark.locality == self.plan.name) {
            self.public_house(mark);
        }
        for street in layout.streets.iter().filter(|street| street.locality == self.plan.name) {
            let back_m = match street.class {
                Class::Residential => 12.0,
                Class::Primary | Class::Secondary => 15.0,
                _ => continue,
            };
            // Nobody lives along the roads out of town.
            if street.light == super::plan::Light::Unlit {
                continue;
            }
            let length = line::length_m(&street.line);
            for side in [-1.0, 1.0] {
                let mut along = dice.between(14.0, 24.0);
                while along < length - 12.0 {
                    let (width, depth) = (dice.between(10.0, 15.0), dice.between(8.0, 11.0));
                    let left = side * (back_m + dice.between(0.0, 4.0) + depth / 2.0);
                    self.house(&street.line, along, left, width, depth);
                    along += width + dice.between(10.0, 18.0);
                }
            }
        }
    }

    fn house(&mut self, line: &[EastNorth], along: f64, left: f64, width: f64, depth: f64) {
        let middle = line::at(line, along, left);
        let ahead = line::at(line, along + 1.0, left);
        let is_works = self.works.iter().any(|area| area.contains(&Point::new(middle.e, middle.n)));
        let (width, depth) = if is_works { (width * 1.8, depth * 1.5) } else { (width, depth) };
        let kind = is_works.then_some("industrial");
        if self.free.iter().all(|area| !area.contains(&Point::new(middle.e, middle.n))) {
            self.put(None, kind, middle, ahead, width, depth);
        }
    }

    /// A school, a library, a station: at its landmark, or as near as there is room.
    fn public_house(&mut self, mark: &Landmark) {
        let kind = match mark.kind {
            kind @ ("school" | "library" | "station") => kind,
            _ => return,
        };
        let (width, depth) = if kind == "school" { (46.0, 16.0) } else { (20.0, 11.0) };
        let nearby = (0..36).map(|i| (f64::from(i % 6) * 8.0 - 20.0, f64::from(i / 6) * 8.0 - 20.0));
        let mut nearby: Vec<(f64, f64)> = std::iter::once((0.0, 0.0)).chain(nearby).collect();
        nearby.sort_by(|a, b| a.0.hypot(a.1).total_cmp(&b.0.hypot(b.1)));
        for (de, dn) in nearby {
            let middle = EastNorth { e: mark.at.e + de, n: mark.at.n + dn };
            let (cos, sin) = self.plan.turn;
            let ahead = EastNorth { e: middle.e + cos, n: middle.n - sin };
            if self.put(Some(mark.name), Some(kind), middle, ahead, width, depth) {
                return;
            }
        }
    }

    /// Builds it where there is room.
    fn put(
        &mut self,
        name: Option<&'static str>,
        kind: Option<&'static str>,
        middle: EastNorth,
        ahead: EastNorth,
        width: f64,
        depth: f64,
    ) -> bool {
        let (w, d) = (width / 2.0, depth / 2.0);
        let corners = [(-w, -d), (w, -d), (w, d), (-w, d)].map(|(x, y)| line::between(middle, ahead, x, y));
        let points = || corners.into_iter().chain([middle]);
        let far = |pieces: &[(EastNorth, EastNorth)], least: f64| {
            let reach = least + w + d;
            let mut near = pieces.iter().filter(|(a, b)| {
                middle.e > a.e.min(b.e) - reach
                    && middle.e < a.e.max(b.e) + reach
                    && middle.n > a.n.min(b.n) - reach
                    && middle.n < a.n.max(b.n) + reach
            });
            near.all(|(a, b)| points().all(|p| to_piece_m(p, *a, *b) >= least))
        };
        let room = self.built.iter().all(|other| {
            other.middle.distance_m(middle) >= HOUSE_TO_HOUSE_M.max(reach_m(&other.corners) + reach_m(&corners))
        });
        if !room || !far(&self.pieces, HOUSE_TO_STREET_M) || !far(&self.railway, HOUSE_TO_RAILWAY_M) {
            return false;
        }
        let at = Point::new(middle.e, middle.n);
        let Some((district, _)) = self.districts.iter().find(|(_, area)| area.contains(&at)) else { return false };
        let id = format!("{}-house-{:04}", self.plan.id, self.built.len() + 1);
        let locality = self.plan.name;
        self.built.push(House { id, name, kind, locality, district, people: 0, middle, corners });
        true
    }
}

/// From the middle to the farthest corner; a line that bends draws a house askew.
fn reach_m(corners: &[EastNorth; 4]) -> f64 {
    corners[0].distance_m(corners[2]).max(corners[1].distance_m(corners[3])) / 2.0
}

/// Shares people out over the houses that are homes; every one of them finds a home.
fn move_in(houses: &mut [House], people: u32, dice: &mut Dice) {
    let weights: Vec<u64> =
        houses.iter().map(|house| if house.kind.is_none() { u64::from(dice.whole(2, 6)) } else { 0 }).collect();
    let total: u64 = weights.iter().sum::<u64>().max(1);
    let (mut sum, mut placed) = (0, 0);
    for (house, weight) in houses.iter_mut().zip(weights) {
        sum += weight;
        // Rounded down as a whole, so that the last house takes what is left.
        let until = u64::from(people) * sum / total;
        house.people = (until - placed) as u32;
        placed = until;
    }
}

pub(super) struct Crossing {
    pub id: String,
    pub locality: &'static str,
    pub at: EastNorth,
}

/// Where people cross the larger streets: beside some of the corners where another street meets them.
pub(super) fn crossings(seed: u64, layout: &Layout) -> Vec<Crossing> {
    let mut dice = Dice::new(seed, 301);
    let mut found: Vec<Crossing> = Vec::new();
    for street in &layout.streets {
        let is_large = matches!(street.class, Class::Primary | Class::Secondary);
        if !is_large || street.light == super::plan::Light::Unlit {
            continue;
        }
        let mut along = 0.0;
        for pair in street.line.windows(2) {
            along += pair[0].distance_m(pair[1]);
            let at = line::at(&street.line, along - 9.0, 0.0);
            if dice.percent(55) && found.iter().all(|other| other.at.distance_m(at) > 60.0) {
                let id = format!("crossing-{:03}", found.len() + 1);
                found.push(Crossing { id, locality: street.locality, at });
            }
        }
    }
    found
}

/// A closed ring in metres.
pub(super) fn outline(plan: &Plan, corners: &[(i32, i32)]) -> LineString<f64> {
    let coord = |c: &(i32, i32)| {
        let p = plan.place(f64::from(c.0), f64::from(c.1));
        Coord { x: p.e, y: p.n }
    };
    corners.iter().chain(corners.first()).map(coord).collect()
}

fn to_piece_m(p: EastNorth, a: EastNorth, b: EastNorth) -> f64 {
    let (de, dn) = (b.e - a.e, b.n - a.n);
    let length2 = (de * de + dn * dn).max(1e-9);
    let t = (((p.e - a.e) * de + (p.n - a.n) * dn) / length2).clamp(0.0, 1.0);
    p.distance_m(EastNorth { e: a.e + de * t, n: a.n + dn * t })
}
