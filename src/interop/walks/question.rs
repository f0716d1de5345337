//! What somebody asks of the planner of walks.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::geodesy::LonLat;
use crate::planning::walks::{NoWalk, WalkQuestion};
use crate::promise::Objection;

/// A walk to be planned. Positions are `[longitude, latitude]`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkQuestionBody {
    pub start: [f64; 2],
    /// Missing: back to the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<[f64; 2]>,
    /// With the stops; 60 to 90 are usual, 10 to 180 are taken. Default 75.
    #[serde(default = "usual_minutes")]
    pub minutes: u32,
    #[schema(example = "2026-11-05")]
    pub date: String,
    /// Local time; missing: so that it starts before dusk and ends in the dark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "16:30")]
    pub starts_at: Option<String>,
    /// 0 to 30, default 6.
    #[serde(default = "usual_stop")]
    pub minutes_per_stop: u32,
    /// 1 to 12, default 8.
    #[serde(default = "usual_stops")]
    pub most_stops: usize,
    /// Without flights of steps.
    #[serde(default)]
    pub step_free: bool,
    /// Stops that must be passed; a place where nothing was told is one too.
    #[serde(default)]
    pub locked: Vec<[f64; 2]>,
    #[serde(default)]
    pub forbidden: Vec<[f64; 2]>,
    /// The locked stops in the order given.
    #[serde(default)]
    pub keep_order: bool,
    /// 1 to 5, default 3.
    #[serde(default = "usual_proposals")]
    pub proposals: usize,
    #[serde(default = "usual_seed")]
    pub seed: u64,
}

fn usual_minutes() -> u32 {
    75
}

fn usual_stop() -> u32 {
    6
}

fn usual_stops() -> usize {
    8
}

fn usual_proposals() -> usize {
    3
}

fn usual_seed() -> u64 {
    1
}

const MOST_CHOSEN: usize = 100;

impl WalkQuestionBody {
    /// The question, or everything that cannot be understood.
    pub fn read(&self) -> Result<WalkQuestion, Vec<Objection>> {
        let mut all = Vec::new();
        let mut bad = |pointer: &str, code, sv: &str, en: &str| all.push(Objection::new(pointer, code, sv, en));
        let at = |place: &[f64; 2]| LonLat::new(place[0], place[1]);
        let start = at(&self.start);
        if start.is_none() || self.end.is_some_and(|end| at(&end).is_none()) {
            let pointer = if start.is_none() { "/start" } else { "/end" };
            bad(
                pointer,
                "bad_place",
                "En plats är [longitud, latitud] i grader.",
                "A place is [longitude, latitude] in degrees.",
            );
        }
        for (pointer, list) in [("/locked", &self.locked), ("/forbidden", &self.forbidden)] {
            if let Some(nth) = list.iter().position(|place| at(place).is_none()) {
                let pointer = format!("{pointer}/{nth}");
                bad(
                    &pointer,
                    "bad_place",
                    "En plats är [longitud, latitud] i grader.",
                    "A place is [longitude, latitude] in degrees.",
                );
            }
            if list.len() > MOST_CHOSEN {
                bad(pointer, "too_many", "Högst 100 platser.", "At most 100 places.");
            }
        }
        if !(10..=180).contains(&self.minutes) {
            bad(
                "/minutes",
                "out_of_range",
                "En vandring är 10 till 180 minuter, vanligen 60 till 90.",
                "A walk is 10 to 180 minutes, usually 60 to 90.",
            );
        }
        if self.minutes_per_stop > 30 {
            bad("/minutes_per_stop", "out_of_range", "Ett stopp är högst 30 minuter.", "A stop is at most 30 minutes.");
        }
        if !(1..=12).contains(&self.most_stops) {
            bad("/most_stops", "out_of_range", "Antalet stopp är 1 till 12.", "The number of stops is 1 to 12.");
        }
        if !(1..=5).contains(&self.proposals) {
            bad("/proposals", "out_of_range", "Antalet förslag är 1 till 5.", "The number of proposals is 1 to 5.");
        }
        let date: Option<Date> = self.date.parse().ok().filter(|date: &Date| (2000..=2100).contains(&date.year()));
        if date.is_none() {
            bad("/date", "bad_date", "Datumet skrivs som 2026-11-05.", "The date is written as 2026-11-05.");
        }
        let starts_at: Option<Option<Time>> = match &self.starts_at {
            None => Some(None),
            Some(text) => text.parse().ok().filter(|_| text.len() >= 5).map(Some),
        };
        if starts_at.is_none() {
            bad("/starts_at", "bad_time", "Klockslaget skrivs som 16:30.", "The time is written as 16:30.");
        }
        match (start, date, starts_at) {
            (Some(start), Some(date), Some(starts_at)) if all.is_empty() => Ok(WalkQuestion {
                start,
                end: self.end.as_ref().and_then(at),
                minutes: self.minutes,
                date,
                starts_at,
                minutes_per_stop: self.minutes_per_stop,
                most_stops: self.most_stops,
                step_free: self.step_free,
                locked: self.locked.iter().filter_map(at).collect(),
                forbidden: self.forbidden.iter().filter_map(at).collect(),
                keep_order: self.keep_order,
                n_proposals: self.proposals,
                seed: self.seed,
            }),
            _ => Err(all),
        }
    }
}

