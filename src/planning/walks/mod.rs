//! Where to walk together: the unresolved places that need it most, within the minutes there are, from dusk into the
//! dark.

mod choose;
mod evening;
mod feet;
mod kept_order;
mod look;
mod need;
mod on_the_way;
#[cfg(test)]
mod tests;

use jiff::civil::{Date, Time};

use crate::analysis::Watch;
use crate::analysis::spots::Portrait;
use crate::geodesy::{EastNorth, LonLat};
use crate::observation::{Catalogue, Observation, Seconds};
use crate::planning::Treated;
use crate::town::naming::PlaceName;
use crate::town::{Ground, Lit, Town};

pub use evening::{Evening, EveningLight, evening};
pub use look::Look;

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkQuestion {
    pub start: LonLat,
    /// Missing: back to the start.
    pub end: Option<LonLat>,
    pub minutes: u32,
    pub date: Date,
    /// Missing: so that the walk starts before dusk and ends in the dark.
    pub starts_at: Option<Time>,
    pub minutes_per_stop: u32,
    pub most_stops: usize,
    pub step_free: bool,
    /// Stops that must be passed. Where nothing was told, the place is a stop all the same.
    pub locked: Vec<LonLat>,
    /// Stops that must not be passed.
    pub forbidden: Vec<LonLat>,
    /// The locked stops are passed in the order given.
    pub keep_order: bool,
    /// How many walks to choose from.
    pub n_proposals: usize,
    pub seed: u64,
}

/// How it is worked out; the documented values are the defaults.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkParams {
    /// Reports within so many metres are one place. Default 40.
    pub join_m: f64,
    /// How fast a group walks (m/s). Default 1.2.
    pub speed_m_s: f64,
    /// After so many days a report weighs half. Default 365.
    pub half_life_days: f64,
    /// So many places, those with most need first, are weighed against each other. Default 60.
    pub most_considered: usize,
    /// Rounds of the search for each walk. Default 4,000.
    pub rounds: u32,
    /// Half-made walks the proof may look at. Default 200,000.
    pub max_labels: usize,
    /// A chosen place this close to a reported one is that place (metres). Default 35.
    pub same_place_m: f64,
}

impl WalkParams {
    /// A lamp lights the way this far.
    pub const LAMP_REACH_M: f64 = 25.0;
}

impl Default for WalkParams {
    fn default() -> Self {
        Self {
            join_m: 40.0,
            speed_m_s: 1.2,
            half_life_days: 365.0,
            most_considered: 60,
            rounds: 4_000,
            max_labels: 200_000,
            same_place_m: 35.0,
        }
    }
}

/// How much a place needs to be looked at, and why.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Need {
    /// Rate × severity × darkness.
    pub value: f64,
    /// Incidents, the recent ones more, drawn toward what its metres of street lead us to expect; 90 % interval.
    pub rate: f64,
    pub rate_low: f64,
    pub rate_high: f64,
    /// 1 is middle.
    pub severity: f64,
    /// 0.5 where all was told of the day, 1.5 where all was told of the dark.
    pub darkness: f64,
}

/// A place to stop at.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    pub at: EastNorth,
    pub name: PlaceName,
    pub need: Need,
    /// What is said there; `None` where nothing was told and somebody chose the place.
    pub said: Option<Portrait>,
    pub n_reports: u32,
    /// What to look at, the first first.
    pub look: Vec<Look>,
    pub lit: Lit,
    pub is_locked: bool,
    /// Seconds after the start.
    pub arrives_s: u32,
}

/// From the start or a stop to the next stop or the end.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    pub line: Vec<EastNorth>,
    pub metres: f64,
    pub lit_m: f64,
    pub unlit_m: f64,
    /// Metres of it that the walk has been along before.
    pub repeated_m: f64,
    pub steps_m: f64,
}

impl Leg {
    /// Nobody wrote down whether they are lit.
    pub fn unknown_light_m(&self) -> f64 {
        (self.metres - self.lit_m - self.unlit_m).max(0.0)
    }
}

/// A walk to choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    pub stops: Vec<Stop>,
    /// One more than stops.
    pub legs: Vec<Leg>,
    /// The need of all its stops.
    pub value: f64,
    /// No walk over the places considered has more.
    pub bound: f64,
    /// Proven: none has more.
    pub is_best: bool,
    pub seconds: u32,
}

