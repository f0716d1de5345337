//! What is asked of the planner, and what it needs to know.

use std::collections::BTreeSet;

use super::lamps::Lamp;
use super::measures::UnitPrices;
use super::told::{LightCauses, Told};
use crate::analysis::shrinkage::ShrinkageParams;
use crate::geodesy::{Cell, EastNorth, LonLat};
use crate::observation::{Clock, Seconds};
use crate::planning::Treated;
use crate::town::Network;

#[derive(Debug, Clone, PartialEq)]
pub struct LightingParams {
    pub light: bool,
    pub sight: bool,
    /// Lamps farther apart than this leave dark between them. Default 40 m.
    pub spacing_m: f64,
    /// How far a lamp may stand beside the line of the street. Default 12 m.
    pub lateral_m: f64,
    /// A report of a broken lamp is about the nearest lamp within this: half a usual spacing and a few steps. Default
    /// 25 m.
    pub said_within_m: f64,
    /// An older report says nothing of how the lamp is now. Default 365.25 days.
    pub outage_holds_days: f64,
    /// Staff know that every lamp is in the register: a street without lamps is then dark. Default no.
    pub lamps_are_complete: bool,
    /// Who lives, or gets off a bus, within this of a stretch may walk on it. Default 200 m.
    pub walk_m: f64,
    /// A remedy that was done answers what was told so near to it before. Default 40 m.
    pub mended_within_m: f64,
    /// A report counts half after so long. Default 365.25 days.
    pub half_life_days: f64,
    pub shrinkage: ShrinkageParams,
    pub prices: UnitPrices,
    /// What may be spent; `None`: nothing is chosen.
    pub budget: Option<u64>,
    /// Ids of stretches that are done in any case, and never.
    pub locked: BTreeSet<String>,
    pub forbidden: BTreeSet<String>,
    /// No more than this are listed of either kind, those that are locked apart; the rest are counted. Default 100.
    pub most: usize,
}

impl Default for LightingParams {
    fn default() -> Self {
        Self {
            light: true,
            sight: true,
            spacing_m: 40.0,
            lateral_m: 12.0,
            said_within_m: 25.0,
            outage_holds_days: 365.25,
            lamps_are_complete: false,
            walk_m: 200.0,
            mended_within_m: 40.0,
            half_life_days: 365.25,
            shrinkage: ShrinkageParams::default(),
            prices: UnitPrices::default(),
            budget: None,
            locked: BTreeSet::new(),
            forbidden: BTreeSet::new(),
            most: 100,
        }
    }
}

/// What is known of the town, and what was told.
#[derive(Debug, Clone, Copy)]
pub struct LightingCase<'a> {
    pub network: &'a Network,
    /// The register of lamps; empty when there is none.
    pub lamps: &'a [Lamp],
    /// Squares with their inhabitants; `None` when no population is known.
    pub residents: Option<&'a [(Cell, u32)]>,
    /// Stops, stations and schools; `None` when no landmarks are known.
    pub destinations: Option<&'a [EastNorth]>,
    pub told: &'a [Told],
    /// Where remedies were done, and which causes are of light and of sight.
    pub treated: &'a [Treated],
    pub causes: LightCauses,
    /// The time in which it was told.
    pub period: (Seconds, Seconds),
    /// Where the sun is asked for.
    pub middle: LonLat,
    pub clock: &'a Clock,
}
