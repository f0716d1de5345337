//! The public heatmap: sums of published cells, and nothing else.

use std::collections::BTreeMap;

use super::Cleared;
use super::release::YEARLY_MAX_M;
use crate::analysis::{Heat, HeatCell, Parts, Totals, class_of};
use crate::geodesy::{Bounds, Cell, Metric};
use crate::observation::{Group, Month};

/// A published number: so many reports of one group in one square, published in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicCell {
    pub group: Group,
    pub month: Month,
    pub cell: Cell,
    pub n_reports: u32,
}

/// What the public may ask: whole groups, whole months, a box.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicQuestion {
    pub groups: Vec<Group>,
    pub from: Month,
    pub to: Month,
    /// Months between them of which nothing is published any more: nothing is divided by them.
    pub unpublished: Vec<Month>,
    /// Squares are shown no smaller than this; one of 250 × 2ⁿ.
    pub smallest_m: u32,
    pub bounds: Option<Bounds>,
}

impl PublicQuestion {
    /// Over how many months what is found was told.
    pub fn months(&self) -> u32 {
        let missing = self.unpublished.iter().filter(|month| (self.from..=self.to).contains(*month)).count();
        self.from.count_to(self.to).saturating_sub(missing as u32)
    }
}

/// Sums the published cells that answer the question.
///
/// # Method
/// Every number is counted in exactly one square: its own, or the one of `smallest_m` around it. Squares of different
/// sizes may lie in each other; the larger one holds the reports that were too few to be shown closer. When the
/// municipality has raised its k since, the cells have been told anew before anybody asks
/// ([`raised`](fn@super::raised)); one below k that comes here all the same is merged upwards until it reaches it.
///
/// # Edge cases
/// Fewer than k reports: an empty map, the same as for none.
pub fn public_heat(published: &[PublicCell], question: &PublicQuestion, k: u32, metric: &Metric) -> Cleared<Heat> {
    let months = question.months();
    let mut squares: BTreeMap<Cell, u32> = BTreeMap::new();
    let asked = |cell: &&PublicCell| {
        question.groups.contains(&cell.group) && (question.from..=question.to).contains(&cell.month)
    };
    for published in published.iter().filter(asked) {
        let cell = published.cell.coarsened(published.cell.size_m.max(question.smallest_m));
        *squares.entry(cell).or_default() += published.n_reports;
    }
    let squares = raised_to(squares, k);

    let total: u64 = squares.values().map(|n| u64::from(*n)).sum();
    let mut cells: Vec<HeatCell> = squares
        .into_iter()
        .filter(|(cell, _)| question.bounds.is_none_or(|bounds| cell.touches(&bounds, metric)))
        .map(|(cell, n_reports)| {
            let weight = f64::from(n_reports);
            let per_ha_month = weight / cell.area_ha() / f64::from(months.max(1));
            HeatCell { cell, n_reports: u64::from(n_reports), weight, per_ha_month, class: class_of(per_ha_month) }
        })
        .collect();
    // Large squares first, so that whoever draws them in order sees the small ones on top.
    cells.sort_by_key(|found| (std::cmp::Reverse(found.cell.size_m), found.cell));
    let shown: u64 = cells.iter().map(|found| found.n_reports).sum();
    let parts = |shown: f64, total: f64| Parts { shown, suppressed: 0.0, outside: total - shown, total };
    Cleared::stamp(Heat {
        cells,
        totals: Totals {
            n_reports: Parts { shown, suppressed: 0, outside: total - shown, total },
            weight: parts(shown as f64, total as f64),
        },
        cell_m: question.smallest_m,
        months: f64::from(months),
    })
}

/// Merges cells below k into the next larger square, until each has k or there is no larger one; what is left below k
/// is not shown and not counted.
fn raised_to(mut squares: BTreeMap<Cell, u32>, k: u32) -> BTreeMap<Cell, u32> {
    let mut done = BTreeMap::new();
    while !squares.is_empty() {
        let smallest = squares.keys().map(|cell| cell.size_m).min().expect("not empty");
        let mut larger: BTreeMap<Cell, u32> = BTreeMap::new();
        for (cell, n) in squares {
            if cell.size_m > smallest {
                *larger.entry(cell).or_default() += n;
            } else if n >= k {
                *done.entry(cell).or_default() += n;
            } else if cell.size_m < YEARLY_MAX_M {
                *larger.entry(cell.parent()).or_default() += n;
            }
        }
        squares = larger;
    }
    done
}
