use geo::{Geometry, Point};
use jiff::civil::date;

use super::*;
use crate::geodesy::{Metric, Shape};
use crate::observation::{Category, CauseSet, Moment, State};
use crate::town::drawn::{at, network_of};
use crate::town::{Feature, Layer, Street, StreetClass};

/// 2026-10-20 12:00 UTC.
const NOW: Seconds = 1_792_497_600;
const DAY_S: Seconds = 86_400;

struct Scene {
    ground: Ground,
    town: Town,
    catalogue: Catalogue,
    reports: Vec<Observation>,
    treated: Vec<Treated>,
}

impl Scene {
    fn new(lines: Vec<(Vec<(f64, f64)>, Street)>) -> Self {
        Self::with_lamps(lines, &[])
    }

    fn with_lamps(lines: Vec<(Vec<(f64, f64)>, Street)>, lamps: &[(f64, f64)]) -> Self {
        let metric = Metric::sweref99_tm();
        let lamp = |(nth, (e, n)): (usize, &(f64, f64))| {
            let place = metric.inverse(at(*e, *n));
            Feature {
                layer: Layer::Lamp,
                id: nth.to_string(),
                name: None,
                kind: None,
                locality: None,
                population: None,
                invented: true,
                geometry: Geometry::Point(Point::new(place.lon(), place.lat())),
            }
        };
        let features = lamps.iter().enumerate().map(lamp).collect();
        let ground = Ground::laid(&metric, network_of(lines).into_links(), features, Vec::new());
        let town = Town::new(crate::town::invented::municipality()).expect("the demo's border is sound");
        Self { ground, town, catalogue: Catalogue::shipped(), reports: Vec::new(), treated: Vec::new() }
    }

    fn causes(&self, codes: &[&str]) -> CauseSet {
        self.catalogue.set_of(Category::UnsafePlace, codes.iter().copied())
    }

    /// A square of streets, 100 m from crossing to crossing.
    fn grid(n: i32) -> Self {
        let mut lines = Vec::new();
        for row in 0..=n {
            for column in 0..=n {
                let here = (f64::from(column) * 100.0, f64::from(row) * 100.0);
                if column < n {
                    lines.push((vec![here, (here.0 + 100.0, here.1)], residential()));
                }
                if row < n {
                    lines.push((vec![here, (here.0, here.1 + 100.0)], residential()));
                }
            }
        }
        Self::new(lines)
    }

    fn tell(&mut self, place: (f64, f64), n: usize) -> &mut Self {
        for nth in 0..n {
            self.reports.push(report(place, NOW - nth as Seconds * 40 * DAY_S));
        }
        self
    }

    fn plan(&self, question: &WalkQuestion) -> Result<WalkPlan, NoWalk> {
        let told =
            Told { reports: &self.reports, treated: &self.treated, catalogue: &self.catalogue, now: NOW + DAY_S };
        walks((&self.ground, &self.town), told, question, &WalkParams::default(), &Watch::default())
    }

    fn best(&self, question: &WalkQuestion) -> Proposal {
        self.plan(question).expect("there is a walk").proposals.remove(0)
    }
}

fn residential() -> Street {
    Street::of_class(StreetClass::Residential)
}

fn report((e, n): (f64, f64), when: Seconds) -> Observation {
    Observation {
        key: 0,
        shape: Shape::Point(at(e, n)),
        moment: Moment::Instant(when),
        told_day: (when / 86_400) as i32,
        category: Category::UnsafePlace,
        causes: CauseSet::EMPTY,
        channel: "web".to_owned(),
        severity: None,
        state: State::Received,
        weight: 1.0,
        placed: true,
    }
}

fn degrees((e, n): (f64, f64)) -> LonLat {
    Metric::sweref99_tm().inverse(at(e, n))
}

fn asked(start: (f64, f64), minutes: u32) -> WalkQuestion {
    WalkQuestion {
        start: degrees(start),
        end: None,
        minutes,
        date: date(2026, 10, 27),
        starts_at: None,
        minutes_per_stop: 6,
        most_stops: 8,
        step_free: false,
        locked: Vec::new(),
        forbidden: Vec::new(),
        keep_order: false,
        n_proposals: 3,
        seed: 1,
    }
}

