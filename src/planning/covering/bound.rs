//! How much any plan can meet at most.

use super::case::Checked;
use super::groups::{Group, divided, groups};

/// Prices on demand and on groups of sites too close; every set of prices gives a bound, the best one seen is returned.
///
/// With a price `p` up to its weight on each demand, a plan meets at most the sum of `weight − p` (met whole, free of
/// charge) and what its visits earn: price × share. The visits that earn most are found among all choices that keep
/// the spacing, or, where those are too many, without it: then it comes back as a price on each group of sites of which
/// one may be used. Limits on hours, localities and forced sites are left out.
///
/// The same prices say of most visits that no plan with them is better than the one found: those need not be looked at.
pub(super) fn at_most(case: &Checked, found: f64, steps: u32, keep_on: &dyn Fn() -> bool) -> Bound {
    let n_bands = case.rules.n_bands;
    let reached = reached(case);
    // What nothing reaches is met by nothing.
    let demand: Vec<f64> = case.demand.iter().zip(&reached).map(|(d, is)| if *is { *d } else { 0.0 }).collect();
    let groups = groups(case);
    let is_written = |site: &usize| groups.iter().any(|group| group.choices.is_some() && group.sites.contains(site));
    // Where every choice is known, spacing is kept and needs no price.
    let cliques: Vec<Vec<usize>> = case.cliques().into_iter().filter(|clique| !clique.iter().all(is_written)).collect();
    let per_site = f64::from(case.rules.per_site);
    let mut best: f64 = demand.iter().sum();
    let mut is_out = vec![false; case.sites.len() * n_bands];
    let mut prices: Vec<f64> = demand.iter().map(|demand| demand / 2.0).collect();
    let mut tolls = vec![0.0; cliques.len()];
    let (mut pace, mut unchanged) = (1.0, 0);
    let mut starts: Vec<Vec<(usize, usize, u32)>> = Vec::new();
    for step_nr in 0..steps {
        if !keep_on() {
            break;
        }
        let mut toll_at = vec![0.0; case.sites.len()];
        for (clique, toll) in cliques.iter().zip(&tolls) {
            clique.iter().for_each(|site| toll_at[*site] += toll);
        }
        let earning = |site: usize, band: usize| -> f64 {
            let of_place = |&(place, share): &(usize, f64)| prices[place * n_bands + band] * share;
            case.sites[site].reaches.iter().map(of_place).sum::<f64>() - toll_at[site]
        };
        let earnings: Vec<(f64, usize)> = (0..case.sites.len())
            .map(|site| {
                let bands = (0..n_bands).map(|band| (earning(site, band), band));
                bands.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).expect("there is at least one band")
            })
            .collect();
        // Locked visits stand where they stand; only the rest is chosen.
        let locked = || case.locked.iter().enumerate().filter(|(_, times)| **times > 0);
        let locked = || locked().map(|(nth, times)| (nth / n_bands, nth % n_bands, *times));
        let (all, times) = most_earning(case, &groups, &earnings);
        if step_nr % START_EVERY == START_EVERY - 1 {
            let used = times.iter().zip(&earnings).enumerate().filter(|(_, (times, _))| **times > 0);
            starts.push(used.map(|(site, (times, (_, band)))| (site, *band, *times)).collect());
        }
        let by_locks: f64 = locked().map(|(site, band, times)| f64::from(times) * earning(site, band)).sum();
        let free: f64 = demand.iter().zip(&prices).map(|(demand, price)| demand - price).sum();
        let n_left = left_to_choose(case) as usize;
        let Some(earned) = all.get(n_left).copied().filter(|earned| earned.is_finite()) else { break };
        let bound = free + earned + by_locks + tolls.iter().sum::<f64>() * per_site;
        let fixed = free + by_locks + tolls.iter().sum::<f64>() * per_site;
        let rest = n_left.checked_sub(1).map(|n| all[n]).filter(|rest| rest.is_finite());
        if let Some(rest) = rest {
            for (nth, is_out) in is_out.iter_mut().enumerate().filter(|(nth, _)| case.locked[*nth] == 0) {
                let with_it = fixed + rest + earning(nth / n_bands, nth % n_bands);
                *is_out |= with_it < found - 1e-9 * found.abs();
            }
        }
        if bound < best - 1e-12 * best.abs() {
            (best, unchanged) = (bound, 0);
        } else {
            unchanged += 1;
            if unchanged == 15 {
                (pace, unchanged) = (pace / 2.0, 0);
            }
        }
        if best <= found * (1.0 + 1e-12) {
            break;
        }
        // How far each demand is over-used (more than whole), and each group.
        let mut over: Vec<f64> = demand.iter().map(|demand| if *demand > 0.0 { -1.0 } else { 0.0 }).collect();
        for (site, (times, (_, band))) in times.iter().zip(&earnings).enumerate() {
            for &(place, share) in &case.sites[site].reaches {
                over[place * n_bands + band] += f64::from(*times) * share;
            }
        }
        for (site, band, times) in locked() {
            for &(place, share) in &case.sites[site].reaches {
                over[place * n_bands + band] += f64::from(times) * share;
            }
        }
        let n_at = |site: &usize| f64::from(times[*site] + n_locked(case, *site));
        let crowd = |clique: &Vec<usize>| clique.iter().map(n_at).sum::<f64>() - per_site;
        let crowds: Vec<f64> = cliques.iter().map(crowd).collect();
        let stuck =
            |price: f64, demand: f64, over: f64| (price <= 0.0 && over > 0.0) || (price >= demand && over < 0.0);
        let pushes = |nth: usize| !stuck(prices[nth], demand[nth], over[nth]);
        let square: f64 = (0..over.len()).filter(|nth| pushes(*nth)).map(|nth| over[nth] * over[nth]).sum::<f64>()
            + crowds.iter().zip(&tolls).filter(|(c, t)| **c > 0.0 || **t > 0.0).map(|(c, _)| c * c).sum::<f64>();
        if square <= 0.0 {
            break;
        }
        let step = pace * (bound - found).max(1e-12) / square;
        for nth in 0..prices.len() {
            prices[nth] = (prices[nth] - step * over[nth]).clamp(0.0, demand[nth]);
        }
        for (toll, crowd) in tolls.iter_mut().zip(&crowds) {
            *toll = (*toll + step * crowd).max(0.0);
        }
    }
    Bound { most: best, is_out, starts }
}

