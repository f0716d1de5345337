//! Counts per cell.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::geodesy::{Cell, spread};

use super::block::Block;
use super::filter::Filter;
use super::frame::{Frame, Ruler};
use super::kind::Mixer;
use super::place::CmBox;
use super::sieve::{Needs, Sieve, Sweep};
use super::snapshot::{Count, Layer, Snapshot, sum_passing};

/// What lies in one cell: the reports whose anchor is there, and the weight that is spread over it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellCount {
    pub cell: Cell,
    pub n_reports: u64,
    pub weight: f64,
}

/// Below this many rows a second thread costs more than it saves.
const ROWS_FOR_TWO_THREADS: u64 = 200_000;
const THREADS: usize = 2;
/// An array over all cells up to this many, or this many times the rows; beyond, a table of the cells that occur.
const DENSE_CELLS: u64 = 1 << 14;
const DENSE_CELLS_PER_ROW: u64 = 4;

impl Snapshot {
    /// Counts into square cells, sorted by cell; cells without anything are left out.
    ///
    /// The bounds are grown to whole cells, so that a cell is never shown with half of what it holds. An observation
    /// without a place is in no cell.
    ///
    /// # Method
    /// A report is counted in the cell of its anchor when any of it falls in the window; its weight times its
    /// [`share`](crate::observation::Moment::share) is [spread](fn@spread) over the cells its shape touches.
    ///
    /// # Complexity
    /// By the blocks that touch the bounds: one step for a block that lies in one cell and passes whole, else one per
    /// row. Two threads when many rows are visited.
    pub fn cells(&self, filter: &Filter, size_m: u32) -> Vec<CellCount> {
        self.count_into_cells(filter, size_m, None)
    }

    /// The same on a given number of threads; the answer differs by the rounding of sums at most.
    pub fn cells_on_threads(&self, filter: &Filter, size_m: u32, threads: usize) -> Vec<CellCount> {
        self.count_into_cells(filter, size_m, Some(threads))
    }

    fn count_into_cells(&self, filter: &Filter, size_m: u32, threads: Option<usize>) -> Vec<CellCount> {
        let asked = filter.bounds.map(|b| Frame::touching(&b, size_m));
        let mut extent = CmBox::EMPTY;
        self.layers.iter().for_each(|layer| extent.grow_to(&layer.part.extent));
        let whole = Frame::around(&extent, size_m);
        let frame = whole.and_then(|whole| asked.map_or(Some(whole), |asked| asked.intersection(&whole)));
        let Some(frame) = frame else { return Vec::new() };

        let sieves: Vec<Sieve> = self.layers.iter().map(|l| Sieve::new(filter, &l.part, &self.clock)).collect();
        let jobs = self.jobs(&sieves, &frame, asked.is_none());
        let rows: u64 = jobs.iter().map(|job| u64::from(job.block.len())).sum();
        let threads = threads.unwrap_or(if rows >= ROWS_FOR_TWO_THREADS { THREADS } else { 1 });
        if frame.n_cells() <= DENSE_CELLS.max(rows * DENSE_CELLS_PER_ROW) {
            run::<Dense>(&jobs, &frame, rows, threads).listed(&frame)
        } else {
            run::<Sparse>(&jobs, &frame, rows, threads).listed(&frame)
        }
    }

    /// The blocks to visit.
    fn jobs<'a>(&'a self, sieves: &'a [Sieve], frame: &Frame, everywhere: bool) -> Vec<Job<'a>> {
        let mut jobs = Vec::new();
        for (layer, sieve) in self.layers.iter().zip(sieves) {
            let part = &layer.part;
            let mut take = |block: &'a Block| {
                if let Some(needs) = sieve.needs(block) {
                    jobs.push(Job { layer, sieve, block, needs });
                }
            };
            if everywhere {
                part.blocks[..part.placed_blocks].iter().for_each(&mut take);
            } else {
                let touching = part.tree.touching(&frame.cm_box());
                touching.into_iter().for_each(|id| take(&part.blocks[id as usize]));
            }
        }
        jobs
    }
}

struct Job<'a> {
    layer: &'a Layer,
    sieve: &'a Sieve<'a>,
    block: &'a Block,
    needs: Needs,
}

/// Where counts are gathered, by the slot of the cell in the frame.
trait Sheet: Send {
    fn blank(frame: &Frame) -> Self;
    fn add(&mut self, slot: u64, count: Count);
    fn join(&mut self, other: Self);
    fn listed(self, frame: &Frame) -> Vec<CellCount>;
}

fn run<S: Sheet>(jobs: &[Job], frame: &Frame, rows: u64, threads: usize) -> S {
    if threads <= 1 {
        return fill(jobs, frame);
    }
    let mut pieces = Vec::with_capacity(threads);
    let mut rest = jobs;
    let fair = rows / threads as u64 + 1;
    while !rest.is_empty() {
        let mut taken = 0;
        let enough = |job: &Job| {
            taken += u64::from(job.block.len());
            taken >= fair
        };
        let end = rest.iter().position(enough).map_or(rest.len(), |i| i + 1);
        let (piece, later) = rest.split_at(end);
        pieces.push(piece);
        rest = later;
    }
    std::thread::scope(|scope| {
        let Some((first, others)) = pieces.split_first() else { return S::blank(frame) };
        let others: Vec<_> = others.iter().map(|piece| scope.spawn(|| fill::<S>(piece, frame))).collect();
        let mut sheet: S = fill(first, frame);
        for other in others {
            sheet.join(other.join().expect("counting does not panic"));
        }
        sheet
    })
}

