//! Dark only, by day, always, or cannot tell: one word for a place.

use super::super::sun::{Twilight, twilight};
use crate::geodesy::LonLat;
use crate::observation::{Clock, Moment, Seconds};

/// How much of what was told of a place lies in the dark, in twilight and by day. A report counts once, however long it
/// goes on: ten Fridays told of by one person are one voice.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LightShares {
    /// The sun was 6° or more below the horizon.
    pub dark: f64,
    pub twilight: f64,
    pub day: f64,
    /// Somewhere within a day or longer: any light.
    pub unknown: f64,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VerdictParams {
    /// Mostly dark is this share or more, mostly day is the same of the day; twilight does not count. Default 0.75.
    pub clear_share: f64,
}

impl Default for VerdictParams {
    fn default() -> Self {
        Self { clear_share: 0.75 }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WhenDark {
    /// Nearly all in the dark: light may help.
    DarkOnly,
    /// Nearly all by day.
    DayOnly,
    /// A good part of each: light alone will not do.
    Always,
    /// Too few to say.
    CannotTell,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DarkVerdict {
    pub when: WhenDark,
    /// Dark of dark and day; `None` without either.
    pub dark_share: Option<f64>,
    /// The 95 % interval of the share.
    pub low: f64,
    pub high: f64,
}

/// How the reports of a place lie over dark and light.
///
/// # Method
/// An instant is looked up. An interval shorter than a day is shared out evenly over its time (aoristic), sampled at
/// the middle of equal parts of ten minutes or less (at most 72). A recurrence is sampled twice in each hour it names,
/// in at most 26 weeks evenly spread over its span.
///
/// # Edge cases
/// An interval of a day or longer, and a recurrence that names no hour of its span, are unknown.
pub fn light_shares(moments: impl IntoIterator<Item = Moment>, place: LonLat, clock: &Clock) -> LightShares {
    let mut shares = LightShares::default();
    for moment in moments {
        let samples = samples(&moment, clock);
        if samples.is_empty() {
            shares.unknown += 1.0;
        }
        let each = 1.0 / samples.len().max(1) as f64;
        for at in samples {
            match twilight(at, place) {
                Twilight::Day => shares.day += each,
                Twilight::Civil => shares.twilight += each,
                Twilight::Nautical | Twilight::Night => shares.dark += each,
            }
        }
    }
    shares
}

/// One word for a place, with what it rests on.
///
/// # Method
/// Wilson's 95 % interval of the dark share of what was dark or day. Dark only when all of it lies at or above the
/// clear share, day only when all of the day's does, always when the interval leaves out both; otherwise nobody can
/// tell. Twelve reports, all in the dark, are the fewest that make a place "dark only".
///
/// # Edge cases
/// This says when people told of a place, not whether darkness causes it: fewer people are out in the dark, and more
/// are in winter evenings. For that question see [`DarkTable`](super::DarkTable).
///
/// # References
/// E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference,
/// doi:10.1080/01621459.1927.10502953.
pub fn when_dark(shares: &LightShares, params: &VerdictParams) -> DarkVerdict {
    let n = shares.dark + shares.day;
    if n <= 0.0 {
        return DarkVerdict { when: WhenDark::CannotTell, dark_share: None, low: 0.0, high: 1.0 };
    }
    let share = shares.dark / n;
    let (low, high) = wilson(share, n);
    let clear = params.clear_share.clamp(0.5, 1.0);
    let when = match (low, high) {
        (low, _) if low >= clear => WhenDark::DarkOnly,
        (_, high) if high <= 1.0 - clear => WhenDark::DayOnly,
        (low, high) if low >= 1.0 - clear && high <= clear => WhenDark::Always,
        _ => WhenDark::CannotTell,
    };
    DarkVerdict { when, dark_share: Some(share), low, high }
}

fn wilson(share: f64, n: f64) -> (f64, f64) {
    const Z2: f64 = 3.841_458_820_694_124;
    let center = share + Z2 / (2.0 * n);
    let spread = (Z2 * (share * (1.0 - share) / n + Z2 / (4.0 * n * n))).sqrt();
    let scale = 1.0 + Z2 / n;
    (((center - spread) / scale).max(0.0), ((center + spread) / scale).min(1.0))
}

const HOUR_S: Seconds = 3600;
const DAY_S: Seconds = 24 * HOUR_S;
const WEEK_S: Seconds = 7 * DAY_S;

/// Seconds that stand for equal parts of a moment.
fn samples(moment: &Moment, clock: &Clock) -> Vec<Seconds> {
    match *moment {
        Moment::Instant(at) => vec![at],
        Moment::Interval { from, to } if to <= from => vec![from],
        Moment::Interval { from, to } if to - from >= DAY_S => Vec::new(),
        Moment::Interval { from, to } => {
            let parts = ((to - from + 599) / 600).min(72);
            (0..parts).map(|part| from + (2 * part + 1) * (to - from) / (2 * parts)).collect()
        }
        Moment::Recurrence { hours, from, to } => {
            let n_weeks = ((to.saturating_sub(from)).max(0) + WEEK_S - 1) / WEEK_S;
            let looked_at = n_weeks.min(26);
            let week = |nth: Seconds| from + nth * n_weeks / looked_at.max(1) * WEEK_S;
            let in_week = |start: Seconds| (0..2 * 168).map(move |half| start + half * HOUR_S / 2 + HOUR_S / 4);
            let all = (0..looked_at).map(week).flat_map(in_week);
            all.filter(|at| *at < to && hours.contains(clock.hour_of_week(*at))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::{HoursOfWeek, Weekday};

    fn place() -> (LonLat, Clock) {
        (LonLat::new(13.9931, 56.3806).expect("on the globe"), Clock::new("Europe/Stockholm").expect("known"))
    }

    fn shares(moment: Moment) -> LightShares {
        let (place, clock) = place();
        light_shares([moment], place, &clock)
    }

    /// 2025-12-01 00:00 in Stockholm.
    const DECEMBER: Seconds = 1_764_543_600;
    /// 2025-06-01 00:00 in Stockholm.
    const JUNE: Seconds = 1_748_728_800;

    #[test]
    fn one_report_counts_once_however_it_was_told() {
        let evening = HoursOfWeek::on(&[Weekday::Fri, Weekday::Sat], 17, 20);
        let moments = [
            Moment::Instant(DECEMBER + 12 * HOUR_S),
            Moment::Interval { from: DECEMBER + 10 * HOUR_S, to: DECEMBER + 20 * HOUR_S },
            Moment::Interval { from: DECEMBER, to: DECEMBER + 2 * DAY_S },
            Moment::Recurrence { hours: evening, from: DECEMBER, to: DECEMBER + 9 * WEEK_S },
        ];
        let total = |s: LightShares| s.dark + s.twilight + s.day + s.unknown;
        assert!(moments.iter().all(|moment| (total(shares(*moment)) - 1.0).abs() < 1e-9));
        assert_eq!(shares(moments[0]).day, 1.0);
        assert_eq!(shares(moments[2]).unknown, 1.0);
        assert!((shares(moments[3]).dark - 1.0).abs() < 1e-9);
    }

    #[test]
    fn an_interval_is_shared_out_by_the_sun() {
        // On 1 December 2025 sunset is 15:32 and dusk 16:19 (pvlib 0.16.1): 332, 46 and 222 minutes of these 600.
        let afternoon = shares(Moment::Interval { from: DECEMBER + 10 * HOUR_S, to: DECEMBER + 20 * HOUR_S });
        assert!((afternoon.day - 0.554).abs() < 0.02 && (afternoon.dark - 0.369).abs() < 0.02, "{afternoon:?}");
    }

    #[test]
    fn summer_evenings_are_light_and_winter_evenings_dark() {
        let hours = HoursOfWeek::on(&Weekday::ALL, 18, 20);
        let june = shares(Moment::Recurrence { hours, from: JUNE, to: JUNE + 4 * WEEK_S });
        let december = shares(Moment::Recurrence { hours, from: DECEMBER, to: DECEMBER + 4 * WEEK_S });
        assert!((june.day - 1.0).abs() < 1e-9 && (december.dark - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_word_is_said_only_when_enough_was_told() {
        let word = |dark, day| when_dark(&LightShares { dark, day, ..Default::default() }, &Default::default()).when;
        assert_eq!(word(0.0, 0.0), WhenDark::CannotTell);
        assert_eq!((word(11.0, 0.0), word(12.0, 0.0)), (WhenDark::CannotTell, WhenDark::DarkOnly));
        assert_eq!((word(0.0, 11.0), word(0.0, 12.0)), (WhenDark::CannotTell, WhenDark::DayOnly));
        assert_eq!((word(5.0, 5.0), word(6.0, 6.0)), (WhenDark::CannotTell, WhenDark::Always));
        assert_eq!(word(50.0, 10.0), WhenDark::CannotTell);
    }

    #[test]
    fn the_interval_is_that_of_wilson() {
        // statsmodels 0.15.0: proportion_confint(7, 20, method="wilson").
        let (low, high) = wilson(0.35, 20.0);
        assert!(
            (low - 0.181_191_824_101_082).abs() < 1e-12 && (high - 0.567_145_723_314_763_8).abs() < 1e-12,
            "{low} {high}"
        );
    }
}
