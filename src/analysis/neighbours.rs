//! Who lies beside whom, the same for squares, street links and points.

use std::collections::HashMap;

use rstar::RTree;

use crate::geodesy::{Cell, EastNorth};

/// For each unit of the ground the units around it, in ascending order, itself not among them.
///
/// Kept as one list with starts (compressed rows), so that a walk over all neighbourhoods is a walk along memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbours {
    /// `members[starts[i]..starts[i + 1]]` are the neighbours of unit i.
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Neighbours {
    /// From a list for each unit. Neighbourhood is mutual: if one unit names the other, both are neighbours. A unit
    /// named twice counts once; the unit itself, and a number that no unit has, are left out.
    pub fn from_lists(mut lists: Vec<Vec<u32>>) -> Self {
        let n_units = lists.len() as u32;
        for unit in 0..n_units {
            for at in 0..lists[unit as usize].len() {
                let other = lists[unit as usize][at];
                if other < n_units && !lists[other as usize].contains(&unit) {
                    lists[other as usize].push(unit);
                }
            }
        }
        let mut starts = vec![0];
        let mut members = Vec::new();
        for (unit, mut list) in lists.into_iter().enumerate() {
            list.sort_unstable();
            list.dedup();
            members.extend(list.into_iter().filter(|&other| other < n_units && other as usize != unit));
            starts.push(members.len() as u32);
        }
        Self { starts, members }
    }

    /// The squares of a full grid, row by row; a neighbour is at most `rings` squares away, corners included.
    pub fn of_grid(columns: u32, rows: u32, rings: u32) -> Self {
        let near = |at: u32, end: u32| at.saturating_sub(rings)..=at.saturating_add(rings).min(end - 1);
        let around = |row, column| {
            near(row, rows).flat_map(move |r| near(column, columns).map(move |c| r * columns + c)).collect()
        };
        Self::from_lists((0..rows).flat_map(|row| (0..columns).map(move |column| around(row, column))).collect())
    }

    /// Any set of different squares of one size; a neighbour is at most `rings` squares away, corners included.
    pub fn of_cells(cells: &[Cell], rings: u32) -> Self {
        let unit_of: HashMap<Cell, u32> = cells.iter().zip(0..).map(|(&cell, unit)| (cell, unit)).collect();
        let reach = i64::from(rings);
        let around = |cell: &Cell| {
            let steps = (-reach..=reach).flat_map(|north| (-reach..=reach).map(move |east| (east, north)));
            steps
                .filter_map(|(east, north)| {
                    let size = i64::from(cell.size_m);
                    let e_m = i32::try_from(i64::from(cell.e_m) + east * size).ok()?;
                    let n_m = i32::try_from(i64::from(cell.n_m) + north * size).ok()?;
                    unit_of.get(&Cell { e_m, n_m, ..*cell }).copied()
                })
                .collect()
        };
        Self::from_lists(cells.iter().map(around).collect())
    }

    /// Points at most so far from each other.
    pub fn within(places: &[EastNorth], radius_m: f64) -> Self {
        // Buckets as wide as the radius: what is near lies in one of the nine around.
        let bucket = |at: f64| (at / radius_m).floor() as i64;
        let mut buckets: HashMap<(i64, i64), Vec<u32>> = HashMap::new();
        for (place, unit) in places.iter().zip(0..) {
            buckets.entry((bucket(place.e), bucket(place.n))).or_default().push(unit);
        }
        let around = |place: &EastNorth| {
            let (e, n) = (bucket(place.e), bucket(place.n));
            let nine = (e.saturating_sub(1)..=e.saturating_add(1))
                .flat_map(|e| (n.saturating_sub(1)..=n.saturating_add(1)).map(move |n| (e, n)));
            let candidates = nine.filter_map(|key| buckets.get(&key)).flatten().copied();
            candidates.filter(|&other| distance_m(*place, places[other as usize]) <= radius_m).collect()
        };
        Self::from_lists(places.iter().map(around).collect())
    }

    /// The smallest radius at which no point is alone; 0 for fewer than two points.
    pub fn radius_without_loners_m(places: &[EastNorth]) -> f64 {
        let tree: RTree<[f64; 2]> = RTree::bulk_load(places.iter().map(|at| [at.e, at.n]).collect());
        // The nearest of all is the point itself.
        let to_next = |at: &EastNorth| {
            let next = tree.nearest_neighbor_iter(&[at.e, at.n]).nth(1)?;
            Some(distance_m(*at, EastNorth { e: next[0], n: next[1] }))
        };
        places.iter().filter_map(to_next).fold(0.0, f64::max)
    }

    pub fn n_units(&self) -> usize {
        self.starts.len() - 1
    }

    /// The neighbours of a unit, itself not among them.
    pub fn of(&self, unit: usize) -> &[u32] {
        &self.members[self.starts[unit] as usize..self.starts[unit + 1] as usize]
    }

    /// The sum of the values of each unit and its neighbours.
    pub(super) fn sums(&self, values: &[f64]) -> Vec<f64> {
        let sum = |unit: usize| self.of(unit).iter().fold(values[unit], |sum, &other| sum + values[other as usize]);
        (0..self.n_units()).map(sum).collect()
    }
}

