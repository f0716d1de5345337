//! Other people's numbers through the real command line: `trygghetskarta analyze METHOD --input FILE --json`. What the
//! tools are and how they were asked stands in the files beside this one; `docs/analyze.md` has the same commands.

use std::f64::consts::PI;
use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::support::{Program, shared_data};

#[track_caller]
fn analyze(file: (&str, &str), arguments: &[&str]) -> Value {
    let arguments = [arguments, &["--json"]].concat();
    let (status, out, err) = Program::analyze((file.0, file.1.as_bytes()), 2, &arguments);
    assert!(status.success(), "{err}");
    serde_json::from_str(&out).expect("JSON")
}

#[track_caller]
fn same(ours: &Value, theirs: f64, tolerance: f64) {
    let ours = ours.as_f64().expect("a number");
    assert!((ours - theirs).abs() <= tolerance, "{ours} against {theirs}");
}

#[track_caller]
fn column(answer: &Value, name: &str, theirs: &[f64], tolerance: f64) {
    let features = answer["features"].as_array().expect("features");
    assert_eq!(features.len(), theirs.len());
    features.iter().zip(theirs).for_each(|(one, theirs)| same(&one["properties"][name], *theirs, tolerance));
}

/// esda's own test: `libpysal.weights.DistanceBand(points, threshold=15)`.
const SIX: (&str, &str) = ("six.csv", "x,y,value\n10,10,2\n20,10,3\n40,10,3.2\n15,20,5\n30,20,8\n30,30,7\n");
const BAND: [&str; 6] = ["--crs", "plane", "--value", "value", "--neighbours", "band:15"];

/// A3, esda 2.9.0.
#[test]
fn gi_star_of_six_points_is_pysals() {
    let run = |more: &[&str]| analyze(SIX, &[&["gi-star"], &BAND[..], more].concat());
    let star = run(&[]);
    let z = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331];
    column(&star, "z", &z, 1e-7);
    same(&star["summary"]["global_g"]["g"], 0.55709779, 1e-7);
    same(&star["summary"]["global_g"]["p_normal"], 0.172936, 1e-6);
    let plain = [-1.01367290, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941];
    column(&run(&["--no-star"]), "z", &plain, 1e-7);
    let rows = [-0.62074534, -0.01780611, 1.31558703, -0.12824171, 0.28843496, 1.77833941];
    column(&run(&["--no-star", "--weights", "row"]), "z", &rows, 1e-7);
}

/// A3, esda 2.9.0.
#[test]
fn morans_i_of_six_points_is_pysals() {
    let answer = analyze(SIX, &[&["moran"], &BAND[..]].concat());
    let local = [0.32926829, -0.08885017, -0.86236934, -0.01916376, -0.08623693, 1.32229965];
    column(&answer, "i", &local, 1e-7);
    let whole = &answer["summary"]["global_i"];
    same(&whole["i"], 0.118989547, 1e-7);
    same(&whole["expected"], -0.2, 1e-12);
    same(&whole["z_normal"], 1.177734553, 1e-7);
}

