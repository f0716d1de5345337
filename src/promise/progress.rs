//! Is the promise kept? Promised, planned and done, by period, month and locality.

use std::collections::BTreeMap;

use super::{Goal, Pledge};
use crate::observation::Month;

/// How it stands with a promise, or with one period of it. Wire words, frozen once released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As much was done as was promised.
    Kept,
    /// Not yet, and the period goes on.
    OnTheWay,
    /// The period has ended with less than was promised.
    Late,
    /// The promise held for a part of the period only, and was not reached: there is nothing to hold it against.
    NotJudged,
    /// It has no number: what was done is told, not counted.
    Told,
}

impl Standing {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::OnTheWay => "on_the_way",
            Self::Late => "late",
            Self::NotJudged => "not_judged",
            Self::Told => "told",
        }
    }
}

/// How many were done, by month and locality; `None` is the countryside, or a place nobody named.
pub type Tally = BTreeMap<Month, BTreeMap<Option<String>, u32>>;

/// A promise held against what was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    pub standing: Standing,
    /// The newest first. Empty for a promise without a number.
    pub periods: Vec<PeriodProgress>,
    /// The newest first. Empty for a promise without a number.
    pub months: Vec<MonthProgress>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PeriodProgress {
    pub first: Month,
    pub last: Month,
    pub promised: u32,
    pub planned: Option<u32>,
    /// In its months that have ended; none: no month of it has.
    pub done: Option<u32>,
    pub has_ended: bool,
    pub standing: Standing,
}

#[derive(Debug, Clone, PartialEq)]
pub struct MonthProgress {
    pub month: Month,
    pub planned: Option<u32>,
    /// None: the month has not ended.
    pub done: Option<MonthDone>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct MonthDone {
    pub total: u32,
    pub by_locality: BTreeMap<Option<String>, u32>,
}

/// Holds a promise against what was planned and done.
///
/// # Method
/// Only months that have ended count: what is done from `current` on is not looked at, so that nothing of it can show.
/// A period is kept as soon as its ended months hold as much as was promised, late when it has ended with less, and on
/// the way until then. A period that began before the promise, or ends after it, is never late. The promise as a whole
/// stands where its latest period stands of which a month has ended; while that one is open and not reached, an earlier
/// period that was late still shows.
///
/// # Units
/// Calendar periods of the municipality, numbers of whatever the promise counts. `from` is the earliest month that is
/// shown, `current` the first that has not ended.
///
/// # Edge cases
/// Without a number: [`Standing::Told`], and no figures at all. A promise in whose time no month has ended is on the
/// way.
///
/// # Complexity
/// Linear in the months shown.
pub fn progress(
    pledge: &Pledge,
    planned: &BTreeMap<Month, u32>,
    done: &Tally,
    from: Month,
    current: Month,
) -> Progress {
    let Some(goal) = &pledge.goal else {
        return Progress { standing: Standing::Told, periods: Vec::new(), months: Vec::new() };
    };
    let holds = Holding::of(pledge, goal);
    let last =
        planned.iter().filter(|(_, n)| **n > 0).map(|(month, _)| *month).max().map_or(current, |m| m.max(current));
    let (first_shown, last_shown) = (holds.first.max(from), holds.last.map_or(last, |end| end.min(last)));
    let mut months = Vec::new();
    let mut month = first_shown;
    while month <= last_shown {
        let done = (month < current).then(|| {
            let by_locality = done.get(&month).cloned().unwrap_or_default();
            MonthDone { total: by_locality.values().sum(), by_locality }
        });
        months.push(MonthProgress { month, planned: planned.get(&month).copied(), done });
        month = month.next();
    }
    let mut periods = periods_of(&months, &holds, current);
    let standing = as_a_whole(&periods);
    months.reverse();
    periods.reverse();
    Progress { standing, periods, months }
}

/// When a promise holds, in months, and what it promises.
struct Holding<'a> {
    goal: &'a Goal,
    first: Month,
    last: Option<Month>,
    /// Whether it holds the whole of its first and of its last month.
    from_start: bool,
    to_end: bool,
}

