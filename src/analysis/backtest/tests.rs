use geo::{MultiPolygon, Rect};

use super::*;
use crate::analysis::density::Bandwidth;
use crate::analysis::draws::Draws;
use crate::analysis::incidents::IncidentParams;

const FOREVER: f64 = f64::INFINITY;

fn grid(side: u32, step_m: f64) -> Vec<EastNorth> {
    let place = |unit: u32| EastNorth { e: f64::from(unit % side) * step_m, n: f64::from(unit / side) * step_m };
    (0..side * side).map(place).collect()
}

fn exponential(draws: &mut Draws) -> f64 {
    -(1.0 - draws.unit()).ln()
}

/// Each place a unit of one part.
fn units(places: &[EastNorth], sizes: &[f64]) -> Units {
    let unit = |(&at, &size): (&EastNorth, &f64)| vec![Part { at, size }];
    Units::of_parts(places.iter().zip(sizes).map(unit), places.len() as f64 * 0.0225)
}

/// In the middle of a unit.
fn event(units: &Units, unit: u32, day: i32) -> Event {
    Event { unit, at: units.parts()[unit as usize].at, day }
}

/// Reports over some days, in units with these daily rates: waiting times, unit by unit.
fn town(units: &Units, rates: &[f64], days: i32, seed: u64) -> Vec<Event> {
    let mut events = Vec::new();
    for (unit, &rate) in rates.iter().enumerate() {
        let mut draws = stream(seed, unit as u64);
        let mut at = exponential(&mut draws) / rate;
        while at < f64::from(days) {
            events.push(event(units, unit as u32, at as i32));
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

fn metres(metres: f64) -> Bandwidth {
    Bandwidth::new(metres).expect("positive")
}

#[test]
fn hits_pai_and_pei_of_four_units_are_those_counted_by_hand() {
    // Sizes 1, 1, 2, 4; a quarter of the whole is 2. The past ranks by density: unit 1 (3), then 0 and 2 (1 each), then
    // 3.
    let units = units(&grid(2, 100.0), &[1.0, 1.0, 2.0, 4.0]);
    let past = [0, 1, 1, 1, 2, 2].map(|unit| event(&units, unit, 0));
    let test = [0, 1, 2, 2, 2, 3, 3, 3].map(|unit| event(&units, unit, 10));
    let nowhere = Event { unit: 9, ..event(&units, 0, 11) };
    let events: Vec<Event> = past.into_iter().chain(test).chain([nowhere]).collect();
    let params = BacktestParams { origins: vec![10], test_days: 5, shares: vec![0.25], seed: 0 };
    let mut rank = |past: &Past| vec![counts(past), uniform(past)];
    let found =
        backtest(&units, &events, &["counts", "size"], &mut rank, &params, &Watch::default()).expect("not stopped");
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
    let units = units(&grid(3, 100.0), &[1.0; 9]);
    let events: Vec<Event> = (0..900).map(|at| event(&units, at % 9, (at * 7 % 800) as i32)).collect();
    let mut peeks = |past: &Past| {
        assert!(past.events.iter().all(|event| event.day < past.today));
        vec![counts(past)]
    };
    let found = backtest(&units, &events, &["peeks"], &mut peeks, &params(), &Watch::default()).expect("not stopped");
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
    let units = units(&grid(side, 150.0), &[1.0; 1_600]);
    let events = town(&units, &hilly_rates(side, 0.002), 725, 4);
    let around = Surroundings::new(&units, metres(500.0));
    let mut rank = |past: &Past| {
        let smooth = kernel_mean(past, &around, FOREVER);
        vec![counts(past), smooth, shrunk_to_kernel(past, &around, FOREVER), last_days(past, 90), uniform(past)]
    };
    let names = ["counts", "kernel", "shrunk", "last 90 days", "size"];
    let found = backtest(&units, &events, &names, &mut rank, &params(), &Watch::default()).expect("not stopped");
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
    let units = units(&grid(side, 150.0), &[1.0; 900]);
    // The same mean everywhere, times a gamma factor of shape 1: the model holds exactly.
    let rates: Vec<f64> = (0..side * side).map(|unit| 0.01 * exponential(&mut stream(5, u64::from(unit)))).collect();
    let events = town(&units, &rates, 725, 6);
    let fit = |day| Fit {
        day,
        bandwidth: metres(2_000.0),
        at_bound: false,
        half_life_days: FOREVER,
        half_life_fitted: false,
    };
    let fits: Vec<Fit> = params().origins.into_iter().map(fit).collect();
    let asked = CalibrationParams { test_days: 90, least_predicted: 0.1, seed: 3 };
    let found = calibration(&units, &events, &fits, &asked);
    assert!(found.chi_square_p > 0.01, "{found:?}");
    assert!((0.85..0.95).contains(&found.coverage), "{found:?}");
    assert!(found.coverage_whole >= found.coverage);
    assert!((found.predicted / found.came - 1.0).abs() < 0.05, "{found:?}");

    // A town that doubles overnight is not what was predicted, and that is seen.
    let doubled: Vec<Event> =
        events.iter().flat_map(|event| vec![*event; if event.day >= 365 { 2 } else { 1 }]).collect();
    let found = calibration(&units, &doubled, &fits, &asked);
    assert!(found.chi_square_p < 1e-6 && found.came > 1.2 * found.predicted, "{found:?}");
}

#[test]
fn means_are_the_ratio_of_two_sums_over_all_pairs() {
    let places = grid(6, 70.0);
    let sizes: Vec<f64> = (0..18).map(|unit| 1.0 + f64::from(unit % 4)).collect();
    let parts = |unit: usize| [2 * unit, 2 * unit + 1].map(|part| Part { at: places[part], size: sizes[unit] });
    let units = Units::of_parts((0..18).map(|unit| parts(unit).to_vec()), 1.0);
    let mut draws = stream(8, 0);
    let mut anywhere = || EastNorth { e: 420.0 * draws.unit(), n: 420.0 * draws.unit() };
    let events: Vec<Event> = (0..40).map(|nth| Event { unit: nth % 18, at: anywhere(), day: 0 }).collect();
    let weights: Vec<f64> = (0..40).map(|nth| 0.5 + f64::from(nth % 3)).collect();
    let near = |a: EastNorth, b: EastNorth| (1.0 - (a.distance_m(b) / 160.0).powi(2)).max(0.0);
    let by_hand = |unit: usize, with_own: bool| {
        let (mut count, mut ground) = (0.0, 0.0);
        for part in parts(unit) {
            let counted = events.iter().zip(&weights).filter(|(event, _)| with_own || event.unit as usize != unit);
            count += counted.map(|(event, weight)| part.size * weight * near(part.at, event.at)).sum::<f64>();
            let others = (0..18).filter(|other| with_own || *other != unit).flat_map(parts);
            ground += others.map(|other| part.size * other.size * near(part.at, other.at)).sum::<f64>();
        }
        count / ground * 2.0 * sizes[unit]
    };
    let around = Surroundings::new(&units, metres(160.0));
    let (all, others) = (around.means(&events, &weights), around.means_of_others(&events, &weights));
    let rate = weights.iter().sum::<f64>() / (2.0 * sizes.iter().sum::<f64>());
    for unit in 0..18 {
        assert!((all[unit] - by_hand(unit, true)).abs() < 1e-9 * by_hand(unit, true).max(1.0));
        let mixed = 0.05 * rate * 2.0 * sizes[unit] + 0.95 * by_hand(unit, false);
        assert!((others[unit] - mixed).abs() < 1e-9 * mixed.max(1.0));
    }
}

/// Reports with places anywhere in their squares, from a town of rates.
fn reports_of(rates: &[f64], side: u32, days: i32, seed: u64) -> Vec<DatedReport> {
    let units = units(&grid(side, 150.0), &vec![22_500.0; rates.len()]);
    let mut draws = stream(seed, u64::MAX);
    let mut anywhere = |at: EastNorth| EastNorth { e: at.e + 150.0 * draws.unit(), n: at.n + 150.0 * draws.unit() };
    let events = town(&units, rates, days, seed);
    events.iter().map(|event| DatedReport::of_one_kind(anywhere(event.at), event.day)).collect()
}

fn asked() -> JudgedParams {
    JudgedParams { every: Every::Quarter, duplicates: None, least_past_days: 270, ..JudgedParams::default() }
}

#[test]
fn a_town_that_never_changes_forgets_nothing_and_one_that_moves_forgets_soon() {
    let side = 30;
    let rates = hilly_rates(side, 0.004);
    let area = MultiPolygon::from(Rect::new((0.0, 0.0), (4_500.0, 4_500.0)).to_polygon());
    let ground = Ground::Cells { size_m: 150, within: &area };
    let still = reports_of(&rates, side, 900, 4);
    let found = backtest_of(&still, ground, &asked(), &Watch::default()).expect("not stopped");
    assert_eq!((found.n_units, found.n_duplicates, found.backtest.n_outside), (900, 0, 0));
    assert!((found.size - 4_500.0 * 4_500.0).abs() < 1.0);
    assert!(found.fits.iter().filter(|fit| fit.half_life_days >= 365.0).count() * 2 > found.fits.len());
    let place = |ranking| Ranking::ALL.iter().position(|one| *one == ranking).expect("one of them");
    let pai = |found: &Judged, ranking| found.backtest.pai(place(ranking), 1).mean;
    assert!(pai(&found, Ranking::Shrunk) > pai(&found, Ranking::Counts));
    assert!(pai(&found, Ranking::Shrunk) > pai(&found, Ranking::Recent));
    assert!((pai(&found, Ranking::Uniform) - 1.0).abs() < 1e-9);
    assert!(!found.tests_overlap && !found.months_only);

    // Every half year the town moves on to where it never was.
    let moved = |report: &DatedReport| {
        let e = (report.at.e + 900.0 * f64::from(report.day / 180)) % 4_500.0;
        DatedReport::of_one_kind(EastNorth { e, n: report.at.n }, report.day)
    };
    let moving: Vec<DatedReport> = still.iter().map(moved).collect();
    let found = backtest_of(&moving, ground, &asked(), &Watch::default()).expect("not stopped");
    assert!(found.fits.iter().all(|fit| fit.half_life_days <= 180.0), "{:?}", found.fits);
    assert!(pai(&found, Ranking::ShrunkForgetting) > pai(&found, Ranking::Shrunk));
    let place = place(found.winner());
    assert!((0..7).all(|other| found.backtest.pei(other, 0).mean + found.backtest.pei(other, 1).mean
        <= found.backtest.pei(place, 0).mean + found.backtest.pei(place, 1).mean));
    // The placebo has lost what made forgetting worth while.
    let placebo =
        |ranking| found.backtest.placebo_pai(Ranking::ALL.iter().position(|o| *o == ranking).unwrap(), 1).mean;
    assert!(placebo(Ranking::Shrunk) > pai(&found, Ranking::Shrunk));
}

#[test]
fn the_whole_backtest_says_how_far_it_has_come_and_can_be_stopped() {
    let reports = reports_of(&hilly_rates(10, 0.01), 10, 900, 1);
    let watch = Watch::default();
    let ground = Ground::CellsAround { size_m: 150 };
    let n_forecasts = 2 * origins(0, 900, Every::Quarter, 270, 90).len() as u64;
    assert!(backtest_of(&reports, ground, &asked(), &watch).is_some());
    assert_eq!(watch.progress(), 1.0);
    watch.expect(n_forecasts);
    assert_eq!(watch.progress(), 0.5);
    watch.stop();
    assert_eq!(backtest_of(&reports, ground, &asked(), &watch), None);
}

#[test]
fn duplicates_count_once_and_months_end_with_their_month() {
    let at = |e: f64| EastNorth { e, n: 0.0 };
    let twice = [(0.0, 0), (10.0, 20), (10.0, 40), (500.0, 20)].map(|(e, day)| DatedReport::of_one_kind(at(e), day));
    let params = JudgedParams { duplicates: Some(IncidentParams::default()), ..asked() };
    let found =
        backtest_of(&twice, Ground::CellsAround { size_m: 150 }, &params, &Watch::default()).expect("not stopped");
    assert_eq!((found.n_reports, found.n_duplicates, found.months_only), (4, 1, false));

    // 2018-10-01 to 2019-02-01; the last of February is within the data.
    let months = [17_805, 17_836, 17_866, 17_897, 17_928].map(|day| DatedReport::of_one_kind(at(0.0), day));
    let params = JudgedParams { every: Every::Month, least_past_days: 31, test_days: 28, ..asked() };
    let found =
        backtest_of(&months, Ground::CellsAround { size_m: 150 }, &params, &Watch::default()).expect("not stopped");
    assert!(found.months_only);
    assert_eq!(
        found.backtest.origins.iter().map(|origin| origin.day).collect::<Vec<_>>(),
        [17_836, 17_866, 17_897, 17_928]
    );
}

#[test]
fn without_events_nothing_is_judged() {
    let units = units(&grid(2, 100.0), &[1.0; 4]);
    let mut rank = |past: &Past| vec![counts(past)];
    let found = backtest(&units, &[], &["counts"], &mut rank, &params(), &Watch::default()).expect("not stopped");
    assert_eq!((found.origins.len(), found.pai(0, 0).n, found.pai(0, 0).mean), (0, 0, 0.0));
    let found = calibration(&units, &[], &[], &CalibrationParams { test_days: 1, least_predicted: 0.0, seed: 0 });
    assert_eq!((found.n, found.chi_square_p), (0, 1.0));
    let found =
        backtest_of(&[], Ground::CellsAround { size_m: 150 }, &asked(), &Watch::default()).expect("not stopped");
    assert_eq!((found.n_units, found.backtest.origins.len(), found.next.len()), (0, 0, 0));
}
