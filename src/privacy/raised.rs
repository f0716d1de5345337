//! Published numbers under a k that was raised since: told again in larger groups, before anybody asks.

use std::collections::BTreeMap;

use super::public::PublicCell;
use super::release::{BASE_CELL_M, largest_square_m};
use crate::geodesy::Cell;
use crate::observation::Group;

/// The published numbers as sums of at least k each.
///
/// # Method
/// A number that has k stays as it is. The others of its group wait, each in its own square, and go public again as
/// reports do: from the smallest squares up, in the first month in which k of them share a square of a size that month
/// uses. What has no company yet is not told.
///
/// # Why this cannot be undone
/// It is done before any question is asked: with or without a group, a month or a box, every answer is a sum of these
/// numbers, and no difference between two answers stands for fewer than the new k. A later month adds numbers and
/// changes none. Whoever kept answers from before k was raised can compare them with answers of today, and knows what
/// he knew then: the old k.
///
/// # Complexity
/// O(n log n) for each month in which something waits; nothing when k was not raised.
pub fn raised(published: Vec<PublicCell>, k: u32) -> Vec<PublicCell> {
    let Some(last) = published.iter().map(|number| number.month).max() else { return published };
    let (mut told, few): (Vec<_>, Vec<_>) = published.into_iter().partition(|number| number.n_reports >= k);
    let mut by_group: BTreeMap<Group, Vec<PublicCell>> = BTreeMap::new();
    for number in few {
        by_group.entry(number.group).or_default().push(number);
    }
    for (group, mut numbers) in by_group {
        numbers.sort_by_key(|number| number.month);
        let mut month = numbers[0].month;
        let mut numbers = numbers.into_iter().peekable();
        let mut waiting: Vec<(Cell, u32)> = Vec::new();
        while month <= last {
            while let Some(number) = numbers.next_if(|number| number.month == month) {
                waiting.push((number.cell, number.n_reports));
            }
            for (cell, n_reports) in gathered(&mut waiting, k, largest_square_m(month)) {
                told.push(PublicCell { group, month, cell, n_reports });
            }
            month = month.next();
        }
    }
    told
}

/// Takes out of what waits those that reach k together in a square no larger than that.
fn gathered(waiting: &mut Vec<(Cell, u32)>, k: u32, largest_m: u32) -> Vec<(Cell, u32)> {
    let mut squares: BTreeMap<Cell, Vec<(Cell, u32)>> = BTreeMap::new();
    for (cell, n) in waiting.drain(..) {
        squares.entry(cell).or_default().push((cell, n));
    }
    let mut told = Vec::new();
    let mut size_m = BASE_CELL_M;
    while size_m <= largest_m && !squares.is_empty() {
        let mut next: BTreeMap<Cell, Vec<(Cell, u32)>> = BTreeMap::new();
        for (cell, members) in squares {
            let n: u32 = members.iter().map(|(_, n)| n).sum();
            if cell.size_m > size_m {
                next.entry(cell).or_default().extend(members);
            } else if n >= k {
                told.push((cell, n));
            } else {
                next.entry(cell.parent()).or_default().extend(members);
            }
        }
        squares = next;
        size_m *= 2;
    }
    waiting.extend(squares.into_values().flatten());
    told
}

#[cfg(test)]
mod tests {
    use rand::RngExt;
    use rand_pcg::rand_core::SeedableRng;

    use super::*;
    use crate::geodesy::EastNorth;
    use crate::observation::Month;

    fn number(month: i8, e: f64, n: f64, size_m: u32, n_reports: u32) -> PublicCell {
        let cell = Cell::containing(EastNorth { e, n }, size_m);
        PublicCell { group: Group::Traffic, month: Month::new(2026, month).unwrap(), cell, n_reports }
    }

    #[test]
    fn numbers_that_have_k_stay_as_they_are() {
        let published = vec![number(1, 0.0, 0.0, 250, 6), number(2, 0.0, 0.0, 250, 9)];
        assert_eq!(raised(published.clone(), 6), published);
    }

    #[test]
    fn a_number_below_the_new_k_waits_for_the_next_month_or_its_neighbour() {
        let later = vec![number(1, 0.0, 0.0, 250, 6), number(2, 0.0, 0.0, 250, 7)];
        assert_eq!(raised(later, 10), [number(2, 0.0, 0.0, 250, 13)]);
        let beside = vec![number(1, 0.0, 0.0, 250, 6), number(1, 250.0, 0.0, 250, 6)];
        assert_eq!(raised(beside, 10), [number(1, 0.0, 0.0, 500, 12)]);
        assert_eq!(raised(vec![number(1, 0.0, 0.0, 250, 6)], 10), [], "alone it is not told");
        let far = vec![number(1, 0.0, 0.0, 250, 6), number(1, 1_500.0, 0.0, 250, 6), number(3, 9e5, 0.0, 250, 12)];
        assert_eq!(raised(far[..2].to_vec(), 10), [], "January has no squares of 2 km");
        assert_eq!(raised(far, 10), [number(3, 9e5, 0.0, 250, 12), number(3, 0.0, 0.0, 2_000, 12)], "March has");
    }

    #[test]
    fn every_number_has_k_nothing_is_told_twice_and_a_later_month_changes_none() {
        let mut dice = rand_pcg::Pcg64::seed_from_u64(1273);
        for k in [7, 12, 40] {
            let mut published: Vec<PublicCell> = Vec::new();
            for month in 1..=12 {
                for _ in 0..40 {
                    let (e, n) = (dice.random_range(0.0..8_000.0), dice.random_range(0.0..8_000.0));
                    published.push(number(month, e, n, 250 << dice.random_range(0..3), dice.random_range(6..20)));
                }
            }
            let all: u32 = published.iter().map(|one| one.n_reports).sum();
            let told = raised(published.clone(), k);
            let told_n: u32 = told.iter().map(|one| one.n_reports).sum();
            assert!(told.iter().all(|one| one.n_reports >= k), "{k}");
            assert!(told_n <= all && all - told_n < k, "{k}: December takes all but the last few: {told_n} of {all}");
            let march = Month::new(2026, 3).unwrap();
            let early: Vec<PublicCell> = published.into_iter().filter(|one| one.month <= march).collect();
            let sorted = |mut list: Vec<PublicCell>| {
                list.sort_by_key(|one| (one.month, one.cell, one.n_reports));
                list
            };
            let then: Vec<PublicCell> = told.into_iter().filter(|one| one.month <= march).collect();
            assert_eq!(sorted(raised(early, k)), sorted(then), "{k}");
        }
    }
}
