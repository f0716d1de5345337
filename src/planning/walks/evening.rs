//! When a walk begins, so that it starts before dusk and ends in the dark.

use jiff::civil::{Date, Time, time};
use jiff::{Span, tz::TimeZone};

use crate::analysis::{SunTimes, sun_times, twilight};
use crate::geodesy::LonLat;
use crate::observation::{Clock, Seconds};

/// The sun of one day, and the walk in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Evening {
    pub date: Date,
    pub starts_at: Seconds,
    pub ends_at: Seconds,
    pub sunset: Option<Seconds>,
    /// It gets dark: the sun is 6° below the horizon.
    pub dusk: Option<Seconds>,
    pub light: EveningLight,
}

/// How the walk lies to the dusk.
#[derive(Debug, Clone, PartialEq)]
pub enum EveningLight {
    /// Starts before dusk, ends in the dark.
    IntoTheDark,
    /// It does not get dark before 22 that day. The nearest days before and after on which it does.
    NoDarkness { nearest: Vec<Date> },
    /// The hour was chosen, and the walk ends before it is dark.
    EndsInLight,
    /// It is dark already when the walk starts.
    StartsInDark,
}

/// Walks are over by then, or nearly: it must have become dark before.
const LATEST_DUSK: Time = time(22, 0, 0, 0);
/// Where no dusk says when to start.
const USUAL_START: Time = time(18, 0, 0, 0);
/// So much of the walk lies before the dusk.
const BEFORE_DUSK: f64 = 0.4;
/// No darkness season is farther away than this (days).
const FARTHEST_DAY: i64 = 200;

/// The hour at which a walk of so many minutes starts on a day, or how a chosen hour lies to the dusk.
///
/// # Method
/// Two fifths of the walk lie before civil dusk, and the start is on the next earlier five minutes.
///
/// # Edge cases
/// A day without dusk before 22 names the nearest days that have one, and the walk is put at the end of that evening
/// all the same. Where it is dark all day the walk starts at 18.
pub fn evening(date: Date, minutes: u32, wanted: Option<Time>, at: LonLat, clock: &Clock) -> Evening {
    let zone = clock.zone();
    let sun = of_day(date, at, zone);
    let length_s = Seconds::from(minutes) * 60;
    let early_enough = dusk_before(&sun, date, zone);
    let dark_all_day = sun.dusk.is_none() && is_dark(instant(date, USUAL_START, zone), at);
    let starts_at = match (wanted, early_enough) {
        (Some(wanted), _) => instant(date, wanted, zone),
        (None, Some(dusk)) => {
            let start = dusk - (BEFORE_DUSK * length_s as f64) as Seconds;
            start - start.rem_euclid(300)
        }
        (None, None) if dark_all_day => instant(date, USUAL_START, zone),
        (None, None) => instant(date, LATEST_DUSK, zone) - length_s,
    };
    let ends_at = starts_at + length_s;
    let (dark_first, dark_last) = (is_dark(starts_at, at), is_dark(ends_at, at));
    let light = match (dark_first, dark_last) {
        (false, true) => EveningLight::IntoTheDark,
        (true, _) => EveningLight::StartsInDark,
        (false, false) if early_enough.is_none() => {
            EveningLight::NoDarkness { nearest: nearest_dark_days(date, at, zone) }
        }
        (false, false) => EveningLight::EndsInLight,
    };
    Evening { date, starts_at, ends_at, sunset: sun.sunset, dusk: sun.dusk, light }
}

fn is_dark(at: Seconds, place: LonLat) -> bool {
    twilight(at, place).is_dark()
}

fn instant(date: Date, time: Time, zone: &TimeZone) -> Seconds {
    // An hour that the clock leaps over is taken as the one after it.
    let zoned = date.to_datetime(time).to_zoned(zone.clone());
    zoned.map_or(0, |zoned| zoned.timestamp().as_second())
}

