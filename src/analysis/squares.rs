//! How much lies in each square of the ground, the empty squares among them.

use geo::MultiPolygon;

use super::density::{Grid, WeightedPlace, coverage};
use crate::geodesy::{Cell, EastNorth};

/// All squares of a ground with the weight in each: rows from the south, each from the west.
#[derive(Debug, Clone, PartialEq)]
pub struct Squares {
    pub cells: Vec<Cell>,
    pub sums: Vec<f64>,
    /// Places that lie in none of them.
    pub n_outside: u64,
}

/// More squares than this say nothing that fewer do not.
pub const MOST_SQUARES: usize = 1_000_000;
const LARGEST_M: u32 = 1_000_000;

/// The weight of all places in each square of a ground.
///
/// # Method
/// With an area, the ground is every square that the area covers, if only in part. Without one it is the rectangle of
/// squares around all places: the empty ones count, for a map of nothing but reports has no quiet corner to stand out
/// against.
///
/// # Units
/// Squares of `size_m` metres whose corners lie on multiples of it; sums of weights.
///
/// # Edge cases
/// No places and no area, a size of 0 or of more than 1,000 km, or more than [`MOST_SQUARES`]: `None`. Places that are
/// no numbers lie in no square.
///
/// # Complexity
/// Places + squares + the edges of the area.
pub fn squares(places: &[WeightedPlace], size_m: u32, area: Option<&MultiPolygon<f64>>) -> Option<Squares> {
    let corners: Vec<EastNorth> = match area {
        Some(area) => corners_of(area).collect(),
        None => places.iter().map(|place| place.at).collect(),
    };
    let is_number = |at: &EastNorth| at.e.is_finite() && at.n.is_finite();
    let is_size = (1..=LARGEST_M).contains(&size_m);
    let mut corners = corners.into_iter().filter(is_number).filter(|_| is_size);
    let first = Cell::containing(corners.next()?, size_m);
    let (mut west, mut south, mut east, mut north) = (first.e_m, first.n_m, first.e_m, first.n_m);
    for corner in corners {
        let cell = Cell::containing(corner, size_m);
        (west, south, east, north) = (west.min(cell.e_m), south.min(cell.n_m), east.max(cell.e_m), north.max(cell.n_m));
    }
    let along = |from: i32, to: i32| ((i64::from(to) - i64::from(from)) / i64::from(size_m) + 1) as usize;
    let (columns, rows) = (along(west, east), along(south, north));
    if columns.checked_mul(rows)? > MOST_SQUARES {
        return None;
    }
    let corner = EastNorth { e: f64::from(west), n: f64::from(south) };
    let grid = Grid::new(corner, f64::from(size_m), columns, rows)?;
    let shares = area.map(|area| coverage(area, &grid));
    let is_ground = |square: &usize| shares.as_ref().is_none_or(|shares| shares[*square] > 0.0);
    let kept: Vec<usize> = (0..columns * rows).filter(is_ground).collect();
    let cell = |square: &usize| Cell {
        size_m,
        e_m: west + (square % columns) as i32 * size_m as i32,
        n_m: south + (square / columns) as i32 * size_m as i32,
    };
    let mut unit_of = vec![None; columns * rows];
    kept.iter().enumerate().for_each(|(unit, square)| unit_of[*square] = Some(unit));
    let mut found = Squares { cells: kept.iter().map(cell).collect(), sums: vec![0.0; kept.len()], n_outside: 0 };
    for place in places {
        let of = Cell::containing(place.at, size_m);
        let column = (i64::from(of.e_m) - i64::from(west)) / i64::from(size_m);
        let row = (i64::from(of.n_m) - i64::from(south)) / i64::from(size_m);
        let inside = of.e_m >= west && of.n_m >= south && column < columns as i64 && row < rows as i64;
        let unit = (inside && is_number(&place.at)).then(|| unit_of[row as usize * columns + column as usize]);
        match unit.flatten() {
            Some(unit) => found.sums[unit] += place.weight,
            None => found.n_outside += 1,
        }
    }
    Some(found)
}

fn corners_of(area: &MultiPolygon<f64>) -> impl Iterator<Item = EastNorth> + '_ {
    area.iter().flat_map(|polygon| &polygon.exterior().0).map(|c| EastNorth { e: c.x, n: c.y })
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    fn place(e: f64, n: f64) -> WeightedPlace {
        WeightedPlace { at: EastNorth { e, n }, weight: 1.5 }
    }

    #[test]
    fn without_an_area_the_empty_squares_between_places_count() {
        let found = squares(&[place(5.0, 5.0), place(9.9, 0.0), place(-25.0, 15.0)], 10, None).expect("few");
        assert_eq!(found.cells.len(), 8);
        assert_eq!((found.cells[0].e_m, found.cells[0].n_m), (-30, 0));
        assert_eq!(found.sums, [0.0, 0.0, 0.0, 3.0, 1.5, 0.0, 0.0, 0.0]);
        assert_eq!(found.n_outside, 0);
    }

    #[test]
    fn with_an_area_its_squares_count_and_places_in_others_lie_outside() {
        // A triangle over the lower left half of four squares.
        let area = MultiPolygon::new(vec![polygon![(x: 0.0, y: 0.0), (x: 19.0, y: 0.0), (x: 0.0, y: 19.0)]]);
        let found = squares(&[place(1.0, 1.0), place(15.0, 15.0), place(99.0, 1.0)], 10, Some(&area)).expect("few");
        let corners: Vec<(i32, i32)> = found.cells.iter().map(|cell| (cell.e_m, cell.n_m)).collect();
        assert_eq!(corners, [(0, 0), (10, 0), (0, 10)]);
        assert_eq!((found.sums, found.n_outside), (vec![1.5, 0.0, 0.0], 2));
    }

    #[test]
    fn nothing_and_too_much_are_no_ground() {
        assert_eq!(squares(&[], 10, None), None);
        assert_eq!(squares(&[place(f64::NAN, 0.0)], 10, None), None);
        assert_eq!(squares(&[place(0.0, 0.0)], 0, None), None);
        assert_eq!(squares(&[place(0.0, 0.0)], u32::MAX, None), None);
        assert_eq!(squares(&[place(0.0, 0.0), place(1e8, 1e8)], 10, None), None);
    }
}
