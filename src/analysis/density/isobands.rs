//! Where a density lies between two values, as areas with holes.

use rayon::prelude::*;

use super::Raster;
use super::rings::{Area, areas};
use crate::geodesy::EastNorth;

/// Where the density is at least `from` and below `to`.
#[derive(Debug, Clone, PartialEq)]
pub struct Isoband {
    pub from: f64,
    /// `None` has no upper end.
    pub to: Option<f64>,
    pub areas: Vec<Area>,
}

/// The areas between fixed values, so that a color means the same on every map.
///
/// # Method
/// Marching squares over the middles of the pixels; values lie linearly along the sides of a square, and a saddle is
/// joined when the mean of its four corners is within. Half a pixel at the border of the raster continues the outermost
/// values. Neighboring bands cross a side at the same point, so bands neither overlap nor leave a gap: with a first
/// break at or below the least value their areas add up to the raster's.
///
/// # Units
/// Breaks as the raster's values, reports per km² and month; areas in metres.
///
/// # Edge cases
/// Breaks are sorted, and those that are no numbers or come twice are left out. What lies below the first break is in
/// no band. Where a break is met exactly at the middle of a pixel, rings may touch themselves there.
///
/// # Complexity
/// Pixels · breaks, and the length of the lines.
///
/// # References
/// W. E. Lorensen, H. E. Cline (1987), Marching cubes, doi:10.1145/37401.37422, in two dimensions.
pub fn isobands(raster: &Raster, breaks: &[f64]) -> Vec<Isoband> {
    let mut breaks: Vec<f64> = breaks.iter().copied().filter(|b| b.is_finite()).collect();
    breaks.sort_by(f64::total_cmp);
    breaks.dedup();
    let bands: Vec<(f64, Option<f64>)> =
        breaks.iter().enumerate().map(|(number, from)| (*from, breaks.get(number + 1).copied())).collect();
    let lattice = Lattice { raster };
    let band = |&(from, to): &(f64, Option<f64>)| {
        let trace = Trace { lattice, from, to: to.unwrap_or(f64::INFINITY) };
        Isoband { from, to, areas: areas(&trace.steps(), |key| trace.place(key)) }
    };
    bands.par_iter().map(band).collect()
}

/// The middles of the pixels, and around them the border of the raster with the outermost values again.
#[derive(Clone, Copy)]
struct Lattice<'a> {
    raster: &'a Raster,
}

impl Lattice<'_> {
    fn columns(self) -> usize {
        self.raster.grid.columns + 2
    }

    fn rows(self) -> usize {
        self.raster.grid.rows + 2
    }

    fn value(self, (column, row): (usize, usize)) -> f64 {
        let grid = &self.raster.grid;
        self.raster.at(column.saturating_sub(1).min(grid.columns - 1), row.saturating_sub(1).min(grid.rows - 1))
    }

    fn place(self, (column, row): (usize, usize)) -> EastNorth {
        let grid = &self.raster.grid;
        let along = |number: usize, end: usize| (number as f64 - 0.5).clamp(0.0, end as f64) * grid.pixel_m;
        let corner = grid.south_west;
        EastNorth { e: corner.e + along(column, grid.columns), n: corner.n + along(row, grid.rows) }
    }
}

/// A point on the outline of a band: a corner on the border, or where a side is crossed by the lower or upper value.
pub(super) type Key = u64;

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Below,
    Within,
    Above,
}

struct Trace<'a> {
    lattice: Lattice<'a>,
    from: f64,
    to: f64,
}

