//! The index says what a plain loop over the observations says.

use rand::RngExt;
use trygghetskarta::geodesy::{Box2, EastNorth, Shape};
use trygghetskarta::index::{Builder, Filter, Index, Snapshot};
use trygghetskarta::observation::{Clock, HoursOfWeek, Moment, Observation, State, Weekday};

use super::brute::{Brute, in_box, in_rings, near};
use super::world::{Spread, T0, World, clock, concerns};

const SIZES_M: [u32; 5] = [100, 250, 500, 1000, 2000];

pub fn assert_same_cells(snapshot: &Snapshot, brute: &Brute, filter: &Filter, size_m: u32) {
    let cells = snapshot.cells(filter, size_m);
    assert!(cells.windows(2).all(|pair| pair[0].cell < pair[1].cell), "sorted");
    let mut expected = brute.cells(filter, size_m);
    for found in cells {
        let (n, weight) = expected.remove(&found.cell).unwrap_or_default();
        assert_eq!(found.n_reports, n, "{} {filter:?}", found.cell);
        assert!(near(found.weight, weight), "{} {} {weight} {filter:?}", found.cell, found.weight);
    }
    assert!(expected.values().all(|(n, weight)| *n == 0 && *weight == 0.0), "{expected:?} {filter:?}");
}

fn assert_same_totals(snapshot: &Snapshot, brute: &Brute, filter: &Filter) {
    let everywhere = filter.everywhere();
    for (found, (n, weight)) in
        [(snapshot.total(filter), brute.total(&everywhere)), (snapshot.unplaced(filter), brute.unplaced(&everywhere))]
    {
        assert_eq!(found.n_reports, n, "{filter:?}");
        assert!(near(found.weight, weight), "{} {weight} {filter:?}", found.weight);
    }
}

fn keys(snapshot: &Snapshot, hits: &[trygghetskarta::index::Hit]) -> Vec<u32> {
    let mut keys: Vec<u32> = hits.iter().map(|hit| snapshot.key(*hit)).collect();
    keys.sort_unstable();
    keys
}

/// Every question, with every combination of conditions a seed brings up.
fn assert_same_everything(world: &mut World, snapshot: &Snapshot, brute: &Brute, rounds: usize) {
    for round in 0..rounds {
        let filter = world.filter([0.0, 0.2, 0.5, 0.9][round % 4]);
        assert_same_cells(snapshot, brute, &filter, SIZES_M[round % 5]);
        assert_same_totals(snapshot, brute, &filter);

        let window = world.window();
        let hits = snapshot.window(&filter, &window);
        assert_eq!(keys(snapshot, &hits), brute.keys_in(&filter, |p| in_box(&window, p)), "{filter:?}");

        let rings = [world.ring(), world.ring()];
        let hits = snapshot.polygon(&filter, &rings);
        assert_eq!(keys(snapshot, &hits), brute.keys_in(&filter, |p| in_rings(&rings, p)), "{filter:?}");

        let (at, k) = (world.place(), [1, 10, 300][round % 3]);
        let found = snapshot.nearest(&filter, at, k);
        let expected = brute.distances(&filter, at, k);
        assert_eq!(found.len(), expected.len(), "{filter:?}");
        assert!(found.iter().zip(&expected).all(|((_, d), e)| near(*d, *e)), "{filter:?}");

        let profile = snapshot.profile(&filter);
        let (hours, unknown) = brute.profile(&filter);
        assert!(profile.hours.iter().zip(&hours).all(|(a, b)| near(*a, *b)), "{filter:?}");
        assert!(near(profile.unknown_hour, unknown), "{filter:?}");
        assert!(near(profile.hours.iter().sum::<f64>() + unknown, profile.total.weight), "{filter:?}");
        assert_eq!(profile.total.n_reports as usize, brute.keys(&filter).len());

        let page = snapshot.page(&filter, None, usize::MAX);
        assert_eq!(page.iter().map(|o| o.key).collect::<Vec<_>>(), brute.keys(&filter), "{filter:?}");
    }
}

#[test]
fn every_question_is_answered_as_by_a_plain_loop() {
    let clock = clock();
    let spreads = [Spread::Town(12_000.0), Spread::OnePoint, Spread::OnEdges];
    for (seed, spread) in (1..).zip(spreads) {
        for (n, rounds) in [(0, 4), (1, 16), (40, 40), (1_000, 40)] {
            for plain_percent in [0, 60, 100] {
                let mut world = World::new(seed, spread, plain_percent);
                let observations = world.observations(n);
                let index = Index::rebuilt_from(observations.clone(), clock.clone(), 1);
                let brute = Brute { clock: &clock, observations: &observations };
                assert_same_everything(&mut world, &index.snapshot(), &brute, rounds);
            }
        }
    }
}

