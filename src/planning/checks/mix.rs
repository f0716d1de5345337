//! How often each site is to be visited in each band: as evenly as the value allows.

use super::month::Scene;

/// Expected visits in a month by site and band; a draw has them on average.
#[derive(Debug, Clone, PartialEq)]
pub struct Mix {
    /// Live sites, by their numbers.
    pub sites: Vec<usize>,
    /// Bands in which somebody can work, by their numbers.
    pub bands: Vec<usize>,
    /// By `nth site × bands + nth band`, without the locked visits.
    pub visits: Vec<f64>,
}

/// What the sums of a mix must keep.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Limits {
    /// Visits to be drawn.
    pub n: f64,
    /// The most for each live site.
    pub at_site: Vec<f64>,
    /// For each band of the mix, how many of its hours are open in a week: an hour is as likely as another.
    pub hours: Vec<f64>,
    /// The most in one site and band.
    pub in_cell: f64,
    /// Cells of which at least one is to be visited: those of a locality.
    pub at_least_one: Vec<Vec<usize>>,
    /// Cells which together have at most so many: those of school time.
    pub at_most: Option<(Vec<usize>, f64)>,
    /// What locked visits meet already, by `place × bands + nth band`.
    pub met: Vec<f64>,
}

impl Mix {
    pub(super) fn n_cells(&self) -> usize {
        self.visits.len()
    }

    /// Site and band of a cell, by their numbers.
    pub(super) fn cell(&self, cell: usize) -> (usize, usize) {
        (self.sites[cell / self.bands.len()], self.bands[cell % self.bands.len()])
    }

    pub(super) fn add(&mut self, site: usize, band: usize, visits: f64) {
        let nth = |list: &[usize], it: usize| list.iter().position(|one| *one == it);
        if let (Some(site), Some(band)) = (nth(&self.sites, site), nth(&self.bands, band)) {
            self.visits[site * self.bands.len() + band] += visits;
        }
    }

    pub fn visits_at(&self, site: usize, band: usize) -> f64 {
        let nth = |list: &[usize], it: usize| list.iter().position(|one| *one == it);
        match (nth(&self.sites, site), nth(&self.bands, band)) {
            (Some(site), Some(band)) => self.visits[site * self.bands.len() + band],
            _ => 0.0,
        }
    }

    /// How hard it is to say where and in which hour of the week a check is: 1 when every live site and open hour is as
    /// likely as another.
    ///
    /// # Method
    /// The entropy of site and hour of one drawn check, over the logarithm of how many sites and hours there are.
    /// Within a band every open hour is as likely as another.
    pub fn entropy(&self, open_hours: &[u32]) -> f64 {
        let all: f64 = self.visits.iter().sum();
        let n_hours: u32 = self.bands.iter().map(|band| open_hours[*band]).sum();
        let most = (self.sites.len() as f64 * f64::from(n_hours)).ln();
        if all <= 0.0 || most <= 0.0 {
            return 0.0;
        }
        let of = |(cell, visits): (usize, &f64)| {
            let p = visits / all;
            let hours = f64::from(open_hours[self.cell(cell).1].max(1));
            if p > 0.0 { -p * (p / hours).ln() } else { 0.0 }
        };
        self.visits.iter().enumerate().map(of).sum::<f64>() / most
    }
}

/// Rounds of the search; it settles long before.
const ROUNDS: usize = 150;
const STEP: f64 = 0.5;

/// The mix that meets most, for a price on unevenness.
///
/// # Method
/// Maximal `Σ w (1 − exp(−Σ a q)) − price × Σ q ln (q / hours)` under the limits by exponentiated gradients:
/// each step multiplies and is projected by scaling the sums that break a limit (Bregman's).
pub(super) fn mixed(scene: &Scene, live: &[usize], bands: &[usize], limits: &Limits, price: f64) -> Mix {
    let all_hours: f64 = limits.hours.iter().sum::<f64>() * live.len() as f64;
    let even: Vec<f64> = live.iter().flat_map(|_| &limits.hours).map(|hours| limits.n * hours / all_hours).collect();
    let mut mix = Mix { sites: live.to_vec(), bands: bands.to_vec(), visits: even.clone() };
    project(&mut mix.visits, limits, bands.len());
    for _ in 0..ROUNDS {
        let gains = gains(scene, &mix, &limits.met);
        let most = gains.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        let step = STEP / (most + price);
        for ((visits, gain), even) in mix.visits.iter_mut().zip(&gains).zip(&even) {
            // The most is taken away from all, which the projection gives back: no power is too large.
            let pull = (gain - most) - price * (*visits / even).max(1e-9).ln();
            *visits = (*visits * (step * pull).exp()).max(even * 1e-9);
        }
        project(&mut mix.visits, limits, bands.len());
    }
    mix
}

/// What one visit more in each cell would be worth.
fn gains(scene: &Scene, mix: &Mix, by_locks: &[f64]) -> Vec<f64> {
    let n_bands = mix.bands.len();
    let mut met = by_locks.to_vec();
    for (nth, site) in mix.sites.iter().enumerate() {
        for (place, share) in &scene.shares[*site] {
            for band in 0..n_bands {
                met[place * n_bands + band] += share * mix.visits[nth * n_bands + band];
            }
        }
    }
    let mut gains = vec![0.0; mix.n_cells()];
    for (nth, site) in mix.sites.iter().enumerate() {
        for (place, share) in &scene.shares[*site] {
            for (band, number) in mix.bands.iter().enumerate() {
                let left = scene.places[*place].bands[*number] * (-met[place * n_bands + band]).exp();
                gains[nth * n_bands + band] += share * left;
            }
        }
    }
    gains
}

fn project(visits: &mut [f64], limits: &Limits, n_bands: usize) {
    for _ in 0..40 {
        for visits in visits.iter_mut() {
            *visits = visits.min(limits.in_cell);
        }
        for (of_site, most) in visits.chunks_mut(n_bands.max(1)).zip(&limits.at_site) {
            scale(of_site.iter_mut(), |sum| sum.min(*most));
        }
        for cells in &limits.at_least_one {
            let sum: f64 = cells.iter().map(|cell| visits[*cell]).sum();
            if sum > 0.0 && sum < 1.0 {
                cells.iter().for_each(|cell| visits[*cell] /= sum);
            }
        }
        if let Some((cells, most)) = &limits.at_most {
            let sum: f64 = cells.iter().map(|cell| visits[*cell]).sum();
            if sum > *most {
                cells.iter().for_each(|cell| visits[*cell] *= most / sum);
            }
        }
        scale(visits.iter_mut(), |_| limits.n);
    }
}

fn scale<'a>(visits: impl Iterator<Item = &'a mut f64>, to: impl Fn(f64) -> f64) {
    let visits: Vec<&mut f64> = visits.collect();
    let sum: f64 = visits.iter().map(|visits| **visits).sum();
    if sum > 0.0 {
        let factor = to(sum) / sum;
        visits.into_iter().for_each(|visits| *visits *= factor);
    }
}
