//! The proof: what is open is divided until no part can hold a better plan.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::case::Checked;
use super::cover::Cover;
use super::exchange::exchange;
use super::groups::Group;
use super::prices::{Decided, Prices, Solved, Steps};
use super::root::{Root, lower};

/// The best plan seen, and what none goes beyond.
pub(super) struct Proof<'a> {
    pub best: Cover<'a>,
    pub bound: f64,
}

/// A part of all plans.
struct Part {
    bound: f64,
    nth: u64,
    decided: Decided,
    prices: Prices,
    branch: Branch,
    groups: Rc<Vec<Group>>,
}

/// What is decided next: whether a site is used, or whether a cell has a visit more.
#[derive(Debug, Clone, Copy)]
enum Branch {
    Site(usize),
    Cell(usize),
}

/// So little more than the best plan is not more.
const NOT_MORE: f64 = 1.0 + 1e-10;
/// The prices of a part are moved so often, twice.
const STEPS: Steps = Steps { n: 30, pace: 0.3 };

impl<'a> Root<'a> {
    /// Divides the part with the largest bound first, until none can hold a better plan or so many were looked at.
    ///
    /// # Method
    /// Branch and bound. A part is divided by the site that is used in about half of the steps of its prices, weighed
    /// by what it is worth alone; when there is none, by the cell. Prices go on from those of the part it came from;
    /// what is decided lowers the ceilings, and new ones are put in. What the prices rule out is out in all that comes
    /// of it.
    pub fn divide(mut self, first: Cover<'a>, max_nodes: u64, keep_on: &dyn Fn() -> bool) -> Proof<'a> {
        let case = self.priced.case;
        let (mut value, mut best) = (first.value(), first);
        let worth = worth(case);
        let Some(branch) = branch(&worth, &self.decided, &self.solved) else {
            // Everything else is ruled out.
            return Proof { bound: value, best };
        };
        let groups = Rc::new(among(&self.groups, &self.decided));
        let (decided, prices) = (self.decided.clone(), self.solved.prices.clone());
        let mut parts = BinaryHeap::from([Part { bound: self.solved.bound, nth: 0, decided, prices, branch, groups }]);
        let mut nth = 0;
        while let Some(part) = parts.pop().filter(|part| part.bound > value * NOT_MORE) {
            if nth >= max_nodes || !keep_on() {
                return Proof { best, bound: part.bound };
            }
            for mut decided in halves(case, &part.decided, part.branch) {
                nth += 1;
                if decided.least.iter().sum::<u32>() == case.rules.quota {
                    let whole = cover_of(case, &decided.least);
                    if let Some(cover) = whole.filter(|cover| cover.value() > value) {
                        (value, best) = (cover.value(), cover);
                    }
                    continue;
                }
                let groups = Rc::new(among(&part.groups, &decided));
                let solved = self.solved_part(&part, &mut decided, &groups, value, keep_on);
                let bound = solved.bound.min(part.bound);
                if bound <= value * NOT_MORE {
                    continue;
                }
                let visits: Vec<u32> = decided.least.iter().zip(&solved.visits).map(|(made, n)| made + n).collect();
                if let Some(cover) = cover_of(case, &visits).filter(|cover| cover.value() > WORTH_A_TRY * value) {
                    let cover = exchange(cover, keep_on);
                    if cover.value() > value * NOT_MORE {
                        (value, best) = (cover.value(), cover);
                    }
                }
                if let Some(branch) = self::branch(&worth, &decided, &solved) {
                    parts.push(Part { bound, nth, decided, prices: solved.prices, branch, groups });
                }
            }
        }
        Proof { bound: value, best }
    }

    fn solved_part(
        &mut self,
        part: &Part,
        decided: &mut Decided,
        groups: &[Group],
        found: f64,
        keep_on: &dyn Fn() -> bool,
    ) -> Solved {
        let mut prices = part.prices.clone();
        prices.pieces.resize(self.priced.pieces.len(), 0.0);
        let mut solved = self.priced.solve(decided, groups, prices, found, STEPS, keep_on);
        decided.rule_out(&solved.is_out);
        if solved.bound > found * NOT_MORE && solved.bound.is_finite() {
            lower(&mut self.priced, &solved.mean, solved.bound);
            solved.prices.pieces.resize(self.priced.pieces.len(), 0.0);
            let again = self.priced.solve(decided, groups, solved.prices.clone(), found, STEPS, keep_on);
            decided.rule_out(&again.is_out);
            // Stopped before the first step it says nothing.
            if again.bound < f64::INFINITY {
                solved = Solved { bound: again.bound.min(solved.bound), ..again };
            }
        }
        solved
    }
}

/// A plan of a part that is worth so much of the best is improved by exchanges.
const WORTH_A_TRY: f64 = 0.97;

/// What the best visit to each site is worth alone.
fn worth(case: &Checked) -> Vec<f64> {
    let empty = Cover::empty(case);
    let best = |site: usize| (0..case.rules.n_bands).map(|band| empty.gain(site, band)).fold(0.0, f64::max);
    (0..case.sites.len()).map(best).collect()
}

fn cover_of<'a>(case: &'a Checked, visits: &[u32]) -> Option<Cover<'a>> {
    let n_bands = case.rules.n_bands;
    let mut cover = Cover::empty(case);
    for (cell, times) in visits.iter().enumerate() {
        for _ in 0..*times {
            if !cover.may_add(cell / n_bands, cell % n_bands) {
                return None;
            }
            cover.add(cell / n_bands, cell % n_bands);
        }
    }
    (cover.has_what_it_must() && cover.n_visits() == case.rules.quota).then_some(cover)
}

