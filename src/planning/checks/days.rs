//! Which days and hours: at random among those that are open, spread over the month.

use jiff::civil::{Date, DateTime, Time};

use super::band::Band;
use super::month::Lock;
use crate::analysis::draws::Draws;
use crate::observation::{HoursOfWeek, Month};

/// When a check begins, on the wall, and how long it is meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Start {
    pub at: DateTime,
    pub minutes: u32,
}

/// The same place is left alone for so many days, if there is a choice.
const APART_DAYS: i32 = 6;
/// Two checks of one day begin so far apart.
const APART_MINUTES: i32 = 60;

pub fn hour_of_week(at: DateTime) -> usize {
    at.date().weekday().to_monday_zero_offset() as usize * 24 + at.hour() as usize
}

/// Every day of a month from a day on.
pub(super) fn days_of(month: Month, not_before: Option<Date>) -> Vec<Date> {
    let (first, after) = (month.first_day(), month.next().first_day());
    first
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day < after)
        .filter(|day| not_before.is_none_or(|from| *day >= from))
        .collect()
}

/// The bands in which there is an open hour on one of the days.
pub(super) fn open_bands(days: &[Date], open: HoursOfWeek) -> Vec<usize> {
    Band::all()
        .filter(|band| days.iter().any(|day| !hours_on(*day, *band, open).is_empty()))
        .map(Band::number)
        .collect()
}

fn hours_on(day: Date, band: Band, open: HoursOfWeek) -> Vec<i8> {
    let first = day.weekday().to_monday_zero_offset() as usize * 24;
    let is_open = |hour: &i8| {
        let hour = first + *hour as usize;
        open.contains(hour) && Band::of_hour(hour) == band
    };
    (0..24_i8).filter(is_open).collect()
}

/// A start for each visit, in their order; `visits` are site and band. What is locked stands already.
pub(super) fn starts(
    visits: &[(usize, usize)],
    locked: &[Lock],
    days: &[Date],
    open: HoursOfWeek,
    minutes: (u32, u32),
    draws: &mut Draws,
) -> Vec<Option<Start>> {
    let mut taken: Vec<(usize, DateTime)> = locked.iter().map(|lock| (lock.site, lock.at)).collect();
    let per_day = (visits.len() + locked.len()).div_ceil(days.len().max(1));
    let bands: Vec<Band> = Band::all().collect();
    let mut starts = vec![None; visits.len()];
    let mut order: Vec<usize> = (0..visits.len()).collect();
    draws.shuffle(&mut order);
    for visit in order {
        let (site, band) = visits[visit];
        let slots: Vec<DateTime> = days
            .iter()
            .flat_map(|day| hours_on(*day, bands[band], open).into_iter().map(move |hour| (*day, hour)))
            .map(|(day, hour)| day.to_datetime(Time::constant(hour, 0, 0, 0)))
            .collect();
        let choice = choice_among(&slots, &taken, site, per_day);
        if choice.is_empty() {
            continue;
        }
        let slot = choice[draws.below(choice.len() as u64) as usize];
        let length = minutes.0 + draws.below(u64::from(minutes.1.saturating_sub(minutes.0)) + 1) as u32;
        let last_quarter = (60_u32.saturating_sub(length) / 5).min(11);
        let minute = draws.below(u64::from(last_quarter) + 1) as i8 * 5;
        let at = slot.date().to_datetime(Time::constant(slot.hour(), minute, 0, 0));
        taken.push((site, at));
        starts[visit] = Some(Start { at, minutes: length });
    }
    starts
}

/// What cannot be had is given up in this order: a day of its own, distance in days, distance in hours.
fn choice_among(slots: &[DateTime], taken: &[(usize, DateTime)], site: usize, per_day: usize) -> Vec<DateTime> {
    let has_day = |slot: &DateTime| taken.iter().filter(|(_, at)| at.date() == slot.date()).count() < per_day;
    let is_far = |slot: &DateTime| {
        let mut same = taken.iter().filter(|(other, _)| *other == site);
        same.all(|(_, at)| days_between(at.date(), slot.date()) >= APART_DAYS)
    };
    let is_clear = |slot: &DateTime| taken.iter().all(|(_, at)| minutes_between(*at, *slot) >= APART_MINUTES);
    let tiers: [&dyn Fn(&DateTime) -> bool; 4] = [
        &|slot| has_day(slot) && is_far(slot) && is_clear(slot),
        &|slot| is_far(slot) && is_clear(slot),
        &|slot| is_clear(slot),
        &|_| true,
    ];
    let choices = tiers.iter().map(|tier| slots.iter().copied().filter(|slot| tier(slot)).collect::<Vec<_>>());
    choices.into_iter().find(|choice| !choice.is_empty()).unwrap_or_default()
}

fn days_between(a: Date, b: Date) -> i32 {
    (b - a).get_days().abs()
}

fn minutes_between(a: DateTime, b: DateTime) -> i32 {
    let minute = |at: DateTime| {
        i64::from(crate::analysis::backtest::day_of(at.date())) * 1_440
            + i64::from(at.hour()) * 60
            + i64::from(at.minute())
    };
    (minute(a) - minute(b)).abs().min(i64::from(i32::MAX)) as i32
}
