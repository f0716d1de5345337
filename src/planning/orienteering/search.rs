//! Good walks fast, without a proof: a part is taken out and filled anew, some ten thousand times.

use super::tour::{Ground, Tour};
use super::{Instance, PlanParams, Route};
use crate::analysis::draws::{self, Draws};

/// The best walk of so many rounds.
pub(super) fn search(instance: &Instance, params: &PlanParams, keep_on: &dyn Fn() -> bool) -> Route {
    let ground = Ground::new(instance);
    let mut draws = draws::stream(params.seed, 0);
    let mut best = Tour::straight(&ground);
    fill(&mut best, &mut draws, 1.0, 0.0);
    let n = (ground.n_places() - 2).max(1);
    // Few places are searched from nothing again and again; many need all the rounds for one long cooling.
    let n_starts = if n <= 100 { 16 } else { 1 };
    let rounds = params.rounds / n_starts;
    for nth in 0..n_starts {
        let from_best = nth + 1 == n_starts;
        cool(&mut best, from_best, rounds, &mut draws, keep_on);
    }
    instance.route(best.places())
}

/// Takes worse walks often at first and hardly at last, as a metal that cools.
fn cool(best: &mut Tour, from_best: bool, rounds: u32, draws: &mut Draws, keep_on: &dyn Fn() -> bool) {
    let ground = best.ground;
    let mean_prize = ground.prize.iter().sum::<f64>() / (ground.n_places() - 2).max(1) as f64;
    let mut now = if from_best { best.clone() } else { Tour::straight(ground) };
    fill(&mut now, draws, 1.0, 0.9);
    for round in 0..rounds {
        if round % 64 == 0 && !keep_on() {
            return;
        }
        let heat = mean_prize * HOT * (COLD / HOT).powf(f64::from(round) / f64::from(rounds));
        let mut next = now.clone();
        take_out(&mut next, draws);
        // What is put in first decides much: how strongly prize beats detour changes from round to round.
        let strength = [0.5, 1.0, 1.0, 1.5, 2.0][draws.below(5) as usize];
        let noise = [0.1, 0.3, 0.9][draws.below(3) as usize];
        fill(&mut next, draws, strength, noise);
        if !next.length.is_finite() {
            // Two places without a way between them stood side by side for a moment.
            continue;
        }
        let worth = |tour: &Tour| tour.prize - SLACK * best.prize * tour.length / ground.budget.max(f64::MIN_POSITIVE);
        let better = worth(&next) - worth(&now);
        if better >= 0.0 || draws.unit() < (better / heat).exp() {
            now = next;
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
        let position = tour.position(place);
        let from = position.saturating_sub(draws.below(n as u64) as usize).clamp(1, tour.order.len() - 1 - n);
        changed.extend([tour.order[from - 1], tour.order[from + n]]);
        tour.take_out(from, from + n);
        left -= n;
    }
    tour.shorten(changed);
}

/// Puts in what is worth most for its detour while anything fits, and shortens.
fn fill(tour: &mut Tour, draws: &mut Draws, strength: f64, noise: f64) {
    let ground = tour.ground;
    let liking: Vec<f64> = (0..ground.n_places())
        .map(|place| ground.prize[place].powf(strength) * (1.0 - noise * if noise > 0.0 { draws.unit() } else { 0.0 }))
        .collect();
    loop {
        let mut open: Vec<(usize, f64, usize)> = (2..ground.n_places())
            .filter(|place| !tour.has(*place))
            .map(|place| {
                let (detour, after) = tour.cheapest(place);
                (place, detour, after)
            })
            .collect();
        let mut changed = Vec::new();
        loop {
            let room = ground.budget - tour.length;
            let fitting = open.iter().enumerate().filter(|(_, (_, detour, _))| *detour <= room);
            let value = |(place, detour, _): &(usize, f64, usize)| liking[*place] / detour.max(1e-9);
            let Some((nth, _)) = fitting.max_by(|a, b| value(a.1).total_cmp(&value(b.1))) else { break };
            let (place, _, after) = open.swap_remove(nth);
            tour.insert(place, after);
            changed.push(place);
            for (other, detour, its_after) in &mut open {
                if *its_after == after {
                    (*detour, *its_after) = tour.cheapest(*other);
                    continue;
                }
                for new_after in [after, place] {
                    let new_detour = tour.detour(*other, new_after);
                    if new_detour < *detour {
                        (*detour, *its_after) = (new_detour, new_after);
                    }
                }
            }
        }
        if changed.is_empty() {
            return;
        }
        let before = tour.length;
        tour.shorten(changed);
        if tour.length > before - 1e-9 {
            return;
        }
    }
}