/// Places on the grid with different needs, the same for the same seed.
fn scattered(seed: u64, n_places: usize) -> Scene {
    let mut scene = Scene::grid(12);
    let mut state = seed;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..n_places {
        let place = (next(12) as f64 * 100.0 + 50.0, next(13) as f64 * 100.0);
        scene.tell(place, 1 + next(5) as usize);
    }
    scene
}

fn stop_names(proposal: &Proposal) -> Vec<(i64, i64)> {
    proposal
        .stops
        .iter()
        .map(|stop| ((stop.at.e - at(0.0, 0.0).e).round() as i64, (stop.at.n - at(0.0, 0.0).n).round() as i64))
        .collect()
}

#[test]
fn walks_keep_the_minutes_and_the_number_of_stops_and_differ_from_each_other() {
    for seed in 0..6 {
        let scene = scattered(seed, 25);
        let question = asked((600.0, 600.0), 75);
        let plan = scene.plan(&question).expect("there is a walk");
        assert_eq!(plan.proposals.len(), 3, "{seed}");
        for (nth, one) in plan.proposals.iter().enumerate() {
            assert!(one.seconds <= 75 * 60 && one.stops.len() <= 8 && one.legs.len() == one.stops.len() + 1);
            let walking_s = one.metres() / 1.2 + 360.0 * one.stops.len() as f64;
            assert!((walking_s - f64::from(one.seconds)).abs() <= 1.0, "{walking_s} {}", one.seconds);
            assert!(one.value <= plan.proposals[0].value + 1e-9 && one.value <= one.bound + 1e-9);
            let own = stop_names(one);
            for other in &plan.proposals[..nth] {
                let other = stop_names(other);
                let both = own.iter().filter(|stop| other.contains(stop)).count();
                assert!(both as f64 / (own.len() + other.len() - both) as f64 <= 0.6);
            }
            for pair in one.legs.windows(2) {
                let (end, start) = (pair[0].line[pair[0].line.len() - 1], pair[1].line[0]);
                assert!(end.distance_m(start) < 0.2, "the legs join");
            }
        }
    }
}

#[test]
fn the_same_question_gives_the_same_walk_and_more_minutes_never_a_worse_one() {
    let scene = scattered(3, 14);
    let mut before = 0.0;
    for minutes in [30, 45, 60, 75, 90] {
        let question = WalkQuestion { n_proposals: 1, ..asked((600.0, 600.0), minutes) };
        let plan = scene.plan(&question).expect("there is a walk");
        assert_eq!(format!("{plan:?}"), format!("{:?}", scene.plan(&question).expect("again")));
        let best = &plan.proposals[0];
        // The rates of more ground differ a little; the stops stand for the value here.
        assert!(best.is_best && best.stops.len() as f64 >= before, "{minutes}");
        before = best.stops.len() as f64;
    }
}

/// Every order of every set of stops.
fn best_by_trying_all(problem: &choose::Problem, order: &mut Vec<usize>, valid: &dyn Fn(&[usize]) -> bool) -> u64 {
    let mut best = 0;
    if problem.fits(problem.whole_s(order)) && order.len() <= problem.most_stops && valid(order) {
        best = order.iter().map(|stop| problem.prize[*stop]).sum();
    }
    for stop in 0..problem.prize.len() {
        if !order.contains(&stop) && order.len() < problem.most_stops {
            order.push(stop);
            best = best.max(best_by_trying_all(problem, order, valid));
            order.pop();
        }
    }
    best
}

