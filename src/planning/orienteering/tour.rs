//! A walk that is changed again and again: quick insertion, removal and shortening.

use super::Instance;

/// No place before or after.
const OUT: usize = usize::MAX;

/// The places that can be in a walk, numbered anew: 0 is the start, 1 the end (a place of its own even where both are
/// one), then what is within reach.
pub(super) struct Ground {
    pub prize: Vec<f64>,
    pub budget: f64,
    distance: Vec<f64>,
    /// The nearest places of each, nearest first.
    pub near: Vec<Vec<usize>>,
    /// What they are called in the instance.
    names: Vec<usize>,
}

/// So many neighbours are looked at.
const N_NEAR: usize = 40;

impl Ground {
    pub fn new(instance: &Instance) -> Self {
        let mut names = vec![instance.start, instance.end];
        names.extend(instance.within_reach());
        let n = names.len();
        let mut distance = Vec::with_capacity(n * n);
        for from in &names {
            distance.extend(names.iter().map(|to| instance.distance(*from, *to)));
        }
        let near = |from: usize| {
            let row = &distance[from * n..(from + 1) * n];
            let mut others: Vec<usize> = (0..n).filter(|to| *to != from).collect();
            others.sort_by(|a, b| row[*a].total_cmp(&row[*b]).then(a.cmp(b)));
            others.truncate(N_NEAR);
            others
        };
        let near = (0..n).map(near).collect();
        let prize = names.iter().enumerate().map(|(nth, name)| if nth < 2 { 0.0 } else { instance.prize[*name] });
        // As in `Instance::fits`.
        Self { prize: prize.collect(), budget: instance.budget * (1.0 + 1e-12), distance, near, names }
    }

    pub fn n_places(&self) -> usize {
        self.names.len()
    }

    pub fn distance(&self, from: usize, to: usize) -> f64 {
        self.distance[from * self.names.len() + to]
    }
}

#[derive(Clone)]
pub(super) struct Tour<'a> {
    pub ground: &'a Ground,
    pub order: Vec<usize>,
    /// Where in the order each place is.
    at: Vec<usize>,
    pub length: f64,
    pub prize: f64,
}

impl<'a> Tour<'a> {
    pub fn straight(ground: &'a Ground) -> Self {
        let mut at = vec![OUT; ground.n_places()];
        (at[0], at[1]) = (0, 1);
        Self { ground, order: vec![0, 1], at, length: ground.distance(0, 1), prize: 0.0 }
    }

    /// In the words of the instance.
    pub fn places(&self) -> Vec<usize> {
        self.order.iter().map(|place| self.ground.names[*place]).collect()
    }

    pub fn has(&self, place: usize) -> bool {
        self.at[place] != OUT
    }

    pub fn position(&self, place: usize) -> usize {
        self.at[place]
    }

    pub fn after(&self, place: usize) -> usize {
        self.order[self.at[place] + 1]
    }

    /// What the walk gets longer by with a place after another.
    pub fn detour(&self, place: usize, after: usize) -> f64 {
        let next = self.after(after);
        let d = |a, b| self.ground.distance(a, b);
        d(after, place) + d(place, next) - d(after, next)
    }

    /// The cheapest way to put a place in, and after which: beside its neighbours, or anywhere when few are in the
    /// walk.
    pub fn cheapest(&self, place: usize) -> (f64, usize) {
        let mut best = (f64::INFINITY, OUT);
        let mut look = |after: usize| {
            let detour = self.detour(place, after);
            if detour < best.0 {
                best = (detour, after);
            }
        };
        let mut n_seen = 0;
        if self.order.len() > 12 {
            for &other in &self.ground.near[place] {
                let position = self.at[other];
                if position == OUT {
                    continue;
                }
                if position + 1 < self.order.len() {
                    look(other);
                }
                if position > 0 {
                    look(self.order[position - 1]);
                }
                n_seen += 1;
                if n_seen == 6 {
                    break;
                }
            }
        }
        if n_seen == 0 {
            self.order[..self.order.len() - 1].iter().for_each(|after| look(*after));
        }
        best
    }

    pub fn insert(&mut self, place: usize, after: usize) {
        self.length += self.detour(place, after);
        self.prize += self.ground.prize[place];
        let position = self.at[after] + 1;
        self.order.insert(position, place);
        self.renumber(position, self.order.len());
    }

    /// Takes out a stretch of the order; start and end stay.
    pub fn take_out(&mut self, from: usize, to: usize) {
        let d = |a, b| self.ground.distance(a, b);
        let stretch: f64 = self.order[from - 1..=to].windows(2).map(|pair| d(pair[0], pair[1])).sum();
        self.length += d(self.order[from - 1], self.order[to]) - stretch;
        for place in self.order.drain(from..to) {
            self.at[place] = OUT;
            self.prize -= self.ground.prize[place];
        }
        self.renumber(from, self.order.len());
    }

