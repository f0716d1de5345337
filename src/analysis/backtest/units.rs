//! The units that are ranked: squares of an area, or links of streets.

use std::collections::{BTreeSet, HashMap};

use geo::{BoundingRect, Contains, MultiPolygon, Point};

use crate::analysis::density::{Grid, coverage};
use crate::geodesy::{Cell, EastNorth};
use crate::town::{Laid, LinkId, Network, Position, SNAP_LIMIT_M};

/// A unit is seen in parts of about this length, so that a kernel knows where in it it looks.
const PART_M: f64 = 50.0;
/// Without a study area, squares further than this from every report are left out.
pub const AROUND_REPORTS_M: f64 = 500.0;

/// What is ranked.
#[derive(Debug, Clone, Copy)]
pub enum Ground<'a> {
    /// Squares of this many metres in a study area, given in metres.
    Cells { size_m: u32, within: &'a MultiPolygon<f64> },
    /// The same where there is no study area: squares within [`AROUND_REPORTS_M`] of any report of the whole file. They
    /// are the same for every ranking and every origin.
    CellsAround { size_m: u32 },
    /// Links of streets; a report lies on the nearest, if that is near enough.
    Links(&'a Network),
}

/// The name of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    Cell(Cell),
    /// By its place in the network.
    Link(u32),
}

/// A piece of a unit small enough to be a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    pub at: EastNorth,
    /// In square metres, or metres of street.
    pub size: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Units {
    /// What a share is a share of: square metres, or metres of street. Units of size 0 take no part.
    sizes: Vec<f64>,
    parts: Vec<Part>,
    /// `parts[starts[u]..starts[u + 1]]` are those of unit u.
    starts: Vec<usize>,
    /// Their names, where they have some.
    pub names: Vec<Unit>,
    /// The ground they lie on.
    pub area_km2: f64,
}

impl Units {
    /// From the parts of each unit.
    pub fn of_parts(units: impl IntoIterator<Item = Vec<Part>>, area_km2: f64) -> Self {
        let mut made = Self { sizes: Vec::new(), parts: Vec::new(), starts: vec![0], names: Vec::new(), area_km2 };
        for mut parts in units {
            made.sizes.push(parts.iter().map(|part| part.size).sum());
            made.parts.append(&mut parts);
            made.starts.push(made.parts.len());
        }
        made
    }

    /// The units of a ground, and in which of them each place lies.
    pub fn on(ground: Ground, places: &[EastNorth]) -> (Self, Vec<Option<u32>>) {
        match ground {
            Ground::Cells { size_m, within } => in_area(size_m.max(1), within, places),
            Ground::CellsAround { size_m } => around(size_m.max(1), places),
            Ground::Links(network) => links(network, places),
        }
    }

    pub fn len(&self) -> usize {
        self.sizes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.sizes.is_empty()
    }

    pub fn sizes(&self) -> &[f64] {
        &self.sizes
    }

    pub fn parts_of(&self, unit: usize) -> &[Part] {
        &self.parts[self.starts[unit]..self.starts[unit + 1]]
    }

    pub fn parts(&self) -> &[Part] {
        &self.parts
    }
}

/// How many parts a square has from west to east.
fn parts_along(size_m: u32) -> usize {
    (f64::from(size_m) / PART_M).ceil() as usize
}

fn named(mut units: Units, names: impl IntoIterator<Item = Unit>) -> Units {
    units.names.extend(names);
    units
}

