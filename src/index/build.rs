//! Builds a part: observations come one by one, go straight into columns, and are sorted when all have come.

use crate::geodesy::{EastNorth, Shape};
use crate::observation::{Clock, Moment, Observation, Seconds};

use super::block::{Block, BlockTree};
use super::hilbert::Curve;
use super::kind::{Interner, Kind, KindCode};
use super::ledger::Ledger;
use super::part::{INTERVAL, Part, RECURRENCE};
use super::place::{CmBox, REACH_M, cm};

/// Takes observations one at a time, so that ten million never stand in memory as anything but columns.
///
/// # Edge cases
/// Of several with one key the last holds; withdrawn ones are forgotten. A position that is no number or lies beyond
/// the globe, and a shape without points, count as not placed. A weight that is no number or below 0 is 0. Seconds
/// before 1970 or after 2106 are clamped.
///
/// # Complexity
/// About 35 bytes a row while collecting; n log n to finish.
#[derive(Debug, Clone)]
pub struct Builder {
    clock: Clock,
    block_rows: usize,
    e: Vec<i32>,
    n: Vec<i32>,
    start: Vec<u32>,
    hour: Vec<u8>,
    kind: Vec<KindCode>,
    key: Vec<u32>,
    weight: Vec<f32>,
    told: Vec<u16>,
    /// Where the moment ends, for rows that are no instant.
    ends: Vec<(u32, u32)>,
    shapes: Vec<(u32, Shape)>,
    interner: Interner,
    keys_ascend: bool,
}

/// Few enough that a block is near one place, many enough that blocks are few.
const BLOCK_ROWS: usize = 256;

/// What every row has, as it stands in the columns.
struct Row {
    key: u32,
    at: [i32; 2],
    start: u32,
    hour: u8,
    code: KindCode,
    weight: f32,
    told: u16,
}

/// Which rows come first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Plain,
    Odd,
    Unplaced,
}

