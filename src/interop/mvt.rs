//! Mapbox Vector Tiles 2.1: the heatmap's squares.

use fast_mvt::{MvtCoord, MvtGeomType, MvtLayerBuilder, MvtResult};

use super::basemap::{clip, polygon};
use crate::analysis::Heat;
use crate::geodesy::{Metric, TILE_EXTENT, Tile};
use crate::privacy::Cleared;

/// Drawn beyond the tile's edge, in parts of its side.
pub const MARGIN: f64 = clip::REACH as f64 / TILE_EXTENT as f64;

/// Layer `heat`: every cell as a square with its figures.
pub fn heat(heat: &Cleared<Heat>, tile: Tile, metric: &Metric) -> MvtResult<Vec<u8>> {
    let mut layer = MvtLayerBuilder::new("heat")?;
    for found in &heat.get().cells {
        let corners = found.cell.corners_deg(metric).map(|corner| tile.project(corner));
        let (square, was_cut) = clip::ring(corners.to_vec());
        let Some(&corner) = square.first() else { continue };
        // A convex shape cut by a box stays in one piece; one smaller than a step of the tile is drawn as a step.
        let ring = polygon::sound(vec![square], was_cut).pop().and_then(|mut rings| rings.pop());
        let ring = ring.unwrap_or_else(|| polygon::step_at(corner));
        let mut feature = layer.feature_of(MvtGeomType::Polygon);
        feature.ring(ring.into_iter().map(|(x, y)| MvtCoord { x, y }), true)?;
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