impl Proposal {
    pub fn metres(&self) -> f64 {
        self.legs.iter().map(|leg| leg.metres).sum()
    }

    /// What may be missing to the best, as a share of the bound: 0 when proven.
    pub fn gap(&self) -> f64 {
        if self.is_best || self.bound <= 0.0 { 0.0 } else { ((self.bound - self.value) / self.bound).max(0.0) }
    }

    /// The last leg.
    pub fn way_back(&self) -> Option<&Leg> {
        self.legs.last()
    }
}

/// The walks, the best first, and what they were chosen from.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkPlan {
    pub proposals: Vec<Proposal>,
    pub evening: Evening,
    /// Where start and end were laid on the streets.
    pub start: EastNorth,
    pub end: EastNorth,
    /// Unresolved places that could be passed in the time.
    pub n_in_reach: usize,
    /// Of them those with most need, weighed against each other.
    pub n_considered: usize,
    pub n_reports_in_reach: usize,
    /// Forbidden places that stood for a stop.
    pub n_forbidden: usize,
}

/// Why there is no walk, and what to change.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NoWalk {
    #[error("no streets have been imported")]
    NoStreets,
    #[error("there is no walkable street within 250 m of the start")]
    StartOffStreet { nearest_m: Option<f64> },
    #[error("there is no way on foot from the start to the end")]
    NoWayToEnd,
    #[error("the straight way from start to end takes {needed} minutes")]
    EndTooFar { needed: u32 },
    #[error("the nearest unresolved place takes {needed} minutes with its stop")]
    ShorterThanAnyStop { needed: u32 },
    #[error("nothing unresolved is within reach of the start")]
    NothingInReach,
    #[error("locked stop {nth} cannot be walked to")]
    LockedOutOfReach { nth: usize },
    #[error("stop {nth} is both locked and forbidden")]
    LockedAndForbidden { nth: usize },
    #[error("the locked stops alone take {needed} minutes")]
    LockedTooLong { needed: u32 },
    #[error("{n} stops are locked, more than the walk may have")]
    TooManyLocked { n: usize },
    /// Nobody waits any more.
    #[error("it was stopped")]
    Stopped,
}

/// What the walks are chosen from.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub reports: &'a [Observation],
    pub treated: &'a [Treated],
    pub catalogue: &'a Catalogue,
    pub now: Seconds,
}

/// Walks to choose from, the best first, each of which is really another.
///
/// # Method
/// Unsafe places that nobody has mended since are laid on the streets that can be walked to from the start, and joined
/// to places within 40 m (as long as they are near on foot too). Each has a need: incidents of which recent ones count
/// more, drawn toward what its metres of street lead us to expect ([`shrink`](crate::analysis::shrinkage::shrink)),
/// times how grave they are, times how much of it is of the dark. The walk is an orienteering problem in seconds over
/// the shortest ways on foot, with so many minutes for each stop
/// ([`proposals`](fn@crate::planning::orienteering::proposals)); a limit on the number of stops is a price for each
/// stop until the limit holds. Where an order is kept, every way to fill it up is looked at. The stops of most darkness
/// come late, where the walk is a round. At last the way of each leg is chosen: streets gone before cost more, on the
/// way back those without light too, as long as the minutes last.
///
/// # Units
/// Metres, seconds; needs are incidents weighed as said. Bounds are over the places considered.
///
/// # Edge cases
/// See [`NoWalk`]. Fewer walks than asked when no other differs enough, which many locked stops bring about.
///
/// # Complexity
/// A search along the streets for each place considered; the orienteering problem of at most 60 places.
///
/// # References
/// B. Golden, L. Levy, R. Vohra (1987), The orienteering problem,
/// doi:10.1002/1520-6750(198706)34:3<307::AID-NAV3220340302>3.0.CO;2-D.
pub fn walks(
    (ground, town): (&Ground, &Town),
    told: Told,
    question: &WalkQuestion,
    params: &WalkParams,
    watch: &Watch,
) -> Result<WalkPlan, NoWalk> {
    choose::walks((ground, town), told, question, params, watch)
}
