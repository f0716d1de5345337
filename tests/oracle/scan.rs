//! The scans against SaTScan's own output.
//!
//! Space: v9.6 on the New York leukemia data (`satscan_ny_out.txt` in the shared data, from the tests of R package
//! smerc). Space and time: v9.4.4 on 100 random cases on a grid of 25 points, `notebooks/satscan_test1.txt` and
//! `satscan_test3.txt` in github QuantCrimAtLeeds/PredictCode, commit 26b7fede.

use std::fs;

use trygghetskarta::analysis::Watch;
use trygghetskarta::analysis::scan::{
    AtRisk, DatedCase, Near, PermutationScan, PermutationScanParams, PoissonScan, PoissonScanParams, Reach,
    SpatialCluster, permutation_scan, poisson_scan,
};
use trygghetskarta::geodesy::EastNorth;

use crate::support::shared_data;

/// A cluster as SaTScan prints it.
struct Printed {
    locations: Vec<u32>,
    population: f64,
    cases: u32,
    expected: f64,
    relative_risk: f64,
    llr: f64,
    p: f64,
}

#[test]
fn the_seven_clusters_of_new_york_are_those_of_satscan() {
    let Some((scan, printed)) = new_york(999, 20) else { return };
    assert_eq!((scan.n_cases, scan.population), (552, 1_057_673.0));
    assert_eq!(printed.len(), 7);
    for (ours, theirs) in scan.clusters.iter().zip(&printed) {
        assert!((ours.llr - theirs.llr).abs() < 1e-6, "{} {}", ours.llr, theirs.llr);
        assert_eq!(location_ids(ours), theirs.locations);
        assert_eq!((ours.cases, ours.population.round()), (theirs.cases, theirs.population));
        assert!((ours.expected - theirs.expected).abs() < 0.005_1);
        assert!((ours.relative_risk - theirs.relative_risk).abs() < 0.005_1);
    }
}

#[test]
fn p_of_the_seven_clusters_is_that_of_satscan_within_chance() {
    let Some((scan, printed)) = new_york(9_999, 7) else { return };
    for (ours, theirs) in scan.clusters.iter().zip(&printed) {
        // Theirs comes from 999 maps, ours from 9,999: four standard errors of the difference, and the step of a rank.
        let error = (theirs.p * (1.0 - theirs.p) * (1.0 / 999.0 + 1.0 / 9_999.0)).sqrt();
        assert!((ours.p - theirs.p).abs() <= 4.0 * error + 0.001, "{} {}", ours.p, theirs.p);
    }
}

#[test]
fn the_same_seed_gives_the_same_scan() {
    let (Some((one, _)), Some((other, _))) = (new_york(99, 7), new_york(99, 7)) else { return };
    assert_eq!(one, other);
}

#[test]
fn the_alarm_is_that_of_satscan() {
    let scan = random_cases(&TEST_1, 25, f64::INFINITY, 999);
    assert_eq!(scan.n_cases, 100);
    let [first, second, ..] = &scan.clusters[..] else { panic!("{scan:?}") };
    assert!((first.llr - 3.352_053).abs() < 1e-6 && (second.llr - 2.715_606).abs() < 1e-6);
    assert_eq!((ids(&first.locations), ids(&second.locations)), (vec![6, 16, 23], vec![10]));
    assert_eq!((first.from_day, first.to_day, first.cases), (993, 1000, 3));
    assert_eq!((second.from_day, second.to_day, second.cases), (962, 1000, 4));
    assert!((first.expected - 0.42).abs() < 1e-9 && (second.expected - 0.96).abs() < 1e-9);
    // SaTScan stopped after 248 shuffles: four standard errors of the difference.
    assert!((first.p - 0.202).abs() < 0.115 && (second.p - 0.581).abs() < 0.14, "{} {}", first.p, second.p);
    assert!((first.recurrence_days - 1.0 / first.p).abs() < 1e-9);
}

#[test]
fn the_alarm_within_a_radius_is_that_of_satscan() {
    let scan = random_cases(&TEST_3, 23, 50.0, 99);
    let first = &scan.clusters[0];
    assert!((first.llr - 1.622_161).abs() < 1e-6, "{first:?}");
    assert_eq!(ids(&first.locations), [6, 11, 21, 22]);
    assert_eq!((first.from_day, first.to_day, first.cases, first.radius_m), (930, 1000, 10, 20.0));
    assert!(first.p > 0.9);
}

