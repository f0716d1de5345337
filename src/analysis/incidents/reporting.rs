//! How fast people speak up, area by area: where we hear little, and how unsure we are of it.

use super::super::distributions::{gamma_quantile, gamma_quantile_upper};
use super::Incident;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReportingParams {
    /// How long something lasts that we want to hear of. Default 30 days.
    pub life_days: f64,
    /// No report counts for more than so many. Default 3.
    pub max_weight: f64,
}

impl Default for ReportingParams {
    fn default() -> Self {
        Self { life_days: 30.0, max_weight: 3.0 }
    }
}

/// How often somebody tells of an incident that is there, per day; and what follows from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateEstimate {
    /// Posterior mean.
    pub per_day: f64,
    /// The 95 % interval of the rate.
    pub low: f64,
    pub high: f64,
}

impl RateEstimate {
    /// Days until the first report of something, on average.
    pub fn delay_days(&self) -> f64 {
        1.0 / self.per_day
    }

    /// The chance that something which lasts so long is told of at all.
    pub fn detection(&self, life_days: f64) -> f64 {
        -(-self.per_day * life_days).exp_m1()
    }
}

/// What we know of how an area reports.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaReporting {
    pub n_incidents: u32,
    pub n_duplicates: u32,
    /// Days in which a duplicate could have come, all incidents together.
    pub exposure_days: f64,
    /// `None` when no area has anything to learn from.
    pub rate: Option<RateEstimate>,
    /// What one report from here may count for: the inverse of the chance to hear of something, capped. To be shown
    /// beside the plain number, never to replace it.
    pub weight: f64,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reporting {
    /// One for each area, in the caller's order.
    pub areas: Vec<AreaReporting>,
    /// All areas together.
    pub town: Option<RateEstimate>,
    /// How many duplicates of other areas' knowledge an area starts with; `None` when the areas do not differ by more
    /// than chance, so that all have the town's rate.
    pub prior_duplicates: Option<f64>,
}

/// How fast people in each area tell of what is there, learnt from reports of things already told of.
///
/// # Method
/// Once an incident is known to exist, every further report of it says how much people there report, whatever happens
/// there: duplicates are Poisson with rate × exposure. The first report and the start of the exposure are left out,
/// they are when we looked and not how often they tell. Areas with little to go on are drawn toward the town: the rate
/// has a gamma prior, fitted to all areas by moments, so the posterior is gamma with `prior + duplicates` and `prior +
/// exposure`.
///
/// # Units
/// Reports per incident and day.
///
/// # Edge cases
/// An incident of no area (`area_of` beyond the number of areas) counts nowhere. An area without incidents has the
/// town's spread of rates: a wide interval. Without any exposure there is no rate and every weight is 1.
///
/// # Complexity
/// Linear.
///
/// # References
/// Z. Liu, U. Bhandaram, N. Garg (2024), Quantifying spatial under-reporting disparities in resident crowdsourcing,
/// doi:10.1038/s43588-023-00572-6. Moments: R. J. Marshall (1991), Mapping disease and mortality rates using empirical
/// Bayes estimators, doi:10.2307/2347593.
pub fn reporting(incidents: &[Incident], area_of: &[usize], n_areas: usize, params: &ReportingParams) -> Reporting {
    let blank = AreaReporting { n_incidents: 0, n_duplicates: 0, exposure_days: 0.0, rate: None, weight: 1.0 };
    let mut areas = vec![blank; n_areas];
    for (incident, &area) in incidents.iter().zip(area_of) {
        if let Some(area) = areas.get_mut(area) {
            area.n_incidents += 1;
            area.n_duplicates += incident.n_duplicates();
            area.exposure_days += incident.exposure_days();
        }
    }
    let duplicates: f64 = areas.iter().map(|area| f64::from(area.n_duplicates)).sum();
    let exposure: f64 = areas.iter().map(|area| area.exposure_days).sum();
    if exposure <= 0.0 {
        return Reporting { areas, town: None, prior_duplicates: None };
    }

    // Half a duplicate is what knowing nothing beforehand amounts to (Jeffreys); it keeps a silent town's rate above 0.
    let town = posterior(duplicates + 0.5, exposure);
    let prior = prior(&areas, duplicates / exposure, exposure);
    for area in &mut areas {
        let rate = prior
            .map_or(town, |(shape, days)| posterior(shape + f64::from(area.n_duplicates), days + area.exposure_days));
        area.rate = Some(rate);
        area.weight = (1.0 / rate.detection(params.life_days)).min(params.max_weight).max(1.0);
    }
    Reporting { areas, town: Some(town), prior_duplicates: prior.map(|(shape, _)| shape) }
}