pub(super) fn distance_m(a: EastNorth, b: EastNorth) -> f64 {
    (a.e - b.e).hypot(a.n - b.n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_in_the_middle_has_eight_neighbours_and_one_in_a_corner_three() {
        let grid = Neighbours::of_grid(4, 3, 1);
        assert_eq!(grid.of(5), [0, 1, 2, 4, 6, 8, 9, 10]);
        assert_eq!(grid.of(0), [1, 4, 5]);
        assert_eq!(Neighbours::of_grid(4, 3, 0).of(5), [0u32; 0]);
    }

    #[test]
    fn loose_squares_have_the_neighbours_that_the_full_grid_gives_them() {
        let cells: Vec<Cell> =
            (0..6).flat_map(|n| (0..7).map(move |e| Cell { size_m: 250, e_m: e * 250 - 500, n_m: n * 250 })).collect();
        assert_eq!(Neighbours::of_cells(&cells, 2), Neighbours::of_grid(7, 6, 2));
        // With a column gone, nobody has a neighbour across the gap.
        let apart: Vec<Cell> = cells.iter().copied().filter(|cell| cell.e_m != 0).collect();
        let near = Neighbours::of_cells(&apart, 1);
        let side = |unit: u32| apart[unit as usize].e_m < 0;
        assert!((0..apart.len()).all(|unit| near.of(unit).iter().all(|&other| side(other) == side(unit as u32))));
    }

    #[test]
    fn points_are_neighbours_up_to_and_at_the_radius() {
        let at = |e, n| EastNorth { e, n };
        let places = [at(0.0, 0.0), at(3.0, 4.0), at(-5.1, 0.0), at(3.0, 4.0)];
        let near = Neighbours::within(&places, 5.0);
        assert_eq!([near.of(0), near.of(1), near.of(2), near.of(3)], [&[1, 3][..], &[0, 3], &[], &[0, 1]]);
    }

    #[test]
    fn at_the_radius_without_loners_all_have_a_neighbour_and_just_below_it_somebody_has_none() {
        let places: Vec<EastNorth> =
            (0..50).map(f64::from).map(|i| EastNorth { e: i * i % 31.0 * 7.3, n: i * i * i % 37.0 * 5.1 }).collect();
        let radius = Neighbours::radius_without_loners_m(&places);
        let n_loners = |radius| {
            let near = Neighbours::within(&places, radius);
            (0..places.len()).filter(|unit| near.of(*unit).is_empty()).count()
        };
        assert_eq!(n_loners(radius), 0);
        assert!(n_loners(radius.next_down()) > 0);
        assert_eq!(Neighbours::radius_without_loners_m(&places[..1]), 0.0);
    }

    #[test]
    fn a_list_that_names_itself_or_nobody_is_put_right() {
        let neighbours = Neighbours::from_lists(vec![vec![0, 1, 1, 9], vec![], vec![1]]);
        assert_eq!([neighbours.of(0), neighbours.of(1), neighbours.of(2)], [&[1][..], &[0, 2], &[1]]);
    }
}
