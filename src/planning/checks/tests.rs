use super::*;
use crate::analysis::Watch;
use crate::analysis::draws::{Draws, stream};
use crate::analysis::shrinkage::Belief;
use crate::geodesy::EastNorth;
use crate::observation::{HoursOfWeek, Month, Weekday};
use crate::planning::covering::{CoveringParams, Reach};
use crate::town::{LinkId, Position};

/// A town as Osby: half of what is told in a centre of 1.2 km, half on roads over 24 km; 100 stretches, so that with
/// the bands in which each has most there are some 400 demands, and 120 places to stand.
fn osby_like(seed: u64) -> Scene {
    let mut draws = stream(seed, 77);
    let at = |draws: &mut Draws, nth: usize| {
        let side = if nth.is_multiple_of(2) { 1_200.0 } else { 24_000.0 };
        EastNorth { e: (draws.unit() - 0.5) * side, n: (draws.unit() - 0.5) * side }
    };
    // What is told of an hour: a little more on weekend evenings, little at night; times the hours of each band.
    let risk = [0.3, 0.4, 0.7, 0.8, 1.0, 0.9, 0.8, 0.2, 0.5, 0.8, 1.0, 1.5];
    let usual: [f64; Band::COUNT] =
        std::array::from_fn(|nth| risk[nth] * f64::from(Band::all().nth(nth).expect("a band").hours().len()));
    let places: Vec<Place> = (0..100)
        .map(|nth| {
            let at = at(&mut draws, nth);
            let strength = (0.8 * normal(&mut draws)).exp();
            let raw = usual.map(|part| part * (0.25 * normal(&mut draws)).exp());
            let sum: f64 = raw.iter().sum();
            let bands = raw.map(|part| strength * part / sum);
            place(at, bands)
        })
        .collect();
    let sites: Vec<Site> = (0..120).map(|nth| site(nth, at(&mut draws, nth))).collect();
    scene(places, sites)
}

fn place(at: EastNorth, bands: [f64; Band::COUNT]) -> Place {
    let mean = bands.iter().sum();
    Place {
        position: Position { link: LinkId(0), along_m: 0.0 },
        at,
        links: vec![LinkId(0)],
        reports: vec![0],
        n_incidents: 1,
        per_month: Belief { mean, low: mean / 2.0, high: mean * 2.0 },
        bands,
    }
}

fn site(nth: usize, at: EastNorth) -> Site {
    Site {
        id: format!("site:{nth}"),
        kind: SiteKind::BusStop,
        name: None,
        at,
        position: Position { link: LinkId(0), along_m: 0.0 },
        locality: None,
        is_forbidden: false,
    }
}

/// Streets are a third longer than the crow's way.
fn scene(places: Vec<Place>, sites: Vec<Site>) -> Scene {
    let of = |site: &Site| {
        let share = |(nth, place): (usize, &Place)| (nth, Reach::CHECK.share(1.3 * place.at.distance_m(site.at)));
        places.iter().enumerate().map(share).filter(|(_, share)| *share > 0.0).collect()
    };
    let shares = sites.iter().map(of).collect();
    Scene { places, sites, shares, localities: Vec::new() }
}

fn normal(draws: &mut Draws) -> f64 {
    (-2.0 * (1.0 - draws.unit()).ln()).sqrt() * (std::f64::consts::TAU * draws.unit()).cos()
}

fn question(month: (i16, i8), seed: u64) -> Question {
    let month = Month::new(month.0, month.1).expect("a month");
    Question {
        month,
        not_before: None,
        quota: 15,
        open: HoursOfWeek::on(&Weekday::ALL, 16, 24),
        locked: Vec::new(),
        seed,
    }
}

fn planned(scene: &Scene, question: &Question) -> MonthPlan {
    let plan = month_plan(scene, question, &MonthParams::default(), &Watch::default()).expect("nobody stops it");
    plan.expect("a plan")
}

