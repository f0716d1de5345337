//! The list of proposals: names of their own, what staff locked and forbade, what a budget buys, and the order by cost.

use std::collections::{BTreeMap, BTreeSet};

use super::asked::LightingParams;
use super::budget::{Choice, Item, choose};
use super::measures::Measure;
use super::plan::Proposal;

/// Two stretches whose middles round to the same metre get ids of their own.
pub(super) fn name_twins<'a>(proposals: impl Iterator<Item = &'a mut Proposal>) {
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
pub(super) fn mark(proposals: Vec<&mut Proposal>, params: &LightingParams) -> Vec<String> {
    let mut missing: BTreeSet<String> = params.locked.union(&params.forbidden).cloned().collect();
    for one in proposals {
        one.is_locked = params.locked.contains(&one.id);
        one.is_forbidden = params.forbidden.contains(&one.id);
        missing.remove(&one.id);
    }
    missing.into_iter().collect()
}

/// Keeps the first ones and those staff have a word in; how many went.
pub(super) fn shortened(list: &mut Vec<Proposal>, most: usize) -> usize {
    let before = list.len();
    let mut nth = 0;
    list.retain(|one| {
        nth += 1;
        nth <= most || one.is_locked || one.is_forbidden
    });
    before - list.len()
}

pub(super) fn bought(proposals: Vec<&mut Proposal>, budget: u64) -> Choice {
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

pub(super) fn rank_by_cost(mut proposals: Vec<&mut Proposal>) {
    proposals.retain(|one| one.cost.is_some() && one.benefit > 0.0);
    let per_cost = |one: &Proposal| one.benefit / one.cost.unwrap_or_default().max(1) as f64;
    proposals.sort_by(|a, b| per_cost(b).total_cmp(&per_cost(a)).then_with(|| a.id.cmp(&b.id)));
    for (one, rank) in proposals.into_iter().zip(1..) {
        one.cost_rank = Some(rank);
    }
}
