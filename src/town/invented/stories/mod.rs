//! What the demo tells: four stories a planner recognises, some good words, and noise everywhere else.

mod better;
mod elsewhere;
mod evenly;
mod lamp_row;
mod mopeds;
mod school;
mod underpass;
mod words;

use super::calendar::Calendar;
use super::dice::Dice;
use super::layout::{Lamp, Landmark, Layout, Street};
use super::telling::{InventedReport, Telling};
use crate::geodesy::{EastNorth, Metric};

/// A story: how many reports, and how one of them comes about.
struct Story {
    n_reports: u32,
    tell: fn(&Scene, &mut Dice) -> Telling,
}

/// In this order, because each has its own stream of chance: a story put in between would change the ones after it.
const STORIES: [Story; 6] = [
    Story { n_reports: 125, tell: underpass::tell },
    Story { n_reports: 185, tell: mopeds::tell },
    Story { n_reports: 105, tell: school::tell },
    Story { n_reports: 90, tell: lamp_row::tell },
    Story { n_reports: 60, tell: better::tell },
    Story { n_reports: 335, tell: elsewhere::tell },
];

/// Some 900 reports told from November 2024 to October 2026, in the order in which they were told. The same seed gives
/// the same reports, at the streets and lamps that `features` invents from it.
pub fn reports(seed: u64) -> Vec<InventedReport> {
    told(&STORIES, seed)
}

/// As many reports in which there is no story: they fall by chance, evenly along the streets. Who sees a hot spot in
/// them sees too much.
pub fn reports_by_chance(seed: u64) -> Vec<InventedReport> {
    told(&[Story { n_reports: 900, tell: evenly::tell }], seed)
}

fn told(stories: &[Story], seed: u64) -> Vec<InventedReport> {
    let scene = Scene { layout: Layout::new(seed), calendar: Calendar::new() };
    let metric = Metric::sweref99_tm();
    let mut reports = Vec::new();
    for (story, stream) in stories.iter().zip(101..) {
        let mut dice = Dice::new(seed, stream);
        for _ in 0..story.n_reports {
            let telling = (story.tell)(&scene, &mut dice);
            reports.push(telling.tell(&scene.calendar, &metric, &mut dice));
        }
    }
    // Stable: two of the same second stay in the order of the stories.
    reports.sort_by_key(|report| report.told_at);
    reports
}

/// Where and when the stories play.
struct Scene {
    layout: Layout,
    calendar: Calendar,
}

impl Scene {
    fn street(&self, locality: &str, name: &str) -> &Street {
        let found = self.layout.streets.iter().find(|street| street.locality == locality && street.name == name);
        found.expect("the drawings hold every street of a story")
    }

    fn landmark(&self, locality: &str, kind: &str) -> &Landmark {
        let found = self.layout.landmarks.iter().find(|mark| mark.locality == locality && mark.kind == kind);
        found.expect("the drawings hold every landmark of a story")
    }

    fn lamps_on(&self, locality: &str, street: &str) -> Vec<&Lamp> {
        self.layout.lamps.iter().filter(|lamp| lamp.locality == locality && lamp.street == street).collect()
    }
}

/// Around a place as telephones scatter: a standard deviation of `spread_m`, never more than three of them.
fn near(at: EastNorth, spread_m: f64, dice: &mut Dice) -> EastNorth {
    EastNorth { e: at.e + dice.bell() * spread_m, n: at.n + dice.bell() * spread_m }
}

/// Each cause with so many in a hundred; the first when chance gives none.
fn causes(shares: &[(&'static str, u32)], dice: &mut Dice) -> Vec<&'static str> {
    let named: Vec<&str> = shares.iter().filter(|(_, share)| dice.percent(*share)).map(|(cause, _)| *cause).collect();
    if named.is_empty() { vec![shares[0].0] } else { named }
}
