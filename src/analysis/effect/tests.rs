use super::*;
use crate::analysis::draws::{Draws, stream};

#[track_caller]
fn close(ours: f64, theirs: f64, tolerance: f64) {
    assert!((ours - theirs).abs() <= tolerance, "{ours} against {theirs}");
}

fn counted(n: u64, time: f64) -> Counted {
    Counted { n, time }
}

/// Hauer and others (2002), examples 1 and 2: 1.8 km with 0.0224 × 4000^0.564 accidents per km and year, shape 2.05 per
/// km.
#[test]
fn the_expected_number_is_that_of_hauers_tutorial() {
    let per_year = 0.0224 * 4000_f64.powf(0.564) * 1.8;
    let one = expected(12, per_year, 2.05 * 1.8);
    close(one.weight, 0.459760, 5e-7);
    close(one.mean, 8.47637, 5e-6);
    close(one.variance.sqrt(), 2.13992, 5e-6);
    // As printed there: 4.71 ± 1.19 per km and year.
    close(one.mean / 1.8, 4.71, 5e-3);
    close(one.variance.sqrt() / 1.8, 1.19, 5e-3);
    let three = expected(12 + 7 + 8, 3.0 * per_year, 2.05 * 1.8);
    close(three.weight, 0.220987, 5e-7);
    close(three.mean / 3.0, 7.96930, 5e-6);
    close(three.variance.sqrt() / 3.0, 1.43854, 5e-6);
}

/// scipy 1.17.1: `scipy.stats.binomtest(after, n, share, alternative)`, and its exact interval of the share.
#[test]
fn small_counts_are_compared_as_scipy_does() {
    let two =
        |before: (u64, f64), after: (u64, f64)| compare(counted(before.0, before.1), counted(after.0, after.1), 0.95);
    let infinite = f64::INFINITY;
    let theirs = [
        ((10, 1.0), (3, 1.0), [0.046142578125, 0.98876953125, 0.09228515625, 0.05305399048501831, 1.1651186104840492]),
        (
            (10, 1.0),
            (4, 1.0),
            [0.08978271484375, 0.9713134765625, 0.1795654296875, 0.09157116054097682, 1.3868356875997],
        ),
        ((12, 365.0), (5, 180.0), [0.48849255108798, 0.70951723988707, 1.0, 0.23318562334752618, 2.576441593547691]),
        ((0, 1.0), (4, 1.0), [1.0, 0.0625, 0.125, 0.6601240193600627, infinite]),
        ((7, 2.0), (0, 1.0), [0.05852766346593508, 1.0, 0.10379515317786922, 0.0, 1.387627960193165]),
        (
            (250, 30.0),
            (201, 31.0),
            [0.0045266451384, 0.9965790997950, 0.0083139041341, 0.6429678859474, 0.9405924461765],
        ),
        (
            (3, 10.0),
            (9, 4.0),
            [0.9998687567150641, 0.0011484897155, 0.0011484897155, 1.871711125493344, 43.0700078072502],
        ),
        ((5, 3.0), (5, 1.0), [0.9802722930908, 0.0781269073486, 0.1344404220581, 0.6904274068143508, 13.0354037385716]),
    ];
    for (before, after, [fewer, more, two_sided, low, high]) in theirs {
        let ours = two(before, after);
        close(ours.p_fewer, fewer, 1e-12);
        close(ours.p_more, more, 1e-12);
        close(ours.p_two_sided, two_sided, 1e-12);
        close(ours.low, low, 1e-9);
        assert!(ours.high == high || (ours.high - high).abs() < 1e-9 * high, "{ours:?} {high}");
    }
    let nothing = two((0, 1.0), (0, 1.0));
    assert_eq!((nothing.ratio, nothing.p_two_sided, nothing.low, nothing.high), (None, 1.0, 0.0, infinite));
    assert_eq!(two((3, 0.0), (2, 1.0)).p_two_sided, 1.0);
}

#[test]
fn large_counts_are_compared_at_once() {
    let huge = compare(counted(1_000_000_000_000, 1.0), counted(999_999_000_000, 1.0), 0.95);
    // A normal deviate of 1 / √2; continuity is a matter of the seventh digit.
    close(huge.p_two_sided, 0.4795001, 1e-6);
}

