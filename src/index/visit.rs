//! One observation after the other: for methods that count by something else than cells.

use super::filter::Filter;
use super::sieve::Sieve;
use super::snapshot::Snapshot;
use crate::geodesy::{EastNorth, Shape};

/// An observation that passes a filter, and what it weighs there.
#[derive(Debug, Clone, Copy)]
pub struct Weighed<'a> {
    pub key: u32,
    /// The anchor, to the centimetre.
    pub at: EastNorth,
    /// A stretch or an area; `None` for a point.
    pub shape: Option<&'a Shape>,
    /// Its weight times its share of the window; may be 0 for a report of weight 0, which counts all the same.
    pub weight: f64,
}

impl Snapshot {
    /// Visits everything with a place that passes the filter, whatever the filter's bounds, always in the same order.
    ///
    /// # Complexity
    /// By the rows of the blocks that could pass.
    pub fn each_placed<'a>(&'a self, filter: &Filter, mut visit: impl FnMut(Weighed<'a>)) {
        for layer in &self.layers {
            let part = &layer.part;
            let sieve = Sieve::new(filter, part, &self.clock);
            for block in &part.blocks[..part.placed_blocks] {
                let Some(needs) = sieve.needs(block) else { continue };
                let whole = part.is_plain(block.first as usize) && needs.nothing();
                for row in block.rows().filter(|row| !layer.hides(*row)) {
                    let share = if whole { 1.0 } else { sieve.share(row) };
                    if share > 0.0 {
                        let weight = share * f64::from(part.weight[row]);
                        visit(Weighed { key: part.key[row], at: part.position(row), shape: part.shape(row), weight });
                    }
                }
            }
        }
    }
}