#[test]
fn proven_walks_are_the_best_of_all_also_with_locks_a_limit_of_stops_and_a_kept_order() {
    for seed in 0..24_u64 {
        let mut state = seed + 77;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let n = 7;
        let places: Vec<(f64, f64)> = (0..n + 2).map(|_| (next(900) as f64, next(900) as f64)).collect();
        let prize: Vec<u64> = (0..n).map(|_| 1 + next(40)).collect();
        let locked: Vec<usize> = if seed % 3 == 0 { vec![] } else { vec![2, 5] };
        let problem = choose::Problem::new(
            prize,
            locked,
            100.0,
            900.0 + 60.0 * (seed % 9) as f64,
            2 + (seed % 4) as usize,
            |i, j| (places[i].0 - places[j].0).hypot(places[i].1 - places[j].1),
        );
        let keep_order = seed % 3 == 2;
        let question = WalkQuestion { keep_order, ..asked((0.0, 0.0), 60) };
        let found = choose::solve(&problem, &question, &WalkParams::default(), &Watch::default());
        let in_order = |order: &[usize]| {
            let nth = |stop| order.iter().position(|one| one == stop);
            problem.locked.iter().all(|stop| order.contains(stop))
                && (!keep_order || problem.locked.windows(2).all(|pair| nth(&pair[0]) < nth(&pair[1])))
        };
        let best = best_by_trying_all(&problem, &mut Vec::new(), &in_order);
        match found.first() {
            Some(found) => {
                assert!(in_order(&found.order) && problem.fits(problem.whole_s(&found.order)), "{seed}");
                assert!(found.bound >= best && found.prize <= best, "{seed}: {found:?} {best}");
                assert!(!found.is_best || found.prize == best, "{seed}: {found:?} {best}");
                assert!(found.is_best || problem.most_stops < 6, "{seed}: only the limit may leave a gap");
            }
            None => assert_eq!(best, 0, "{seed}"),
        }
    }
}

#[test]
fn locked_stops_are_passed_forbidden_ones_are_not_and_the_order_is_kept() {
    let scene = scattered(5, 20);
    let free = scene.best(&asked((600.0, 600.0), 75));
    let first = degrees((free.stops[0].at.e - at(0.0, 0.0).e, free.stops[0].at.n - at(0.0, 0.0).n));
    let without = scene.best(&WalkQuestion { forbidden: vec![first], ..asked((600.0, 600.0), 75) });
    assert!(without.stops.iter().all(|stop| stop.at.distance_m(free.stops[0].at) > 35.0));
    assert!(without.value <= free.value + 1e-9);
    // A corner where nothing was told is a stop when somebody wants it.
    let (corner, other) = (degrees((1_000.0, 1_000.0)), degrees((350.0, 600.0)));
    let chosen = WalkQuestion { locked: vec![corner, other], keep_order: true, ..asked((600.0, 600.0), 90) };
    let best = scene.best(&chosen);
    let locked: Vec<EastNorth> = best.stops.iter().filter(|stop| stop.is_locked).map(|stop| stop.at).collect();
    assert_eq!(locked.len(), 2);
    assert!(locked[0].distance_m(at(1_000.0, 1_000.0)) < 1.0 && locked[1].distance_m(at(350.0, 600.0)) < 40.0);
    assert!(best.stops.iter().any(|stop| stop.said.is_none() && stop.look == [Look::Open]));
    let both = WalkQuestion { forbidden: vec![corner], ..chosen };
    assert_eq!(scene.plan(&both), Err(NoWalk::LockedAndForbidden { nth: 0 }));
}

#[test]
fn two_sides_of_a_railway_are_two_places_and_one_without_a_way_is_none() {
    // Two streets 30 m apart that meet only 400 m away, and a third that nothing leads to.
    let lines = vec![
        (vec![(0.0, 0.0), (200.0, 0.0)], residential()),
        (vec![(200.0, 0.0), (400.0, 0.0)], residential()),
        (vec![(400.0, 0.0), (400.0, 30.0)], residential()),
        (vec![(400.0, 30.0), (0.0, 30.0)], residential()),
        (vec![(0.0, 200.0), (100.0, 200.0)], residential()),
    ];
    let mut scene = Scene::new(lines);
    scene.tell((100.0, 0.0), 3).tell((100.0, 30.0), 3).tell((50.0, 200.0), 3);
    let best = scene.best(&asked((0.0, 0.0), 60));
    assert_eq!(stop_names(&best).len(), 2);
    assert!(best.stops.iter().all(|stop| stop.n_reports == 3));
    // Within sight and on foot they are one.
    let mut near = Scene::new(vec![(vec![(0.0, 0.0), (400.0, 0.0)], residential())]);
    near.tell((100.0, 0.0), 3).tell((130.0, 0.0), 2);
    assert_eq!(near.best(&asked((0.0, 0.0), 60)).stops[0].n_reports, 5);
}