/// scipy 1.17.1: `chi2.ppf(.025, 2 k) / 2 / mean` and `chi2.ppf(.975, 2 k + 2) / 2 / mean`; with doubt `brentq` on
/// `nbinom.cdf` with the size mean² / variance.
#[test]
fn the_interval_of_a_ratio_is_exact() {
    let ratio = |n, mean, variance| {
        ratio_to_expected(n, &Expected { mean, variance, weight: 0.0 }, 0.95).expect("something is expected")
    };
    let theirs = [
        (0, 4.0, 0.0, 0.0, 0.9222198635284838),
        (3, 8.5, 0.0, 0.07278495563477663, 1.0314438905579204),
        (20, 14.2, 0.0, 0.8603182806622496, 2.1752378804700423),
        (3, 8.5, 6.0, 0.06898367677542586, 1.3067641729292891),
        (20, 14.2, 9.0, 0.7603182420942708, 2.6953148610632596),
        (0, 4.0, 1.5, 0.0, 1.1017755156919404),
    ];
    for (n, mean, variance, low, high) in theirs {
        let ours = ratio(n, mean, variance);
        close(ours.low, low, 1e-9);
        close(ours.high, high, 1e-9);
    }
    assert_eq!(ratio_to_expected(3, &Expected { mean: 0.0, variance: 0.0, weight: 0.0 }, 0.95), None);
}

/// scipy 1.17.1: `minimize(-nbinom.logpmf(y, k, k / (k + rate * t)).sum())`, Nelder-Mead to 1e-13.
#[test]
fn rate_and_shape_of_similar_places_are_those_of_the_likelihood() {
    let counts = [0, 0, 1, 7, 2, 0, 3, 12, 0, 1, 4, 0, 2, 0, 0, 5, 1, 0, 9, 2, 3, 0, 0, 1, 6];
    let times = [
        1.0, 2.0, 1.0, 2.0, 1.0, 1.0, 2.0, 3.0, 1.0, 1.0, 2.0, 1.0, 1.0, 0.5, 1.0, 1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 1.0,
        1.0, 0.5, 1.0,
    ];
    let places: Vec<Counted> = counts.iter().zip(times).map(|(&n, time)| counted(n, time)).collect();
    let found = reference(&places, &ReferenceParams::default()).expect("enough places");
    close(found.rate, 1.6774927101176162, 1e-7);
    close(found.shape, 0.9713959569953885, 1e-6);
    assert_eq!(reference(&places[..9], &ReferenceParams::default()), None);
    let even = reference(&[counted(2, 1.0); 20], &ReferenceParams::default()).expect("enough places");
    assert_eq!((even.rate, even.shape), (2.0, 100.0));
}

/// crimepy at commit 42dc8d0, `wdd(control, treated)`, its own five examples.
#[test]
fn displacement_is_that_of_crimepy() {
    let pair = |(before, after)| PairOfCounts { before, after };
    let theirs = [
        ((133, 91), (130, 74), -14.0, 20.6882),
        ((388, 305), (327, 202), -42.0, 34.9571),
        ((148, 97), (398, 190), -157.0, 28.8617),
        ((86, 64), (144, 92), -30.0, 19.6469),
        ((94, 67), (183, 96), -60.0, 20.9762),
    ];
    for (control, treated, wdd, error) in theirs {
        let none = PairOfCounts::default();
        let (control, treated) = (pair(control), pair(treated));
        let rings = Rings {
            treated,
            control,
            treated_ring: none,
            control_ring: Some(none),
            times: (1.0, 1.0),
            control_sizes: (1.0, 1.0),
        };
        let found = displacement(&rings, 0.95);
        assert_eq!((found.wdd, found.at_place, found.in_ring), (wdd, wdd, 0.0));
        close(found.standard_error, error, 5e-5);
        close(found.z, wdd / error, 5e-5);
    }
}

