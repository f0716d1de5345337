//! Finds observations: in a box, in a polygon, near a place, page by page.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::geodesy::{Box2, EastNorth};
use crate::observation::Observation;

use super::block::Block;
use super::filter::Filter;
use super::place::CmBox;
use super::polygon::{Polygon, Side};
use super::sieve::{Sieve, Sweep};
use super::snapshot::{Hit, Snapshot};

/// A region that is asked about.
trait Region {
    fn bounds(&self) -> CmBox;
    fn side(&self, b: &CmBox) -> Side;
    fn contains(&self, e_cm: i32, n_cm: i32) -> bool;
}

impl Region for CmBox {
    fn bounds(&self) -> CmBox {
        *self
    }

    fn side(&self, b: &CmBox) -> Side {
        if self.holds(b) { Side::Inside } else { Side::Across }
    }

    #[inline(always)]
    fn contains(&self, e_cm: i32, n_cm: i32) -> bool {
        // One comparison for both sides, as a box that is searched is not empty.
        let within = |v: i32, low: i32, high: i32| v.wrapping_sub(low) as u32 <= high.wrapping_sub(low) as u32;
        within(e_cm, self.west, self.east) & within(n_cm, self.south, self.north)
    }
}

/// A polygon within the filter's own bounds.
struct Clipped {
    polygon: Polygon,
    bounds: CmBox,
}

impl Region for Clipped {
    fn bounds(&self) -> CmBox {
        self.bounds
    }

    fn side(&self, b: &CmBox) -> Side {
        if self.bounds.holds(b) { self.polygon.side(b) } else { Side::Across }
    }

    fn contains(&self, e_cm: i32, n_cm: i32) -> bool {
        self.bounds.contains(e_cm, n_cm) && self.polygon.contains(e_cm, n_cm)
    }
}

impl Snapshot {
    /// The observations whose anchor lies in a box (edges included) and any of which falls in the filter's window.
    ///
    /// # Complexity
    /// By the answer: the blocks that touch the box, of which those inside are taken whole.
    pub fn window(&self, filter: &Filter, bounds: &Box2) -> Vec<Hit> {
        let region = clipped(CmBox::inside(bounds), filter);
        self.within(filter, &region)
    }

    /// The same for a polygon in metres: the outer ring and its holes, each closed by its first point.
    ///
    /// # Edge cases
    /// By the even-odd rule; a position on an edge belongs to the inside above and to the right of the edge.
    pub fn polygon(&self, filter: &Filter, rings: &[Vec<EastNorth>]) -> Vec<Hit> {
        let polygon = Polygon::new(rings);
        let bounds = clipped(polygon.bounds(), filter);
        self.within(filter, &Clipped { polygon, bounds })
    }

