//! Sheets to the bytes of one tile.

use fast_mvt::{MvtCoord, MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder, MvtResult, MvtTileBuilder, MvtValueRef};

use super::clip::{self, REACH};
use super::polygon::{self, Rings};
use super::sheet::{Drawn, Ring, Shape, Sheet, Tag, Tags};
use super::simplify::Vertex;
use super::world::Grid;
use crate::geodesy::{Tile, TilePoint};

/// What is left of a shape on a tile.
enum Cut {
    Point(TilePoint),
    Lines(Vec<Vec<TilePoint>>),
    Surfaces(Vec<Rings>),
}

/// A tile with every layer that has something on it.
pub(super) fn tile(sheets: &[Sheet], tile: Tile) -> MvtResult<Vec<u8>> {
    let grid = Grid::of(tile);
    let around = grid.around(REACH);
    let mut builder = MvtTileBuilder::new();
    for sheet in sheets {
        let mut waiting: Option<(&Tags, Cut)> = None;
        let mut layer: Option<MvtLayerBuilder> = None;
        for drawn in sheet.within(tile.z, around) {
            let Some(cut) = cut(drawn, tile.z, grid) else { continue };
            // Neighbours without a name that look the same share one feature: their tags are written once.
            if let Some((tags, before)) = &mut waiting
                && *tags == &drawn.tags
                && join(before, &cut, tags)
            {
                continue;
            }
            if let Some((tags, before)) = waiting.replace((&drawn.tags, cut)) {
                layer = Some(add(open(layer, &mut builder, sheet)?, tags, before)?);
            }
        }
        if let Some((tags, last)) = waiting {
            layer = Some(add(open(layer, &mut builder, sheet)?, tags, last)?);
        }
        if let Some(layer) = layer {
            builder = layer.end();
        }
    }
    Ok(builder.encode())
}

fn open(layer: Option<MvtLayerBuilder>, builder: &mut MvtTileBuilder, sheet: &Sheet) -> MvtResult<MvtLayerBuilder> {
    match layer {
        Some(layer) => Ok(layer),
        None => std::mem::take(builder).layer(sheet.layer),
    }
}

/// Joins lines that need not be told apart. Named ones stay alone, because a reader joins them by name and ends, and
/// surfaces too, because one feature too large for a reader's buffers would be lost as a whole.
fn join(before: &mut Cut, next: &Cut, tags: &Tags) -> bool {
    match (before, next) {
        (Cut::Lines(own), Cut::Lines(more)) if tags.iter().all(|(name, _)| *name != "name") => {
            own.extend_from_slice(more);
            true
        }
        _ => false,
    }
}

fn cut(drawn: &Drawn, zoom: u8, grid: Grid) -> Option<Cut> {
    match &drawn.shape {
        Shape::Point(at) => {
            let at = grid.point(*at);
            clip::is_inside(at).then_some(Cut::Point(at))
        }
        Shape::Line(line) => {
            let pieces = clip::lines(&points(line, zoom, grid));
            (!pieces.is_empty()).then_some(Cut::Lines(pieces))
        }
        Shape::Surface(rings) => {
            let surfaces = surfaces(rings, zoom, grid);
            (!surfaces.is_empty()).then_some(Cut::Surfaces(surfaces))
        }
    }
}

fn points(line: &[Vertex], zoom: u8, grid: Grid) -> Vec<TilePoint> {
    let mut points: Vec<TilePoint> =
        line.iter().filter(|vertex| vertex.from_zoom <= zoom).map(|vertex| grid.point(vertex.at)).collect();
    points.dedup();
    points
}

fn surfaces(rings: &[Ring], zoom: u8, grid: Grid) -> Vec<Rings> {
    let mut on_tile: Rings = Vec::with_capacity(rings.len());
    let mut any_cut = false;
    for ring in rings.iter().filter(|ring| ring.from_zoom <= zoom) {
        let mut open = points(&ring.vertices, zoom, grid);
        open.pop();
        let (left, was_cut) = clip::ring(open);
        any_cut |= was_cut;
        if on_tile.is_empty() && left.len() < 3 {
            return Vec::new();
        }
        on_tile.push(left);
    }
    polygon::sound(on_tile, any_cut)
}

fn add(layer: MvtLayerBuilder, tags: &Tags, cut: Cut) -> MvtResult<MvtLayerBuilder> {
    let mut feature = match cut {
        Cut::Point(at) => {
            let mut feature = layer.feature_of(MvtGeomType::Point);
            feature.points([coord(at)])?;
            feature
        }
        Cut::Lines(pieces) => {
            let mut feature = layer.feature_of(MvtGeomType::LineString);
            for piece in pieces {
                feature.line(piece.into_iter().map(coord))?;
            }
            feature
        }
        Cut::Surfaces(surfaces) => {
            let mut feature = layer.feature_of(MvtGeomType::Polygon);
            for rings in surfaces {
                for (i, ring) in rings.into_iter().enumerate() {
                    feature.ring(ring.into_iter().map(coord), i == 0)?;
                }
            }
            feature
        }
    };
    for (name, tag) in tags {
        add_tag(&mut feature, name, tag)?;
    }
    Ok(feature.end())
}

fn add_tag(feature: &mut MvtFeatureBuilder, name: &str, tag: &Tag) -> MvtResult<()> {
    let value = match tag {
        Tag::Word(word) => MvtValueRef::String(word),
        Tag::Text(text) => MvtValueRef::String(text),
        Tag::Number(number) => MvtValueRef::UInt(*number),
        Tag::Level(level) => MvtValueRef::SInt(i64::from(*level)),
        Tag::True => MvtValueRef::Bool(true),
    };
    feature.tag_ref(name, value)?;
    Ok(())
}

fn coord((x, y): TilePoint) -> MvtCoord {
    MvtCoord { x, y }
}
