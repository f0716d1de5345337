//! Mapbox Vector Tiles 2.1: the heatmap's squares, and the town under them.

use fast_mvt::{MvtCoord, MvtFeatureBuilder, MvtGeometry, MvtLayerBuilder, MvtResult, MvtTileBuilder};
use geo::{BoundingRect, Geometry, LineString, MultiPolygon, Polygon};

use crate::analysis::Heat;
use crate::geodesy::{Bounds, LonLat, Metric, TILE_EXTENT, Tile, TilePoint};
use crate::privacy::Cleared;
use crate::town::{Feature, Ground, Layer, Town};

/// Drawn beyond the tile's edge, so that outlines and labels do not break at it.
pub const MARGIN: f64 = 1.0 / 32.0;

/// Layer `heat`: every cell as a square with its figures.
pub fn heat(heat: &Cleared<Heat>, tile: Tile, metric: &Metric) -> MvtResult<Vec<u8>> {
    let mut layer = MvtLayerBuilder::new("heat")?;
    for found in &heat.get().cells {
        let corners = found.cell.corners_deg(metric).map(|corner| tile.project(corner));
        let Some(square) = clipped_ring(&corners) else { continue };
        let mut feature = layer.feature(&polygon(vec![square]))?;
        feature.tag("id", found.cell.to_string())?;
        feature.tag_uint("size_m", u64::from(found.cell.size_m))?;
        feature.tag_uint("n_reports", found.n_reports)?;
        feature.tag_double("weight", found.weight)?;
        feature.tag_double("per_ha_month", found.per_ha_month)?;
        feature.tag_uint("class", u64::from(found.class))?;
        layer = feature.end();
    }
    Ok(layer.encode())
}

/// Layers `outside`, `border`, `street`, `lamp`, `landmark` and `locality`.
pub fn town(town: &Town, ground: &Ground, tile: Tile) -> MvtResult<Vec<u8>> {
    let around = tile.bounds(MARGIN);
    let mut builder = border_layers(&town.municipality.border, tile, &around)?;
    let mut streets = builder.layer(Layer::Street.as_str())?;
    for laid in ground.network.links() {
        let Some(geometry) = tile_geometry(&Geometry::LineString(laid.link.line.clone()), tile) else { continue };
        let mut drawn = streets.feature(&geometry)?;
        drawn.tag_string("class", laid.street().class.as_str())?;
        if let Some(name) = &laid.street().name {
            drawn.tag_string("name", name)?;
        }
        drawn.tag_bool("invented", laid.street().invented)?;
        streets = drawn.end();
    }
    builder = streets.end();
    for layer in [Layer::Lamp, Layer::Landmark, Layer::Locality] {
        let mut open = builder.layer(layer.as_str())?;
        for feature in ground.layer(layer).filter(|f| shown_at(f, tile.z) && touches(f, &around)) {
            open = add_feature(open, feature, tile)?;
        }
        builder = open.end();
    }
    Ok(builder.encode())
}

/// Small things come with closeness; a lamp on a map of the whole municipality is dust.
fn shown_at(feature: &Feature, zoom: u8) -> bool {
    match (feature.layer, feature.kind.as_deref()) {
        (Layer::Lamp, _) => zoom >= 14,
        (Layer::Landmark, _) => zoom >= 13,
        _ => true,
    }
}

fn touches(feature: &Feature, around: &Bounds) -> bool {
    feature.geometry.bounding_rect().is_some_and(|own| {
        own.min().x <= around.east
            && own.max().x >= around.west
            && own.min().y <= around.north
            && own.max().y >= around.south
    })
}

fn add_feature(layer: MvtLayerBuilder, feature: &Feature, tile: Tile) -> MvtResult<MvtLayerBuilder> {
    let Some(geometry) = tile_geometry(&feature.geometry, tile) else { return Ok(layer) };
    let mut drawn = layer.feature(&geometry)?;
    let tag = |name: &str, value: Option<&str>, drawn: &mut MvtFeatureBuilder| -> MvtResult<()> {
        if let Some(value) = value {
            drawn.tag_string(name, value)?;
        }
        Ok(())
    };
    tag("name", feature.name.as_deref(), &mut drawn)?;
    let kind_name = match feature.layer {
        Layer::Lamp => "state",
        _ => "kind",
    };
    tag(kind_name, feature.kind.as_deref(), &mut drawn)?;
    if let Some(population) = feature.population {
        drawn.tag_uint("population", u64::from(population))?;
    }
    drawn.tag_bool("invented", feature.invented)?;
    Ok(drawn.end())
}

fn tile_geometry(geometry: &Geometry<f64>, tile: Tile) -> Option<MvtGeometry> {
    match geometry {
        Geometry::Point(p) => Some(MvtGeometry::Point(coord(project(p.0, tile)?).into())),
        Geometry::LineString(line) => lines(clipped_lines(&projected(line, tile)?)),
        _ => None,
    }
}

fn lines(pieces: Vec<Vec<TilePoint>>) -> Option<MvtGeometry> {
    let pieces: Vec<LineString<i32>> = pieces.into_iter().map(|piece| piece.into_iter().map(coord).collect()).collect();
    (!pieces.is_empty()).then_some(MvtGeometry::MultiLineString(geo::MultiLineString(pieces)))
}

