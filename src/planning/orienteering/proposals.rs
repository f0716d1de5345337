//! Several walks to choose from, each of which is really another.

use super::{Instance, PlanParams, Route, plan, search};

/// Two proposals have at most this share of their places in common (Jaccard).
pub const MOST_ALIKE: f64 = 0.6;

/// The best walk found, and up to `n − 1` others that differ from it and from each other.
///
/// # Method
/// After each walk its places are worth less, at first a little, until what is found differs enough. The walks are then
/// counted with their full prizes.
///
/// # Edge cases
/// Fewer than `n` when there is nothing else to walk to; none when even the straight way is too long. The bound of the
/// first is the bound of all.
pub fn proposals(instance: &Instance, params: &PlanParams, n: usize, keep_on: &dyn Fn() -> bool) -> Vec<Route> {
    let Some(best) = plan(instance, params, keep_on) else { return Vec::new() };
    let (bound, most, is_best) = (best.bound, best.prize, best.is_best);
    let mut routes = vec![best];
    while routes.len() < n && keep_on() {
        let other = [0.8, 0.6, 0.4, 0.2, 0.0].into_iter().find_map(|worth| {
            let mut tired = instance.clone();
            let mut passed: Vec<usize> = routes.iter().flat_map(|route| &route.places).copied().collect();
            passed.sort_unstable();
            passed.dedup();
            passed.iter().for_each(|place| tired.prize[*place] *= worth);
            let found = search::search(&tired, params, keep_on);
            let route = instance.route(found.places);
            // Where two walks have the most there is, both are the best.
            let route = Route { bound, is_best: is_best && route.prize > most - 1e-9, ..route };
            let is_other = route.places.len() > 2 && routes.iter().all(|before| alike(before, &route) <= MOST_ALIKE);
            is_other.then_some(route)
        });
        let Some(other) = other else { break };
        routes.push(other);
    }
    routes
}

/// The share of places that two walks have in common, of those in either, start and end left out; two that pass nothing
/// are the same.
pub fn alike(one: &Route, other: &Route) -> f64 {
    let inner = |route: &Route| -> std::collections::BTreeSet<usize> {
        let inner = &route.places[1..route.places.len().saturating_sub(1).max(1)];
        inner.iter().copied().collect()
    };
    let (one, other) = (inner(one), inner(other));
    let n_both = one.intersection(&other).count();
    let n_either = one.union(&other).count();
    if n_either == 0 { 1.0 } else { n_both as f64 / n_either as f64 }
}
