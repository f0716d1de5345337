use rand::RngExt;
use rand_pcg::Pcg64;
use rand_pcg::rand_core::SeedableRng;

use super::*;
use crate::town::drawn::{network, random_town};

fn on(link: u32, along_m: f64) -> Position {
    Position { link: LinkId(link), along_m }
}

fn star() -> Network {
    network(&[
        &[(0.1, 0.1), (0.1, 5.1)],
        &[(0.1, 0.1), (5.3, 0.1)],
        &[(0.1, 0.1), (-5.1, 0.1)],
        &[(0.1, 0.1), (0.1, -4.9)],
    ])
}

/// spNetwork, tests/testthat/test_nkde_manual_bws.R: two events on the arms of a star, bandwidths 10 and 12, quartic,
/// discontinuous; the sample lies 6 and 6.2 from them, and the centre has degree 4. The value is the closed form
/// K(6, 10)/3 + K(6.2, 12)/3, each divided by its own bandwidth.
#[test]
fn the_star_of_spnetwork_has_its_value() {
    let town = star();
    let sharp = NetworkDensityParams { keeps_mass: false, ..NetworkDensityParams::default() };
    let sample = on(1, 3.0);
    let value = |arm, along_m, bandwidth_m| {
        let event = StreetEvent { at: on(arm, along_m), weight: 1.0 };
        network_density_at(&town, &[event], sample, &NetworkDensityParams { bandwidth_m, ..sharp })
    };
    let sum = value(0, 3.0, 10.0) + value(2, 3.2, 12.0);
    assert!((sum - 0.026_794_022_071_116_255).abs() < 1e-12, "{sum}");
}

/// spNetwork, test_border_correction_sf.R: triangle kernel, bandwidth 2, 1 m from a dead end: what is left is 7/8.
#[test]
fn a_report_near_a_dead_end_is_made_up_for_by_eight_sevenths() {
    let town = network(&[&[(0.0, 0.0), (50.0, 0.0)]]);
    let params = |keeps_mass| NetworkDensityParams {
        bandwidth_m: 2.0,
        kernel: StreetKernel::Triangle,
        keeps_mass,
        ..NetworkDensityParams::default()
    };
    let event = [StreetEvent { at: on(0, 1.0), weight: 1.0 }];
    let at = |keeps| network_density_at(&town, &event, on(0, 1.5), &params(keeps));
    assert!((at(true) / at(false) - 8.0 / 7.0).abs() < 1e-12);
}

fn random_events(town: &Network, seed: u64, n: usize) -> Vec<StreetEvent> {
    let mut dice = Pcg64::seed_from_u64(seed);
    let event = |_| {
        let link = dice.random_range(0..town.links().len()) as u32;
        let along_m = dice.random_range(0.0..1.0) * town.link(LinkId(link)).length_m;
        StreetEvent { at: on(link, along_m), weight: dice.random_range(0.2..3.0) }
    };
    (0..n).map(event).collect()
}

#[test]
fn no_weight_is_lost_or_made_whatever_the_town() {
    for seed in 0..6 {
        let town = random_town(seed, 60);
        let events = random_events(&town, seed, 40);
        let weight: f64 = events.iter().map(|event| event.weight).sum();
        for kernel in [StreetKernel::Quartic, StreetKernel::Epanechnikov, StreetKernel::Triangle] {
            for split in [Split::Discontinuous, Split::Continuous { junctions: 3 }] {
                let params = NetworkDensityParams { kernel, split, lixel_m: 13.0, ..NetworkDensityParams::default() };
                let mass: f64 = network_density(&town, &events, &params).iter().map(Lixel::mass).sum();
                assert!((mass - weight).abs() < 1e-9 * weight, "{seed} {kernel:?} {split:?}: {mass} of {weight}");
            }
        }
    }
}

