//! The back-test on the links of real streets, with reports made up: what made them is known, so it is known which
//! ranking has to win. On squares it has been done again with scikit-learn (`backtest_check.py`, numbers in
//! `docs/backtest.md`).

use std::fs::File;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use trygghetskarta::analysis::Watch;
use trygghetskarta::analysis::backtest::{DatedReport, Ground, Judged, JudgedParams, Ranking, Unit, backtest_of};
use trygghetskarta::geodesy::{EastNorth, LonLat, Metric};
use trygghetskarta::interop::osm::{self, Clip};
use trygghetskarta::town::{LinkId, Network, Position};

use crate::support::shared_data;

const DAYS: i32 = 730;

/// The town of Herrenberg.
fn streets() -> Option<Network> {
    let file = File::open(shared_data("network/herrenberg-minimal.osm.pbf")?).expect("readable");
    let metric = Metric::utm_at(LonLat::new(8.87, 48.60).expect("on the globe"));
    let (survey, _) = osm::read(file, &Clip::everything(metric), &mut |_| {}).expect("a good file");
    Some(Network::new(survey.links, &metric))
}

/// Reports at a rate per metre that is high around the middle, times a factor of each street's own: a few streets have
/// most of it.
fn reports(network: &Network, n: usize) -> Vec<DatedReport> {
    let mut dice = Pcg64Mcg::seed_from_u64(20);
    let middle = middle_of(network);
    let rate = |laid: &trygghetskarta::town::Laid| {
        let own: f64 = (0..2).map(|_| -(1.0 - dice.random_range(0.0..1.0_f64)).ln()).sum::<f64>() / 2.0;
        let away = laid.line[0].distance_m(middle) / 600.0;
        laid.length_m * own * (0.1 + (-away * away).exp())
    };
    let rates: Vec<f64> = network.links().iter().map(rate).collect();
    let all: f64 = rates.iter().sum();
    let mut dice = Pcg64Mcg::seed_from_u64(21);
    let report = |_| {
        let mut left = dice.random_range(0.0..all);
        let link = rates.iter().position(|rate| {
            left -= rate;
            left < 0.0
        });
        let link = LinkId(link.unwrap_or(0) as u32);
        let along_m = dice.random_range(0.0..1.0) * network.link(link).length_m;
        DatedReport::of_one_kind(network.place(Position { link, along_m }), dice.random_range(0..DAYS))
    };
    (0..n).map(report).collect()
}

fn middle_of(network: &Network) -> EastNorth {
    let n = network.nodes().len() as f64;
    let sum = |of: fn(&EastNorth) -> f64| network.nodes().iter().map(of).sum::<f64>() / n;
    EastNorth { e: sum(|at| at.e), n: sum(|at| at.n) }
}

fn pai(judged: &Judged, ranking: Ranking, share: usize) -> f64 {
    let place = Ranking::ALL.iter().position(|one| *one == ranking).expect("one of all");
    judged.backtest.pai(place, share).mean
}

#[test]
fn on_real_streets_the_shrunk_ranking_wins_by_share_of_street_length() {
    let Some(network) = streets() else { return };
    let made = reports(&network, 1_500);
    let params = JudgedParams { duplicates: None, ..JudgedParams::default() };
    let judged = backtest_of(&made, Ground::Links(&network), &params, &Watch::default()).expect("not stopped");
    let length_m: f64 = network.links().iter().map(|laid| laid.length_m).sum();
    assert!((judged.size - length_m).abs() < 1e-6 * length_m, "{} {length_m}", judged.size);
    assert_eq!((judged.n_units, judged.backtest.n_outside), (network.links().len(), 0));
    assert_eq!(judged.backtest.origins.len(), 7, "quarters with 90 days before and after them");
    for share in 0..2 {
        let of = |ranking| pai(&judged, ranking, share);
        let all: Vec<f64> = Ranking::ALL.into_iter().map(of).collect();
        // By length alone all streets are alike, and a choice is one at random.
        assert!((of(Ranking::Uniform) - 1.0).abs() < 1e-9, "{all:?}");
        assert!(of(Ranking::Shrunk) > of(Ranking::Counts), "{all:?}");
        assert!(of(Ranking::Shrunk) > of(Ranking::Recent), "{all:?}");
        assert!(of(Ranking::Shrunk) > of(Ranking::Kernel), "{all:?}");
        assert!(of(Ranking::Shrunk) < judged.backtest.ceiling(share).mean);
    }
    assert!(judged.calibration.coverage > 0.85 && judged.calibration.coverage < 0.95, "{:?}", judged.calibration);
    assert!(judged.next.windows(2).all(|pair| {
        let per_m = |next: &trygghetskarta::analysis::backtest::Next| match next.unit {
            Unit::Link(link) => next.score / network.link(LinkId(link)).length_m,
            Unit::Cell(_) => f64::NAN,
        };
        per_m(&pair[0]) >= per_m(&pair[1]) * (1.0 - 1e-9)
    }));
}
