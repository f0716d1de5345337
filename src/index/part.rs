//! Observations in columns: what a row holds, and how it is turned back into an observation.

use crate::geodesy::{EastNorth, Shape};
use crate::observation::{Moment, Observation, Seconds};

use super::block::{Block, BlockTree};
use super::kind::{KindCode, Kinds};
use super::ledger::Ledger;
use super::place::{CmBox, metres};

/// What stands in the column of hours for a row that is no instant.
pub(super) const INTERVAL: u8 = 168;
pub(super) const RECURRENCE: u8 = 169;

/// An immutable set of observations with distinct keys, none withdrawn.
///
/// Rows `0..plain` are points at an instant, `plain..placed` the odd rest, `placed..` have no place. 31 bytes a row,
/// and four for the end of each that is not plain; blocks, tree and ledger add one to five.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub e: Vec<i32>,
    pub n: Vec<i32>,
    pub start: Vec<u32>,
    /// Hour of the week of an instant, else [`INTERVAL`] or [`RECURRENCE`].
    pub hour: Vec<u8>,
    pub kind: Vec<KindCode>,
    pub key: Vec<u32>,
    pub weight: Vec<f32>,
    /// The day of telling, counted from 1970: until 2149.
    pub told: Vec<u16>,
    /// Where the moment ends, for the rows from `plain` on.
    pub ends: Vec<u32>,
    pub plain: u32,
    pub placed: u32,
    /// Row numbers in the order of their keys.
    pub by_key: Vec<u32>,
    pub kinds: Kinds,
    /// The shapes of shaped rows, by row.
    pub shapes: Vec<(u32, Shape)>,
    pub blocks: Vec<Block>,
    /// The blocks before this one hold plain rows, those before `placed_blocks` odd ones.
    pub plain_blocks: usize,
    pub placed_blocks: usize,
    pub tree: BlockTree,
    /// Around everything placed.
    pub extent: CmBox,
    pub ledger: Option<Ledger>,
}

impl Part {
    pub fn len(&self) -> usize {
        self.key.len()
    }

    pub fn row_of(&self, key: u32) -> Option<u32> {
        let found = self.by_key.binary_search_by_key(&key, |row| self.key[*row as usize]);
        found.ok().map(|i| self.by_key[i])
    }

    pub fn is_plain(&self, row: usize) -> bool {
        row < self.plain as usize
    }

    pub fn is_placed(&self, row: usize) -> bool {
        row < self.placed as usize
    }

    pub fn position(&self, row: usize) -> EastNorth {
        EastNorth { e: metres(self.e[row]), n: metres(self.n[row]) }
    }

    pub fn moment(&self, row: usize) -> Moment {
        let from = Seconds::from(self.start[row]);
        if self.hour[row] < INTERVAL {
            return Moment::Instant(from);
        }
        let to = Seconds::from(self.ends[row - self.plain as usize]);
        match self.kinds.hours(self.kinds.kind(self.kind[row])) {
            None => Moment::Interval { from, to },
            Some(hours) => Moment::Recurrence { hours, from, to },
        }
    }

    /// The shape of a stretch or an area; `None` for a point.
    pub fn shape(&self, row: usize) -> Option<&Shape> {
        if !self.kind[row].is_shaped() {
            return None;
        }
        let found = self.shapes.binary_search_by_key(&(row as u32), |(owner, _)| *owner);
        found.ok().map(|i| &self.shapes[i].1)
    }

    pub fn observation(&self, row: usize) -> Observation {
        let kind = self.kinds.kind(self.kind[row]);
        Observation {
            key: self.key[row],
            shape: self.shape(row).cloned().unwrap_or_else(|| Shape::Point(self.position(row))),
            moment: self.moment(row),
            told_day: self.told[row].into(),
            category: kind.category,
            causes: kind.causes,
            channel: self.kinds.channel(kind).to_owned(),
            severity: kind.severity,
            state: kind.state,
            weight: self.weight[row],
            placed: kind.placed,
        }
    }

    /// Memory it holds, shapes' corners included, allocator's slack not.
    pub fn bytes(&self) -> usize {
        const NODE_BYTES: usize = 56;
        let corners: usize = self.shapes.iter().map(|(_, shape)| shape.points().count() * size_of::<EastNorth>()).sum();
        self.len() * (4 + 4 + 4 + 1 + 4 + 4 + 4 + 2 + 4)
            + self.ends.len() * 4
            + self.shapes.len() * size_of::<(u32, Shape)>()
            + corners
            + self.blocks.len() * (size_of::<Block>() + NODE_BYTES)
            + self.kinds.bytes()
            + self.ledger.as_ref().map_or(0, Ledger::bytes)
    }
}