impl<'a> Holding<'a> {
    fn of(pledge: &Pledge, goal: &'a Goal) -> Self {
        let month = |day: jiff::civil::Date| Month::new(day.year(), day.month()).expect("a day has a month");
        Self {
            goal,
            first: month(pledge.since),
            last: pledge.until.map(month),
            from_start: pledge.since.day() == 1,
            to_end: pledge.until.is_none_or(|day| day == day.last_of_month()),
        }
    }

    /// Whether the promise held all through the period.
    fn covers(&self, first: Month, last: Month) -> bool {
        let began = first > self.first || (first == self.first && self.from_start);
        let ends = self.last.is_none_or(|end| last < end || (last == end && self.to_end));
        began && ends
    }
}

/// Oldest first. A period of which the first months are not shown is left out: half of it would be judged.
fn periods_of(months: &[MonthProgress], holds: &Holding, current: Month) -> Vec<PeriodProgress> {
    let mut periods: Vec<PeriodProgress> = Vec::new();
    let shown_from = months.first().map(|own| own.month);
    for own in months {
        let (first, last) = holds.goal.period.around(own.month);
        if shown_from.is_some_and(|shown| first.max(holds.first) < shown) {
            continue;
        }
        if periods.last().is_none_or(|period| period.first != first) {
            periods.push(PeriodProgress {
                first,
                last,
                promised: holds.goal.target,
                planned: None,
                done: None,
                has_ended: last < current,
                standing: Standing::OnTheWay,
            });
        }
        let period = periods.last_mut().expect("one was pushed");
        let add = |sum: Option<u32>, more: Option<u32>| more.map_or(sum, |more| Some(sum.unwrap_or(0) + more));
        period.planned = add(period.planned, own.planned);
        period.done = add(period.done, own.done.as_ref().map(|done| done.total));
    }
    for period in &mut periods {
        let is_reached = period.done.is_some_and(|done| done >= period.promised);
        period.standing = match (is_reached, period.has_ended, holds.covers(period.first, period.last)) {
            (true, _, _) => Standing::Kept,
            (false, false, _) => Standing::OnTheWay,
            (false, true, true) => Standing::Late,
            (false, true, false) => Standing::NotJudged,
        };
    }
    periods
}

