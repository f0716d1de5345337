//! The hot-spot test keeps its promise: at most one map of pure chance in twenty shows a false hot spot (G5), and what
//! is there is found (G6). The yardstick is chance itself, drawn here by a plain loop that shares nothing with the
//! method; `cargo bench --bench alarms` does the same with a thousand maps and more, and writes `docs/false-alarms.md`.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::{Rng, SeedableRng};
use trygghetskarta::analysis::Neighbours;
use trygghetskarta::analysis::hotspot::{Class, Clumping, HotspotParams, Hotspots, Units, hotspots};

/// Squares on a side.
const SIDE: u32 = 40;

/// Reports falling by these weights, one by one: sums and a search, no table.
fn fallen(n_reports: u32, weights: &[f64], dice: &mut Pcg64) -> Vec<u32> {
    let mut upto = 0.0;
    let steps: Vec<f64> = weights
        .iter()
        .map(|weight| {
            upto += weight;
            upto
        })
        .collect();
    let mut counts = vec![0; weights.len()];
    for _ in 0..n_reports {
        let at = (dice.next_u64() >> 11) as f64 / (1u64 << 53) as f64 * upto;
        counts[steps.partition_point(|&step| step <= at).min(weights.len() - 1)] += 1;
    }
    counts
}

fn tested(counts: &[u32], exposure: &[f64], neighbours: &Neighbours, seed: u64) -> Hotspots {
    let params = HotspotParams { seed, replicates: 199, clumping: Clumping::Fitted, ..Default::default() };
    hotspots(&Units { counts, exposure, neighbours }, &params)
}

/// Streets as they lie: a dense town in the middle, a tenth of the squares without any.
fn uneven_exposure() -> Vec<f64> {
    let mut dice = Pcg64::seed_from_u64(1);
    let square = |unit: u32| {
        let (east, north) = (f64::from(unit % SIDE) - 20.0, f64::from(unit / SIDE) - 20.0);
        let town = 3_000.0 * (-(east * east + north * north) / 50.0).exp();
        let is_bare = dice.next_u64().is_multiple_of(10);
        if is_bare { 0.0 } else { 50.0 + town + (dice.next_u64() % 200) as f64 }
    };
    (0..SIDE * SIDE).map(square).collect()
}

fn false_alarms(n_reports: u32, exposure: &[f64], maps: u64) -> u32 {
    let neighbours = Neighbours::of_grid(SIDE, SIDE, 1);
    let has_alarm = |map: &u64| {
        let mut dice = Pcg64::seed_from_u64(1_000 * u64::from(n_reports) + map);
        let counts = fallen(n_reports, exposure, &mut dice);
        tested(&counts, exposure, &neighbours, *map).units.iter().any(|unit| unit.class == Class::ClearlyMore)
    };
    (0..maps).filter(has_alarm).count() as u32
}

/// Five in a hundred and two standard errors.
fn allowed(maps: u64) -> u32 {
    let maps = maps as f64;
    (0.05 * maps + 2.0 * (0.05 * 0.95 * maps).sqrt()).floor() as u32
}

#[test]
fn pure_chance_on_even_ground_shows_a_hot_spot_in_at_most_one_map_of_twenty() {
    let exposure = vec![1.0; (SIDE * SIDE) as usize];
    for (n_reports, maps) in [(100, 200), (300, 200), (1_000, 200), (3_000, 200)] {
        let alarms = false_alarms(n_reports, &exposure, maps);
        assert!(alarms <= allowed(maps), "{alarms} of {maps} maps with {n_reports} reports");
    }
}

#[test]
fn pure_chance_on_the_streets_of_a_town_shows_a_hot_spot_in_at_most_one_map_of_twenty() {
    let exposure = uneven_exposure();
    for (n_reports, maps) in [(100, 200), (300, 200), (1_000, 200), (3_000, 200)] {
        let alarms = false_alarms(n_reports, &exposure, maps);
        assert!(alarms <= allowed(maps), "{alarms} of {maps} maps with {n_reports} reports");
    }
}

/// 300 reports, one block of 3 × 3 squares with so many times the risk: in how many of 200 maps it is found.
fn found(relative_risk: f64) -> u32 {
    let neighbours = Neighbours::of_grid(SIDE, SIDE, 1);
    let exposure = vec![1.0; (SIDE * SIDE) as usize];
    let center = 20 * SIDE + 20;
    let block: Vec<usize> = neighbours.of(center as usize).iter().chain([&center]).map(|&unit| unit as usize).collect();
    let mut risk = exposure.clone();
    block.iter().for_each(|&unit| risk[unit] = relative_risk);
    let is_found = |map: &u64| {
        let counts = fallen(300, &risk, &mut Pcg64::seed_from_u64(77_000 + map));
        let result = tested(&counts, &exposure, &neighbours, *map);
        block.iter().any(|&unit| result.units[unit].class == Class::ClearlyMore)
    };
    (0..200).filter(is_found).count() as u32
}

#[test]
fn a_block_with_ten_times_the_risk_is_found_in_nineteen_maps_of_twenty() {
    let found = found(10.0);
    assert!(found >= 190, "{found} of 200");
}

#[test]
fn a_block_with_five_times_the_risk_is_found_in_a_third_of_the_maps() {
    // The goal is 35 in a hundred; two standard errors of 200 maps below it.
    let found = found(5.0);
    assert!(found >= 56, "{found} of 200");
}
