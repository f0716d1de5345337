//! What a planner wants to know of one hot spot: when, in the dark or not, since when, of what, told by how many
//! events.

use jiff::Timestamp;

use crate::analysis::darkness::{DarkVerdict, VerdictParams, light_shares, when_dark};
use crate::analysis::incidents::{FlagParams, IncidentParams, Spike, Told, incidents, spikes};
use crate::analysis::season::{Part, When, when};
use crate::geodesy::{EastNorth, LonLat};
use crate::observation::{Catalogue, Category, CauseSet, Clock, Month, Observation, Seconds};

#[derive(Debug, Clone, PartialEq)]
pub struct Portrait {
    pub when: When,
    pub peak: Option<Peak>,
    pub darkness: DarkVerdict,
    /// By the month in which each began, the months without any too.
    pub months: Vec<(Month, u32)>,
    /// What was named, the most frequent first.
    pub causes: Vec<(CauseSet, u32)>,
    pub categories: Vec<(Category, u32)>,
    /// Reports of the same within 50 m and 30 days are one.
    pub n_incidents: u32,
    /// Many in a few days, few otherwise: a call to report, or one bad week.
    pub spike: Option<Spike>,
}

/// The hours in which half of the reports lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Peak {
    /// From this hour of the local day; past midnight when `to` is smaller.
    pub from: u8,
    /// Up to this hour, 1 to 24.
    pub to: u8,
    pub share: f64,
    /// Weekdays with clearly more than their part, Monday 0.
    pub weekdays: Vec<u8>,
}

const DAY_S: Seconds = 24 * 3600;
/// Fewer reports with a known hour than this have no hours of their own.
const LEAST_FOR_HOURS: f64 = 8.0;
/// A peak is at most this long; longer is "all day".
const LONGEST_PEAK_H: usize = 6;

/// What some reports of one place say together.
pub fn portrait(
    reports: &[&Observation],
    at: LonLat,
    clock: &Clock,
    period: (Seconds, Seconds),
    incident: &IncidentParams,
) -> Portrait {
    let moments = || reports.iter().map(|report| report.moment);
    let when = when(moments(), clock, period.0, period.1);
    let told: Vec<Told> = reports
        .iter()
        .map(|report| Told {
            at: report.shape.anchor(),
            told: Seconds::from(report.told_day) * DAY_S,
            category: report.category,
            closed: None,
            teller: None,
        })
        .collect();
    let one_place = vec![0; told.len()];
    // Told is after happened: the last may be told when the period has ended.
    let last_told = told.iter().map(|report| report.told + DAY_S).max().unwrap_or(period.1);
    let telling = (period.0, period.1.max(last_told));
    Portrait {
        peak: peak_of(&when),
        darkness: when_dark(&light_shares(moments(), at, clock), &VerdictParams::default()),
        months: by_month(reports, clock, period),
        causes: causes_of(reports),
        categories: categories_of(reports),
        n_incidents: incidents(&told, telling.1, incident).len() as u32,
        spike: spikes(&told, &one_place, 1, telling, &FlagParams::default()).pop(),
        when,
    }
}

/// When it began, as far as the period shows it.
pub(super) fn begins(report: &Observation, period: (Seconds, Seconds)) -> Seconds {
    report.moment.span().0.clamp(period.0, period.1 - 1)
}

/// The middle of some places.
pub(super) fn middle(places: impl Iterator<Item = EastNorth>) -> Option<EastNorth> {
    let (mut sum, mut n) = (EastNorth { e: 0.0, n: 0.0 }, 0.0);
    places.for_each(|at| (sum.e, sum.n, n) = (sum.e + at.e, sum.n + at.n, n + 1.0));
    (n > 0.0).then(|| EastNorth { e: sum.e / n, n: sum.n / n })
}

fn peak_of(when: &When) -> Option<Peak> {
    let known: f64 = when.hours.iter().map(|part| part.n).sum();
    if known < LEAST_FOR_HOURS {
        return None;
    }
    let share = |from: usize, length: usize| (from..from + length).map(|hour| when.hours[hour % 24].share).sum::<f64>();
    let longest = |length: usize| {
        (0..24)
            .map(|from| (from, share(from, length)))
            .reduce(|best, next| if next.1 > best.1 + 1e-12 { next } else { best })
    };
    let (length, (from, share)) = (1..=LONGEST_PEAK_H)
        .filter_map(|length| Some((length, longest(length)?)))
        .find(|(_, (_, share))| *share >= 0.5)?;
    // An even day has 1/7 on each.
    let clearly = |(day, part): (usize, &Part)| (part.low > 1.0 / 7.0).then_some(day as u8);
    Some(Peak {
        from: from as u8,
        to: ((from + length - 1) % 24 + 1) as u8,
        share,
        weekdays: when.weekdays.iter().enumerate().filter_map(clearly).collect(),
    })
}

fn by_month(reports: &[&Observation], clock: &Clock, period: (Seconds, Seconds)) -> Vec<(Month, u32)> {
    let (from, to) = period;
    let month = |at: Seconds| Month::at(at, clock.zone());
    let (first, last) = (month(from), month(to - 1));
    let mut months: Vec<(Month, u32)> =
        std::iter::successors(Some(first), |m| (*m < last).then(|| m.next())).map(|m| (m, 0)).collect();
    for report in reports {
        let number = month(begins(report, period)).number() - first.number();
        if let Some((_, n)) = usize::try_from(number).ok().and_then(|number| months.get_mut(number)) {
            *n += 1;
        }
    }
    months
}

fn causes_of(reports: &[&Observation]) -> Vec<(CauseSet, u32)> {
    let named = |index: &usize| reports.iter().filter(|report| report.causes.contains(*index)).count() as u32;
    let counted = (0..Catalogue::MOST_CAUSES).map(|index| (CauseSet::EMPTY.with(index), named(&index)));
    most_first(counted.filter(|(_, n)| *n > 0).collect())
}

fn categories_of(reports: &[&Observation]) -> Vec<(Category, u32)> {
    let n = |category: Category| reports.iter().filter(|report| report.category == category).count() as u32;
    most_first(Category::ALL.into_iter().map(|category| (category, n(category))).filter(|(_, n)| *n > 0).collect())
}

fn most_first<T>(mut counted: Vec<(T, u32)>) -> Vec<(T, u32)> {
    counted.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counted
}

/// The part of the window that reports speak of: from the first to the last of them. One report in fifty may say "since
/// twenty years" without making the period twenty years long.
pub fn period_of(window: (Seconds, Seconds), reports: &[Observation]) -> (Seconds, Seconds) {
    const FEW: usize = 10;
    let mut begun: Vec<Seconds> = reports.iter().map(|report| report.moment.span().0).collect();
    begun.sort_unstable();
    let passed_over = if begun.len() < FEW { 0 } else { begun.len().div_ceil(50) };
    let first = begun.get(passed_over).copied().unwrap_or(window.0);
    let last = reports.iter().map(|report| report.moment.span().1).max().unwrap_or(window.1);
    let within = |at: Seconds| at.clamp(Timestamp::MIN.as_second() / 2, Timestamp::MAX.as_second() / 2);
    let (from, to) = (within(window.0.max(first)), within(window.1.min(last)));
    (from, to.max(from + 1))
}
