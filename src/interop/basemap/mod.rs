//! Our own basemap: vector tiles (MVT 2.1) cut from the ground of a municipality, so that no map asks anybody else.
//!
//! Everything dear is done once, when a ground is swapped in: positions on the web Mercator square, the zoom from which
//! each point, line and surface is worth drawing, links joined to streets, an R-tree a layer. A tile then reads,
//! compares, cuts and writes; at zoom 14 in a city that is a few milliseconds.

pub mod clip;
pub mod polygon;
mod prepare;
mod sheet;
mod simplify;
mod streets;
mod world;
mod write;
mod zooms;

use fast_mvt::MvtResult;

use self::sheet::Sheet;
use crate::geodesy::Tile;
use crate::town::{Ground, Town};

/// Deeper tiles would hold nothing more: the browser enlarges these.
pub const MAX_ZOOM: u8 = 16;

/// The layers in the order they are drawn in, with their fields as TileJSON names them.
pub const LAYERS: [(&str, &[(&str, &str)]); 12] = [
    ("land", &[("kind", "String")]),
    ("water", &[("kind", "String"), ("name", "String")]),
    ("building", &[("kind", "String")]),
    ("railway", &[("kind", "String")]),
    (
        "street",
        &[
            ("class", "String"),
            ("name", "String"),
            ("structure", "String"),
            ("level", "Number"),
            ("lit", "String"),
            ("oneway", "Boolean"),
            ("invented", "Boolean"),
        ],
    ),
    ("crossing", &[("kind", "String"), ("invented", "Boolean")]),
    ("lamp", &[("state", "String"), ("invented", "Boolean")]),
    ("outside", &[]),
    ("border", &[]),
    ("name", &[("name", "String"), ("layer", "String"), ("kind", "String")]),
    ("landmark", &[("name", "String"), ("kind", "String"), ("invented", "Boolean")]),
    ("locality", &[("name", "String"), ("kind", "String"), ("population", "Number"), ("invented", "Boolean")]),
];

/// A municipality's ground, ready to be cut into tiles. It never changes: a new ground makes a new one.
#[derive(Debug)]
pub struct Basemap {
    sheets: Vec<Sheet>,
    revision: String,
}

impl Basemap {
    /// Takes a second for the ground of a large city: call it where that does not matter.
    pub fn new(town: &Town, ground: &Ground) -> Self {
        let sheets = prepare::sheets(&town.municipality.border, ground);
        let revision = prepare::revision(&sheets);
        Self { sheets, revision }
    }

    /// Names what is drawn: two basemaps with the same revision have the same tiles, on any machine and after any
    /// start.
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// The bytes of a tile; `None` beyond [`MAX_ZOOM`].
    pub fn tile(&self, tile: Tile) -> MvtResult<Option<Vec<u8>>> {
        if tile.z > MAX_ZOOM {
            return Ok(None);
        }
        write::tile(&self.sheets, tile).map(Some)
    }
}

#[cfg(test)]
mod tests;
