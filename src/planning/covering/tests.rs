use super::*;

fn always() -> bool {
    true
}

fn solve(case: &Case) -> Result<Plan, NoPlan> {
    plan(case, &CoveringParams::default(), &always)
}

struct Chance(u64);

impl Chance {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }
}

/// A small town: places and sites in a square of 4 km, sites nearer than a kilometre too close.
fn town(seed: u64, n_places: usize, n_sites: usize, rules: Rules, reach: Reach) -> Case {
    let mut chance = Chance(seed.wrapping_mul(977).wrapping_add(13));
    let mut somewhere = || (chance.unit() * 4_000.0, chance.unit() * 4_000.0);
    let places: Vec<(f64, f64)> = (0..n_places).map(|_| somewhere()).collect();
    let stands: Vec<(f64, f64)> = (0..n_sites).map(|_| somewhere()).collect();
    let way = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1);
    let demand = (0..n_places).map(|_| (0..rules.n_bands).map(|_| (chance.unit() * 20.0).floor()).collect()).collect();
    let site = |nth: usize| Site {
        reaches: (0..n_places).map(|place| (place, reach.share(way(places[place], stands[nth])))).collect(),
        locality: (rules.n_localities > 0).then(|| nth % rules.n_localities),
        is_forced: false,
        is_forbidden: chance.below(8) == 0,
    };
    let sites = (0..n_sites).map(site).collect();
    let mut too_close = Vec::new();
    for one in 0..n_sites {
        too_close.extend((one + 1..n_sites).filter(|o| way(stands[one], stands[*o]) < 1_000.0).map(|o| (one, o)));
    }
    Case { demand, sites, rules: Rules { too_close, ..rules } }
}

/// Every way to lay the visits on sites and bands; the rules are asked anew here, not of the code under test.
fn best_by_trying_all(case: &Case) -> Option<f64> {
    let n_choices = case.sites.len() * case.rules.n_bands;
    let mut best = None;
    try_all(case, &mut vec![0; n_choices], 0, case.rules.quota, &mut best);
    best
}

fn try_all(case: &Case, times: &mut Vec<u32>, from: usize, left: u32, best: &mut Option<f64>) {
    let rules = &case.rules;
    let at = |times: &[u32], site: usize| times[site * rules.n_bands..(site + 1) * rules.n_bands].iter().sum::<u32>();
    if from == times.len() {
        if left > 0 {
            return;
        }
        let apart = rules.too_close.iter().all(|&(a, b)| at(times, a) == 0 || at(times, b) == 0);
        let sites = || case.sites.iter().enumerate();
        let as_told = sites().all(|(nth, site)| {
            let n = at(times, nth);
            n <= rules.per_site && !(site.is_forbidden && n > 0) && !(site.is_forced && n == 0)
        });
        let served = (0..rules.n_localities)
            .all(|locality| sites().any(|(nth, site)| site.locality == Some(locality) && at(times, nth) > 0));
        let in_band = |band: &usize| times.iter().skip(*band).step_by(rules.n_bands).sum::<u32>();
        let bands = rules.at_most_in.iter().all(|(bands, most)| bands.iter().map(in_band).sum::<u32>() <= *most);
        let n_locked =
            |nth: usize| rules.locked.iter().filter(|(site, band)| site * rules.n_bands + band == nth).count() as u32;
        let locked = times.iter().enumerate().all(|(nth, times)| *times >= n_locked(nth));
        if apart && as_told && served && bands && locked {
            let value = value_of(case, times);
            *best = Some(best.map_or(value, |best| best.max(value)));
        }
        return;
    }
    for n in 0..=left.min(rules.per_site) {
        times[from] = n;
        try_all(case, times, from + 1, left - n, best);
    }
    times[from] = 0;
}

