//! The publishing cycle: reports go public in groups of at least k, each group once, and never again.
//!
//! # Method
//! Every month the reports not yet public are laid on a fixed quadtree of squares (250 m, 500 m, 1 km, …). From the
//! smallest squares up, a square that holds at least k independent reports is published as one number, and its reports
//! are done with. The rest waits for company: in most months squares up to 1 km are used, at the end of a quarter up to
//! 4 km, at the end of a year all sizes.
//!
//! # Why this cannot be undone
//! Everything public is a sum of such numbers. Each stands for k or more reports that appear in no other number, so no
//! difference between two answers (two filters, two zooms, two days) can stand for fewer than k reports. Which sizes
//! are used when follows from the calendar and not from the reports.
//!
//! The streets of a square refine it into parts of k or more in the same way: [`refine`](fn@crate::privacy::refine).
//!
//! A k that is raised later holds for what was published before, too: [`raised`](fn@crate::privacy::raised).
//!
//! # What it cannot do
//! Somebody who files k − 1 invented reports at a place himself can tell when the k-th arrives. Repeats (same category,
//! within 50 m and 24 hours, told to us directly) count once, which makes that slow and visible.

use std::collections::{BTreeMap, HashMap};

use super::street_parts::StreetPart;
use crate::geodesy::{Cell, EastNorth};
use crate::observation::{Category, Group, Month, Seconds};

/// The smallest public square.
pub const BASE_CELL_M: u32 = 250;
pub(super) const MONTHLY_MAX_M: u32 = 1_000;
const QUARTERLY_MAX_M: u32 = 4_000;
/// The largest public square: larger than any municipality in Sweden.
pub(super) const YEARLY_MAX_M: u32 = 512_000;

const REPEAT_WITHIN_M: f64 = 50.0;
const REPEAT_WITHIN_S: Seconds = 24 * 3600;

/// A report that waits to be published.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    pub key: u32,
    pub anchor: EastNorth,
    pub category: Category,
    pub told_at: Seconds,
    /// Records of another system have been told apart there; only what was told to us directly can be a repeat.
    pub imported: bool,
}

/// Reports that go public together as one number.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    pub cell: Cell,
    /// In ascending order.
    pub keys: Vec<u32>,
}

/// What is written for the public in one go: a square of one group and month, and the same reports by street.
#[derive(Debug, Clone, PartialEq)]
pub struct Released {
    pub group: Group,
    pub month: Month,
    pub batch: Batch,
    /// None when the square has no streets; otherwise they add up to the batch.
    pub parts: Vec<StreetPart>,
}

/// Chooses what is published this month from one group's waiting reports.
///
/// # Edge cases
/// Fewer than k reports in all: nothing is published, and nobody can tell that from no reports.
///
/// # Complexity
/// O(n log n) per size of square.
pub fn release(waiting: &[Pending], month: Month, k: u32) -> Vec<Batch> {
    let mut squares: BTreeMap<Cell, Vec<&Pending>> = BTreeMap::new();
    for report in waiting {
        squares.entry(Cell::containing(report.anchor, BASE_CELL_M)).or_default().push(report);
    }
    let mut batches = Vec::new();
    let mut size_m = BASE_CELL_M;
    while size_m <= largest_square_m(month) && !squares.is_empty() {
        let mut left: BTreeMap<Cell, Vec<&Pending>> = BTreeMap::new();
        for (cell, members) in squares {
            if members.len() >= k as usize && independent(&members) >= k as usize {
                let mut keys: Vec<u32> = members.iter().map(|report| report.key).collect();
                keys.sort_unstable();
                batches.push(Batch { cell, keys });
            } else {
                left.entry(cell.parent()).or_default().extend(members);
            }
        }
        squares = left;
        size_m *= 2;
    }
    batches
}

pub(super) fn largest_square_m(month: Month) -> u32 {
    match month.of_year() {
        12 => YEARLY_MAX_M,
        3 | 6 | 9 => QUARTERLY_MAX_M,
        _ => MONTHLY_MAX_M,
    }
}

/// How many of the reports count as different ones.
pub(super) fn independent(members: &[&Pending]) -> usize {
    let mut in_order: Vec<&Pending> = members.to_vec();
    in_order.sort_by_key(|report| (report.told_at, report.key));
    let mut counted: HashMap<(Category, i64, i64), Vec<&Pending>> = HashMap::new();
    let mut n = 0;
    for report in in_order {
        let square = |v: f64| (v / REPEAT_WITHIN_M).floor() as i64;
        let (x, y) = (square(report.anchor.e), square(report.anchor.n));
        let near = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (report.category, x, y)));
        let repeats = !report.imported
            && near.filter_map(|bin| counted.get(&bin)).flatten().any(|earlier| {
                report.told_at - earlier.told_at <= REPEAT_WITHIN_S
                    && report.anchor.distance_m(earlier.anchor) <= REPEAT_WITHIN_M
            });
        if !repeats {
            n += 1;
            counted.entry((report.category, x, y)).or_default().push(report);
        }
    }
    n
}