impl Builder {
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            block_rows: BLOCK_ROWS,
            e: Vec::new(),
            n: Vec::new(),
            start: Vec::new(),
            hour: Vec::new(),
            kind: Vec::new(),
            key: Vec::new(),
            weight: Vec::new(),
            told: Vec::new(),
            ends: Vec::new(),
            shapes: Vec::new(),
            interner: Interner::default(),
            keys_ascend: true,
        }
    }

    /// Blocks of another length; the answers are the same.
    pub fn with_block_rows(mut self, rows: usize) -> Self {
        self.block_rows = rows.max(1);
        self
    }

    pub fn len(&self) -> usize {
        self.key.len()
    }

    pub fn is_empty(&self) -> bool {
        self.key.is_empty()
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Keys that ascend, as the store gives them, spare a sort.
    pub fn push(&mut self, o: &Observation) {
        let row = self.key.len() as u32;
        let sane = is_sane(&o.shape);
        let anchor = if sane { o.shape.anchor() } else { EastNorth { e: 0.0, n: 0.0 } };
        let shaped = sane && !matches!(o.shape, Shape::Point(_));
        if shaped {
            self.shapes.push((row, o.shape.clone()));
        }
        let second = |at: Seconds| at.clamp(0, Seconds::from(u32::MAX) - 1) as u32;
        let (from, to) = o.moment.span();
        let (hour, hours) = match o.moment {
            Moment::Instant(at) => (self.clock.hour_of_week(Seconds::from(second(at))) as u8, None),
            Moment::Interval { .. } => (INTERVAL, None),
            Moment::Recurrence { hours, .. } => (RECURRENCE, Some(self.interner.hours(hours))),
        };
        if hour >= INTERVAL {
            self.ends.push((row, second(to)));
        }
        let channel = self.interner.channel(&o.channel);
        let code = self.interner.code(Kind {
            causes: o.causes,
            channel,
            hours,
            category: o.category,
            severity: o.severity,
            state: o.state,
            placed: o.placed && sane,
            shaped,
        });
        let weight = if o.weight.is_finite() { o.weight.max(0.0) } else { 0.0 };
        let told = o.told_day.clamp(0, i32::from(u16::MAX)) as u16;
        let at = [cm(anchor.e), cm(anchor.n)];
        self.push_row(Row { key: o.key, at, start: second(from), hour, code, weight, told });
    }

    /// Takes over the rows of a finished part, without those hidden (ascending row numbers).
    pub(super) fn append(&mut self, part: &Part, hidden: &[u32]) {
        let mut known: Vec<Option<KindCode>> = vec![None; part.kinds.list().len()];
        let mut hidden = hidden.iter().copied().peekable();
        for row in 0..part.len() {
            if hidden.next_if_eq(&(row as u32)).is_some() {
                continue;
            }
            let new_row = self.key.len() as u32;
            let old = part.kind[row];
            let code = known[old.id()].unwrap_or_else(|| self.adopt(part, old));
            known[old.id()] = Some(code);
            if let Some(shape) = part.shape(row) {
                self.shapes.push((new_row, shape.clone()));
            }
            if part.hour[row] >= INTERVAL {
                self.ends.push((new_row, part.ends[row - part.plain as usize]));
            }
            self.push_row(Row {
                key: part.key[row],
                at: [part.e[row], part.n[row]],
                start: part.start[row],
                hour: part.hour[row],
                code,
                weight: part.weight[row],
                told: part.told[row],
            });
        }
    }

    fn adopt(&mut self, part: &Part, code: KindCode) -> KindCode {
        let kind = *part.kinds.kind(code);
        let channel = self.interner.channel(part.kinds.channel(&kind));
        let hours = part.kinds.hours(&kind).map(|hours| self.interner.hours(hours));
        self.interner.code(Kind { channel, hours, ..kind })
    }

    fn push_row(&mut self, Row { key, at: [e, n], start, hour, code, weight, told }: Row) {
        self.keys_ascend &= self.key.last().is_none_or(|last| *last < key);
        self.key.push(key);
        self.e.push(e);
        self.n.push(n);
        self.start.push(start);
        self.hour.push(hour);
        self.kind.push(code);
        self.weight.push(weight);
        self.told.push(told);
    }

    fn section(&self, row: usize) -> Section {
        let code = self.kind[row];
        match (code.is_placed(), code.is_shaped() || self.hour[row] >= INTERVAL) {
            (true, false) => Section::Plain,
            (true, true) => Section::Odd,
            (false, _) => Section::Unplaced,
        }
    }

    pub(super) fn finish(mut self) -> Part {
        let live = self.live_rows_by_key();
        let order = self.order(&live);
        let sections = [Section::Plain, Section::Odd]
            .map(|last| order.partition_point(|row| self.section(*row as usize) as u8 <= last as u8) as u32);
        let mut new_row = vec![0; self.key.len()];
        for (new, old) in (0..).zip(&order) {
            new_row[*old as usize] = new;
        }
        let by_key = live.iter().map(|old| new_row[*old as usize]).collect();
        let [plain, placed] = sections;
        let (ends, shapes) = self.rare_columns(&order, plain as usize);
        drop((live, new_row));
        let mut part = Part {
            e: permuted(&mut self.e, &order),
            n: permuted(&mut self.n, &order),
            start: permuted(&mut self.start, &order),
            hour: permuted(&mut self.hour, &order),
            kind: permuted(&mut self.kind, &order),
            key: permuted(&mut self.key, &order),
            weight: permuted(&mut self.weight, &order),
            told: permuted(&mut self.told, &order),
            ends,
            plain,
            placed,
            by_key,
            kinds: self.interner.into_kinds(),
            shapes,
            blocks: Vec::new(),
            plain_blocks: 0,
            placed_blocks: 0,
            tree: BlockTree::over(&[]),
            extent: CmBox::EMPTY,
            ledger: None,
        };
        drop(order);
        cut_into_blocks(&mut part, self.block_rows);
        let rows = || (0..plain as usize).map(|row| (part.start[row], part.kind[row].category(), part.weight[row]));
        part.ledger = Ledger::of(rows, plain as usize, &self.clock);
        part
    }

    /// The rows that hold, in the order of their keys.
    fn live_rows_by_key(&self) -> Vec<u32> {
        let is_live = |row: &u32| !self.interner.counts_nowhere(self.kind[*row as usize]);
        if self.keys_ascend {
            return (0..self.key.len() as u32).filter(is_live).collect();
        }
        let mut pairs: Vec<u64> = (0..).zip(&self.key).map(|(row, key)| u64::from(*key) << 32 | row).collect();
        pairs.sort_unstable();
        let lasts = pairs.chunk_by(|a, b| a >> 32 == b >> 32).filter_map(|same_key| same_key.last());
        lasts.map(|pair| *pair as u32).filter(is_live).collect()
    }

    /// The rows along the curve, section by section; on one square of the curve in the order they came.
    fn order(&self, live: &[u32]) -> Vec<u32> {
        // Row by row as they lie in memory, not key by key: after a merge those are far apart.
        let mut is_live = vec![false; self.key.len()];
        live.iter().for_each(|row| is_live[*row as usize] = true);
        let live = || (0..self.key.len() as u32).filter(|row| is_live[*row as usize]);
        let mut extent = CmBox::EMPTY;
        let placed = live().map(|row| row as usize).filter(|row| self.kind[*row].is_placed());
        placed.for_each(|row| extent.grow(self.e[row], self.n[row]));
        let curve = Curve::over(&extent);
        let place = |row: u32| {
            let i = row as usize;
            let section = self.section(i);
            let along = if section == Section::Unplaced { 0 } else { curve.position(self.e[i], self.n[i]) };
            (section as u64) << 62 | u64::from(along) << 32 | u64::from(row)
        };
        let mut places: Vec<u64> = live().map(place).collect();
        // Finds the runs in which the rows of a merged part already lie.
        places.sort();
        places.into_iter().map(|place| place as u32).collect()
    }

    fn rare_columns(&mut self, order: &[u32], plain: usize) -> (Vec<u32>, Vec<(u32, Shape)>) {
        let mut ends = Vec::with_capacity(order.len() - plain);
        let mut shapes = Vec::with_capacity(self.shapes.len());
        let mut pool = std::mem::take(&mut self.shapes);
        for (new, old) in order.iter().enumerate().skip(plain) {
            let end = self.ends.binary_search_by_key(old, |(row, _)| *row);
            ends.push(end.map_or_else(|_| self.start[*old as usize] + 1, |i| self.ends[i].1));
            if let Ok(i) = pool.binary_search_by_key(old, |(row, _)| *row) {
                // A point keeps its row number in the pool, so that the search goes on working.
                let shape = std::mem::replace(&mut pool[i].1, Shape::Stretch(Vec::new()));
                shapes.push((new as u32, shape));
            }
        }
        (ends, shapes)
    }
}

