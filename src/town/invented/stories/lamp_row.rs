//! The row of lamps in Lönsboda that went out in the autumn of 2025 and is still dark.

use jiff::civil::{Date, date};

use super::words::{LAMP_ROW, say};
use super::{Scene, causes, near};
use crate::town::invented::calendar::{dark_from, is_dark_season};
use crate::town::invented::dice::Dice;
use crate::town::invented::line;
use crate::town::invented::telling::{Telling, When, Where};

const WENT_OUT: Date = date(2025, 9, 18);
const EVERY_DAY: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(super) fn tell(scene: &Scene, dice: &mut Dice) -> Telling {
    let street = &scene.street("Lönsboda", "Fabriksgatan").line;
    let lamps = scene.lamps_on("Lönsboda", "Fabriksgatan");
    // In the light nights nobody misses a lamp.
    let day = scene.calendar.day(dice, WENT_OUT, |day| if is_dark_season(day) { 9 } else { 2 });
    let dark = dark_from(day);
    let at = scene.calendar.at(day, dice.whole(dark, 23.max(dark + 1)), dice.below(60));
    let when = match dice.below(100) {
        0..62 => When::Instant(at),
        62..70 => When::Now(at),
        70..80 => When::Interval(scene.calendar.at(day, dark, 0), scene.calendar.at(day, 30, 0)),
        // Not from before the lamps went out: three weeks at most, and the first reports come at once.
        _ => When::Weekly {
            days: EVERY_DAY,
            from_hour: dark.min(20),
            to_hour: dice.pick(&[6, 6, 23, 24]),
            weeks: dice.whole(1, 3).min(weeks_since(day)),
            seen: at,
        },
    };
    let place = match dice.below(100) {
        0..42 => Where::Asset(dice.pick(&lamps).at),
        42..84 => Where::Near(near(line::at(street, dice.between(15.0, 435.0), 0.0), 6.0, dice)),
        _ => Where::Stretch(street.clone()),
    };
    let shares = [("lamp_outage", 92), ("poor_lighting", 34), ("deserted", 8)];
    Telling {
        category: "unsafe_place",
        causes: causes(&shares, dice),
        place,
        when,
        severity: dice.weighted(&[(Some(2), 22), (Some(3), 46), (Some(4), 22), (None, 10)]),
        text: say(&LAMP_ROW, 28, dice),
    }
}

fn weeks_since(day: Date) -> u32 {
    (day.duration_since(WENT_OUT).as_hours() / (7 * 24)) as u32
}
