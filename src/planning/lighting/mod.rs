//! Where light would help first, what it takes, and where bushes block the sight: with reasons, costs and honest effects.

mod budget;
mod lamps;
mod measures;
mod odds;
mod reasons;
mod sight;
#[cfg(test)]
mod tests;
mod told;
mod voices;
mod walkers;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::analysis::Watch;
use crate::analysis::shrinkage::ShrinkageParams;
use crate::geodesy::{Cell, EastNorth, LonLat};
use crate::observation::{Clock, Seconds};
use crate::town::{LinkId, Lit, Network, Piece, StreetClass, Structure};

pub use budget::{Choice, Item, choose};
pub use lamps::{Lamp, LampState, Light, MOST_NEAREST, NearLamp};
pub use measures::{Fewer, Measure, MeasureKind, UnitPrices};
pub use odds::TownOdds;
pub use reasons::Reason;
pub use told::{LightCauses, Told};
pub use voices::Voice;
pub use walkers::Walkers;

#[derive(Debug, Clone, PartialEq)]
pub struct LightingParams {
    pub light: bool,
    pub sight: bool,
    /// Lamps farther apart than this leave dark between them. Default 40 m.
    pub spacing_m: f64,
    /// How far a lamp may stand beside the line of the street. Default 12 m.
    pub lateral_m: f64,
    /// A report of a broken lamp is about the nearest lamp within this: half a usual spacing and a few steps. Default 25 m.
    pub said_within_m: f64,
    /// An older report says nothing of how the lamp is now. Default 365.25 days.
    pub outage_holds_days: f64,
    /// Staff know that every lamp is in the register: a street without lamps is then dark. Default no.
    pub lamps_are_complete: bool,
    /// Who lives, or gets off a bus, within this of a stretch may walk on it. Default 200 m.
    pub walk_m: f64,
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
    /// The time in which it was told.
    pub period: (Seconds, Seconds),
    /// Where the sun is asked for.
    pub middle: LonLat,
    pub clock: &'a Clock,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    Light,
    Sight,
}

/// One stretch with its trouble and what would help.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// `light-438100-6248030`: the trouble, and where the middle of the stretch lies. The same after the next import, as
    /// long as the street is drawn the same.
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

