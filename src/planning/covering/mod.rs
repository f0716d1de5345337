//! Where to stand a given number of times so that as much of the need as possible is met.

mod case;
mod conflict;
mod cover;
mod divide;
mod exchange;
mod greedy;
mod groups;
mod prices;
mod program;
mod relaxed;
mod root;
mod search;
mod terms;
#[cfg(test)]
mod tests;

pub use case::{Case, NoPlan, Reach, Rule, Rules, Site};
use cover::Cover;

/// How hard to look. Nothing here is a time: the caller counts it, and stops with `keep_on`.
#[derive(Debug, Clone, PartialEq)]
pub struct CoveringParams {
    /// Parts the proof may look at; each costs 60 steps of the bound. Default 2,000; 0 leaves the proof out.
    pub max_nodes: u64,
    /// Steps of the bound before anything is divided. Default 600.
    pub bound_steps: u32,
    /// Rounds of the search that begins when greedy choice and exchanges have come to an end. Default 400.
    pub rounds: u32,
}

impl Default for CoveringParams {
    fn default() -> Self {
        Self { max_nodes: 2_000, bound_steps: 600, rounds: 400 }
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
/// than whole. Locked visits stay.
/// 1. A greedy choice (the visit that adds most, again and again; what a visit adds only shrinks, so that most are not
///    counted anew), exchanges of one visit for another while that helps, and visits put in where others stand too
///    close, which go.
/// 2. A search: parts of the plan are torn down and made anew. Its chance is always the same.
/// 3. A bound: each demand has prices, for which visits pay and of which nobody takes more than whole; they are moved
///    against what is over-used (Lagrange relaxation, subgradients). Because visits are whole numbers, a demand that
///    two visits meet 0.7 of each is met 0.7 or whole, and not 0.98 by 1.4 visits: such ceilings have prices too
///    (mixed-integer rounding). The same prices rule out most visits.
/// 4. The proof: what is left is divided, with the bound of each part (branch and bound). When no part can hold a
///    better plan, the plan is proven.
///
/// The same case gives the same plan, as long as `keep_on` says yes.
///
/// # Units
/// Demand in any unit. Shares from 0 to 1; [`Reach`] makes them of metres.
///
/// # Edge cases
/// A demand or a share that is negative or no number counts as none. Demand nothing reaches, or no demand at all, is no
/// flaw: the plan meets what it can. When `keep_on` says no, the best plan found is given with the bound known then.
///
/// # Complexity
/// Greedy and exchanges: visits × choices × demand in reach. Bound: steps × shares. Proof: exponential at worst;
/// `docs/plan.md` has figures.
///
/// # References
/// R. Church, C. ReVelle (1974), The maximal covering location problem, doi:10.1007/BF01942293. O. Berman, D. Krass
/// (2002), The generalized maximal covering location problem, doi:10.1016/S0305-0548(01)00079-X. M. Minoux (1978),
/// Accelerated greedy algorithms for maximizing submodular set functions, doi:10.1007/BFb0006528. M. L. Fisher (1981),
/// The Lagrangian relaxation method for solving integer programming problems, doi:10.1287/mnsc.27.1.1. G. L. Nemhauser,
/// L. A. Wolsey (1990), A recursive procedure to generate all cuts for 0–1 mixed integer programs,
/// doi:10.1007/BF01585752. P. M. Camerini, L. Fratta, F. Maffioli (1975), On improving relaxation methods by modified
/// gradient techniques, doi:10.1007/BFb0120697.
pub fn plan(case: &Case, params: &CoveringParams, keep_on: &dyn Fn() -> bool) -> Result<Plan, NoPlan> {
    let case = case.checked()?;
    let first = match greedy::choose(&case) {
        Some(cover) => cover,
        // The greedy choice ran into a corner, or there is no way at all.
        None => conflict::any_plan(&case)?,
    };
    let first = greedy::improve(first, keep_on);
    let mut root = root::Root::new(&case);
    root.first(first.value(), params.bound_steps / 4, keep_on);
    let first = search::search(first, params.rounds, root.bound(), keep_on);
    root.tighten(first.value(), params.bound_steps - params.bound_steps / 4, keep_on);
    if is_as_good(first.value(), root.bound()) || params.max_nodes == 0 {
        let bound = root.bound();
        return Ok(written(&first, bound, is_as_good(first.value(), bound)));
    }
    let proof = root.divide(first, params.max_nodes, keep_on);
    Ok(written(&proof.best, proof.bound, is_as_good(proof.best.value(), proof.bound)))
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