/// `None` when nothing is open.
fn branch(worth: &[f64], decided: &Decided, solved: &Solved) -> Option<Branch> {
    /// Nearer to never or always than this, a site is as good as decided.
    const UNDECIDED: f64 = 0.1;
    let n_bands = decided.least.len() / worth.len().max(1);
    let cells = |site: usize| site * n_bands..(site + 1) * n_bands;
    let is_open = |site: &usize| {
        !decided.must[*site]
            && decided.least[cells(*site)].iter().all(|n| *n == 0)
            && decided.most[cells(*site)].iter().any(|n| *n > 0)
    };
    let from_whole = |share: f64| (share - share.floor()).min(share.ceil() - share);
    let sites = (0..worth.len()).filter(is_open).filter(|site| from_whole(solved.used[*site]) > UNDECIDED);
    let by_site = sites.map(|site| (from_whole(solved.used[site]) * worth[site], site));
    if let Some((_, site)) = by_site.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) {
        return Some(Branch::Site(site));
    }
    let open = (0..decided.least.len()).filter(|cell| decided.most[*cell] > decided.least[*cell]);
    let by_cell = open.map(|cell| (from_whole(solved.mean[cell]), solved.mean[cell], cell));
    let most = by_cell.max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(b.2.cmp(&a.2)));
    most.map(|(.., cell)| Branch::Cell(cell))
}

fn halves(case: &Checked, decided: &Decided, branch: Branch) -> [Decided; 2] {
    let n_bands = case.rules.n_bands;
    let cells = |site: usize| site * n_bands..(site + 1) * n_bands;
    let (mut with, mut without) = (decided.clone(), decided.clone());
    let site = match branch {
        Branch::Site(site) => {
            with.must[site] = true;
            without.most[cells(site)].fill(0);
            site
        }
        Branch::Cell(cell) => {
            with.least[cell] += 1;
            without.most[cell] = without.least[cell];
            cell / n_bands
        }
    };
    case.close[site].iter().for_each(|other| with.most[cells(*other)].fill(0));
    [with, without]
}

/// The choices that are left among the sites that are open.
fn among(groups: &[Group], decided: &Decided) -> Vec<Group> {
    let n_bands = decided.least.len() / decided.must.len().max(1);
    let is_open =
        |site: &usize| (site * n_bands..(site + 1) * n_bands).any(|cell| decided.most[cell] > decided.least[cell]);
    let left = |sites: &Vec<usize>| sites.iter().copied().filter(is_open).collect::<Vec<usize>>();
    let of = |group: &Group| {
        let choices = group.choices.as_ref().map(|choices| {
            let mut choices: Vec<Vec<usize>> = choices.iter().map(left).collect();
            choices.sort_unstable();
            choices.dedup();
            choices
        });
        Group { sites: left(&group.sites), choices }
    };
    groups.iter().map(of).filter(|group| !group.sites.is_empty()).collect()
}

impl Ord for Part {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.total_cmp(&other.bound).then(other.nth.cmp(&self.nth))
    }
}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Part {}
