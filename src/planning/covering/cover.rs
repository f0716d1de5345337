//! A plan in the making: the visits, and how much of each demand they meet.

use super::case::Checked;

#[derive(Debug, Clone)]
pub(super) struct Cover<'a> {
    pub case: &'a Checked,
    /// Visits by `site × n_bands + band`.
    times: Vec<u32>,
    at_site: Vec<u32>,
    in_band: Vec<u32>,
    n_visits: u32,
    /// Shares added up for each demand; what is above 1 meets nothing more.
    shares: Vec<f64>,
}

impl<'a> Cover<'a> {
    pub fn empty(case: &'a Checked) -> Self {
        let (n_sites, n_bands) = (case.sites.len(), case.rules.n_bands);
        Self {
            case,
            times: vec![0; n_sites * n_bands],
            at_site: vec![0; n_sites],
            in_band: vec![0; n_bands],
            n_visits: 0,
            shares: vec![0.0; case.demand.len()],
        }
    }

    pub fn add(&mut self, site: usize, band: usize) {
        self.change(site, band, 1.0);
        self.times[site * self.case.rules.n_bands + band] += 1;
        self.at_site[site] += 1;
        self.in_band[band] += 1;
        self.n_visits += 1;
    }

    pub fn remove(&mut self, site: usize, band: usize) {
        self.change(site, band, -1.0);
        self.times[site * self.case.rules.n_bands + band] -= 1;
        self.at_site[site] -= 1;
        self.in_band[band] -= 1;
        self.n_visits -= 1;
    }

    fn change(&mut self, site: usize, band: usize, sign: f64) {
        for &(place, share) in &self.case.sites[site].reaches {
            self.shares[place * self.case.rules.n_bands + band] += sign * share;
        }
    }

    /// What one visit more would add.
    pub fn gain(&self, site: usize, band: usize) -> f64 {
        let met = |&(place, share): &(usize, f64)| {
            let nth = place * self.case.rules.n_bands + band;
            self.case.demand[nth] * ((self.shares[nth] + share).min(1.0) - self.shares[nth].min(1.0))
        };
        self.case.sites[site].reaches.iter().map(met).sum()
    }

    pub fn value(&self) -> f64 {
        self.case.demand.iter().zip(&self.shares).map(|(demand, share)| demand * share.clamp(0.0, 1.0)).sum()
    }

    /// Whether one visit more keeps spacing, visits a site, band limits and what is forbidden.
    pub fn may_add(&self, site: usize, band: usize) -> bool {
        let rules = &self.case.rules;
        !self.case.sites[site].is_forbidden
            && self.at_site[site] < rules.per_site
            && self.in_band[band] < self.case.band_room[band]
            && (self.at_site[site] > 0 || self.case.close[site].iter().all(|close| self.at_site[*close] == 0))
    }

    /// Whether every locality and every forced site has a visit.
    pub fn has_what_it_must(&self) -> bool {
        self.missing_forced().is_none() && self.missing_locality().is_none()
    }

    /// A forced site that has none yet.
    pub fn missing_forced(&self) -> Option<usize> {
        let mut sites = self.case.sites.iter().zip(&self.at_site);
        sites.position(|(site, visits)| site.is_forced && *visits == 0)
    }

    /// A locality that has none yet.
    pub fn missing_locality(&self) -> Option<usize> {
        let served = |locality: usize| {
            let mut sites = self.case.sites.iter().zip(&self.at_site);
            sites.any(|(site, visits)| site.locality == Some(locality) && *visits > 0)
        };
        (0..self.case.rules.n_localities).find(|locality| !served(*locality))
    }

    pub fn n_visits(&self) -> u32 {
        self.n_visits
    }

    /// Site, band and how many times, in order.
    pub fn visits(&self) -> impl Iterator<Item = (usize, usize, u32)> {
        let n_bands = self.case.rules.n_bands;
        let used = self.times.iter().enumerate().filter(|(_, times)| **times > 0);
        used.map(move |(nth, times)| (nth / n_bands, nth % n_bands, *times))
    }

    /// Every site in every band.
    pub fn choices(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let n_bands = self.case.rules.n_bands;
        (0..self.times.len()).map(move |nth| (nth / n_bands, nth % n_bands))
    }
}
