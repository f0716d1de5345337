//! A walk whose stops somebody has put in order: what else fits in between.

use std::collections::HashMap;

use super::choose::{Found, Problem};

/// Half-made walk: how many of the ordered stops it has passed, which others (one bit each), and where it stands.
#[derive(Clone, Copy)]
struct Label {
    n_ordered: usize,
    others: u64,
    at: usize,
    seconds: f64,
    prize: u64,
    before: usize,
}

/// The best way to fill up the ordered stops, by looking at all of them; `None` when not even they fit.
///
/// # Method
/// Half-made walks layer by layer; for the same stops passed and the same last one only the quickest goes on, and only
/// when the largest prizes left could still make it the best.
pub(super) fn fill(problem: &Problem, max_labels: usize, keep_on: &dyn Fn() -> bool) -> Option<Found> {
    let ordered = &problem.locked;
    let mut others: Vec<usize> = (0..problem.prize.len()).filter(|stop| !ordered.contains(stop)).collect();
    others.sort_by_key(|stop| std::cmp::Reverse(problem.prize[*stop]));
    others.truncate(64);
    // From each ordered stop on, through the rest of them, to the end.
    let mut rest = vec![0.0; ordered.len() + 1];
    for nth in (0..ordered.len()).rev() {
        let next = ordered.get(nth + 1).copied().unwrap_or(problem.end());
        rest[nth] = problem.stop_s + problem.seconds(ordered[nth], next) + rest[nth + 1];
    }
    let still = |label: &Label| {
        let next = ordered.get(label.n_ordered).copied().unwrap_or(problem.end());
        problem.seconds(label.at, next) + rest[label.n_ordered]
    };
    let n_passed = |label: &Label| label.n_ordered + label.others.count_ones() as usize;
    let prize_of_rest: Vec<u64> =
        (0..=ordered.len()).map(|nth| ordered[nth..].iter().map(|stop| problem.prize[*stop]).sum()).collect();
    let at_most = |label: &Label| {
        let room = problem.most_stops.saturating_sub(n_passed(label) + ordered.len() - label.n_ordered);
        let left = others.iter().enumerate().filter(|(bit, _)| label.others & (1 << bit) == 0);
        let best: u64 = left.take(room).map(|(_, stop)| problem.prize[*stop]).sum();
        label.prize + prize_of_rest[label.n_ordered] + best
    };
    let first = Label { n_ordered: 0, others: 0, at: problem.start(), seconds: 0.0, prize: 0, before: 0 };
    if !problem.fits(still(&first)) || ordered.len() > problem.most_stops {
        return None;
    }
    let root = at_most(&first);
    let mut best: (u64, f64, Vec<usize>) = (prize_of_rest[0], still(&first), ordered.clone());
    let mut layers = vec![vec![first]];
    let (mut n_labels, mut gave_up) = (0, false);
    while let Some(layer) = layers.last().filter(|layer| !layer.is_empty() && !gave_up) {
        let mut known: HashMap<(usize, u64, usize), usize> = HashMap::new();
        let mut next: Vec<Label> = Vec::new();
        for (before, label) in layer.iter().enumerate() {
            if before % 256 == 0 && !keep_on() {
                gave_up = true;
                break;
            }
            let ordered_next = ordered.get(label.n_ordered).map(|stop| (*stop, label.n_ordered + 1, label.others));
            let open = others.iter().enumerate().filter(|(bit, _)| label.others & (1 << bit) == 0);
            let others_next = open.map(|(bit, stop)| (*stop, label.n_ordered, label.others | 1 << bit));
            for (stop, n_ordered, others) in ordered_next.into_iter().chain(others_next) {
                let seconds = label.seconds + problem.seconds(label.at, stop) + problem.stop_s;
                let prize = label.prize + problem.prize[stop];
                let longer = Label { n_ordered, others, at: stop, seconds, prize, before };
                let whole = seconds + still(&longer);
                if !problem.fits(whole) || n_passed(&longer) + ordered.len() - n_ordered > problem.most_stops {
                    continue;
                }
                let done = prize + prize_of_rest[n_ordered];
                if done > best.0 || done == best.0 && whole < best.1 - 1e-6 {
                    let mut order = way_back(&layers, longer);
                    order.extend(&ordered[n_ordered..]);
                    best = (done, whole, order);
                }
                match known.get(&(n_ordered, others, stop)) {
                    Some(&nth) if seconds < next[nth].seconds => next[nth] = longer,
                    Some(_) => {}
                    None if at_most(&longer) >= best.0 => {
                        known.insert((n_ordered, others, stop), next.len());
                        next.push(longer);
                        n_labels += 1;
                    }
                    None => {}
                }
            }
            if n_labels > max_labels {
                gave_up = true;
                break;
            }
        }
        layers.push(next);
    }
    let bound = if gave_up { root } else { best.0 };
    Some(Found { order: best.2, prize: best.0, bound, is_best: bound <= best.0 })
}

fn way_back(layers: &[Vec<Label>], last: Label) -> Vec<usize> {
    let mut order = vec![last.at];
    let mut label = last;
    for layer in layers[1..].iter().rev() {
        label = layer[label.before];
        order.push(label.at);
    }
    order.reverse();
    order
}
