//! Sites that stand in each other's way, and every way to choose among them.

use super::case::Checked;

/// Sites that are joined by pairs too close to each other, alone or many.
pub(super) struct Group {
    pub sites: Vec<usize>,
    /// The largest choices that keep the spacing; every other lies in one of them. `None`: too many to be written down.
    pub choices: Option<Vec<Vec<usize>>>,
}

/// More choices than this are too many for one group.
const MOST_CHOICES: usize = 3_000;

pub(super) fn groups(case: &Checked) -> Vec<Group> {
    let mut is_taken: Vec<bool> = case.sites.iter().map(|site| site.is_forbidden).collect();
    let mut groups = Vec::new();
    for first in 0..case.sites.len() {
        if std::mem::replace(&mut is_taken[first], true) {
            continue;
        }
        let (mut sites, mut next) = (vec![first], 0);
        while let Some(&site) = sites.get(next) {
            next += 1;
            for &other in &case.close[site] {
                if !std::mem::replace(&mut is_taken[other], true) {
                    sites.push(other);
                }
            }
        }
        sites.sort_unstable();
        let mut found = Vec::new();
        let mut steps = 0;
        let is_whole = choose(case, &mut Vec::new(), sites.clone(), Vec::new(), &mut found, &mut steps);
        groups.push(Group { choices: is_whole.then_some(found), sites });
    }
    groups
}

/// Bron and Kerbosch's search for the largest choices, ended when there are too many.
fn choose(
    case: &Checked,
    chosen: &mut Vec<usize>,
    mut open: Vec<usize>,
    mut done: Vec<usize>,
    found: &mut Vec<Vec<usize>>,
    steps: &mut usize,
) -> bool {
    *steps += 1;
    if found.len() > MOST_CHOICES || *steps > 20 * MOST_CHOICES {
        return false;
    }
    if open.is_empty() {
        if done.is_empty() {
            found.push(chosen.clone());
        }
        return true;
    }
    let is_apart = |one: usize, other: usize| one != other && case.close[one].binary_search(&other).is_err();
    let n_apart = |site: usize| open.iter().filter(|other| is_apart(site, **other)).count();
    let pivot = open.iter().chain(&done).copied().max_by_key(|site| n_apart(*site)).unwrap_or(open[0]);
    let branches: Vec<usize> = open.iter().copied().filter(|site| !is_apart(pivot, *site)).collect();
    for site in branches {
        let apart = |list: &[usize]| list.iter().copied().filter(|other| is_apart(site, *other)).collect::<Vec<_>>();
        chosen.push(site);
        let is_whole = choose(case, chosen, apart(&open), apart(&done), found, steps);
        chosen.pop();
        if !is_whole {
            return false;
        }
        open.retain(|other| *other != site);
        done.push(site);
    }
    true
}

impl Group {
    /// What so many visits earn at most, from none to `most` visits.
    pub fn earns(&self, most: usize, earnings: &[(f64, usize)], room: &dyn Fn(usize) -> u32) -> Vec<f64> {
        let mut best = vec![f64::NEG_INFINITY; most + 1];
        best[0] = 0.0;
        let whole = [self.sites.clone()];
        for choice in self.choices.as_deref().unwrap_or(&whole) {
            let mut order: Vec<usize> = choice.clone();
            order.sort_by(|a, b| earnings[*b].0.total_cmp(&earnings[*a].0));
            let (mut n, mut sum) = (0, 0.0);
            for site in order {
                for _ in 0..room(site) {
                    if n == most {
                        break;
                    }
                    n += 1;
                    sum += earnings[site].0;
                    best[n] = best[n].max(sum);
                }
            }
        }
        best
    }
}

impl Group {
    /// Adds the visits that earn so much.
    pub fn visits(
        &self,
        n: usize,
        earned: f64,
        earnings: &[(f64, usize)],
        room: &dyn Fn(usize) -> u32,
        times: &mut [u32],
    ) {
        if n == 0 {
            return;
        }
        let whole = [self.sites.clone()];
        for choice in self.choices.as_deref().unwrap_or(&whole) {
            let mut order: Vec<usize> = choice.clone();
            order.sort_by(|a, b| earnings[*b].0.total_cmp(&earnings[*a].0));
            let visits: Vec<usize> =
                order.into_iter().flat_map(|site| (0..room(site)).map(move |_| site)).take(n).collect();
            let sum = visits.iter().fold(0.0, |sum, site| sum + earnings[*site].0);
            if visits.len() == n && sum == earned {
                visits.into_iter().for_each(|site| times[site] += 1);
                return;
            }
        }
    }
}

/// The best division of visits among groups: what `0..=most` visits earn at most, and how many of them each group has
/// when all are made.
pub(super) fn divided(by_group: &[Vec<f64>], most: usize) -> (Vec<f64>, Vec<usize>) {
    let mut sums = vec![f64::NEG_INFINITY; most + 1];
    sums[0] = 0.0;
    let mut taken = Vec::with_capacity(by_group.len());
    for earned in by_group {
        let mut next = vec![f64::NEG_INFINITY; most + 1];
        let mut chosen = vec![0; most + 1];
        for n in 0..=most {
            for (own, earned) in earned.iter().enumerate().take(n + 1) {
                let sum = sums[n - own] + earned;
                if sum > next[n] {
                    (next[n], chosen[n]) = (sum, own);
                }
            }
        }
        sums = next;
        taken.push(chosen);
    }
    let mut left = most;
    let mut parts = vec![0; by_group.len()];
    for (nth, chosen) in taken.iter().enumerate().rev() {
        parts[nth] = chosen[left];
        left -= chosen[left];
    }
    (sums, parts)
}
