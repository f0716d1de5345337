//! The weekly alarm: something has begun here lately that neither the place nor the time alone explains.

use rayon::prelude::*;

use super::super::Watch;
use super::super::draws::stream;
use super::cylinder::{Cylinders, Recent, Strong};
use super::{Reach, rank_p, without_overlap};

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct PermutationScanParams {
    /// First and last day of the study period, both counted; cases on other days are left out.
    pub from_day: i32,
    pub to_day: i32,
    /// Time is cut into slots of so many days, counted back from the last day. Default 7.
    pub slot_days: u32,
    /// A cylinder lasts at most so many slots. Default 4.
    pub max_slots: u32,
    /// Default: only what still goes on.
    pub ends: Ends,
    /// The circle of a cylinder holds at most this share of all cases of the whole period. Default 0.1.
    pub max_case_share: f64,
    /// Default 2.
    pub least_cases: u32,
    /// How many clusters are told of, the strongest first. Default 10.
    pub at_most: usize,
    /// Shuffled calendars. Default 999.
    pub replicates: u32,
    pub seed: u64,
    /// How often somebody looks, in days. Default 7.
    pub every_days: f64,
}

impl PermutationScanParams {
    /// The weekly alarm over a period.
    pub fn weekly(from_day: i32, to_day: i32) -> Self {
        Self {
            from_day,
            to_day,
            slot_days: 7,
            max_slots: 4,
            ends: Ends::Now,
            max_case_share: 0.1,
            least_cases: 2,
            at_most: 10,
            replicates: 999,
            seed: 1,
            every_days: 7.0,
        }
    }
}

/// Which cylinders are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ends {
    /// Those that last until the final day: an alarm is about what goes on.
    #[default]
    Now,
    /// All, also what is over: for looking back over a year.
    AnyTime,
}

/// A case with nothing but its place and its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatedCase {
    /// The number of its location in the [`Reach`].
    pub location: u32,
    /// Days from any day zero.
    pub day: i32,
}

/// A circle and a span of days with more cases than circle and span explain by themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Cylinder {
    pub center: usize,
    /// Nearest first.
    pub locations: Vec<u32>,
    pub radius_m: f64,
    pub from_day: i32,
    /// Counted too.
    pub to_day: i32,
    pub cases: u32,
    pub expected: f64,
    /// Logarithm of the likelihood ratio.
    pub llr: f64,
    pub p: f64,
    /// If nothing were going on, chance would give something as strong once in so many days.
    pub recurrence_days: f64,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct PermutationScan {
    /// The strongest first; no two share a location.
    pub clusters: Vec<Cylinder>,
    pub n_cases: u32,
    /// Outside the period, or at no location of the reach.
    pub n_left_out: u32,
}