/// `libpysal.weights.lat2W(10, 12, rook=False)` with the values of `local.rs`, each as so many points in a square: the
/// squares, their neighbours and the counts are made by the command line.
#[test]
fn counted_in_squares_gi_star_and_moran_of_a_lattice_are_pysals() {
    let value = |i: u64| (7919 * i * i + 104_729 * i + 13) % 1009 % 17;
    let mut csv = "easting;northing;n\n".to_owned();
    for i in 0..120 {
        // Half of each value as one weighted row, the rest as rows of their own.
        let (e, n) = (440_050 + i % 12 * 100, 6_250_050 + i / 12 * 100);
        writeln!(csv, "{e};{n};{}", value(i) / 2).expect("text");
        (0..value(i) - value(i) / 2).for_each(|_| writeln!(csv, "{e};{n};1").expect("text"));
    }
    let squares = ["--crs", "EPSG:3006", "--weight", "n", "--cell", "100", "--permutations", "0"];
    let of = |method: &str| analyze(("lattice.csv", &csv), &[&[method], &squares[..]].concat());
    let star = of("gi-star");
    let z = |unit: usize| &star["features"][unit]["properties"]["z"];
    for (unit, theirs) in [(0, 1.6079861363586931), (57, 1.9383784795424441), (119, 0.22056447003150198)] {
        same(z(unit), theirs, 1e-7);
    }
    assert_eq!(star["warnings"][0]["code"], "normal_p_misleads");
    assert_eq!(star["features"][13]["properties"]["cell"], "100-440100-6250100");
    let moran = of("moran");
    same(&moran["summary"]["global_i"]["i"], -0.018089190178347456, 1e-7);
    same(&moran["summary"]["global_i"]["z_random"], -0.19795486647220298, 1e-7);
}

/// A3, pymannkendall 1.4.3.
#[test]
fn the_trend_of_a_column_is_that_of_pymannkendall() {
    let answer = analyze(("mk.csv", "y\n0\n2\n1\n3\n4\n3\n5\n6\n5\n8\n7\n9\n"), &["trend", "--value", "y"]);
    let found = &answer["results"];
    assert_eq!(found["s"], 56);
    let theirs = [("z", 3.789350500440659), ("p", 0.00015104167743928976), ("tau", 0.8484848484848485)];
    theirs.into_iter().for_each(|(name, theirs)| same(&found[name], theirs, 1e-12));
    same(&found["slope_per_period"], 0.75, 1e-12);
    same(&found["variance_s"], 210.66666666666666, 1e-9);
}

/// The same series as reports in months: one row for each.
#[test]
fn the_trend_of_counted_months_is_that_of_pymannkendall() {
    let counts = [0, 2, 1, 3, 4, 3, 5, 6, 5, 8, 7, 9];
    let mut csv = "when\n".to_owned();
    for (month, n) in counts.into_iter().enumerate() {
        (0..n).for_each(|day| writeln!(csv, "2024-{:02}-{:02} 23:30", month + 1, 31.min(28 - day)).expect("text"));
    }
    let arguments = ["trend", "--from", "2024-01-01", "--to", "2024-12-31"];
    let answer = analyze(("reports.csv", &csv), &arguments);
    let series: Vec<f64> = answer["results"]["series"]
        .as_array()
        .expect("months")
        .iter()
        .map(|m| m["value"].as_f64().expect("n"))
        .collect();
    assert_eq!(series, counts.map(f64::from));
    same(&answer["results"]["z"], 3.789350500440659, 1e-12);
    assert_eq!(answer["data"]["n_used"], 53);
}

/// A4, SaTScan 9.6 on the New York leukemia data.
#[test]
fn the_scan_of_new_york_is_that_of_satscan() {
    let Some(folder) = shared_data("oracle") else { return };
    let words = |file: &str| -> Vec<Vec<String>> {
        let text = fs::read_to_string(folder.join(file)).expect("readable");
        text.lines().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
    };
    let (places, cases, people) =
        (words("satscan_ny_coords.txt"), words("satscan_ny_cases.txt"), words("satscan_ny_pop.txt"));
    let mut csv = "tract,x,y,cases,population\n".to_owned();
    for ((place, cases), people) in places.iter().zip(&cases).zip(&people) {
        let whole = cases[1].parse::<f64>().expect("a number").floor();
        writeln!(csv, "{},{},{},{whole},{}", place[0], place[1], place[2], people[2]).expect("text");
    }
    let arguments = [
        "scan",
        "--model",
        "poisson",
        "--crs",
        "plane",
        "--population",
        "population",
        "--cases",
        "cases",
        "--at-most",
        "20",
    ];
    let answer = analyze(("ny.csv", &csv), &arguments);
    assert_eq!(answer["summary"]["n_cases"], 552);
    // Locations, population, cases, LLR, as printed.
    let theirs: [(u64, f64, u64, f64); 7] = [
        (26, 95_249.0, 85, 11.577255),
        (8, 34_083.0, 38, 9.019716),
        (33, 78_280.0, 64, 6.114140),
        (4, 24_571.0, 25, 4.651839),
        (7, 29_782.0, 28, 4.169203),
        (4, 9_840.0, 12, 3.363518),
        (3, 8_839.0, 11, 3.209485),
    ];
    for (feature, (n_locations, population, cases, llr)) in
        answer["features"].as_array().expect("list").iter().zip(theirs)
    {
        let cluster = &feature["properties"];
        assert_eq!((cluster["n_locations"].as_u64(), cluster["cases"].as_u64()), (Some(n_locations), Some(cases)));
        assert_eq!(cluster["rows"].as_array().map(Vec::len), Some(n_locations as usize));
        same(&cluster["population"], population, 0.5);
        same(&cluster["llr"], llr, 1e-6);
    }
    same(&answer["features"][0]["properties"]["p"], 0.001, 1e-12);
}

