//! Good words: places that feel safe, and what got better.

use super::words::{BETTER, SAFE, say};
use super::{Scene, near};
use crate::town::invented::calendar::{FIRST, is_dark_season};
use crate::town::invented::dice::Dice;
use crate::town::invented::telling::{Telling, When, Where};
use jiff::civil::date;

/// Where people like to be; the square and the library of Osby most of all.
const LIKED: [(&str, &str, u32); 8] = [
    ("Osby", "library", 26),
    ("Osby", "square", 22),
    ("Osby", "sports_ground", 12),
    ("Osby", "swimming_place", 10),
    ("Osby", "station", 6),
    ("Lönsboda", "square", 12),
    ("Lönsboda", "library", 6),
    ("Killeberg", "station", 6),
];

pub(super) fn tell(scene: &Scene, dice: &mut Dice) -> Telling {
    // The bushes of Stadsparken were cut in the spring of 2026: that is what got better.
    let better = dice.percent(38);
    let since = if better { date(2026, 4, 10) } else { FIRST };
    let day = scene.calendar.day(dice, since, |day| if is_dark_season(day) { 4 } else { 8 });
    let at = scene.calendar.at(day, dice.whole(10, 20), dice.below(60));
    let (locality, kind) = if better {
        ("Osby", "park")
    } else {
        dice.weighted(&LIKED.map(|(locality, kind, weight)| ((locality, kind), weight)))
    };
    let mark = scene.landmark(locality, kind).at;
    let place = if dice.percent(70) { Where::Near(near(mark, 20.0, dice)) } else { Where::Named(mark) };
    Telling {
        category: if better { "better_now" } else { "safe_place" },
        causes: Vec::new(),
        place,
        when: if dice.percent(40) { When::Now(at) } else { When::Instant(at) },
        severity: None,
        text: say(if better { &BETTER } else { &SAFE }, 35, dice),
    }
}
