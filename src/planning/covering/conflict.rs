//! Any plan that keeps the rules, or which rules stand against each other.

use microlp::SolveOptions;

use super::case::{Checked, NoPlan, Rule};
use super::cover::Cover;
use super::program::{Program, Quota};

/// A plan that keeps every rule, with good visits among those that do.
pub(super) fn any_plan(case: &Checked) -> Result<Cover<'_>, NoPlan> {
    let empty = Cover::empty(case);
    let gains: Vec<f64> = empty.choices().map(|(site, band)| empty.gain(site, band)).collect();
    let most = gains.iter().copied().fold(0.0, f64::max);
    let worth: Vec<f64> = gains.iter().map(|gain| if most > 0.0 { gain / most } else { 0.0 }).collect();
    let program = Program::new(case, &worth, Quota::Exactly, None);
    if let Ok(outcome) = program.problem.solve_with(limits())
        && let Some(cover) = outcome.solution().and_then(|solution| program.cover_of(case, solution))
    {
        return Ok(cover);
    }
    Err(flaw(case))
}

/// What stands against what is found out in so many branches, or it is not said.
fn limits() -> SolveOptions {
    let mut options = SolveOptions::default();
    options.node_limit = Some(2_000);
    options
}

fn flaw(case: &Checked) -> NoPlan {
    let quota = case.rules.quota;
    if let (Some(least), Some(most)) = (n_visits(case, -1.0), n_visits(case, 1.0)) {
        if quota > most {
            return NoPlan::QuotaTooLarge { quota, most };
        }
        if quota < least {
            return NoPlan::QuotaTooSmall { quota, least };
        }
    }
    let rules = [Rule::Spacing, Rule::PerSite, Rule::EveryLocality, Rule::ForcedSites, Rule::BandLimits];
    let is_possible = |rule: &Rule| {
        let worth = vec![0.0; case.sites.len() * case.rules.n_bands];
        let program = Program::new(case, &worth, Quota::Exactly, Some(*rule));
        program.problem.solve_with(limits()).is_ok_and(|outcome| outcome.solution().is_some())
    };
    NoPlan::Together { without_one: rules.into_iter().filter(is_possible).collect() }
}

/// The most (or, with -1, the fewest) visits the other rules allow.
fn n_visits(case: &Checked, worth: f64) -> Option<u32> {
    let worth = vec![worth; case.sites.len() * case.rules.n_bands];
    let program = Program::new(case, &worth, Quota::Any, None);
    match program.problem.solve_with(limits()) {
        Ok(outcome) => {
            outcome.solution().filter(|_| outcome.is_optimal()).map(|best| best.objective().abs().round() as u32)
        }
        Err(_) => None,
    }
}
