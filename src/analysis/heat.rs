//! The heat map: reports per square, as a density that means the same everywhere.

use crate::geodesy::Cell;
use crate::index::{CellCount, Count, Filter, Frame, Snapshot};
use crate::observation::Window;

use super::legend::class_of;

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatParams {
    /// Its period must be closed: the density is per month.
    pub filter: Filter,
    pub cell: CellSize,
}

/// The side of the squares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CellSize {
    Fixed(u32),
    /// The smallest of [`CellSize::STEPS_M`] with at most [`CellSize::AUTO_CELLS`] squares in the bounds asked, empty
    /// ones included; the largest when none has so few. It depends on the bounds alone, so that another filter on the
    /// same map is drawn in the same squares.
    #[default]
    Auto,
}

impl CellSize {
    pub const STEPS_M: [u32; 5] = [100, 250, 500, 1000, 2000];
    pub const AUTO_CELLS: u64 = 2000;
}

/// A square with reports in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeatCell {
    pub cell: Cell,
    pub n_reports: u64,
    pub weight: f64,
    pub per_ha_month: f64,
    pub class: u8,
}

/// A number split by where it went; `shown + suppressed + outside == total`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Parts<T> {
    pub shown: T,
    /// Held back by `privacy`; the analysis itself holds nothing back.
    pub suppressed: T,
    /// Passes the filter, but lies in no shown square: outside the bounds, or without a place.
    pub outside: T,
    pub total: T,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Totals {
    pub n_reports: Parts<u64>,
    pub weight: Parts<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// Sorted by cell; squares without anything are left out.
    pub cells: Vec<HeatCell>,
    pub totals: Totals,
    pub cell_m: u32,
    pub months: f64,
}

/// How many reports there are in each square, per hectare and month.
///
/// # Method
/// A report counts in the square of its anchor. Its weight is shared out by time (an interval partly in the window, a
/// recurrence once a week: [`Moment::share`](crate::observation::Moment::share)) and by place (a stretch by length, an
/// area by surface: [`spread`](fn@crate::geodesy::spread)). Density is weight divided by the hectares of the square and
/// the months of the period; classes have fixed breaks, so no view makes its own colours. Bounds are grown to whole
/// squares.
///
/// # Units
/// Reports per hectare and month; a month is 30.4375 days, a twelfth of the mean Julian year.
///
/// # Edge cases
/// An empty period has no months and the density 0. A square may have weight and no report: something lies over it
/// whose anchor is next door.
///
/// # Complexity
/// By the rows in the bounds; see [`Snapshot::cells`] and [`Snapshot::total`].
pub fn heat(snapshot: &Snapshot, params: &HeatParams) -> Heat {
    let filter = &params.filter;
    let (counts, cell_m) = counted(snapshot, params);
    let outside_or_all = if filter.bounds.is_some() { snapshot.total(filter) } else { snapshot.unplaced(filter) };
    let totals = totals(&counts, outside_or_all, filter.bounds.is_some());
    with_totals(&counts, totals, cell_m, params)
}

/// The squares of [`heat`] alone, as a tile needs them: what lies outside is not looked at, and the totals are of what
/// is shown.
pub fn heat_shown(snapshot: &Snapshot, params: &HeatParams) -> Heat {
    let (counts, cell_m) = counted(snapshot, params);
    let totals = totals(&counts, Count::default(), false);
    with_totals(&counts, totals, cell_m, params)
}

fn counted(snapshot: &Snapshot, params: &HeatParams) -> (Vec<CellCount>, u32) {
    let cell_m = match params.cell {
        CellSize::Fixed(size_m) => size_m,
        CellSize::Auto => auto_size(snapshot, &params.filter),
    };
    (snapshot.cells(&params.filter, cell_m), cell_m)
}

fn with_totals(counts: &[CellCount], totals: Totals, cell_m: u32, params: &HeatParams) -> Heat {
    let months = months_of(&params.filter.window);
    Heat { cells: counts.iter().map(|count| density(count, months)).collect(), totals, cell_m, months }
}

/// Length of a period in months of 30.4375 days.
pub fn months_of(window: &Window) -> f64 {
    const MONTH_S: f64 = 30.4375 * 86_400.0;
    (window.to - window.from).max(0) as f64 / MONTH_S
}

fn auto_size(snapshot: &Snapshot, filter: &Filter) -> u32 {
    let [.., largest] = CellSize::STEPS_M;
    let Some(bounds) = filter.bounds.or_else(|| snapshot.extent()) else { return CellSize::STEPS_M[0] };
    let few = |size_m: &u32| Frame::touching(&bounds, *size_m).n_cells() <= CellSize::AUTO_CELLS;
    CellSize::STEPS_M.into_iter().find(few).unwrap_or(largest)
}

fn density(count: &CellCount, months: f64) -> HeatCell {
    let CellCount { cell, n_reports, weight } = *count;
    let per_ha_month = if months > 0.0 { weight / (cell.area_ha() * months) } else { 0.0 };
    HeatCell { cell, n_reports, weight, per_ha_month, class: class_of(per_ha_month) }
}

/// With bounds the whole is known and the outside is what is left; without, the outside is known and the whole is the
/// sum.
fn totals(counts: &[CellCount], other: Count, other_is_total: bool) -> Totals {
    let shown_n: u64 = counts.iter().map(|count| count.n_reports).sum();
    // From zero: the sum of nothing is minus zero.
    let shown_weight = counts.iter().fold(0.0, |sum, count| sum + count.weight);
    let (outside_n, outside_weight) = if other_is_total {
        let rest = other.weight - shown_weight;
        // What two sums in different order leave is no weight outside.
        let rounding = other.weight.abs() * 1e-12;
        (other.n_reports - shown_n, if rest.abs() <= rounding { 0.0 } else { rest })
    } else {
        (other.n_reports, other.weight)
    };
    let parts = |shown, outside| Parts { shown, suppressed: 0.0, outside, total: shown + outside };
    Totals {
        n_reports: Parts { shown: shown_n, suppressed: 0, outside: outside_n, total: shown_n + outside_n },
        weight: parts(shown_weight, outside_weight),
    }
}
