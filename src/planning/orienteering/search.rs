//! The iterated local search: good walks fast, without a proof.

use super::{Instance, Route};

/// A walk found in so many rounds.
pub(super) fn search(instance: &Instance, rounds: u32) -> Route {
    let mut walk = Walk::straight(instance);
    walk.improve(2);
    let mut best = walk.clone();
    let (mut start, mut length, mut unchanged, mut from_nothing) = (0, 1, 0, false);
    for round in 0..rounds {
        walk.take_out(start, length);
        // What is inserted first decides much: how strongly prize beats detour changes from round to round.
        walk.improve(1 + round / 7 % 4);
        start += length;
        length += 1;
        let inner = walk.places.len() - 2;
        if start >= inner {
            start = start.checked_rem(inner.max(1)).unwrap_or(0);
        }
        if length > (best.places.len() - 2) / 2 + 1 {
            length = 1;
        }
        unchanged += 1;
        if walk.is_better_than(&best) {
            best = walk.clone();
            (length, unchanged) = (1, 0);
        }
        if unchanged > 40 {
            // From the best again, or from nothing: what lies far from the best is never seen from there.
            from_nothing = !from_nothing;
            walk = if from_nothing { Walk::straight(instance) } else { best.clone() };
            (start, unchanged) = (round as usize % best.places.len(), 0);
        }
    }
    instance.route(best.places)
}

#[derive(Clone)]
struct Walk<'a> {
    instance: &'a Instance,
    places: Vec<usize>,
    /// Within reach and not in the walk, in the order of their numbers.
    left: Vec<usize>,
    length: f64,
    prize: f64,
}

impl<'a> Walk<'a> {
    fn straight(instance: &'a Instance) -> Self {
        let places = vec![instance.start, instance.end];
        let length = instance.distance(instance.start, instance.end);
        Self { instance, places, left: instance.within_reach(), length, prize: 0.0 }
    }

    fn is_better_than(&self, other: &Self) -> bool {
        self.prize > other.prize + 1e-9 || (self.prize > other.prize - 1e-9 && self.length < other.length - 1e-9)
    }

    fn improve(&mut self, strength: u32) {
        loop {
            self.insert_all(strength);
            let shorter = self.shorten();
            let exchanged = self.exchange();
            if !shorter && !exchanged {
                return;
            }
        }
    }

    /// What the walk gets longer by with a place between two neighbours.
    fn detour(&self, place: usize, after: usize) -> f64 {
        let (from, to) = (self.places[after], self.places[after + 1]);
        let d = |a, b| self.instance.distance(a, b);
        d(from, place) + d(place, to) - d(from, to)
    }

    fn cheapest(&self, place: usize) -> (f64, usize) {
        let detours = (0..self.places.len() - 1).map(|after| (self.detour(place, after), after));
        detours.min_by(|a, b| a.0.total_cmp(&b.0)).expect("a walk has a start and an end")
    }

    fn insert_all(&mut self, strength: u32) {
        loop {
            let fitting = self.left.iter().enumerate().filter_map(|(nth, &place)| {
                let (detour, after) = self.cheapest(place);
                let value = self.instance.prize[place].powi(strength as i32) / detour.max(1e-9);
                self.instance.fits(self.length + detour).then_some((value, nth, after, detour))
            });
            let Some((_, nth, after, detour)) = fitting.max_by(|a, b| a.0.total_cmp(&b.0)) else { return };
            let place = self.left.remove(nth);
            self.places.insert(after + 1, place);
            self.length += detour;
            self.prize += self.instance.prize[place];
        }
    }

    /// Turns stretches around (2-opt) and moves single places (Or-opt) while that shortens the walk.
    fn shorten(&mut self) -> bool {
        let d = |a, b| self.instance.distance(a, b);
        let mut any = false;
        loop {
            let mut shorter = false;
            for i in 0..self.places.len().saturating_sub(2) {
                for j in i + 2..self.places.len() - 1 {
                    let p = &self.places;
                    let saved = d(p[i], p[i + 1]) + d(p[j], p[j + 1]) - d(p[i], p[j]) - d(p[i + 1], p[j + 1]);
                    if saved > 1e-9 {
                        self.places[i + 1..=j].reverse();
                        self.length -= saved;
                        shorter = true;
                    }
                }
            }
            for at in 1..self.places.len() - 1 {
                let p = &self.places;
                let place = p[at];
                let saved = d(p[at - 1], place) + d(place, p[at + 1]) - d(p[at - 1], p[at + 1]);
                let mut without = self.clone();
                without.places.remove(at);
                let (detour, after) = without.cheapest(place);
                if saved - detour > 1e-9 {
                    self.places = without.places;
                    self.places.insert(after + 1, place);
                    self.length -= saved - detour;
                    shorter = true;
                }
            }
            if !shorter {
                return any;
            }
            any = true;
        }
    }

    /// Exchanges one place of the walk for one outside with a larger prize, if it fits: the first found.
    fn exchange(&mut self) -> bool {
        for at in 1..self.places.len() - 1 {
            let out = self.places[at];
            let mut without = self.clone();
            without.remove(at);
            for nth in 0..self.left.len() {
                let place = self.left[nth];
                if self.instance.prize[place] > self.instance.prize[out] {
                    let (detour, after) = without.cheapest(place);
                    if self.instance.fits(without.length + detour) {
                        without.places.insert(after + 1, place);
                        without.length += detour;
                        without.prize += self.instance.prize[place];
                        without.left.retain(|left| *left != place);
                        *self = without;
                        return true;
                    }
                }
            }
        }
        false
    }

    fn remove(&mut self, at: usize) {
        let place = self.places.remove(at);
        let d = |a, b| self.instance.distance(a, b);
        let (from, to) = (self.places[at - 1], self.places[at]);
        self.length -= d(from, place) + d(place, to) - d(from, to);
        self.prize -= self.instance.prize[place];
        let nth = self.left.partition_point(|left| *left < place);
        self.left.insert(nth, place);
    }

    /// Takes out so many places one after another, over the end and on from the start.
    fn take_out(&mut self, start: usize, length: usize) {
        for _ in 0..length {
            let inner = self.places.len() - 2;
            if inner == 0 {
                return;
            }
            self.remove(1 + start % inner);
        }
    }
}