/// Kulldorff and others (2005), tried plainly on every circle and every run of weeks that lasts until the end.
#[test]
fn the_permutation_scan_finds_the_strongest_of_all_cylinders() {
    let mut state = 7_u64;
    let mut dice = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let mut cases: Vec<(f64, f64, i64)> =
        (0..90).map(|_| (dice(9_999) as f64, dice(9_999) as f64, dice(140) as i64)).collect();
    cases.extend((0..6).map(|_| (4_000.0 + dice(300) as f64, 6_000.0 + dice(300) as f64, 127 + dice(13) as i64)));
    let first = jiff::civil::date(2025, 1, 1);
    let mut csv = "x,y,date\n".to_owned();
    for (x, y, day) in &cases {
        let date = first.checked_add(jiff::Span::new().days(*day)).expect("near");
        writeln!(csv, "{x},{y},{date}").expect("text");
    }
    let (n, mut best) = (cases.len() as f64, (0.0_f64, 0, 0));
    for center in &cases {
        let apart = |case: &(f64, f64, i64)| (case.0 - center.0).hypot(case.1 - center.1);
        for edge in &cases {
            let inside: Vec<i64> = cases.iter().filter(|case| apart(case) <= apart(edge)).map(|case| case.2).collect();
            for weeks in 1..=4 {
                let recent = |day: &&i64| **day >= 140 - 7 * weeks;
                let c = inside.iter().filter(recent).count() as f64;
                let in_run = cases.iter().filter(|case| recent(&&case.2)).count() as f64;
                let e = inside.len() as f64 * in_run / n;
                if inside.len() as f64 <= 0.1 * n && c >= 2.0 && c > e {
                    let llr = c * (c / e).ln() + (n - c) * ((n - c) / (n - e)).ln();
                    best = if llr > best.0 { (llr, c as u64, weeks) } else { best };
                }
            }
        }
    }
    let arguments = ["scan", "--model", "permutation", "--crs", "plane", "--from", "2025-01-01", "--to", "2025-05-20"];
    let answer = analyze(("cases.csv", &csv), &arguments);
    let strongest = &answer["features"][0]["properties"];
    same(&strongest["llr"], best.0, 1e-9);
    assert_eq!(strongest["cases"].as_u64(), Some(best.1));
    let from = jiff::civil::date(2025, 5, 21).checked_sub(jiff::Span::new().days(7 * best.2)).expect("near");
    assert_eq!((&strongest["from"], &strongest["to"]), (&from.to_string().into(), &"2025-05-20".into()));
    same(&strongest["p"], 0.001, 1e-12);
}

