//! A walk is filled with what is worth most for its detour.

use super::ground::Ground;
use super::tour::Tour;
use crate::analysis::draws::Draws;

/// The places that are out, while a walk is filled.
pub(super) struct Filling {
    open: Vec<Open>,
    /// Where each place is in `open`.
    nth: Vec<usize>,
}

/// A place that is out of the walk.
struct Open {
    place: usize,
    liking: f64,
    detour: f64,
    /// How much is liked for the detour.
    value: f64,
    /// Where it was to go is filled, and it was only looked beside that.
    is_guessed: bool,
}

impl Open {
    /// Takes over where the place would go now.
    fn put(&mut self, tour: &Tour, is_guessed: bool) {
        self.detour = tour.gap(self.place).detour;
        self.value = self.liking / self.detour.max(1e-9);
        self.is_guessed = is_guessed;
    }
}

impl Filling {
    pub fn new(ground: &Ground) -> Self {
        Self { open: Vec::new(), nth: vec![usize::MAX; ground.n_places()] }
    }

    /// Puts in what is worth most for its detour while anything fits, and shortens. `strength` counts in
    /// [`super::ground::STRENGTHS`]; up to `noise` of what is liked is left to chance.
    pub fn fill(&mut self, tour: &mut Tour, draws: &mut Draws, strength: usize, noise: f64) {
        let ground = tour.ground;
        self.open.clear();
        for place in 2..ground.n_places() {
            if !tour.has(place) {
                let less = if noise > 0.0 { noise * draws.unit() } else { 0.0 };
                let liking = ground.liking[strength][place] * (1.0 - less);
                self.open.push(Open { place, liking, detour: f64::INFINITY, value: 0.0, is_guessed: false });
            }
        }
        loop {
            tour.find_gaps();
            for (nth, open) in self.open.iter_mut().enumerate() {
                open.put(tour, false);
                self.nth[open.place] = nth;
            }
            let changed = self.put_in(tour);
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

    /// Puts in while anything fits; what was put in.
    fn put_in(&mut self, tour: &mut Tour) -> Vec<usize> {
        let ground = tour.ground;
        let mut changed = Vec::new();
        loop {
            let room = ground.budget - tour.length;
            let (mut most, mut best) = (f64::NEG_INFINITY, usize::MAX);
            for (nth, open) in self.open.iter().enumerate() {
                if open.value > most && open.detour <= room {
                    (most, best) = (open.value, nth);
                }
            }
            if best == usize::MAX {
                if !self.look_again(tour) {
                    return changed;
                }
                continue;
            }
            let place = self.open.swap_remove(best).place;
            if let Some(moved) = self.open.get(best) {
                self.nth[moved.place] = best;
            }
            let filled = tour.gap(place);
            tour.insert(place);
            changed.push(place);
            for open in &mut self.open {
                if tour.gap_was_filled(open.place, filled, place) {
                    open.put(tour, true);
                }
            }
            for &other in ground.beside(place) {
                if !tour.has(other) && tour.look_beside(other, place) {
                    let open = &mut self.open[self.nth[other]];
                    open.put(tour, open.is_guessed);
                }
            }
        }
    }

    /// Looks for the gaps that were only guessed; whether any got cheaper.
    fn look_again(&mut self, tour: &mut Tour) -> bool {
        let mut is_any = false;
        for open in self.open.iter_mut().filter(|open| open.is_guessed) {
            let before = open.detour;
            tour.look_everywhere(open.place);
            open.put(tour, false);
            is_any |= open.detour < before;
        }
        is_any
    }
}