impl Trace<'_> {
    /// Steps along the outline, from point to point with the band to the left. Each point begins one step and ends one.
    fn steps(&self) -> Vec<(Key, Key)> {
        let (columns, rows) = (self.lattice.columns(), self.lattice.rows());
        let mut steps = Vec::new();
        for row in 0..rows - 1 {
            for column in 0..columns - 1 {
                self.through_square(column, row, &mut steps);
            }
        }
        let south = (0..columns).map(|column| (column, 0));
        let east = (1..rows).map(|row| (columns - 1, row));
        let north = (0..columns - 1).rev().map(|column| (column, rows - 1));
        let west = (0..rows - 1).rev().map(|row| (0, row));
        let border: Vec<(usize, usize)> = south.chain(east).chain(north).chain(west).collect();
        border.windows(2).for_each(|side| self.along_border(side[0], side[1], &mut steps));
        steps
    }

    fn class(&self, value: f64) -> Class {
        match value {
            below if below < self.from => Class::Below,
            above if above >= self.to => Class::Above,
            _ => Class::Within,
        }
    }

    fn through_square(&self, column: usize, row: usize, steps: &mut Vec<(Key, Key)>) {
        // Around the square, counter-clockwise.
        let corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)];
        let values = corners.map(|corner| self.lattice.value(corner));
        let first = self.class(values[0]);
        if values[1..].iter().all(|value| self.class(*value) == first) {
            return;
        }
        let mean = values.iter().sum::<f64>() / 4.0;
        for (level, upper) in [(self.from, false), (self.to, true)] {
            for leaving in 0..4 {
                let over = |corner: usize| values[corner % 4] >= level;
                if !over(leaving) || over(leaving + 1) {
                    continue;
                }
                // Out of what is over the level here, and in again at the next side; at a saddle that is not joined,
                // at the side before the corner.
                let saddle = over(leaving + 2) && !over(leaving + 3);
                let entering = if saddle && mean < level {
                    leaving + 3
                } else {
                    (leaving + 1..leaving + 4).find(|side| !over(*side) && over(side + 1)).unwrap_or(leaving + 3)
                };
                let at = |side: usize| self.crossing(corners[side % 4], corners[(side + 1) % 4], upper);
                let step = (at(leaving), at(entering));
                // Over the upper value is outside the band.
                steps.push(if upper { (step.1, step.0) } else { step });
            }
        }
    }

    fn along_border(&self, a: (usize, usize), b: (usize, usize), steps: &mut Vec<(Key, Key)>) {
        let (low, high) = (self.crossing(a, b, false), self.crossing(a, b, true));
        let classes = [a, b].map(|corner| self.class(self.lattice.value(corner)));
        let begin = match classes[0] {
            Class::Below => low,
            Class::Within => self.corner(a),
            Class::Above => high,
        };
        let end = match classes[1] {
            Class::Below => low,
            Class::Within => self.corner(b),
            Class::Above => high,
        };
        if classes[0] != classes[1] || classes[0] == Class::Within {
            steps.push((begin, end));
        }
    }

    fn number(&self, (column, row): (usize, usize)) -> Key {
        (row * self.lattice.columns() + column) as Key
    }

    fn corner(&self, at: (usize, usize)) -> Key {
        self.number(at) * 8 + 4
    }

    /// The same from either side.
    fn crossing(&self, a: (usize, usize), b: (usize, usize), upper: bool) -> Key {
        let northward = Key::from(a.0 == b.0);
        self.number(a.min(b)) * 8 + northward * 2 + Key::from(upper)
    }

    fn place(&self, key: Key) -> EastNorth {
        let number = (key / 8) as usize;
        let a = (number % self.lattice.columns(), number / self.lattice.columns());
        if key & 4 != 0 {
            return self.lattice.place(a);
        }
        let b = if key & 2 != 0 { (a.0, a.1 + 1) } else { (a.0 + 1, a.1) };
        let level = if key & 1 != 0 { self.to } else { self.from };
        let (low, high) = (self.lattice.value(a), self.lattice.value(b));
        let share = ((level - low) / (high - low)).clamp(0.0, 1.0);
        let (p, q) = (self.lattice.place(a), self.lattice.place(b));
        EastNorth { e: p.e + (q.e - p.e) * share, n: p.n + (q.n - p.n) * share }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Grid;
    use super::*;
    use crate::geodesy::signed_area_m2;
    use geo::{Contains, Coord, LineString, Point, Polygon};

    fn raster(columns: usize, rows: usize, values: Vec<f64>) -> Raster {
        let grid = Grid::new(EastNorth { e: 440_000.0, n: 6_250_000.0 }, 20.0, columns, rows).expect("a grid");
        Raster { grid, values }
    }

    /// Rough ground, full of saddles, with plateaus and values that meet breaks exactly.
    fn rough(columns: usize, rows: usize) -> Raster {
        let mut state = 1_u32;
        let value = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if state >> 28 == 0 { 4.0 } else { f64::from(state >> 16) / 6_553.6 }
        };
        raster(columns, rows, (0..columns * rows).map(value).collect())
    }

    fn area_of(band: &Isoband) -> f64 {
        band.areas.iter().flatten().map(|ring| signed_area_m2(ring)).sum()
    }

    fn polygon(area: &[Vec<EastNorth>]) -> Polygon<f64> {
        let line = |ring: &Vec<EastNorth>| ring.iter().map(|p| Coord { x: p.e, y: p.n }).collect::<LineString<f64>>();
        Polygon::new(line(&area[0]), area[1..].iter().map(line).collect())
    }

    #[test]
    fn bands_from_nothing_upwards_share_out_all_of_the_raster() {
        for (columns, rows) in [(1, 1), (1, 7), (2, 2), (40, 31)] {
            let bands = isobands(&rough(columns, rows), &[0.0, 1.5, 4.0, 6.0, 9.0]);
            let all = (columns * rows) as f64 * 400.0;
            let sum: f64 = bands.iter().map(area_of).sum();
            assert!((sum / all - 1.0).abs() < 1e-12, "{columns} × {rows}: {sum} of {all}");
            assert!(bands.iter().all(|band| area_of(band) >= 0.0));
        }
    }

    #[test]
    fn the_middle_of_every_pixel_lies_in_the_band_of_its_value_alone() {
        let raster = rough(40, 31);
        let bands = isobands(&raster, &[0.0, 1.5, 4.1, 6.0, 9.0]);
        let polygons: Vec<Vec<Polygon<f64>>> =
            bands.iter().map(|band| band.areas.iter().map(|area| polygon(area)).collect()).collect();
        for row in 0..31 {
            for column in 0..40 {
                let (at, value) = (raster.grid.middle(column, row), raster.at(column, row));
                for (band, polygons) in bands.iter().zip(&polygons) {
                    let expected = value >= band.from && band.to.is_none_or(|to| value < to);
                    let found = polygons.iter().filter(|polygon| polygon.contains(&Point::new(at.e, at.n))).count();
                    assert_eq!(found, usize::from(expected), "column {column}, row {row}: {value} in {band:?}");
                }
            }
        }
    }

    #[test]
    fn a_hill_in_a_plain_is_an_area_in_a_hole() {
        let mut values = vec![1.0; 49];
        values[3 * 7 + 3] = 5.0;
        let bands = isobands(&raster(7, 7, values), &[0.0, 3.0]);
        let [plain, hill] = bands.as_slice() else { panic!("two bands") };
        assert_eq!((plain.areas.len(), plain.areas[0].len()), (1, 2));
        assert_eq!((hill.areas.len(), hill.areas[0].len()), (1, 1));
        // Halfway to each of the four neighbors: a square on its corner with diagonals of 20 m.
        assert!((area_of(hill) - 200.0).abs() < 1e-6 && (area_of(plain) - (140.0 * 140.0 - 200.0)).abs() < 1e-6);
        assert!(signed_area_m2(&plain.areas[0][1]) < 0.0, "a hole goes clockwise");
    }

    #[test]
    fn the_middle_of_a_saddle_says_whether_two_hills_meet() {
        let two = |mean: f64| raster(2, 2, vec![5.0, mean * 2.0 - 5.0, mean * 2.0 - 5.0, 5.0]);
        assert_eq!(isobands(&two(3.1), &[3.0])[0].areas.len(), 1);
        assert_eq!(isobands(&two(2.9), &[3.0])[0].areas.len(), 2);
    }

    #[test]
    fn breaks_that_are_no_numbers_or_come_twice_make_no_band() {
        let bands = isobands(&rough(3, 3), &[5.0, f64::NAN, 0.0, 5.0]);
        assert_eq!(bands.iter().map(|band| (band.from, band.to)).collect::<Vec<_>>(), [(0.0, Some(5.0)), (5.0, None)]);
    }
}
