//! How much any walk can gather at most.

use super::Instance;

/// A half way for each place.
///
/// Every way of a walk is at least the half ways of the two places it joins, less what they are too much for it. Over
/// the whole walk: twice the half way of each place passed (once for start and end), less what all pairs of places are
/// too much, is no longer than the walk. So the places passed fit into a knapsack, whatever the half ways are.
pub(super) struct Halves {
    /// No walk has more.
    pub bound: f64,
    /// What start and end have.
    pub ends_prize: f64,
    /// By place of the instance; at the start and the end of a round walk the same.
    half: Vec<f64>,
    half_of_end: f64,
    /// What all pairs together are too much, and the budget.
    room: f64,
    /// Twice the half way, the bit, and the prize of each place within reach; the most prize for its way first.
    weights: Vec<(f64, usize, f64)>,
}

/// Steps until the half ways are taken as they are.
const STEPS: usize = 600;

impl Halves {
    /// Half ways that bring the bound near to what was found.
    pub fn new(instance: &Instance, found: f64, keep_on: &dyn Fn() -> bool) -> Self {
        let places = instance.within_reach();
        // Within reach by bit, then start and end.
        let names: Vec<usize> = places.iter().copied().chain([instance.start, instance.end]).collect();
        let n = places.len();
        let way = |i: usize, j: usize| instance.distance(names[i], names[j]);
        let mut half: Vec<f64> = (0..names.len())
            .map(|i| {
                let mut ways: Vec<f64> = (0..n).filter(|j| *j != i).map(|j| way(i, j)).collect();
                ways.sort_by(f64::total_cmp);
                let two = ways.first().copied().unwrap_or(0.0) + ways.get(1).copied().unwrap_or(0.0);
                if two.is_finite() { two / 4.0 } else { 0.0 }
            })
            .collect();
        let ends_prize = instance.route(vec![instance.start, instance.end]).prize;
        let mut best = Self::of(instance, &names, &half, ends_prize).0;
        let (mut pace, mut unchanged) = (1.0, 0);
        for _ in 0..STEPS {
            if best.bound <= found || !keep_on() {
                break;
            }
            let (now, degrees, price) = Self::of(instance, &names, &half, ends_prize);
            let over: f64 = degrees.iter().map(|degree| degree * degree).sum();
            if over <= 0.0 || pace < 1e-4 {
                break;
            }
            if price <= 0.0 {
                // A step so long that everything fits tells no way on: back to the best, and shorter steps.
                pace *= 0.6;
                names.iter().zip(&mut half).for_each(|(name, half)| *half = best.half[*name]);
                continue;
            }
            let step = pace * (now.bound - found).max(1e-9) / (price * over);
            unchanged += 1;
            if now.bound < best.bound - 1e-9 {
                (best, unchanged) = (now, 0);
            } else if unchanged == 12 {
                (pace, unchanged) = (pace * 0.6, 0);
            }
            for (half, degree) in half.iter_mut().zip(&degrees) {
                *half = (*half - step * degree).max(0.0);
            }
        }
        best
    }

    /// The bound of these half ways, by how much each place is joined too often in what reaches it, and the prize of a
    /// little more budget.
    fn of(instance: &Instance, names: &[usize], half: &[f64], ends_prize: f64) -> (Self, Vec<f64>, f64) {
        let n = names.len() - 2;
        let mut degrees = vec![0.0; names.len()];
        let mut too_much = 0.0;
        for i in 0..names.len() {
            for j in i + 1..names.len() {
                let more = half[i] + half[j] - instance.distance(names[i], names[j]);
                // Start and end of one round walk are never joined, unless nothing is passed.
                if more > 0.0 && i < n {
                    too_much += more;
                    degrees[i] += 1.0;
                    degrees[j] += 1.0;
                }
            }
        }
        let mut weights: Vec<(f64, usize, f64)> =
            (0..n).map(|bit| (2.0 * half[bit], bit, instance.prize[names[bit]])).collect();
        // prize / way, written without a division by zero.
        weights.sort_by(|a, b| (b.2 * a.0).total_cmp(&(a.2 * b.0)).then(a.1.cmp(&b.1)));
        let mut by_place = vec![0.0; instance.n_places()];
        names.iter().zip(half).for_each(|(name, half)| by_place[*name] = *half);
        // A round walk: start and end are one place of the instance, and move together.
        let room = instance.budget * (1.0 + 1e-12) + too_much;
        let halves = Self { bound: 0.0, ends_prize, half: by_place, half_of_end: half[n + 1], room, weights };
        let mut left = room - half[n] - half[n + 1];
        let (mut bound, mut price) = (ends_prize, 0.0);
        degrees[n] -= 1.0;
        degrees[n + 1] -= 1.0;
        for &(weight, bit, prize) in &halves.weights {
            let part = if weight <= left { 1.0 } else { (left / weight).max(0.0) };
            degrees[bit] -= 2.0 * part;
            bound += part * prize;
            left -= part * weight;
            if part < 1.0 && price == 0.0 {
                price = prize / weight;
            }
            if part < 1.0 {
                left = 0.0;
            }
        }
        (Self { bound, ..halves }, degrees, price)
    }

    /// How much a half-made walk can have in the end: places passed by bit, where it stands, its length and prize.
    pub fn at_most(&self, passed: u64, at: usize, length: f64, prize: f64) -> f64 {
        let mut left = self.room - length - self.half[at] - self.half_of_end;
        let mut prize = prize;
        for &(weight, bit, worth) in &self.weights {
            if passed & (1 << bit) != 0 {
                continue;
            }
            if weight > left {
                return prize + worth * (left / weight).max(0.0);
            }
            left -= weight;
            prize += worth;
        }
        prize
    }
}
