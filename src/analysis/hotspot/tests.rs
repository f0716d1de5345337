use super::*;
use crate::analysis::draws::stream;

fn row_of_five(counts: [u32; 5], exposure: [f64; 5]) -> Hotspots {
    let neighbours = Neighbours::of_grid(5, 1, 1);
    let params = HotspotParams { clumping: Clumping::None, ..Default::default() };
    hotspots(&Units { counts: &counts, exposure: &exposure, neighbours: &neighbours }, &params)
}

#[test]
fn what_is_expected_follows_exposure_and_the_neighbourhood_is_summed() {
    let found = row_of_five([1, 0, 5, 2, 2], [100.0, 300.0, 200.0, 200.0, 200.0]);
    let expected: Vec<f64> = found.units.iter().map(|unit| unit.expected).collect();
    assert_eq!(expected, [1.0, 3.0, 2.0, 2.0, 2.0]);
    assert_eq!(found.units.iter().map(|unit| unit.n_around).collect::<Vec<_>>(), [1, 6, 7, 9, 4]);
    assert_eq!(found.units[2].expected_around, 7.0);
    // scipy 1.17.1: scipy.stats.poisson.sf(9 - 1, 6).
    assert!((found.units[3].p_here - 0.15276250601543884).abs() < 1e-12);
}

#[test]
fn a_place_without_exposure_is_left_out_and_said() {
    let found = row_of_five([9, 1, 0, 1, 1], [0.0, 1.0, 1.0, f64::NAN, 1.0]);
    assert_eq!((found.n_reports, found.n_without_exposure), (2, 10));
    assert_eq!(found.units[0].class, Class::TooFewToSay);
    assert_eq!((found.units[0].p_here, found.units[0].p_map), (1.0, 1.0));
    assert_eq!(found.units[1].n_around, 1);
}

#[test]
fn without_reports_there_is_nothing_to_say() {
    let found = row_of_five([0; 5], [1.0; 5]);
    assert!(found.units.iter().all(|unit| unit.class == Class::TooFewToSay && unit.p_map == 1.0));
}

#[test]
fn a_handful_of_reports_is_too_few_to_say_and_many_even_ones_cannot_be_told_from_chance() {
    assert!(row_of_five([1, 0, 1, 0, 1], [1.0; 5]).units.iter().all(|unit| unit.class == Class::TooFewToSay));
    let even = row_of_five([201, 195, 199, 202, 200], [1.0; 5]);
    assert!(even.units.iter().all(|unit| unit.class == Class::CannotTell), "{even:?}");
}

#[test]
fn what_is_enough_is_enough_and_one_less_is_not() {
    let neighbours = Neighbours::of_grid(12, 12, 1);
    let mut counts = vec![1; 144];
    let params = HotspotParams { clumping: Clumping::None, ..Default::default() };
    let test = |counts: &[u32]| {
        let exposure = [1.0; 144];
        hotspots(&Units { counts, exposure: &exposure, neighbours: &neighbours }, &params)
    };
    let enough = test(&counts).units[40].enough_around.expect("999 maps are enough") as u32;
    // The total stays 144, so that the maps of chance are the same.
    for (moved, from) in (0..enough - 9).zip(100..) {
        let before = test(&counts).units[40];
        assert_ne!(before.class, Class::ClearlyMore, "{moved} moved: {before:?}");
        counts[from] = 0;
        counts[40] += 1;
    }
    assert_eq!(test(&counts).units[40].class, Class::ClearlyMore);
}

#[test]
fn the_bytes_are_the_same_on_one_thread_and_on_four() {
    let neighbours = Neighbours::of_grid(20, 20, 1);
    let mut draws = stream(3, 0);
    // Every third report twice: clumps, so that their fit is compared too.
    let mut counts = vec![0; 400];
    (0..300).for_each(|report| counts[draws.below(400) as usize] += 1 + u32::from(report % 3 == 0) * 3);
    let exposure: Vec<f64> = (0..400).map(|_| 0.1 + draws.unit()).collect();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
        let units = Units { counts: &counts, exposure: &exposure, neighbours: &neighbours };
        pool.install(|| hotspots(&units, &HotspotParams { seed: 5, replicates: 199, ..Default::default() }))
    };
    let (one, four) = (on(1), on(4));
    assert!(one.variance_ratio > 1.0);
    assert_eq!(format!("{one:?}"), format!("{four:?}"));
}

