//! The rules as a program of whole numbers, as the search for a conflict needs them.

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, Variable};

use super::case::{Checked, Rule};
use super::cover::Cover;
use super::groups::cliques;

/// One variable for each site and band: how many visits.
pub(super) struct Program {
    pub problem: Problem,
    /// By `site × n_bands + band`; forbidden sites have none.
    pub visits: Vec<Option<Variable>>,
    /// Whether a site is used, where that needs a variable of its own.
    used: Vec<Option<Variable>>,
}

/// How many visits there are to be.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Quota {
    Exactly,
    Any,
}

impl Program {
    /// `worth` of each visit by `site × n_bands + band`; one rule may be left out.
    pub fn new(case: &Checked, worth: &[f64], quota: Quota, without: Option<Rule>) -> Self {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let n_bands = case.rules.n_bands;
        let most = if without == Some(Rule::PerSite) { case.rules.quota } else { case.rules.per_site };
        let whole = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
        let visits: Vec<Option<Variable>> = worth
            .iter()
            .enumerate()
            .map(|(nth, worth)| {
                let least = if without == Some(Rule::ForcedSites) { 0 } else { case.locked[nth].min(most) };
                (!case.sites[nth / n_bands].is_forbidden)
                    .then(|| problem.add_integer_var(*worth, (whole(least), whole(most))))
            })
            .collect();
        let mut program = Self { problem, visits, used: vec![None; case.sites.len()] };
        let all: Vec<usize> = (0..case.sites.len()).collect();
        if quota == Quota::Exactly {
            program.require(case, &all, ComparisonOp::Eq, case.rules.quota);
        }
        if most > 1 || n_bands > 1 {
            all.iter().for_each(|site| program.require(case, &[*site], ComparisonOp::Le, most));
        }
        if without != Some(Rule::ForcedSites) {
            let forced = all.iter().filter(|site| case.sites[**site].is_forced);
            forced.for_each(|site| program.require(case, &[*site], ComparisonOp::Ge, 1));
        }
        if without != Some(Rule::EveryLocality) {
            for locality in 0..case.rules.n_localities {
                let there = |site: &usize| case.sites[*site].locality == Some(locality);
                let there: Vec<usize> = all.iter().copied().filter(there).collect();
                program.require(case, &there, ComparisonOp::Ge, 1);
            }
        }
        if without != Some(Rule::BandLimits) {
            for (bands, room) in &case.limits {
                let of_bands = bands.iter().flat_map(|band| program.visits.iter().skip(*band).step_by(n_bands));
                let sum: LinearExpr = of_bands.flatten().map(|variable| (*variable, 1.0)).collect();
                program.problem.add_constraint(sum, ComparisonOp::Le, f64::from(*room));
            }
        }
        if without != Some(Rule::Spacing) {
            program.keep_apart(case, most);
        }
        program
    }

    /// The visits of some sites together.
    fn require(&mut self, case: &Checked, sites: &[usize], op: ComparisonOp, visits: u32) {
        let n_bands = case.rules.n_bands;
        let of_sites = sites.iter().flat_map(|site| &self.visits[site * n_bands..(site + 1) * n_bands]);
        let sum: LinearExpr = of_sites.flatten().map(|variable| (*variable, 1.0)).collect();
        self.problem.add_constraint(sum, op, f64::from(visits));
    }

    fn keep_apart(&mut self, case: &Checked, most: u32) {
        let n_bands = case.rules.n_bands;
        for clique in cliques(case) {
            if most == 1 {
                self.require(case, &clique, ComparisonOp::Le, 1);
                continue;
            }
            let mut together = LinearExpr::empty();
            for site in clique {
                let visits: Vec<Variable> =
                    self.visits[site * n_bands..(site + 1) * n_bands].iter().copied().flatten().collect();
                if visits.is_empty() {
                    continue;
                }
                let used = *self.used[site].get_or_insert_with(|| {
                    let used = self.problem.add_binary_var(0.0);
                    let mut only_if = LinearExpr::empty();
                    visits.iter().for_each(|visit| only_if.add(*visit, 1.0));
                    only_if.add(used, -f64::from(most));
                    self.problem.add_constraint(only_if, ComparisonOp::Le, 0.0);
                    used
                });
                together.add(used, 1.0);
            }
            self.problem.add_constraint(together, ComparisonOp::Le, 1.0);
        }
    }

    /// The plan in a solution; `None` when it breaks a rule, which rounding could do.
    pub fn cover_of<'a>(&self, case: &'a Checked, solution: &microlp::Solution) -> Option<Cover<'a>> {
        let mut cover = Cover::empty(case);
        for (nth, variable) in self.visits.iter().enumerate() {
            let times = variable.map_or(0.0, |variable| solution.var_value(variable).round());
            for _ in 0..times as u32 {
                let (site, band) = (nth / case.rules.n_bands, nth % case.rules.n_bands);
                if !cover.may_add(site, band) {
                    return None;
                }
                cover.add(site, band);
            }
        }
        (cover.has_what_it_must() && cover.n_visits() == case.rules.quota).then_some(cover)
    }
}
