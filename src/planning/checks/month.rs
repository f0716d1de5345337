//! The plan of a month: the best there is, and the draw that keeps nearly all of it and can still not be foreseen.

use jiff::civil::{Date, DateTime};

use super::asked::Asked;
use super::band::Band;
use super::days::hour_of_week;
use super::demand::Place;
use super::mix::Mix;
use super::reach::Shares;
use super::reasons::{Check, Instead};
use super::site::{Locality, Site};
use crate::analysis::Watch;
use crate::observation::{HoursOfWeek, Month};
use crate::planning::covering::{self, CoveringParams, NoPlan};

/// What is known of the town.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    pub places: Vec<Place>,
    /// Those that can be chosen, and what is forbidden.
    pub sites: Vec<Site>,
    /// For each site.
    pub shares: Shares,
    pub localities: Vec<Locality>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub month: Month,
    /// Days before this one are gone.
    pub not_before: Option<Date>,
    pub quota: u32,
    /// When somebody can work.
    pub open: HoursOfWeek,
    /// Checks that stay as they are.
    pub locked: Vec<Lock>,
    pub seed: u64,
}

impl Question {
    /// The same seed is another draw each month: else a month would tell of the next.
    pub(super) fn seed_of_month(&self) -> u64 {
        const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
        self.seed ^ (self.month.number() as u64).wrapping_mul(GOLDEN)
    }
}

/// A check that staff put where it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lock {
    pub site: usize,
    pub at: DateTime,
    pub minutes: u32,
}

impl Lock {
    pub(super) fn band(&self) -> usize {
        Band::of_hour(hour_of_week(self.at)).number()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct MonthParams {
    /// At most so many checks a site and month. Default 2.
    pub per_site: u32,
    /// Sites of one month lie so far apart (as the crow flies). Default 1,000 m.
    pub spacing_m: f64,
    /// At most so many checks on weekdays from 8 to 16. Default 3.
    pub at_school_time: u32,
    /// Every locality with streets sees a check. Default true.
    pub every_locality: bool,
    /// Of the best plan's value, the draw keeps so much on average. Default 0.90.
    pub keep: f64,
    /// How even the mix is to be; see [`Mix::entropy`]. Default 0.85.
    pub least_entropy: f64,
    /// From … to minutes a check: 10–16 minutes keep a place calm longest, 20 are usual. Default 15 to 20.
    pub minutes: (u32, u32),
    pub covering: CoveringParams,
    /// Of so many months drawn the one that meets most is taken. Default 6.
    pub best_of: u32,
    /// Draws over which an average is taken. Default 60.
    pub n_draws: u64,
}

impl Default for MonthParams {
    fn default() -> Self {
        Self {
            per_site: 2,
            spacing_m: 1_000.0,
            at_school_time: 3,
            every_locality: true,
            keep: 0.90,
            least_entropy: 0.85,
            minutes: (15, 20),
            covering: CoveringParams { max_nodes: 100, ..CoveringParams::default() },
            best_of: 6,
            n_draws: 60,
        }
    }
}

/// Why there is no plan, and what to change.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NoMonth {
    #[error("nothing was told of speeding or nuisance driving on a street: there is nothing to plan for")]
    NoDemand,
    #[error("there is no place to stand: allow some, or add sites by hand")]
    NoSites,
    #[error("in this month there is no hour in which somebody can work: open hours, or choose a later month")]
    NoHours,
    #[error("lock {nth} lies outside the month")]
    LockOutside { nth: usize },
    #[error(transparent)]
    Rules(#[from] NoPlan),
}

/// The checks of a month, what they are worth, and what the best would be.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthPlan {
    /// By when they begin.
    pub checks: Vec<Check>,
    /// Demand in the hours in which somebody can work, and in all hours.
    pub open_demand: f64,
    pub all_demand: f64,
    /// Demand that these checks meet.
    pub value: f64,
    /// The best plan there is: site, band, times. Anybody who knew the demand could foresee it.
    pub best: covering::Plan,
    /// What as many visits meet where and when most is told, without a thought of how they overlap: the list that
    /// anybody would make. It keeps no rule.
    pub list_value: f64,
    /// What a draw meets on average, as a share of the best.
    pub expected: f64,
    /// See [`Mix::entropy`].
    pub entropy: f64,
    pub mix: Mix,
    /// The visit that would add most to these checks if there were one more.
    pub left_out: Option<Instead>,
    /// Bands in which somebody can work, by their numbers.
    pub open_bands: Vec<usize>,
    /// Localities that could not be asked to see a check: nowhere to stand, or more than there are checks.
    pub localities_left: Vec<usize>,
}

/// Plans a month of checks.
///
/// # Method
/// 1. The best plan: maximal covering with shares by site and band ([`covering::plan`]), with the quota, the visits a
///    site may have, spacing, school time, localities and what staff locked.
/// 2. The live sites: those of the best plan, and as many others, kept apart, as the value allows.
/// 3. The mix: how often each live site is visited in each band on average, as evenly as possible while a draw still
///    keeps `keep` of the best value (measured on `n_draws` draws, not assumed).
/// 4. The draw: systematic sampling by the seed, the best of `best_of` months, then days and minutes at random among
///    those that are open.
///
/// # Units
/// Demand in incidents per month.
///
/// # Edge cases
/// Where demand lies in so few places and hours that no even mix keeps the value, chance is kept and `expected` says
/// how much is given up. `None`: stopped.
///
/// # References
/// European Road Safety Observatory, Speed enforcement (the effect of a visible check halves every 900 m). S. Newstead,
/// M. Cameron, M. Leggett (2001), The crash reduction effectiveness of a network-wide traffic police deployment system,
/// doi:10.1016/S0001-4575(00)00050-5. C. S. Koper (1995), Just enough police presence, doi:10.1080/07418829500096231.
/// Z. Yin and others (2012), TRUSTS: scheduling randomized patrols for fare inspection in transit systems.
pub fn month_plan(
    scene: &Scene,
    question: &Question,
    params: &MonthParams,
    watch: &Watch,
) -> Option<Result<MonthPlan, NoMonth>> {
    match Asked::of(scene, question, params) {
        Ok(asked) => asked.plan(watch),
        Err(flaw) => Some(Err(flaw)),
    }
}

/// A plan with everything it speaks of.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedMonth {
    pub plan: MonthPlan,
    pub scene: Scene,
    /// What the demand was made of, without its places: those are the scene's.
    pub demand: super::Demand,
    pub params: MonthParams,
}

impl PlannedMonth {
    /// Twice as many sites as checks in a week.
    pub fn live_wanted(&self) -> usize {
        (2.0 * self.plan.checks.len() as f64 / WEEKS_A_MONTH).ceil() as usize
    }
}

pub(super) const WEEKS_A_MONTH: f64 = 365.25 / 12.0 / 7.0;