/// A column in another order; the old one is freed before the next is touched.
fn permuted<T: Copy>(column: &mut Vec<T>, order: &[u32]) -> Vec<T> {
    let old = std::mem::take(column);
    order.iter().map(|row| old[*row as usize]).collect()
}

fn cut_into_blocks(part: &mut Part, block_rows: usize) {
    let (plain, placed, len) = (part.plain as usize, part.placed as usize, part.len());
    for section in [0..plain, plain..placed, placed..len] {
        let end = section.end;
        for first in section.step_by(block_rows) {
            let mut block = Block::starting_at(first as u32);
            for row in first..end.min(first + block_rows) {
                let mut bounds = CmBox { west: part.e[row], south: part.n[row], east: part.e[row], north: part.n[row] };
                for corner in part.shape(row).into_iter().flat_map(Shape::points) {
                    bounds.grow(cm(corner.e), cm(corner.n));
                }
                let start = part.start[row];
                let span = (start, if row < plain { start + 1 } else { part.ends[row - plain] });
                block.add(part.kind[row], &bounds, span, part.hour[row] < INTERVAL, part.weight[row]);
            }
            part.blocks.push(block);
        }
        if end == plain {
            part.plain_blocks = part.blocks.len();
        }
        if end == placed {
            part.placed_blocks = part.blocks.len();
        }
    }
    let placed_blocks = &part.blocks[..part.placed_blocks];
    placed_blocks.iter().for_each(|block| part.extent.grow_to(&block.bounds));
    part.tree = BlockTree::over(placed_blocks);
}

/// Whether a shape has a place: at least one point, all of them numbers on the globe.
fn is_sane(shape: &Shape) -> bool {
    let has_points = match shape {
        Shape::Point(_) => true,
        Shape::Stretch(line) => !line.is_empty(),
        Shape::Area(rings) => rings.first().is_some_and(|outer| !outer.is_empty()),
    };
    has_points && shape.points().all(|p| p.e.abs() <= REACH_M && p.n.abs() <= REACH_M)
}
