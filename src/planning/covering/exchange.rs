//! One visit for another, as long as that helps.

use super::cover::Cover;

/// Site and band.
type Cell = (usize, usize);

/// Exchanges one visit for another, the one that helps most first, while any helps.
///
/// Taking a visit away changes what others add in its own band only, so that the rest is counted once for all of them.
pub(super) fn exchange<'a>(mut cover: Cover<'a>, keep_on: &dyn Fn() -> bool) -> Cover<'a> {
    let case = cover.case;
    let (n_sites, n_bands) = (case.sites.len(), case.rules.n_bands);
    let least = 1e-9 * case.demand.iter().sum::<f64>();
    let mut gains = vec![0.0; n_sites * n_bands];
    let open: Vec<usize> = (0..n_sites).filter(|site| !case.sites[*site].is_forbidden).collect();
    let count = |cover: &Cover, gains: &mut [f64], band: usize| {
        open.iter().for_each(|site| gains[site * n_bands + band] = cover.gain(*site, band));
    };
    (0..n_bands).for_each(|band| count(&cover, &mut gains, band));
    while keep_on() {
        let mut best: Option<(f64, Cell, Cell)> = None;
        let visits: Vec<Cell> = cover.visits().map(|(site, band, _)| (site, band)).collect();
        for (site, band) in visits {
            if !cover.may_remove(site, band) {
                continue;
            }
            let mut without = cover.clone();
            without.remove(site, band);
            let lost = without.gain(site, band);
            for &other in &open {
                for its_band in 0..n_bands {
                    let most = best.map_or(least, |(most, ..)| most);
                    // In its own band it may add more than before, but no more than what was lost besides.
                    let before = gains[other * n_bands + its_band];
                    if its_band != band && before - lost <= most {
                        continue;
                    }
                    if (other, its_band) == (site, band) || !without.may_add(other, its_band) {
                        continue;
                    }
                    let helps = if its_band == band { without.gain(other, its_band) } else { before } - lost;
                    if helps > most && keeps_what_it_must(&without, other, its_band) {
                        best = Some((helps, (site, band), (other, its_band)));
                    }
                }
            }
        }
        let Some((_, (site, band), (other, its_band))) = best else { break };
        cover.remove(site, band);
        cover.add(other, its_band);
        count(&cover, &mut gains, band);
        count(&cover, &mut gains, its_band);
    }
    cover
}

fn keeps_what_it_must(cover: &Cover, site: usize, band: usize) -> bool {
    let mut with = cover.clone();
    with.add(site, band);
    with.has_what_it_must()
}
