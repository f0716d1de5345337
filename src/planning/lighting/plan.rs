//! What the planner answers.

use super::budget::Choice;
use super::lamps::Light;
use super::measures::Measure;
use super::odds::TownOdds;
use super::reasons::Reason;
use super::voices::Voice;
use super::walkers::Walkers;
use crate::geodesy::EastNorth;
use crate::observation::Seconds;
use crate::town::{LinkId, Lit, Piece, StreetClass};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    Light,
    Sight,
}

/// One stretch with its trouble and what would help.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// `light-438100-6248030`: the trouble, and where the middle of the stretch lies. The same after the next import,
    /// as long as the street is drawn the same.
    pub id: String,
    pub problem: Problem,
    /// The lowest link of the stretch, and all its walkable ones.
    pub first: LinkId,
    pub links: Vec<LinkId>,
    pub length_m: f64,
    pub middle: EastNorth,
    pub class: StreetClass,
    pub name: Option<String>,
    pub lit: Lit,
    pub is_underpass: bool,
    pub keeper: Option<String>,
    pub voice: Voice,
    pub walkers: Walkers,
    /// `None` for blocked sight.
    pub light: Option<Light>,
    /// The pieces that are dark, or where the sight is blocked.
    pub pieces: Vec<Piece>,
    /// Reports a year, as believed, times walkers, times lack of light, times the odds ratio.
    pub score: f64,
    pub reasons: Vec<Reason>,
    pub measures: Vec<Measure>,
    /// Of all measures with a price.
    pub cost: Option<u64>,
    pub benefit: f64,
    /// 1 is what gives most for its cost; `None` without a cost or a benefit.
    pub cost_rank: Option<u32>,
    pub is_locked: bool,
    pub is_forbidden: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct LightPlan {
    /// Most in need first.
    pub light: Vec<Proposal>,
    /// Cheapest first.
    pub sight: Vec<Proposal>,
    pub n_more_light: usize,
    pub n_more_sight: usize,
    pub odds: TownOdds,
    /// How alike stretches are in what is said of them.
    pub shape: f64,
    pub chosen: Option<Choice>,
    /// Locked or forbidden ids that name no stretch of this plan.
    pub not_found: Vec<String>,
    pub n_stretches: usize,
    /// Walkable metres, and of these the metres whose light nobody knows.
    pub walkable_m: f64,
    pub n_told_light: usize,
    pub n_told_sight: usize,
    pub n_lamps: usize,
    pub knows_residents: bool,
    pub knows_destinations: bool,
    pub period: (Seconds, Seconds),
}
