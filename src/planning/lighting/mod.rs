//! Where light would help first, what it takes, and where bushes block the sight: with reasons, costs and honest
//! effects.

mod asked;
mod budget;
mod lamps;
mod listed;
mod measures;
mod odds;
mod plan;
mod reasons;
mod sight;
mod stretch;
#[cfg(test)]
mod tests;
mod told;
mod voices;
mod walkers;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use self::listed::{bought, mark, name_twins, rank_by_cost, shortened};
use self::stretch::{blocked_stretch, dark_stretch};
use crate::analysis::Watch;
use crate::geodesy::Shape;
use crate::observation::Seconds;
use crate::planning::Treated;
use crate::town::{LinkId, Piece};

pub use asked::{LightingCase, LightingParams};
pub use budget::{Choice, Item, choose};
pub use lamps::{Lamp, LampState, Light, MOST_NEAREST, NearLamp};
pub use measures::{Fewer, Measure, MeasureKind, UnitPrices};
pub use odds::TownOdds;
pub use plan::{LightPlan, Problem, Proposal};
pub use reasons::Reason;
pub use told::{LightCauses, Told};
pub use voices::Voice;
pub use walkers::Walkers;

/// Ranks dark stretches and blocked sight, with what would help and what fits into a budget.
///
/// # Method
/// Stretches are walkable links joined from crossing to crossing ([`crate::town::Network::stretches`]). A stretch's
/// score is a product:
/// - *what residents say after dark*: reports of an unsafe place that name poor light or a broken lamp, or else by the
///   share of their time that is dark ([`Told::after_dark`]); newer ones count more; a year's worth, drawn toward what
///   the stretch's length leads us to expect ([`shrink`](crate::analysis::shrinkage::shrink));
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
/// What is unknown stays unknown: a street without lamp data is neither dark nor light, and is proposed for a look
/// after dark when people tell of it. A stretch of which nobody tells is listed only where it is known to be dark. What
/// was told before a remedy of its kind was done there counts no more, and a stretch with new light is not proposed
/// again before somebody tells of it. Without prices there is no cost and no choice. Between two stretches that differ
/// only in what is told after dark, the one with more never stands lower.
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
    let within_m = params.mended_within_m;
    let told: Vec<Told> = case.told.iter().map(|one| one.since_mended(case.treated, &case.causes, within_m)).collect();
    let case = &LightingCase { told: &told, ..*case };
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
            let is_worth =
                voice.weight > 0.0 || light.dark_m() >= WORTH_M && !has_new_light(&light.dark, case, within_m);
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

/// Whether a remedy of light was done at every dark piece: the lamps may not be in the register yet.
fn has_new_light(dark: &[Piece], case: &LightingCase, within_m: f64) -> bool {
    let of_light = case.causes.lighting.union(case.causes.outage);
    let lit: Vec<&Treated> = case.treated.iter().filter(|one| one.causes.intersects(of_light)).collect();
    let near = |piece: &Piece| {
        let shape = Shape::Stretch(case.network.line_of(piece));
        lit.iter().any(|one| one.is_near(&shape, within_m))
    };
    !lit.is_empty() && dark.iter().all(near)
}
