//! The dark underpass by the station: evenings, most of all from October to March.

use super::words::{UNDERPASS, say};
use super::{Scene, causes, near};
use crate::town::invented::calendar::{FIRST, dark_from, is_dark_season};
use crate::town::invented::dice::Dice;
use crate::town::invented::telling::{Telling, When, Where};

const WORKDAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri"];
const WEEKEND: &[&str] = &["fri", "sat"];
const EVERY_DAY: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(super) fn tell(scene: &Scene, dice: &mut Dice) -> Telling {
    let underpass = scene.landmark("Osby", "underpass").at;
    let day = scene.calendar.day(dice, FIRST, |day| if is_dark_season(day) { 9 } else { 2 });
    let dark = dark_from(day);
    let hour = dice.whole(dark, 23.max(dark + 1));
    let at = scene.calendar.at(day, hour, dice.below(60));
    let when = match dice.below(100) {
        0..78 => When::Instant(at),
        78..88 => When::Interval(scene.calendar.at(day, dark, 0), scene.calendar.at(day, 24, dice.whole(1, 59))),
        _ => When::Weekly {
            days: dice.pick(&[WORKDAYS, WEEKEND, EVERY_DAY]),
            from_hour: dark.min(21),
            to_hour: dice.whole(22, 24),
            weeks: dice.whole(2, 9),
            seen: at,
        },
    };
    let place = match dice.below(100) {
        0..82 => Where::Near(near(underpass, 11.0, dice)),
        82..94 => Where::Named(underpass),
        _ => Where::Stretch(scene.street("Osby", "Stationsgången").line.clone()),
    };
    let shares = [
        ("poor_lighting", 84),
        ("lamp_outage", 38),
        ("deserted", 24),
        ("vandalism", 8),
        ("threatening_gathering", 6),
        ("litter", 5),
    ];
    Telling {
        category: "unsafe_place",
        causes: causes(&shares, dice),
        place,
        when,
        severity: dice.weighted(&[(Some(5), 42), (Some(4), 44), (Some(3), 8), (None, 6)]),
        text: say(&UNDERPASS, 32, dice),
    }
}
