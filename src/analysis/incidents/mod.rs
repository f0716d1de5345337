//! From reports to what they tell of: ten reports of one broken lamp are one broken lamp, and say who speaks up.

use std::collections::HashMap;

use crate::geodesy::EastNorth;
use crate::observation::{Category, Seconds};

mod flags;
mod reporting;
mod wave;

pub use flags::{FlagParams, PileUp, Spike, pile_ups, spikes};
pub use reporting::{AreaReporting, RateEstimate, Reporting, ReportingParams, reporting};
pub use wave::{ToldBySteps, Wave, WaveParams, wave};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IncidentParams {
    /// A report this close to the first one tells of the same. Default 50 m.
    pub radius_m: f64,
    /// And this long after it. Default 30 days.
    pub open_days: u32,
}

impl Default for IncidentParams {
    fn default() -> Self {
        Self { radius_m: 50.0, open_days: 30 }
    }
}

/// A report as this method needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    pub at: EastNorth,
    /// When it was told, not when it happened: the question is how fast people speak up.
    pub told: Seconds,
    pub category: Category,
    /// When what it tells of was mended or gone, where that is known.
    pub closed: Option<Seconds>,
    /// A mark that is equal for reports of one teller, where the caller has one. It means nothing else.
    pub teller: Option<u64>,
}

/// One thing that several reports may tell of.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// Numbers of its reports, the first told first.
    pub reports: Vec<usize>,
    /// The place of its first report.
    pub at: EastNorth,
    pub category: Category,
    pub first_told: Seconds,
    /// Until when another report would have counted as telling of it.
    pub listened_to: Seconds,
}

impl Incident {
    /// Reports after the first.
    pub fn n_duplicates(&self) -> u32 {
        self.reports.len() as u32 - 1
    }

    /// How long a duplicate could have come.
    pub fn exposure_days(&self) -> f64 {
        (self.listened_to - self.first_told) as f64 / DAY_S as f64
    }
}

const DAY_S: Seconds = 24 * 3600;

/// The incidents behind reports.
///
/// # Method
/// Reports are taken in the order told. One that lies within the radius of the first report of an open incident of its
/// category joins it (the nearest, then the oldest); otherwise it opens a new one. An incident stays open for so many
/// days after its first report, or until it is closed. Distances are measured to the first report, so incidents do not
/// creep along a street.
///
/// # Units
/// Metres and seconds.
///
/// # Edge cases
/// Reports told after `now` are left out. What goes on after the open days becomes a new incident when told of again.
///
/// # Complexity
/// n log n, as long as few incidents lie within the radius of each other.
pub fn incidents(reports: &[Told], now: Seconds, params: &IncidentParams) -> Vec<Incident> {
    let mut order: Vec<usize> = (0..reports.len()).filter(|&i| reports[i].told <= now).collect();
    order.sort_by_key(|&i| (reports[i].told, i));
    let radius_m = params.radius_m.max(0.0);
    let side_m = radius_m.max(1.0);
    let square = |at: EastNorth| ((at.e / side_m).floor() as i64, (at.n / side_m).floor() as i64);

    let mut found: Vec<Incident> = Vec::new();
    let mut in_square: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for i in order {
        let report = &reports[i];
        let (column, row) = square(report.at);
        let around = (-1..=1).flat_map(|de| (-1..=1).map(move |dn| (column + de, row + dn)));
        let candidates = around.filter_map(|key| in_square.get(&key)).flatten().copied();
        let near = candidates.filter_map(|nth| {
            let incident = &found[nth];
            let distance_m = incident.at.distance_m(report.at);
            let same = incident.category == report.category && distance_m <= radius_m;
            (same && report.told <= incident.listened_to).then_some((distance_m, nth))
        });
        let joined = near.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|(_, nth)| nth);
        let nth = joined.unwrap_or_else(|| {
            in_square.entry((column, row)).or_default().push(found.len());
            found.push(Incident {
                reports: Vec::new(),
                at: report.at,
                category: report.category,
                first_told: report.told,
                listened_to: (report.told + Seconds::from(params.open_days) * DAY_S).min(now),
            });
            found.len() - 1
        });
        let incident = &mut found[nth];
        incident.reports.push(i);
        if let Some(closed) = report.closed.filter(|closed| *closed >= report.told) {
            incident.listened_to = incident.listened_to.min(closed);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(e: f64, day: i64) -> Told {
        let at = EastNorth { e, n: 0.0 };
        Told { at, told: day * DAY_S, category: Category::UnsafePlace, closed: None, teller: None }
    }

    fn groups(reports: &[Told]) -> Vec<Vec<usize>> {
        incidents(reports, 1000 * DAY_S, &IncidentParams::default()).into_iter().map(|one| one.reports).collect()
    }

    #[test]
    fn near_and_soon_is_the_same_and_far_or_late_is_another() {
        assert_eq!(groups(&[told(0.0, 0), told(50.0, 30)]), [vec![0, 1]]);
        assert_eq!(groups(&[told(0.0, 0), told(50.1, 30)]), [vec![0], vec![1]]);
        assert_eq!(groups(&[told(0.0, 0), told(50.0, 31)]), [vec![0], vec![1]]);
        // The order of telling counts, not the order of the list.
        assert_eq!(groups(&[told(0.0, 9), told(10.0, 2)]), [vec![1, 0]]);
    }

    #[test]
    fn an_incident_does_not_creep_along_the_street() {
        assert_eq!(groups(&[told(0.0, 0), told(40.0, 1), told(80.0, 2)]), [vec![0, 1], vec![2]]);
        assert_eq!(groups(&[told(0.0, 0), told(90.0, 1), told(48.0, 2)]), [vec![0], vec![1, 2]]);
    }

    #[test]
    fn another_category_and_what_comes_after_mending_is_another() {
        let moped = Told { category: Category::NuisanceDriving, ..told(0.0, 1) };
        assert_eq!(groups(&[told(0.0, 0), moped]), [vec![0], vec![1]]);
        let mended = Told { closed: Some(5 * DAY_S), ..told(0.0, 0) };
        assert_eq!(groups(&[mended, told(1.0, 4), told(1.0, 6)]), [vec![0, 1], vec![2]]);
    }

    #[test]
    fn nobody_listens_beyond_now() {
        let reports = [told(0.0, 0), told(0.0, 3), told(0.0, 20)];
        let found = incidents(&reports, 10 * DAY_S, &IncidentParams::default());
        assert_eq!((found.len(), found[0].n_duplicates(), found[0].exposure_days()), (1, 1, 10.0));
        assert!(incidents(&[], 0, &IncidentParams::default()).is_empty());
    }
}
