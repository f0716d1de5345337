//! The heat map adds up, keeps every gram, and shows the same in every view.

use trygghetskarta::analysis::{CellSize, Heat, HeatParams, class_of, heat};
use trygghetskarta::geodesy::{Box2, EastNorth};
use trygghetskarta::index::{Filter, Frame, Index};
use trygghetskarta::observation::Window;

use super::brute::{Brute, near};
use super::world::{Spread, T0, World, YEARS_S, clock};

fn assert_adds_up(heat: &Heat) {
    let (n, weight) = (heat.totals.n_reports, heat.totals.weight);
    assert_eq!(n.shown + n.suppressed + n.outside, n.total);
    assert_eq!(weight.shown + weight.suppressed + weight.outside, weight.total);
    assert_eq!(heat.cells.iter().map(|c| c.n_reports).sum::<u64>(), n.shown);
    assert!(near(heat.cells.iter().map(|c| c.weight).sum(), weight.shown));
    assert!(weight.outside >= -1e-9);
}

#[test]
fn shown_and_outside_add_up_to_what_a_plain_loop_counts() {
    let clock = clock();
    for (seed, n) in [(1, 1), (2, 40), (3, 1_000), (4, 60_000)] {
        let mut world = World::new(seed, Spread::Town(12_000.0), 80);
        let observations = world.observations(n);
        let snapshot = Index::rebuilt_from(observations.clone(), clock.clone(), 1).snapshot();
        let brute = Brute { clock: &clock, observations: &observations };
        for round in 0..10 {
            let filter = world.filter(0.5);
            let cell = [CellSize::Auto, CellSize::Fixed(100), CellSize::Fixed(1000)][round % 3];
            let heat = heat(&snapshot, &HeatParams { filter: filter.clone(), cell });
            assert_adds_up(&heat);
            let (n, weight) = brute.total(&filter.everywhere());
            assert_eq!(heat.totals.n_reports.total, n);
            assert!(near(heat.totals.weight.total, weight));
        }
    }
}

#[test]
fn stretches_areas_and_spans_of_time_keep_their_mass_at_every_size() {
    let clock = clock();
    let mut world = World::new(31, Spread::Town(12_000.0), 20);
    let observations = world.observations(2_000);
    let snapshot = Index::rebuilt_from(observations.clone(), clock.clone(), 1).snapshot();
    let brute = Brute { clock: &clock, observations: &observations };
    for size_m in CellSize::STEPS_M {
        let filter = Filter { bounds: None, ..world.filter(0.3) };
        let heat = heat(&snapshot, &HeatParams { filter: filter.clone(), cell: CellSize::Fixed(size_m) });
        let placed = brute.total(&filter).1 - brute.unplaced(&filter).1;
        assert!((heat.totals.weight.shown - placed).abs() <= 1e-9 * placed.max(1.0));
    }
}

#[test]
fn a_square_shows_the_same_in_every_view() {
    let clock = clock();
    let mut world = World::new(41, Spread::Town(12_000.0), 70);
    let snapshot = Index::rebuilt_from(world.observations(5_000), clock, 1).snapshot();
    let window = Window { from: T0, to: T0 + YEARS_S, ..Window::ALWAYS };
    let whole = heat(&snapshot, &HeatParams { filter: Filter { window, ..Filter::ALL }, cell: CellSize::Fixed(250) });
    for _ in 0..50 {
        let bounds = world.window();
        let filter = Filter { window, bounds: Some(bounds), ..Filter::ALL };
        let part = heat(&snapshot, &HeatParams { filter, cell: CellSize::Fixed(250) });
        let frame = Frame::touching(&bounds, 250);
        let expected: Vec<_> = whole.cells.iter().filter(|c| frame.contains(c.cell)).collect();
        assert_eq!(part.cells.len(), expected.len());
        for (a, b) in part.cells.iter().zip(expected) {
            assert_eq!((a.cell, a.n_reports, a.class), (b.cell, b.n_reports, b.class));
            assert!(near(a.weight, b.weight) && near(a.per_ha_month, b.per_ha_month));
        }
    }
}

#[test]
fn density_is_weight_per_hectare_and_month() {
    let mut world = World::new(51, Spread::OnePoint, 100);
    let mut observations = world.observations(60);
    for o in &mut observations {
        (o.weight, o.placed, o.state) = (1.0, true, trygghetskarta::observation::State::Received);
    }
    let snapshot = Index::rebuilt_from(observations, clock(), 1).snapshot();
    let window = Window { from: T0, to: T0 + YEARS_S, ..Window::ALWAYS };
    let heat = heat(&snapshot, &HeatParams { filter: Filter { window, ..Filter::ALL }, cell: CellSize::Fixed(250) });
    let [cell] = heat.cells[..] else { panic!("one square") };
    assert!(near(heat.months, 3.0 * 365.0 / 30.4375));
    assert!(near(cell.per_ha_month, 60.0 / 6.25 / heat.months));
    assert_eq!(cell.class, class_of(cell.per_ha_month));
    assert_eq!(cell.class, 3);
}

#[test]
fn the_automatic_size_depends_on_the_bounds_alone_and_keeps_squares_few() {
    let mut world = World::new(61, Spread::Town(12_000.0), 100);
    let snapshot = Index::rebuilt_from(world.observations(2_000), clock(), 1).snapshot();
    let side = |half_m: f64| {
        let c = EastNorth { e: 436_000.0, n: 6_236_000.0 };
        Box2 {
            min: EastNorth { e: c.e - half_m, n: c.n - half_m },
            max: EastNorth { e: c.e + half_m, n: c.n + half_m },
        }
    };
    for (half_m, expected) in
        [(500.0, 100), (2_200.0, 100), (3_000.0, 250), (6_000.0, 500), (20_000.0, 1000), (90_000.0, 2000)]
    {
        for _ in 0..3 {
            let filter = Filter { bounds: Some(side(half_m)), ..world.filter(0.5) };
            assert_eq!(heat(&snapshot, &HeatParams { filter, cell: CellSize::Auto }).cell_m, expected);
        }
    }
}