/// After so many steps what is chosen is taken down as a start.
const START_EVERY: u32 = 25;

/// What no plan goes beyond, and which visits (`site × n_bands + band`) no better plan has.
pub(super) struct Bound {
    pub most: f64,
    pub is_out: Vec<bool>,
    /// Site, band, times: what looked best at some prices; good plans lie near.
    pub starts: Vec<Vec<(usize, usize, u32)>>,
}

fn left_to_choose(case: &Checked) -> u32 {
    case.rules.quota.saturating_sub(case.locked.iter().sum::<u32>())
}

fn reached(case: &Checked) -> Vec<bool> {
    let n_bands = case.rules.n_bands;
    let mut reached = vec![false; case.demand.len()];
    for site in case.sites.iter().filter(|site| !site.is_forbidden) {
        for &(place, _) in &site.reaches {
            reached[place * n_bands..(place + 1) * n_bands].fill(true);
        }
    }
    reached
}

fn n_locked(case: &Checked, site: usize) -> u32 {
    case.locked[site * case.rules.n_bands..(site + 1) * case.rules.n_bands].iter().sum()
}

/// Besides the locked ones, the visits that earn most by their numbers, and how often each site has one of them when all
/// are made. That localities and forced sites need visits is left out: it can only make the bound larger.
fn most_earning(case: &Checked, groups: &[Group], earnings: &[(f64, usize)]) -> (Vec<f64>, Vec<u32>) {
    let most = left_to_choose(case) as usize;
    let stands_in_the_way = |site: usize| case.close[site].iter().any(|other| n_locked(case, *other) > 0);
    let room = |site: usize| match stands_in_the_way(site) {
        true => 0,
        false => case.rules.per_site.saturating_sub(n_locked(case, site)),
    };
    let by_group: Vec<Vec<f64>> = groups.iter().map(|group| group.earns(most, earnings, &room)).collect();
    let (all, parts) = divided(&by_group, most);
    let mut times = vec![0; earnings.len()];
    for ((group, n), earned) in groups.iter().zip(parts).zip(&by_group) {
        group.visits(n, earned[n], earnings, &room, &mut times);
    }
    (all, times)
}