fn in_area(size_m: u32, area: &MultiPolygon<f64>, places: &[EastNorth]) -> (Units, Vec<Option<u32>>) {
    let nothing = || (Units::of_parts([], 0.0), vec![None; places.len()]);
    let Some(bounds) = area.bounding_rect() else { return nothing() };
    let corner = |c: geo::Coord<f64>| Cell::containing(EastNorth { e: c.x, n: c.y }, size_m);
    let (first, last) = (corner(bounds.min()), corner(bounds.max()));
    let cells = |from: i32, to: i32| ((i64::from(to) - i64::from(from)) / i64::from(size_m)) as usize + 1;
    let (columns, rows) = (cells(first.e_m, last.e_m), cells(first.n_m, last.n_m));
    let along = parts_along(size_m);
    let part_m = f64::from(size_m) / along as f64;
    let south_west = EastNorth { e: first.e_m.into(), n: first.n_m.into() };
    let grid = columns.checked_mul(along).zip(rows.checked_mul(along));
    let Some(grid) = grid.and_then(|(columns, rows)| Grid::new(south_west, part_m, columns, rows)) else {
        return nothing();
    };
    let shares = coverage(area, &grid);
    let mut names = Vec::new();
    let mut parts_of_units = Vec::new();
    for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
        let pixels = (0..along).flat_map(|n| (0..along).map(move |e| (column * along + e, row * along + n)));
        let part = |(column, row): (usize, usize)| {
            let share = shares[row * grid.columns() + column].clamp(0.0, 1.0);
            (share > 1e-9).then(|| Part { at: grid.middle(column, row), size: share * part_m * part_m })
        };
        let parts: Vec<Part> = pixels.filter_map(part).collect();
        if !parts.is_empty() {
            let at = |first: i32, nth: usize| first + (nth as i64 * i64::from(size_m)) as i32;
            names.push(Cell { size_m, e_m: at(first.e_m, column), n_m: at(first.n_m, row) });
            parts_of_units.push(parts);
        }
    }
    let area_km2 = parts_of_units.iter().flatten().map(|part| part.size).sum::<f64>() / 1e6;
    let units = Units::of_parts(parts_of_units, area_km2);
    let whole = f64::from(size_m) * f64::from(size_m) * (1.0 - 1e-9);
    let number: HashMap<Cell, u32> = names.iter().copied().zip(0..).collect();
    let unit_of = |at: &EastNorth| {
        let unit = *number.get(&Cell::containing(*at, size_m))?;
        let inside = units.sizes[unit as usize] >= whole || area.contains(&Point::new(at.e, at.n));
        inside.then_some(unit)
    };
    let of_places = places.iter().map(unit_of).collect();
    (named(units, names.into_iter().map(Unit::Cell)), of_places)
}

fn around(size_m: u32, places: &[EastNorth]) -> (Units, Vec<Option<u32>>) {
    let size = f64::from(size_m);
    let reach = (AROUND_REPORTS_M / size).ceil() as i32 + 1;
    // By north, then east, as an area's squares are.
    let mut near: BTreeSet<(i32, i32)> = BTreeSet::new();
    let own: BTreeSet<Cell> = places.iter().map(|at| Cell::containing(*at, size_m)).collect();
    let mut in_cell: HashMap<Cell, Vec<EastNorth>> = HashMap::new();
    places.iter().for_each(|at| in_cell.entry(Cell::containing(*at, size_m)).or_default().push(*at));
    for cell in own {
        for (n, e) in (-reach..=reach).flat_map(|n| (-reach..=reach).map(move |e| (n, e))) {
            let step = |from: i32, cells: i32| from.saturating_add(cells.saturating_mul(size_m as i32));
            let other = Cell { size_m, e_m: step(cell.e_m, e), n_m: step(cell.n_m, n) };
            let touches = |at: &EastNorth| other == cell || at.distance_m(other.center()) <= AROUND_REPORTS_M;
            if !near.contains(&(other.n_m, other.e_m)) && in_cell[&cell].iter().any(touches) {
                near.insert((other.n_m, other.e_m));
            }
        }
    }
    let cells: Vec<Cell> = near.into_iter().map(|(n_m, e_m)| Cell { size_m, e_m, n_m }).collect();
    let along = parts_along(size_m);
    let part_m = size / along as f64;
    let parts = |cell: &Cell| {
        let at = |corner: i32, nth: usize| f64::from(corner) + (nth as f64 + 0.5) * part_m;
        let squares = (0..along).flat_map(|n| (0..along).map(move |e| (n, e)));
        let part = |(n, e)| Part { at: EastNorth { e: at(cell.e_m, e), n: at(cell.n_m, n) }, size: part_m * part_m };
        squares.map(part).collect::<Vec<_>>()
    };
    let units = Units::of_parts(cells.iter().map(parts), cells.len() as f64 * size * size / 1e6);
    let number: HashMap<Cell, u32> = cells.iter().copied().zip(0..).collect();
    let of_places = places.iter().map(|at| number.get(&Cell::containing(*at, size_m)).copied()).collect();
    (named(units, cells.into_iter().map(Unit::Cell)), of_places)
}