fn posterior(shape: f64, days: f64) -> RateEstimate {
    let low = gamma_quantile(shape, 0.025) / days;
    RateEstimate { per_day: shape / days, low, high: gamma_quantile_upper(shape, 0.025) / days }
}

/// Shape and days of the gamma prior; `None` when the areas differ by no more than Poisson counts would.
fn prior(areas: &[AreaReporting], mean: f64, exposure: f64) -> Option<(f64, f64)> {
    let known = || areas.iter().filter(|area| area.exposure_days > 0.0);
    let n = known().count() as f64;
    let spread = |area: &AreaReporting| {
        let off = f64::from(area.n_duplicates) / area.exposure_days - mean;
        area.exposure_days * off * off
    };
    let squares: f64 = known().map(|area| area.exposure_days * area.exposure_days).sum();
    let between = known().map(spread).sum::<f64>() - (n - 1.0) * mean;
    let variance = between / (exposure - squares / exposure);
    (variance > 0.0 && variance.is_finite()).then(|| (mean * mean / variance, mean / variance))
}

#[cfg(test)]
mod tests {
    use super::super::super::draws::{Draws, stream};
    use super::super::{DAY_S, IncidentParams, Told, incidents};
    use super::*;
    use crate::geodesy::EastNorth;
    use crate::observation::Category;

    fn incident(n_reports: usize, days: i64) -> Incident {
        Incident {
            reports: (0..n_reports).collect(),
            at: EastNorth { e: 0.0, n: 0.0 },
            category: Category::UnsafePlace,
            first_told: 0,
            listened_to: days * DAY_S,
        }
    }

    #[test]
    fn areas_that_do_not_differ_have_the_rate_of_the_town() {
        let all = [incident(4, 30), incident(4, 30), incident(4, 30)];
        let result = reporting(&all, &[0, 1, 2], 3, &ReportingParams::default());
        assert_eq!(result.prior_duplicates, None);
        let town = result.town.expect("there is exposure");
        assert!((town.per_day - 9.5 / 90.0).abs() < 1e-12);
        assert!(result.areas.iter().all(|area| area.rate == Some(town)));
    }

    #[test]
    fn the_posterior_is_the_closed_form() {
        // 60 and 6 duplicates in 300 days each: mean 0.11, squared distances 2 × 300 × 0.09² = 4.86, less 0.11 = 4.75,
        // by 300 days = 0.0158333: the prior has 0.0121 / 0.0158333 = 0.764211 duplicates in 6.947368 days.
        let mut all = vec![incident(7, 30); 10];
        all.extend(vec![incident(1, 30); 4]);
        all.extend(vec![incident(2, 30); 6]);
        let area_of: Vec<usize> = (0..20).map(|i| i / 10).collect();
        let result = reporting(&all, &area_of, 3, &ReportingParams::default());
        let rates: Vec<f64> = result.areas.iter().map(|area| area.rate.expect("known").per_day).collect();
        let (shape, days) = (0.764_210_526_315_789_5, 6.947_368_421_052_632);
        assert!((result.prior_duplicates.expect("they differ") - shape).abs() < 1e-12);
        let wanted = [(shape + 60.0) / (days + 300.0), (shape + 6.0) / (days + 300.0), shape / days];
        assert!(rates.iter().zip(wanted).all(|(ours, theirs)| (ours - theirs).abs() < 1e-12), "{rates:?}");
        // scipy 1.17.1: stats.gamma(0.764210526315789 + 6, scale=1/306.947368421053).ppf([0.025, 0.975]).
        let second = result.areas[1].rate.expect("known");
        assert!(
            (second.low - 0.008_689_755_058_954).abs() < 1e-9 && (second.high - 0.041_486_624_549_815).abs() < 1e-9,
            "{second:?}"
        );
        // The silent area is as uncertain as areas differ, and a report from it counts at most three times.
        assert!(result.areas[2].rate.expect("known").high > 0.3 && result.areas[2].weight <= 3.0);
    }