#[test]
fn a_million_are_counted_as_by_a_plain_loop() {
    let clock = clock();
    let mut world = World::new(7, Spread::Town(30_000.0), 97);
    let observations = world.observations(1_000_000);
    let mut builder = Builder::new(clock.clone());
    observations.iter().for_each(|o| builder.push(o));
    let snapshot = Index::built(builder, 1).snapshot();
    let brute = Brute { clock: &clock, observations: &observations };
    let per_row = snapshot.bytes() as f64 / snapshot.len() as f64;
    assert!(per_row <= 40.0, "{per_row} bytes an observation");
    assert_same_cells(&snapshot, &brute, &Filter::ALL, 250);
    for round in 0..5 {
        let mut filter = world.filter([0.4, 0.9][round % 2]);
        filter.categories = concerns();
        assert_same_cells(&snapshot, &brute, &filter, SIZES_M[round]);
        assert_same_totals(&snapshot, &brute, &filter);
        let window = world.window();
        let hits = snapshot.window(&filter, &window);
        assert_eq!(keys(&snapshot, &hits), brute.keys_in(&filter, |p| in_box(&window, p)), "{filter:?}");
    }
}

#[test]
fn totals_are_right_wherever_a_period_is_cut() {
    // A short span and many rows, so that totals come from sums by hour, or by quarter where the clock is half an hour
    // off.
    for zone in ["Europe/Stockholm", "Asia/Kolkata"] {
        let clock = Clock::new(zone).expect("a known zone");
        let mut world = World::new(71, Spread::Town(5_000.0), 100);
        let mut observations = world.observations(120_000);
        let span_s = 60 * 86_400;
        for o in &mut observations {
            o.moment = Moment::Instant(T0 + 80 * 86_400 + world.random.random_range(0..span_s));
        }
        let snapshot = Index::rebuilt_from(observations.clone(), clock.clone(), 1).snapshot();
        let brute = Brute { clock: &clock, observations: &observations };
        for step_s in [3600, 900, 1] {
            for _ in 0..8 {
                let mut filter = world.filter(0.0);
                let mut edge =
                    || T0 + (80 * 86_400 + world.random.random_range(-9_000..span_s + 9_000)) / step_s * step_s;
                (filter.window.from, filter.window.to) = (edge(), edge());
                filter.window.hours = HoursOfWeek::on(&[Weekday::Sun, Weekday::Tue], 1, 5);
                assert_same_totals(&snapshot, &brute, &filter);
                filter.window.hours = HoursOfWeek::ALL;
                assert_same_totals(&snapshot, &brute, &filter);
            }
        }
    }
}

#[test]
fn the_edge_of_a_box_belongs_to_it_and_a_hair_further_in_does_not() {
    let mut world = World::new(81, Spread::Town(5_000.0), 100);
    let mut observation = world.observation(1);
    (observation.placed, observation.state) = (true, State::Received);
    for _ in 0..200 {
        let at = world.place();
        observation.shape = Shape::Point(at);
        let snapshot = Index::rebuilt_from([observation.clone()], clock(), 1).snapshot();
        for (west, east, found) in [(0.0, 0.0, 1), (0.0, 5.0, 1), (0.003, 5.0, 0), (-5.0, 0.0, 1), (-5.0, -0.003, 0)] {
            let corner = |e: f64, n: f64| EastNorth { e: at.e + e, n: at.n + n };
            let across = Box2 { min: corner(west, -1.0), max: corner(east, 1.0) };
            assert_eq!(snapshot.window(&Filter::ALL, &across).len(), found, "{at:?} {west} {east}");
        }
    }
}

#[test]
fn block_length_and_threads_change_no_answer() {
    let clock = clock();
    let mut world = World::new(11, Spread::Town(9_000.0), 70);
    let observations = world.observations(3_000);
    let brute = Brute { clock: &clock, observations: &observations };
    for rows in [1, 7, 64, 256, 100_000] {
        let mut builder = Builder::new(clock.clone()).with_block_rows(rows);
        observations.iter().for_each(|o| builder.push(o));
        let snapshot = Index::built(builder, 1).snapshot();
        assert_same_everything(&mut world, &snapshot, &brute, 4);
        for threads in [1, 2, 3, 16] {
            let filter = world.filter(0.3);
            let (one, many) = (snapshot.cells(&filter, 250), snapshot.cells_on_threads(&filter, 250, threads));
            assert_eq!(one.len(), many.len());
            for (a, b) in one.iter().zip(&many) {
                assert_eq!((a.cell, a.n_reports), (b.cell, b.n_reports));
                assert!(near(a.weight, b.weight));
            }
        }
    }
}