/// A5, R package NearRepeat on its 522 arsons.
#[test]
fn near_repeats_in_chicago_are_the_pairs_that_others_count() {
    let Some(path) = shared_data("oracle/chicago_arson.csv") else { return };
    let csv = format!("x,y,date\n{}", fs::read_to_string(path).expect("readable"));
    for (distance, theirs) in [
        ("manhattan", [[2, 0, 1, 7], [10, 1, 0, 45], [4, 0, 1, 140], [6, 0, 3, 230], [1103, 770, 810, 132_848]]),
        ("straight", [[2, 0, 1, 7], [12, 1, 0, 62], [7, 0, 2, 211], [1, 0, 3, 345], [1103, 770, 809, 132_645]]),
    ] {
        let arguments =
            ["knox", "--crs", "plane", "--distances", "0,200,400,600", "--days", "1,2,3", "--distance", distance];
        let answer = analyze(("arson.csv", &csv), &arguments);
        let bands = answer["results"]["bands"].as_array().expect("bands");
        let pairs: Vec<u64> = bands.iter().map(|band| band["pairs"].as_u64().expect("a count")).collect();
        assert_eq!(pairs, theirs.concat());
        assert_eq!(answer["data"]["n_used"], 522);
        assert_eq!(
            (&answer["data"]["from"], &bands[4]["over_m"], &bands[4]["to_m"]),
            (&"2016-01-01".into(), &0.0.into(), &200.0.into())
        );
    }
}

/// A1's formula, summed plainly over all points at the middle of every pixel.
#[test]
fn the_density_is_a_plain_sum_of_kernels() {
    let places = [(440_000.0, 6_250_000.0, 1.0), (440_130.0, 6_250_040.0, 2.5), (440_300.0, 6_250_260.0, 1.0)];
    let mut csv = "E,N,w\n".to_owned();
    places.iter().for_each(|(e, n, w)| writeln!(csv, "{e},{n},{w}").expect("text"));
    for (kernel, power) in [("epanechnikov", 1), ("quartic", 2)] {
        let arguments = [
            "density",
            "--crs",
            "EPSG:3006",
            "--weight",
            "w",
            "--bandwidth",
            "250",
            "--pixel",
            "50",
            "--months",
            "4",
            "--kernel",
            kernel,
            "--raster",
        ];
        let answer = analyze(("few.csv", &csv), &arguments);
        let (found, grid) = (&answer["results"], &answer["results"]["grid"]);
        assert_eq!(found["unit"], "reports_per_km2_month");
        let number = |name: &str| grid[name].as_f64().expect("a number");
        let (west, south, pixel) = (number("west_m"), number("south_m"), number("pixel_m"));
        let rows = found["values"].as_array().expect("rows");
        assert_eq!((Some(rows.len() as u64), pixel), (grid["rows"].as_u64(), 50.0));
        let mut all = 0.0;
        for (row, values) in rows.iter().enumerate() {
            for (column, value) in values.as_array().expect("a row").iter().enumerate() {
                let (x, y) = (west + (column as f64 + 0.5) * pixel, south + (row as f64 + 0.5) * pixel);
                let bare = |(e, n, w): &(f64, f64, f64)| {
                    w * (1.0 - ((x - e).powi(2) + (y - n).powi(2)) / 62_500.0).max(0.0).powi(power)
                };
                let scale = f64::from(power + 1) / (PI * 0.0625) / 4.0;
                same(value, places.iter().map(bare).sum::<f64>() * scale, 1e-9);
                all += value.as_f64().expect("a number");
            }
        }
        // 4.5 reports in 4 months; a pixel is 0.0025 km².
        assert!((all * 0.0025 * 4.0 - 4.5).abs() < 0.05, "{all}");
    }
}

