//! What stays the same while a walk is changed: the places, their prizes and the ways between them.

use super::Instance;

/// The places that can be in a walk, numbered anew: 0 is the start, 1 the end (a place of its own even where both are
/// one), then what is within reach.
pub(super) struct Ground {
    pub prize: Vec<f64>,
    pub budget: f64,
    distance: Vec<f64>,
    /// The nearest places of each, nearest first.
    pub near: Vec<Vec<usize>>,
    /// The prizes to the power of each of [`STRENGTHS`].
    pub liking: Vec<Vec<f64>>,
    /// What they are called in the instance.
    names: Vec<usize>,
}

/// How strongly prize beats detour.
pub(super) const STRENGTHS: [f64; 4] = [0.5, 1.0, 1.5, 2.0];
/// Which of them counts the prize as it is.
pub(super) const PLAIN: usize = 1;

/// So many neighbours are looked at.
const N_NEAR: usize = 40;
/// Of so many nearest places, those that are out may have their cheapest gap beside a place.
const N_BESIDE: usize = 12;

impl Ground {
    pub fn new(instance: &Instance) -> Self {
        let mut names = vec![instance.start, instance.end];
        names.extend(in_a_row(instance));
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
        let prize: Vec<f64> = prize.collect();
        let liking = STRENGTHS.map(|strength| prize.iter().map(|prize| prize.powf(strength)).collect()).to_vec();
        // As in `Instance::fits`.
        Self { prize, budget: instance.budget * (1.0 + 1e-12), distance, near, liking, names }
    }

    pub fn n_places(&self) -> usize {
        self.names.len()
    }

    /// In the words of the instance.
    pub fn name(&self, place: usize) -> usize {
        self.names[place]
    }

    /// The places that may be cheapest to put in beside this one.
    pub fn beside(&self, place: usize) -> &[usize] {
        let near = &self.near[place];
        &near[..N_BESIDE.min(near.len())]
    }

    /// From a place to each.
    pub fn ways(&self, from: usize) -> &[f64] {
        &self.distance[from * self.names.len()..][..self.names.len()]
    }

    pub fn distance(&self, from: usize, to: usize) -> f64 {
        self.distance[from * self.names.len() + to]
    }
}

/// The places within reach, each followed by the nearest that is left: neighbours then lie near each other in memory.
fn in_a_row(instance: &Instance) -> Vec<usize> {
    let mut left = instance.within_reach();
    let mut row = Vec::with_capacity(left.len());
    let mut last = instance.start;
    while !left.is_empty() {
        let way = |place: &usize| instance.distance(last, *place);
        let nearest = (0..left.len()).min_by(|a, b| way(&left[*a]).total_cmp(&way(&left[*b])));
        last = left.swap_remove(nearest.unwrap_or(0));
        row.push(last);
    }
    row
}