/// Why there is no walk, and what to change. Nothing is to be changed by who stopped it.
pub fn objection(reason: &NoWalk) -> Option<Objection> {
    let told = |pointer: &str, code, sv: String, en: String| Some(Objection::new(pointer, code, sv, en));
    match reason {
        NoWalk::Stopped => None,
        NoWalk::NoStreets => told(
            "/start",
            "no_streets",
            "Gatorna är inte inlästa. Läs in dem med: trygghetskarta import osm.".to_owned(),
            "The streets have not been imported. Import them with: trygghetskarta import osm.".to_owned(),
        ),
        NoWalk::StartOffStreet { nearest_m } => {
            let (sv, en) = match nearest_m {
                Some(metres) => (
                    format!("Den närmaste gatan att gå på ligger {metres:.0} m bort."),
                    format!("The nearest street to walk on is {metres:.0} m away."),
                ),
                None => (
                    "Ingen gata att gå på finns inom 5 km.".to_owned(),
                    "There is no street to walk on within 5 km.".to_owned(),
                ),
            };
            told(
                "/start",
                "start_off_street",
                format!("Starten ligger inte vid någon gata eller gångväg. {sv} Flytta starten."),
                format!("The start lies at no street or path. {en} Move the start."),
            )
        }
        NoWalk::NoWayToEnd => told(
            "/end",
            "no_way_to_end",
            "Det finns ingen väg att gå mellan start och mål. Flytta ett av dem, eller tillåt trappor.".to_owned(),
            "There is no way on foot between start and end. Move one of them, or allow steps.".to_owned(),
        ),
        NoWalk::EndTooFar { needed } => told(
            "/minutes",
            "end_too_far",
            format!("Bara vägen från start till mål tar {needed} minuter. Välj fler minuter, eller ett närmare mål."),
            format!("The way from start to end alone takes {needed} minutes. Choose more minutes, or a nearer end."),
        ),
        NoWalk::ShorterThanAnyStop { needed } => told(
            "/minutes",
            "shorter_than_any_stop",
            format!(
                "Ingen plats hinns med: den närmaste tar {needed} minuter med sitt stopp. Välj fler minuter, kortare \
                 stopp eller en annan start."
            ),
            format!(
                "No place can be reached in time: the nearest takes {needed} minutes with its stop. Choose more \
                 minutes, shorter stops or another start."
            ),
        ),
        NoWalk::NothingInReach => told(
            "/start",
            "nothing_in_reach",
            "Ingen olöst rapporterad plats går att nå till fots härifrån. Välj en annan start, eller lås egna platser."
                .to_owned(),
            "No unresolved reported place can be reached on foot from here. Choose another start, or lock places of your own."
                .to_owned(),
        ),
        NoWalk::LockedOutOfReach { nth } => told(
            &format!("/locked/{nth}"),
            "locked_out_of_reach",
            format!("Till låst stopp {} finns ingen väg att gå. Flytta det eller lås upp det.", nth + 1),
            format!("There is no way on foot to locked stop {}. Move it or unlock it.", nth + 1),
        ),
        NoWalk::LockedAndForbidden { nth } => told(
            &format!("/locked/{nth}"),
            "locked_and_forbidden",
            format!("Stopp {} är både låst och förbjudet.", nth + 1),
            format!("Stop {} is both locked and forbidden.", nth + 1),
        ),
        NoWalk::LockedTooLong { needed } => told(
            "/minutes",
            "locked_too_long",
            format!("De låsta stoppen tar {needed} minuter. Välj fler minuter, kortare stopp, eller lås upp något."),
            format!("The locked stops take {needed} minutes. Choose more minutes, shorter stops, or unlock one."),
        ),
        NoWalk::TooManyLocked { n } => told(
            "/most_stops",
            "too_many_locked",
            format!("{n} stopp är låsta, men vandringen får inte ha så många."),
            format!("{n} stops are locked, but the walk may not have so many."),
        ),
    }
}