/// A9, `statsmodels.stats.api.Table2x2([[31, 55], [57, 139]])` of statsmodels 0.15.0: a December evening is dark and a
/// June evening light in Osby.
#[test]
fn the_odds_ratio_of_darkness_is_that_of_statsmodels() {
    let mut csv = "lon,lat,time\n".to_owned();
    for (n, day, hour) in [(31, "12-01", 18), (55, "06-01", 18), (57, "12-02", 12), (139, "06-02", 12)] {
        (0..n).for_each(|_| writeln!(csv, "13.9931,56.3806,2025-{day} {hour}:30").expect("text"));
    }
    let arguments = ["darkness", "--case-hours", "18", "--control-hours", "12"];
    let answer = analyze(("evenings.csv", &csv), &arguments);
    let hour = &answer["results"]["hours"][0];
    let cells = ["case_dark", "case_day", "control_dark", "control_day"].map(|cell| hour[cell].as_u64());
    assert_eq!(cells, [31, 55, 57, 139].map(Some));
    same(&hour["ratio"], 1.374_481_658_692_185, 1e-9);
    same(&hour["low"], 0.803_066_232_139_128_4, 1e-9);
    same(&hour["high"], 2.352_483_213_058_223_4, 1e-9);
    same(&hour["per_pedestrian"]["ratio"], 1.62 * 1.374_481_658_692_185, 1e-9);
}

/// pvlib 0.16.1, as in `darkness.rs`: an instant every 37 minutes of 2025, by the light of each day.
#[test]
fn evenings_are_dark_when_pvlib_says_so() {
    let mut csv = "lon,lat,time\n".to_owned();
    for nth in 0..14_206_i64 {
        let at = jiff::Timestamp::from_second(1_735_689_600 + nth * 37 * 60).expect("a time");
        writeln!(csv, "13.9931,56.3806,{at}").expect("text");
    }
    let answer = analyze(("year.csv", &csv), &["darkness", "--case-hours", "18", "--control-hours", "1,12"]);
    let hour = &answer["results"]["hours"][0];
    let cells = ["case_dark", "case_day", "control_dark", "control_day"].map(|cell| hour[cell].as_u64());
    assert_eq!(cells, [192, 291, 388, 577].map(Some));
}

/// Seven reports in one month: scipy 1.17.1, `chi2.ppf([0.025, 0.975], [14, 16]) / 2`. A span over two hours is half in
/// each.
#[test]
fn the_profile_of_a_month_has_garwoods_interval_and_shares_spans_out() {
    let mut csv = "time,end\n".to_owned();
    (0..6).for_each(|day| writeln!(csv, "2025-03-{:02} 21:15,", day + 3).expect("text"));
    csv.push_str("2025-03-20 22:30,2025-03-20 23:30\n");
    let arguments = ["profile", "--until", "end", "--from", "2025-03-01", "--to", "2025-03-31"];
    let answer = analyze(("march.csv", &csv), &arguments);
    let found = &answer["results"];
    same(&found["months"][2]["low"], 2.814_363_051_519_865, 1e-9);
    same(&found["months"][2]["high"], 14.422_675_361_702_376, 1e-9);
    [(21, 6.0), (22, 0.5), (23, 0.5), (0, 0.0)]
        .into_iter()
        .for_each(|(hour, n)| same(&found["hours"][hour]["n"], n, 1e-12));
    assert_eq!(
        (&found["months"][3]["per_month"], &answer["warnings"][0]["code"]),
        (&Value::Null, &"few_reports".into())
    );
}

