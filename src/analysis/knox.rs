//! Near repeats: whether a report makes another one nearby soon after more likely.

use rayon::prelude::*;
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::draws::stream;
use crate::geodesy::EastNorth;

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct KnoxParams {
    /// Each band of distance ends here, itself included, and begins after the one before (the first at 0). A last band
    /// without an end is always added. Default 0, 100, 200, 400 m: the same place is a band of its own.
    pub distance_to_m: Vec<f64>,
    /// The same for whole days between two reports. Default 1, 7, 14, 28 days.
    pub time_to_days: Vec<u32>,
    /// Default: in a straight line.
    pub distance: Distance,
    /// Shuffled calendars. Default 999.
    pub replicates: u32,
    pub seed: u64,
}

impl Default for KnoxParams {
    fn default() -> Self {
        Self {
            distance_to_m: vec![0.0, 100.0, 200.0, 400.0],
            time_to_days: vec![1, 7, 14, 28],
            distance: Distance::Straight,
            replicates: 999,
            seed: 1,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Distance {
    #[default]
    Straight,
    /// East and north are added: blocks of a street grid.
    Manhattan,
}

/// An event with its place and its day, counted from any day zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DatedPlace {
    pub at: EastNorth,
    pub day: i32,
}

/// A band of distance crossed with a band of time.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct KnoxCell {
    pub pairs: u64,
    /// The mean over all orders of the days.
    pub expected: f64,
    /// 1 + shuffled calendars with as many pairs or more, of 1 + all.
    pub p: f64,
}

impl KnoxCell {
    /// How many times more pairs than expected; `None` where none is expected.
    pub fn ratio(&self) -> Option<f64> {
        (self.expected > 0.0).then(|| self.pairs as f64 / self.expected)
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Knox {
    /// One row for each band of distance, one column for each band of time, the bands without end last.
    pub cells: Vec<Vec<KnoxCell>>,
    pub n_pairs: u64,
}

/// How many pairs of reports lie close in place and time, and how many would by chance.
///
/// # Method
/// Every pair falls into one band of distance and one of time (Knox 1964). If place and time had nothing to do with
/// each other, a cell would hold row × column / all pairs on average over all orders of the days. `p` comes from
/// shuffling the days among the places, which keeps busy places and busy weeks as they are.
///
/// # Units
/// Metres and whole days.
///
/// # Edge cases
/// Bands are sorted; those that are no numbers or negative are dropped. Fewer than two events make no pairs: all cells
/// are 0 with p = 1. The last rows and columns hold what is far apart; they are there so that the table adds up.
///
/// # Complexity
/// Pairs within the longest ended distance are found through an R-tree and visited once a replicate; pairs further
/// apart are never looked at, they are what is left of the column sums (sorting, n × bands).
///
/// # References
/// E. G. Knox, M. S. Bartlett (1964), The detection of space-time interactions, doi:10.2307/2985220. S. D. Johnson et
/// al. (2007), Space-time patterns of risk: a cross national assessment of residential burglary victimization,
/// doi:10.1007/s10940-007-9025-3.
pub fn knox(events: &[DatedPlace], params: &KnoxParams) -> Knox {
    let mut rows = params.distance_to_m.clone();
    rows.retain(|to_m| *to_m >= 0.0 && to_m.is_finite());
    rows.sort_by(f64::total_cmp);
    rows.dedup();
    let mut columns = params.time_to_days.clone();
    columns.sort_unstable();
    columns.dedup();

    let days: Vec<i32> = events.iter().map(|event| event.day).collect();
    let close = close_pairs(events, &rows, params.distance);
    let mut in_row = vec![0; rows.len()];
    close.iter().for_each(|pair| in_row[pair.row as usize] += 1);
    let in_column = pairs_by_time(&days, &columns);
    let column_of = column_of_days(&days, &columns);
    let fixed = Fixed { close, in_row, in_column, column_of };
    let observed = counts(&fixed, &days);

    let at_least = as_many_by_chance(&fixed, &days, &observed, params);
    let n_pairs: u64 = fixed.in_column.iter().sum();
    let n_columns = columns.len() + 1;
    let row_sums: Vec<u64> = observed.chunks(n_columns).map(|row| row.iter().sum()).collect();
    let cell = |row: usize, column: usize| KnoxCell {
        pairs: observed[row * n_columns + column],
        expected: row_sums[row] as f64 * fixed.in_column[column] as f64 / n_pairs.max(1) as f64,
        p: f64::from(1 + at_least[row * n_columns + column]) / f64::from(1 + params.replicates),
    };
    let cells = (0..=rows.len()).map(|row| (0..n_columns).map(|column| cell(row, column)).collect()).collect();
    Knox { cells, n_pairs }
}

/// Two events within the longest ended distance.
struct ClosePair {
    one: u32,
    other: u32,
    row: u32,
}

fn close_pairs(events: &[DatedPlace], rows: &[f64], distance: Distance) -> Vec<ClosePair> {
    let Some(&longest) = rows.last() else { return Vec::new() };
    let numbered = events.iter().zip(0..).map(|(event, i)| GeomWithData::new([event.at.e, event.at.n], i)).collect();
    let tree: RTree<GeomWithData<[f64; 2], u32>> = RTree::bulk_load(numbered);
    let mut pairs = Vec::new();
    for (event, one) in events.iter().zip(0..) {
        let EastNorth { e, n } = event.at;
        let square = AABB::from_corners([e - longest, n - longest], [e + longest, n + longest]);
        for found in tree.locate_in_envelope_intersecting(&square) {
            let other = found.data;
            let apart = match distance {
                Distance::Straight => event.at.distance_m(events[other as usize].at),
                Distance::Manhattan => (e - found.geom()[0]).abs() + (n - found.geom()[1]).abs(),
            };
            if one < other && apart <= longest {
                let row = rows.partition_point(|to_m| *to_m < apart) as u32;
                pairs.push(ClosePair { one, other, row });
            }
        }
    }
    pairs
}

/// All pairs in each band of time; shuffling does not change them.
fn pairs_by_time(days: &[i32], columns: &[u32]) -> Vec<u64> {
    let mut sorted = days.to_vec();
    sorted.sort_unstable();
    let within = |to_days: u32| -> u64 {
        let mut first = 0;
        let mut pairs = 0;
        for (last, &day) in sorted.iter().enumerate() {
            while i64::from(day) - i64::from(sorted[first]) > i64::from(to_days) {
                first += 1;
            }
            pairs += (last - first) as u64;
        }
        pairs
    };
    let n = days.len() as u64;
    let mut up_to: Vec<u64> = columns.iter().map(|&to_days| within(to_days)).collect();
    up_to.push(n * n.saturating_sub(1) / 2);
    (0..up_to.len()).map(|i| up_to[i] - if i == 0 { 0 } else { up_to[i - 1] }).collect()
}

/// Only as far as days are apart at all, however long the bands are.
fn column_of_days(days: &[i32], columns: &[u32]) -> Vec<usize> {
    let (Some(&longest), Some(first), Some(last)) = (columns.last(), days.iter().min(), days.iter().max()) else {
        return Vec::new();
    };
    (0..=longest.min(last.abs_diff(*first))).map(|apart| columns.partition_point(|to_days| *to_days < apart)).collect()
}

/// What no calendar changes.
struct Fixed {
    close: Vec<ClosePair>,
    /// Close pairs in each row.
    in_row: Vec<u64>,
    /// All pairs in each column.
    in_column: Vec<u64>,
    /// The column of each number of days apart, as long as it is not the last.
    column_of: Vec<usize>,
}

/// The table, row by row. Close pairs long apart are never counted, nor pairs far apart: they are what is left of the
/// rows and the columns.
fn counts(fixed: &Fixed, days: &[i32]) -> Vec<u64> {
    let (n_rows, n_columns) = (fixed.in_row.len(), fixed.in_column.len());
    let mut counts = vec![0; (n_rows + 1) * n_columns];
    for pair in &fixed.close {
        let apart = days[pair.one as usize].abs_diff(days[pair.other as usize]) as usize;
        if let Some(column) = fixed.column_of.get(apart) {
            counts[pair.row as usize * n_columns + column] += 1;
        }
    }
    for row in 0..n_rows {
        let last = (row + 1) * n_columns - 1;
        counts[last] = fixed.in_row[row] - counts[row * n_columns..last].iter().sum::<u64>();
    }
    for column in 0..n_columns {
        let close: u64 = counts.iter().skip(column).step_by(n_columns).sum();
        counts[n_rows * n_columns + column] = fixed.in_column[column] - close;
    }
    counts
}

/// For each cell the shuffled calendars that give it as many pairs or more.
fn as_many_by_chance(fixed: &Fixed, days: &[i32], observed: &[u64], params: &KnoxParams) -> Vec<u32> {
    let one_calendar = |replicate: u32| -> Vec<u32> {
        let mut shuffled = days.to_vec();
        stream(params.seed, u64::from(replicate)).shuffle(&mut shuffled);
        let by_chance = counts(fixed, &shuffled);
        by_chance.iter().zip(observed).map(|(by_chance, seen)| u32::from(by_chance >= seen)).collect()
    };
    let add = |mut sum: Vec<u32>, one: Vec<u32>| {
        sum.iter_mut().zip(one).for_each(|(sum, one)| *sum += one);
        sum
    };
    (0..params.replicates).into_par_iter().map(one_calendar).reduce(|| vec![0; observed.len()], add)
}

#[cfg(test)]
mod tests {
    use super::super::draws::Draws;
    use super::*;

    fn event(e: f64, n: f64, day: i32) -> DatedPlace {
        DatedPlace { at: EastNorth { e, n }, day }
    }

    fn noise(draws: &mut Draws, n: usize) -> Vec<DatedPlace> {
        (0..n).map(|_| event(draws.unit() * 2000.0, draws.unit() * 2000.0, draws.below(60) as i32)).collect()
    }

    #[test]
    fn every_pair_is_in_the_cell_that_a_plain_loop_puts_it_in() {
        for distance in [Distance::Straight, Distance::Manhattan] {
            let mut events = noise(&mut stream(6, 0), 150);
            events.extend_from_within(..9);
            let params = KnoxParams { distance, replicates: 0, ..KnoxParams::default() };
            let mut wanted = vec![vec![0; 5]; 5];
            for (i, a) in events.iter().enumerate() {
                for b in &events[..i] {
                    let (de, dn) = ((a.at.e - b.at.e).abs(), (a.at.n - b.at.n).abs());
                    let apart = if distance == Distance::Straight { de.hypot(dn) } else { de + dn };
                    let row = params.distance_to_m.iter().filter(|to_m| apart > **to_m).count();
                    let column = params.time_to_days.iter().filter(|to| a.day.abs_diff(b.day) > **to).count();
                    wanted[row][column] += 1;
                }
            }
            let table = knox(&events, &params);
            let pairs: Vec<Vec<u64>> =
                table.cells.iter().map(|row| row.iter().map(|cell| cell.pairs).collect()).collect();
            assert_eq!(pairs, wanted);
            assert_eq!(table.n_pairs, 159 * 158 / 2);
        }
    }

    #[test]
    fn repeats_are_found_and_noise_has_none() {
        let mut events = noise(&mut stream(6, 1), 200);
        let params = KnoxParams { distance_to_m: vec![100.0], time_to_days: vec![3], ..KnoxParams::default() };
        assert!(knox(&events, &params).cells[0][0].p > 0.05);
        let repeats: Vec<DatedPlace> =
            events[..25].iter().map(|first| event(first.at.e + 30.0, first.at.n, first.day + 2)).collect();
        events.extend(repeats);
        let near_and_soon = knox(&events, &params).cells[0][0];
        assert!(near_and_soon.p == 0.001 && near_and_soon.ratio() > Some(1.5), "{near_and_soon:?}");
    }

    #[test]
    fn what_is_expected_is_the_mean_over_every_order_of_the_days() {
        let places = [0.0, 50.0, 75.0, 400.0];
        let params =
            KnoxParams { distance_to_m: vec![60.0], time_to_days: vec![4], replicates: 0, ..Default::default() };
        let of = |days: [i32; 4]| {
            let events: Vec<DatedPlace> = places.iter().zip(days).map(|(&e, day)| event(e, 0.0, day)).collect();
            knox(&events, &params).cells[0][0]
        };
        let days = [1, 2, 8, 11];
        let (mut sum, mut orders) = (0, 0);
        for a in 0..4 {
            for b in (0..4).filter(|&b| b != a) {
                for c in (0..4).filter(|&c| c != a && c != b) {
                    sum += of([days[a], days[b], days[c], days[6 - a - b - c]]).pairs;
                    orders += 1;
                }
            }
        }
        assert!((of(days).expected - sum as f64 / f64::from(orders)).abs() < 1e-12);
    }

    #[test]
    fn nothing_alone_or_without_bands_makes_an_empty_table() {
        let alone = knox(&[event(0.0, 0.0, 3)], &KnoxParams::default());
        assert!(alone.cells.iter().flatten().all(|cell| (cell.pairs, cell.p) == (0, 1.0)) && alone.n_pairs == 0);
        assert_eq!(knox(&[], &KnoxParams::default()).cells.len(), 5);
        let bare = KnoxParams { distance_to_m: vec![f64::NAN, -1.0], time_to_days: vec![], ..KnoxParams::default() };
        let table = knox(&[event(0.0, 0.0, 0), event(1.0, 0.0, 9)], &bare);
        assert_eq!((table.cells.len(), table.cells[0].len(), table.cells[0][0].pairs), (1, 1, 1));
    }
}
