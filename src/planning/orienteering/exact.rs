//! The proof: every half-made walk that could still beat the one found.

use std::collections::HashMap;

use super::bound::Halves;
use super::{Instance, Route};

pub(super) enum Proof {
    /// No walk has more than what was to beat.
    Nothing,
    /// The best of all.
    Better(Route),
    /// Too many half-made walks; perhaps something better was seen on the way.
    GivenUp(Option<Route>),
}

/// A walk so far: which of the places within reach it has passed (one bit each), where it stands, and how it got there.
#[derive(Clone, Copy)]
struct Label {
    passed: u64,
    at: usize,
    length: f64,
    prize: f64,
    /// The label before it in the layer before.
    before: usize,
}

/// Looks for a walk with at least `step` more than `to_beat`.
pub(super) fn better_than(
    instance: &Instance,
    to_beat: f64,
    step: f64,
    halves: &Halves,
    max_labels: usize,
    keep_on: &dyn Fn() -> bool,
) -> Proof {
    let places = instance.within_reach();
    if places.len() > 64 || max_labels == 0 {
        return Proof::GivenUp(None);
    }
    let shortest = ShortestWays::new(instance, &places);
    let mut best: Option<Route> = None;
    let mut most = to_beat;
    let first = Label { passed: 0, at: instance.start, length: 0.0, prize: halves.ends_prize, before: 0 };
    let mut layers: Vec<Vec<Label>> = vec![vec![first]];
    let mut n_labels = 0;
    while let Some(layer) = layers.last().filter(|layer| !layer.is_empty()) {
        // For each set and last place only the shortest way matters. Order is kept, so that the outcome does not depend
        // on how the map hashes.
        let mut known: HashMap<(u64, usize), usize> = HashMap::new();
        let mut next: Vec<Label> = Vec::new();
        for (before, label) in layer.iter().enumerate() {
            if before % 256 == 0 && !keep_on() {
                return Proof::GivenUp(best);
            }
            for (bit, &place) in places.iter().enumerate() {
                let length = label.length + instance.distance(label.at, place);
                let is_open = label.passed & (1 << bit) == 0;
                if !is_open || !instance.fits(length + instance.distance(place, instance.end)) {
                    continue;
                }
                let passed = label.passed | 1 << bit;
                let prize = label.prize + instance.prize[place];
                let longer = Label { passed, at: place, length, prize, before };
                if prize > most + 1e-9 {
                    most = prize;
                    best = Some(instance.route(way_back(instance, &layers, longer)));
                }
                if let Some(&nth) = known.get(&(passed, place)) {
                    if length < next[nth].length {
                        next[nth] = longer;
                    }
                } else if halves.at_most(passed, place, length, prize) > most + step - 1e-9
                    && shortest.at_most(instance, &longer) > most + step - 1e-9
                {
                    known.insert((passed, place), next.len());
                    next.push(longer);
                    n_labels += 1;
                    if n_labels > max_labels {
                        return Proof::GivenUp(best);
                    }
                }
            }
        }
        layers.push(next);
    }
    best.map_or(Proof::Nothing, Proof::Better)
}

fn way_back(instance: &Instance, layers: &[Vec<Label>], last: Label) -> Vec<usize> {
    let mut places = vec![instance.end, last.at];
    let mut label = last;
    for layer in layers.iter().rev() {
        label = layer[label.before];
        places.push(label.at);
    }
    places.reverse();
    places
}

/// How much a half-made walk can still gather, by the two shortest ways of each place: wide over the whole walk, but
/// often narrower than [`Halves`] when most of it is made, since those give back what is too much of all pairs at once.
struct ShortestWays {
    /// Half of the two shortest ways from each place within reach, its bit and its prize; the most prize for its way
    /// first.
    halves: Vec<(f64, usize, f64)>,
    /// Half of the shortest way from each place to any within reach, or to the end.
    half_of_one: Vec<f64>,
    half_of_end: f64,
}

impl ShortestWays {
    fn new(instance: &Instance, places: &[usize]) -> Self {
        // The shortest ways from a place to others within reach, or to the start or the end.
        let ways = |from: usize| -> Vec<f64> {
            let ends = [instance.start, instance.end];
            let others = places.iter().chain(&ends).filter(|to| **to != from);
            let mut ways: Vec<f64> = others.map(|to| instance.distance(from, *to)).collect();
            ways.sort_by(f64::total_cmp);
            ways
        };
        let half = |from: usize| {
            let ways = ways(from);
            (ways[0] + ways.get(1).copied().unwrap_or(ways[0])) / 2.0
        };
        let mut halves: Vec<(f64, usize, f64)> =
            places.iter().enumerate().map(|(bit, &place)| (half(place), bit, instance.prize[place])).collect();
        // prize / way, written without a division by zero.
        halves.sort_by(|a, b| (b.2 * a.0).total_cmp(&(a.2 * b.0)));
        let half_of_one =
            (0..instance.n_places()).map(|from| ways(from).first().map_or(0.0, |way| way / 2.0)).collect();
        let half_of_end = ways(instance.end).first().map_or(0.0, |way| way / 2.0);
        Self { halves, half_of_one, half_of_end }
    }

    /// Each way of the rest of the walk is shared by the two places at its ends, so a place costs at least half of its
    /// two shortest ways: a knapsack, which may take a part of the last place.
    fn at_most(&self, instance: &Instance, label: &Label) -> f64 {
        let mut room = instance.budget * (1.0 + 1e-12) - label.length - self.half_of_one[label.at] - self.half_of_end;
        let mut prize = label.prize;
        for &(half, bit, worth) in &self.halves {
            if label.passed & (1 << bit) != 0 {
                continue;
            }
            if half > room {
                return prize + if half > 0.0 { worth * (room / half).max(0.0) } else { 0.0 };
            }
            room -= half;
            prize += worth;
        }
        prize
    }
}