/// The same with rings, times 12 and 6 and a control twice as large, by hand: T 18/6 − 80/12, C (50/6 − 90/12) / 2,
/// ring 25/6 − 40/12, its control (24/6 − 44/12) / 2.
#[test]
fn displacement_divides_by_times_and_sizes() {
    let pair = |before, after| PairOfCounts { before, after };
    let rings = Rings {
        treated: pair(80, 18),
        control: pair(90, 50),
        treated_ring: pair(40, 25),
        control_ring: Some(pair(44, 24)),
        times: (12.0, 6.0),
        control_sizes: (2.0, 2.0),
    };
    let found = displacement(&rings, 0.9);
    close(found.at_place, (3.0 - 80.0 / 12.0) - (50.0 / 6.0 - 7.5) / 2.0, 1e-12);
    close(found.in_ring, (25.0 / 6.0 - 40.0 / 12.0) - (4.0 - 44.0 / 12.0) / 2.0, 1e-12);
    let variance = 18.0 / 36.0 + 80.0 / 144.0 + 50.0 / 144.0 + 90.0 / 576.0 + 25.0 / 36.0 + 40.0 / 144.0 + 24.0 / 144.0;
    close(found.standard_error, (variance + 44.0 / 576.0_f64).sqrt(), 1e-12);
    close(found.high - found.wdd, 1.6448536269514722 * found.standard_error, 1e-9);
    // (25/50 − 40/90) / (18/50 − 80/90)
    close(found.wdq.expect("surely fewer").0, (0.5 - 40.0 / 90.0) / (0.36 - 80.0 / 90.0), 1e-12);
    let unsure = Rings { treated: pair(80, 44), ..rings };
    assert_eq!(displacement(&unsure, 0.9).wdq, None);
}

/// Brute force: 4,000 towns in which nothing changes, whose place and ring are held against the same squares.
#[test]
fn an_interval_held_against_one_control_twice_covers_as_often_as_it_says() {
    let n_towns = 4_000;
    let (mut covered, mut covered_as_if_two) = (0, 0);
    for run in 0..n_towns {
        let mut draws = stream(8, run);
        let mut pair =
            |mean: f64| PairOfCounts { before: poisson(&mut draws, 2.0 * mean), after: poisson(&mut draws, mean) };
        let rings = Rings {
            treated: pair(20.0),
            control: pair(40.0),
            treated_ring: pair(30.0),
            control_ring: None,
            times: (2.0, 1.0),
            control_sizes: (2.0, 4.0 / 3.0),
        };
        let as_if_two = Rings { control_ring: Some(rings.control), ..rings };
        let covers = |rings: &Rings| {
            let found = displacement(rings, 0.95);
            u32::from(found.low <= 0.0 && found.high >= 0.0)
        };
        covered += covers(&rings);
        covered_as_if_two += covers(&as_if_two);
    }
    let share = |n: u32| f64::from(n) / n_towns as f64;
    // 95 % of 4,000 is met within 1.4 points in all but one of ten thousand tries.
    close(share(covered), 0.95, 0.014);
    assert!(share(covered_as_if_two) < 0.925, "{}", share(covered_as_if_two));
}

/// scipy 1.17.1: the largest count with `binomtest(...).pvalue <= .05`, and `1 - gamma.ppf(.2, count + 1) / expected`.
#[test]
fn what_could_be_shown_is_known_before() {
    let ask = |n, before, after| detectable(counted(n, before), after, &DetectableParams::default());
    let ten = ask(10, 1.0, 1.0);
    assert_eq!((ten.at_most, ten.needed_before, ten.expected_after), (Some(3), 5, 10.0));
    close(ten.reduction.expect("some"), 0.7703213193971916, 1e-9);
    close(ask(5, 1.0, 1.0).reduction.expect("some"), 0.955371289737158, 1e-9);
    assert_eq!((ask(4, 1.0, 1.0).at_most, ask(4, 1.0, 1.0).reduction), (None, None));
    let (thirty, many) = (ask(30, 2.0, 1.0), ask(120, 12.0, 6.0));
    assert_eq!((thirty.at_most, thirty.needed_before, many.at_most), (Some(7), 8, Some(44)));
    close(thirty.reduction.expect("some"), 0.6282627842945671, 1e-9);
    close(many.reduction.expect("some"), 0.3453463976671817, 1e-9);
    assert_eq!(ask(10, 0.0, 1.0).at_most, None);
}

#[test]
fn doubt_about_what_is_expected_makes_less_detectable() {
    let ask =
        |variance| detectable_against(&Expected { mean: 20.0, variance, weight: 0.5 }, &DetectableParams::default());
    let (sure, doubtful) = (ask(0.0), ask(20.0));
    assert!(sure.at_most > doubtful.at_most && sure.reduction < doubtful.reduction, "{sure:?} {doubtful:?}");
    // scipy 1.17.1: poisson.cdf([12, 13], 20) is 0.0390, 0.0661.
    assert_eq!(sure.at_most, Some(12));
    assert_eq!(ask(f64::NAN).at_most, None);
}

