//! How much of every pixel an area covers.

use geo::MultiPolygon;

use super::Grid;
use crate::geodesy::EastNorth;

/// Shares of 0 to 1, rows from the south, each from the west. Exact for straight edges.
///
/// Every edge adds what lies to its right in its rows, signed by the way it goes: along a row the running sum is the
/// share. Polygons of one area do not overlap; which way their rings go does not matter.
pub(in crate::analysis) fn coverage(area: &MultiPolygon<f64>, grid: &Grid) -> Vec<f64> {
    let mut lines =
        Lines { width: grid.columns + 1, rows: grid.rows, changes: vec![0.0; (grid.columns + 1) * grid.rows] };
    for polygon in area {
        lines.ring(&polygon.exterior().0, grid, 1.0);
        polygon.interiors().iter().for_each(|hole| lines.ring(&hole.0, grid, -1.0));
    }
    lines.shares(grid.columns)
}

struct Lines {
    width: usize,
    rows: usize,
    changes: Vec<f64>,
}

impl Lines {
    fn ring(&mut self, ring: &[geo::Coord<f64>], grid: &Grid, sign: f64) {
        let corner = |c: &geo::Coord<f64>| {
            let (x, y) = grid.in_pixels(EastNorth { e: c.x, n: c.y });
            // From the corner of the raster instead of the middle of a pixel.
            (x + 0.5, y + 0.5)
        };
        let corners: Vec<(f64, f64)> = ring.iter().map(corner).collect();
        let turn = |pair: &[(f64, f64)]| {
            (pair[0].0 - corners[0].0) * (pair[1].1 - corners[0].1)
                - (pair[1].0 - corners[0].0) * (pair[0].1 - corners[0].1)
        };
        let twice_area: f64 = corners.windows(2).map(turn).sum();
        // What lies to the right of an edge going south is inside a ring that goes counter-clockwise.
        let sign = if twice_area > 0.0 { -sign } else { sign };
        corners.windows(2).for_each(|pair| self.edge(pair[0], pair[1], sign));
    }

    fn edge(&mut self, from: (f64, f64), to: (f64, f64), sign: f64) {
        if from.1 == to.1 {
            return;
        }
        let (low, high, sign) = if from.1 < to.1 { (from, to, sign) } else { (to, from, -sign) };
        let x_at = |y: f64| low.0 + (high.0 - low.0) * ((y - low.1) / (high.1 - low.1));
        let (bottom, top) = (low.1.max(0.0), high.1.min(self.rows as f64));
        let mut y = bottom;
        while y < top {
            let row = y.floor();
            let next = top.min(row + 1.0);
            self.within_row(row as usize, (x_at(y), x_at(next)), (next - y) * sign);
            y = next;
        }
    }

    /// A piece of an edge between two columns of one row, `rise` pixels high.
    fn within_row(&mut self, row: usize, (from, to): (f64, f64), rise: f64) {
        let end = (self.width - 1) as f64;
        let (west, east) = (from.min(to), from.max(to));
        let line = &mut self.changes[row * self.width..(row + 1) * self.width];
        // Left of the raster a piece counts whole, right of it not at all.
        let share = |a: f64, b: f64| if east > west { rise * (b - a) / (east - west) } else { rise };
        if west < 0.0 {
            line[0] += share(west, east.min(0.0));
        }
        let mut x = west.max(0.0);
        while x < end && x <= east {
            let column = x.floor();
            let next = east.min(column + 1.0);
            let part = share(x, next);
            let covered = 1.0 - ((x + next) / 2.0 - column);
            line[column as usize] += part * covered;
            line[column as usize + 1] += part * (1.0 - covered);
            if next >= east {
                break;
            }
            x = next;
        }
    }

    fn shares(self, columns: usize) -> Vec<f64> {
        /// Rounding; nobody draws a border so fine.
        const DUST: f64 = 1e-9;
        let mut shares = Vec::with_capacity(columns * self.rows);
        for line in self.changes.chunks_exact(self.width) {
            let mut sum = 0.0;
            shares.extend(line[..columns].iter().map(|change| {
                sum += change;
                match sum {
                    nothing if nothing < DUST => 0.0,
                    all if all > 1.0 - DUST => 1.0,
                    share => share,
                }
            }));
        }
        shares
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, BooleanOps, Rect, polygon};

    fn grid() -> Grid {
        Grid::new(EastNorth { e: 440_000.0, n: 6_250_000.0 }, 10.0, 9, 7).expect("a grid")
    }

    #[test]
    fn every_pixel_is_covered_as_much_as_the_area_cut_to_it() {
        let (e, n) = (440_000.0, 6_250_000.0);
        let area = MultiPolygon::new(vec![
            // Sticks out on all sides, with a hole; the second goes the other way round.
            polygon!(exterior: [(x: e - 25.0, y: n + 3.0), (x: e + 47.0, y: n - 14.0), (x: e + 61.0, y: n + 33.0),
                (x: e + 20.0, y: n + 95.0)], interiors: [[(x: e + 13.0, y: n + 11.0), (x: e + 15.5, y: n + 38.0),
                (x: e + 34.0, y: n + 17.0)]]),
            polygon![(x: e + 70.0, y: n + 5.0), (x: e + 70.0, y: n + 55.0), (x: e + 120.0, y: n + 5.0)],
        ]);
        let shares = coverage(&area, &grid());
        for row in 0..7 {
            for column in 0..9 {
                let at = grid().middle(column, row);
                let pixel = Rect::new((at.e - 5.0, at.n - 5.0), (at.e + 5.0, at.n + 5.0)).to_polygon();
                let expected = area.intersection(&MultiPolygon::new(vec![pixel])).unsigned_area() / 100.0;
                let share = shares[row * 9 + column];
                assert!((share - expected).abs() < 1e-6, "column {column}, row {row}: {share}, not {expected}");
            }
        }
    }
}
