//! The proof: branch and bound over whole numbers of visits.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, LinearExpr, ResumeOptions, SolveOptions, SolveOutcome, Variable};

use super::CoveringParams;
use super::case::Checked;
use super::cover::Cover;
use super::program::Program;

pub(super) enum Outcome<'a> {
    /// No plan meets more.
    Best(Cover<'a>),
    /// Given up: the best plan seen, and how much any can meet.
    Stopped(Cover<'a>, f64),
}

/// So many branches are looked at before `keep_on` is asked again.
const NODES_AT_A_TIME: u64 = 50;

pub(super) fn best<'a>(
    first: &Cover<'a>,
    is_out: &[bool],
    params: &CoveringParams,
    keep_on: &dyn Fn() -> bool,
) -> Outcome<'a> {
    let case = first.case;
    let merged = Merged::new(case, is_out);
    if params.max_nodes == 0 || merged.n_shares() > params.max_shares || !keep_on() {
        return Outcome::Stopped(first.clone(), f64::INFINITY);
    }
    let (program, unit) = merged.program(case, is_out);
    let mut options = SolveOptions::default();
    options.node_limit = Some(NODES_AT_A_TIME.min(params.max_nodes));
    options.warm_start = Some(program.values_of(first));
    let mut solved = program.problem.solve_with(options);
    loop {
        // An error here is one of arithmetic: there is a plan, it was what we began with.
        let Ok(outcome) = solved else { return Outcome::Stopped(first.clone(), f64::INFINITY) };
        let nodes = outcome.stats().nodes_solved;
        if outcome.is_optimal() || nodes >= params.max_nodes || !keep_on() {
            return read(&program, first, &outcome, unit);
        }
        let mut options = ResumeOptions::default();
        options.node_limit = Some(NODES_AT_A_TIME.min(params.max_nodes - nodes));
        solved = outcome.resume_with(options);
    }
}

fn read<'a>(program: &Program, first: &Cover<'a>, outcome: &SolveOutcome, unit: f64) -> Outcome<'a> {
    let found = outcome.solution().and_then(|solution| program.cover_of(first.case, solution));
    let is_read = found.is_some();
    let better = found.filter(|found| found.value() > first.value()).unwrap_or_else(|| first.clone());
    if is_read && outcome.is_optimal() {
        return Outcome::Best(better);
    }
    Outcome::Stopped(better, outcome.stats().best_bound.map_or(f64::INFINITY, |bound| bound * unit))
}

/// Demand that is reached by the same visits to the same shares, put together.
struct Merged {
    /// Shares by `site × n_bands + band` (the bits of the number, which can be ordered), and the demand.
    rows: BTreeMap<Vec<(usize, u64)>, f64>,
}

impl Merged {
    fn new(case: &Checked, is_out: &[bool]) -> Self {
        let n_bands = case.rules.n_bands;
        let mut reached_by: Vec<Vec<(usize, u64)>> = vec![Vec::new(); case.demand.len()];
        for (site, what) in case.sites.iter().enumerate().filter(|(_, site)| !site.is_forbidden) {
            for &(place, share) in &what.reaches {
                for band in (0..n_bands).filter(|band| !is_out[site * n_bands + band]) {
                    reached_by[place * n_bands + band].push((site * n_bands + band, share.to_bits()));
                }
            }
        }
        let mut rows = BTreeMap::new();
        for (row, demand) in reached_by.into_iter().zip(&case.demand) {
            if *demand > 0.0 && !row.is_empty() {
                *rows.entry(row).or_insert(0.0) += demand;
            }
        }
        Self { rows }
    }

    fn n_shares(&self) -> usize {
        self.rows.keys().map(Vec::len).sum()
    }

    /// The program, and the demand its unit stands for.
    fn program(&self, case: &Checked, is_out: &[bool]) -> (Program, f64) {
        let unit = self.rows.values().copied().fold(0.0, f64::max).max(f64::MIN_POSITIVE);
        // A demand that can never be met more than whole needs no row: each visit is worth its share.
        let per_site = f64::from(case.rules.per_site);
        let is_never_whole =
            |row: &[(usize, u64)]| row.iter().map(|(_, share)| f64::from_bits(*share)).sum::<f64>() * per_site <= 1.0;
        let mut worth = vec![0.0; case.sites.len() * case.rules.n_bands];
        for (row, demand) in self.rows.iter().filter(|(row, _)| is_never_whole(row)) {
            row.iter().for_each(|(visit, share)| worth[*visit] += demand / unit * f64::from_bits(*share));
        }
        let mut program = Program::among(case, &worth, is_out);
        for (row, demand) in self.rows.iter().filter(|(row, _)| !is_never_whole(row)) {
            let met = program.problem.add_var(demand / unit, (0.0, 1.0));
            let mut at_most: LinearExpr = row
                .iter()
                .filter_map(|(visit, share)| Some((program.visits[*visit]?, -f64::from_bits(*share))))
                .collect::<Vec<(Variable, f64)>>()
                .into_iter()
                .collect();
            at_most.add(met, 1.0);
            program.problem.add_constraint(at_most, ComparisonOp::Le, 0.0);
        }
        (program, unit)
    }
}
