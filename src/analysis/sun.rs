//! Where the sun stands, and so whether it was dark: for any place and any second.

use solar_positioning::time::JulianDate;
use solar_positioning::{Horizon, Location, SolarEvents, SolarPositions, delta_t};

use crate::geodesy::LonLat;
use crate::observation::Seconds;

/// Where the centre of the sun stands, without the bending of light by the air.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sun {
    /// Above the horizon; negative below it.
    pub elevation_deg: f64,
    /// From north over east.
    pub azimuth_deg: f64,
}

/// How light it is, by how far the sun is below the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Twilight {
    /// The upper edge of the sun can be seen: above -0.833°.
    Day,
    /// Down to -6°: most things can be done without a lamp.
    Civil,
    /// Down to -12°: dark on the ground.
    Nautical,
    Night,
}

impl Twilight {
    pub fn of(elevation_deg: f64) -> Self {
        match elevation_deg {
            e if e > SUNRISE_DEG => Self::Day,
            e if e > CIVIL_DEG => Self::Civil,
            e if e > -12.0 => Self::Nautical,
            _ => Self::Night,
        }
    }

    /// Whether a lamp is needed: the sun is 6° or more below the horizon.
    pub fn is_dark(self) -> bool {
        self >= Self::Nautical
    }
}

/// Half a degree of bent light and a quarter of a degree of sun: 50 minutes of arc.
const SUNRISE_DEG: f64 = -50.0 / 60.0;
const CIVIL_DEG: f64 = -6.0;

/// The sun's day at a place; what does not happen within the span asked is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SunTimes {
    /// It stops being dark: civil twilight begins.
    pub dawn: Option<Seconds>,
    pub sunrise: Option<Seconds>,
    pub sunset: Option<Seconds>,
    /// It gets dark: civil twilight ends.
    pub dusk: Option<Seconds>,
}

/// Where the sun stands at a place and a second.
///
/// # Method
/// The solar position algorithm of NREL, good for 0.0003° between the years -2000 and 6000.
///
/// # Units
/// Degrees. Seconds since 1970 UTC; the few tenths between UTC and the turning of the Earth are left out.
///
/// # Edge cases
/// Years before 1900 and after 2150 are taken as those years: no report is from there.
///
/// # References
/// I. Reda, A. Andreas (2004), Solar position algorithm for solar radiation applications,
/// doi:10.1016/j.solener.2003.12.003.
pub fn sun(at: Seconds, place: LonLat) -> Sun {
    let (julian_day, delta_t_s) = astronomical(at);
    let time = JulianDate::new(julian_day, delta_t_s).expect("a bounded day is finite");
    let position = SolarPositions::new()
        .at_from_julian(time, location(place), 0.0, None)
        .expect("the place is on the globe and the year in range");
    Sun { elevation_deg: position.elevation_angle(), azimuth_deg: position.azimuth() }
}

/// How light it is at a place and a second.
pub fn twilight(at: Seconds, place: LonLat) -> Twilight {
    Twilight::of(sun(at, place).elevation_deg)
}

/// The first dawn, sunrise, sunset and dusk after `from` and not after `to`: midnight to midnight gives a day's.
///
/// # Edge cases
/// A span that is empty has none of them; one longer than ten days is cut there.
pub fn sun_times(from: Seconds, to: Seconds, place: LonLat) -> SunTimes {
    const TEN_DAYS_S: Seconds = 10 * 86_400;
    if to <= from {
        return SunTimes::default();
    }
    let (start, delta_t_s) = astronomical(from);
    let end = start + (to - from).min(TEN_DAYS_S) as f64 / DAY_S;
    let events = SolarEvents::new();
    let instant = |julian_day: f64| from + ((julian_day - start) * DAY_S).round() as Seconds;
    let rise = |horizon| {
        let found = events.next_rise_from_julian(start, end, location(place), delta_t_s, horizon);
        found.expect("the span is in range").map(instant)
    };
    let set = |horizon| {
        let found = events.next_set_from_julian(start, end, location(place), delta_t_s, horizon);
        found.expect("the span is in range").map(instant)
    };
    SunTimes {
        dawn: rise(Horizon::CivilTwilight),
        sunrise: rise(Horizon::SunriseSunset),
        sunset: set(Horizon::SunriseSunset),
        dusk: set(Horizon::CivilTwilight),
    }
}

const DAY_S: f64 = 86_400.0;
/// 1970-01-01 00:00 UTC.
const UNIX_EPOCH_JULIAN_DAY: f64 = 2_440_587.5;

/// The Julian day, and how far the even time of the planets is ahead of the clock.
fn astronomical(at: Seconds) -> (f64, f64) {
    const YEAR_1900: Seconds = -2_208_988_800;
    const YEAR_2150: Seconds = 5_680_281_600;
    let at = at.clamp(YEAR_1900, YEAR_2150) as f64;
    let year = 1970.0 + at / (365.25 * DAY_S);
    (UNIX_EPOCH_JULIAN_DAY + at / DAY_S, delta_t::estimate(year).expect("the year is in range"))
}

fn location(place: LonLat) -> Location {
    Location { latitude: place.lat(), longitude: place.lon() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn osby() -> LonLat {
        LonLat::new(13.9931, 56.3806).expect("on the globe")
    }

    #[test]
    fn a_class_of_light_ends_where_the_next_begins() {
        let classes = [0.0, -0.83, -0.84, -5.99, -6.0, -11.99, -12.0, -90.0].map(Twilight::of);
        use Twilight::{Civil, Day, Nautical, Night};
        assert_eq!(classes, [Day, Day, Civil, Civil, Nautical, Nautical, Night, Night]);
        assert!(!Civil.is_dark() && Nautical.is_dark());
    }

    #[test]
    fn rise_and_set_are_where_the_elevation_crosses() {
        let midnight = 1_760_000_000 / 86_400 * 86_400;
        let times = sun_times(midnight, midnight + 86_400, osby());
        let elevation = |at: Option<Seconds>| sun(at.expect("the sun rises and sets in Osby"), osby()).elevation_deg;
        for (at, wanted) in
            [(times.dawn, -6.0), (times.sunrise, SUNRISE_DEG), (times.sunset, SUNRISE_DEG), (times.dusk, -6.0)]
        {
            // The sun moves by 0.002° in half a second.
            assert!((elevation(at) - wanted).abs() < 0.0025, "{at:?}");
        }
    }

    #[test]
    fn a_midsummer_night_in_the_north_has_no_sunset_and_an_empty_span_has_nothing() {
        let kiruna = LonLat::new(20.22, 67.86).expect("on the globe");
        let midsummer = 1_750_464_000;
        assert_eq!(sun_times(midsummer, midsummer + 86_400, kiruna), SunTimes::default());
        assert_eq!(sun_times(midsummer, midsummer, osby()), SunTimes::default());
    }

    #[test]
    fn any_second_and_any_place_has_an_answer() {
        for at in [Seconds::MIN, -1, 0, Seconds::MAX] {
            for (lon, lat) in [(180.0, 90.0), (-180.0, -90.0), (0.0, 0.0)] {
                let place = LonLat::new(lon, lat).expect("on the globe");
                assert!(sun(at, place).elevation_deg.abs() <= 90.0);
                sun_times(at, at.saturating_add(86_400), place);
            }
        }
    }
}