#[test]
fn steps_are_avoided_when_asked_and_told_when_not() {
    let steps = Street::of_class(StreetClass::Steps);
    let lines = vec![
        (vec![(0.0, 0.0), (100.0, 0.0)], residential()),
        (vec![(100.0, 0.0), (200.0, 0.0)], steps),
        (vec![(100.0, 0.0), (150.0, 150.0), (200.0, 0.0)], residential()),
        (vec![(200.0, 0.0), (300.0, 0.0)], residential()),
    ];
    let mut scene = Scene::new(lines);
    scene.tell((290.0, 0.0), 4);
    let steep = scene.best(&asked((0.0, 0.0), 20));
    assert!(steep.legs.iter().map(|leg| leg.steps_m).sum::<f64>() > 90.0, "{steep:?}");
    let level = scene.best(&WalkQuestion { step_free: true, ..asked((0.0, 0.0), 30) });
    assert_eq!(level.legs.iter().map(|leg| leg.steps_m).sum::<f64>(), 0.0);
    assert!(level.metres() > steep.metres());
}

#[test]
fn the_way_back_is_another_and_lit_where_the_minutes_allow() {
    // Out by the straight street; back either along it, or by a slightly longer lit one.
    let lines = vec![
        (vec![(0.0, 0.0), (600.0, 0.0)], residential()),
        (vec![(0.0, 0.0), (0.0, 40.0), (600.0, 40.0), (600.0, 0.0)], residential()),
    ];
    let lamps: Vec<(f64, f64)> = (0..=15).map(|nth| (f64::from(nth) * 40.0, 45.0)).collect();
    let mut scene = Scene::with_lamps(lines, &lamps);
    scene.tell((600.0, -5.0), 4);
    let best = scene.best(&asked((0.0, 0.0), 60));
    let back = best.way_back().expect("a leg");
    assert!(back.lit_m > 590.0 && back.repeated_m < 1.0, "{back:?}");
    // No minute to spare: the shortest way, and it is said to be gone twice.
    let hurried = scene.best(&asked((0.0, 0.0), 23));
    let back = hurried.way_back().expect("a leg");
    assert!(back.repeated_m > 590.0 && back.lit_m == 0.0, "{back:?}");
}

#[test]
fn what_was_mended_or_is_old_or_of_the_day_matters_less() {
    let mut scene = Scene::grid(8);
    scene.tell((50.0, 0.0), 3).tell((750.0, 0.0), 3).tell((50.0, 800.0), 1);
    let old = report((750.0, 800.0), NOW - 1_500 * DAY_S);
    scene.reports.push(old);
    let grave = Observation { severity: Some(5), ..report((350.0, 400.0), NOW - DAY_S) };
    scene.reports.push(grave);
    let (dark, sight) = (scene.causes(&["lamp_outage"]), scene.causes(&["blocked_sight"]));
    scene.reports.iter_mut().for_each(|report| report.causes = dark);
    let done = (NOW / DAY_S) as i32 + 1;
    scene.treated.push(Treated::new(Shape::Point(at(50.0, 0.0)), sight, done));
    scene.treated.push(Treated::new(Shape::Point(at(750.0, 0.0)), dark, done));
    let plan = scene.plan(&asked((400.0, 300.0), 90)).expect("a walk");
    assert_eq!(plan.n_in_reach, 4, "the mended place is none, the one where bushes were cut is still dark");
    let best = &plan.proposals[0];
    let need = |e: f64, n: f64| best.stops.iter().find(|stop| stop.at.distance_m(at(e, n)) < 5.0).map(|stop| stop.need);
    let (once, grave) = (need(50.0, 800.0), need(350.0, 400.0).expect("near and grave"));
    assert!(grave.severity > 1.0 && once.is_none_or(|once| once.severity == 1.0 && once.value < grave.value));
}