fn new_york(replicates: u32, at_most: usize) -> Option<(PoissonScan, Vec<Printed>)> {
    let folder = shared_data("oracle")?;
    let column = |file: &str, nth: usize| -> Vec<f64> {
        let text = fs::read_to_string(folder.join(file)).expect("readable");
        let number = |line: &str| line.split_whitespace().nth(nth).and_then(|word| word.parse().ok());
        text.lines().map(|line| number(line).expect("a number")).collect()
    };
    let (x, y) = (column("satscan_ny_coords.txt", 1), column("satscan_ny_coords.txt", 2));
    let points: Vec<EastNorth> = x.into_iter().zip(y).map(|(e, n)| EastNorth { e, n }).collect();
    let (cases, people) = (column("satscan_ny_cases.txt", 1), column("satscan_ny_pop.txt", 2));
    let at_risk = |(cases, population)| AtRisk { cases: f64::floor(cases) as u32, population };
    let locations: Vec<AtRisk> = cases.into_iter().zip(people).map(at_risk).collect();
    let params = PoissonScanParams { replicates, at_most, ..PoissonScanParams::default() };
    let printed = fs::read_to_string(folder.join("satscan_ny_out.txt")).expect("readable");
    let reach = Reach::straight(&points, f64::INFINITY);
    let scan = poisson_scan(&locations, &reach, &params, &Watch::default()).expect("nobody stops it");
    Some((scan, read_clusters(&printed)))
}

fn read_clusters(text: &str) -> Vec<Printed> {
    let section = text.split("PARAMETER SETTINGS").next().unwrap_or_default();
    let clusters = section.split("Location IDs included.:").skip(1);
    clusters
        .map(|cluster| {
            let value = |label: &str| -> f64 {
                let line = cluster.lines().find(|line| line.trim_start().starts_with(label)).expect("the line");
                line.split(": ").nth(1).and_then(|word| word.trim().parse().ok()).expect("a number")
            };
            let list = cluster.split("Coordinates").next().unwrap_or_default();
            let mut locations: Vec<u32> = list.split(',').map(|id| id.trim().parse().expect("a number")).collect();
            locations.sort_unstable();
            Printed {
                locations,
                population: value("Population"),
                cases: value("Number of cases") as u32,
                expected: value("Expected cases"),
                relative_risk: value("Relative risk"),
                llr: value("Log likelihood ratio"),
                p: value("P-value"),
            }
        })
        .collect()
}

fn location_ids(cluster: &SpatialCluster) -> Vec<u32> {
    ids(&cluster.locations)
}

/// SaTScan's locations are counted from 1.
fn ids(locations: &[u32]) -> Vec<u32> {
    let mut ids: Vec<u32> = locations.iter().map(|location| location + 1).collect();
    ids.sort_unstable();
    ids
}

/// Easting and northing of the points, then location and time of the cases.
struct RandomCases {
    points: &'static [(f64, f64)],
    cases: &'static [(u32, i32)],
}

/// Prospective scan of days 0 to 1000, half of the cases and half of the period at most.
fn random_cases(data: &RandomCases, n_points: usize, radius: f64, replicates: u32) -> PermutationScan {
    assert_eq!((data.points.len(), data.cases.len()), (n_points, 100));
    // SaTScan takes points of equal distance one by one, by their coordinates; a millimetre in that order says so.
    let around = |center: &(f64, f64)| {
        let mut near: Vec<(f64, (f64, f64), u32)> =
            data.points.iter().zip(0..).map(|(p, i)| ((p.0 - center.0).hypot(p.1 - center.1), *p, i)).collect();
        near.retain(|(distance, _, _)| *distance <= radius);
        near.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
        let tie = |nth: usize, distance: f64| if distance == 0.0 { 0.0 } else { nth as f64 * 1e-9 };
        near.iter().enumerate().map(|(nth, (d, _, i))| Near { location: *i, distance_m: d + tie(nth, *d) }).collect()
    };
    let reach = Reach::from_lists(n_points, data.points.iter().map(around).collect::<Vec<Vec<Near>>>());
    let cases: Vec<DatedCase> = data.cases.iter().map(|&(id, day)| DatedCase { location: id - 1, day }).collect();
    let params = PermutationScanParams {
        slot_days: 1,
        max_slots: 500,
        max_case_share: 0.5,
        replicates,
        every_days: 1.0,
        ..PermutationScanParams::weekly(0, 1000)
    };
    let mut scan = permutation_scan(&cases, &reach, &params, &Watch::default()).expect("nobody stops it");
    scan.clusters.iter_mut().for_each(|cluster| cluster.radius_m = cluster.radius_m.round());
    scan
}

