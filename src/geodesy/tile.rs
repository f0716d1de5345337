//! Web map tiles: the square pyramid of web Mercator.

use std::f64::consts::PI;

use super::{Bounds, LonLat};

/// Coordinate steps along the side of a vector tile.
pub const TILE_EXTENT: i32 = 4096;

/// A tile: zoom, column from the west, row from the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tile {
    pub z: u8,
    pub x: u32,
    pub y: u32,
}

/// A position in the steps of one tile, down and to the right; outside 0..=[`TILE_EXTENT`] it lies in a neighbour.
pub type TilePoint = (i32, i32);

impl Tile {
    /// Deeper zooms add nothing to squares of 100 m and streets drawn by hand.
    pub const MAX_ZOOM: u8 = 18;

    /// `None` when the zoom is too deep or the tile lies outside the pyramid.
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        let side = 1u32.checked_shl(u32::from(z))?;
        (z <= Self::MAX_ZOOM && x < side && y < side).then_some(Self { z, x, y })
    }

    /// The tile's box in degrees, grown by `margin` parts of its side on every edge.
    pub fn bounds(self, margin: f64) -> Bounds {
        let side = f64::from(1u32 << self.z);
        let lon = |x: f64| (x / side * 360.0 - 180.0).clamp(-180.0, 180.0);
        let lat = |y: f64| (PI * (1.0 - 2.0 * y / side)).sinh().atan().to_degrees();
        let (x, y) = (f64::from(self.x), f64::from(self.y));
        Bounds {
            west: lon(x - margin),
            south: lat(y + 1.0 + margin),
            east: lon(x + 1.0 + margin),
            north: lat(y - margin),
        }
    }

    /// Where a position falls in this tile's steps.
    pub fn project(self, p: LonLat) -> TilePoint {
        let side = f64::from(1u32 << self.z);
        let x = (p.lon() + 180.0) / 360.0 * side - f64::from(self.x);
        let sin = p.lat().to_radians().sin().clamp(-0.9999, 0.9999);
        let y = (0.5 - ((1.0 + sin) / (1.0 - sin)).ln() / (4.0 * PI)) * side - f64::from(self.y);
        let step = |v: f64| (v * f64::from(TILE_EXTENT)).round().clamp(-1e6, 1e6) as i32;
        (step(x), step(y))
    }
}
