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
        let is_apart = |one: usize, other: usize| one != other && case.close[one].binary_search(&other).is_err();
        groups.push(Group { choices: largest(&sites, &is_apart, MOST_CHOICES), sites });
    }
    groups
}

/// Groups of sites of which only one may be used: all that cannot be made larger or, where those are too many, so many
/// that every pair is in one.
pub(super) fn cliques(case: &Checked) -> Vec<Vec<usize>> {
    const MOST_CLIQUES: usize = 1_000;
    let sites: Vec<usize> = (0..case.sites.len()).filter(|site| !case.close[*site].is_empty()).collect();
    let is_close = |one: usize, other: usize| case.close[one].binary_search(&other).is_ok();
    if let Some(mut cliques) = largest(&sites, &is_close, MOST_CLIQUES) {
        cliques.retain(|clique| clique.len() > 1);
        cliques.iter_mut().for_each(|clique| clique.sort_unstable());
        return cliques;
    }
    let mut cliques: Vec<Vec<usize>> = Vec::new();
    let mut said = std::collections::BTreeSet::new();
    for (one, close) in case.close.iter().enumerate() {
        for &other in close.iter().filter(|other| **other > one) {
            if said.contains(&(one, other)) {
                continue;
            }
            let mut clique = vec![one, other];
            for &third in close {
                if clique.iter().all(|&member| is_close(third, member)) {
                    clique.push(third);
                }
            }
            clique.sort_unstable();
            for (nth, &a) in clique.iter().enumerate() {
                said.extend(clique[nth + 1..].iter().map(|&b| (a, b)));
            }
            cliques.push(clique);
        }
    }
    cliques
}

/// The sets of sites which are joined each to each other and cannot be made larger; `None` when there are more than
/// `most`.
fn largest(sites: &[usize], is_joined: &dyn Fn(usize, usize) -> bool, most: usize) -> Option<Vec<Vec<usize>>> {
    let mut search = Largest { is_joined, most, found: Vec::new(), steps: 0 };
    search.go_on(&mut Vec::new(), sites.to_vec(), Vec::new()).then_some(search.found)
}

/// Bron and Kerbosch's search, ended when there are too many.
struct Largest<'a> {
    is_joined: &'a dyn Fn(usize, usize) -> bool,
    most: usize,
    found: Vec<Vec<usize>>,
    steps: usize,
}

impl Largest<'_> {
    fn go_on(&mut self, chosen: &mut Vec<usize>, mut open: Vec<usize>, mut done: Vec<usize>) -> bool {
        self.steps += 1;
        if self.found.len() > self.most || self.steps > 20 * self.most {
            return false;
        }
        if open.is_empty() {
            if done.is_empty() {
                self.found.push(chosen.clone());
            }
            return true;
        }
        let n_joined = |site: usize| open.iter().filter(|other| (self.is_joined)(site, **other)).count();
        let pivot = open.iter().chain(&done).copied().max_by_key(|site| n_joined(*site)).unwrap_or(open[0]);
        let branches: Vec<usize> = open.iter().copied().filter(|site| !(self.is_joined)(pivot, *site)).collect();
        for site in branches {
            let joined = |list: &[usize]| {
                list.iter().copied().filter(|other| (self.is_joined)(site, *other)).collect::<Vec<_>>()
            };
            let (its_open, its_done) = (joined(&open), joined(&done));
            chosen.push(site);
            let is_whole = self.go_on(chosen, its_open, its_done);
            chosen.pop();
            if !is_whole {
                return false;
            }
            open.retain(|other| *other != site);
            done.push(site);
        }
        true
    }
}

impl Group {
    /// What so many visits earn at most, from none to `most` visits, when each site makes its offers from the first on
    /// and those that must be visited are.
    pub fn earns(&self, most: usize, offers: &[Vec<(f64, usize)>], must: &[bool]) -> Vec<f64> {
        let mut best = vec![f64::NEG_INFINITY; most + 1];
        let whole = [self.sites.clone()];
        let n_must = self.sites.iter().filter(|site| must[**site]).count();
        for choice in self.choices.as_deref().unwrap_or(&whole) {
            let Some(taken) = taken(choice, offers, must, n_must) else { continue };
            let mut sum = 0.0;
            if n_must == 0 {
                best[0] = best[0].max(0.0);
            }
            for (nth, (earns, _)) in taken.iter().enumerate().take(most) {
                sum += earns;
                if nth + 1 >= n_must {
                    best[nth + 1] = best[nth + 1].max(sum);
                }
            }
        }
        best
    }

    /// Adds the visits that earn so much.
    pub fn visits(&self, n: usize, earned: f64, offers: &[Vec<(f64, usize)>], must: &[bool], visits: &mut [u32]) {
        if n == 0 {
            return;
        }
        let whole = [self.sites.clone()];
        let n_must = self.sites.iter().filter(|site| must[**site]).count();
        for choice in self.choices.as_deref().unwrap_or(&whole) {
            let Some(taken) = taken(choice, offers, must, n_must) else { continue };
            if taken.len() >= n && taken[..n].iter().fold(0.0, |sum, (earns, _)| sum + earns) == earned {
                taken[..n].iter().for_each(|(_, cell)| visits[*cell] += 1);
                return;
            }
        }
    }
}

/// The visits of a choice, those that must be made first, the others by what they earn; `None` when one that must be
/// made is not among them.
fn taken(choice: &[usize], offers: &[Vec<(f64, usize)>], must: &[bool], n_must: usize) -> Option<Vec<(f64, usize)>> {
    let mut taken: Vec<(f64, usize)> = Vec::with_capacity(2 * choice.len());
    if n_must > 0 {
        taken.extend(choice.iter().filter(|site| must[**site]).filter_map(|site| offers[*site].first()));
        if taken.len() < n_must {
            return None;
        }
    }
    for site in choice {
        taken.extend(&offers[*site][usize::from(must[*site]).min(offers[*site].len())..]);
    }
    taken[n_must..].sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    Some(taken)
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