    fn within(&self, filter: &Filter, region: &impl Region) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (number, layer) in (0..).zip(&self.layers) {
            let part = &layer.part;
            let sieve = Sieve::new(filter, part, &self.clock);
            let touching = part.tree.touching(&region.bounds());
            // Room for all of them at once: growing would copy what was found again and again.
            hits.reserve(touching.iter().map(|id| part.blocks[*id as usize].len() as usize).sum());
            for id in touching {
                let block = &part.blocks[id as usize];
                let Some(needs) = sieve.needs(block) else { continue };
                let side = region.side(&block.bounds);
                if side == Side::Outside {
                    continue;
                }
                let plain = part.is_plain(block.first as usize) && !layer.hides_in(block);
                if plain && side == Side::Inside && needs.nothing() {
                    hits.extend((block.first..block.end).map(|row| Hit { layer: number, row }));
                } else if plain {
                    sieve.sweep(block, needs, Picking { layer: number, block, sieve: &sieve, region, hits: &mut hits });
                } else {
                    let passes = |row: &usize| {
                        region.contains(part.e[*row], part.n[*row]) && !layer.hides(*row) && sieve.share(*row) > 0.0
                    };
                    let rows = block.rows().filter(passes);
                    hits.extend(rows.map(|row| Hit { layer: number, row: row as u32 }));
                }
            }
        }
        hits
    }

    /// The `k` observations nearest to a place by their anchors, nearest first, with the distance in metres; of equally
    /// near ones those with the lower key.
    pub fn nearest(&self, filter: &Filter, at: EastNorth, k: usize) -> Vec<(Hit, f64)> {
        let at_cm = [at.e * 100.0, at.n * 100.0];
        let mut best: BinaryHeap<Near> = BinaryHeap::new();
        if k == 0 || !at_cm.iter().all(|v| v.is_finite()) {
            return Vec::new();
        }
        let region = clipped(CmBox { west: i32::MIN, south: i32::MIN, east: i32::MAX, north: i32::MAX }, filter);
        for (number, layer) in (0..).zip(&self.layers) {
            let part = &layer.part;
            let sieve = Sieve::new(filter, part, &self.clock);
            for (id, box_d2) in part.tree.outwards(&at_cm) {
                if best.len() == k && best.peek().is_some_and(|worst| box_d2 > worst.d2) {
                    break;
                }
                let block = &part.blocks[id as usize];
                let Some(needs) = sieve.needs(block) else { continue };
                let test_rows = !needs.nothing() || !block.instants;
                for row in block.rows() {
                    let (de, dn) = (f64::from(part.e[row]) - at_cm[0], f64::from(part.n[row]) - at_cm[1]);
                    let near =
                        Near { d2: de * de + dn * dn, key: part.key[row], hit: Hit { layer: number, row: row as u32 } };
                    if best.len() == k && best.peek().is_some_and(|worst| near >= *worst) {
                        continue;
                    }
                    if !region.contains(part.e[row], part.n[row])
                        || layer.hides(row)
                        || (test_rows && sieve.share(row) <= 0.0)
                    {
                        continue;
                    }
                    if best.len() == k {
                        best.pop();
                    }
                    best.push(near);
                }
            }
        }
        best.into_sorted_vec().into_iter().map(|near| (near.hit, near.d2.sqrt() / 100.0)).collect()
    }

    /// At most `limit` observations that pass, in the order of their keys, from the first key after `after`. The
    /// filter's bounds hold for the anchor; without bounds, what has no place is there too.
    pub fn page(&self, filter: &Filter, after: Option<u32>, limit: usize) -> Vec<Observation> {
        let first_key = match after {
            None => 0,
            Some(u32::MAX) => return Vec::new(),
            Some(key) => key + 1,
        };
        let bounds = filter.bounds.map(|b| CmBox::inside(&b));
        let mut found: Vec<(u32, Hit)> = Vec::new();
        for (number, layer) in (0..).zip(&self.layers) {
            let part = &layer.part;
            let sieve = Sieve::new(filter, part, &self.clock);
            let start = part.by_key.partition_point(|row| part.key[*row as usize] < first_key);
            let passes = |row: &&u32| {
                let row = **row as usize;
                bounds.is_none_or(|b| part.is_placed(row) && b.contains(part.e[row], part.n[row]))
                    && !layer.hides(row)
                    && sieve.share(row) > 0.0
            };
            let rows = part.by_key[start..].iter().filter(passes).take(limit);
            found.extend(rows.map(|row| (part.key[*row as usize], Hit { layer: number, row: *row })));
        }
        found.sort_unstable();
        found.into_iter().take(limit).map(|(_, hit)| self.observation(hit)).collect()
    }
}

/// A box within the filter's own bounds.
fn clipped(region: CmBox, filter: &Filter) -> CmBox {
    filter.bounds.map_or(region, |b| {
        let b = CmBox::inside(&b);
        CmBox {
            west: region.west.max(b.west),
            south: region.south.max(b.south),
            east: region.east.min(b.east),
            north: region.north.min(b.north),
        }
    })
}

/// Plain rows of a block on the edge of a region, or of which not all pass.
struct Picking<'a, R> {
    layer: u32,
    block: &'a Block,
    sieve: &'a Sieve<'a>,
    region: &'a R,
    hits: &'a mut Vec<Hit>,
}

impl<R: Region> Sweep for Picking<'_, R> {
    type Out = ();

    fn run(self, pass: impl Fn(usize) -> bool) {
        let rows = self.block.rows();
        let (east, north) = (&self.sieve.part.e[rows.clone()], &self.sieve.part.n[rows]);
        let blank = Hit { layer: self.layer, row: 0 };
        let mut end = self.hits.len();
        // Every row is written and only those that pass are kept: no branch to guess wrong on the edge.
        self.hits.resize(end + self.block.len() as usize, blank);
        for (i, (&e, &n)) in east.iter().zip(north).enumerate() {
            self.hits[end] = Hit { layer: self.layer, row: self.block.first + i as u32 };
            end += usize::from(self.region.contains(e, n) & pass(i));
        }
        self.hits.truncate(end);
    }
}

/// A candidate neighbour; the furthest is the greatest.
struct Near {
    d2: f64,
    key: u32,
    hit: Hit,
}

impl Ord for Near {
    fn cmp(&self, other: &Self) -> Ordering {
        self.d2.total_cmp(&other.d2).then(self.key.cmp(&other.key))
    }
}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Near {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Near {}
