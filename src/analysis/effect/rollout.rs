//! Who is first, by lot: the cheapest design that can show an effect.

use crate::analysis::draws::stream;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RolloutParams {
    /// In how many steps, one period after the other. Default 3.
    pub steps: usize,
    /// So many places wait until the end, to be compared with. Default 2.
    pub reserves: usize,
    /// What the lots are drawn from; whoever has it draws the same. Default 1.
    pub seed: u64,
}

impl Default for RolloutParams {
    fn default() -> Self {
        Self { steps: 3, reserves: 2, seed: 1 }
    }
}

/// Places by their numbers, in the order drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rollout {
    /// The first step first; steps differ in size by one at most, the larger first.
    pub steps: Vec<Vec<usize>>,
    pub reserves: Vec<usize>,
}

/// Draws in which order the places get their remedy, and which are kept in reserve.
///
/// # Method
/// All places are shuffled; the last ones drawn are the reserves, the others are dealt out to the steps. As chance
/// alone decided who waits, places that wait can be compared with places that got their remedy: also when what is
/// counted depends on the season, on how many report, or on what else happened in town.
///
/// # Edge cases
/// No more steps than places; reserves give way until each step has a place. The order in which places are listed
/// matters: list them by something that does not change.
///
/// # References
/// K. Hemming, T. P. Haines, P. J. Chilton, A. J. Girling, R. J. Lilford (2015), The stepped wedge cluster randomised
/// trial, doi:10.1136/bmj.h391.
pub fn rollout(n_places: usize, params: &RolloutParams) -> Rollout {
    let mut order: Vec<usize> = (0..n_places).collect();
    stream(params.seed, 0).shuffle(&mut order);
    let n_steps = params.steps.clamp(1, n_places.max(1));
    let n_reserves = params.reserves.min(n_places.saturating_sub(n_steps));
    let reserves = order.split_off(n_places - n_reserves);
    let (each, more) = (order.len() / n_steps, order.len() % n_steps);
    let mut rest = order.into_iter();
    let steps = (0..n_steps).map(|step| rest.by_ref().take(each + usize::from(step < more)).collect()).collect();
    Rollout { steps, reserves }
}