fn links(network: &Network, places: &[EastNorth]) -> (Units, Vec<Option<u32>>) {
    /// The ground of a street, for a likelihood that needs an area: squares of 250 m that a street touches.
    const SQUARE_M: u32 = 250;
    let parts = |(nth, laid): (u32, &Laid)| {
        let n_parts = (laid.length_m / PART_M).ceil().max(1.0) as usize;
        let part_m = laid.length_m / n_parts as f64;
        let link = LinkId(nth);
        let middle = |part: usize| network.place(Position { link, along_m: (part as f64 + 0.5) * part_m });
        (0..n_parts).map(|part| Part { at: middle(part), size: part_m }).collect::<Vec<_>>()
    };
    let units = Units::of_parts((0..).zip(network.links()).map(parts), 0.0);
    let squares: BTreeSet<Cell> = units.parts.iter().map(|part| Cell::containing(part.at, SQUARE_M)).collect();
    let area_km2 = squares.len() as f64 * f64::from(SQUARE_M).powi(2) / 1e6;
    let snapped = network.nearest_of_each(places, SNAP_LIMIT_M);
    let of_places = snapped.into_iter().map(|found| Some(found?.position.link.0)).collect();
    let names = (0..units.len() as u32).map(Unit::Link);
    (named(Units { area_km2, ..units }, names), of_places)
}

#[cfg(test)]
mod tests {
    use geo::{Area, polygon};

    use super::*;
    use crate::town::drawn;

    #[test]
    fn squares_of_an_area_have_the_size_that_lies_in_it_and_hold_what_lies_in_it() {
        let triangle = MultiPolygon::from(polygon![(x: 10.0, y: 10.0), (x: 910.0, y: 10.0), (x: 10.0, y: 610.0)]);
        let places = [(20.0, 20.0), (5.0, 20.0), (600.0, 400.0), (300.0, 200.0), (5_000.0, 0.0)];
        let places = places.map(|(e, n)| EastNorth { e, n });
        let (units, of_places) = Units::on(Ground::Cells { size_m: 150, within: &triangle }, &places);
        assert!((units.sizes().iter().sum::<f64>() - triangle.unsigned_area()).abs() < 1e-6);
        assert!((units.area_km2 * 1e6 - triangle.unsigned_area()).abs() < 1e-6);
        let name = |unit: u32| units.names[unit as usize];
        let cell = |e_m, n_m| Unit::Cell(Cell { size_m: 150, e_m, n_m });
        assert_eq!(of_places.map_named(name), [Some(cell(0, 0)), None, None, Some(cell(300, 150)), None]);
    }

    trait Named {
        fn map_named(self, name: impl Fn(u32) -> Unit) -> Vec<Option<Unit>>;
    }
    impl Named for Vec<Option<u32>> {
        fn map_named(self, name: impl Fn(u32) -> Unit) -> Vec<Option<Unit>> {
            self.into_iter().map(|unit| unit.map(&name)).collect()
        }
    }

    #[test]
    fn without_an_area_every_square_near_a_report_is_there_and_no_other() {
        let places = [(75.0, 75.0), (3_000.0, 80.0)].map(|(e, n)| EastNorth { e, n });
        let (units, of_places) = Units::on(Ground::CellsAround { size_m: 150 }, &places);
        assert!(of_places.iter().all(Option::is_some));
        let near = |cell: &Cell| places.iter().any(|at| at.distance_m(cell.center()) <= AROUND_REPORTS_M);
        let all = (-10..30).flat_map(|e| (-10..10).map(move |n| Cell { size_m: 150, e_m: e * 150, n_m: n * 150 }));
        let mut wanted: Vec<Unit> = all.filter(near).map(Unit::Cell).collect();
        let mut found = units.names.clone();
        wanted.sort();
        found.sort();
        assert_eq!(found, wanted);
        assert!(units.sizes().iter().all(|size| (size - 22_500.0).abs() < 1e-6));
    }

    #[test]
    fn links_have_their_length_and_hold_the_reports_beside_them() {
        let network = drawn::network(&[&[(0.0, 0.0), (120.0, 0.0)], &[(120.0, 0.0), (120.0, 30.0)]]);
        let places = [drawn::at(60.0, 10.0), drawn::at(125.0, 20.0), drawn::at(60.0, 100.0)];
        let (units, of_places) = Units::on(Ground::Links(&network), &places);
        assert_eq!(of_places, [Some(0), Some(1), None]);
        assert!((units.sizes()[0] - 120.0).abs() < 0.01 && (units.sizes()[1] - 30.0).abs() < 0.01);
        assert_eq!((units.parts_of(0).len(), units.parts_of(1).len()), (3, 1));
        assert!(units.parts_of(0)[1].at.distance_m(drawn::at(60.0, 0.0)) < 0.01);
    }
}
