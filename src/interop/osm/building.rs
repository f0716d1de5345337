//! From what the passes found to a survey of the town.

use std::collections::HashMap;

use geo::{BoundingRect, Coord, Geometry, InteriorPoint, InterpolateLine, LineString, Point, Polygon};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};

use super::clip::{Clip, Gate};
use super::multipolygon::{assemble, line};
use super::nodes::Nodes;
use super::passes::{Found, Way as FoundWay};
use super::things::{Form, Thing};
use super::{OsmError, OsmSummary, underpasses};
use crate::geodesy::Bounds;
use crate::town::{Feature, Layer, Link, Network, Provenance, Survey, Travel, Way, cut};

pub(super) fn build(found: Found, clip: &Clip) -> Result<(Survey, OsmSummary), OsmError> {
    let mut builder = Builder { clip, gate: Gate::new(clip), summary: OsmSummary::default(), features: Vec::new() };
    builder.summary.data_date = found.newest_ms.and_then(date);
    builder.points(&found);
    builder.areas(&found);
    let Found { nodes, ways, extent, .. } = found;
    let links = builder.ways(ways, &nodes);
    if links.is_empty() {
        return Err(OsmError::NoStreets { file: extent.map(Bounds::to_array) });
    }
    Ok(builder.finish(links))
}

struct Builder<'a> {
    clip: &'a Clip,
    gate: Gate<'a>,
    summary: OsmSummary,
    features: Vec<Feature>,
}

