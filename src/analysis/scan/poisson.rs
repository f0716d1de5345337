//! The yearly scan: the circle with the most reports beyond what the people in it explain.

use rayon::prelude::*;

use super::super::Watch;
use super::super::draws::stream;
use super::circle::{Circle, Circles};
use super::urn::Urn;
use super::{Reach, rank_p, without_overlap};

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct PoissonScanParams {
    /// A circle holds at most this share of all people; larger "clusters" say nothing about a place. Default 0.1.
    pub max_population_share: f64,
    /// A circle with fewer cases is no cluster, however few people live there. Default 2.
    pub least_cases: u32,
    /// How many clusters are told of, the strongest first. Default 10.
    pub at_most: usize,
    /// Maps made by chance. Default 999.
    pub replicates: u32,
    pub seed: u64,
}

impl Default for PoissonScanParams {
    fn default() -> Self {
        Self { max_population_share: 0.1, least_cases: 2, at_most: 10, replicates: 999, seed: 1 }
    }
}

/// A location with its cases and those it could have happened to: people, street metres, hours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AtRisk {
    pub cases: u32,
    pub population: f64,
}

/// A circle with more cases than its population explains.
#[derive(Debug, Clone, PartialEq)]
pub struct SpatialCluster {
    /// The number of the centre in the [`Reach`].
    pub center: usize,
    /// Nearest first.
    pub locations: Vec<u32>,
    pub radius_m: f64,
    pub population: f64,
    pub cases: u32,
    pub expected: f64,
    /// The rate inside divided by the rate outside; infinite when all cases are inside.
    pub relative_risk: f64,
    /// Logarithm of the likelihood ratio.
    pub llr: f64,
    pub p: f64,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct PoissonScan {
    /// The strongest first; no two share a location.
    pub clusters: Vec<SpatialCluster>,
    pub n_cases: u32,
    pub population: f64,
    /// Cases where nobody is known to be: nothing can be expected there, so nothing can be said.
    pub n_left_out: u32,
}

/// Which part of the town has more reports than its people explain, and whether chance does that too.
///
/// # Method
/// Kulldorff's spatial scan for Poisson counts. Around every centre of the reach, circles grow ring by ring while they
/// hold at most the allowed share of the population. A circle with `c` cases, where the population leads us to expect
/// `e` of all `C`, has `LLR = c ln(c/e) + (C-c) ln((C-c)/(C-e))` when `c > e`. The cases are then dealt out again by
/// population, 999 times; `p = (1 + maps whose strongest circle is as strong) / 1000`, so looking at thousands of
/// circles is paid for. The strongest circle of each centre is told of unless it shares a location with a stronger one.
///
/// # Units
/// Population in whatever the caller gives; distances as in the [`Reach`].
///
/// # Edge cases
/// Locations without a population (zero, negative, not a number) are left out, with their cases. Without cases there
/// are no clusters. What is equally far comes into the circle together.
///
/// # Complexity
/// Locations × locations in the largest circle × replicates, a few multiplications each; logarithms are taken once.
///
/// # References
/// M. Kulldorff (1997), A spatial scan statistic, doi:10.1080/03610929708831995.
pub fn poisson_scan(
    locations: &[AtRisk],
    reach: &Reach,
    params: &PoissonScanParams,
    watch: &Watch,
) -> Option<PoissonScan> {
    let populated = |at: &&AtRisk| at.population > 0.0 && at.population.is_finite();
    let population: f64 = locations.iter().filter(populated).map(|at| at.population).sum();
    let n_cases: u32 = locations.iter().filter(populated).map(|at| at.cases).sum();
    let n_left_out = locations.iter().map(|at| at.cases).sum::<u32>() - n_cases;
    let mut scan = PoissonScan { clusters: Vec::new(), n_cases, population, n_left_out };
    if n_cases == 0 {
        return Some(scan);
    }

    let circles = Circles::new(locations, reach, population, n_cases, params);
    let cases: Vec<u32> = locations.iter().map(|at| at.cases).collect();
    let candidates: Vec<Circle> = (0..reach.n_centers()).filter_map(|center| circles.best(center, &cases)).collect();
    let inside = |circle: &Circle| reach.within(circle.center, circle.radius_m(reach));
    let strongest = without_overlap(candidates, |circle| circle.llr, inside, reach.n_locations(), params.at_most);

    let by_chance = strongest_by_chance(locations, &circles, n_cases, params, watch)?;
    scan.clusters = strongest
        .into_iter()
        .map(|(circle, inside)| {
            let expected = circle.expected;
            let rate_outside = f64::from(n_cases - circle.cases) / (f64::from(n_cases) - expected);
            SpatialCluster {
                center: circle.center,
                radius_m: circle.radius_m(reach),
                population: expected / f64::from(n_cases) * population,
                cases: circle.cases,
                expected,
                relative_risk: f64::from(circle.cases) / expected / rate_outside,
                llr: circle.llr,
                p: rank_p(&by_chance, circle.llr),
                locations: inside,
            }
        })
        .collect();
    Some(scan)
}

/// The strongest circle of each map on which the same number of cases is dealt out by population alone.
/// `None` when it was stopped.
fn strongest_by_chance(
    locations: &[AtRisk],
    circles: &Circles,
    n_cases: u32,
    params: &PoissonScanParams,
    watch: &Watch,
) -> Option<Vec<f64>> {
    watch.expect(params.replicates.into());
    let urn = Urn::new(locations);
    let one_map = |cases: &mut Vec<u32>, replicate: u32| {
        if !watch.step(1) {
            return None;
        }
        cases.fill(0);
        let mut draws = stream(params.seed, u64::from(replicate));
        (0..n_cases).for_each(|_| cases[urn.draw(&mut draws)] += 1);
        Some(circles.strongest(cases))
    };
    (0..params.replicates).into_par_iter().map_init(|| vec![0; locations.len()], one_map).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::EastNorth;

    fn scanned(locations: &[AtRisk], reach: &Reach, params: &PoissonScanParams) -> PoissonScan {
        poisson_scan(locations, reach, params, &Watch::default()).expect("nobody stops it")
    }

    /// Along a line, a little further apart each time, so that nothing is equally far.
    fn row(cases: &[u32]) -> (Vec<AtRisk>, Reach) {
        let place = |i: usize| EastNorth { e: (100 * i + i * i) as f64, n: 0.0 };
        let points: Vec<EastNorth> = (0..cases.len()).map(place).collect();
        let locations = cases.iter().map(|&cases| AtRisk { cases, population: 10.0 }).collect();
        (locations, Reach::straight(&points, f64::INFINITY))
    }

    #[test]
    fn a_heap_is_found_with_its_size_and_is_hardly_chance() {
        let mut cases = [1; 40];
        cases[11] = 12;
        cases[12] = 9;
        let (locations, reach) = row(&cases);
        let scan = scanned(&locations, &reach, &PoissonScanParams::default());
        let first = &scan.clusters[0];
        assert_eq!((first.locations.as_slice(), first.cases, first.p), (&[12, 11][..], 21, 0.001));
        // 59 cases, 40 places, 2 of them inside: 2.95 expected.
        let (c, e, n) = (21.0_f64, 2.95_f64, 59.0_f64);
        let by_hand = c * (c / e).ln() + (n - c) * ((n - c) / (n - e)).ln();
        assert!((first.expected - e).abs() < 1e-12 && (first.llr - by_hand).abs() < 1e-9);
        assert!((first.relative_risk - (21.0 / 2.0) / (38.0 / 38.0)).abs() < 1e-12);
    }

    #[test]
    fn evenly_spread_cases_are_no_cluster() {
        let (locations, reach) = row(&[3; 30]);
        let scan = scanned(&locations, &reach, &PoissonScanParams::default());
        assert!(scan.clusters.is_empty());
    }

    #[test]
    fn where_nobody_is_nothing_is_expected_and_nothing_said() {
        let (mut locations, reach) = row(&[1, 1, 1, 50, 1, 1, 1, 1, 1, 1]);
        locations[3].population = 0.0;
        let scan = scanned(&locations, &reach, &PoissonScanParams { max_population_share: 0.5, ..Default::default() });
        assert_eq!((scan.n_left_out, scan.n_cases), (50, 9));
        assert!(scan.clusters.is_empty());
    }

    #[test]
    fn nothing_in_gives_nothing_out() {
        let empty = Reach::straight(&[], 100.0);
        assert_eq!(scanned(&[], &empty, &PoissonScanParams::default()), PoissonScan::default());
    }

    #[test]
    fn maps_of_chance_raise_an_alarm_one_time_in_twenty() {
        let n_maps = 400;
        let alarm = |map: &u64| {
            let mut draws = stream(41, *map);
            let mut cases = [0; 40];
            (0..60).for_each(|_| cases[draws.below(40) as usize] += 1);
            let (locations, reach) = row(&cases);
            let params = PoissonScanParams { replicates: 99, seed: *map, ..PoissonScanParams::default() };
            scanned(&locations, &reach, &params).clusters.first().is_some_and(|first| first.p <= 0.05)
        };
        let alarms = (0..n_maps).filter(alarm).count();
        // 5 % of 400 is 20, with a standard error of 4.4; ties make it fewer, never more.
        assert!((5..=29).contains(&alarms), "{alarms}");
    }
}
