//! One month drawn from a mix, so that every limit is kept.

use super::mix::{Limits, Mix};
use crate::analysis::draws::Draws;

/// So many times a draw is begun anew when it breaks a limit by chance.
const TRIES: usize = 40;

/// Cells (of the mix) to visit, each as often on average as the mix says.
///
/// # Method
/// Systematic sampling: the cells are laid one after another as long as they are likely, and a comb of distance 1 with
/// a random beginning takes those it hits. Localities, the sites within them and the bands of a site lie in an order
/// drawn anew each time, but together: so a locality with a sum of at least 1 is visited, and no site more often than
/// its sum rounded up. What a limit on hours still breaks is drawn anew, and in the end moved to other bands.
///
/// # References
/// W. G. Madow (1949), On the theory of systematic sampling, II, doi:10.1214/aoms/1177729988. M. Tambe (2011), Security
/// and game theory (comb sampling).
pub(super) fn drawn(
    mix: &Mix,
    limits: &Limits,
    locality_of: &dyn Fn(usize) -> Option<usize>,
    draws: &mut Draws,
) -> Vec<usize> {
    let mut best: Option<(f64, Vec<usize>)> = None;
    for _ in 0..TRIES {
        let order = order(mix, locality_of, draws);
        let taken = combed(mix, &order, draws.unit());
        let broken = broken(mix, limits, &taken);
        if best.as_ref().is_none_or(|(least, _)| broken < *least) {
            best = Some((broken, taken));
        }
        if broken == 0.0 {
            break;
        }
    }
    let (broken, mut taken) = best.unwrap_or_default();
    if broken > 0.0 {
        mended(mix, limits, &mut taken);
    }
    taken.sort_unstable();
    taken
}

fn order(mix: &Mix, locality_of: &dyn Fn(usize) -> Option<usize>, draws: &mut Draws) -> Vec<usize> {
    let mut groups: std::collections::BTreeMap<Option<usize>, Vec<usize>> = Default::default();
    for nth in 0..mix.sites.len() {
        groups.entry(locality_of(mix.sites[nth])).or_default().push(nth);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    draws.shuffle(&mut groups);
    let mut order = Vec::with_capacity(mix.n_cells());
    for mut sites in groups {
        draws.shuffle(&mut sites);
        for site in sites {
            let mut bands: Vec<usize> = (0..mix.bands.len()).map(|band| site * mix.bands.len() + band).collect();
            draws.shuffle(&mut bands);
            order.extend(bands);
        }
    }
    order
}

fn combed(mix: &Mix, order: &[usize], begin: f64) -> Vec<usize> {
    let n = mix.visits.iter().sum::<f64>().round() as usize;
    let mut taken = Vec::with_capacity(n);
    let (mut sum, mut next) = (0.0, begin);
    for &cell in order {
        sum += mix.visits[cell];
        while next < sum && taken.len() < n {
            taken.push(cell);
            next += 1.0;
        }
    }
    // The last tooth may fall behind the end by rounding.
    if let (true, Some(last)) = (taken.len() < n, order.last()) {
        taken.push(*last);
    }
    taken
}

/// How many visits break a limit.
fn broken(mix: &Mix, limits: &Limits, taken: &[usize]) -> f64 {
    let n_in = |cells: &[usize]| taken.iter().filter(|cell| cells.contains(cell)).count() as f64;
    let hours = limits.at_most.as_ref().map_or(0.0, |(cells, most)| (n_in(cells) - most.floor()).max(0.0));
    let n_bands = mix.bands.len();
    let sites = limits.at_site.iter().enumerate().map(|(site, most)| {
        let own: Vec<usize> = (site * n_bands..(site + 1) * n_bands).collect();
        (n_in(&own) - most.round()).max(0.0)
    });
    let localities = limits.at_least_one.iter().map(|cells| if n_in(cells) < 1.0 { 1.0 } else { 0.0 });
    let twice = taken.iter().enumerate().filter(|(nth, cell)| taken[..*nth].contains(cell)).count() as f64;
    let missing = (limits.n - taken.len() as f64).max(0.0);
    hours + sites.sum::<f64>() + localities.sum::<f64>() + twice + missing
}

/// Moves visits at school time to the likeliest other band of their site.
fn mended(mix: &Mix, limits: &Limits, taken: &mut [usize]) {
    let Some((cells, most)) = &limits.at_most else { return };
    let n_bands = mix.bands.len();
    while taken.iter().filter(|cell| cells.contains(cell)).count() as f64 > most.floor() {
        let Some(at) = taken.iter().position(|cell| cells.contains(cell)) else { return };
        let site = taken[at] / n_bands;
        let open = (site * n_bands..(site + 1) * n_bands).filter(|cell| !cells.contains(cell) && !taken.contains(cell));
        let Some(other) = open.max_by(|a, b| mix.visits[*a].total_cmp(&mix.visits[*b]).then(b.cmp(a))) else { return };
        taken[at] = other;
    }
}
