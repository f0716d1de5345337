//! Noise: everything people tell everywhere, at all hours, of every kind.

use super::words::{CARS, DRIVING, PLACES, say};
use super::{Scene, causes, near};
use crate::geodesy::EastNorth;
use crate::town::invented::calendar::{Calendar, FIRST};
use crate::town::invented::dice::Dice;
use crate::town::invented::line;
use crate::town::invented::plan::Class;
use crate::town::invented::telling::{Telling, When, Where};

const WEEKS: [&[&str]; 5] = [
    &["mon", "tue", "wed", "thu", "fri"],
    &["fri", "sat"],
    &["sat", "sun"],
    &["wed"],
    &["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
];

/// When people are out: few before six, most in the afternoon and early evening, some in the night.
const HOURS: [(u32, u32); 24] = [
    (0, 3),
    (1, 2),
    (2, 1),
    (3, 1),
    (4, 1),
    (5, 1),
    (6, 3),
    (7, 5),
    (8, 4),
    (9, 3),
    (10, 3),
    (11, 4),
    (12, 4),
    (13, 5),
    (14, 6),
    (15, 8),
    (16, 9),
    (17, 9),
    (18, 9),
    (19, 8),
    (20, 8),
    (21, 8),
    (22, 7),
    (23, 5),
];

pub(super) fn tell(scene: &Scene, dice: &mut Dice) -> Telling {
    let when = when(&scene.calendar, dice);
    let category = dice.weighted(&[("unsafe_place", 55), ("nuisance_driving", 25), ("speeding", 20)]);
    let place = place(scene, category == "unsafe_place", dice);
    let (causes, severity, phrases) = match category {
        "unsafe_place" => {
            let shares = [
                ("poor_lighting", 26),
                ("litter", 24),
                ("blocked_sight", 22),
                ("vandalism", 20),
                ("deserted", 18),
                ("lamp_outage", 14),
                ("threatening_gathering", 7),
                ("drug_dealing_seen", 5),
                ("other", 8),
            ];
            (
                some_causes(&shares, dice),
                [(Some(1), 8), (Some(2), 26), (Some(3), 34), (Some(4), 14), (None, 18)],
                &PLACES,
            )
        }
        "nuisance_driving" => {
            let shares = [("moped", 34), ("car", 32), ("a_tractor", 26), ("motocross", 16), ("other", 8)];
            (
                some_causes(&shares, dice),
                [(Some(1), 10), (Some(2), 34), (Some(3), 30), (Some(4), 8), (None, 18)],
                &DRIVING,
            )
        }
        _ => (Vec::new(), [(Some(1), 4), (Some(2), 26), (Some(3), 38), (Some(4), 16), (None, 16)], &CARS),
    };
    Telling { category, causes, place, when, severity: dice.weighted(&severity), text: say(phrases, 22, dice) }
}

/// One in eight names no cause at all.
fn some_causes(shares: &[(&'static str, u32)], dice: &mut Dice) -> Vec<&'static str> {
    if dice.percent(12) { Vec::new() } else { causes(shares, dice) }
}

fn when(calendar: &Calendar, dice: &mut Dice) -> When {
    let day = calendar.day(dice, FIRST, |_| 10);
    let hour = dice.weighted(&HOURS);
    let at = calendar.at(day, hour, dice.below(60));
    match dice.below(100) {
        0..54 => When::Instant(at),
        // "Some time last night": seen in the morning.
        54..76 => When::Interval(calendar.at(day, dice.whole(20, 23), 0), calendar.at(day, dice.whole(30, 31), 30)),
        76..88 => When::Now(at),
        _ => {
            let from_hour = hour.min(22);
            let to_hour = (from_hour + dice.whole(1, 3)).min(24);
            When::Weekly { days: dice.pick(&WEEKS), from_hour, to_hour, weeks: dice.whole(2, 11), seen: at }
        }
    }
}

fn place(scene: &Scene, may_be_area: bool, dice: &mut Dice) -> Where {
    let locality = dice.weighted(&[("Osby", 68), ("Lönsboda", 22), ("Killeberg", 10)]);
    let (_, way, length) = street(scene, locality, dice);
    match dice.below(100) {
        0..70 => {
            let on_street = line::at(way, dice.between(0.0, length), 0.0);
            Where::Near(near(on_street, 8.0, dice))
        }
        70..80 => Where::Named(way[0]),
        80..90 if length > 120.0 => {
            let from = dice.between(0.0, length - 110.0);
            Where::Stretch(line::part(way, from, dice.between(from + 100.0, length).min(from + 900.0)))
        }
        90..96 if may_be_area => Where::Area(around(scene.landmark(locality, "park").at, dice)),
        _ => {
            let marks: Vec<_> = scene.layout.landmarks.iter().filter(|mark| mark.locality == locality).collect();
            Where::Near(near(dice.pick(&marks).at, 15.0, dice))
        }
    }
}

/// A street of the locality, the longer the more often; a road out of town counts for less than its length.
fn street<'a>(scene: &'a Scene, locality: &str, dice: &mut Dice) -> (u32, &'a [EastNorth], f64) {
    let here = scene.layout.streets.iter().filter(|street| street.locality == locality);
    let weighed: Vec<_> = here
        .map(|street| {
            let length = line::length_m(&street.line);
            let busy = if street.class == Class::Residential { 2 } else { 3 };
            let weight = (length.min(900.0) / 10.0) as u32 * busy + 1;
            ((weight, street.line.as_slice(), length), weight)
        })
        .collect();
    dice.weighted(&weighed)
}

/// An area drawn with a finger around a park: eight corners, none of which crosses another's edge.
fn around(middle: EastNorth, dice: &mut Dice) -> Vec<EastNorth> {
    const DIRECTIONS: [(f64, f64); 8] =
        [(1.0, 0.0), (0.7, 0.7), (0.0, 1.0), (-0.7, 0.7), (-1.0, 0.0), (-0.7, -0.7), (0.0, -1.0), (0.7, -0.7)];
    let corner = |(e, n): (f64, f64)| {
        let far = dice.between(45.0, 85.0);
        EastNorth { e: middle.e + e * far, n: middle.n + n * far }
    };
    DIRECTIONS.into_iter().map(corner).collect()
}