/// Where something has begun lately, judged from places and days of cases alone.
///
/// # Method
/// The space-time permutation scan. A cylinder is a circle over a run of slots; if place and time had nothing to do
/// with each other, it would hold (cases in the circle, whole period) × (cases in the run, whole town) / (all cases).
/// `LLR` is that of the Poisson scan with this expectation. The days are then shuffled among the cases, 999 times,
/// which keeps the busy places busy and the busy days busy; p is the rank of the strongest cylinder. No population is
/// needed, and a town that reports more in autumn raises no alarm. The recurrence interval is the time between looks
/// divided by p.
///
/// # Units
/// Whole days; distances as in the [`Reach`].
///
/// # Edge cases
/// Fewer than two cases, or all on one day or at one place, give no cluster. What is equally far comes into the circle
/// together. The oldest slot may be cut short by the beginning of the period.
///
/// # Complexity
/// Replicates × (locations within the circles + recent cases within the circles × slots); looking back
/// ([`Ends::AnyTime`]) all cases are recent and each touches `max_slots`² runs.
///
/// # References
/// M. Kulldorff, R. Heffernan, J. Hartman, R. Assunção, F. Mostashari (2005), A space-time permutation scan statistic
/// for disease outbreak detection, doi:10.1371/journal.pmed.0020059. Recurrence interval: K. Kleinman, R. Lazarus, R.
/// Platt (2004), A generalized linear mixed models approach for detecting incident clusters of disease in small areas,
/// doi:10.1093/aje/kwh029.
pub fn permutation_scan(
    cases: &[DatedCase],
    reach: &Reach,
    params: &PermutationScanParams,
    watch: &Watch,
) -> Option<PermutationScan> {
    let in_study = |case: &&DatedCase| {
        (params.from_day..=params.to_day).contains(&case.day) && (case.location as usize) < reach.n_locations()
    };
    let slot_days = i64::from(params.slot_days.max(1));
    let slot_of = |day: i32| ((i64::from(params.to_day) - i64::from(day)) / slot_days) as u32;
    let (places, slots): (Vec<u32>, Vec<u32>) =
        cases.iter().filter(in_study).map(|case| (case.location, slot_of(case.day))).unzip();
    let n_left_out = (cases.len() - places.len()) as u32;
    let mut scan = PermutationScan { clusters: Vec::new(), n_cases: places.len() as u32, n_left_out };
    if places.is_empty() {
        return Some(scan);
    }

    let cylinders = Cylinders::new(&places, &slots, reach, params);
    let recent = Recent::new(&cylinders, &places, &slots);
    let candidates: Vec<Strong> =
        (0..reach.n_centers()).filter_map(|center| cylinders.best(reach, center, &recent)).collect();
    let inside = |strong: &Strong| reach.within(strong.center, strong.radius_m);
    let strongest = without_overlap(candidates, |strong| strong.llr, inside, reach.n_locations(), params.at_most);
    if strongest.is_empty() {
        return Some(scan);
    }

    let by_chance = strongest_by_chance(&places, &slots, &cylinders, params, watch)?;
    scan.clusters = strongest
        .into_iter()
        .map(|(strong, locations)| {
            let p = rank_p(&by_chance, strong.llr);
            let first_day = i64::from(params.to_day) - (i64::from(strong.oldest) + 1) * slot_days + 1;
            Cylinder {
                center: strong.center,
                locations,
                radius_m: strong.radius_m,
                from_day: first_day.max(i64::from(params.from_day)) as i32,
                to_day: (i64::from(params.to_day) - i64::from(strong.newest) * slot_days) as i32,
                cases: strong.cases,
                expected: strong.expected,
                llr: strong.llr,
                p,
                recurrence_days: params.every_days / p,
            }
        })
        .collect();
    Some(scan)
}

