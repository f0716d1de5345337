//! The layout as a survey in degrees.

use std::collections::BTreeMap;

use geo::{Coord, Geometry, LineString, Point, Polygon};

use super::dice::Dice;
use super::houses::{House, crossings, houses, outline};
use super::layout::{Layout, Street as LaidStreet};
use super::municipality::localities;
use super::plan::{Class, Light, Plan, PlannedArea, TOWNS};
use crate::geodesy::{Cell, EastNorth, Metric};
use crate::town::{Feature, Layer, Lit, Provenance, Street, Structure, Survey, Way, cut};

/// What the demo says of where its layers come from.
pub const SOURCE: &str = "Påhittad";
const THANKS: &str = "Gator, hus, natur, lampor och befolkning på rutor är påhittade";
const SQUARE_M: u32 = 250;

/// Everything that lies under the reports of the demo: the three localities, which are real, and all else, which the
/// seed invents (`invented` is true on each). The inhabitants of the squares of a locality add up to SCB's count of it;
/// where in the locality they live is invented.
pub fn survey(seed: u64) -> Survey {
    let layout = Layout::new(seed);
    let draw = Draw { metric: Metric::sweref99_tm() };
    let mut features = localities();
    let people: BTreeMap<String, u32> =
        features.iter().filter_map(|f| Some((f.name.clone()?, f.population?))).collect();
    let houses = houses(seed, &layout, |locality| people.get(locality).copied().unwrap_or_default());

    features.extend(layout.lamps.iter().map(|lamp| {
        let state = if lamp.out { "out" } else { "working" };
        draw.feature(Layer::Lamp, &lamp.id, None, Some(state), lamp.locality, draw.point(lamp.at))
    }));
    features.extend(layout.landmarks.iter().map(|mark| {
        let (name, kind) = (Some(mark.name), Some(mark.kind));
        draw.feature(Layer::Landmark, &mark.id, name, kind, mark.locality, draw.point(mark.at))
    }));
    features.extend(crossings(seed, &layout).iter().map(|crossing| {
        let at = draw.point(crossing.at);
        draw.feature(Layer::Crossing, &crossing.id, None, Some("marked"), crossing.locality, at)
    }));
    features.extend(houses.iter().map(|house| {
        let ring: Vec<EastNorth> = house.corners.into_iter().chain([house.corners[0]]).collect();
        draw.feature(Layer::Building, &house.id, house.name, house.kind, house.locality, draw.area(&ring))
    }));
    for plan in TOWNS {
        features.extend(plan.areas.iter().zip(1..).map(|(area, n)| draw.planned(plan, area, n)));
    }
    features.extend(draw.squares(&houses));
    features.extend(draw.districts(&houses));
    features.push(draw.railway());

    let ways = streets(seed, &layout, &draw);
    let mut links = cut(ways);
    for link in &mut links {
        over_or_under(&mut link.street, &link.line, &draw);
    }
    let scb = "Tätorter: SCB 2020, CC0";
    let invented = Layer::ALL.into_iter().filter(|layer| *layer != Layer::Locality);
    let mut provenance = vec![provenance(Layer::Locality, "Tätorter 2020", "CC0", scb)];
    provenance.extend(invented.map(|layer| self::provenance(layer, SOURCE, "MIT", THANKS)));
    Survey { provenance, features, links }
}

fn provenance(layer: Layer, source: &str, licence: &str, attribution: &str) -> Provenance {
    let (source, licence, attribution) = (source.to_owned(), licence.to_owned(), attribution.to_owned());
    Provenance { layer, source, licence, attribution, data_date: None }
}

fn streets(seed: u64, layout: &Layout, draw: &Draw) -> Vec<Way> {
    let mut dice = Dice::new(seed, 401);
    let mut way = |(street, id): (&LaidStreet, i64)| {
        // As in most towns, nobody has written down whether every quiet street is lit.
        let untold = dice.percent(35) && matches!(street.class, Class::Residential | Class::Footway);
        let lit = match street.light {
            Light::Unlit => Lit::No,
            Light::Usual if untold => Lit::Unknown,
            Light::Usual | Light::RowOut | Light::HalfOut => Lit::Yes,
        };
        let name = Some(street.name.to_owned());
        Way {
            id,
            street: Street { name, lit, invented: true, ..Street::of_class(street.class) },
            points: street.line.iter().map(|p| draw.coord(*p)).map(|at| (number(at), at)).collect(),
        }
    };
    layout.streets.iter().zip(1..).map(&mut way).collect()
}

/// A street that crosses the railway goes over it, a path under it.
fn over_or_under(street: &mut Street, line: &LineString<f64>, draw: &Draw) {
    let crosses = TOWNS
        .into_iter()
        .filter(|plan| !plan.railway.is_empty())
        .any(|plan| geo::Intersects::intersects(line, &draw.line(&rails(plan))));
    if crosses {
        let on_foot = street.class == Class::Footway;
        street.structure = if on_foot { Structure::Underpass } else { Structure::Bridge };
        street.level = if on_foot { -1 } else { 1 };
    }
}

fn rails(plan: &Plan) -> Vec<EastNorth> {
    plan.railway.iter().map(|c| plan.place(f64::from(c.0), f64::from(c.1))).collect()
}

/// From metres to features in degrees.
struct Draw {
    metric: Metric,
}