/// Ranks dark stretches and blocked sight, with what would help and what fits into a budget.
///
/// # Method
/// Stretches are walkable links joined from crossing to crossing ([`Network::stretches`]). A stretch's score is a product:
/// - *what residents say after dark*: reports of an unsafe place that name poor light or a broken lamp, or else by the share
///   of their time that is dark ([`Told::after_dark`]); newer ones count more; a year's worth, drawn toward what the
///   stretch's length leads us to expect ([`shrink`](crate::analysis::shrinkage::shrink));
/// - *who walks there* ([`Walkers`]), between 0.5 and 3;
/// - *lack of light* ([`Light::lack`]), between 0.25 and 1;
/// - *the town's odds ratio of darkness*, drawn toward 1, its lower 80 % limit ([`TownOdds`]): the same for all.
///
/// Blocked sight is scored by what residents say of it and by walkers, and listed cheapest first. Within a budget the
/// measures are a [knapsack](choose).
///
/// # Units
/// Metres, years, the municipality's currency; the score has no unit.
///
/// # Edge cases
/// What is unknown stays unknown: a street without lamp data is neither dark nor light, and is proposed for a look after
/// dark when people tell of it. A stretch of which nobody tells is listed only where it is known to be dark. Without prices
/// there is no cost and no choice. Between two stretches that differ only in what is told after dark, the one with more never
/// stands lower.
///
/// # Complexity
/// The light of each walkable stretch, on all cores: its segments times the lamps beside them.
///
/// # References
/// B. C. Welsh, D. P. Farrington, S. Douglas (2022) for the effect ([`Fewer::SHARE`]). J. Uttley, S. Fotios (2017),
/// doi:10.1016/j.aap.2017.09.005, for the odds ratio.
///
/// `None` when it was stopped.
pub fn light_plan(case: &LightingCase, params: &LightingParams, watch: &Watch) -> Option<LightPlan> {
    let stretches = voices::walkable(case.network);
    watch.expect(stretches.len() as u64 + 2);
    let instants: Vec<Seconds> = case.told.iter().filter_map(|one| one.instant).collect();
    let year =
        jiff::Timestamp::from_second(case.period.1).map_or(2025, |at| at.to_zoned(case.clock.zone().clone()).year());
    let odds = odds::town_odds(&instants, case.middle, case.clock, year);
    watch.step(1);
    let walking = walkers::Walking::new(case.residents, case.destinations, params.walk_m);
    let voices = |counts: fn(&Told) -> f64| {
        voices::Voices::of(
            case.told,
            counts,
            &stretches,
            case.network,
            case.period,
            params.half_life_days,
            &params.shrinkage,
        )
    };
    let after_dark = voices(Told::after_dark);
    let mut light = if params.light {
        let since = case.period.1.saturating_sub((params.outage_holds_days * 86_400.0) as Seconds);
        let lately = case.told.iter().filter(|one| one.last >= since);
        let lamps = lamps::Lamps::new(case.lamps, lately, params.said_within_m, case.network);
        let shining = lamps::Shining {
            spacing_m: params.spacing_m,
            lateral_m: params.lateral_m,
            are_complete: params.lamps_are_complete,
        };
        let mut told_on: BTreeMap<LinkId, Vec<&Told>> = BTreeMap::new();
        for one in case.told.iter().filter(|one| one.after_dark() > 0.0) {
            let on: BTreeSet<LinkId> = one.on.iter().map(|(link, _)| case.network.stretches().of(*link)).collect();
            on.into_iter().for_each(|first| told_on.entry(first).or_default().push(one));
        }
        let of = |stretch: &voices::Stretch| {
            let voice = *after_dark.at(stretch.first);
            let light = watch.step(1).then(|| lamps.along(stretch, case.network, &shining))?;
            let is_worth = voice.weight > 0.0 || light.dark_m() >= WORTH_M;
            let told = told_on.get(&stretch.first).map_or(&[][..], Vec::as_slice);
            is_worth.then(|| dark_stretch(stretch, voice, light, told, &walking, odds.factor, case, params))
        };
        stretches.par_iter().filter_map(of).collect()
    } else {
        Vec::new()
    };
    let mut sight = Vec::new();
    if params.sight {
        let voices = voices(|one| if one.names_sight { 1.0 } else { 0.0 });
        let blocked = sight::blocked(case.told, case.network);
        let of = |stretch: &voices::Stretch| {
            let pieces = blocked.get(&stretch.first)?.clone();
            Some(blocked_stretch(stretch, *voices.at(stretch.first), pieces, &walking, case, params))
        };
        sight = stretches.iter().filter_map(of).collect();
    }
    if watch.is_stopped() {
        return None;
    }
    watch.step(1);
    light.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.first.cmp(&b.first)));
    sight.sort_by(|a, b| {
        let metres = |one: &Proposal| one.measures.iter().map(|measure| measure.quantity).sum::<f64>();
        metres(a).total_cmp(&metres(b)).then(b.score.total_cmp(&a.score)).then(a.first.cmp(&b.first))
    });
    name_twins(light.iter_mut().chain(&mut sight));
    let not_found = mark(light.iter_mut().chain(&mut sight).collect(), params);
    let (n_more_light, n_more_sight) = (shortened(&mut light, params.most), shortened(&mut sight, params.most));
    let chosen = params.budget.map(|budget| bought(light.iter_mut().chain(&mut sight).collect(), budget));
    rank_by_cost(light.iter_mut().chain(&mut sight).collect());
    let count = |of: fn(&Told) -> bool| case.told.iter().filter(|one| of(one)).count();
    Some(LightPlan {
        light,
        sight,
        n_more_light,
        n_more_sight,
        odds,
        shape: after_dark.shape,
        chosen,
        not_found,
        n_stretches: stretches.len(),
        walkable_m: stretches.iter().map(|one| one.length_m).sum(),
        n_told_light: count(|one| one.after_dark() > 0.0),
        n_told_sight: count(|one| one.names_sight),
        n_lamps: case.lamps.len(),
        knows_residents: case.residents.is_some(),
        knows_destinations: case.destinations.is_some(),
        period: case.period,
    })
}

/// A stretch nobody tells of is listed when so many metres of it are dark.
const WORTH_M: f64 = 25.0;

#[expect(clippy::too_many_arguments, reason = "the parts of one step")]
fn dark_stretch(
    stretch: &voices::Stretch,
    voice: Voice,
    light: Light,
    told: &[&Told],
    walking: &walkers::Walking,
    odds_factor: f64,
    case: &LightingCase,
    params: &LightingParams,
) -> Proposal {
    let walkers = walking.on(stretch, case.network);
    let need = voice.per_year.mean * walkers.factor * odds_factor;
    let is_told = voice.weight > 0.0;
    let measures = measures::for_light(
        &light,
        light.new_m(told, case.network),
        is_told,
        need,
        voice.per_year.mean,
        params.spacing_m,
        &params.prices,
    );
    let score = need * light.lack();
    let pieces = light.dark.clone();
    proposal(Problem::Light, stretch, voice, walkers, Some(light), pieces, score, measures, case)
}

