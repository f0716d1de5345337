//! Degrees and metres: positions, one map projection both ways, grid cells, web tiles, and shapes in metres.
//!
//! Longitude comes before latitude everywhere, and easting before northing; the one place where an authority wants it
//! the other way round (EPSG:3006 says N, E) is a reader or a writer in `interop`.

mod cell;
mod lonlat;
mod metric;
mod shape;
mod spread;
mod tile;

pub use cell::Cell;
pub use lonlat::{Bounds, LonLat};
pub use metric::{EastNorth, Metric};
pub use shape::{Box2, Shape, length_m, signed_area_m2};
pub use spread::spread;
pub use tile::{TILE_EXTENT, Tile, TilePoint};