#[test]
fn the_continuous_one_keeps_its_mass_by_itself_and_has_no_jump_at_a_junction() {
    let town = star();
    let params = NetworkDensityParams {
        bandwidth_m: 4.0,
        split: Split::Continuous { junctions: 20 },
        smallest_share: 0.0,
        keeps_mass: false,
        lixel_m: 0.5,
        ..NetworkDensityParams::default()
    };
    let events = [StreetEvent { at: on(0, 1.0), weight: 1.0 }, StreetEvent { at: on(2, 5.0), weight: 1.0 }];
    let mass: f64 = network_density(&town, &events, &params).iter().map(Lixel::mass).sum();
    assert!((mass - 2.0).abs() < 1e-12, "{mass}");
    let at_centre = |arm| network_density_at(&town, &events[..1], on(arm, 1e-9), &params);
    assert!((at_centre(0) - at_centre(1)).abs() < 1e-8 && (at_centre(1) - at_centre(3)).abs() < 1e-12);
}

/// The discontinuous kernel is where a walker ends who starts either way, never turns back, picks evenly among the
/// streets that lead on, and walks a distance drawn from the kernel.
#[test]
fn the_density_is_where_blind_walkers_end() {
    // A ring of four blocks with a chord: walkers come round again, and no street is a dead end.
    let corners = [(0.0, 0.0), (80.0, 0.0), (80.0, 60.0), (0.0, 60.0)];
    let mut lines: Vec<Vec<(f64, f64)>> = (0..4).map(|i| vec![corners[i], corners[(i + 1) % 4]]).collect();
    lines.push(vec![corners[0], corners[2]]);
    let town = network(&lines.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let params = NetworkDensityParams {
        bandwidth_m: 250.0,
        kernel: StreetKernel::Epanechnikov,
        smallest_share: 1e-9,
        ..NetworkDensityParams::default()
    };
    let start = on(0, 30.0);
    let density = network_density(&town, &[StreetEvent { at: start, weight: 1.0 }], &params);
    let mut dice = Pcg64::seed_from_u64(12);
    let (n, mut ended) = (200_000, BTreeMap::new());
    for _ in 0..n {
        // A distance with density 1.5 (1 - u²) on 0..1: the middle one of three uniform draws, folded.
        let mut draw = || dice.random_range(-1.0_f64..1.0);
        let (a, b, c) = (draw(), draw(), draw());
        let u = if c.abs() >= b.abs() && c.abs() >= a.abs() { b } else { c };
        let mut rest_m = u.abs() * params.bandwidth_m;
        let (mut link, mut along_m, mut forward) = (start.link, start.along_m, dice.random_range(0..2) == 0);
        loop {
            let laid = town.link(link);
            let room = if forward { laid.length_m - along_m } else { along_m };
            if rest_m <= room {
                along_m += if forward { rest_m } else { -rest_m };
                break;
            }
            rest_m -= room;
            let node = if forward { laid.to() } else { laid.from() };
            let on: Vec<LinkId> = town.at(node).iter().copied().filter(|other| *other != link).collect();
            link = on[dice.random_range(0..on.len())];
            forward = town.link(link).from() == node;
            along_m = if forward { 0.0 } else { town.link(link).length_m };
        }
        *ended.entry((link, (along_m / 20.0) as u32)).or_insert(0) += 1;
    }
    let mut n_compared = 0;
    for lixel in &density {
        // Only pieces that lie on the walkers' even raster.
        let raster = lixel.from_m / 20.0;
        if (raster - raster.round()).abs() < 1e-3 && (lixel.to_m - lixel.from_m - 20.0).abs() < 1e-3 {
            let share = f64::from(ended.get(&(lixel.link, raster.round() as u32)).copied().unwrap_or(0)) / f64::from(n);
            let noise = 4.0 * (share / f64::from(n)).sqrt() + 1e-4;
            assert!((share - lixel.mass()).abs() < noise, "{lixel:?}: {share} of the walkers, {}", lixel.mass());
            n_compared += 1;
        }
    }
    assert!(n_compared >= 10, "{n_compared}");
}

#[test]
fn the_same_bytes_come_on_one_core_and_on_four() {
    let town = random_town(9, 60);
    let events = random_events(&town, 9, 300);
    let on_cores = |n| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("threads");
        pool.install(|| network_density(&town, &events, &NetworkDensityParams::default()))
    };
    assert_eq!(on_cores(1), on_cores(4));
}
