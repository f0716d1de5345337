//! The odds ratio of darkness against statsmodels 0.15.0, and its counts against the sun of pvlib 0.16.1.

use trygghetskarta::analysis::darkness::{CaseHour, DarkTable, dark_table, pooled};
use trygghetskarta::geodesy::LonLat;
use trygghetskarta::observation::Clock;

/// Robberies in Memphis, 2019, at 18 and at 19 o'clock, with 14 and 22 as controls, then two small tables.
const TABLES: [[u32; 4]; 4] = [[31, 55, 57, 139], [81, 32, 94, 56], [5, 2, 7, 9], [0, 3, 4, 6]];

fn table([case_dark, case_day, control_dark, control_day]: [u32; 4]) -> DarkTable {
    DarkTable { case_dark, case_day, control_dark, control_day }
}

/// `Table2x2([[a, b], [c, d]])`, its `oddsratio` and `oddsratio_confint()`.
#[test]
fn the_odds_ratio_and_its_interval_are_those_of_statsmodels() {
    let theirs = [
        [1.374_481_658_692_185, 0.803_066_232_139_128_4, 2.352_483_213_058_223_4],
        [1.507_978_723_404_255_4, 0.890_941_915_177_745, 2.552_354_751_191_903_6],
    ];
    for (cells, [ratio, low, high]) in TABLES.into_iter().zip(theirs) {
        let ours = table(cells).odds_ratio().expect("full");
        assert!((ours.ratio - ratio).abs() < 1e-9, "{ours:?}");
        assert!((ours.low - low).abs() < 1e-9 && (ours.high - high).abs() < 1e-9, "{ours:?}");
    }
}

/// `StratifiedTable([...])`, its `oddsratio_pooled` and `oddsratio_pooled_confint()`.
#[test]
fn the_pooled_odds_ratio_and_its_interval_are_those_of_statsmodels() {
    let ours = pooled(&TABLES.map(table)).expect("full");
    assert!((ours.ratio - 1.431_691_912_220_005).abs() < 1e-9, "{ours:?}");
    assert!((ours.low - 0.994_813_038_703_689_3).abs() < 1e-9, "{ours:?}");
    assert!((ours.high - 2.060_429_097_498_692_3).abs() < 1e-9, "{ours:?}");
}

/// An instant every 37 minutes of 2025. A day counts as dark (light) when the elevation of
/// `pvlib.solarposition.get_solarposition(..., 56.3806, 13.9931, altitude=0, method="nrel_numpy", delta_t=69.2)` is
/// below -6 (above -50/60) every five minutes of the case hour.
#[test]
fn reports_are_counted_by_the_light_that_pvlib_gives_their_day() {
    let place = LonLat::new(13.9931, 56.3806).expect("on the globe");
    let clock = Clock::new("Europe/Stockholm").expect("known");
    let instants: Vec<i64> = (0..14_206).map(|nth| 1_735_689_600 + nth * 37 * 60).collect();
    let theirs: [(u8, &[u8], [u32; 4]); 3] = [
        (18, &[12, 1], [192, 291, 388, 577]),
        (6, &[12, 1], [159, 231, 322, 464]),
        (20, &[10, 11, 12, 13], [317, 150, 1269, 589]),
    ];
    for (hour, controls, cells) in theirs {
        let case = CaseHour { hour, controls: controls.to_vec() };
        assert_eq!(dark_table(&instants, &case, place, &clock), table(cells), "{hour}");
    }
}
