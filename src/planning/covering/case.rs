//! What is asked, and what makes it impossible.

/// How much of a demand a visit meets by its distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reach {
    /// Everything within so many metres, nothing beyond.
    Radius { metres: f64 },
    /// Half for each such distance, nothing beyond the last metre.
    Decay { half_m: f64, to_m: f64 },
}

impl Reach {
    /// What is known of a visible check: its effect halves every 900 m and is not seen beyond 2.4 km
    /// (R. Elvik, T. Vaa and others; European Road Safety Observatory, Speed enforcement).
    pub const CHECK: Self = Self::Decay { half_m: 900.0, to_m: 2_400.0 };

    /// The share met, from 0 to 1. A distance that is no number meets nothing.
    pub fn share(self, distance_m: f64) -> f64 {
        let distance_m = distance_m.max(0.0);
        match self {
            Self::Radius { metres } if distance_m <= metres => 1.0,
            Self::Decay { half_m, to_m } if distance_m <= to_m && half_m > 0.0 => 0.5_f64.powf(distance_m / half_m),
            _ => 0.0,
        }
    }
}

/// Demand, sites and rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What each place needs in each band (hours of the week, or only one band), band by band within a place.
    pub demand: Vec<Vec<f64>>,
    pub sites: Vec<Site>,
    pub rules: Rules,
}

/// A place to stand.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Site {
    /// Which demand a visit here meets, and to which share.
    pub reaches: Vec<(usize, f64)>,
    pub locality: Option<usize>,
    /// Staff want it at least once.
    pub is_forced: bool,
    /// Staff want it not at all.
    pub is_forbidden: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Visits in all: exactly so many.
    pub quota: u32,
    /// At most so many visits a site, over all bands.
    pub per_site: u32,
    /// Sites of which only one may be used.
    pub too_close: Vec<(usize, usize)>,
    /// Localities `0..n` must each have a visit.
    pub n_localities: usize,
    pub n_bands: usize,
    /// Bands which together have at most so many visits; bands that are not named have no limit.
    pub at_most_in: Vec<(Vec<usize>, u32)>,
    /// Visits, by site and band, that stay as they are; one that is named twice is made twice.
    pub locked: Vec<(usize, usize)>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            quota: 15,
            per_site: 1,
            too_close: Vec::new(),
            n_localities: 0,
            n_bands: 1,
            at_most_in: Vec::new(),
            locked: Vec::new(),
        }
    }
}

/// Up to this a demand is taken as it is: thousands of such numbers and their squares can be added up.
const MOST_AS_IT_IS: f64 = 1e100;

/// A rule that can be given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    Spacing,
    PerSite,
    EveryLocality,
    ForcedSites,
    BandLimits,
}

/// Why there is no plan, and what to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPlan {
    #[error("there is no site that may be used: add candidates, or allow some of those that are forbidden")]
    NoSites,
    #[error("site {site} is both forced and forbidden")]
    ForcedAndForbidden { site: usize },
    #[error("sites {one} and {other} are both forced and too close to each other")]
    ForcedTooClose { one: usize, other: usize },
    #[error("site {site} is locked {times} times, and may be used {most} times")]
    LockedTooOften { site: usize, times: u32, most: u32 },
    #[error("locality {locality} has no site that may be used")]
    LocalityWithoutSite { locality: usize },
    #[error("{quota} visits are more than the sites and rules allow: at most {most}")]
    QuotaTooLarge { quota: u32, most: u32 },
    #[error("{quota} visits are too few for every locality and every forced site: {least} are needed")]
    QuotaTooSmall { quota: u32, least: u32 },
    #[error("the rules cannot be kept together; without one of these there is a plan: {without_one:?}")]
    Together { without_one: Vec<Rule> },
}

