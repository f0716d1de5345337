//! What a few hundred neighbouring rows know of themselves together, so that they are skipped or taken whole.

use std::ops::Range;

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RStarInsertionStrategy, RTree, RTreeParams};

use super::kind::KindCode;
use super::place::CmBox;

pub(super) const CATEGORIES: usize = 5;

/// Rows that lie near each other, all of one section.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub first: u32,
    pub end: u32,
    /// Holds the anchors and the whole shapes.
    pub bounds: CmBox,
    pub from: u32,
    pub to: u32,
    /// [`KindCode::bloom`] of every kind in it.
    pub kinds: u64,
    pub counts: [u32; CATEGORIES],
    pub weights: [f64; CATEGORIES],
    /// Every row is an instant.
    pub instants: bool,
    /// Every row weighs 1, so that counting them weighs them.
    pub unit_weights: bool,
}

impl Block {
    pub fn starting_at(first: u32) -> Self {
        Self {
            first,
            end: first,
            bounds: CmBox::EMPTY,
            from: u32::MAX,
            to: 0,
            kinds: 0,
            counts: [0; CATEGORIES],
            weights: [0.0; CATEGORIES],
            instants: true,
            unit_weights: true,
        }
    }

    pub fn add(&mut self, code: KindCode, bounds: &CmBox, (from, to): (u32, u32), instant: bool, weight: f32) {
        self.end += 1;
        self.bounds.grow_to(bounds);
        self.from = self.from.min(from);
        self.to = self.to.max(to);
        self.kinds |= code.bloom();
        self.counts[code.category()] += 1;
        self.weights[code.category()] += f64::from(weight);
        self.instants &= instant;
        self.unit_weights &= weight == 1.0;
    }

    pub fn rows(&self) -> Range<usize> {
        self.first as usize..self.end as usize
    }

    pub fn len(&self) -> u32 {
        self.end - self.first
    }
}

type Leaf = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Wider nodes than rstar's default: blocks are few and a question touches neighbours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wide;

impl RTreeParams for Wide {
    const MIN_SIZE: usize = 4;
    const MAX_SIZE: usize = 16;
    const REINSERTION_COUNT: usize = 3;
    type DefaultInsertionStrategy = RStarInsertionStrategy;
}

/// The R-tree over the boxes of the blocks, in centimetres.
#[derive(Debug, Clone)]
pub(super) struct BlockTree(RTree<Leaf, Wide>);

impl BlockTree {
    /// Over the first of the blocks: the unplaced ones at the end lie nowhere.
    pub fn over(blocks: &[Block]) -> Self {
        let leaf = |(id, block): (usize, &Block)| {
            let b = &block.bounds;
            let (low, high) = ([b.west, b.south].map(f64::from), [b.east, b.north].map(f64::from));
            Leaf::new(Rectangle::from_corners(low, high), id as u32)
        };
        Self(RTree::bulk_load_with_params(blocks.iter().enumerate().map(leaf).collect()))
    }

    /// Numbers of the blocks that touch the box, ascending: the order in which they lie in memory.
    pub fn touching(&self, b: &CmBox) -> Vec<u32> {
        if b.is_empty() {
            return Vec::new();
        }
        let envelope = AABB::from_corners([b.west, b.south].map(f64::from), [b.east, b.north].map(f64::from));
        let mut found: Vec<u32> = self.0.locate_in_envelope_intersecting(&envelope).map(|leaf| leaf.data).collect();
        found.sort_unstable();
        found
    }

    /// Blocks from the nearest on, with the square of the distance to their box.
    pub fn outwards(&self, at_cm: &[f64; 2]) -> impl Iterator<Item = (u32, f64)> {
        self.0.nearest_neighbor_iter_with_distance_2(at_cm).map(|(leaf, d2)| (leaf.data, d2))
    }
}