fn as_a_whole(oldest_first: &[PeriodProgress]) -> Standing {
    let mut known = oldest_first.iter().rev().filter(|period| period.done.is_some());
    let Some(latest) = known.next() else { return Standing::OnTheWay };
    match (latest.standing, known.next().map(|before| before.standing)) {
        (Standing::OnTheWay, Some(Standing::Late)) => Standing::Late,
        (Standing::NotJudged, _) => Standing::OnTheWay,
        (own, _) => own,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{Evidence, Period};
    use super::*;
    use crate::promise::DeedKind;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    fn pledge(target: u32, period: Period) -> Pledge {
        Pledge {
            id: "p".into(),
            sv: "Vi lovar".into(),
            en: "We promise".into(),
            owner: "police".into(),
            goal: Some(Goal { target, unit: "check".into(), period }),
            evidence: vec![Evidence::Deed(DeedKind::TrafficCheck)],
            since: date(2026, 1, 1),
            until: None,
            source: None,
            version: 1,
        }
    }

    fn tally(done: &[(&str, &str, u32)]) -> Tally {
        let mut tally = Tally::new();
        for (m, locality, n) in done {
            *tally.entry(month(m)).or_default().entry(Some((*locality).to_owned())).or_default() += n;
        }
        tally
    }

    fn standings(progress: &Progress) -> Vec<(String, Standing)> {
        progress.periods.iter().map(|p| (p.first.to_string(), p.standing)).collect()
    }

    #[test]
    fn fifteen_a_month_are_kept_late_or_on_the_way() {
        let done = tally(&[("2026-08", "Osby", 10), ("2026-08", "Lönsboda", 5), ("2026-09", "Osby", 14)]);
        let found = progress(&pledge(15, Period::Month), &BTreeMap::new(), &done, month("2026-08"), month("2026-10"));
        assert_eq!(
            standings(&found),
            [
                ("2026-10".to_owned(), Standing::OnTheWay),
                ("2026-09".to_owned(), Standing::Late),
                ("2026-08".to_owned(), Standing::Kept)
            ]
        );
        assert_eq!(found.standing, Standing::Late);
        assert_eq!(found.months[2].done.as_ref().unwrap().by_locality[&Some("Lönsboda".to_owned())], 5);
        assert_eq!(found.months[2].done.as_ref().unwrap().total, 15);
    }

    #[test]
    fn what_is_done_in_a_month_that_has_not_ended_shows_nowhere() {
        let before = tally(&[("2026-09", "Osby", 14)]);
        let after = tally(&[("2026-09", "Osby", 14), ("2026-10", "Osby", 15), ("2026-11", "Osby", 3)]);
        for period in Period::ALL {
            let asked =
                |done| progress(&pledge(15, period), &BTreeMap::new(), done, month("2026-01"), month("2026-10"));
            assert_eq!(asked(&before), asked(&after), "{period:?}");
        }
    }

    #[test]
    fn a_year_is_on_the_way_until_it_ends_and_kept_as_soon_as_it_is_reached() {
        let one = pledge(1, Period::Year);
        let at =
            |done: &Tally, current| progress(&one, &BTreeMap::new(), done, month("2026-01"), month(current)).standing;
        let walked = tally(&[("2026-05", "Lönsboda", 1)]);
        assert_eq!(at(&Tally::new(), "2026-12"), Standing::OnTheWay);
        assert_eq!(at(&walked, "2026-05"), Standing::OnTheWay, "May has not ended");
        assert_eq!(at(&walked, "2026-06"), Standing::Kept);
        assert_eq!(at(&walked, "2027-01"), Standing::Kept, "of the new year nothing is known yet");
        assert_eq!(at(&walked, "2027-02"), Standing::OnTheWay);
        assert_eq!(at(&Tally::new(), "2027-01"), Standing::Late);
        assert_eq!(at(&Tally::new(), "2027-05"), Standing::Late, "last year's walk is still owed");
    }

    #[test]
    fn a_period_the_promise_held_in_part_is_never_late() {
        let begun = Pledge { since: date(2026, 11, 22), ..pledge(15, Period::Month) };
        let at = |p: &Pledge, current| progress(p, &BTreeMap::new(), &Tally::new(), month("2026-01"), month(current));
        assert_eq!(standings(&at(&begun, "2026-12"))[1], ("2026-11".to_owned(), Standing::NotJudged));
        assert_eq!(at(&begun, "2026-12").standing, Standing::OnTheWay);
        assert_eq!(at(&begun, "2027-01").standing, Standing::Late, "December was its own");
        let ended = Pledge { until: Some(date(2026, 3, 31)), ..pledge(1, Period::Year) };
        assert_eq!(standings(&at(&ended, "2027-01")), [("2026-01".to_owned(), Standing::NotJudged)]);
        let whole = Pledge { until: Some(date(2026, 3, 31)), ..pledge(1, Period::Quarter) };
        assert_eq!(at(&whole, "2026-08").standing, Standing::Late);
    }

    #[test]
    fn without_a_number_nothing_is_counted() {
        let told = Pledge { goal: None, ..pledge(1, Period::Month) };
        let done = tally(&[("2026-08", "Osby", 10)]);
        let found = progress(&told, &BTreeMap::new(), &done, month("2026-01"), month("2026-10"));
        assert_eq!(found, Progress { standing: Standing::Told, periods: vec![], months: vec![] });
    }

    #[test]
    fn what_is_planned_shows_ahead_of_time_as_a_number() {
        let planned = BTreeMap::from([(month("2026-12"), 15)]);
        let found = progress(&pledge(15, Period::Month), &planned, &Tally::new(), month("2026-11"), month("2026-11"));
        let shown: Vec<_> =
            found.months.iter().map(|own| (own.month.to_string(), own.planned, own.done.is_some())).collect();
        assert_eq!(shown, [("2026-12".to_owned(), Some(15), false), ("2026-11".to_owned(), None, false)]);
        assert_eq!(found.standing, Standing::OnTheWay);
    }

    #[test]
    fn a_year_of_which_the_beginning_is_not_shown_is_not_judged_by_the_rest() {
        let found =
            progress(&pledge(2, Period::Year), &BTreeMap::new(), &Tally::new(), month("2026-05"), month("2027-02"));
        assert_eq!(standings(&found), [("2027-01".to_owned(), Standing::OnTheWay)]);
    }
}
