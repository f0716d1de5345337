use std::collections::BTreeMap;

use super::*;
use crate::geodesy::{Cell, Shape};
use crate::observation::{Category, CauseSet, Moment, State};

fn report(e: f64, n: f64, at: Seconds) -> Observation {
    Observation {
        key: 0,
        shape: Shape::Point(EastNorth { e, n }),
        moment: Moment::Instant(at),
        told_day: (at / DAY_S) as i32,
        category: Category::UnsafePlace,
        causes: CauseSet::EMPTY.with(1),
        channel: "web".to_owned(),
        severity: None,
        state: State::Received,
        weight: 1.0,
        placed: true,
    }
}

/// 20 × 20 squares of 100 m with 100 m of street in each.
fn even_ground() -> Terrain {
    let cells = (0..20).flat_map(|n| (0..20).map(move |e| Cell { size_m: 100, e_m: e * 100, n_m: n * 100 }));
    Terrain::of_squares(cells.map(|cell| (cell, 100.0)).collect::<BTreeMap<_, _>>(), Basis::StreetMetres)
}

/// 2026-01-01 in Sweden.
const FROM: Seconds = 1_767_222_000;
const DAY_S: Seconds = 86_400;

/// One report in every fifth square, spread over 200 days.
fn everywhere() -> Vec<Observation> {
    (0..80)
        .map(|i| {
            report(
                f64::from(i * 5 % 20) * 100.0 + 50.0,
                f64::from(i / 4) * 100.0 + 50.0,
                FROM + i64::from(i) * DAY_S * 2,
            )
        })
        .collect()
}

fn find(observations: &[Observation], watch: &Watch) -> Option<FoundSpots> {
    let clock = Clock::new("Europe/Stockholm").expect("a zone");
    let window = Window { from: FROM, to: FROM + 200 * DAY_S, ..Window::ALWAYS };
    let reported = Reported { observations, links: &[], window: &window, clock: &clock };
    let osby = |_: EastNorth| LonLat::new(13.99, 56.38).expect("on the globe");
    let params = SpotParams { test: HotspotParams { replicates: 199, ..Default::default() }, ..Default::default() };
    spots(&reported, even_ground(), osby, &params, watch)
}

#[test]
fn even_reports_make_no_spot() {
    let found = find(&everywhere(), &Watch::default()).expect("nobody stops it");
    assert!(found.spots.is_empty(), "{:?}", found.spots);
    assert_eq!((found.test.n_reports, found.n_outside), (80, 0));
}

#[test]
fn one_trouble_is_one_spot_though_it_makes_a_ring_of_squares_more_than_chance() {
    let mut told = everywhere();
    // Fridays at 22 local time, across the corner of two squares.
    let friday = FROM + DAY_S + 22 * 3600;
    told.extend(
        (0..24).map(|i| report(if i % 3 == 0 { 795.0 } else { 805.0 }, 1_250.0, friday + i64::from(i % 8) * 7 * DAY_S)),
    );
    let found = find(&told, &Watch::default()).expect("nobody stops it");
    assert_eq!(found.spots.len(), 1, "{:?}", found.spots.iter().map(|s| &s.spot).collect::<Vec<_>>());
    let DescribedSpot { spot, portrait, history, places } = &found.spots[0];
    let here = |one: &&Observation| {
        let at = one.shape.anchor();
        (700.0..900.0).contains(&at.e) && (1_200.0..1_300.0).contains(&at.n)
    };
    // Everything in the two squares is in it; what else lies around may be.
    assert!(spot.n_reports >= told.iter().filter(here).count() as u64 && spot.n_reports < 30);
    assert_eq!((spot.class, places.len() as u64), (Class::ClearlyMore, spot.n_reports));
    assert!(spot.ratio.low > 1.0 && spot.n_around >= spot.enough_around.expect("enough replicates"));
    let peak = portrait.peak.as_ref().expect("enough reports with an hour");
    assert_eq!((peak.from, peak.to, &peak.weekdays[..]), (22, 23, &[4][..]));
    assert_eq!(portrait.causes, [(CauseSet::EMPTY.with(1), places.len() as u32)]);
    // By month, January to March, adds up to all of the spot.
    assert_eq!(portrait.months.iter().map(|(_, n)| *n as u64).sum::<u64>(), spot.n_reports);
    assert!(matches!(history.expect("seven months").development, Development::Short(_)));
    // The test is about everything: the rest of the map still counts.
    assert_eq!(found.test.n_reports, told.len() as u64);
}

#[test]
fn who_stops_waiting_gets_nothing() {
    let watch = Watch::default();
    watch.stop();
    assert_eq!(find(&everywhere(), &watch), None);
}
