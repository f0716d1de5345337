//! Good plans fast: the visit that adds most, again and again, then exchanges.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::case::Checked;
use super::cover::Cover;

/// `None` when the choices made left no room for the rest.
pub(super) fn choose(case: &Checked) -> Option<Cover<'_>> {
    filled(Cover::begun(case)?)
}

/// The best plan that can be made of what looked good at some prices; `None` when none can.
pub(super) fn from_starts<'a>(
    case: &'a Checked,
    starts: &[Vec<(usize, usize, u32)>],
    keep_on: &dyn Fn() -> bool,
) -> Option<Cover<'a>> {
    let alone = Alone::of(case);
    let made = starts.iter().filter_map(|start| {
        let mut cover = Cover::begun(case)?;
        for &(site, band, times) in start {
            for _ in 0..times {
                if cover.n_visits() < case.rules.quota && cover.may_add(site, band) {
                    cover.add(site, band);
                }
            }
        }
        Some(exchange(filled(cover)?, &alone, keep_on))
    });
    made.max_by(|a, b| a.value().total_cmp(&b.value()))
}

/// The plan with what it must have and, up to the quota, the visits that add most.
fn filled(mut cover: Cover) -> Option<Cover> {
    let case = cover.case;
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
        open.map(|(site, band)| Choice { gain: cover.gain(site, band), site, band }).collect();
    while cover.n_visits() < case.rules.quota {
        let mut choice = heap.pop()?;
        if !cover.may_add(choice.site, choice.band) {
            // No visit is taken back here, so what is not allowed now will not be.
            continue;
        }
        choice.gain = cover.gain(choice.site, choice.band);
        // What a visit adds only shrinks: the next in the heap adds at most what it added before.
        if heap.peek().is_none_or(|next| choice >= *next) {
            cover.add(choice.site, choice.band);
            choice.gain = cover.gain(choice.site, choice.band);
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

/// Every choice by what it is worth alone, the best first.
struct Alone {
    choices: Vec<Choice>,
}

impl Alone {
    fn of(case: &Checked) -> Self {
        let empty = Cover::empty(case);
        let open = empty.choices().filter(|(site, _)| !case.sites[*site].is_forbidden);
        let mut choices: Vec<Choice> =
            open.map(|(site, band)| Choice { gain: empty.gain(site, band), site, band }).collect();
        choices.sort_by(|a, b| b.cmp(a));
        Self { choices }
    }
}

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
    let alone = Alone::of(cover.case);
    let mut best = exchange(cover, &alone, keep_on);
    let least = 1e-9 * best.case.demand.iter().sum::<f64>();
    let choices = &alone.choices;
    let (mut nth, mut unchanged) = (0, 0);
    while unchanged < choices.len() && keep_on() {
        let Choice { gain, site, band } = choices[nth % choices.len()];
        (nth, unchanged) = (nth + 1, unchanged + 1);
        // What is worth less than the least of the plan makes none better.
        if gain <= least_loss(&best) + least {
            continue;
        }
        let Some(other) = with_visit(&best, site, band) else { continue };
        let other = exchange(other, &alone, keep_on);
        if other.value() > best.value() + least {
            (best, unchanged) = (other, 0);
        }
    }
    best
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
    filled(with)
}

/// Exchanges one visit for another, the one that helps most first, while any helps.
fn exchange<'a>(mut cover: Cover<'a>, alone: &Alone, keep_on: &dyn Fn() -> bool) -> Cover<'a> {
    let least = 1e-9 * cover.case.demand.iter().sum::<f64>();
    while keep_on() {
        let value = cover.value();
        let mut best: Option<(f64, Cover<'a>)> = None;
        for (site, band, _) in cover.visits().filter(|(site, band, _)| cover.may_remove(*site, *band)) {
            let mut without = cover.clone();
            without.remove(site, band);
            let lost = value - without.value();
            for &Choice { gain, site: other, band } in &alone.choices {
                // No visit adds more to a plan than it is worth alone, and the next ones are worth less.
                if gain - lost <= best.as_ref().map_or(least, |(most, _)| *most) {
                    break;
                }
                let helps = without.gain(other, band) - lost;
                if helps <= best.as_ref().map_or(least, |(most, _)| *most) || !without.may_add(other, band) {
                    continue;
                }
                let mut with = without.clone();
                with.add(other, band);
                if with.has_what_it_must() {
                    best = Some((helps, with));
                }
            }
        }
        let Some((_, better)) = best else { break };
        cover = better;
    }
    cover
}