/// 400 points, one or two to a square, and 30 more in one: the same test written out with scipy's exact tail in
/// `docs/analyze.md` gives p_here; the class is what 199 maps of chance leave.
#[test]
fn hotspots_finds_the_one_square_that_was_made_hot_and_nothing_in_the_rest() {
    let even = |n: u32| (0..n).map(|i| (f64::from(i % 20) * 100.0 + 50.0, f64::from(i / 20 % 20) * 100.0 + 50.0));
    let csv = |points: Vec<(f64, f64)>| {
        points.into_iter().fold("x,y\n".to_owned(), |mut csv, (x, y)| {
            writeln!(csv, "{x},{y}").expect("a string");
            csv
        })
    };
    let arguments = ["hotspots", "--crs", "plane", "--cell", "100", "--replicates", "199", "--no-clumps"];
    let quiet = analyze(("even.csv", &csv(even(400).collect())), &arguments);
    assert_eq!((quiet["summary"]["n_units"].as_u64(), &quiet["summary"]["spots"]), (Some(400), &serde_json::json!([])));

    let hot: Vec<(f64, f64)> = even(400).chain((0..30).map(|_| (1_050.0, 1_050.0))).collect();
    let answer = analyze(("hot.csv", &csv(hot)), &arguments);
    let spots = answer["summary"]["spots"].as_array().expect("spots");
    assert_eq!(spots.len(), 1, "{spots:?}");
    let square = |name: &str| {
        let mut all = answer["features"].as_array().expect("features").iter().map(|f| &f["properties"]);
        all.find(|p| p["cell"] == name).expect("the square").clone()
    };
    let middle = square("100-1000-1000");
    assert_eq!((middle["n_reports"].as_u64(), middle["n_around"].as_u64()), (Some(31), Some(39)));
    // scipy 1.17.1: poisson.sf(38, 9 * 430 / 400)
    same(&middle["expected_around"], 9.675, 1e-12);
    assert!((middle["p_here"].as_f64().expect("p") / 1.117_433_789_869_941_3e-12 - 1.0).abs() < 1e-6, "{middle}");
    assert_eq!(
        (middle["class"].as_str(), square("100-0-0")["class"].as_str()),
        (Some("clearly_more"), Some("cannot_tell"))
    );
    // The same seed gives the same bytes.
    let again = analyze(("hot.csv", &csv(even(400).chain((0..30).map(|_| (1_050.0, 1_050.0))).collect())), &arguments);
    assert_eq!(answer, again);
}

/// A10, crimepy at commit 42dc8d0 (its own first example), and scipy 1.17.1 (`binomtest(74, 204, .5)`) on the same
/// counts.
#[test]
fn the_displacement_of_two_areas_is_that_of_crimepy() {
    let csv = "site,role,before,after,ring_before,ring_after\nA,treated,130,74,0,0\nB,comparison,133,91,0,0\n";
    let found = &analyze(("areas.csv", csv), &["before-after"])["results"];
    let theirs = [("wdd", -14.0), ("standard_error", 20.6882), ("z", -0.6767)];
    theirs.into_iter().for_each(|(name, theirs)| same(&found["displacement"][name], theirs, 5e-5));
    assert_eq!((&found["no_estimate"], &found["verdict"]), (&"too_few_places".into(), &"cannot_tell".into()));
    same(&found["naive"]["ratio"], 74.0 / 130.0, 1e-12);
    same(&found["naive"]["test"]["p_two_sided"], 0.00010745330593347428, 1e-12);
    same(&found["detectable"]["by_these_counts"]["at_most"], 103.0, 0.0);
}

/// Hauer's study with a comparison group, by hand: K = 173, L = 144, M = 897, N = 870; see `analysis::effect`.
#[test]
fn a_study_with_a_comparison_group_is_hauers() {
    let mut csv = "site;role;before;after\nA;treated;100;80\nB;treated;73;64\nC;comparison;97;70\n".to_owned();
    (0..8).for_each(|nth| writeln!(csv, "D{nth};comparison;100;100").expect("text"));
    let found = analyze(("sites.csv", &csv), &["before-after", "--chosen-by", "other"]);
    let pi = 870.0 / 897.0 / (1.0 + 1.0 / 897.0) * 173.0;
    let doubt = 1.0 / 173.0 + 1.0 / 897.0 + 1.0 / 870.0 + 0.001;
    let estimate = &found["results"]["estimate"];
    same(&estimate["expected_after"], pi, 1e-9);
    same(&estimate["theta"], 144.0 / pi / (1.0 + doubt), 1e-12);
    assert_eq!(found["results"]["sites"][1]["site"], "B");
    assert_eq!(found["warnings"][0]["code"], "few_places");
}