#[test]
fn an_observation_comes_back_as_it_went_in() {
    let mut world = World::new(3, Spread::Town(5_000.0), 30);
    let observations = world.observations(500);
    let snapshot = Index::rebuilt_from(observations.clone(), clock(), 1).snapshot();
    let held: Vec<Observation> = observations.into_iter().filter(|o| o.state != State::Withdrawn).collect();
    assert_eq!(snapshot.page(&Filter::ALL, None, usize::MAX), held);

    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let page = snapshot.page(&Filter::ALL, after, 7);
        let Some(last) = page.last() else { break };
        after = Some(last.key);
        paged.extend(page);
    }
    assert_eq!(paged, held);
    let wanted = held[100].key;
    let hit = snapshot.find(wanted).expect("it is held");
    assert_eq!(snapshot.observation(hit), held[100]);
    assert_eq!(snapshot.find(1_000_000), None);
}

#[test]
fn the_last_of_several_with_one_key_holds() {
    let mut world = World::new(5, Spread::Town(5_000.0), 60);
    let clock = clock();
    let pushed: Vec<Observation> = (0..2_000).map(|i| world.observation(i * 7 % 300)).collect();
    let mut last: Vec<Observation> = Vec::new();
    for key in 0..300 {
        last.extend(pushed.iter().rev().find(|o| o.key == key).cloned());
    }
    let snapshot = Index::rebuilt_from(pushed, clock.clone(), 1).snapshot();
    assert_same_everything(&mut world, &snapshot, &Brute { clock: &clock, observations: &last }, 12);
}

#[test]
fn nonsense_is_counted_and_on_no_map() {
    let mut world = World::new(9, Spread::Town(5_000.0), 100);
    let mut observations: Vec<Observation> = world.observations(12);
    for o in &mut observations {
        (o.state, o.placed, o.weight) = (State::Received, true, 1.0);
    }
    let place = world.place();
    let bad = |v: f64| EastNorth { e: v, n: place.n };
    let shapes = [
        Shape::Point(bad(f64::NAN)),
        Shape::Point(bad(f64::INFINITY)),
        Shape::Point(bad(-1e300)),
        Shape::Stretch(Vec::new()),
        Shape::Stretch(vec![place, bad(f64::NEG_INFINITY)]),
        Shape::Area(Vec::new()),
        Shape::Area(vec![Vec::new()]),
    ];
    let n_bad = shapes.len() as u64;
    for (o, shape) in observations.iter_mut().zip(shapes) {
        o.shape = shape;
    }
    observations[7].moment = Moment::Instant(-5);
    observations[8].moment = Moment::Instant(i64::MAX / 2);
    observations[9].moment = Moment::Interval { from: 50, to: 20 };
    observations[10].moment = Moment::Recurrence { hours: HoursOfWeek::NONE, from: 0, to: 1_000_000 };
    observations[11].weight = f32::NAN;
    let snapshot = Index::rebuilt_from(observations, clock(), 1).snapshot();
    assert_eq!(snapshot.len(), 12);
    // Backwards in time and never on any hour: no share of any window.
    assert_eq!(snapshot.total(&Filter::ALL).n_reports, 10);
    assert_eq!(snapshot.unplaced(&Filter::ALL).n_reports, n_bad);
    let shown = snapshot.cells(&Filter::ALL, 250);
    assert_eq!(shown.iter().map(|c| c.n_reports).sum::<u64>(), 10 - n_bad);
    assert!(shown.iter().all(|c| c.weight.is_finite()));
    assert!(snapshot.nearest(&Filter::ALL, bad(f64::NAN), 3).is_empty());
    assert_eq!(snapshot.nearest(&Filter::ALL, bad(1e9), 3).len(), 3);
    let nowhere = Filter { bounds: Some(Box2 { min: bad(1e300), max: bad(f64::INFINITY) }), ..Filter::ALL };
    assert!(snapshot.cells(&nowhere, 100).is_empty());
}
