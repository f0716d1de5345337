//! What the index held at one moment: never changes, so readers need no lock.

use std::ops::Range;
use std::sync::Arc;

use crate::geodesy::{Box2, EastNorth};
use crate::observation::{Category, Clock, Observation};

use super::block::Block;
use super::filter::Filter;
use super::frame::metres_box;
use super::part::Part;
use super::place::CmBox;
use super::sieve::{Needs, Sieve, Sweep};

/// How many reports, and what they weigh together.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Count {
    pub n_reports: u64,
    pub weight: f64,
}

impl Count {
    pub(super) fn add(&mut self, other: Self) {
        self.n_reports += other.n_reports;
        self.weight += other.weight;
    }
}

/// One observation in a [`Snapshot`]; means nothing in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hit {
    pub(super) layer: u32,
    pub(super) row: u32,
}

/// A part with the rows that later parts replaced or took away.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    pub part: Arc<Part>,
    /// Ascending.
    pub hidden: Arc<Vec<u32>>,
}

impl Layer {
    pub fn new(part: Part) -> Self {
        Self { part: Arc::new(part), hidden: Arc::new(Vec::new()) }
    }

    pub fn len(&self) -> usize {
        self.part.len() - self.hidden.len()
    }

    pub fn hides(&self, row: usize) -> bool {
        !self.hidden.is_empty() && self.hidden.binary_search(&(row as u32)).is_ok()
    }

    pub fn hides_in(&self, block: &Block) -> bool {
        let first = self.hidden.partition_point(|row| *row < block.first);
        self.hidden.get(first).is_some_and(|row| *row < block.end)
    }
}

/// Every observation of a municipality as it was at one revision.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub(super) revision: u64,
    pub(super) clock: Arc<Clock>,
    pub(super) layers: Vec<Layer>,
}

impl Snapshot {
    /// Grows with every change that was applied.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// How many observations it holds; withdrawn ones are not held.
    pub fn len(&self) -> usize {
        self.layers.iter().map(Layer::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The box around every placed observation, stretches and areas in full.
    pub fn extent(&self) -> Option<Box2> {
        let mut extent = CmBox::EMPTY;
        self.layers.iter().for_each(|layer| extent.grow_to(&layer.part.extent));
        metres_box(&extent)
    }

    /// The first second anything held concerns.
    pub fn first_second(&self) -> Option<i64> {
        let blocks = self.layers.iter().flat_map(|layer| &layer.part.blocks);
        blocks.map(|block| i64::from(block.from)).min()
    }

    /// The second after the last that anything held concerns.
    pub fn last_second(&self) -> Option<i64> {
        let blocks = self.layers.iter().flat_map(|layer| &layer.part.blocks).filter(|block| block.end > block.first);
        blocks.map(|block| i64::from(block.to)).max()
    }

    /// Memory the columns and trees hold.
    pub fn bytes(&self) -> usize {
        self.layers.iter().map(|layer| layer.part.bytes() + layer.hidden.len() * 4).sum()
    }

    pub fn observation(&self, hit: Hit) -> Observation {
        self.part(hit).observation(hit.row as usize)
    }

    pub fn key(&self, hit: Hit) -> u32 {
        self.part(hit).key[hit.row as usize]
    }

    /// The local day on which it was told, counted from 1970-01-01.
    pub fn told_day(&self, hit: Hit) -> i32 {
        self.part(hit).told[hit.row as usize].into()
    }

    pub fn category(&self, hit: Hit) -> Category {
        let part = self.part(hit);
        part.kinds.kind(part.kind[hit.row as usize]).category
    }

    /// The [anchor](crate::geodesy::Shape::anchor), to the centimetre.
    pub fn position(&self, hit: Hit) -> EastNorth {
        self.part(hit).position(hit.row as usize)
    }

    fn part(&self, hit: Hit) -> &Part {
        &self.layers[hit.layer as usize].part
    }

    /// The observation with this key.
    pub fn find(&self, key: u32) -> Option<Hit> {
        self.layers.iter().enumerate().find_map(|(layer, l)| {
            let row = l.part.row_of(key).filter(|row| !l.hides(*row as usize))?;
            Some(Hit { layer: layer as u32, row })
        })
    }

    /// Everything that passes the filter whatever its bounds, placed or not.
    ///
    /// # Complexity
    /// By the hours of the period for plain rows, without a visit to any of them; by their number for intervals,
    /// recurrences and shapes, and for questions about causes or channels.
    pub fn total(&self, filter: &Filter) -> Count {
        self.sum(filter, |part| 0..part.blocks.len())
    }

    /// Of [`total`](Self::total), what has no place.
    pub fn unplaced(&self, filter: &Filter) -> Count {
        self.sum(filter, |part| part.placed_blocks..part.blocks.len())
    }

    fn sum(&self, filter: &Filter, blocks: impl Fn(&Part) -> Range<usize>) -> Count {
        let mut total = Count::default();
        for layer in &self.layers {
            let part = &layer.part;
            let sieve = Sieve::new(filter, part, &self.clock);
            let mut blocks = blocks(part);
            if blocks.start == 0
                && let Some(plain) = part.ledger.as_ref().and_then(|ledger| ledger.total(&sieve))
            {
                total.add(plain);
                for row in layer.hidden.iter().map(|row| *row as usize).filter(|row| part.is_plain(*row)) {
                    let share = sieve.share(row);
                    total.n_reports -= u64::from(share > 0.0);
                    total.weight -= share * f64::from(part.weight[row]);
                }
                blocks.start = part.plain_blocks;
            }
            for block in &part.blocks[blocks] {
                total.add(count_block(layer, &sieve, block));
            }
        }
        total
    }
}

fn count_block(layer: &Layer, sieve: &Sieve, block: &Block) -> Count {
    let Some(needs) = sieve.needs(block) else { return Count::default() };
    if layer.hides_in(block) || !layer.part.is_plain(block.first as usize) {
        return count_one_by_one(layer, sieve, block);
    }
    sieve.sums(block, needs).unwrap_or_else(|| sum_passing(sieve, needs, block))
}

/// Any rows, each asked for its share.
pub(super) fn count_one_by_one(layer: &Layer, sieve: &Sieve, block: &Block) -> Count {
    let mut count = Count::default();
    for row in block.rows().filter(|row| !layer.hides(*row)) {
        let share = sieve.share(row);
        count.n_reports += u64::from(share > 0.0);
        count.weight += share * f64::from(layer.part.weight[row]);
    }
    count
}

/// Plain rows that pass.
pub(super) fn sum_passing(sieve: &Sieve, needs: Needs, block: &Block) -> Count {
    struct Summing<'a>(&'a [f32], bool);
    impl Sweep for Summing<'_> {
        type Out = Count;
        fn run(self, pass: impl Fn(usize) -> bool) -> Count {
            let Self(weights, all_one) = self;
            if all_one {
                let n: u32 = (0..weights.len()).map(|i| u32::from(pass(i))).sum();
                return Count { n_reports: u64::from(n), weight: f64::from(n) };
            }
            (0..weights.len()).fold(Count::default(), |mut count, i| {
                let passes = pass(i);
                count.n_reports += u64::from(passes);
                count.weight += if passes { f64::from(weights[i]) } else { 0.0 };
                count
            })
        }
    }
    let weights = &sieve.part.weight[block.rows()];
    sieve.sweep(block, needs, Summing(weights, block.unit_weights))
}