/// A case whose numbers point at what is there.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    /// Demand by `place × n_bands + band`, in units of `unit`.
    pub demand: Vec<f64>,
    /// A power of two, so that dividing by it changes no digit; 1 unless sums would be larger than numbers can be.
    pub unit: f64,
    pub sites: Vec<Site>,
    pub rules: Rules,
    /// For each site those it is too close to, in order.
    pub close: Vec<Vec<usize>>,
    /// Visits that stay, by `site × n_bands + band`.
    pub locked: Vec<u32>,
    /// Bands with a limit, and the limit.
    pub limits: Vec<(Vec<usize>, u32)>,
}

impl Case {
    pub(super) fn checked(&self) -> Result<Checked, NoPlan> {
        let n_sites = self.sites.len();
        let n_bands = self.rules.n_bands.max(1);
        let number = |number: f64| if number > 0.0 && number.is_finite() { number } else { 0.0 };
        let band = |place: &Vec<f64>, band: usize| number(place.get(band).copied().unwrap_or(0.0));
        let mut demand: Vec<f64> =
            self.demand.iter().flat_map(|place| (0..n_bands).map(move |nth| band(place, nth))).collect();
        let most = demand.iter().copied().fold(0.0, f64::max);
        let unit = if most > MOST_AS_IT_IS { most.log2().floor().exp2() } else { 1.0 };
        demand.iter_mut().for_each(|demand| *demand /= unit);
        let mut locked = vec![0_u32; n_sites * n_bands];
        for &(site, band) in self.rules.locked.iter().filter(|(site, band)| *site < n_sites && *band < n_bands) {
            locked[site * n_bands + band] += 1;
        }
        let n_locked = |site: usize| locked[site * n_bands..(site + 1) * n_bands].iter().sum::<u32>();
        let sites: Vec<Site> = self
            .sites
            .iter()
            .map(|site| {
                let known = site.reaches.iter().filter(|(place, share)| *place < self.demand.len() && *share > 0.0);
                let mut reaches: Vec<(usize, f64)> = known.map(|&(place, share)| (place, share.min(1.0))).collect();
                // A place named twice is reached as well as the better of the two says.
                reaches.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
                reaches.dedup_by_key(|(place, _)| *place);
                (reaches, site)
            })
            .enumerate()
            .map(|(nth, (reaches, site))| Site {
                reaches,
                is_forced: site.is_forced || n_locked(nth) > 0,
                ..site.clone()
            })
            .collect();
        if let Some(site) = sites.iter().position(|site| site.is_forced && site.is_forbidden) {
            return Err(NoPlan::ForcedAndForbidden { site });
        }
        let most = self.rules.per_site;
        if let Some(site) = (0..n_sites).find(|site| n_locked(*site) > most) {
            return Err(NoPlan::LockedTooOften { site, times: n_locked(site), most });
        }
        let may_be_used = |site: &&Site| !site.is_forbidden && self.rules.per_site > 0;
        if sites.iter().filter(may_be_used).count() == 0 {
            return Err(NoPlan::NoSites);
        }
        for locality in 0..self.rules.n_localities {
            if !sites.iter().filter(may_be_used).any(|site| site.locality == Some(locality)) {
                return Err(NoPlan::LocalityWithoutSite { locality });
            }
        }
        let mut close = vec![Vec::new(); n_sites];
        for &(one, other) in &self.rules.too_close {
            if one < n_sites && other < n_sites && one != other {
                close[one].push(other);
                close[other].push(one);
            }
        }
        for (one, close) in close.iter_mut().enumerate() {
            close.sort_unstable();
            close.dedup();
            if let Some(&other) = close.iter().find(|other| sites[one].is_forced && sites[**other].is_forced) {
                return Err(NoPlan::ForcedTooClose { one, other });
            }
        }
        let mut limits = self.rules.at_most_in.clone();
        for (bands, _) in &mut limits {
            bands.sort_unstable();
            bands.dedup();
            bands.retain(|band| *band < n_bands);
        }
        let rules = Rules { n_bands, ..self.rules.clone() };
        Ok(Checked { demand, unit, sites, rules, close, locked, limits })
    }
}