#[test]
fn what_goes_on_since_august_is_told_of_as_often_as_somebody_tells_of_it_anew() {
    let need_of = |told: &[i64]| {
        let mut scene = Scene::grid(8);
        scene.tell((750.0, 800.0), 1);
        for day in told {
            let since = Moment::Instant(NOW - 200 * DAY_S);
            let told_day = (NOW / DAY_S + day) as i32;
            scene.reports.push(Observation { moment: since, told_day, ..report((350.0, 400.0), NOW) });
        }
        let plan = scene.plan(&asked((400.0, 300.0), 90)).expect("a walk");
        let stop = plan.proposals[0].stops.iter().find(|stop| stop.at.distance_m(at(350.0, 400.0)) < 5.0);
        stop.expect("it is passed").need.rate
    };
    // Within thirty days of the first telling it is the same; after that somebody had to say it again.
    assert_eq!(need_of(&[-90, -80, -61]), need_of(&[-90]));
    assert!(need_of(&[-90, -59, -28]) > 1.5 * need_of(&[-90]));
}

#[test]
fn every_reason_for_no_walk_is_told_with_what_to_change() {
    let mut scene = Scene::grid(4);
    let from = asked((0.0, 0.0), 60);
    assert_eq!(Scene::new(Vec::new()).plan(&from), Err(NoWalk::NoStreets));
    assert_eq!(scene.plan(&from), Err(NoWalk::NothingInReach));
    scene.tell((350.0, 400.0), 2);
    // There and back 1500 m at 1.2 m/s, and six minutes.
    assert_eq!(scene.plan(&asked((0.0, 0.0), 20)), Err(NoWalk::ShorterThanAnyStop { needed: 27 }));
    let far = asked((-900.0, 0.0), 60);
    let Err(NoWalk::StartOffStreet { nearest_m: Some(metres) }) = scene.plan(&far) else { panic!("far from all") };
    assert!((metres - 900.0).abs() < 1.0);
    let end = Some(degrees((400.0, 400.0)));
    assert_eq!(scene.plan(&WalkQuestion { end, ..asked((0.0, 0.0), 10) }), Err(NoWalk::EndTooFar { needed: 12 }));
    let away = Some(degrees((2_000.0, 2_000.0)));
    assert_eq!(scene.plan(&WalkQuestion { end: away, ..from.clone() }), Err(NoWalk::NoWayToEnd));
    let corners = [(0.0, 400.0), (400.0, 0.0), (200.0, 200.0)].map(degrees).to_vec();
    let Err(NoWalk::LockedTooLong { needed }) =
        scene.plan(&WalkQuestion { locked: corners.clone(), ..asked((0.0, 0.0), 30) })
    else {
        panic!("1600 m and three stops")
    };
    assert_eq!(needed, 41, "1600 m are 22.2 minutes, three stops 18");
    let few = WalkQuestion { locked: corners, most_stops: 2, ..from.clone() };
    assert_eq!(scene.plan(&few), Err(NoWalk::TooManyLocked { n: 3 }));
    let nowhere = WalkQuestion { locked: vec![degrees((3_000.0, 0.0))], ..from.clone() };
    assert_eq!(scene.plan(&nowhere), Err(NoWalk::LockedOutOfReach { nth: 0 }));
    let watch = Watch::default();
    watch.stop();
    let told = Told { reports: &scene.reports, treated: &[], catalogue: &scene.catalogue, now: NOW };
    let stopped = walks((&scene.ground, &scene.town), told, &from, &WalkParams::default(), &watch);
    assert_eq!(stopped, Err(NoWalk::Stopped));
}