/// Without the proof, which changes little and takes long.
fn quickly(scene: &Scene, question: &Question) -> MonthPlan {
    let covering = CoveringParams { max_nodes: 0, bound_steps: 50, ..CoveringParams::default() };
    let params = MonthParams { covering, n_draws: 40, ..MonthParams::default() };
    month_plan(scene, question, &params, &Watch::default()).expect("nobody stops it").expect("a plan")
}

/// Another driver's guess: what was most often in the last twelve months, of site, of hour and of both.
fn area_under_curve(scores: &[f64], came: &[bool]) -> f64 {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|a, b| scores[*a].total_cmp(&scores[*b]));
    let (mut ranks, mut at) = (0.0, 0);
    while at < order.len() {
        let tied = order[at..].iter().take_while(|cell| scores[**cell] == scores[order[at]]).count();
        let middle = at as f64 + (tied as f64 + 1.0) / 2.0;
        ranks += order[at..at + tied].iter().filter(|cell| came[**cell]).count() as f64 * middle;
        at += tied;
    }
    let n = came.iter().filter(|came| **came).count() as f64;
    (ranks - n * (n + 1.0) / 2.0) / (n * (came.len() as f64 - n))
}

/// Twelve months drawn, and how well the twelve after them are guessed from these: the best of three guesses.
fn guessed(scene: &Scene, seed: u64) -> (f64, f64, f64, usize, f64) {
    let mut months = Vec::new();
    let (mut first, mut value) = (None, 0.0);
    for nth in 0..24 {
        let month = (2026 + (nth / 12) as i16, (nth % 12) as i8 + 1);
        let plan = quickly(scene, &question(month, seed * 100 + nth));
        months
            .push(plan.checks.iter().map(|check| (check.site, days::hour_of_week(check.start.at))).collect::<Vec<_>>());
        value += plan.value / plan.best.value / 24.0;
        first.get_or_insert(plan);
    }
    let plan = first.expect("a month");
    let hours: Vec<usize> = HoursOfWeek::on(&Weekday::ALL, 16, 24).iter().collect();
    let cells: Vec<(usize, usize)> =
        plan.mix.sites.iter().flat_map(|site| hours.iter().map(move |hour| (*site, *hour))).collect();
    let coming = months.split_off(12);
    let history: Vec<(usize, usize)> = months.concat();
    let n = |is: &dyn Fn(&(usize, usize)) -> bool| history.iter().filter(|one| is(one)).count() as f64;
    let by_site = |site: usize| n(&|one| one.0 == site);
    let by_band = |hour: usize| {
        n(&|one| Band::of_hour(one.1) == Band::of_hour(hour)) / f64::from(Band::of_hour(hour).hours().len())
    };
    let by_both = |site: usize, hour: usize| n(&|one| one.0 == site && Band::of_hour(one.1) == Band::of_hour(hour));
    let guesses: [Vec<f64>; 3] = [
        cells.iter().map(|(site, _)| by_site(*site)).collect(),
        cells.iter().map(|(site, hour)| (by_site(*site) + 1.0) * by_band(*hour)).collect(),
        cells
            .iter()
            .map(|(site, hour)| by_both(*site, *hour) / f64::from(Band::of_hour(*hour).hours().len()))
            .collect(),
    ];
    let came = |month: &Vec<(usize, usize)>| cells.iter().map(|cell| month.contains(cell)).collect::<Vec<bool>>();
    let mean = |scores: &Vec<f64>| {
        coming.iter().map(|month| area_under_curve(scores, &came(month))).sum::<f64>() / coming.len() as f64
    };
    let best = guesses.iter().map(mean).map(|auc| auc.max(1.0 - auc)).fold(0.0, f64::max);
    (best, plan.entropy, plan.expected, plan.mix.sites.len(), value)
}

#[test]
fn probe() {
    for seed in 0..8 {
        let scene = osby_like(seed);
        let (auc, entropy, expected, live, value) = guessed(&scene, seed);
        println!("{seed}: auc {auc:.3} entropy {entropy:.3} expected {expected:.3} live {live} mean value {value:.3}");
    }
}
