//! What is asked of a walk, and the walk that answers.

/// What is asked: places with a prize each, the way between any two, and how long the walk may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// Length of the way from each place to each, row by row; the same both ways.
    distance: Vec<f64>,
    pub(super) prize: Vec<f64>,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) budget: f64,
}

impl Instance {
    /// The places `0..prize.len()`; `distance(i, j)` is asked for every pair with `i < j`.
    ///
    /// # Edge cases
    /// A distance or a prize that is negative or no number is taken as unreachable and as no prize. `None` when start
    /// or end is no place.
    pub fn new(
        prize: &[f64],
        start: usize,
        end: usize,
        budget: f64,
        mut distance: impl FnMut(usize, usize) -> f64,
    ) -> Option<Self> {
        let n = prize.len();
        if start >= n || end >= n {
            return None;
        }
        let mut table = vec![0.0; n * n];
        for i in 0..n {
            for j in i + 1..n {
                let asked = distance(i, j);
                let length = if asked >= 0.0 { asked } else { f64::INFINITY };
                table[i * n + j] = length;
                table[j * n + i] = length;
            }
        }
        let prize = prize.iter().map(|prize| if *prize > 0.0 { *prize } else { 0.0 }).collect();
        Some(Self { distance: table, prize, start, end, budget })
    }

    pub fn n_places(&self) -> usize {
        self.prize.len()
    }

    pub fn distance(&self, from: usize, to: usize) -> f64 {
        self.distance[from * self.prize.len() + to]
    }

    /// Places other than start and end that can be passed at all, and have a prize.
    pub(super) fn within_reach(&self) -> Vec<usize> {
        let worth = |place: &usize| {
            let way = self.distance(self.start, *place) + self.distance(*place, self.end);
            *place != self.start && *place != self.end && self.prize[*place] > 0.0 && self.fits(way)
        };
        (0..self.n_places()).filter(worth).collect()
    }

    /// Sums of lengths differ in the last digits; that much longer is not too long.
    pub(super) fn fits(&self, length: f64) -> bool {
        length <= self.budget * (1.0 + 1e-12)
    }

    pub(super) fn route(&self, places: Vec<usize>) -> Route {
        let length = places.windows(2).map(|pair| self.distance(pair[0], pair[1])).sum();
        let mut once = places.clone();
        once.sort_unstable();
        once.dedup();
        let prize = once.iter().map(|place| self.prize[*place]).sum();
        Route { prize, length, places, bound: f64::INFINITY, is_best: false }
    }
}

/// A walk from start to end.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Start and end among them.
    pub places: Vec<usize>,
    /// Start and end count with what they have.
    pub prize: f64,
    pub length: f64,
    /// No walk within the budget has more than this.
    pub bound: f64,
    /// Proven: no walk within the budget has more.
    pub is_best: bool,
}

impl Route {
    /// What may be missing to the best, as a share of the bound: 0 when proven.
    pub fn gap(&self) -> f64 {
        if self.is_best || self.bound <= 0.0 { 0.0 } else { ((self.bound - self.prize) / self.bound).max(0.0) }
    }
}