/// Layer `outside` (the world without the municipality, as one polygon with holes) and layer `border` (its lines).
fn border_layers(border: &MultiPolygon<f64>, tile: Tile, around: &Bounds) -> MvtResult<MvtTileBuilder> {
    let grown = geo::Rect::new((around.west, around.south), (around.east, around.north)).to_polygon();
    let outside = geo::BooleanOps::difference(&grown, border);
    let mut layer = MvtTileBuilder::new().layer("outside")?;
    for part in &outside {
        let rings: Option<Vec<_>> = rings_of(part).map(|ring| projected(ring, tile)).collect();
        if let Some(rings) = rings {
            layer = layer.feature(&polygon(rings))?.end();
        }
    }
    let mut layer = layer.end().layer("border")?;
    for ring in border.iter().flat_map(rings_of) {
        if let Some(drawn) = projected(ring, tile).and_then(|points| lines(clipped_lines(&points))) {
            layer = layer.feature(&drawn)?.end();
        }
    }
    Ok(layer.end())
}

fn rings_of(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

/// Steps kept beyond the tile's edge; what lies farther is cut off.
const REACH: i32 = TILE_EXTENT / 16;

/// The parts of a line that lie on the tile or within reach of it (Liang and Barsky 1984, segment by segment).
fn clipped_lines(points: &[TilePoint]) -> Vec<Vec<TilePoint>> {
    let mut pieces: Vec<Vec<TilePoint>> = Vec::new();
    for pair in points.windows(2) {
        let Some((from, to)) = clipped_segment(pair[0], pair[1]) else { continue };
        match pieces.last_mut() {
            Some(piece) if piece.last() == Some(&from) => piece.push(to),
            _ => pieces.push(vec![from, to]),
        }
    }
    pieces.iter_mut().for_each(Vec::dedup);
    pieces.retain(|piece| piece.len() >= 2);
    pieces
}

fn clipped_segment(a: TilePoint, b: TilePoint) -> Option<(TilePoint, TilePoint)> {
    let (low, high) = (f64::from(-REACH), f64::from(TILE_EXTENT + REACH));
    let (ax, ay) = (f64::from(a.0), f64::from(a.1));
    let (dx, dy) = (f64::from(b.0) - ax, f64::from(b.1) - ay);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (step, room) in [(-dx, ax - low), (dx, high - ax), (-dy, ay - low), (dy, high - ay)] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enter = enter.max(room / step);
        } else {
            leave = leave.min(room / step);
        }
    }
    let at = |t: f64| ((ax + dx * t).round() as i32, (ay + dy * t).round() as i32);
    (enter <= leave).then(|| (at(enter), at(leave)))
}

/// The part of a square on the tile or within reach of it; `None` when it lies elsewhere.
fn clipped_ring(corners: &[TilePoint]) -> Option<Vec<TilePoint>> {
    let reach = geo::Rect::new(
        (f64::from(-REACH), f64::from(-REACH)),
        (f64::from(TILE_EXTENT + REACH), f64::from(TILE_EXTENT + REACH)),
    );
    let inside = |p: &TilePoint| p.0.min(p.1) >= -REACH && p.0.max(p.1) <= TILE_EXTENT + REACH;
    if corners.iter().all(inside) {
        return Some(corners.to_vec());
    }
    let square = Polygon::new(corners.iter().map(|p| (f64::from(p.0), f64::from(p.1))).collect(), vec![]);
    let part = geo::BooleanOps::intersection(&square, &reach.to_polygon());
    // A convex shape cut by a box stays in one piece.
    let ring = part.0.first()?.exterior();
    Some(ring.coords().map(|c| (c.x.round() as i32, c.y.round() as i32)).collect())
}

fn projected(line: &LineString<f64>, tile: Tile) -> Option<Vec<TilePoint>> {
    let mut points: Vec<TilePoint> = line.coords().map(|c| project(*c, tile)).collect::<Option<_>>()?;
    points.dedup();
    (points.len() >= 2).then_some(points)
}

fn project(c: geo::Coord<f64>, tile: Tile) -> Option<TilePoint> {
    LonLat::new(c.x, c.y).map(|p| tile.project(p))
}

fn coord((x, y): TilePoint) -> MvtCoord {
    MvtCoord { x, y }
}

/// A polygon in tile steps, wound as the standard wants it: the outer ring clockwise on the screen, holes the other way.
fn polygon(rings: Vec<Vec<TilePoint>>) -> MvtGeometry {
    let mut lines = rings.into_iter().enumerate().map(|(i, mut ring)| {
        if ring.first() != ring.last() {
            ring.extend(ring.first().copied());
        }
        let doubled: i64 = ring
            .windows(2)
            .map(|p| i64::from(p[0].0) * i64::from(p[1].1) - i64::from(p[1].0) * i64::from(p[0].1))
            .sum();
        if (doubled > 0) != (i == 0) {
            ring.reverse();
        }
        ring.into_iter().map(coord).collect::<LineString<i32>>()
    });
    let outer = lines.next().expect("a polygon has an outer ring");
    MvtGeometry::Polygon(Polygon::new(outer, lines.collect()))
}