fn blocked_stretch(
    stretch: &voices::Stretch,
    voice: Voice,
    pieces: Vec<Piece>,
    walking: &walkers::Walking,
    case: &LightingCase,
    params: &LightingParams,
) -> Proposal {
    let walkers = walking.on(stretch, case.network);
    let score = voice.per_year.mean * walkers.factor;
    let metres = pieces.iter().map(Piece::length_m).sum();
    let measures = vec![measures::for_sight(metres, score, &params.prices)];
    proposal(Problem::Sight, stretch, voice, walkers, None, pieces, score, measures, case)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one record")]
fn proposal(
    problem: Problem,
    stretch: &voices::Stretch,
    voice: Voice,
    walkers: Walkers,
    light: Option<Light>,
    pieces: Vec<Piece>,
    score: f64,
    measures: Vec<Measure>,
    case: &LightingCase,
) -> Proposal {
    let network = case.network;
    let street = network.link(network.stretches().face(stretch.first)).street();
    let longest = |a: &&LinkId, b: &&LinkId| network.link(**a).length_m.total_cmp(&network.link(**b).length_m);
    // Of equally long links the first.
    let middle_link = *stretch.links.iter().rev().max_by(longest).unwrap_or(&stretch.first);
    let half_m = network.link(middle_link).length_m / 2.0;
    let middle = network.line_of(&Piece { link: middle_link, from_m: half_m, to_m: half_m })[0];
    let word = if problem == Problem::Light { "light" } else { "sight" };
    let costs: Vec<u64> = measures.iter().filter_map(|measure| measure.cost).collect();
    let of = |link: &LinkId| network.link(*link).street();
    let is_underpass = stretch.links.iter().any(|link| of(link).structure == Structure::Underpass);
    Proposal {
        id: format!("{word}-{:.0}-{:.0}", middle.e, middle.n),
        problem,
        first: stretch.first,
        links: stretch.links.clone(),
        length_m: stretch.length_m,
        middle,
        class: street.class,
        name: street.name.clone(),
        lit: street.lit,
        is_underpass,
        keeper: street.keeper.clone(),
        reasons: reasons::of(&voice, &walkers, light.as_ref(), stretch, network, is_underpass),
        voice,
        walkers,
        light,
        pieces,
        score,
        cost: (!costs.is_empty()).then(|| costs.iter().fold(0, |sum: u64, cost| sum.saturating_add(*cost))),
        benefit: measures.iter().map(|measure| measure.benefit).sum(),
        measures,
        cost_rank: None,
        is_locked: false,
        is_forbidden: false,
    }
}

/// Two stretches whose middles round to the same metre get ids of their own.
fn name_twins<'a>(proposals: impl Iterator<Item = &'a mut Proposal>) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for one in proposals {
        let n = seen.entry(one.id.clone()).or_default();
        *n += 1;
        if *n > 1 {
            one.id = format!("{}-{n}", one.id);
        }
    }
}

/// What is locked or forbidden; the ids that name nothing.
fn mark(proposals: Vec<&mut Proposal>, params: &LightingParams) -> Vec<String> {
    let mut missing: BTreeSet<String> = params.locked.union(&params.forbidden).cloned().collect();
    for one in proposals {
        one.is_locked = params.locked.contains(&one.id);
        one.is_forbidden = params.forbidden.contains(&one.id);
        missing.remove(&one.id);
    }
    missing.into_iter().collect()
}

/// Keeps the first ones and those staff have a word in; how many went.
fn shortened(list: &mut Vec<Proposal>, most: usize) -> usize {
    let before = list.len();
    let mut nth = 0;
    list.retain(|one| {
        nth += 1;
        nth <= most || one.is_locked || one.is_forbidden
    });
    before - list.len()
}

fn bought(proposals: Vec<&mut Proposal>, budget: u64) -> Choice {
    let mut measures: Vec<(&mut Measure, bool, bool)> = Vec::new();
    for one in proposals {
        let (is_locked, is_forbidden) = (one.is_locked, one.is_forbidden);
        measures.extend(one.measures.iter_mut().map(|measure| (measure, is_locked, is_forbidden)));
    }
    measures.retain(|(measure, _, is_forbidden)| measure.cost.is_some() && !is_forbidden);
    let items: Vec<Item> = measures
        .iter()
        .map(|(measure, is_locked, _)| Item {
            benefit: measure.benefit,
            cost: measure.cost.unwrap_or_default(),
            is_locked: *is_locked,
        })
        .collect();
    let choice = choose(&items, budget);
    for ((measure, ..), chosen) in measures.into_iter().zip(&choice.is_chosen) {
        measure.is_chosen = *chosen;
    }
    choice
}

fn rank_by_cost(mut proposals: Vec<&mut Proposal>) {
    proposals.retain(|one| one.cost.is_some() && one.benefit > 0.0);
    let per_cost = |one: &Proposal| one.benefit / one.cost.unwrap_or_default().max(1) as f64;
    proposals.sort_by(|a, b| per_cost(b).total_cmp(&per_cost(a)).then_with(|| a.id.cmp(&b.id)));
    for (one, rank) in proposals.into_iter().zip(1..) {
        one.cost_rank = Some(rank);
    }
}