    fn renumber(&mut self, from: usize, to: usize) {
        for position in from..to {
            self.at[self.order[position]] = position;
        }
    }

    /// Sums drift a little with every change.
    pub fn count_anew(&mut self) {
        self.length = self.order.windows(2).map(|pair| self.ground.distance(pair[0], pair[1])).sum();
        self.prize = self.order.iter().map(|place| self.ground.prize[*place]).sum();
    }

    /// Turns stretches around (2-opt) and moves short ones (Or-opt), beginning at the places given, while that
    /// shortens.
    pub fn shorten(&mut self, mut open: Vec<usize>) {
        let mut is_open = vec![false; self.at.len()];
        open.iter().for_each(|place| is_open[*place] = true);
        while let Some(place) = open.pop() {
            is_open[place] = false;
            while self.has(place) {
                let Some(changed) = self.turn(place).or_else(|| self.shift(place)) else { break };
                for other in changed {
                    if !is_open[other] {
                        is_open[other] = true;
                        open.push(other);
                    }
                }
            }
        }
    }

    /// A better neighbour for a place by turning a stretch around.
    fn turn(&mut self, a: usize) -> Option<[usize; 4]> {
        let ground = self.ground;
        let d = |a, b| ground.distance(a, b);
        let i = self.at[a];
        for &c in ground.near[a].iter().take(12) {
            let j = self.at[c];
            if j == OUT {
                continue;
            }
            let way = d(a, c);
            let (low, high) = (i.min(j), i.max(j));
            if high + 1 < self.order.len() {
                let (next_a, next_c) = (self.order[i + 1], self.order[j + 1]);
                let saved = d(a, next_a) + d(c, next_c) - way - d(next_a, next_c);
                if saved > 1e-9 {
                    self.reverse(low + 1, high, saved);
                    return Some([a, c, next_a, next_c]);
                }
            }
            if low > 0 {
                let (before_a, before_c) = (self.order[i - 1], self.order[j - 1]);
                let saved = d(before_a, a) + d(before_c, c) - way - d(before_a, before_c);
                if saved > 1e-9 {
                    self.reverse(low, high - 1, saved);
                    return Some([a, c, before_a, before_c]);
                }
            }
        }
        None
    }

    fn reverse(&mut self, from: usize, to: usize, saved: f64) {
        self.order[from..=to].reverse();
        self.renumber(from, to + 1);
        self.length -= saved;
    }

    /// A better place for a stretch of up to three that begins or ends here.
    fn shift(&mut self, a: usize) -> Option<[usize; 4]> {
        let ground = self.ground;
        let d = |a, b| ground.distance(a, b);
        let i = self.at[a];
        for n in 1..=3 {
            for is_forward in [true, false] {
                // The stretch is from..=to, with `a` at one end and `b` at the other.
                let (from, to) = if is_forward { (i, i + n - 1) } else { (i.wrapping_sub(n - 1), i) };
                if from == 0 || from > i || to + 1 >= self.order.len() {
                    continue;
                }
                let b = if is_forward { self.order[to] } else { self.order[from] };
                let (before, next) = (self.order[from - 1], self.order[to + 1]);
                let saved = d(before, self.order[from]) + d(self.order[to], next) - d(before, next);
                for &c in ground.near[a].iter().take(10) {
                    let j = self.at[c];
                    if d(a, c) >= saved {
                        break;
                    }
                    if j == OUT || (from..=to).contains(&j) {
                        continue;
                    }
                    // Between c and the one after it, or the one before it, `a` beside c.
                    for (other, is_after) in [(j + 1, true), (j.wrapping_sub(1), false)] {
                        if other >= self.order.len() || (from..=to).contains(&other) {
                            continue;
                        }
                        let beside = self.order[other];
                        let gain = saved - (d(a, c) + d(b, beside) - d(c, beside));
                        if gain > 1e-9 {
                            self.move_stretch(from, to, if is_after { j + 1 } else { j }, (a, is_after));
                            self.length -= gain;
                            return Some([before, next, c, beside]);
                        }
                    }
                }
                if n == 1 {
                    break;
                }
            }
        }
        None
    }

    /// Moves from..=to before the place now at `target`, so that `first` comes first or last.
    fn move_stretch(&mut self, from: usize, to: usize, target: usize, (end, is_first): (usize, bool)) {
        let mut stretch: Vec<usize> = self.order.drain(from..=to).collect();
        if (stretch[0] == end) != is_first {
            stretch.reverse();
        }
        let n = stretch.len();
        let target = if target > to { target - n } else { target };
        self.order.splice(target..target, stretch);
        self.renumber(from.min(target), (to + 1).max(target + n));
    }
}