impl Draw {
    fn coord(&self, p: EastNorth) -> Coord<f64> {
        let (x, y) = degrees(&self.metric, p);
        Coord { x, y }
    }

    fn point(&self, p: EastNorth) -> Geometry<f64> {
        Geometry::Point(Point(self.coord(p)))
    }

    fn line(&self, line: &[EastNorth]) -> LineString<f64> {
        line.iter().map(|p| self.coord(*p)).collect()
    }

    fn area(&self, ring: &[EastNorth]) -> Geometry<f64> {
        Geometry::Polygon(Polygon::new(self.line(ring), Vec::new()))
    }

    fn feature(
        &self,
        layer: Layer,
        id: &str,
        name: Option<&str>,
        kind: Option<&str>,
        locality: &str,
        geometry: Geometry<f64>,
    ) -> Feature {
        Feature {
            layer,
            id: id.to_owned(),
            name: name.map(str::to_owned),
            kind: kind.map(str::to_owned),
            locality: Some(locality.to_owned()),
            population: None,
            invented: true,
            geometry,
        }
    }

    /// Land and water; what nature made has round corners.
    fn planned(&self, plan: &Plan, area: &PlannedArea, n: u32) -> Feature {
        let corners = || area.corners.iter().map(|c| plan.place(f64::from(c.0), f64::from(c.1)));
        let geometry = match area.kind {
            "stream" => Geometry::LineString(self.line(&rounded(&corners().collect::<Vec<_>>(), false))),
            "lake" | "forest" | "meadow" => self.area(&rounded(&corners().collect::<Vec<_>>(), true)),
            _ => {
                let ring = outline(plan, area.corners);
                self.area(&ring.coords().map(|c| EastNorth { e: c.x, n: c.y }).collect::<Vec<_>>())
            }
        };
        let id = format!("{}-{}-{n:02}", plan.id, area.kind);
        self.feature(area.layer, &id, area.name, Some(area.kind), plan.name, geometry)
    }

    /// The inhabitants of every square in which somebody lives.
    fn squares(&self, houses: &[House]) -> Vec<Feature> {
        let mut people: BTreeMap<Cell, (u32, &str)> = BTreeMap::new();
        for house in houses.iter().filter(|house| house.people > 0) {
            people.entry(Cell::containing(house.middle, SQUARE_M)).or_insert((0, house.locality)).0 += house.people;
        }
        let square = |(cell, (people, locality)): (Cell, (u32, &str))| {
            let corners = cell.corners();
            let ring: Vec<EastNorth> = corners.into_iter().chain([corners[0]]).collect();
            let drawn =
                self.feature(Layer::PopulationSquare, &cell.to_string(), None, None, locality, self.area(&ring));
            Feature { population: Some(people), ..drawn }
        };
        people.into_iter().map(square).collect()
    }

    fn districts(&self, houses: &[House]) -> Vec<Feature> {
        let mut found = Vec::new();
        for plan in TOWNS {
            for (district, n) in plan.districts.iter().zip(1..) {
                let ring = outline(plan, district.corners);
                let ring: Vec<EastNorth> = ring.coords().map(|c| EastNorth { e: c.x, n: c.y }).collect();
                let id = format!("{}-district-{n}", plan.id);
                let own = houses.iter().filter(|house| house.district == district.name);
                let people = own.map(|house| house.people).sum();
                let drawn = self.feature(Layer::Area, &id, Some(district.name), None, plan.name, self.area(&ring));
                found.push(Feature { population: Some(people), ..drawn });
            }
        }
        found
    }

    /// One line through every locality that has a station, from the first to the last.
    fn railway(&self) -> Feature {
        let corners: Vec<EastNorth> = TOWNS.into_iter().flat_map(rails).collect();
        let line = Geometry::LineString(self.line(&corners));
        Feature { locality: None, ..self.feature(Layer::Railway, "railway-1", None, Some("rail"), "", line) }
    }
}

/// Cuts every corner twice (Chaikin 1974); a line keeps its ends.
fn rounded(corners: &[EastNorth], closed: bool) -> Vec<EastNorth> {
    let mut line = corners.to_vec();
    for _ in 0..2 {
        let n = line.len();
        let mut next = Vec::with_capacity(n * 2 + 1);
        let pieces = if closed { n } else { n - 1 };
        for i in 0..pieces {
            let (a, b) = (line[i], line[(i + 1) % n]);
            next.extend([0.25, 0.75].map(|share| super::line::between(a, b, share, 0.0)));
        }
        if !closed {
            next.insert(0, line[0]);
            next.push(line[n - 1]);
        }
        line = next;
    }
    if closed {
        line.push(line[0]);
    }
    line
}

/// A number for a place, the same wherever two streets share it: six decimals of longitude and of latitude in one.
fn number(at: Coord<f64>) -> i64 {
    (at.x * 1e6).round() as i64 * 1_000_000_000 + (at.y * 1e6).round() as i64
}

/// Longitude and latitude to 6 decimals (0.1 m): finer digits differ between processors, and the bytes must not.
pub(super) fn degrees(metric: &Metric, p: EastNorth) -> (f64, f64) {
    let at = metric.inverse(p);
    let round = |v: f64| (v * 1e6).round() / 1e6;
    (round(at.lon()), round(at.lat()))
}
