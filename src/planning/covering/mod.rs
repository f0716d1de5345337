//! Where to stand a given number of times so that as much of the need as possible is met.

mod bound;
mod case;
mod conflict;
mod cover;
mod exact;
mod greedy;
mod groups;
mod program;
#[cfg(test)]
mod tests;

pub use case::{Case, NoPlan, Reach, Rule, Rules, Site};
use cover::Cover;

/// How hard to look. Nothing here is a time: the caller counts it, and stops with `keep_on`.
#[derive(Debug, Clone, PartialEq)]
pub struct CoveringParams {
    /// Branches the proof may look at. Default 20,000; 0 leaves the proof out.
    pub max_nodes: u64,
    /// The proof is not begun when more shares than this would stand in it: its first step cannot be stopped. Default
    /// 30,000.
    pub max_shares: usize,
    /// Steps of the bound that is given when there is no proof. Default 400.
    pub bound_steps: u32,
}

impl Default for CoveringParams {
    fn default() -> Self {
        Self { max_nodes: 20_000, max_shares: 30_000, bound_steps: 400 }
    }
}

/// Where to stand, when, and how good that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// In the order of site and band.
    pub visits: Vec<Visit>,
    /// Demand that is met.
    pub value: f64,
    /// No plan meets more.
    pub bound: f64,
    /// Proven: `value` is the largest there is.
    pub is_best: bool,
}

impl Plan {
    /// What may be missing to the best, as a share of the bound: 0 when proven.
    pub fn gap(&self) -> f64 {
        if self.is_best || self.bound <= 0.0 { 0.0 } else { ((self.bound - self.value) / self.bound).max(0.0) }
    }
}

/// One site in one band.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    pub site: usize,
    pub band: usize,
    /// How many times.
    pub times: u32,
    /// Demand that nothing else in the plan would meet.
    pub adds: f64,
}

/// Chooses sites and bands so that as much demand as possible is met, and says how far from the best that can be.
///
/// # Method
/// Maximal covering with shares: a demand is met to the sum of what the visits in its band reach of it, and never more
/// than whole. Locked visits stay. First a greedy choice (the visit that adds most, again and again; what a visit adds only shrinks, so
/// that most are not counted anew), exchanges of one visit for another while that helps, and visits put in where others
/// stand too close, which go, and the greedy choice fills up again. Then a bound: each demand has a price, for which
/// the visits pay and of which nobody takes more than whole; prices are moved against what is over-used (Lagrange
/// relaxation, subgradients). The same prices rule out most visits: no plan with them is better than the one found. Then
/// what is left of the whole program of whole numbers (branch and bound by `microlp`), which begins
/// with the greedy choice. When that comes to an end the plan is proven. Nothing is left to chance: the same case gives
/// the same plan, as long as `keep_on` says yes.
///
/// # Units
/// Demand in any unit. Shares from 0 to 1; [`Reach`] makes them of metres.
///
/// # Edge cases
/// A demand or a share that is negative or no number counts as none. Demand nothing reaches, or no demand at all, is no
/// flaw: the plan meets what it can. When `keep_on` says no, the best plan found is given with the bound known then.
///
/// # Complexity
/// Greedy and exchanges: visits × choices × demand in reach. Bound: steps × shares. Proof: exponential at worst; 400
/// demand points by 120 sites take well under a second.
///
/// # References
/// R. Church, C. ReVelle (1974), The maximal covering location problem, doi:10.1007/BF01942293. O. Berman, D. Krass
/// (2002), The generalized maximal covering location problem, doi:10.1016/S0305-0548(01)00079-X. M. Minoux (1978),
/// Accelerated greedy algorithms for maximizing submodular set functions, doi:10.1007/BFb0006528. M. L. Fisher (1981),
/// The Lagrangian relaxation method for solving integer programming problems, doi:10.1287/mnsc.27.1.1.
pub fn plan(case: &Case, params: &CoveringParams, keep_on: &dyn Fn() -> bool) -> Result<Plan, NoPlan> {
    let case = case.checked()?;
    let first = match greedy::choose(&case) {
        Some(cover) => cover,
        // The greedy choice ran into a corner, or there is no way at all.
        None => conflict::any_plan(&case)?,
    };
    let first = greedy::improve(first, keep_on);
    let bound = bound::at_most(&case, first.value(), params.bound_steps, keep_on);
    let bound::Bound { most: bound, is_out, starts } = bound;
    let other = greedy::from_starts(&case, &starts, keep_on).filter(|other| other.value() > first.value());
    let first = other.map_or(first, |other| greedy::improve(other, keep_on));
    if is_as_good(first.value(), bound) {
        return Ok(written(&first, bound, true));
    }
    match exact::best(&first, &is_out, params, keep_on) {
        exact::Outcome::Best(best) => Ok(written(&best, best.value(), true)),
        exact::Outcome::Stopped(better, other) => {
            let bound = bound.min(other);
            Ok(written(&better, bound, is_as_good(better.value(), bound)))
        }
    }
}

/// Sums differ in the last digits; so little less is not less.
fn is_as_good(value: f64, bound: f64) -> bool {
    value >= bound - 1e-9 * bound.abs()
}

fn written(cover: &Cover, bound: f64, is_best: bool) -> Plan {
    let unit = cover.case.unit;
    let visits = cover.visits().map(|(site, band, times)| {
        let mut without = cover.clone();
        (0..times).for_each(|_| without.remove(site, band));
        Visit { site, band, times, adds: (cover.value() - without.value()) * unit }
    });
    let value = cover.value();
    let bound = if is_best { value } else { bound.max(value) };
    Plan { visits: visits.collect(), value: value * unit, bound: bound * unit, is_best }
}