/// Computed by hand from the formulas of Hauer's chapter 9 (K = 173, L = 144, M = 897, N = 870, comparability 0.001),
/// which another's program in Python has in the same form.
#[test]
fn without_shrinking_it_is_hauers_study_with_a_comparison_group() {
    let place =
        |is_treated, before, after| Place { is_treated, before: counted(before, 1.0), after: counted(after, 1.0) };
    let mut places = vec![place(true, 100, 80), place(true, 73, 64)];
    places.extend((0..9).map(|nth| place(false, if nth == 0 { 97 } else { 100 }, if nth == 0 { 70 } else { 100 })));
    let params = BeforeAfterParams { chosen_by: ChosenBy::Other, ..BeforeAfterParams::default() };
    let found = before_after(&places, &params).estimate.expect("enough");
    let ratio = 870.0 / 897.0 / (1.0 + 1.0 / 897.0);
    let pi = ratio * 173.0;
    let doubt = 1.0 / 173.0 + 1.0 / 897.0 + 1.0 / 870.0 + 0.001;
    close(found.trend.ratio, ratio, 1e-12);
    close(found.expected.mean, pi, 1e-9);
    close(found.expected.variance, pi * pi * doubt, 1e-9);
    let theta = 144.0 / pi / (1.0 + doubt);
    close(found.ratio.theta, theta, 1e-12);
    close(found.ratio.standard_error, theta * (1.0 / 144.0 + doubt).sqrt() / (1.0 + doubt), 1e-12);
    assert_eq!(found.verdict, Verdict::CannotTell);
    assert_eq!((found.places[1].place, found.places.len()), (1, 2));
}

fn exponential(draws: &mut Draws) -> f64 {
    -(1.0 - draws.unit()).ln()
}

/// Shape 1.5, mean 2: an exponential and half a squared normal.
fn gamma_of_g19(draws: &mut Draws) -> f64 {
    let normal = (2.0 * exponential(draws)).sqrt() * (std::f64::consts::TAU * draws.unit()).cos();
    (exponential(draws) + 0.5 * normal * normal) * 2.0 / 1.5
}

fn poisson(draws: &mut Draws, mean: f64) -> u64 {
    let (mut waited, mut n) = (exponential(draws), 0);
    while waited < mean {
        waited += exponential(draws);
        n += 1;
    }
    n
}

/// G19: 400 places, the worst 15 get a remedy that does nothing, or takes away a part.
fn study(run: u64, left: f64) -> Vec<Place> {
    let mut draws = stream(19, run);
    let rates: Vec<f64> = (0..400).map(|_| gamma_of_g19(&mut draws)).collect();
    let before: Vec<u64> = rates.iter().map(|rate| poisson(&mut draws, *rate)).collect();
    let mut order: Vec<usize> = (0..400).collect();
    order.sort_by_key(|place| std::cmp::Reverse(before[*place]));
    let mut is_treated = [false; 400];
    order[..15].iter().for_each(|place| is_treated[*place] = true);
    let after =
        |place: usize, draws: &mut Draws| poisson(draws, rates[place] * if is_treated[place] { left } else { 1.0 });
    let place = |nth: usize| Place {
        is_treated: is_treated[nth],
        before: counted(before[nth], 1.0),
        after: counted(after(nth, &mut draws), 1.0),
    };
    (0..400).map(place).collect()
}

/// Mean of θ, of the naive figure and of the compared one, and how often the interval holds the truth.
fn means_of(runs: u64, left: f64) -> [f64; 4] {
    let mut sums = [0.0; 4];
    for run in 0..runs {
        let found = before_after(&study(run, left), &BeforeAfterParams::default());
        let estimate = found.estimate.as_ref().expect("400 places are enough");
        let holds = estimate.ratio.low <= left && left <= estimate.ratio.high;
        let one = [estimate.ratio.theta, found.naive.expect("some"), found.naive_compared.expect("some")];
        sums.iter_mut().zip(one).for_each(|(sum, one)| *sum += one);
        sums[3] += f64::from(u8::from(holds));
    }
    sums.map(|sum| sum / runs as f64)
}

