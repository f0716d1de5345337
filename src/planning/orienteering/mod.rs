//! A walk that passes what matters most within the time there is.

mod bound;
mod exact;
mod filling;
mod ground;
mod instance;
mod proposals;
mod search;
mod shorten;
mod tour;

pub use instance::{Instance, Route};
pub use proposals::{MOST_ALIKE, alike, proposals};

/// How hard to look. Nothing here is a time: the caller counts it, and stops with `keep_on`.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanParams {
    /// Rounds of the search. Default 50,000.
    pub rounds: u32,
    /// Half-made walks the proof may look at before it is given up. Default 200,000; 0 leaves the proof out.
    pub max_labels: usize,
    /// What chance begins with. Default 1.
    pub seed: u64,
}

impl Default for PlanParams {
    fn default() -> Self {
        Self { rounds: 50_000, max_labels: 200_000, seed: 1 }
    }
}

/// The walk with the largest prize that can be found, how much any can have, and whether it is proven to be the
/// largest.
///
/// # Method
/// The orienteering problem. Again and again a few stretches around some place are taken out of the walk, it is
/// filled anew with what has the most prize for its detour (a little by chance), and shortened by turning stretches
/// around and moving short ones (2-opt, Or-opt). Worse walks are taken now and then, less and less. Fifteen such
/// searches begin with three places drawn by chance, and one more goes on from the best of them, with half of all
/// rounds when there are more than 100 places. Then a bound: each place is given a half way, at least which its two
/// ways cost together with their other ends, up to a sum that is given back; what fits into the budget is a knapsack,
/// and the half ways are moved until it holds as little as they can make it (subgradients). Last, half-made walks are
/// built up place by place, keeping the shortest for each set of places and last place, and dropping those that
/// cannot beat the walk found by the same bound. When that comes to an end the walk is proven. The same instance and
/// seed give the same walk, as long as `keep_on` says yes.
///
/// # Units
/// Lengths in any unit, the budget's: metres, or seconds when stops take time. Prizes in any.
///
/// # Edge cases
/// `None` when even the straight way from start to end is too long. Proofs are tried up to 64 places within reach. When
/// `keep_on` says no, the best walk found is given.
///
/// # Complexity
/// Search: rounds × places, and a table of places². Bound: places² for each of some hundred steps. Proof: at most so
/// many half-made walks.
///
/// # References
/// T. Tsiligirides (1984), Heuristic methods applied to orienteering, doi:10.1057/jors.1984.162. J. Christiaens, G.
/// Vanden Berghe (2020), Slack induction by string removals for vehicle routing problems, doi:10.1287/trsc.2019.0914.
/// M. Fischetti, J. J. Salazar González, P. Toth (1998), Solving the orienteering problem through branch-and-cut,
/// doi:10.1287/ijoc.10.2.133.
pub fn plan(instance: &Instance, params: &PlanParams, keep_on: &dyn Fn() -> bool) -> Option<Route> {
    if !instance.fits(instance.distance(instance.start, instance.end)) {
        return None;
    }
    let found = search::search(instance, params, keep_on);
    let halves = bound::Halves::new(instance, found.prize, keep_on);
    let step = smallest_difference(instance);
    let cannot_be_beaten = |route: &Route| halves.bound < route.prize + step - 1e-9;
    let proof = if cannot_be_beaten(&found) {
        exact::Proof::Nothing
    } else {
        exact::better_than(instance, found.prize, step, &halves, params.max_labels, keep_on)
    };
    let (route, is_best) = match proof {
        exact::Proof::Nothing => (found, true),
        exact::Proof::Better(route) => (route, true),
        exact::Proof::GivenUp(better) => {
            let route = better.unwrap_or(found);
            let is_best = cannot_be_beaten(&route);
            (route, is_best)
        }
    };
    let bound = if is_best { route.prize } else { halves.bound.max(route.prize) };
    Some(Route { bound, is_best, ..route })
}