#[rustfmt::skip]
const TEST_1: RandomCases = RandomCases {
    points: &[
        (70.0, 70.0), (70.0, 30.0), (90.0, 30.0), (90.0, 70.0), (30.0, 70.0), (10.0, 30.0), (50.0, 10.0),
        (50.0, 70.0), (90.0, 10.0), (50.0, 50.0), (50.0, 30.0), (30.0, 90.0), (90.0, 90.0), (10.0, 70.0),
        (10.0, 50.0), (30.0, 10.0), (10.0, 90.0), (70.0, 90.0), (70.0, 50.0), (10.0, 10.0), (70.0, 10.0),
        (50.0, 90.0), (30.0, 30.0), (30.0, 50.0), (90.0, 50.0),
    ],
    cases: &[
        (19, 872), (13, 871), (18, 869), (7, 868), (16, 995), (6, 995), (16, 993), (4, 992), (1, 865), (22, 863),
        (5, 989), (8, 862), (18, 987), (10, 987), (11, 986), (1, 985), (21, 861), (21, 861), (8, 860), (6, 982),
        (15, 981), (9, 854), (16, 979), (22, 978), (16, 851), (18, 851), (2, 976), (17, 976), (15, 850), (2, 849),
        (25, 849), (18, 973), (21, 972), (10, 971), (4, 971), (15, 847), (6, 846), (5, 845), (23, 967), (15, 966),
        (25, 965), (15, 844), (10, 963), (10, 962), (9, 961), (25, 840), (22, 840), (22, 840), (21, 959), (9, 958),
        (9, 842), (14, 837), (17, 838), (8, 951), (11, 951), (3, 824), (11, 948), (25, 816), (14, 815), (21, 942),
        (15, 814), (17, 940), (13, 939), (1, 813), (5, 937), (8, 936), (16, 812), (15, 811), (2, 811), (20, 933),
        (16, 809), (1, 809), (8, 808), (20, 930), (21, 929), (12, 805), (24, 927), (13, 927), (1, 804), (20, 802),
        (23, 924), (12, 924), (16, 918), (13, 916), (7, 915), (7, 913), (16, 911), (21, 907), (12, 903), (20, 902),
        (22, 894), (5, 893), (18, 889), (6, 843), (11, 843), (25, 887), (7, 886), (4, 884), (14, 877), (21, 877),
    ],
};

#[rustfmt::skip]
const TEST_3: RandomCases = RandomCases {
    points: &[
        (70.0, 70.0), (70.0, 30.0), (90.0, 30.0), (90.0, 70.0), (30.0, 70.0), (10.0, 30.0), (50.0, 10.0),
        (50.0, 70.0), (50.0, 50.0), (90.0, 10.0), (50.0, 30.0), (30.0, 90.0), (90.0, 90.0), (10.0, 70.0),
        (10.0, 50.0), (10.0, 90.0), (70.0, 50.0), (10.0, 10.0), (70.0, 10.0), (50.0, 90.0), (30.0, 30.0),
        (30.0, 50.0), (90.0, 50.0),
    ],
    cases: &[
        (7, 1000), (3, 999), (21, 999), (7, 869), (12, 869), (11, 867), (19, 867), (22, 866), (14, 993), (15, 864),
        (5, 991), (9, 990), (5, 860), (20, 860), (12, 860), (4, 987), (5, 987), (6, 986), (13, 858), (15, 984),
        (16, 983), (19, 981), (8, 981), (11, 980), (4, 980), (2, 853), (2, 978), (18, 851), (2, 976), (5, 850),
        (9, 974), (14, 849), (15, 849), (19, 844), (23, 842), (14, 967), (20, 839), (21, 965), (16, 837), (12, 963),
        (7, 836), (2, 961), (6, 835), (18, 834), (16, 958), (2, 832), (14, 831), (21, 955), (15, 954), (10, 826),
        (2, 824), (5, 951), (1, 948), (17, 818), (23, 818), (5, 945), (19, 945), (11, 944), (13, 942), (3, 814),
        (16, 812), (23, 938), (15, 810), (22, 936), (7, 809), (21, 809), (6, 934), (22, 933), (5, 933), (18, 932),
        (8, 932), (16, 808), (8, 808), (20, 808), (18, 808), (6, 930), (2, 805), (9, 803), (20, 801), (4, 924),
        (17, 922), (5, 919), (4, 917), (9, 916), (3, 909), (9, 908), (15, 907), (7, 906), (13, 903), (1, 903),
        (4, 901), (3, 901), (7, 899), (7, 898), (8, 893), (1, 888), (16, 886), (17, 882), (14, 877), (15, 873),
    ],
};
