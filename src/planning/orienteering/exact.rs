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
                } else if halves.at_most(passed, place, length, prize) > most + step - 1e-9 {
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
