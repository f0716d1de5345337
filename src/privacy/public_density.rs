//! The public density: a smooth hill over each published square, and over nothing else.

use geo::MultiPolygon;

use super::{Cleared, PublicCell, PublicQuestion, public_heat};
use crate::analysis::density::{Bandwidth, Surface, WeightedPlace, surface};
use crate::geodesy::{EastNorth, Metric};

/// A square wider than this says of no street that it is near; spread out, it would only say that a town is large.
const WIDEST_M: u32 = 4_000;

/// The density of what is published, of how many reports, and how many of them lie in squares too wide to be drawn.
///
/// It is made of published numbers alone, each square's spread evenly over it: what is made of numbers that everybody
/// has tells nobody more.
pub fn public_density(
    published: &[PublicCell],
    question: &PublicQuestion,
    k: u32,
    metric: &Metric,
    area: &MultiPolygon<f64>,
    bandwidth: Bandwidth,
) -> (Cleared<Surface>, u64, u64) {
    let heat = public_heat(published, question, k, metric);
    let mut places = Vec::new();
    let mut n_wide = 0;
    for square in &heat.get().cells {
        if square.cell.size_m > WIDEST_M {
            n_wide += square.n_reports;
            continue;
        }
        // As fine as half the smallest square, whatever the size: a large one is as flat as it is.
        const PART_M: u32 = 125;
        let side = (square.cell.size_m / PART_M).max(1);
        let part_m = f64::from(square.cell.size_m) / f64::from(side);
        let weight = square.weight / f64::from(side * side);
        let corner = square.cell.corners()[0];
        let along = |number: u32| (f64::from(number) + 0.5) * part_m;
        let parts = (0..side).flat_map(|row| (0..side).map(move |column| (column, row)));
        places.extend(parts.map(|(column, row)| WeightedPlace {
            at: EastNorth { e: corner.e + along(column), n: corner.n + along(row) },
            weight,
        }));
    }
    let months = f64::from(question.months().max(1));
    let drawn = surface(&places, area, bandwidth, None, months);
    (Cleared::stamp(drawn), heat.get().totals.n_reports.shown, n_wide)
}
