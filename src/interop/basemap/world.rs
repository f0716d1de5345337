//! Positions on the whole web Mercator square in whole steps, and the steps of one tile. Whole numbers from one grid a
//! zoom: neighbouring tiles agree about every point to the last bit.

use std::f64::consts::PI;

use crate::geodesy::{TILE_EXTENT, Tile, TilePoint};

/// A position in 2³² steps along each side of the world (9 mm at the equator), right and down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(super) struct WorldPoint {
    pub x: u32,
    pub y: u32,
}

/// Steps along a side of the world.
const SIDE: f64 = 4_294_967_296.0;

impl WorldPoint {
    /// Latitudes beyond web Mercator's end (85.05°) land on its edge.
    pub fn from_degrees(c: geo::Coord<f64>) -> Self {
        let sin = c.y.to_radians().sin().clamp(-0.9999, 0.9999);
        let step = |v: f64| (v * SIDE).round().clamp(0.0, SIDE - 1.0) as u32;
        Self { x: step((c.x + 180.0) / 360.0), y: step(0.5 - ((1.0 + sin) / (1.0 - sin)).ln() / (4.0 * PI)) }
    }

    pub fn as_f64(self) -> [f64; 2] {
        [f64::from(self.x), f64::from(self.y)]
    }
}

/// World steps in one tile step at a zoom.
pub(super) fn steps_per_unit(zoom: u8) -> f64 {
    SIDE / f64::from(TILE_EXTENT) / f64::from(1u32 << zoom)
}

/// Turns world steps into those of one tile.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    shift: u32,
    origin: (i64, i64),
}

impl Grid {
    pub fn of(tile: Tile) -> Self {
        let extent = i64::from(TILE_EXTENT);
        Self { shift: 20 - u32::from(tile.z), origin: (i64::from(tile.x) * extent, i64::from(tile.y) * extent) }
    }

    /// Rounded on the grid of the zoom, not of the tile.
    pub fn point(self, p: WorldPoint) -> TilePoint {
        let half = (1i64 << self.shift) >> 1;
        let step = |v: u32, origin: i64| (((i64::from(v) + half) >> self.shift) - origin) as i32;
        (step(p.x, self.origin.0), step(p.y, self.origin.1))
    }

    /// The tile's box in world steps, grown by `reach` tile steps.
    pub fn around(self, reach: i32) -> ([f64; 2], [f64; 2]) {
        let edge = |origin: i64, steps: i64| ((origin + steps) << self.shift) as f64;
        let (low, high) = (-i64::from(reach), i64::from(TILE_EXTENT + reach));
        ([edge(self.origin.0, low), edge(self.origin.1, low)], [edge(self.origin.0, high), edge(self.origin.1, high)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::LonLat;

    #[test]
    fn a_point_falls_where_the_tile_itself_says() {
        for (lon, lat, z) in [(14.0, 56.38, 14), (24.94, 60.17, 16), (-71.06, 42.36, 8), (151.2, -33.87, 12)] {
            let p = WorldPoint::from_degrees(geo::Coord { x: lon, y: lat });
            let column = (u64::from(p.x) >> (32 - z)) as u32;
            let row = (u64::from(p.y) >> (32 - z)) as u32;
            let tile = Tile::new(z, column, row).unwrap();
            let own = Grid::of(tile).point(p);
            let theirs = tile.project(LonLat::new(lon, lat).unwrap());
            assert!((own.0 - theirs.0).abs() <= 1 && (own.1 - theirs.1).abs() <= 1, "{own:?} {theirs:?}");
            assert!((0..=TILE_EXTENT).contains(&own.0) && (0..=TILE_EXTENT).contains(&own.1));
        }
    }

    #[test]
    fn neighbouring_tiles_agree_about_every_point() {
        let (left, right) = (Tile::new(14, 8829, 5077).unwrap(), Tile::new(14, 8830, 5077).unwrap());
        for step in 0..1000u32 {
            let p = WorldPoint { x: (8830 << 18) - 500 + step, y: (5077 << 18) + step * 77 };
            let (a, b) = (Grid::of(left).point(p), Grid::of(right).point(p));
            assert_eq!((a.0 - TILE_EXTENT, a.1), b);
        }
    }
}
