//! Too fast past the school, from seven to eight on mornings when there is school.

use super::words::{SCHOOL, say};
use super::{Scene, near};
use crate::town::invented::calendar::{FIRST, is_school_day};
use crate::town::invented::dice::Dice;
use crate::town::invented::line;
use crate::town::invented::telling::{Telling, When, Where};

/// Where on Skolgatan: metres from the railway street, past the yard of Centralskolan.
const STRETCH_M: (f64, f64) = (330.0, 680.0);
const SCHOOL_DAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri"];
const SOME_DAYS: &[&str] = &["mon", "wed", "fri"];

pub(super) fn tell(scene: &Scene, dice: &mut Dice) -> Telling {
    let street = &scene.street("Osby", "Skolgatan").line;
    let day = scene.calendar.day(dice, FIRST, |day| if is_school_day(day) { 10 } else { 0 });
    let at = scene.calendar.at(day, 7, dice.whole(5, 58));
    let when = match dice.below(100) {
        0..68 => When::Instant(at),
        68..76 => When::Interval(scene.calendar.at(day, 7, 0), scene.calendar.at(day, 8, 0)),
        _ => When::Weekly {
            days: dice.weighted(&[(SCHOOL_DAYS, 80), (SOME_DAYS, 20)]),
            from_hour: 7,
            to_hour: 8,
            weeks: dice.whole(1, 6),
            seen: at,
        },
    };
    let along = dice.between(STRETCH_M.0, STRETCH_M.1);
    let place = match dice.below(100) {
        0..68 => Where::Near(near(line::at(street, along, 0.0), 6.0, dice)),
        68..82 => Where::Named(line::at(street, 500.0, 0.0)),
        _ => Where::Stretch(line::part(street, STRETCH_M.0 + dice.between(0.0, 90.0), STRETCH_M.1)),
    };
    Telling {
        category: "speeding",
        causes: Vec::new(),
        place,
        when,
        severity: dice.weighted(&[(Some(5), 18), (Some(4), 42), (Some(3), 30), (Some(2), 4), (None, 6)]),
        text: say(&SCHOOL, 28, dice),
    }
}