#[test]
fn a_remedy_that_does_nothing_is_seen_to_do_nothing_though_the_worst_were_chosen() {
    let [theta, naive, compared, holds] = means_of(300, 1.0);
    // The standard error of each mean is below 0.01.
    assert!((theta - 1.0).abs() < 0.03, "{theta}");
    assert!((naive - 0.67).abs() < 0.03 && (compared - 0.63).abs() < 0.03, "{naive} {compared}");
    assert!(holds > 0.92, "{holds}");
}

#[test]
fn a_remedy_that_takes_away_half_is_seen_to_take_away_half() {
    let [theta, .., holds] = means_of(200, 0.5);
    assert!((theta - 0.5).abs() < 0.02 && holds > 0.92, "{theta} {holds}");
}

#[test]
fn too_little_is_said_to_be_too_little() {
    let place =
        |is_treated, before, after| Place { is_treated, before: counted(before, 1.0), after: counted(after, 1.0) };
    let ask = |places: &[Place]| before_after(places, &BeforeAfterParams::default()).estimate.expect_err("too little");
    assert_eq!(ask(&[]), NoEstimate::NoneTreated);
    assert_eq!(ask(&[place(false, 5, 4); 30]), NoEstimate::NoneTreated);
    assert_eq!(ask(&[place(true, 5, 4); 5]), NoEstimate::TooFewPlaces);
    assert_eq!(ask(&[place(true, 0, 4); 50]), NoEstimate::TooFewPlaces);
    let mut quiet = vec![place(false, 0, 1); 20];
    quiet.push(place(true, 9, 2));
    assert_eq!(ask(&quiet), NoEstimate::TooFewCompared);
    let naive = before_after(&quiet, &BeforeAfterParams::default());
    assert_eq!((naive.naive, naive.naive_compared, naive.n_treated), (Some(2.0 / 9.0), None, 1));
    quiet[0] = Place { before: counted(3, 0.0), ..quiet[0] };
    assert_eq!(before_after(&quiet, &BeforeAfterParams::default()).n_comparison, 19);
}

#[test]
fn a_design_with_places_to_compare_expects_fewer_where_many_were_by_luck() {
    let similar: Vec<Counted> = (0..60).map(|nth| counted([0, 1, 2, 3, 6, 0][nth % 6], 365.0)).collect();
    let params = BeforeAfterParams::default();
    let design = design(counted(12, 365.0), &similar, 365.0, &params);
    let (expected, against) = design.by_expected.expect("enough places");
    assert!(expected.mean < 12.0 && expected.mean > 6.0, "{expected:?}");
    assert_eq!(against.expected_after, expected.mean);
    assert_eq!((design.by_counts.at_most, design.n_similar), (Some(4), 60));
    assert_eq!(super::design(counted(12, 365.0), &similar[..5], 365.0, &params).by_expected, None);
    assert_eq!(super::design(counted(12, 0.0), &similar, 365.0, &params).by_expected, None);
}

#[test]
fn a_lot_is_drawn_again_by_whoever_has_its_seed_and_every_place_has_one_turn() {
    let params = RolloutParams { steps: 3, reserves: 2, seed: 7 };
    let drawn = rollout(13, &params);
    assert_eq!(drawn, rollout(13, &params));
    assert_ne!(drawn, rollout(13, &RolloutParams { seed: 8, ..params }));
    let sizes: Vec<usize> = drawn.steps.iter().map(Vec::len).collect();
    assert_eq!((sizes, drawn.reserves.len()), (vec![4, 4, 3], 2));
    let mut all: Vec<usize> = drawn.steps.concat().into_iter().chain(drawn.reserves).collect();
    all.sort_unstable();
    assert_eq!(all, (0..13).collect::<Vec<_>>());
    let few = rollout(2, &params);
    assert_eq!((few.steps.len(), few.reserves.len()), (2, 0));
    assert_eq!(rollout(0, &params).steps, vec![Vec::<usize>::new()]);
}

#[test]
fn each_place_is_first_as_often_as_another() {
    let mut first = [0_u32; 5];
    for seed in 0..5_000 {
        first[rollout(5, &RolloutParams { steps: 5, reserves: 0, seed }).steps[0][0]] += 1;
    }
    // 1,000 each, with a standard deviation of 28.
    assert!(first.iter().all(|n| n.abs_diff(1_000) < 120), "{first:?}");
}
