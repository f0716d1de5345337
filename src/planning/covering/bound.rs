//! How much any plan can meet at most.

use super::case::Checked;

/// Prices on demand and on groups of sites too close; every set of prices gives a bound, the best one seen is returned.
///
/// With a price `p` up to its weight on each demand, a plan meets at most the sum of `weight − p` (met whole, free of
/// charge) and what its visits earn: price × share. The visits that earn most are easily found when spacing and band
/// limits are left out; spacing comes back as a price on each group of sites of which one may be used.
pub(super) fn at_most(case: &Checked, found: f64, steps: u32, keep_on: &dyn Fn() -> bool) -> f64 {
    let n_bands = case.rules.n_bands;
    let reached = reached(case);
    // What nothing reaches is met by nothing.
    let demand: Vec<f64> = case.demand.iter().zip(&reached).map(|(d, is)| if *is { *d } else { 0.0 }).collect();
    let cliques = case.cliques();
    let per_site = f64::from(case.rules.per_site);
    let mut best: f64 = demand.iter().sum();
    let mut prices: Vec<f64> = demand.iter().map(|demand| demand / 2.0).collect();
    let mut tolls = vec![0.0; cliques.len()];
    let (mut pace, mut unchanged) = (1.0, 0);
    for _ in 0..steps {
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
        let times = most_earning(case, &earnings);
        let by_locks: f64 = locked().map(|(site, band, times)| f64::from(times) * earning(site, band)).sum();
        let free: f64 = demand.iter().zip(&prices).map(|(demand, price)| demand - price).sum();
        let earned: f64 = times.iter().zip(&earnings).map(|(times, (earning, _))| f64::from(*times) * earning).sum();
        let bound = free + earned + by_locks + tolls.iter().sum::<f64>() * per_site;
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
    best
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

/// Besides the locked ones, the visits that earn most: one for each forced site, one for each locality, then the best of the rest.
fn most_earning(case: &Checked, earnings: &[(f64, usize)]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..earnings.len()).filter(|site| !case.sites[*site].is_forbidden).collect();
    order.sort_by(|a, b| earnings[*b].0.total_cmp(&earnings[*a].0).then(a.cmp(b)));
    let mut times = vec![0; earnings.len()];
    let mut left = case.rules.quota - case.locked.iter().sum::<u32>().min(case.rules.quota);
    let mut served = vec![false; case.rules.n_localities];
    for site in (0..earnings.len()).filter(|site| n_locked(case, *site) > 0) {
        if let Some(served) = case.sites[site].locality.and_then(|nth| served.get_mut(nth)) {
            *served = true;
        }
    }
    let mut take = |site: usize, times: &mut Vec<u32>, served: &mut Vec<bool>, n: u32| {
        let n = n.min(left);
        times[site] += n;
        left -= n;
        if let Some(served) = case.sites[site].locality.and_then(|nth| served.get_mut(nth)) {
            *served |= n > 0;
        }
    };
    for &site in order.iter().filter(|site| case.sites[**site].is_forced && n_locked(case, **site) == 0) {
        take(site, &mut times, &mut served, 1);
    }
    for &site in &order {
        if case.sites[site].locality.and_then(|nth| served.get(nth)).is_some_and(|served| !served) {
            take(site, &mut times, &mut served, 1);
        }
    }
    for &site in &order {
        let room = case.rules.per_site.saturating_sub(times[site] + n_locked(case, site));
        take(site, &mut times, &mut served, room);
    }
    times
}
