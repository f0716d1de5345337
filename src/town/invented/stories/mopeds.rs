//! Mopeds and A-tractors on the straight part of the ring road, on Friday and Saturday nights.

use super::words::{MOPEDS, say};
use super::{Scene, causes, near};
use crate::town::invented::calendar::{FIRST, is_dark_season, is_weekend_night};
use crate::town::invented::dice::Dice;
use crate::town::invented::line;
use crate::town::invented::telling::{Telling, When, Where};
use jiff::civil::Weekday;

/// Where on Ringvägen: metres from its beginning, along the straight eastern side.
const STRETCH_M: (f64, f64) = (900.0, 2_150.0);
const FRIDAY: &[&str] = &["fri"];
const BOTH: &[&str] = &["fri", "sat"];

pub(super) fn tell(scene: &Scene, dice: &mut Dice) -> Telling {
    let road = &scene.street("Osby", "Ringvägen").line;
    let day = scene.calendar.day(dice, FIRST, |day| {
        let season = if is_dark_season(day) { 3 } else { 9 };
        match day.weekday() {
            Weekday::Friday => season,
            Weekday::Saturday => season / 2 + 1,
            _ => u32::from(season > 5),
        }
    });
    // A weekday's mopeds have to be home earlier.
    let last = if is_weekend_night(day) { 25 } else { 21 };
    let hour = dice.whole(if is_weekend_night(day) { 20 } else { 17 }, last);
    let at = scene.calendar.at(day, hour, dice.below(60));
    let from_hour = dice.whole(20, 22);
    let when = match dice.below(100) {
        0..58 => When::Instant(at),
        58..66 => When::Now(at),
        66..76 => When::Interval(scene.calendar.at(day, hour - 1, 30), scene.calendar.at(day, hour + 1, 30)),
        _ => When::Weekly {
            days: dice.weighted(&[(FRIDAY, 45), (BOTH, 55)]),
            from_hour,
            to_hour: dice.pick(&[24, 24, 24, 23, 1]),
            weeks: dice.whole(2, 10),
            seen: at,
        },
    };
    let along = dice.between(STRETCH_M.0, STRETCH_M.1);
    let place = match dice.below(100) {
        0..58 => Where::Near(near(line::at(road, along, 0.0), 7.0, dice)),
        58..68 => Where::Named(line::at(road, (along / 250.0).round() * 250.0, 0.0)),
        _ => {
            let from = dice.between(STRETCH_M.0, STRETCH_M.0 + 350.0);
            Where::Stretch(line::part(road, from, dice.between(from + 400.0, STRETCH_M.1)))
        }
    };
    let fast = dice.percent(9);
    let shares = [("moped", 68), ("a_tractor", 52), ("car", 12), ("motocross", 6)];
    Telling {
        category: if fast { "speeding" } else { "nuisance_driving" },
        causes: if fast { Vec::new() } else { causes(&shares, dice) },
        place,
        when,
        severity: dice.weighted(&[(Some(2), 14), (Some(3), 46), (Some(4), 28), (Some(5), 4), (None, 8)]),
        text: say(&MOPEDS, 26, dice),
    }
}
