//! A plan in the making: the visits, and how much of each demand they meet.

use super::case::Checked;

#[derive(Debug, Clone)]
pub(super) struct Cover<'a> {
    pub case: &'a Checked,
    /// Visits by `site × n_bands + band`.
    times: Vec<u32>,
    at_site: Vec<u32>,
    /// Visits in the bands of each limit.
    in_limit: Vec<u32>,
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
            in_limit: vec![0; case.limits.len()],
            n_visits: 0,
            shares: vec![0.0; case.demand.len()],
        }
    }

    /// The visits that stay as they are; `None` when they stand against each other.
    pub fn begun(case: &'a Checked) -> Option<Self> {
        let mut cover = Self::empty(case);
        for (nth, times) in case.locked.iter().enumerate() {
            let (site, band) = (nth / case.rules.n_bands, nth % case.rules.n_bands);
            for _ in 0..*times {
                if !cover.may_add(site, band) {
                    return None;
                }
                cover.add(site, band);
            }
        }
        (cover.n_visits <= case.rules.quota).then_some(cover)
    }

    pub fn add(&mut self, site: usize, band: usize) {
        self.change(site, band, 1.0);
        self.times[site * self.case.rules.n_bands + band] += 1;
        self.at_site[site] += 1;
        for ((bands, _), n) in self.case.limits.iter().zip(&mut self.in_limit) {
            *n += u32::from(bands.binary_search(&band).is_ok());
        }
        self.n_visits += 1;
    }

    pub fn remove(&mut self, site: usize, band: usize) {
        self.change(site, band, -1.0);
        self.times[site * self.case.rules.n_bands + band] -= 1;
        self.at_site[site] -= 1;
        for ((bands, _), n) in self.case.limits.iter().zip(&mut self.in_limit) {
            *n -= u32::from(bands.binary_search(&band).is_ok());
        }
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
            && self.has_room_in(band)
            && (self.at_site[site] > 0 || self.case.close[site].iter().all(|close| self.at_site[*close] == 0))
    }

    fn has_room_in(&self, band: usize) -> bool {
        let mut limits = self.case.limits.iter().zip(&self.in_limit);
        limits.all(|((bands, most), n)| n < most || bands.binary_search(&band).is_err())
    }

    /// Whether a visit may be taken away: those that are locked stay.
    pub fn may_remove(&self, site: usize, band: usize) -> bool {
        let nth = site * self.case.rules.n_bands + band;
        self.times[nth] > self.case.locked[nth]
    }

    /// Whether every locality, every forced site and every locked visit is served.
    pub fn has_what_it_must(&self) -> bool {
        let locked = self.times.iter().zip(&self.case.locked).all(|(times, locked)| times >= locked);
        locked && self.missing_forced().is_none() && self.missing_locality().is_none()
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