fn value_of(case: &Case, times: &[u32]) -> f64 {
    let mut value = 0.0;
    for (place, bands) in case.demand.iter().enumerate() {
        for (band, demand) in bands.iter().enumerate() {
            let mut met = 0.0;
            for (nth, site) in case.sites.iter().enumerate() {
                let share: f64 = site.reaches.iter().filter(|(p, _)| *p == place).map(|(_, share)| share).sum();
                met += share * f64::from(times[nth * case.rules.n_bands + band]);
            }
            value += demand * f64::min(met, 1.0);
        }
    }
    value
}

fn times_of(case: &Case, plan: &Plan) -> Vec<u32> {
    let mut times = vec![0; case.sites.len() * case.rules.n_bands];
    plan.visits.iter().for_each(|visit| times[visit.site * case.rules.n_bands + visit.band] = visit.times);
    times
}

#[test]
fn the_plan_is_the_best_of_all_that_can_be_tried() {
    let mut n_plans = 0;
    for seed in 0..120 {
        let bands = seed as usize % 3 % 2 + 1;
        let rules = Rules {
            quota: 2 + seed as u32 % 3,
            per_site: 1 + seed as u32 % 2,
            n_bands: bands,
            n_localities: seed as usize % 4,
            at_most_in: if seed % 5 == 0 { vec![((0..bands.min(1)).collect(), 2)] } else { Vec::new() },
            ..Rules::default()
        };
        let reach = if seed % 2 == 0 { Reach::CHECK } else { Reach::Radius { metres: 1_200.0 } };
        let mut case = town(seed, 14, if bands == 1 { 9 } else { 6 }, rules, reach);
        if seed % 6 == 1 && !case.sites[2].is_forbidden {
            case.sites[2].is_forced = true;
        }
        if seed % 4 == 3 && !case.sites[4].is_forbidden {
            case.rules.locked.push((4, seed as usize / 4 % bands));
        }
        if seed % 7 == 2 && bands > 1 {
            case.rules.at_most_in.push((vec![0, 1], case.rules.quota - 1 + seed as u32 % 2));
        }
        match (solve(&case), best_by_trying_all(&case)) {
            (Ok(plan), Some(best)) => {
                n_plans += 1;
                assert!((plan.value - best).abs() < 1e-9, "{seed}: {plan:?}, best {best}");
                assert!(plan.is_best && plan.bound >= best - 1e-9 && plan.gap() == 0.0, "{seed}: {plan:?}");
                assert!((value_of(&case, &times_of(&case, &plan)) - plan.value).abs() < 1e-9);
            }
            (Err(_), None) => {}
            (ours, all) => panic!("{seed}: {ours:?}, trying all: {all:?}"),
        }
    }
    assert!(n_plans > 60, "{n_plans}");
}

#[test]
fn without_the_proof_the_plan_keeps_the_rules_and_the_bound_lies_above_the_best() {
    for seed in 0..60 {
        let rules = Rules { quota: 3, n_localities: 2, ..Rules::default() };
        let case = town(seed, 20, 10, rules, Reach::CHECK);
        let Some(best) = best_by_trying_all(&case) else { continue };
        let quick = CoveringParams { max_nodes: 0, ..CoveringParams::default() };
        let plan = plan(&case, &quick, &always).expect("there is one");
        assert!(plan.value <= best + 1e-9 && plan.bound >= best - 1e-9, "{seed}: {plan:?}, {best}");
        assert!(plan.value >= 0.9 * best, "{seed}: {plan:?}, {best}");
        assert_eq!(plan.visits.iter().map(|visit| visit.times).sum::<u32>(), 3);
        let close =
            |a: usize, b: usize| plan.visits.iter().any(|v| v.site == a) && plan.visits.iter().any(|v| v.site == b);
        assert!(case.rules.too_close.iter().all(|&(a, b)| !close(a, b)));
    }
}

