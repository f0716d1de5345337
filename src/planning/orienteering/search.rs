//! Good walks fast, without a proof: a part is taken out and filled anew, some ten thousand times.

use super::filling::Filling;
use super::ground::{Ground, PLAIN};
use super::tour::Tour;
use super::{Instance, PlanParams, Route};
use crate::analysis::draws::{self, Draws};

/// So many searches begin with places drawn by chance.
const N_STARTS: u32 = 15;
/// So many places are drawn.
const N_SCATTERED: usize = 3;

/// The best walk of so many rounds.
pub(super) fn search(instance: &Instance, params: &PlanParams, keep_on: &dyn Fn() -> bool) -> Route {
    let ground = Ground::new(instance);
    let mut draws = draws::stream(params.seed, 0);
    let mut best = Tour::straight(&ground);
    Filling::new(&ground).fill(&mut best, &mut draws, PLAIN, 0.0);
    let n = (ground.n_places() - 2).max(1);
    // Whichever part of the ground a walk has gone to, it hardly leaves: each search begins somewhere else.
    // Last, the best is cooled once more, for long when there are many places.
    let rounds = params.rounds / if n <= 100 { N_STARTS + 1 } else { 2 * N_STARTS };
    for _ in 0..N_STARTS {
        let mut from = Tour::straight(&ground);
        scatter(&mut from, &mut draws);
        cool(&mut best, from, rounds, &mut draws, keep_on);
    }
    let from = best.clone();
    cool(&mut best, from, params.rounds - N_STARTS * rounds, &mut draws, keep_on);
    instance.route(best.order.iter().map(|place| ground.name(*place)).collect())
}

/// Puts in some places by chance, whatever they cost, as far as they fit.
fn scatter(tour: &mut Tour, draws: &mut Draws) {
    let ground = tour.ground;
    for _ in 0..N_SCATTERED.min(ground.n_places() - 2) {
        let place = 2 + draws.below(ground.n_places() as u64 - 2) as usize;
        if tour.has(place) {
            continue;
        }
        tour.look_everywhere(place);
        if tour.length + tour.gap(place).detour <= ground.budget {
            tour.insert(place);
        }
    }
}

/// Takes worse walks often at first and hardly at last, as a metal that cools.
fn cool<'a>(best: &mut Tour<'a>, from: Tour<'a>, rounds: u32, draws: &mut Draws, keep_on: &dyn Fn() -> bool) {
    let ground = best.ground;
    let mean_prize = ground.prize.iter().sum::<f64>() / (ground.n_places() - 2).max(1) as f64;
    let mut filling = Filling::new(ground);
    let mut now = from;
    filling.fill(&mut now, draws, PLAIN, 0.9);
    let mut next = now.clone();
    for round in 0..rounds {
        if round % 64 == 0 && !keep_on() {
            return;
        }
        let heat = mean_prize * HOT * (COLD / HOT).powf(f64::from(round) / f64::from(rounds));
        next.copy(&now);
        take_out(&mut next, draws);
        // What is put in first decides much: how strongly prize beats detour changes from round to round.
        let strength = [0, PLAIN, PLAIN, 2, 3][draws.below(5) as usize];
        let noise = [0.1, 0.3, 0.9][draws.below(3) as usize];
        filling.fill(&mut next, draws, strength, noise);
        if !next.length.is_finite() {
            // Two places without a way between them stood side by side for a moment.
            continue;
        }
        let worth = |tour: &Tour| tour.prize - SLACK * best.prize * tour.length / ground.budget.max(f64::MIN_POSITIVE);
        let better = worth(&next) - worth(&now);
        if better >= 0.0 || draws.unit() < (better / heat).exp() {
            std::mem::swap(&mut now, &mut next);
        }
        if is_better(&now, best) {
            now.count_anew();
            if now.length <= ground.budget && is_better(&now, best) {
                *best = now.clone();
            }
        }
    }
}

/// The first and the last heat, in mean prizes.
const HOT: f64 = 0.2;
const COLD: f64 = 0.02;
/// How much of its prize a walk gives for being so much shorter: what is left of the budget is worth something.
const SLACK: f64 = 0.1;

fn is_better(one: &Tour, other: &Tour) -> bool {
    one.prize > other.prize + 1e-9 || (one.prize > other.prize - 1e-9 && one.length < other.length - 1e-9)
}

/// Takes stretches out around some place: mostly a few places, at times half of the walk or all of it.
fn take_out(tour: &mut Tour, draws: &mut Draws) {
    let ground = tour.ground;
    let inner = tour.order.len() - 2;
    if inner == 0 {
        return;
    }
    let most = match draws.below(20) {
        0 => inner,
        1 | 2 => inner.div_ceil(2),
        _ => (inner / 6).clamp(3, 20),
    };
    let mut left = 1 + draws.below(most as u64) as usize;
    let centre = draws.below(ground.n_places() as u64) as usize;
    let longest = 1 + draws.below(10) as usize;
    let around = std::iter::once(centre).chain(ground.near[centre].iter().copied());
    let mut changed = Vec::new();
    for place in around {
        if left == 0 {
            break;
        }
        if place < 2 || !tour.has(place) {
            continue;
        }
        let n = (1 + draws.below(longest as u64) as usize).min(left).min(tour.order.len() - 2);
        let position = tour.at[place];
        let from = position.saturating_sub(draws.below(n as u64) as usize).clamp(1, tour.order.len() - 1 - n);
        changed.extend([tour.order[from - 1], tour.order[from + n]]);
        tour.take_out(from, from + n);
        left -= n;
    }
    tour.shorten(changed);
}
