//! A walk that is changed again and again: quick insertion and removal.

use super::ground::Ground;

/// No place before or after.
pub(super) const OUT: usize = usize::MAX;

#[derive(Clone)]
pub(super) struct Tour<'a> {
    pub ground: &'a Ground,
    pub order: Vec<usize>,
    /// The way from each place of the order to the next.
    pub ways: Vec<f64>,
    /// Where in the order each place is.
    pub at: Vec<usize>,
    pub length: f64,
    pub prize: f64,
    /// Where each place that is out would go, as far as is known.
    gaps: Vec<Gap>,
    /// Places that got another neighbour since the gaps were looked at.
    pub moved: Vec<usize>,
}

/// Two neighbours in the walk, and what it gets longer by with a place between them.
#[derive(Clone, Copy)]
pub(super) struct Gap {
    pub detour: f64,
    pub between: (usize, usize),
}

const NOWHERE: Gap = Gap { detour: f64::INFINITY, between: (OUT, OUT) };

impl<'a> Tour<'a> {
    pub fn straight(ground: &'a Ground) -> Self {
        let mut at = vec![OUT; ground.n_places()];
        (at[0], at[1]) = (0, 1);
        let gaps = vec![NOWHERE; ground.n_places()];
        let length = ground.distance(0, 1);
        Self { ground, order: vec![0, 1], ways: vec![length], at, length, prize: 0.0, gaps, moved: Vec::new() }
    }

    /// Becomes a copy of another, without asking for memory anew.
    pub fn copy(&mut self, other: &Self) {
        self.order.clone_from(&other.order);
        self.ways.clone_from(&other.ways);
        self.at.clone_from(&other.at);
        self.gaps.clone_from(&other.gaps);
        self.moved.clone_from(&other.moved);
        (self.length, self.prize) = (other.length, other.prize);
    }

    pub fn has(&self, place: usize) -> bool {
        self.at[place] != OUT
    }

    /// The cheapest way known to put a place in.
    pub fn gap(&self, place: usize) -> Gap {
        self.gaps[place]
    }

    /// Looks for the gaps of all places that are out: anew where the old gap is gone, else only beside what has moved.
    pub fn find_gaps(&mut self) {
        for place in 2..self.at.len() {
            if !self.has(place) && !self.is_there(self.gaps[place]) {
                self.gaps[place] = self.cheapest(place);
            }
        }
        let ground = self.ground;
        while let Some(place) = self.moved.pop() {
            if self.has(place) {
                for &other in ground.beside(place) {
                    if !self.has(other) {
                        self.look_beside(other, place);
                    }
                }
            }
        }
    }

    /// Whether its two places are neighbours still.
    fn is_there(&self, gap: Gap) -> bool {
        let (one, other) = gap.between;
        one != OUT && self.has(one) && self.has(other) && self.at[one].abs_diff(self.at[other]) == 1
    }

    /// Keeps the gap on either side of a place in the walk when it is cheaper than the one known; whether it is.
    pub fn look_beside(&mut self, place: usize, beside: usize) -> bool {
        let gap = self.gap_beside(place, beside);
        let is_cheaper = gap.detour < self.gaps[place].detour;
        if is_cheaper {
            self.gaps[place] = gap;
        }
        is_cheaper
    }

    /// The cheaper of the two gaps beside a place in the walk.
    fn gap_beside(&self, place: usize, beside: usize) -> Gap {
        let ways = self.ground.ways(place);
        let position = self.at[beside];
        let way = ways[beside];
        let mut best = NOWHERE;
        if let Some(&next) = self.order.get(position + 1) {
            best = Gap { detour: way + ways[next] - self.ways[position], between: (beside, next) };
        }
        if position > 0 {
            let before = self.order[position - 1];
            let detour = way + ways[before] - self.ways[position - 1];
            if detour < best.detour || best.between.0 == OUT {
                best = Gap { detour, between: (beside, before) };
            }
        }
        best
    }

    /// The cheapest way to put a place in: beside its neighbours, or anywhere when few are in the walk.
    fn cheapest(&self, place: usize) -> Gap {
        let mut best = NOWHERE;
        let mut look = |beside: usize| {
            let gap = self.gap_beside(place, beside);
            if gap.detour < best.detour {
                best = gap;
            }
        };
        let mut n_seen = 0;
        if self.order.len() > 12 {
            for &other in self.ground.near[place].iter().filter(|other| self.has(**other)).take(6) {
                look(other);
                n_seen += 1;
            }
        }
        if n_seen == 0 {
            self.order.iter().for_each(|beside| look(*beside));
        }
        best
    }

    /// Puts a place into its gap.
    pub fn insert(&mut self, place: usize) {
        let Gap { detour, between: (one, other) } = self.gaps[place];
        self.length += detour;
        self.prize += self.ground.prize[place];
        let position = self.at[one].max(self.at[other]);
        self.order.insert(position, place);
        self.ways[position - 1] = self.ground.distance(self.order[position - 1], place);
        self.ways.insert(position, self.ground.distance(place, self.order[position + 1]));
        self.renumber(position, self.order.len());
        self.gaps[place] = NOWHERE;
        self.moved.push(place);
    }

    /// Guesses another gap when the one known was filled: one beside what filled it. Whether that was so.
    pub fn gap_was_filled(&mut self, place: usize, filled: Gap, by: usize) -> bool {
        let (one, other) = self.gaps[place].between;
        let is_filled = (one, other) == filled.between || (other, one) == filled.between;
        if is_filled {
            self.gaps[place] = self.gap_beside(place, by);
        }
        is_filled
    }

    /// Looks for the cheapest gap of a place anew.
    pub fn look_everywhere(&mut self, place: usize) {
        self.gaps[place] = self.cheapest(place);
    }

    /// Takes out a stretch of the order; start and end stay.
    pub fn take_out(&mut self, from: usize, to: usize) {
        let way = self.ground.distance(self.order[from - 1], self.order[to]);
        self.length += way - self.ways[from - 1..to].iter().sum::<f64>();
        self.ways.drain(from..to);
        self.ways[from - 1] = way;
        self.moved.push(self.order[from - 1]);
        for place in self.order.drain(from..to) {
            self.at[place] = OUT;
            self.prize -= self.ground.prize[place];
        }
        self.renumber(from, self.order.len());
    }

    /// Asks for the way from a position to the next.
    pub fn measure(&mut self, position: usize) {
        self.ways[position] = self.ground.distance(self.order[position], self.order[position + 1]);
    }

    pub fn renumber(&mut self, from: usize, to: usize) {
        for position in from..to {
            self.at[self.order[position]] = position;
        }
    }

    /// Sums drift a little with every change.
    pub fn count_anew(&mut self) {
        debug_assert!(self.ways.iter().zip(self.order.windows(2)).all(|(w, p)| *w == self.ground.distance(p[0], p[1])));
        self.length = self.ways.iter().sum();
        self.prize = self.order.iter().map(|place| self.ground.prize[*place]).sum();
    }
}
