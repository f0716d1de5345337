//! Good plans fast: the visit that adds most, again and again, then exchanges.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::case::Checked;
use super::cover::Cover;
use super::exchange::exchange;

/// `None` when the choices made left no room for the rest.
pub(super) fn choose(case: &Checked) -> Option<Cover<'_>> {
    filled(Cover::begun(case)?, &|_| 1.0)
}

/// The plan with what it must have and, up to the quota, the visits that add most; `weight` (at most 1) says how much
/// of what a choice adds is seen.
pub(super) fn filled<'a>(mut cover: Cover<'a>, weight: &dyn Fn(usize) -> f64) -> Option<Cover<'a>> {
    let case = cover.case;
    let n_bands = case.rules.n_bands;
    let seen = |cover: &Cover, site: usize, band: usize| cover.gain(site, band) * weight(site * n_bands + band);
    while let Some(site) = cover.missing_forced() {
        let bands = (0..case.rules.n_bands).map(|band| (site, band));
        add_most(&mut cover, bands)?;
    }
    while let Some(locality) = cover.missing_locality() {
        let there = cover.choices().filter(|(site, _)| case.sites[*site].locality == Some(locality));
        add_most(&mut cover, there)?;
    }
    let open =
        cover.choices().filter(|(site, band)| cover.n_visits() < case.rules.quota && cover.may_add(*site, *band));
    let mut heap: BinaryHeap<Choice> =
        open.map(|(site, band)| Choice { gain: seen(&cover, site, band), site, band }).collect();
    while cover.n_visits() < case.rules.quota {
        let mut choice = heap.pop()?;
        if !cover.may_add(choice.site, choice.band) {
            // No visit is taken back here, so what is not allowed now will not be.
            continue;
        }
        choice.gain = seen(&cover, choice.site, choice.band);
        // What a visit adds only shrinks: the next in the heap adds at most what it added before.
        if heap.peek().is_none_or(|next| choice >= *next) {
            cover.add(choice.site, choice.band);
            choice.gain = seen(&cover, choice.site, choice.band);
        }
        heap.push(choice);
    }
    (cover.n_visits() == case.rules.quota).then_some(cover)
}

fn add_most(cover: &mut Cover, choices: impl Iterator<Item = (usize, usize)>) -> Option<()> {
    let allowed = choices.filter(|(site, band)| cover.may_add(*site, *band));
    let most = allowed.map(|(site, band)| Choice { gain: cover.gain(site, band), site, band }).max()?;
    cover.add(most.site, most.band);
    Some(())
}

/// Ordered by what it adds, the earlier site and band before the later.
#[derive(Debug, Clone, Copy)]
struct Choice {
    gain: f64,
    site: usize,
    band: usize,
}

impl Ord for Choice {
    fn cmp(&self, other: &Self) -> Ordering {
        let later = (other.site, other.band).cmp(&(self.site, self.band));
        self.gain.total_cmp(&other.gain).then(later)
    }
}

impl PartialOrd for Choice {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Choice {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Choice {}

/// What the least of the visits adds.
fn least_loss(cover: &Cover) -> f64 {
    let value = cover.value();
    let losses = cover.visits().filter(|(site, band, _)| cover.may_remove(*site, *band)).map(|(site, band, _)| {
        let mut without = cover.clone();
        without.remove(site, band);
        value - without.value()
    });
    losses.fold(f64::INFINITY, f64::min)
}

/// Exchanges, and visits put in by force, while either helps.
pub(super) fn improve<'a>(cover: Cover<'a>, keep_on: &dyn Fn() -> bool) -> Cover<'a> {
    let alone = alone(cover.case);
    let mut best = exchange(cover, keep_on);
    let least = 1e-9 * best.case.demand.iter().sum::<f64>();
    let (mut nth, mut unchanged) = (0, 0);
    while unchanged < alone.len() && keep_on() {
        let Choice { gain, site, band } = alone[nth % alone.len()];
        (nth, unchanged) = (nth + 1, unchanged + 1);
        // What is worth less than the least of the plan makes none better.
        if gain <= least_loss(&best) + least {
            continue;
        }
        let Some(other) = with_visit(&best, site, band) else { continue };
        let other = exchange(other, keep_on);
        if other.value() > best.value() + least {
            (best, unchanged) = (other, 0);
        }
    }
    best
}

/// Every choice by what it is worth alone, the best first.
fn alone(case: &Checked) -> Vec<Choice> {
    let empty = Cover::empty(case);
    let open = empty.choices().filter(|(site, _)| !case.sites[*site].is_forbidden);
    let mut choices: Vec<Choice> =
        open.map(|(site, band)| Choice { gain: empty.gain(site, band), site, band }).collect();
    choices.sort_by(|a, b| b.cmp(a));
    choices
}

/// The plan with a visit it could not have: those too close go, and one more where there is no room; then it is filled
/// up.
fn with_visit<'a>(cover: &Cover<'a>, site: usize, band: usize) -> Option<Cover<'a>> {
    let mut with = cover.clone();
    let too_close = |there: &usize| cover.case.close[site].binary_search(there).is_ok();
    for (there, band, times) in cover.visits().filter(|(there, ..)| too_close(there)) {
        for _ in 0..times {
            if !with.may_remove(there, band) {
                return None;
            }
            with.remove(there, band);
        }
    }
    if with.n_visits() == cover.case.rules.quota {
        let value = with.value();
        let others = with.visits().filter(|(there, band, _)| *there != site && with.may_remove(*there, *band));
        let (_, there, its_band) = others
            .map(|(there, band, _)| {
                let mut without = with.clone();
                without.remove(there, band);
                (value - without.value(), there, band)
            })
            .min_by(|a, b| a.0.total_cmp(&b.0))?;
        with.remove(there, its_band);
    }
    if !with.may_add(site, band) {
        return None;
    }
    with.add(site, band);
    filled(with, &|_| 1.0)
}
