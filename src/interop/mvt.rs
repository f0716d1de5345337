//! Mapbox Vector Tiles 2.1: the heatmap's squares, and the town under them.

use fast_mvt::{MvtCoord, MvtFeatureBuilder, MvtGeometry, MvtLayerBuilder, MvtResult, MvtTileBuilder};
use geo::{BoundingRect, Geometry, LineString, MultiPolygon, Polygon};

use crate::analysis::Heat;
use crate::geodesy::{Bounds, LonLat, Metric, TILE_EXTENT, Tile, TilePoint};
use crate::privacy::Cleared;
use crate::town::{Feature, Layer, Town};

/// Drawn beyond the tile's edge, so that outlines and labels do not break at it.
pub const MARGIN: f64 = 1.0 / 32.0;

/// Layer `heat`: every cell as a square with its figures.
pub fn heat(heat: &Cleared<Heat>, tile: Tile, metric: &Metric) -> MvtResult<Vec<u8>> {
    let mut layer = MvtLayerBuilder::new("heat")?;
    for found in &heat.get().cells {
        let corners = found.cell.corners_deg(metric).map(|corner| tile.project(corner));
        let mut feature = layer.feature(&polygon(vec![corners.to_vec()]))?;
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
pub fn town(town: &Town, features: &[Feature], tile: Tile) -> MvtResult<Vec<u8>> {
    let around = tile.bounds(MARGIN);
    let mut builder = border_layers(&town.municipality.border, tile, &around)?;
    for layer in [Layer::Street, Layer::Lamp, Layer::Landmark, Layer::Locality] {
        let mut open = builder.layer(layer.as_str())?;
        for feature in features.iter().filter(|f| f.layer == layer && shown_at(f, tile.z) && touches(f, &around)) {
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
        (Layer::Street, Some("primary" | "secondary")) => true,
        (Layer::Street, _) => zoom >= 11,
        (Layer::Locality, _) => true,
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
        Layer::Street => "class",
        Layer::Lamp => "state",
        Layer::Landmark | Layer::Locality => "kind",
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
        Geometry::LineString(line) => {
            let points = projected(line, tile)?;
            Some(MvtGeometry::LineString(points.into_iter().map(coord).collect()))
        }
        _ => None,
    }
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
        if let Some(points) = projected(ring, tile) {
            for line in inside_runs(&points) {
                layer = layer.feature(&MvtGeometry::LineString(line.into_iter().map(coord).collect()))?.end();
            }
        }
    }
    Ok(layer.end())
}

fn rings_of(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

/// The stretches of a line whose segments come near the tile; far segments would only swell it.
fn inside_runs(points: &[TilePoint]) -> Vec<Vec<TilePoint>> {
    let reach = TILE_EXTENT / 8;
    let near = |a: TilePoint, b: TilePoint| {
        a.0.max(b.0) >= -reach
            && a.0.min(b.0) <= TILE_EXTENT + reach
            && a.1.max(b.1) >= -reach
            && a.1.min(b.1) <= TILE_EXTENT + reach
    };
    let mut runs: Vec<Vec<TilePoint>> = Vec::new();
    let mut open = false;
    for pair in points.windows(2) {
        if near(pair[0], pair[1]) {
            if !open {
                runs.push(vec![pair[0]]);
            }
            runs.last_mut().expect("a run is open").push(pair[1]);
        }
        open = near(pair[0], pair[1]);
    }
    runs.retain(|run| run.len() >= 2);
    runs
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
