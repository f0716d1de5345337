use super::*;
use crate::analysis::draws::Draws;

const FOREVER: f64 = f64::INFINITY;

fn grid(side: u32, step_m: f64) -> Vec<EastNorth> {
    let place = |unit: u32| EastNorth { e: f64::from(unit % side) * step_m, n: f64::from(unit / side) * step_m };
    (0..side * side).map(place).collect()
}

fn exponential(draws: &mut Draws) -> f64 {
    -(1.0 - draws.unit()).ln()
}

/// Reports over some days, in units with these daily rates: waiting times, unit by unit.
fn town(rates: &[f64], days: i32, seed: u64) -> Vec<Event> {
    let mut events = Vec::new();
    for (unit, &rate) in rates.iter().enumerate() {
        let mut draws = stream(seed, unit as u64);
        let mut at = exponential(&mut draws) / rate;
        while at < f64::from(days) {
            events.push(Event { unit: unit as u32, day: at as i32 });
            at += exponential(&mut draws) / rate;
        }
    }
    events
}

/// Rates with a broad hill, times a gamma factor of shape 3 for each unit.
fn hilly_rates(side: u32, mean: f64) -> Vec<f64> {
    let rate = |unit: u32| {
        let (e, n) = (f64::from(unit % side) / f64::from(side) - 0.3, f64::from(unit / side) / f64::from(side) - 0.6);
        let hill = 0.2 + 5.0 * (-(e * e + n * n) * 30.0).exp();
        let mut draws = stream(99, u64::from(unit));
        mean * hill * (0..3).map(|_| exponential(&mut draws)).sum::<f64>() / 3.0
    };
    (0..side * side).map(rate).collect()
}

fn params() -> BacktestParams {
    BacktestParams { origins: vec![365, 455, 545, 635], test_days: 90, shares: vec![0.01, 0.05], seed: 1 }
}

#[test]
fn hits_pai_and_pei_of_four_units_are_those_counted_by_hand() {
    // Sizes 1, 1, 2, 4; a quarter of the whole is 2. The past ranks by density: unit 1 (3), then 0 and 2 (1 each), then
    // 3.
    let sizes = [1.0, 1.0, 2.0, 4.0];
    let ground = Ground { sizes: &sizes, places: &grid(2, 100.0) };
    let past = [0, 1, 1, 1, 2, 2].map(|unit| Event { unit, day: 0 });
    let test = [0, 1, 2, 2, 2, 3, 3, 3].map(|unit| Event { unit, day: 10 });
    let events: Vec<Event> = past.into_iter().chain(test).chain([Event { unit: 9, day: 11 }]).collect();
    let rankers = [Ranker { name: "counts", rank: &counts }, Ranker { name: "size", rank: &uniform }];
    let params = BacktestParams { origins: vec![10], test_days: 5, shares: vec![0.25], seed: 0 };
    let found = backtest(ground, &events, &rankers, &params);
    assert_eq!((found.n_outside, found.origins[0].n_past, found.origins[0].n_test), (1, 6, 8));
    // Unit 1 whole (1 hit), and a third of the group of units 0 and 2 (4 reports, size 3).
    let hits = 1.0 + 4.0 / 3.0;
    assert!((found.origins[0].hits[0][0] - hits).abs() < 1e-12);
    // Best would be unit 2, with 3 in a size of 2.
    assert_eq!(found.origins[0].most, [3.0]);
    assert!((found.pai(0, 0).mean - hits / 8.0 / 0.25).abs() < 1e-12);
    assert!((found.pei(0, 0).mean - hits / 3.0).abs() < 1e-12);
    assert!((found.ceiling(0).mean - 3.0 / 8.0 / 0.25).abs() < 1e-12);
    assert!((found.pai(1, 0).mean - 1.0).abs() < 1e-12, "size alone is no better than chance");
}

#[test]
fn a_ranker_never_sees_the_day_of_the_origin_or_later() {
    let places = grid(3, 100.0);
    let ground = Ground { sizes: &[1.0; 9], places: &places };
    let events: Vec<Event> = (0..900).map(|at| Event { unit: at % 9, day: (at * 7 % 800) as i32 }).collect();
    let peeks = |past: &Past| {
        assert!(past.events.iter().all(|event| event.day < past.today));
        counts(past)
    };
    let found = backtest(ground, &events, &[Ranker { name: "peeks", rank: &peeks }], &params());
    assert_eq!(found.origins.len(), 4);
    for origin in &found.origins {
        let n_past = events.iter().filter(|event| event.day < origin.day).count();
        let n_test = events.iter().filter(|event| (origin.day..origin.day + 90).contains(&event.day)).count();
        assert_eq!((origin.n_past, origin.n_test), (n_past, n_test));
    }
}

