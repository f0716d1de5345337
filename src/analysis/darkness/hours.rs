//! Which hours are dark for a part of the year, and the reports in them.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil};

use super::super::sun::{Twilight, twilight};
use super::odds::DarkTable;
use crate::geodesy::LonLat;
use crate::observation::{Clock, Seconds};

/// How light an hour of the local clock is over a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HourLight {
    AlwaysLight,
    AlwaysDark,
    /// Light on some days and dark on others: a case hour.
    Changes,
    /// Twilight is in the way: neither a case hour nor a control.
    Between,
}

/// An hour that changes, and the hours it is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseHour {
    /// 0 to 23, on the local clock.
    pub hour: u8,
    /// Hours that are light, or dark, on every day of the year.
    pub controls: Vec<u8>,
}

/// What each hour of the local clock is at a place in a year.
pub fn hour_lights(place: LonLat, clock: &Clock, year: i16) -> [HourLight; 24] {
    std::array::from_fn(|hour| {
        let lights: Vec<Sky> = days_of(year).filter_map(|date| light_of_hour(date, hour as u8, place, clock)).collect();
        let has = |light| lights.contains(&light);
        match (has(Sky::Light), has(Sky::Dark), has(Sky::Mixed)) {
            (true, false, false) => HourLight::AlwaysLight,
            (false, true, false) => HourLight::AlwaysDark,
            (true, true, _) => HourLight::Changes,
            _ => HourLight::Between,
        }
    })
}

impl CaseHour {
    /// Every case hour at a place, each with all control hours there are.
    pub fn all(lights: &[HourLight; 24]) -> Vec<Self> {
        let of = |wanted: &[HourLight]| -> Vec<u8> {
            (0..24).filter(|hour| wanted.contains(&lights[usize::from(*hour)])).collect()
        };
        let controls = of(&[HourLight::AlwaysLight, HourLight::AlwaysDark]);
        of(&[HourLight::Changes]).into_iter().map(|hour| Self { hour, controls: controls.clone() }).collect()
    }
}

/// The reports in a case hour and its control hours, by whether the case hour is dark or light on their day.
///
/// # Method
/// Uttley and Fotios: an hour that is dark for a part of the year is compared with itself in the light part; control
/// hours, whose light never changes, take away what the season does. A day counts as dark or light when the case hour
/// is so from its beginning to its end; days with twilight in it are left out, for the controls too.
///
/// # Units
/// Instants in seconds since 1970 UTC; hours of the local clock, which summer time shifts.
///
/// # Complexity
/// The sun is asked three times for each day that occurs.
///
/// # References
/// J. Uttley, S. Fotios (2017), The effect of ambient light condition on road traffic collisions involving pedestrians
/// on pedestrian crossings, doi:10.1016/j.aap.2017.09.005.
pub fn dark_table(instants: &[Seconds], case: &CaseHour, place: LonLat, clock: &Clock) -> DarkTable {
    let mut known: BTreeMap<civil::Date, Option<Sky>> = BTreeMap::new();
    let mut table = DarkTable::default();
    for &at in instants {
        let local = clock.zone().to_datetime(Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH));
        let hour = local.hour() as u8;
        let is_case = hour == case.hour;
        if !is_case && !case.controls.contains(&hour) {
            continue;
        }
        let date = local.date();
        let light = known.entry(date).or_insert_with(|| light_of_hour(date, case.hour, place, clock));
        match (is_case, light) {
            (true, Some(Sky::Dark)) => table.case_dark += 1,
            (true, Some(Sky::Light)) => table.case_day += 1,
            (false, Some(Sky::Dark)) => table.control_dark += 1,
            (false, Some(Sky::Light)) => table.control_day += 1,
            (_, Some(Sky::Mixed) | None) => {}
        }
    }
    table
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sky {
    Light,
    Dark,
    /// There is twilight in it.
    Mixed,
}

/// How light an hour is from its beginning to its end; `None` in the night whose clock skips it.
fn light_of_hour(date: civil::Date, hour: u8, place: LonLat, clock: &Clock) -> Option<Sky> {
    let start = date.at(hour as i8, 0, 0, 0).to_zoned(clock.zone().clone()).ok()?;
    if start.hour() != hour as i8 {
        return None;
    }
    let start = start.timestamp().as_second();
    // The middle, too: around midnight and noon an hour is not between its ends.
    let states = [0, 1800, 3600].map(|offset| twilight(start + offset, place));
    if states.iter().all(|state| *state == Twilight::Day) {
        Some(Sky::Light)
    } else if states.iter().all(|state| state.is_dark()) {
        Some(Sky::Dark)
    } else {
        Some(Sky::Mixed)
    }
}

fn days_of(year: i16) -> impl Iterator<Item = civil::Date> {
    let first = civil::Date::new(year.clamp(1900, 2150), 1, 1).expect("every year has a first of January");
    first.series(jiff::Span::new().days(1)).take_while(move |date| date.year() == first.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn osby() -> (LonLat, Clock) {
        (LonLat::new(13.9931, 56.3806).expect("on the globe"), Clock::new("Europe/Stockholm").expect("known"))
    }

    #[test]
    fn in_osby_the_evening_changes_and_noon_and_the_small_hours_do_not() {
        let (place, clock) = osby();
        let lights = hour_lights(place, &clock, 2025);
        let hours = |wanted| (0..24).filter(|hour| lights[*hour] == wanted).collect::<Vec<usize>>();
        // pvlib 0.16.1, elevation every five minutes of 2025 (tests/oracle/darkness.rs names the call). The clock has
        // no hour 2 on 30 March; on the other days it is dark.
        assert_eq!(hours(HourLight::AlwaysLight), [9, 10, 11, 12, 13, 14]);
        assert_eq!(hours(HourLight::AlwaysDark), [0, 1, 2]);
        assert_eq!(hours(HourLight::Changes), [5, 6, 17, 18, 19, 20]);
        let cases = CaseHour::all(&lights);
        assert!(cases.iter().any(|case| case.hour == 18 && case.controls.contains(&12)));
        assert!(cases.iter().all(|case| !case.controls.contains(&case.hour)));
    }

    #[test]
    fn a_report_counts_by_the_light_of_the_case_hour_on_its_day() {
        let (place, clock) = osby();
        let at = |month, day, hour| {
            let local = civil::date(2025, month, day).at(hour, 30, 0, 0).to_zoned(clock.zone().clone());
            local.expect("exists").timestamp().as_second()
        };
        let case = CaseHour { hour: 18, controls: vec![12] };
        // 18-19 is dark in December, light in June, has the end of twilight in it on the tenth of March.
        let instants = [at(12, 1, 18), at(12, 1, 12), at(12, 2, 12), at(6, 1, 18), at(6, 1, 12), at(3, 10, 18)];
        let table = dark_table(&instants, &case, place, &clock);
        assert_eq!(table, DarkTable { case_dark: 1, case_day: 1, control_dark: 2, control_day: 1 });
    }
}