#[test]
fn a_larger_quota_never_meets_less_and_a_stop_gives_the_best_so_far() {
    let mut before = 0.0;
    for quota in 1..8 {
        let case = town(5, 60, 25, Rules { quota, per_site: 2, ..Rules::default() }, Reach::CHECK);
        let plan = solve(&case).expect("there is room");
        assert!(plan.is_best && plan.value >= before - 1e-9);
        before = plan.value;
        let stopped = super::plan(&case, &CoveringParams::default(), &|| false).expect("the greedy choice at least");
        assert!(stopped.value <= plan.value + 1e-9 && stopped.bound >= plan.value - 1e-9);
        assert_eq!(solve(&case), Ok(plan), "the same case gives the same plan");
    }
}

#[test]
fn all_demand_in_one_place_and_none_at_all_are_planned() {
    let site = |share: f64| Site { reaches: vec![(0, share)], ..Site::default() };
    let sites = vec![site(0.5), site(0.25), site(1.0)];
    let rules = Rules { quota: 2, ..Rules::default() };
    let case = Case { demand: vec![vec![8.0]], sites, rules };
    let plan = solve(&case).expect("a plan");
    assert_eq!((plan.value, plan.is_best), (8.0, true));
    assert!(plan.visits.iter().any(|visit| visit.site == 2));
    let none = Case { demand: Vec::new(), ..case.clone() };
    assert_eq!(solve(&none).map(|plan| (plan.value, plan.bound, plan.gap())), Ok((0.0, 0.0, 0.0)));
    let strange = Case { demand: vec![vec![f64::NAN, 3.0], vec![-1.0]], ..case };
    assert_eq!(solve(&strange).map(|plan| plan.value), Ok(0.0));
}

#[test]
fn what_a_visit_adds_is_what_is_lost_without_it() {
    let site = |reaches: &[(usize, f64)]| Site { reaches: reaches.to_vec(), ..Site::default() };
    let sites = vec![site(&[(0, 1.0), (1, 0.5)]), site(&[(1, 0.75)])];
    let rules = Rules { quota: 2, ..Rules::default() };
    let plan = solve(&Case { demand: vec![vec![10.0], vec![4.0]], sites, rules }).expect("a plan");
    // Together: 10 + 4 × min(1, 1.25). Without the first 4 × 0.75, without the second 10 + 4 × 0.5.
    let adds: Vec<f64> = plan.visits.iter().map(|visit| visit.adds).collect();
    assert_eq!((plan.value, adds), (14.0, vec![11.0, 2.0]));
}

#[test]
fn why_there_is_no_plan_is_said_with_what_to_change() {
    let open = || Site { reaches: vec![(0, 1.0)], ..Site::default() };
    let case = |sites: Vec<Site>, rules: Rules| Case { demand: vec![vec![1.0]], sites, rules };
    let flaw = |case: &Case| solve(case).expect_err("no plan");
    let rules = |quota: u32| Rules { quota, ..Rules::default() };
    assert_eq!(flaw(&case(Vec::new(), rules(1))), NoPlan::NoSites);
    let forbidden = Site { is_forbidden: true, ..open() };
    assert_eq!(flaw(&case(vec![forbidden.clone()], rules(1))), NoPlan::NoSites);
    let both = Site { is_forced: true, ..forbidden.clone() };
    assert_eq!(flaw(&case(vec![both], rules(1))), NoPlan::ForcedAndForbidden { site: 0 });
    assert_eq!(flaw(&case(vec![open(), open()], rules(3))), NoPlan::QuotaTooLarge { quota: 3, most: 2 });
    let apart = Rules { quota: 3, per_site: 2, too_close: vec![(0, 1)], ..Rules::default() };
    assert_eq!(flaw(&case(vec![open(), open()], apart)), NoPlan::QuotaTooLarge { quota: 3, most: 2 });
    let forced = Site { is_forced: true, ..open() };
    let close = Rules { quota: 2, too_close: vec![(0, 1)], ..Rules::default() };
    let two = case(vec![forced.clone(), forced.clone()], close);
    assert_eq!(flaw(&two), NoPlan::ForcedTooClose { one: 0, other: 1 });
    assert_eq!(flaw(&case(vec![forced.clone(), forced], rules(1))), NoPlan::QuotaTooSmall { quota: 1, least: 2 });
    let at = |locality: usize| Site { locality: Some(locality), ..open() };
    let towns = |quota: u32| Rules { quota, n_localities: 2, ..Rules::default() };
    assert_eq!(flaw(&case(vec![at(0)], towns(2))), NoPlan::LocalityWithoutSite { locality: 1 });
    assert_eq!(flaw(&case(vec![at(0), at(1)], towns(1))), NoPlan::QuotaTooSmall { quota: 1, least: 2 });
    // Each locality has one site, and the two are too close to each other.
    let narrow = Rules { too_close: vec![(0, 1)], ..towns(2) };
    let wanted = NoPlan::Together { without_one: vec![Rule::Spacing, Rule::EveryLocality] };
    assert_eq!(flaw(&case(vec![at(0), at(1), open()], narrow)), wanted);
    let evening = Rules { quota: 2, n_bands: 1, at_most_in: vec![(vec![0], 1)], ..Rules::default() };
    assert_eq!(flaw(&case(vec![open(), open()], evening)), NoPlan::QuotaTooLarge { quota: 2, most: 1 });
}