#[test]
fn shrinkage_beats_counts_and_kernel_where_places_differ_and_surroundings_matter() {
    let side = 40;
    let places = grid(side, 150.0);
    let sizes = vec![1.0; places.len()];
    let ground = Ground { sizes: &sizes, places: &places };
    let events = town(&hilly_rates(side, 0.002), 725, 4);
    let kernel = Kernel::new(&places, 500.0);
    let smooth = |past: &Past| kernel_mean(past, &kernel, FOREVER);
    let shrunk = |past: &Past| shrunk_to_kernel(past, &kernel, FOREVER);
    let recent = |past: &Past| last_days(past, 90);
    let rankers = [
        Ranker { name: "counts", rank: &counts },
        Ranker { name: "kernel", rank: &smooth },
        Ranker { name: "shrunk", rank: &shrunk },
        Ranker { name: "last 90 days", rank: &recent },
        Ranker { name: "size", rank: &uniform },
    ];
    let found = backtest(ground, &events, &rankers, &params());
    for share in 0..2 {
        let pai = |ranker| found.pai(ranker, share).mean;
        assert!(pai(2) > pai(0) && pai(2) > pai(1) && pai(0) > pai(3), "{:?}", (0..5).map(pai).collect::<Vec<_>>());
        assert!((pai(4) - 1.0).abs() < 1e-9);
        assert!((0..5).all(|ranker| pai(ranker) <= found.ceiling(share).mean));
        // The town does not change: dealing the days anew takes nothing away but chance.
        let (real, placebo) = (found.pai(2, share), found.placebo_pai(2, share));
        assert!((real.mean - placebo.mean).abs() < 4.0 * real.standard_error.hypot(placebo.standard_error));
    }
    assert!(found.paired(2, 1, 1).n_above >= 3, "{:?}", found.paired(2, 1, 1));
}

#[test]
fn predicted_counts_of_a_town_made_by_the_model_are_calibrated() {
    let side = 30;
    let places = grid(side, 150.0);
    let sizes = vec![1.0; places.len()];
    let ground = Ground { sizes: &sizes, places: &places };
    // The same mean everywhere, times a gamma factor of shape 1: the model holds exactly.
    let rates: Vec<f64> = (0..side * side).map(|unit| 0.01 * exponential(&mut stream(5, u64::from(unit)))).collect();
    let events = town(&rates, 725, 6);
    let params = CalibrationParams {
        origins: params().origins,
        test_days: 90,
        half_life_days: FOREVER,
        least_predicted: 0.1,
        seed: 3,
    };
    let found = calibration(ground, &events, &Kernel::new(&places, 2_000.0), &params);
    assert!(found.chi_square_p > 0.01, "{found:?}");
    assert!((0.85..0.95).contains(&found.coverage), "{found:?}");
    assert!(found.coverage_whole >= found.coverage);
    assert!((found.predicted / found.came - 1.0).abs() < 0.05, "{found:?}");

    // A town that doubles overnight is not what was predicted, and that is seen.
    let doubled: Vec<Event> =
        events.iter().flat_map(|event| vec![*event; if event.day >= 365 { 2 } else { 1 }]).collect();
    let found = calibration(ground, &doubled, &Kernel::new(&places, 2_000.0), &params);
    assert!(found.chi_square_p < 1e-6 && found.came > 1.2 * found.predicted, "{found:?}");
}

#[test]
fn without_events_nothing_is_judged() {
    let ground = Ground { sizes: &[1.0; 4], places: &grid(2, 100.0) };
    let found = backtest(ground, &[], &[Ranker { name: "counts", rank: &counts }], &params());
    assert_eq!((found.origins.len(), found.pai(0, 0).n, found.pai(0, 0).mean), (0, 0, 0.0));
    let params =
        CalibrationParams { origins: vec![1], test_days: 1, half_life_days: 365.0, least_predicted: 0.0, seed: 0 };
    let found = calibration(ground, &[], &Kernel::new(&grid(2, 100.0), 150.0), &params);
    assert_eq!((found.n, found.chi_square_p), (0, 1.0));
}
