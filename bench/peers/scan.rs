//! The floor: two threads that look at every row of plain columns and add one to a cell.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::Counting;
use crate::columns::{Columns, SIDE_M, WEST_SOUTH_M};

pub fn count(columns: &Columns, counting: &Counting) -> BTreeMap<(i32, i32), u64> {
    let half = columns.len() / 2;
    let run = |rows: Range<usize>| match counting.size_m {
        // The size is known when compiled, so that the division is a multiplication.
        250 => filtered::<25_000>(columns, counting, rows),
        1_000 => filtered::<100_000>(columns, counting, rows),
        other => panic!("the scan knows no cells of {other} m"),
    };
    let sheets = std::thread::scope(|scope| {
        let other = scope.spawn(|| run(half..columns.len()));
        [run(0..half), other.join().expect("counting does not panic")]
    });
    let size = counting.size_m as i32;
    let width = SIDE_M / size;
    let mut cells = BTreeMap::new();
    for (slot, (one, other)) in sheets[0].iter().zip(&sheets[1]).enumerate() {
        let count = u64::from(*one) + u64::from(*other);
        if count > 0 {
            let (column, row) = (slot as i32 / width, slot as i32 % width);
            cells.insert((WEST_SOUTH_M.0 + column * size, WEST_SOUTH_M.1 + row * size), count);
        }
    }
    cells
}

fn filtered<const CM: u32>(columns: &Columns, counting: &Counting, rows: Range<usize>) -> Vec<u32> {
    let (category, t) = (&columns.category[rows.clone()], &columns.t[rows.clone()]);
    let hour = &columns.hour[rows.clone()];
    let (e, n) = (&columns.e_cm[rows.clone()], &columns.n_cm[rows]);
    let categories = counting.categories.iter().fold(0_u32, |set, c| set | 1 << c);
    let (from, to) = counting.period.unwrap_or((0, i64::from(i32::MAX)));
    let (from, length) = (from as u32, (to - from) as u32);
    let mut hours = [false; 256];
    counting.hours.iter().for_each(|hour| hours[*hour] = true);
    let [west, south, east, north] =
        counting.bounds.map_or([i32::MIN, i32::MIN, i32::MAX, i32::MAX], |b| b.map(|metres| (metres * 100.0) as i32));
    let of_category = |i: usize| categories & (1 << category[i]) != 0;
    let in_period = |i: usize| (t[i] as u32).wrapping_sub(from) < length;
    let in_hours = |i: usize| hours[usize::from(hour[i])];
    let in_bounds = |i: usize| e[i] >= west && e[i] < east && n[i] >= south && n[i] < north;
    match (counting.categories.is_empty(), counting.hours.is_empty(), counting.bounds.is_none()) {
        (true, true, true) => tally::<CM>(e, n, |_| true),
        (true, true, false) => tally::<CM>(e, n, in_bounds),
        (false, true, true) => tally::<CM>(e, n, |i| of_category(i) & in_period(i)),
        (false, true, false) => tally::<CM>(e, n, |i| of_category(i) & in_period(i) & in_bounds(i)),
        (false, false, true) => tally::<CM>(e, n, |i| of_category(i) & in_period(i) & in_hours(i)),
        _ => panic!("no such question is asked"),
    }
}

fn tally<const CM: u32>(e: &[i32], n: &[i32], pass: impl Fn(usize) -> bool) -> Vec<u32> {
    let width = SIDE_M as u32 * 100 / CM;
    let mut sheet = vec![0; (width * width) as usize];
    for (i, (&e, &n)) in e.iter().zip(n).enumerate() {
        if pass(i) {
            let column = (e - WEST_SOUTH_M.0 * 100) as u32 / CM;
            let row = (n - WEST_SOUTH_M.1 * 100) as u32 / CM;
            sheet[(column * width + row) as usize] += 1;
        }
    }
    sheet
}
