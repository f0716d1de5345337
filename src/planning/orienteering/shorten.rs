//! A walk through the same places, shorter.

use super::tour::{OUT, Tour};

impl Tour<'_> {
    /// Turns stretches around (2-opt) and moves short ones (Or-opt), beginning at the places given, while that
    /// shortens.
    pub fn shorten(&mut self, mut open: Vec<usize>) {
        let mut is_open = vec![false; self.at.len()];
        open.iter().for_each(|place| is_open[*place] = true);
        while let Some(place) = open.pop() {
            is_open[place] = false;
            while self.has(place) {
                let Some(changed) = self.turn(place).or_else(|| self.shift(place)) else { break };
                self.moved.extend(changed);
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
        self.ways[from..to].reverse();
        self.measure(from - 1);
        self.measure(to);
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
        let is_turned = (self.order[from] == end) != is_first;
        let n = to + 1 - from;
        // The stretch and what it moves past change places.
        let (low, high) = (from.min(target), (to + 1).max(target));
        let to_the_left = if target > to { n } else { from - target };
        self.order[low..high].rotate_left(to_the_left);
        self.ways[low..high].rotate_left(to_the_left);
        let from = if target > to { target - n } else { target };
        if is_turned {
            self.order[from..from + n].reverse();
            self.ways[from..from + n - 1].reverse();
        }
        for position in [low - 1, from - 1, from + n - 1, high - 1] {
            self.measure(position);
        }
        self.renumber(low, high);
    }
}
