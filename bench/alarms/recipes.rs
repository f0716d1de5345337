//! Ways to call a square hot: ours, and those that the field uses.

use trygghetskarta::analysis::Neighbours;
use trygghetskarta::analysis::hotspot::{Class, Clumping, HotspotParams, HotspotUnit, Units, hotspots};
use trygghetskarta::analysis::local::{GParams, local_g};

/// The columns of the table; "clearly" and "probably" come from one test.
pub const RECIPES: [&str; 6] =
    ["**clearly more**", "probably more", "singly", "Gi\\* + FDR", "Gi\\* 5 %", "mean + 2 sd"];

/// The squares that each recipe calls hot.
pub fn judged(counts: &[u32], exposure: &[f64], neighbours: &Neighbours, seed: u64) -> [Vec<usize>; RECIPES.len()] {
    let test = |clumping| {
        let params = HotspotParams { seed, clumping, ..Default::default() };
        hotspots(&Units { counts, exposure, neighbours }, &params)
    };
    let at_least = |units: &[HotspotUnit], class: Class| places(units.iter().map(|unit| unit.class >= class));
    let shipped = test(Clumping::Fitted);
    // Where no clumps are found the two tests are one, to the byte.
    let singly = if shipped.variance_ratio == 1.0 { shipped.clone() } else { test(Clumping::None) };

    let values: Vec<f64> = counts.iter().copied().map(f64::from).collect();
    let g = local_g(&values, neighbours, &GParams::default());
    let limit = false_discovery_limit(g.iter().map(|unit| 2.0 * unit.p_normal()).collect());
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let two_sd = 2.0 * (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt();
    [
        at_least(&shipped.units, Class::ClearlyMore),
        at_least(&shipped.units, Class::ProbablyMore),
        at_least(&singly.units, Class::ClearlyMore),
        places(g.iter().map(|unit| unit.z > 0.0 && 2.0 * unit.p_normal() <= limit)),
        places(g.iter().map(|unit| unit.z > 0.0 && unit.p_normal() < 0.05)),
        places(values.iter().map(|&value| value > mean + two_sd)),
    ]
}

fn places(hot: impl Iterator<Item = bool>) -> Vec<usize> {
    hot.enumerate().filter(|(_, hot)| *hot).map(|(unit, _)| unit).collect()
}

/// Benjamini and Hochberg (1995): the largest p that is at most its rank's share of 0.05; less than all when none is.
fn false_discovery_limit(mut p: Vec<f64>) -> f64 {
    p.sort_unstable_by(f64::total_cmp);
    let n = p.len() as f64;
    let passes = |(at, p): (usize, &f64)| (*p <= 0.05 * (at + 1) as f64 / n).then_some(*p);
    p.iter().enumerate().rev().find_map(passes).unwrap_or(-1.0)
}