impl Builder<'_> {
    fn points(&mut self, found: &Found) {
        for (id, spot, things) in &found.at_nodes {
            let at = spot.coord();
            if self.gate.takes(at) {
                for thing in things {
                    self.summary.n_lamps += usize::from(thing.layer == Layer::Lamp);
                    self.features.push(feature('n', *id, thing, Geometry::Point(Point(at))));
                }
            }
        }
    }

    fn areas(&mut self, found: &Found) {
        let own: HashMap<i64, &[i64]> = found.ways.iter().map(|way| (way.id, &*way.refs)).collect();
        for area in &found.areas {
            let refs = |id: &i64| own.get(id).copied().or_else(|| found.edges.get(id).map(|refs| &**refs));
            let edges: Vec<(&[i64], bool)> =
                area.members.iter().filter_map(|(id, inner)| Some((refs(id)?, *inner))).collect();
            let Some(shape) = assemble(&edges, &found.nodes) else {
                self.summary.n_broken_areas += 1;
                continue;
            };
            let shape = Geometry::MultiPolygon(shape);
            self.shape('r', area.id, &area.things, &shape);
        }
    }

    /// Counts and draws the ways, and cuts the streets into links.
    fn ways(&mut self, ways: Vec<FoundWay>, nodes: &Nodes) -> Vec<Link> {
        let mut streets: Vec<Way> = Vec::new();
        for way in ways {
            let taken = way.refs.iter().any(|number| nodes.coord(*number).is_some_and(|at| self.gate.takes(at)));
            if let Some(highway) = way.highway.filter(|_| taken) {
                self.summary.n_highways += 1;
                self.summary.n_with_maxspeed += usize::from(highway.maxspeed);
                self.summary.n_with_lit += usize::from(highway.lit);
                self.summary.n_lit_no += usize::from(highway.lit_no);
            }
            self.drawn(&way, nodes);
            let Some(street) = way.street.filter(|_| taken) else { continue };
            self.summary.n_streets += 1;
            self.summary.n_one_way += usize::from(matches!(street.car, Travel::Forward | Travel::Backward));
            // Where an extract was cut points are missing: the street goes on behind the gap, but not across it.
            let points = way.refs.iter().map(|number| nodes.coord(*number).map(|at| (*number, at)));
            for run in points.collect::<Vec<_>>().split(Option::is_none) {
                let points: Vec<(i64, Coord<f64>)> = run.iter().flatten().copied().collect();
                streets.push(Way { id: way.id, street: (*street).clone(), points });
            }
        }
        self.within(cut(streets))
    }

    fn drawn(&mut self, way: &FoundWay, nodes: &Nodes) {
        if way.things.is_empty() {
            return;
        }
        let Some(line) = line(&way.refs, nodes).filter(|line| line.0.len() >= 2) else {
            self.summary.n_broken_areas += usize::from(way.things.iter().any(|thing| thing.form == Form::Area));
            return;
        };
        let is_area = |thing: &Thing| thing.form == Form::Area;
        let closed = line.0.len() >= 4 && line.is_closed();
        let (areas, others): (Vec<Thing>, Vec<Thing>) = way.things.iter().cloned().partition(is_area);
        if closed {
            self.shape('w', way.id, &areas, &Geometry::Polygon(Polygon::new(line.clone(), vec![])));
        }
        for thing in others {
            // A path in a ring is a line, a park drawn as a ring an area.
            let as_area = closed && thing.form == Form::Point && thing.kind != Some(super::things::UNDERPASS);
            let shape = if as_area {
                Geometry::Polygon(Polygon::new(line.clone(), vec![]))
            } else {
                Geometry::LineString(line.clone())
            };
            self.shape('w', way.id, &[thing], &shape);
        }
    }

    fn shape(&mut self, letter: char, id: i64, things: &[Thing], shape: &Geometry<f64>) {
        for thing in things {
            if thing.form == Form::Point {
                let Some(at) = middle(shape).filter(|at| self.gate.takes(at.0)) else { continue };
                self.features.push(feature(letter, id, thing, Geometry::Point(at)));
            } else if self.takes_shape(shape) {
                self.features.push(feature(letter, id, thing, shape.clone()));
            }
        }
    }

    /// A shape with a corner in what is taken, or around all of it.
    fn takes_shape(&mut self, shape: &Geometry<f64>) -> bool {
        if geo::CoordsIter::coords_iter(shape).any(|at| self.gate.takes(at)) {
            return true;
        }
        let (Some(own), Some(taken)) = (shape.bounding_rect(), self.clip.bounds()) else { return false };
        own.min().x <= taken.west
            && own.min().y <= taken.south
            && own.max().x >= taken.east
            && own.max().y >= taken.north
    }

    /// The links with a point in what is taken, their junctions numbered anew without gaps.
    fn within(&mut self, links: Vec<Link>) -> Vec<Link> {
        let mut numbers: HashMap<u32, u32> = HashMap::new();
        let mut taken = Vec::with_capacity(links.len());
        for mut link in links {
            if link.line.coords().any(|at| self.gate.takes(*at)) {
                for end in [&mut link.from, &mut link.to] {
                    let fresh = numbers.len() as u32;
                    *end = *numbers.entry(*end).or_insert(fresh);
                }
                taken.push(link);
            }
        }
        taken
    }

    fn finish(mut self, links: Vec<Link>) -> (Survey, OsmSummary) {
        let network = Network::new(links, &self.clip.metric);
        underpasses::name(&mut self.features, &network, &self.clip.metric, self.clip.language);
        // One element is one thing of a layer, also when a file names it twice.
        self.features.sort_by(|a, b| (a.layer, &a.id).cmp(&(b.layer, &b.id)));
        self.features.dedup_by(|a, b| a.layer == b.layer && a.id == b.id);

        let mut summary = self.summary;
        let components = network.components();
        summary.n_links = network.links().len();
        summary.n_junctions = network.nodes().len();
        summary.km = network.links().iter().map(|laid| laid.length_m).sum::<f64>() / 1000.0;
        summary.n_components = components.len();
        summary.largest_component_km = components.iter().map(|part| part.length_m).fold(0.0, f64::max) / 1000.0;
        for layer in LAYERS {
            summary.layers.insert(layer, 0);
        }
        for feature in &self.features {
            *summary.layers.entry(feature.layer).or_default() += 1;
        }
        summary.layers.insert(Layer::Street, summary.n_links);
        let provenance = LAYERS.map(|layer| Provenance {
            layer,
            source: super::SOURCE.to_owned(),
            licence: "ODbL 1.0".to_owned(),
            attribution: "© OpenStreetMap contributors".to_owned(),
            data_date: summary.data_date,
        });
        let links = network.into_links();
        (Survey { provenance: provenance.to_vec(), features: self.features, links }, summary)
    }
}

/// The layers an import brings.
const LAYERS: [Layer; 9] = [
    Layer::Street,
    Layer::Locality,
    Layer::Landmark,
    Layer::Lamp,
    Layer::Crossing,
    Layer::Land,
    Layer::Water,
    Layer::Building,
    Layer::Railway,
];

fn feature(letter: char, id: i64, thing: &Thing, geometry: Geometry<f64>) -> Feature {
    Feature {
        layer: thing.layer,
        id: format!("{letter}{id}"),
        name: thing.name.clone(),
        kind: thing.kind.map(str::to_owned),
        locality: None,
        population: thing.population,
        invented: false,
        geometry,
    }
}

/// A point inside an area, or halfway along a line.
fn middle(shape: &Geometry<f64>) -> Option<Point<f64>> {
    match shape {
        Geometry::LineString(line) => halfway(line),
        other => other.interior_point(),
    }
}

fn halfway(line: &LineString<f64>) -> Option<Point<f64>> {
    geo::Euclidean.point_at_ratio_from_start(line, 0.5)
}

fn date(ms: i64) -> Option<Date> {
    // A file without times of change has 1970 in their place.
    let at = Timestamp::from_millisecond(ms).ok().filter(|at| at.as_second() > 86_400)?;
    Some(at.to_zoned(TimeZone::UTC).date())
}