fn fill<S: Sheet>(jobs: &[Job], frame: &Frame) -> S {
    let mut sheet = S::blank(frame);
    let (ruler, inside) = (frame.ruler(), frame.cm_box());
    for job in jobs {
        let Job { layer, sieve, block, needs } = *job;
        if layer.hides_in(block) || !layer.part.is_plain(block.first as usize) {
            fill_one_by_one(layer, sieve, block, frame, &mut sheet);
            continue;
        }
        let b = &block.bounds;
        let slot = ruler.slot(b.west, b.south);
        if inside.holds(b) && slot == ruler.slot(b.east, b.north) {
            let count = sieve.sums(block, needs).unwrap_or_else(|| sum_passing(sieve, needs, block));
            sheet.add(slot, count);
        } else {
            let clip = (!inside.holds(b)).then_some(inside);
            sieve.sweep(block, needs, Scatter { part: sieve.part, block, ruler, clip, sheet: &mut sheet });
        }
    }
    sheet
}

/// Any rows: shares of time, and shapes spread over cells.
fn fill_one_by_one<S: Sheet>(layer: &Layer, sieve: &Sieve, block: &Block, frame: &Frame, sheet: &mut S) {
    let part = &layer.part;
    for row in block.rows().filter(|row| !layer.hides(*row)) {
        let share = sieve.share(row);
        if share <= 0.0 {
            continue;
        }
        let weight = share * f64::from(part.weight[row]);
        let size_m = frame.size_m;
        let anchor = frame.slot_of(Cell::containing(part.position(row), size_m));
        let Some(shape) = part.shape(row) else {
            if let Some(slot) = anchor {
                sheet.add(slot, Count { n_reports: 1, weight });
            }
            continue;
        };
        if let Some(slot) = anchor {
            sheet.add(slot, Count { n_reports: 1, weight: 0.0 });
        }
        for (cell, part_of_it) in spread(shape, size_m) {
            if let Some(slot) = frame.slot_of(cell) {
                sheet.add(slot, Count { n_reports: 0, weight: weight * part_of_it });
            }
        }
    }
}

/// Plain rows of a block that lies over several cells. Neighbours on the curve mostly share a cell, so sums are kept in
/// registers until the cell changes; a row that does not pass adds nothing, without a branch.
struct Scatter<'a, S> {
    part: &'a super::part::Part,
    block: &'a Block,
    ruler: Ruler,
    clip: Option<CmBox>,
    sheet: &'a mut S,
}

impl<S: Sheet> Sweep for Scatter<'_, S> {
    type Out = ();

    fn run(self, pass: impl Fn(usize) -> bool) {
        match (self.clip, self.block.unit_weights) {
            (None, true) => self.scatter::<true>(pass, |_, _| true),
            (Some(clip), true) => self.scatter::<true>(pass, |e, n| clip.contains(e, n)),
            (clip, false) => self.scatter::<false>(pass, |e, n| clip.is_none_or(|c| c.contains(e, n))),
        }
    }
}

impl<S: Sheet> Scatter<'_, S> {
    /// With `UNIT` every row weighs 1, and the column of weights is not read.
    #[inline(always)]
    fn scatter<const UNIT: bool>(self, pass: impl Fn(usize) -> bool, inside: impl Fn(i32, i32) -> bool) {
        let rows = self.block.rows();
        let (east, north) = (&self.part.e[rows.clone()], &self.part.n[rows.clone()]);
        let weight = &self.part.weight[rows];
        let mut flush = |slot: u64, n: u32, weight: f64| {
            if n > 0 {
                let weight = if UNIT { f64::from(n) } else { weight };
                self.sheet.add(slot, Count { n_reports: u64::from(n), weight });
            }
        };
        let (mut slot, mut count, mut sum) = (u64::MAX, 0, 0.0);
        for (i, (&e, &n)) in east.iter().zip(north).enumerate() {
            let here = self.ruler.slot(e, n);
            if here != slot {
                flush(slot, count, sum);
                (slot, count, sum) = (here, 0, 0.0);
            }
            let counts = pass(i) & inside(e, n);
            count += u32::from(counts);
            if !UNIT {
                sum += if counts { f64::from(weight[i]) } else { 0.0 };
            }
        }
        flush(slot, count, sum);
    }
}

struct Dense(Vec<Count>);

impl Sheet for Dense {
    fn blank(frame: &Frame) -> Self {
        Self(vec![Count::default(); frame.n_cells() as usize])
    }

    fn add(&mut self, slot: u64, count: Count) {
        self.0[slot as usize].add(count);
    }

    fn join(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(mine, theirs)| mine.add(theirs));
    }

    fn listed(self, frame: &Frame) -> Vec<CellCount> {
        (0..).zip(self.0).filter(|(_, count)| *count != Count::default()).map(|entry| shown(frame, entry)).collect()
    }
}

struct Sparse(HashMap<u64, Count, BuildHasherDefault<Mixer>>);

impl Sheet for Sparse {
    fn blank(_: &Frame) -> Self {
        Self(HashMap::default())
    }

    fn add(&mut self, slot: u64, count: Count) {
        self.0.entry(slot).or_default().add(count);
    }

    fn join(&mut self, other: Self) {
        other.0.into_iter().for_each(|(slot, count)| self.add(slot, count));
    }

    fn listed(self, frame: &Frame) -> Vec<CellCount> {
        let mut entries: Vec<(u64, Count)> = self.0.into_iter().filter(|(_, c)| *c != Count::default()).collect();
        entries.sort_unstable_by_key(|(slot, _)| *slot);
        entries.into_iter().map(|entry| shown(frame, entry)).collect()
    }
}

fn shown(frame: &Frame, (slot, count): (u64, Count)) -> CellCount {
    CellCount { cell: frame.cell_at(slot), n_reports: count.n_reports, weight: count.weight }
}
