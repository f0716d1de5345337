//! The sun against pvlib 0.16.1 (its NREL solar position algorithm) and the test case of NREL itself.
//!
//! `pvlib.solarposition.get_solarposition(times, 56.3806, 13.9931, altitude=0, method="nrel_numpy", delta_t=69.2)`, the
//! columns `elevation` and `azimuth`; `sun_rise_set_transit_spa` for rise and set; dawn and dusk are where `scipy
//! 1.17.1` `optimize.brentq` finds that elevation to be -6.

use trygghetskarta::analysis::{Twilight, sun, sun_times, twilight};
use trygghetskarta::geodesy::LonLat;

fn osby() -> LonLat {
    LonLat::new(13.9931, 56.3806).expect("on the globe")
}

#[test]
fn the_sun_stands_where_nrel_says_in_its_test_case() {
    let golden = LonLat::new(-105.1786, 39.742_476).expect("on the globe");
    let ours = sun(1_066_419_030, golden);
    // Zenith 50.111622 with 0.016333 of bent light (820 mbar, 11 degrees).
    assert!((ours.elevation_deg - (90.0 - 50.111_622 - 0.016_333)).abs() < 1e-5, "{ours:?}");
    assert!((ours.azimuth_deg - 194.340_241).abs() < 1e-4);
}

#[test]
fn the_sun_stands_where_pvlib_says_all_year() {
    for (at, elevation_deg, azimuth_deg) in POSITIONS {
        let ours = sun(at, osby());
        assert!((ours.elevation_deg - elevation_deg).abs() < 1e-4, "{at}: {ours:?}");
        assert!((ours.azimuth_deg - azimuth_deg).abs() < 1e-3, "{at}: {ours:?}");
    }
}

#[test]
fn it_rises_and_sets_and_gets_dark_when_pvlib_says() {
    for (midnight, dawn, sunrise, sunset, dusk) in TIMES {
        let ours = sun_times(midnight, midnight + 86_400, osby());
        let pairs = [(ours.dawn, dawn), (ours.sunrise, sunrise), (ours.sunset, sunset), (ours.dusk, dusk)];
        for (ours, theirs) in pairs {
            let seconds_off = ours.expect("the sun rises and sets in Osby") - theirs;
            assert!(seconds_off.abs() <= 2, "{midnight}: {seconds_off}");
        }
    }
}

/// The goal is 99.9 % of all minutes; here every tenth minute of 2025.
#[test]
fn a_year_has_as_much_day_twilight_and_night_as_pvlib_says() {
    let mut start = 1_735_689_600;
    for (days, theirs) in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].into_iter().zip(TEN_MINUTES) {
        let end = start + days * 86_400;
        let mut ours = [0_i32; 4];
        (start..end).step_by(600).for_each(|at| ours[twilight(at, osby()) as usize] += 1);
        assert!(ours.iter().zip(theirs).all(|(ours, theirs)| (ours - theirs).abs() <= 1), "{ours:?} {theirs:?}");
        start = end;
    }
    assert_eq!(Twilight::Night as usize, 3);
}

/// Seconds since 1970, elevation, azimuth.
const POSITIONS: [(i64, f64, f64); 40] = [
    (1_735_870_620, -42.06799, 65.52737),
    (1_736_673_420, 8.32369, 153.03632),
    (1_737_476_220, -8.62134, 247.10390),
    (1_738_279_020, -51.00125, 359.84941),
    (1_739_081_820, -4.22345, 110.17006),
    (1_739_884_620, 17.82014, 210.75809),
    (1_740_687_420, -30.29664, 305.95394),
    (1_741_490_220, -19.58818, 67.22914),
    (1_742_293_020, 31.77175, 163.76657),
    (1_743_095_820, 1.32848, 273.21924),
    (1_743_898_620, -25.50045, 19.47423),
    (1_744_701_420, 26.22953, 113.28973),
    (1_745_504_220, 32.95851, 240.76072),
    (1_746_307_020, -14.47397, 334.23598),
    (1_747_109_820, 9.47098, 70.84340),
    (1_747_912_620, 53.97445, 186.49930),
    (1_748_715_420, 8.44540, 297.47973),
    (1_749_518_220, -5.73461, 30.59912),
    (1_750_321_020, 45.07181, 119.40872),
    (1_751_123_820, 34.35499, 260.51670),
    (1_751_926_620, -10.37963, 347.77693),
    (1_752_729_420, 18.40254, 79.26342),
    (1_753_532_220, 50.90176, 205.31464),
    (1_754_335_020, -1.99817, 305.52170),
    (1_755_137_820, -9.18476, 45.93652),
    (1_755_940_620, 40.16765, 143.78635),
    (1_756_743_420, 13.14886, 264.67048),
    (1_757_546_220, -28.98079, 4.62733),
    (1_758_349_020, 11.67790, 106.23674),
    (1_759_151_820, 24.25417, 219.72913),
    (1_759_954_620, -31.35905, 313.42167),
    (1_760_757_420, -20.71699, 75.87087),
    (1_761_560_220, 20.37981, 171.96810),
    (1_762_363_020, -17.23402, 267.03547),
    (1_763_165_820, -48.64424, 32.69513),
    (1_763_968_620, 0.89084, 131.25227),
    (1_764_771_420, 0.56353, 225.82628),
    (1_765_574_220, -51.97462, 320.44762),
    (1_766_377_020, -25.56585, 94.40997),
    (1_767_179_820, 10.53034, 182.31448),
];

/// Midnight UTC, dawn, sunrise, sunset, dusk.
const TIMES: [(i64, i64, i64, i64, i64); 12] = [
    (1_739_577_600, 1_739_598_650, 1_739_600_999, 1_739_635_627, 1_739_637_979),
    (1_741_996_800, 1_742_013_713, 1_742_015_949, 1_742_058_463, 1_742_060_707),
    (1_744_675_200, 1_744_686_994, 1_744_689_434, 1_744_740_726, 1_744_743_183),
    (1_747_267_200, 1_747_274_282, 1_747_277_332, 1_747_336_389, 1_747_339_468),
    (1_749_945_600, 1_749_949_804, 1_749_953_648, 1_750_017_317, 1_750_021_172),
    (1_752_537_600, 1_752_543_555, 1_752_546_995, 1_752_608_550, 1_752_611_960),
    (1_755_216_000, 1_755_226_184, 1_755_228_829, 1_755_283_306, 1_755_285_931),
    (1_757_894_400, 1_757_908_649, 1_757_910_931, 1_757_956_894, 1_757_959_166),
    (1_760_486_400, 1_760_504_294, 1_760_506_576, 1_760_544_135, 1_760_546_412),
    (1_763_164_800, 1_763_186_389, 1_763_188_959, 1_763_218_439, 1_763_221_007),
    (1_765_756_800, 1_765_781_040, 1_765_783_921, 1_765_808_780, 1_765_811_661),
    (1_768_435_200, 1_768_459_336, 1_768_462_047, 1_768_489_191, 1_768_491_903),
];

/// Every tenth minute of each month of 2025 (UTC): day, civil, nautical, night.
const TEN_MINUTES: [[i32; 4]; 12] = [
    [1426, 279, 294, 2465],
    [1611, 221, 249, 1951],
    [2212, 231, 277, 1744],
    [2571, 246, 319, 1184],
    [3056, 319, 571, 518],
    [3168, 384, 768, 0],
    [3161, 349, 701, 253],
    [2800, 271, 373, 1020],
    [2293, 228, 276, 1523],
    [1927, 237, 270, 2030],
    [1474, 258, 278, 2310],
    [1298, 295, 308, 2563],
];