#[test]
fn the_smallest_tail_of_a_map_is_that_of_a_plain_loop() {
    let neighbours = Neighbours::of_grid(15, 15, 1);
    let exposure: Vec<f64> = (0..225).map(|unit| f64::from(unit % 7)).collect();
    let units = Units { counts: &[1; 225], exposure: &exposure, neighbours: &neighbours };
    let null = Null::new(&units).expect("there are reports");
    for ratio in [1.0, 2.5] {
        let tail = Tail::new(ratio);
        let worth = tail.first_worth_a_look(&null.expected_around, null.n_open());
        for replicate in 0..50 {
            let counts = null.map(1, replicate, Clumps::of_variance_ratio(ratio, null.n_reports));
            assert_eq!(counts.iter().map(|&n| u64::from(n)).sum::<u64>(), null.n_reports);
            assert!(counts.iter().zip(&exposure).all(|(&n, &o)| n == 0 || o > 0.0));
            let around = null.sums_around(&counts);
            let plain = (0..225).filter(|&unit| null.open[unit]).map(|unit| {
                let n = (0..225).filter(|&other| other == unit || neighbours.of(unit).contains(&(other as u32)));
                tail.upper(null.expected_around[unit], n.map(|other| u64::from(counts[other])).sum())
            });
            let plain = plain.fold(1.0, f64::min);
            assert_eq!(tail.smallest(&null.open, &null.expected_around, &around, &worth), plain);
        }
    }
}

#[test]
fn maps_of_chance_have_the_mean_and_the_variance_of_their_law() {
    let neighbours = Neighbours::of_grid(30, 1, 0);
    let exposure: Vec<f64> = (1..=30).map(f64::from).collect();
    let counts = vec![20; 30];
    let null = Null::new(&Units { counts: &counts, exposure: &exposure, neighbours: &neighbours }).expect("reports");
    for ratio in [1.0, 3.0] {
        let n_maps = 4_000;
        let clumps = Clumps::of_variance_ratio(ratio, null.n_reports);
        let (mut sum, mut squares) = (0.0, 0.0);
        for map in 0..n_maps {
            let n = f64::from(null.map(9, map, clumps)[29]);
            sum += n;
            squares += n * n;
        }
        let mean = sum / n_maps as f64;
        let variance = squares / n_maps as f64 - mean * mean;
        // The variance of a Dirichlet-multinomial count of n = 600 with concentration A: n π (1 − π) (n + A) / (1 + A).
        let share = 30.0 / 465.0;
        let swell = if ratio > 1.0 { (600.0 + 300.0) / (1.0 + 300.0) } else { 1.0 };
        let law = 600.0 * share * (1.0 - share) * swell;
        assert!((mean - 600.0 * share).abs() < 4.0 * (law / n_maps as f64).sqrt(), "{mean}");
        // Four standard errors of a variance, with some room for tails heavier than normal.
        assert!((variance / law - 1.0).abs() < 5.0 * (2.0 / n_maps as f64).sqrt(), "{variance} {law}");
    }
}

#[test]
fn clumps_are_found_where_they_are_and_not_where_they_are_not() {
    let neighbours = Neighbours::of_grid(40, 40, 1);
    let exposure = vec![1.0; 1600];
    let flat = vec![1; 1600];
    let null = Null::new(&Units { counts: &flat, exposure: &exposure, neighbours: &neighbours }).expect("reports");
    let fitted = |map: u64, ratio: f64| {
        let counts = null.map(77, map, Clumps::of_variance_ratio(ratio, null.n_reports));
        let units = Units { counts: &counts, exposure: &exposure, neighbours: &neighbours };
        fitted_variance_ratio(&Null::new(&units).expect("reports"), 1)
    };
    let single = (0..40).filter(|&map| fitted(map, 1.0) > 1.0).count();
    assert!(single <= 6, "{single} of 40 maps of single reports taken for clumps");
    let mean = (0..20).map(|map| fitted(map, 3.0)).sum::<f64>() / 20.0;
    assert!((mean - 3.0).abs() < 0.4, "{mean}");
}
