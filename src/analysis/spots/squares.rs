//! The test on squares alone, for counts that are nothing but counts.

use super::Spot;
use super::gather::gather;
use crate::analysis::Neighbours;
use crate::analysis::hotspot::{HotspotParams, Hotspots, MOST_ALIKE, Units, hotspots};
use crate::analysis::shrinkage::shape_of;
use crate::geodesy::Cell;

#[derive(Debug, Clone, PartialEq)]
pub struct TestedSquares {
    pub cells: Vec<Cell>,
    pub counts: Vec<u32>,
    pub test: Hotspots,
    pub spots: Vec<Spot>,
}

/// The [test](hotspots) of squares and their neighbours by a side or a corner, gathered to spots. The slices are of one
/// length.
pub fn test_squares(cells: Vec<Cell>, counts: Vec<u32>, exposure: &[f64], params: &HotspotParams) -> TestedSquares {
    let neighbours = Neighbours::of_cells(&cells, super::terrain::RINGS);
    let test = hotspots(&Units { counts: &counts, exposure, neighbours: &neighbours }, params);
    let spots = spots_of(&test, &counts, &neighbours, params);
    TestedSquares { cells, counts, test, spots }
}

/// What the test found, gathered to spots.
pub(super) fn spots_of(test: &Hotspots, counts: &[u32], neighbours: &Neighbours, params: &HotspotParams) -> Vec<Spot> {
    let expected: Vec<f64> = test.units.iter().map(|unit| unit.expected).collect();
    let as_f64: Vec<f64> = counts.iter().map(|&n| f64::from(n)).collect();
    gather(test, counts, neighbours, shape_of(&as_f64, &expected, MOST_ALIKE), params.credibility)
}