fn of_day(date: Date, at: LonLat, zone: &TimeZone) -> SunTimes {
    let midnight = instant(date, Time::midnight(), zone);
    let next = date.tomorrow().map_or(midnight + 86_400, |next| instant(next, Time::midnight(), zone));
    sun_times(midnight, next, at)
}

fn dusk_before(sun: &SunTimes, date: Date, zone: &TimeZone) -> Option<Seconds> {
    sun.dusk.filter(|dusk| *dusk < instant(date, LATEST_DUSK, zone) && *dusk > instant(date, time(12, 0, 0, 0), zone))
}

/// The last such day before and the first after.
fn nearest_dark_days(date: Date, at: LonLat, zone: &TimeZone) -> Vec<Date> {
    let first = |sign: i64| {
        (1..=FARTHEST_DAY).find_map(|days| {
            let day = date.checked_add(Span::new().days(sign * days)).ok()?;
            dusk_before(&of_day(day, at, zone), day, zone).map(|_| day)
        })
    };
    [-1, 1].into_iter().filter_map(first).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn osby() -> (LonLat, Clock) {
        (LonLat::new(13.9931, 56.3806).expect("on the globe"), Clock::new("Europe/Stockholm").expect("known"))
    }

    fn on(date: Date, minutes: u32, wanted: Option<Time>) -> (Evening, String) {
        let (at, clock) = osby();
        let evening = evening(date, minutes, wanted, at, &clock);
        let starts = jiff::Timestamp::from_second(evening.starts_at).expect("a time").to_zoned(clock.zone().clone());
        (evening, starts.time().to_string())
    }

    #[test]
    fn a_walk_in_october_starts_before_dusk_and_ends_in_the_dark() {
        // Civil dusk in Osby on 25 October 2025 is at 18:16 local time (METHODS A8, NREL SPA).
        let (evening, starts) = on(date(2025, 10, 25), 75, None);
        assert_eq!((starts.as_str(), &evening.light), ("17:45:00", &EveningLight::IntoTheDark));
        let dusk = evening.dusk.expect("it gets dark");
        assert!(evening.starts_at < dusk && dusk < evening.ends_at);
        // Two days later the clock has been put back: dusk at 17:12.
        assert_eq!(on(date(2025, 10, 27), 75, None).1, "16:40:00");
    }

    #[test]
    fn june_has_no_darkness_and_the_nearest_days_that_have_are_told() {
        let (evening, starts) = on(date(2026, 6, 20), 60, None);
        let EveningLight::NoDarkness { nearest } = evening.light else { panic!("{evening:?}") };
        // The last and first days on which pvlib 0.16.1 (nrel_numpy, elevation below -6°) has dusk before 22:00 in
        // Osby.
        assert_eq!(nearest, [date(2026, 5, 13), date(2026, 8, 3)]);
        assert_eq!(starts, "21:00:00");
    }

    #[test]
    fn a_chosen_hour_is_kept_and_said_to_be_too_early_or_too_late() {
        let light = |hour| on(date(2025, 10, 25), 75, Some(time(hour, 0, 0, 0))).0.light;
        assert_eq!(light(14), EveningLight::EndsInLight);
        assert_eq!(light(20), EveningLight::StartsInDark);
        assert_eq!(light(18), EveningLight::IntoTheDark);
    }

    #[test]
    fn far_north_the_sun_may_never_set_or_never_rise() {
        let clock = Clock::new("Arctic/Longyearbyen").expect("known");
        let svalbard = LonLat::new(15.6, 78.2).expect("on the globe");
        let summer = evening(date(2026, 6, 1), 60, None, svalbard, &clock);
        assert!(matches!(summer.light, EveningLight::NoDarkness { ref nearest } if nearest.len() == 2), "{summer:?}");
        let winter = evening(date(2026, 12, 20), 60, None, svalbard, &clock);
        assert_eq!(winter.light, EveningLight::StartsInDark);
    }
}