/// By how much two walks differ in prize if they differ at all: whole prizes differ by their common divisor.
fn smallest_difference(instance: &Instance) -> f64 {
    if instance.prize.iter().any(|prize| prize.fract() != 0.0 || *prize > 1e9) {
        return 2e-9;
    }
    let divisor = |mut a: u64, mut b: u64| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    instance.prize.iter().fold(0, |common, prize| divisor(common, *prize as u64)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(state: &mut u64) -> f64 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn random(seed: u64, n: usize, budget: f64, end: usize) -> Instance {
        let mut state = seed;
        let places: Vec<(f64, f64)> = (0..n).map(|_| (next(&mut state), next(&mut state))).collect();
        let prize: Vec<f64> = (0..n).map(|_| (next(&mut state) * 10.0).ceil()).collect();
        let way = |i: usize, j: usize| (places[i].0 - places[j].0).hypot(places[i].1 - places[j].1);
        Instance::new(&prize, 0, end, budget, way).expect("start and end are places")
    }

    /// Every order of every set of places.
    fn best_by_trying_all(instance: &Instance, walk: &mut Vec<usize>, length: f64) -> f64 {
        let last = walk[walk.len() - 1];
        let mut best = f64::NEG_INFINITY;
        if instance.fits(length + instance.distance(last, instance.end)) {
            let mut whole = walk.clone();
            whole.push(instance.end);
            best = instance.route(whole).prize;
        }
        for place in 0..instance.n_places() {
            let further = length + instance.distance(last, place);
            if place != instance.end && !walk.contains(&place) && instance.fits(further) {
                walk.push(place);
                best = best.max(best_by_trying_all(instance, walk, further));
                walk.pop();
            }
        }
        best
    }

    #[test]
    fn a_proven_walk_is_the_best_of_all_that_can_be_tried() {
        for seed in 0..40 {
            let end = if seed % 2 == 0 { 0 } else { 1 };
            let instance = random(seed, 8, 0.6 + 0.05 * seed as f64, end);
            let all = best_by_trying_all(&instance, &mut vec![0], 0.0);
            match plan(&instance, &PlanParams::default(), &|| true) {
                Some(route) => assert!(route.is_best && route.prize == all, "{seed}: {route:?} {all}"),
                None => assert_eq!(all, f64::NEG_INFINITY),
            }
        }
    }

    #[test]
    fn a_walk_begins_and_ends_where_it_should_keeps_the_budget_and_passes_nothing_twice() {
        let quick = PlanParams { rounds: 60, max_labels: 0, seed: 4 };
        for seed in 0..20 {
            let instance = random(seed, 40, 2.5, 3);
            let route = plan(&instance, &quick, &|| true).expect("long enough");
            assert!((route.places[0], route.places[route.places.len() - 1]) == (0, 3) && route.length <= 2.5 + 1e-9);
            let mut once = route.places.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), route.places.len());
            assert!(!route.is_best && Some(route) == plan(&instance, &quick, &|| true));
        }
    }

    #[test]
    fn no_way_no_place_and_no_number_are_answered() {
        assert_eq!(Instance::new(&[1.0], 0, 1, 5.0, |_, _| 1.0), None);
        let far = Instance::new(&[1.0, 1.0], 0, 1, 5.0, |_, _| 6.0).expect("places");
        assert_eq!(plan(&far, &PlanParams::default(), &|| true), None);
        let strange = Instance::new(&[f64::NAN, -3.0, 2.0], 0, 0, 5.0, |_, _| f64::NAN).expect("places");
        let route = plan(&strange, &PlanParams::default(), &|| true).expect("staying is a walk");
        assert_eq!((route.prize, route.is_best, route.length), (0.0, true, 0.0));
        let none = Instance::new(&[0.0, 0.0], 0, 1, f64::NAN, |_, _| 1.0).expect("places");
        assert_eq!(plan(&none, &PlanParams::default(), &|| true), None);
    }
}
