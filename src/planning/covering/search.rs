//! Plans that no exchange leads to: parts of a good plan are torn down and made anew.

use super::cover::Cover;
use super::exchange::exchange;
use super::greedy::filled;
use crate::analysis::draws::{Draws, stream};

/// The best plan met in so many rounds, ended early when none can be better.
///
/// # Method
/// Ruin and recreate: visits of a few sites go, one that was not there comes instead, and the rest is filled up
/// greedily with gains that are seen a little wrong; then exchanges. What is a little worse than the plan at hand is
/// taken too, less and less so toward the end.
///
/// # References
/// G. Schrimpf and others (2000), Record breaking optimization results using the ruin and recreate principle,
/// doi:10.1006/jcph.1999.6413.
pub(super) fn search<'a>(first: Cover<'a>, rounds: u32, at_most: f64, keep_on: &dyn Fn() -> bool) -> Cover<'a> {
    const SEED: u64 = 14;
    let mut draws = stream(SEED, u64::from(first.case.rules.quota));
    let mut best = first.clone();
    let (mut here, mut value, mut most) = (first.clone(), first.value(), first.value());
    for round in 0..rounds {
        if !keep_on() || most >= at_most * (1.0 - 1e-9) {
            break;
        }
        let Some(other) = made_anew(&here, &mut draws) else { continue };
        let other = exchange(other, keep_on);
        let its_value = other.value();
        let left = 1.0 - f64::from(round) / f64::from(rounds);
        if its_value > most * (1.0 + 1e-12) {
            (best, most) = (other.clone(), its_value);
        }
        if its_value >= value - WORSE * left * most * draws.unit() {
            (here, value) = (other, its_value);
        }
        if value < most && round % BACK_EVERY == BACK_EVERY - 1 {
            (here, value) = (best.clone(), most);
        }
    }
    best
}

/// In the beginning a plan that is so much worse is taken.
const WORSE: f64 = 0.02;
/// After so many rounds the search goes on from the best plan.
const BACK_EVERY: u32 = 60;
/// Gains are seen down to so much too small.
const NOISE: f64 = 0.3;

fn made_anew<'a>(cover: &Cover<'a>, draws: &mut Draws) -> Option<Cover<'a>> {
    let case = cover.case;
    let n_bands = case.rules.n_bands;
    let weights: Vec<f64> = (0..case.sites.len() * n_bands).map(|_| 1.0 - NOISE * draws.unit()).collect();
    let with = if draws.below(3) == 0 { thinned(cover, draws) } else { with_another_site(cover, &weights, draws) };
    filled(with, &|nth| weights[nth])
}

/// Without a few visits, wherever they are.
fn thinned<'a>(cover: &Cover<'a>, draws: &mut Draws) -> Cover<'a> {
    let mut with = cover.clone();
    let mut visits: Vec<(usize, usize)> = cover.visits().map(|(site, band, _)| (site, band)).collect();
    draws.shuffle(&mut visits);
    let n_gone = 2 + draws.below(4) as usize;
    for (site, band) in visits.into_iter().take(n_gone) {
        if with.may_remove(site, band) {
            with.remove(site, band);
        }
    }
    with
}

/// With visits at a site that had none or fewer; those in the way go, and a few more.
fn with_another_site<'a>(cover: &Cover<'a>, weights: &[f64], draws: &mut Draws) -> Cover<'a> {
    let case = cover.case;
    let n_bands = case.rules.n_bands;
    let mut with = cover.clone();
    let comes = draws.below(case.sites.len() as u64) as usize;
    let is_in_the_way = |there: usize| case.close[comes].binary_search(&there).is_ok();
    let mut used: Vec<usize> = cover.visits().map(|(site, ..)| site).filter(|site| *site != comes).collect();
    used.dedup();
    draws.shuffle(&mut used);
    let n_more = draws.below(3) as usize;
    let (mut goes, others): (Vec<usize>, Vec<usize>) = used.into_iter().partition(|site| is_in_the_way(*site));
    let n_more = if goes.is_empty() { n_more.max(1) } else { n_more };
    goes.extend(others.into_iter().take(n_more));
    for (site, band, times) in cover.visits().filter(|(site, ..)| goes.contains(site)) {
        for _ in 0..times {
            if with.may_remove(site, band) {
                with.remove(site, band);
            }
        }
    }
    let n_visits = 1 + draws.below(u64::from(case.rules.per_site.clamp(1, 2)));
    for _ in 0..n_visits {
        let bands = (0..n_bands).filter(|band| with.n_visits() < case.rules.quota && with.may_add(comes, *band));
        let seen = bands.map(|band| (with.gain(comes, band) * weights[comes * n_bands + band], band));
        let Some((_, band)) = seen.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) else { break };
        with.add(comes, band);
    }
    with
}
