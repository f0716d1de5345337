//! Two ways in which many reports are few voices: a campaign, and one person who tells again and again.

use super::super::distributions::poisson_upper;
use super::{DAY_S, Told};
use crate::observation::Seconds;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlagParams {
    /// The length of a spike. Default 3 days.
    pub spike_days: u32,
    /// Fewer reports are no spike. Default 6.
    pub least_in_spike: u32,
    /// How unlikely a spike must be, all windows of its place taken together. Default 0.01.
    pub spike_p: f64,
    /// Fewer reports of one teller are no pile-up. Default 4.
    pub least_of_one: u32,
    /// And fewer of all reports of the place. Default a third.
    pub share_of_one: f64,
}

impl Default for FlagParams {
    fn default() -> Self {
        Self { spike_days: 3, least_in_spike: 6, spike_p: 0.01, least_of_one: 4, share_of_one: 1.0 / 3.0 }
    }
}

/// Many reports of one place within days, where few come otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spike {
    pub place: usize,
    pub from: Seconds,
    pub to: Seconds,
    pub n_reports: u32,
    /// What the other days of the place lead us to expect in so many days.
    pub expected: f64,
    pub p: f64,
}

/// Many reports of one place by one teller.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PileUp {
    pub place: usize,
    pub teller: u64,
    pub n_reports: u32,
    /// All reports of the place whose teller is known.
    pub n_known: u32,
}

/// The places with a spike: a shared link, a newspaper, or something that really happened. For a person to look at;
/// nothing is taken away.
///
/// # Method
/// For each place, the window with the most reports that begins with a report is compared with the rate of its other
/// days over the period (Poisson tail), times the number of such windows in the period.
///
/// # Edge cases
/// `place_of` gives the place of each report; those beyond `n_places`, or told outside the period, count nowhere. A
/// period no longer than a window has no other days and no spike.
pub fn spikes(
    reports: &[Told],
    place_of: &[usize],
    n_places: usize,
    period: (Seconds, Seconds),
    params: &FlagParams,
) -> Vec<Spike> {
    let window = Seconds::from(params.spike_days.max(1)) * DAY_S;
    let (from, to) = period;
    let rest_of_period = (to - from - window) as f64;
    if to - from <= window {
        return Vec::new();
    }
    let mut told: Vec<Vec<Seconds>> = vec![Vec::new(); n_places];
    for (report, &place) in reports.iter().zip(place_of) {
        if let Some(place) = told.get_mut(place).filter(|_| (from..to).contains(&report.told)) {
            place.push(report.told);
        }
    }
    let strongest = |(place, mut times): (usize, Vec<Seconds>)| {
        times.sort_unstable();
        let in_window = |first: usize| times[first..].partition_point(|at| *at < times[first] + window);
        let (first, n) = (0..times.len()).map(|i| (i, in_window(i))).max_by_key(|(i, n)| (*n, usize::MAX - i))?;
        // Half a report keeps the rate of a place without others above 0.
        let expected = ((times.len() - n) as f64 + 0.5) / rest_of_period * window as f64;
        let n_windows = (to - from) as f64 / window as f64;
        let p = (poisson_upper(expected, n as u64) * n_windows).min(1.0);
        let n_reports = n as u32;
        let is_spike = n_reports >= params.least_in_spike && p <= params.spike_p;
        is_spike.then(|| Spike { place, from: times[first], to: times[first + n - 1], n_reports, expected, p })
    };
    told.into_iter().enumerate().filter_map(strongest).collect()
}

/// The tellers who make up a good part of a place by themselves.
///
/// # Edge cases
/// Reports without a mark of the teller count nowhere: nothing is said of them.
pub fn pile_ups(reports: &[Told], place_of: &[usize], n_places: usize, params: &FlagParams) -> Vec<PileUp> {
    let mut tellers: Vec<Vec<u64>> = vec![Vec::new(); n_places];
    for (report, &place) in reports.iter().zip(place_of) {
        if let (Some(place), Some(teller)) = (tellers.get_mut(place), report.teller) {
            place.push(teller);
        }
    }
    let mut found = Vec::new();
    for (place, mut marks) in tellers.into_iter().enumerate() {
        marks.sort_unstable();
        for of_one in marks.chunk_by(|a, b| a == b) {
            let (n_reports, n_known) = (of_one.len() as u32, marks.len() as u32);
            let share = f64::from(n_reports) / f64::from(n_known);
            if n_reports >= params.least_of_one && share >= params.share_of_one {
                found.push(PileUp { place, teller: of_one[0], n_reports, n_known });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::super::draws::stream;
    use super::*;
    use crate::geodesy::EastNorth;
    use crate::observation::Category;

    fn told(seconds: Seconds, teller: Option<u64>) -> Told {
        let at = EastNorth { e: 0.0, n: 0.0 };
        Told { at, told: seconds, category: Category::Speeding, closed: None, teller }
    }

    const YEAR: (Seconds, Seconds) = (0, 365 * DAY_S);

    #[test]
    fn a_campaign_is_a_spike_and_an_even_year_is_none() {
        let mut draws = stream(21, 0);
        let mut at_random = |n| (0..n).map(|_| told(draws.below(365 * 86_400) as i64, None)).collect::<Vec<_>>();
        let even = at_random(120);
        let spikes_of = |reports: &[Told]| spikes(reports, &vec![0; reports.len()], 1, YEAR, &FlagParams::default());
        assert!(spikes_of(&even).is_empty());
        let mut campaign = at_random(60);
        campaign.extend((0..14).map(|nth| told(200 * DAY_S + nth * 3600, None)));
        let found = spikes_of(&campaign);
        assert!(found.len() == 1 && found[0].n_reports >= 14 && found[0].expected < 0.6, "{found:?}");
        assert!((199..202).contains(&(found[0].from / DAY_S)));
    }

    #[test]
    fn few_false_spikes_on_years_of_chance() {
        let flagged = |replicate: &u64| {
            let mut draws = stream(22, *replicate);
            let year: Vec<Told> = (0..40).map(|_| told(draws.below(365 * 86_400) as i64, None)).collect();
            !spikes(&year, &[0; 40], 1, YEAR, &FlagParams::default()).is_empty()
        };
        let n = (0..500).filter(flagged).count();
        assert!(n <= 10, "{n} of 500");
    }

    #[test]
    fn one_who_tells_again_and_again_is_seen_and_many_who_tell_once_are_not() {
        let one_voice: Vec<Told> = (0..5).map(|day| told(day * DAY_S, Some(7))).collect();
        let many: Vec<Told> = (0..9).map(|teller| told(0, Some(teller))).collect();
        let flags = |reports: &[Told]| pile_ups(reports, &vec![0; reports.len()], 1, &FlagParams::default());
        assert_eq!(flags(&one_voice), [PileUp { place: 0, teller: 7, n_reports: 5, n_known: 5 }]);
        assert!(flags(&many).is_empty());
        assert!(flags(&[told(0, None); 9]).is_empty());
        let drowned: Vec<Told> = one_voice.iter().chain(&many).chain(&many).copied().collect();
        assert!(flags(&drowned).is_empty());
    }
}