#[test]
fn a_locked_visit_stays_and_the_rest_is_solved_around_it() {
    let mut case = town(8, 40, 16, Rules { quota: 4, n_bands: 2, ..Rules::default() }, Reach::CHECK);
    let free = solve(&case).expect("a plan");
    let is_other =
        |site: &usize| !case.sites[*site].is_forbidden && free.visits.iter().all(|visit| visit.site != *site);
    let site = (0..16).find(is_other).expect("a site that is not in the plan");
    case.rules.locked = vec![(site, 1)];
    let plan = solve(&case).expect("a plan");
    assert!(plan.visits.iter().any(|visit| (visit.site, visit.band) == (site, 1)), "{plan:?}");
    assert!(plan.is_best && plan.value <= free.value + 1e-9);
    case.rules.locked = vec![(site, 1), (site, 0)];
    assert_eq!(solve(&case), Err(NoPlan::LockedTooOften { site, times: 2, most: 1 }));
    case.rules.locked.truncate(1);
    case.sites[site].is_forbidden = true;
    assert_eq!(solve(&case), Err(NoPlan::ForcedAndForbidden { site }));
}

#[test]
fn demand_as_large_as_numbers_can_be_is_planned_like_any_other() {
    let small = town(3, 20, 10, Rules { quota: 3, ..Rules::default() }, Reach::CHECK);
    let mut large = small.clone();
    let factor = 2.0_f64.powi(1_018);
    large.demand.iter_mut().flatten().for_each(|demand| *demand *= factor);
    let (small, large) = (solve(&small).expect("a plan"), solve(&large).expect("a plan"));
    assert_eq!(small.value * factor, large.value);
    assert_eq!(small.visits.len(), large.visits.len());
    let site = Site { reaches: vec![(0, 1.0), (1, 1.0)], ..Site::default() };
    let rules = Rules { quota: 1, ..Rules::default() };
    let most = Case { demand: vec![vec![f64::MAX], vec![f64::MAX / 4.0]], sites: vec![site], rules };
    assert!(solve(&most).expect("a plan").is_best);
}

#[test]
fn a_check_reaches_half_at_900_m_and_nothing_beyond_2400_m() {
    assert_eq!(Reach::CHECK.share(0.0), 1.0);
    assert!((Reach::CHECK.share(900.0) - 0.5).abs() < 1e-15);
    assert!((Reach::CHECK.share(1_800.0) - 0.25).abs() < 1e-15);
    assert!(Reach::CHECK.share(2_400.0) > 0.15 && Reach::CHECK.share(2_400.1) == 0.0);
    assert_eq!(Reach::Radius { metres: 5.0 }.share(5.0), 1.0);
    assert_eq!(Reach::Radius { metres: 5.0 }.share(f64::INFINITY), 0.0);
}
