//! Near repeats against the pair counts of R package NearRepeat (W. Steenbeek) on its 522 arsons in Chicago, 2016.

use std::fs;

use trygghetskarta::analysis::{DatedPlace, Distance, KnoxParams, knox};
use trygghetskarta::geodesy::EastNorth;

use crate::support::shared_data;

/// Rows: the same place, up to 200, 400, 600 m, further. Columns: up to 1, 2, 3 days apart, longer.
const STRAIGHT: [[u64; 4]; 5] =
    [[2, 0, 1, 7], [12, 1, 0, 62], [7, 0, 2, 211], [1, 0, 3, 345], [1103, 770, 809, 132_645]];
const MANHATTAN: [[u64; 4]; 5] =
    [[2, 0, 1, 7], [10, 1, 0, 45], [4, 0, 1, 140], [6, 0, 3, 230], [1103, 770, 810, 132_848]];

#[test]
fn arsons_in_chicago_have_the_pairs_that_others_count() {
    let Some(events) = chicago() else { return };
    assert_eq!(events.len(), 522);
    for (distance, wanted) in [(Distance::Straight, STRAIGHT), (Distance::Manhattan, MANHATTAN)] {
        let table = knox(&events, &params(distance));
        let pairs: Vec<Vec<u64>> = table.cells.iter().map(|row| row.iter().map(|cell| cell.pairs).collect()).collect();
        assert_eq!(pairs, wanted);
        assert_eq!(table.n_pairs, 135_981);
    }
}

#[test]
fn an_arson_within_200_m_and_a_day_is_no_chance_and_far_away_is() {
    let Some(events) = chicago() else { return };
    let table = knox(&events, &params(Distance::Manhattan));
    let near = table.cells[1][0];
    assert!(near.p == 0.001 && near.ratio() > Some(15.0), "{near:?}");
    let far = table.cells[4][0];
    assert!(far.p > 0.95 && far.ratio() < Some(1.0), "{far:?}");
}

fn params(distance: Distance) -> KnoxParams {
    KnoxParams {
        distance_to_m: vec![0.0, 200.0, 400.0, 600.0],
        time_to_days: vec![1, 2, 3],
        distance,
        ..KnoxParams::default()
    }
}

fn chicago() -> Option<Vec<DatedPlace>> {
    let text = fs::read_to_string(shared_data("oracle/chicago_arson.csv")?).expect("readable");
    let event = |line: &str| {
        let mut cells = line.split(',');
        let mut next = || cells.next().expect("three columns").trim();
        let at = EastNorth { e: next().parse().expect("metres"), n: next().parse().expect("metres") };
        let date: jiff::civil::Date = next().parse().expect("a date");
        let day = date.since(jiff::civil::date(2016, 1, 1)).expect("near").get_days();
        DatedPlace { at, day }
    };
    Some(text.lines().map(event).collect())
}
