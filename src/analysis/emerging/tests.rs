use super::*;

const UP: f64 = 1.0;
const FLAT: f64 = 0.0;
const DOWN: f64 = -1.0;

/// H hot, C cold, a dot neither; a trend of twenty periods that go up, down, or to and fro.
fn pattern(series: &str, direction: f64) -> Emerging {
    let standing = |letter| match letter {
        'H' => Standing::Hot,
        'C' => Standing::Cold,
        _ => Standing::Neither,
    };
    let standings: Vec<Standing> = series.chars().map(standing).collect();
    let scores: Vec<f64> = (0..20).map(|period| f64::from(period) * direction + f64::from(period % 2)).collect();
    let found = trend(&scores);
    assert_eq!(found.p < 0.05, direction != FLAT, "the trend is what the case says");
    pattern_of(&standings, &found, 0.05)
}

#[test]
fn each_of_the_seventeen_patterns_has_its_series() {
    use Pattern::*;
    // For the cold side every letter and every direction is turned round.
    let cases = [
        (".........H", FLAT, New),
        ("CC.......H", FLAT, New),
        (".......HHH", UP, Consecutive),
        ("..CC....HH", FLAT, Consecutive),
        ("HHHHHHHHHH", UP, Intensifying),
        ("HHH.HHHHHH", UP, Intensifying),
        ("HHHHHHHHHH", FLAT, Persistent),
        (".HHHHHHHHH", FLAT, Persistent),
        ("HHHHHHHHHH", DOWN, Diminishing),
        ("H.H...H.HH", FLAT, Sporadic),
        ("HHHHHHH..H", UP, Sporadic),
        ("H..C..H..H", FLAT, Oscillating),
        ("CCCCH...HH", UP, Oscillating),
        ("HHHHHHHHH.", FLAT, Historical),
    ];
    for (series, direction, expected) in cases {
        assert_eq!(pattern(series, direction), Some((Side::Hot, expected)), "{series}");
        let turn = |letter| match letter {
            'H' => 'C',
            'C' => 'H',
            other => other,
        };
        let turned: String = series.chars().map(turn).collect();
        assert_eq!(pattern(&turned, -direction), Some((Side::Cold, expected)), "{turned}");
    }
    for (series, direction) in [("..........", UP), ("HHHHHHHH..", FLAT), ("H.C.H.C.H.", DOWN), ("", FLAT)] {
        assert_eq!(pattern(series, direction), None, "{series}");
    }
}

#[test]
fn a_cold_place_that_warms_is_no_intensifying_hot_spot() {
    // sfdep counts the nine cold periods as significant ones, sees the last one hot and the trend up.
    assert_eq!(pattern("CCCCCCCCCH", UP), Some((Side::Hot, Pattern::New)));
    assert_eq!(pattern("HHHHHHHHHC", DOWN), Some((Side::Cold, Pattern::New)));
}

#[test]
fn a_short_history_is_new_persistent_gone_or_none() {
    use Standing::*;
    assert_eq!(short_history_of(&[Neither, Neither, Hot]), ShortHistory::New);
    assert_eq!(short_history_of(&[Hot, Neither, Hot]), ShortHistory::Persistent);
    assert_eq!(short_history_of(&[Hot, Hot, Neither]), ShortHistory::Gone);
    assert_eq!(short_history_of(&[Cold, Neither, Cold]), ShortHistory::None);
    assert_eq!(short_history_of(&[]), ShortHistory::None);
}

#[test]
fn a_square_that_grows_from_nothing_is_consecutive_and_its_distant_fellows_have_no_pattern() {
    let neighbours = Neighbours::of_grid(10, 10, 1);
    let month = |month: u32| {
        let mut counts = vec![1; 100];
        counts[55] = if month < 20 { 1 } else { 40 };
        counts
    };
    let months: Vec<Vec<u32>> = (0..24).map(month).collect();
    let params = EmergingParams { clumping: Clumping::None, ..Default::default() };
    let long = emerging(&months, &[1.0; 100], &neighbours, &params);
    assert_eq!(long[55].development, Development::Long(Some((Side::Hot, Pattern::Consecutive))));
    assert_eq!(long[0].development, Development::Long(None));
    assert!(long[55].trend.s > 0 && long[0].standings.iter().all(|standing| *standing == Standing::Neither));
    let short = emerging(&months[5..], &[1.0; 100], &neighbours, &params);
    assert_eq!(short[55].development, Development::Short(ShortHistory::Persistent));
    let quarters = EmergingParams { months_per_period: 3.0, ..params };
    let short =
        emerging(&months[..21], &[1.0; 100], &neighbours, &EmergingParams { months_per_period: 1.0, ..quarters });
    assert_eq!(short[55].development, Development::Short(ShortHistory::New));
}

#[test]
fn no_periods_have_no_pattern() {
    let found = emerging(&[], &[1.0; 4], &Neighbours::of_grid(2, 2, 1), &EmergingParams::default());
    assert!(found.iter().all(|unit| unit.development == Development::Short(ShortHistory::None)));
}