/// The strongest cylinder under each shuffled calendar; `None` when it was stopped.
fn strongest_by_chance(
    places: &[u32],
    slots: &[u32],
    cylinders: &Cylinders,
    params: &PermutationScanParams,
    watch: &Watch,
) -> Option<Vec<f64>> {
    watch.expect(params.replicates.into());
    let one_calendar = |replicate: u32| {
        if !watch.step(1) {
            return None;
        }
        let mut shuffled = slots.to_vec();
        stream(params.seed, u64::from(replicate)).shuffle(&mut shuffled);
        Some(cylinders.strongest(&Recent::new(cylinders, places, &shuffled)))
    };
    (0..params.replicates).into_par_iter().map(one_calendar).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::draws::Draws;
    use super::*;
    use crate::geodesy::EastNorth;

    fn scanned(cases: &[DatedCase], reach: &Reach, params: &PermutationScanParams) -> PermutationScan {
        permutation_scan(cases, reach, params, &Watch::default()).expect("nobody stops it")
    }

    fn grid(side: usize) -> Vec<EastNorth> {
        (0..side * side).map(|i| EastNorth { e: (i % side) as f64 * 100.0, n: (i / side) as f64 * 100.0 }).collect()
    }

    fn noise(draws: &mut Draws, n: usize, locations: u64, days: u64) -> Vec<DatedCase> {
        let case = |_| DatedCase { location: draws.below(locations) as u32, day: draws.below(days) as i32 };
        (0..n).map(case).collect()
    }

    #[test]
    fn what_began_last_week_in_one_place_is_found_and_an_old_heap_is_not() {
        let mut cases = noise(&mut stream(4, 0), 200, 100, 364);
        cases.extend((358..364).map(|day| DatedCase { location: 44, day }));
        cases.extend((100..115).map(|day| DatedCase { location: 80, day }));
        let reach = Reach::straight(&grid(10), 250.0);
        let scan = scanned(&cases, &reach, &PermutationScanParams::weekly(0, 363));
        let first = &scan.clusters[0];
        assert!(first.locations.contains(&44) && first.from_day == 357 && first.to_day == 363, "{first:?}");
        assert!(first.p <= 0.01 && (first.recurrence_days - 7.0 / first.p).abs() < 1e-9);
        assert!(scan.clusters.iter().all(|c| c.p > 0.05 || !c.locations.contains(&80)));
        let back =
            PermutationScanParams { ends: Ends::AnyTime, replicates: 19, ..PermutationScanParams::weekly(0, 363) };
        assert!(scanned(&cases, &reach, &back).clusters[0].locations.contains(&80));
    }

    /// Every circle, every run of slots, written down as the definition says.
    fn strongest_by_definition(cases: &[DatedCase], points: &[EastNorth], params: &PermutationScanParams) -> f64 {
        let n = cases.len() as f64;
        let mut strongest = 0.0_f64;
        let n_slots = ((params.to_day - params.from_day) as u32 / params.slot_days + 1) as i32;
        for center in points {
            for rim in points {
                let radius = center.distance_m(*rim);
                let inside = |case: &&DatedCase| center.distance_m(points[case.location as usize]) <= radius;
                let in_circle = cases.iter().filter(inside).count() as f64;
                if radius > 250.0 || in_circle > params.max_case_share * n {
                    continue;
                }
                for newest in 0..if params.ends == Ends::Now { 1 } else { n_slots } {
                    for oldest in newest..(newest + params.max_slots as i32).min(n_slots) {
                        let days = params.to_day - (oldest + 1) * params.slot_days as i32 + 1
                            ..=params.to_day - newest * params.slot_days as i32;
                        let in_run = cases.iter().filter(|case| days.contains(&case.day)).count() as f64;
                        let c = cases.iter().filter(inside).filter(|case| days.contains(&case.day)).count() as f64;
                        let e = in_circle * in_run / n;
                        if c > e && c >= f64::from(params.least_cases) {
                            let rest = if n > c { (n - c) * ((n - c) / (n - e)).ln() } else { 0.0 };
                            strongest = strongest.max(c * (c / e).ln() + rest);
                        }
                    }
                }
            }
        }
        strongest
    }

    #[test]
    fn the_strongest_cylinder_is_that_of_the_definition() {
        let points = grid(6);
        let reach = Reach::straight(&points, 250.0);
        for replicate in 0..12 {
            let cases = noise(&mut stream(9, replicate), 60, 36, 100);
            let params = PermutationScanParams {
                slot_days: [1, 5, 7][replicate as usize % 3],
                ends: [Ends::Now, Ends::AnyTime][replicate as usize % 2],
                max_case_share: 0.3,
                replicates: 0,
                ..PermutationScanParams::weekly(0, 99)
            };
            let scan = scanned(&cases, &reach, &params);
            let found = scan.clusters.first().map_or(0.0, |first| first.llr);
            let wanted = strongest_by_definition(&cases, &points, &params);
            assert!((found - wanted).abs() < 1e-9, "{replicate}: {found} {wanted}");
        }
    }

    #[test]
    fn one_day_one_place_or_nothing_gives_no_cluster() {
        let reach = Reach::straight(&grid(3), 250.0);
        let params = PermutationScanParams { max_case_share: 1.0, ..PermutationScanParams::weekly(0, 99) };
        let none = |cases: &[DatedCase]| scanned(cases, &reach, &params).clusters.is_empty();
        assert!(none(&[]));
        assert!(none(&[DatedCase { location: 4, day: 99 }; 9]));
        assert!(none(&(0..9).map(|location| DatedCase { location, day: 99 }).collect::<Vec<_>>()));
        assert!(none(&(0..99).map(|day| DatedCase { location: 4, day }).collect::<Vec<_>>()));
        let strangers = [DatedCase { location: 9, day: 5 }, DatedCase { location: 0, day: -1 }];
        assert_eq!(scanned(&strangers, &reach, &params).n_left_out, 2);
    }

    #[test]
    fn years_of_chance_raise_an_alarm_one_week_in_twenty() {
        let reach = Reach::straight(&grid(6), 250.0);
        let alarm = |year: &u64| {
            let cases = noise(&mut stream(42, *year), 150, 36, 364);
            let params = PermutationScanParams { replicates: 99, ..PermutationScanParams::weekly(0, 363) };
            scanned(&cases, &reach, &params).clusters.first().is_some_and(|first| first.p <= 0.05)
        };
        let alarms = (0..400).filter(alarm).count();
        assert!((5..=29).contains(&alarms), "{alarms}");
    }
}