    #[test]
    fn without_exposure_nothing_is_known_and_nothing_weighted() {
        let result = reporting(&[incident(1, 0)], &[0], 2, &ReportingParams::default());
        assert!(result.town.is_none() && result.areas.iter().all(|area| area.rate.is_none() && area.weight == 1.0));
        let strange = reporting(&[incident(3, 30)], &[7], 2, &ReportingParams::default());
        assert!(strange.areas.iter().all(|area| area.n_incidents == 0));
    }

    /// A town of areas 10 km apart. Things happen, last one to three months, and are told of at the area's rate.
    fn simulate(draws: &mut Draws, rates: &[f64], n_per_area: usize) -> Vec<Told> {
        let mut reports = Vec::new();
        for (area, rate) in rates.iter().enumerate() {
            for nth in 0..n_per_area {
                let place =
                    EastNorth { e: area as f64 * 10_000.0 + (nth % 40) as f64 * 150.0, n: (nth / 40) as f64 * 150.0 };
                let mut day = draws.unit() * 700.0;
                let gone = day + 30.0 + draws.unit() * 60.0;
                loop {
                    day -= (1.0 - draws.unit()).ln() / rate;
                    if day > gone {
                        break;
                    }
                    let at = EastNorth { e: place.e + draws.unit() * 30.0, n: place.n + draws.unit() * 30.0 };
                    let told = (day * DAY_S as f64) as i64;
                    let closed = Some((gone * DAY_S as f64) as i64);
                    reports.push(Told { at, told, category: Category::UnsafePlace, closed, teller: None });
                }
            }
        }
        reports
    }

    /// Spearman's correlation of two lists without ties.
    fn rank_correlation(a: &[f64], b: &[f64]) -> f64 {
        let rank = |list: &[f64], x: f64| list.iter().filter(|y| **y < x).count() as f64;
        let squares: f64 = a.iter().zip(b).map(|(x, y)| (rank(a, *x) - rank(b, *y)).powi(2)).sum();
        let n = a.len() as f64;
        1.0 - 6.0 * squares / (n * (n * n - 1.0))
    }

    #[test]
    fn simulated_rates_over_a_threefold_range_are_recovered_and_ranked() {
        let truth: Vec<f64> = (0..8).map(|i| 0.02 * 3f64.powf(f64::from(i) / 7.0)).collect();
        let (mut squares, mut correlation, mut held, mut n) = (0.0, 0.0, 0, 0);
        for replicate in 0..40 {
            let reports = simulate(&mut stream(12, replicate), &truth, 400);
            let found = incidents(&reports, 900 * DAY_S, &IncidentParams::default());
            let area_of: Vec<usize> = found.iter().map(|one| (one.at.e / 10_000.0) as usize).collect();
            let result = reporting(&found, &area_of, truth.len(), &ReportingParams::default());
            let rates: Vec<RateEstimate> = result.areas.iter().map(|area| area.rate.expect("known")).collect();
            assert!(result.areas.iter().all(|area| area.n_incidents >= 200));
            let means: Vec<f64> = rates.iter().map(|rate| rate.per_day).collect();
            squares += means.iter().zip(&truth).map(|(ours, truth)| (ours / truth - 1.0).powi(2)).sum::<f64>();
            correlation += rank_correlation(&means, &truth) / 40.0;
            held +=
                rates.iter().zip(&truth).filter(|(rate, truth)| rate.low <= **truth && **truth <= rate.high).count();
            n += rates.len();
        }
        let relative_rmse = (squares / n as f64).sqrt();
        println!("relative RMSE {relative_rmse:.3}, Spearman {correlation:.3}, intervals {held}/{n}");
        assert!(relative_rmse <= 0.15 && correlation >= 0.9, "{relative_rmse} {correlation}");
        assert!(held * 100 >= n * 91, "{held} of {n}");
    }
}
