//! From the ground to sheets: every layer with positions on the web Mercator square and its zooms worked out.

use geo::{Geometry, InteriorPoint, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::sheet::{Drawn, Ring, Shape, Sheet, Tag, Tags};
use super::simplify::{Vertex, ranked_line, ranked_ring};
use super::world::WorldPoint;
use super::{LAYERS, MAX_ZOOM, streets, zooms};
use crate::town::{Feature, Ground, Layer};

const LAYERS_OF_FEATURES: [Layer; 8] = [
    Layer::Land,
    Layer::Water,
    Layer::Building,
    Layer::Railway,
    Layer::Crossing,
    Layer::Lamp,
    Layer::Landmark,
    Layer::Locality,
];

/// Every sheet, in the order of [`LAYERS`].
pub(super) fn sheets(border: &MultiPolygon<f64>, ground: &Ground) -> Vec<Sheet> {
    let mut sheets = streets::sheets(&ground.network);
    sheets.extend(LAYERS_OF_FEATURES.into_iter().map(|layer| sheet(ground, layer)));
    sheets.push(names(ground));
    sheets.extend([outside(border), border_line(border)]);
    let place = |sheet: &Sheet| LAYERS.iter().position(|(layer, _)| *layer == sheet.layer);
    sheets.sort_by_key(place);
    sheets
}

fn sheet(ground: &Ground, layer: Layer) -> Sheet {
    let features: Vec<&Feature> = ground.layer(layer).collect();
    let mut drawn: Vec<(f64, Drawn)> = features.par_iter().flat_map_iter(|feature| drawn_of(feature)).collect();
    // Large surfaces first: a park lies on the residential area around it. (Stable, so equal ones keep their order.)
    drawn.sort_by(|a, b| b.0.total_cmp(&a.0));
    Sheet::new(layer.as_str(), 0..=MAX_ZOOM, drawn.into_iter().map(|(_, drawn)| drawn).collect())
}

/// What a feature puts on the map, with its area.
fn drawn_of(feature: &Feature) -> Vec<(f64, Drawn)> {
    let Some(first) = zooms::of_feature(feature) else { return Vec::new() };
    let as_point = matches!(feature.layer, Layer::Landmark | Layer::Locality | Layer::Lamp | Layer::Crossing);
    let nameless = matches!(feature.layer, Layer::Landmark | Layer::Locality) && feature.name.is_none();
    if nameless {
        return Vec::new();
    }
    let shapes = if as_point {
        let at = feature.geometry.interior_point();
        at.map(|p| (0.0, Shape::Point(WorldPoint::from_degrees(p.0)), 0)).into_iter().collect()
    } else {
        shapes_of(&feature.geometry, feature.layer)
    };
    let drawn = |(area, shape, from_zoom): (f64, Shape, u8)| {
        (area, Drawn { shape, tags: tags_of(feature), from_zoom: from_zoom.max(first) })
    };
    shapes.into_iter().map(drawn).collect()
}

fn tags_of(feature: &Feature) -> Tags {
    let mut tags = Tags::new();
    let kind = match feature.layer {
        Layer::Lamp => "state",
        _ => "kind",
    };
    if let Some(own) = &feature.kind {
        tags.push((kind, Tag::Text(own.clone())));
    }
    let is_point = matches!(feature.layer, Layer::Landmark | Layer::Locality);
    // Surfaces carry their names in the layer of names; a stream has only its line to carry it.
    let is_stream = feature.layer == Layer::Water && matches!(feature.geometry, Geometry::LineString(_));
    if let Some(name) = feature.name.as_ref().filter(|_| is_point || is_stream) {
        tags.push(("name", Tag::Text(name.clone())));
    }
    if let Some(population) = feature.population.filter(|_| feature.layer == Layer::Locality) {
        tags.push(("population", Tag::Number(population.into())));
    }
    if feature.invented {
        tags.push(("invented", Tag::True));
    }
    tags
}

/// The lines and surfaces of a geometry, with area and the zoom its size asks for.
fn shapes_of(geometry: &Geometry<f64>, layer: Layer) -> Vec<(f64, Shape, u8)> {
    match geometry {
        Geometry::Polygon(polygon) => surface(polygon, layer).into_iter().collect(),
        Geometry::MultiPolygon(parts) => parts.iter().filter_map(|part| surface(part, layer)).collect(),
        Geometry::LineString(one) => line(one).into_iter().collect(),
        Geometry::MultiLineString(parts) => parts.iter().filter_map(line).collect(),
        Geometry::GeometryCollection(parts) => parts.iter().flat_map(|part| shapes_of(part, layer)).collect(),
        _ => Vec::new(),
    }
}

fn line(line: &LineString<f64>) -> Option<(f64, Shape, u8)> {
    let ranked = ranked_line(&world(line));
    (ranked.len() >= 2).then_some((0.0, Shape::Line(ranked), 0))
}

fn surface(polygon: &Polygon<f64>, layer: Layer) -> Option<(f64, Shape, u8)> {
    let outer = world(polygon.exterior());
    let size = area(&outer);
    let from_zoom = zooms::of_surface(layer, size)?;
    let mut rings = vec![Ring { vertices: ranked_ring(&outer), from_zoom }];
    if rings[0].vertices.len() < 4 {
        return None;
    }
    for hole in polygon.interiors() {
        let hole = world(hole);
        if let Some(from_zoom) = zooms::of_surface(layer, area(&hole)) {
            rings.push(Ring { vertices: ranked_ring(&hole), from_zoom });
        }
    }
    Some((size, Shape::Surface(rings), from_zoom))
}

/// A point with the name of each lake and park, from the zoom at which it has room.
fn names(ground: &Ground) -> Sheet {
    let named = ground.features.iter().filter(|f| matches!(f.layer, Layer::Land | Layer::Water) && f.name.is_some());
    let drawn = named.filter_map(|feature| {
        let largest = match &feature.geometry {
            Geometry::Polygon(polygon) => polygon.clone(),
            Geometry::MultiPolygon(parts) => {
                let size = |part: &&Polygon<f64>| geo::Area::unsigned_area(*part);
                parts.iter().max_by(|a, b| size(a).total_cmp(&size(b)))?.clone()
            }
            _ => return None,
        };
        let from_zoom = zooms::of_name(area(&world(largest.exterior())))?.max(zooms::of_feature(feature)?);
        let mut tags = vec![("name", Tag::Text(feature.name.clone()?)), ("layer", Tag::Word(feature.layer.as_str()))];
        if let Some(kind) = &feature.kind {
            tags.push(("kind", Tag::Text(kind.clone())));
        }
        let at = WorldPoint::from_degrees(largest.interior_point()?.0);
        Some(Drawn { shape: Shape::Point(at), tags, from_zoom })
    });
    Sheet::new("name", 0..=MAX_ZOOM, drawn.collect())
}

/// The world without the municipality.
fn outside(border: &MultiPolygon<f64>) -> Sheet {
    let corner = |x, y| Vertex { at: WorldPoint { x, y }, from_zoom: 0 };
    let (low, high) = (0, u32::MAX);
    let world_edge = [(low, low), (high, low), (high, high), (low, high), (low, low)].map(|(x, y)| corner(x, y));
    let mut rings = vec![Ring { vertices: world_edge.to_vec(), from_zoom: 0 }];
    let ring = |line: &LineString<f64>| Ring { vertices: ranked_ring(&world(line)), from_zoom: 0 };
    rings.extend(border.iter().map(|part| ring(part.exterior())));
    let mut drawn = vec![Drawn { shape: Shape::Surface(rings), tags: Tags::new(), from_zoom: 0 }];
    // What lies within the border and yet is not the municipality.
    for hole in border.iter().flat_map(Polygon::interiors) {
        drawn.push(Drawn { shape: Shape::Surface(vec![ring(hole)]), tags: Tags::new(), from_zoom: 0 });
    }
    Sheet::new("outside", 0..=MAX_ZOOM, drawn)
}

fn border_line(border: &MultiPolygon<f64>) -> Sheet {
    let rings = border.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
    let drawn =
        rings.map(|ring| Drawn { shape: Shape::Line(ranked_ring(&world(ring))), tags: Tags::new(), from_zoom: 0 });
    Sheet::new("border", 0..=MAX_ZOOM, drawn.collect())
}

fn world(line: &LineString<f64>) -> Vec<WorldPoint> {
    let mut points: Vec<WorldPoint> = line.coords().map(|c| WorldPoint::from_degrees(*c)).collect();
    points.dedup();
    points
}

/// The area of a closed ring in world steps squared.
fn area(ring: &[WorldPoint]) -> f64 {
    let doubled: i128 = ring
        .windows(2)
        .map(|p| i128::from(p[0].x) * i128::from(p[1].y) - i128::from(p[1].x) * i128::from(p[0].y))
        .sum();
    doubled.unsigned_abs() as f64 / 2.0
}

/// A name for what the sheets hold and for the program that draws them.
pub(super) fn revision(sheets: &[Sheet]) -> String {
    let mut digest = Sha256::new();
    digest.update(env!("CARGO_PKG_VERSION"));
    for sheet in sheets {
        digest.update(sheet.layer);
        for drawn in &sheet.drawn {
            digest.update([drawn.from_zoom]);
            for (name, tag) in &drawn.tags {
                digest.update(format!("{name}={tag:?};"));
            }
            let mut add = |vertex: &Vertex| {
                digest.update(vertex.at.x.to_le_bytes());
                digest.update(vertex.at.y.to_le_bytes());
                digest.update([vertex.from_zoom]);
            };
            match &drawn.shape {
                Shape::Point(at) => add(&Vertex { at: *at, from_zoom: 0 }),
                Shape::Line(line) => line.iter().for_each(add),
                Shape::Surface(rings) => rings.iter().flat_map(|ring| &ring.vertices).for_each(add),
            }
        }
    }
    digest.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}
