mod mended;

use rand::RngExt;
use rand_pcg::Pcg64;
use rand_pcg::rand_core::SeedableRng;

use super::*;
use crate::geodesy::{Cell, EastNorth, LonLat};
use crate::observation::{Catalogue, Clock};
use crate::town::drawn::{at, network_of, random_places, random_town};
use crate::town::{Lit, Network, Street, StreetClass};

const YEAR_S: Seconds = 31_557_600;

fn clock() -> Clock {
    Clock::new("Europe/Stockholm").expect("known")
}

fn lamp(nth: usize, e: f64, n: f64) -> Lamp {
    Lamp { id: Some(format!("lamp-{nth}")), at: at(e, n), state: LampState::Working }
}

fn says(link: u32, e: f64, n: f64) -> Told {
    Told {
        at: at(e, n),
        is_point: true,
        on: vec![(LinkId(link), 1.0)],
        names_light: true,
        names_outage: false,
        names_sight: false,
        dark_share: 1.0,
        instant: None,
        told_day: 0,
        last: YEAR_S,
    }
}

fn causes() -> LightCauses {
    LightCauses::of(&Catalogue::shipped())
}

fn plan_of(network: &Network, lamps: &[Lamp], told: &[Told], params: &LightingParams) -> LightPlan {
    let clock = clock();
    let case = LightingCase {
        network,
        lamps,
        residents: None,
        destinations: None,
        told,
        treated: &[],
        causes: causes(),
        period: (0, YEAR_S),
        middle: LonLat::new(13.9931, 56.3806).expect("on the globe"),
        clock: &clock,
    };
    light_plan(&case, params, &Watch::default()).expect("nobody stops it")
}

/// Streets side by side, 300 m apart, each 200 m from west to east, with names of their own.
fn streets(lit: &[Lit]) -> Network {
    network_of(lit.iter().enumerate().map(|(nth, lit)| {
        let n = 300.0 * nth as f64;
        let named = Some(format!("Gata {nth}"));
        let street = Street { name: named, lit: *lit, ..Street::of_class(StreetClass::Residential) };
        (vec![(0.0, n), (200.0, n)], street)
    }))
}

fn the(plan: &LightPlan, link: u32) -> &Proposal {
    plan.light.iter().find(|one| one.first == LinkId(link)).expect("in the list")
}

#[test]
fn a_street_without_lamp_data_is_unknown_and_never_dark() {
    let town = streets(&[Lit::Unknown, Lit::No, Lit::Yes]);
    let told = [says(0, 50.0, 1.0), says(1, 50.0, 301.0), says(2, 50.0, 601.0)];
    let plan = plan_of(&town, &[], &told, &LightingParams::default());
    let metres = |link| {
        let light = the(&plan, link).light.clone().expect("a light");
        [light.dark_m(), light.said_lit_m, light.unknown_m].map(f64::round)
    };
    assert_eq!([metres(0), metres(1), metres(2)], [[0.0, 0.0, 200.0], [200.0, 0.0, 0.0], [0.0, 200.0, 0.0]]);
    let kinds = |link| the(&plan, link).measures.iter().map(|measure| measure.kind).collect::<Vec<_>>();
    assert_eq!(kinds(0), [MeasureKind::LookAfterDark]);
    assert_eq!(kinds(1), [MeasureKind::NewLamps]);
    assert_eq!(kinds(2), [MeasureKind::LookAfterDark]);
    // Told alike, the dark one comes first and the one that is said to be lit last.
    assert_eq!(plan.light.iter().map(|one| one.first.0).collect::<Vec<_>>(), [1, 0, 2]);
    assert!(the(&plan, 0).pieces.is_empty() && !the(&plan, 1).pieces.is_empty());
}

#[test]
fn a_town_that_knows_every_lamp_calls_a_street_without_them_dark() {
    let town = streets(&[Lit::Unknown]);
    let params = LightingParams { lamps_are_complete: true, ..Default::default() };
    let plan = plan_of(&town, &[], &[], &params);
    assert!((the(&plan, 0).light.as_ref().expect("a light").without_m - 200.0).abs() < 1e-6);
    assert!(the(&plan, 0).reasons.contains(&Reason::Silent));
}

#[test]
fn lamps_needed_costs_and_effects_are_those_by_hand() {
    // 200 m, unlit, one report this year and the mean of one over two streets of 200 m: without spread between streets
    // the shape is at its limit of 100, so that (100 + 1) × 0.5 / (100 + 0.5) = 0.502 488 reports are believed in.
    let town = streets(&[Lit::No, Lit::Yes]);
    let prices = UnitPrices { lamp_repair: Some(2_000), new_lamp: Some(45_000), trim_per_m: Some(120) };
    let params = LightingParams { prices, ..Default::default() };
    let plan = plan_of(&town, &[], &[says(0, 50.0, 1.0)], &params);
    let one = the(&plan, 0);
    let measure = &one.measures[0];
    assert_eq!((measure.kind, measure.quantity, measure.cost), (MeasureKind::NewLamps, 5.0, Some(225_000)));
    // A year counts as 1/ln 2 × (1 − 1/2) = 0.721 348 years.
    let per_year = 0.502_487_562_189 / 0.721_347_520_444;
    assert!((one.voice.per_year.mean - per_year).abs() < 1e-9, "{:?}", one.voice);
    let fewer = measure.fewer_per_year.expect("a lamp has an effect");
    assert!((fewer.central - 0.14 * per_year).abs() < 1e-9 && fewer.pessimistic == 0.0);
    // Nobody counts people or stops here: 1. All dark: 1. No exact times: exp(−0.5 × 1.2816).
    let factor = (-0.5 * 1.281_551_565_544_6_f64).exp();
    assert!((one.score - per_year * factor).abs() < 1e-9 && one.walkers.factor == 1.0);
    assert_eq!((one.cost, one.cost_rank), (Some(225_000), Some(1)));
    assert_eq!(plan_of(&town, &[], &[says(0, 50.0, 1.0)], &Default::default()).light[0].cost, None);
}

#[test]
fn a_long_road_gets_lamps_only_near_what_people_tell_of() {
    let road = Street { name: Some("Landsvägen".to_owned()), lit: Lit::No, ..Street::of_class(StreetClass::Tertiary) };
    let town = network_of([(vec![(0.0, 0.0), (3_000.0, 0.0)], road)]);
    let measure = |told: &[Told]| plan_of(&town, &[], told, &Default::default()).light[0].measures[0].clone();
    // 150 m on either side, 40 m apart.
    let one = measure(&[says(0, 1_000.0, 0.0)]);
    assert!((one.helps_m - 300.0).abs() < 2.0 && one.quantity == 8.0, "{one:?}");
    let two = measure(&[says(0, 1_000.0, 0.0), says(0, 1_090.0, 0.0)]);
    assert!((two.helps_m - 390.0).abs() < 2.0 && two.quantity == 10.0, "{two:?}");
    // Who draws the whole road means the whole road; so does silence.
    let whole = Told { is_point: false, ..says(0, 1_500.0, 0.0) };
    assert_eq!((measure(&[whole]).quantity, measure(&[]).quantity), (75.0, 75.0));
}

#[test]
fn a_row_that_is_out_is_dark_because_of_its_lamps_and_only_needs_repair() {
    let town = streets(&[Lit::Yes]);
    let mut lamps: Vec<Lamp> = (0..5).map(|nth| lamp(nth, 20.0 + 40.0 * nth as f64, 4.0)).collect();
    lamps[1].state = LampState::Out;
    // One more is said to be out, 10 m from where it stands; the next report is about the same.
    let outage = |e| Told { names_outage: true, ..says(0, e, 6.0) };
    let plan = plan_of(&town, &lamps, &[outage(110.0), outage(95.0)], &Default::default());
    let one = the(&plan, 0);
    let light = one.light.as_ref().expect("a light");
    let reach = (20.0_f64.hypot(12.0).powi(2) - 16.0).sqrt();
    // Lamps at 20 and at 140 shine: dark from 20 + reach to 140 − reach.
    assert!((light.out_m - (120.0 - 2.0 * reach)).abs() < 1e-6, "{light:?}");
    assert!(light.without_m < 1e-6 && (light.n_out, light.n_lamps) == (2, 5));
    let measure = &one.measures[0];
    assert_eq!((one.measures.len(), measure.kind, measure.quantity), (1, MeasureKind::RepairLamps, 2.0));
    assert_eq!(light.nearest.len(), 3);
    assert_eq!(light.dark.len(), 1);
    // Where no lamp is in the register, one is out all the same; two reports 15 m apart are of one lamp.
    let plan = plan_of(&town, &[], &[outage(110.0), outage(95.0)], &Default::default());
    let light = the(&plan, 0).light.as_ref().expect("a light").clone();
    assert_eq!((light.n_out, light.n_lamps), (1, 0));
    assert!(light.out_m > 40.0 && light.said_lit_m > 140.0 && light.without_m == 0.0, "{light:?}");
    // Two years ago somebody saw it out: nobody knows of today.
    let old = Told { last: -YEAR_S, ..outage(110.0) };
    let plan = plan_of(&town, &[], &[old], &Default::default());
    assert_eq!(the(&plan, 0).light.as_ref().expect("a light").n_out, 0);
}

/// The distance to the nearest lamp that shines, and to the nearest of any.
fn nearest(lamps: &[Lamp], place: EastNorth) -> (f64, f64) {
    let least = |works: bool| {
        let of = lamps.iter().filter(|lamp| !works || lamp.state == LampState::Working);
        of.map(|lamp| lamp.at.distance_m(place)).fold(f64::INFINITY, f64::min)
    };
    (least(true), least(false))
}

#[test]
fn metres_without_light_are_those_found_step_by_step() {
    for seed in 0..6 {
        let town = random_town(seed, 40);
        let mut dice = Pcg64::seed_from_u64(seed);
        let lamps: Vec<Lamp> = random_places(seed + 50, 120, 1_000.0)
            .into_iter()
            .enumerate()
            .map(|(nth, at)| Lamp {
                id: Some(nth.to_string()),
                at,
                state: if dice.random_bool(0.3) { LampState::Out } else { LampState::Working },
            })
            .collect();
        let params = LightingParams { lamps_are_complete: true, most: usize::MAX, ..Default::default() };
        let plan = plan_of(&town, &lamps, &[], &params);
        let radius = 20.0_f64.hypot(12.0);
        for one in &plan.light {
            let (mut lit, mut out, mut without) = (0.0, 0.0, 0.0);
            for link in &one.links {
                let length_m = town.link(*link).length_m;
                let n_steps = (length_m / 0.1).ceil() as usize;
                let step = length_m / n_steps as f64;
                for nth in 0..n_steps {
                    let along_m = (nth as f64 + 0.5) * step;
                    let place = town.line_of(&Piece { link: *link, from_m: along_m, to_m: along_m })[0];
                    match nearest(&lamps, place) {
                        (works, _) if works < radius => lit += step,
                        (_, any) if any < radius => out += step,
                        _ => without += step,
                    }
                }
            }
            let light = one.light.as_ref().expect("a light");
            let found = [light.lit_m, light.out_m, light.without_m];
            let close = found.iter().zip([lit, out, without]).all(|(a, b)| (a - b).abs() < 1.0);
            assert!(close, "{seed}, {}: {found:?}, step by step {:?}", one.id, [lit, out, without]);
            let dark: f64 = one.pieces.iter().map(Piece::length_m).sum();
            assert!((dark - light.dark_m()).abs() < 1.0, "{seed}, {}", one.id);
            assert!((light.length_m() - one.length_m).abs() < 1e-6);
        }
    }
}

#[test]
fn a_street_with_lamps_that_stand_close_never_needs_one() {
    for seed in 0..60 {
        let mut dice = Pcg64::seed_from_u64(seed);
        let spacing_m = dice.random_range(20.0..70.0);
        let lit = [Lit::Yes, Lit::No, Lit::Unknown][seed as usize % 3];
        let town = streets(&[lit]);
        let (mut lamps, mut along) = (Vec::new(), dice.random_range(0.0..spacing_m / 2.0));
        loop {
            lamps.push(lamp(lamps.len(), along, dice.random_range(-12.0..12.0)));
            if along + spacing_m / 2.0 >= 200.0 {
                break;
            }
            along += dice.random_range(0.3..1.0) * spacing_m;
        }
        let params = LightingParams { spacing_m, ..Default::default() };
        let plan = plan_of(&town, &lamps, &[says(0, 100.0, 0.0)], &params);
        let kinds: Vec<MeasureKind> = plan.light[0].measures.iter().map(|measure| measure.kind).collect();
        assert_eq!(kinds, [MeasureKind::MeasureLight], "{seed}: {lamps:?}");
        assert!(plan.light[0].reasons.contains(&Reason::WellLit) && plan.light[0].pieces.is_empty());
        let silent = plan_of(&town, &lamps, &[], &params);
        assert!(silent.light.is_empty());
    }
}

fn rank(plan: &LightPlan, link: u32) -> usize {
    plan.light.iter().position(|one| one.first == LinkId(link)).unwrap_or(usize::MAX)
}

#[test]
fn of_two_streets_alike_the_one_with_more_told_after_dark_stands_higher() {
    for seed in 0..40 {
        let mut dice = Pcg64::seed_from_u64(seed);
        let town = streets(&[Lit::No; 8]);
        let n_told: Vec<usize> = (0..8).map(|_| dice.random_range(0..9)).collect();
        let told: Vec<Told> = n_told
            .iter()
            .enumerate()
            .flat_map(|(nth, n)| vec![says(nth as u32, 50.0, 300.0 * nth as f64); *n])
            .collect();
        let plan = plan_of(&town, &[], &told, &Default::default());
        for (a, b) in (0..8).flat_map(|a| (0..8).map(move |b| (a, b))).filter(|(a, b)| n_told[*a] > n_told[*b]) {
            assert!(rank(&plan, a as u32) < rank(&plan, b as u32), "{seed}: {n_told:?}");
        }
    }
}

#[test]
fn a_street_of_which_more_is_told_does_not_fall_in_the_list() {
    for seed in 0..25 {
        let mut dice = Pcg64::seed_from_u64(seed);
        let town = random_town(seed, 30);
        let walkable: Vec<u32> = (0..town.links().len() as u32).collect();
        let mut told: Vec<Told> = (0..dice.random_range(1..60))
            .map(|_| {
                let link = walkable[dice.random_range(0..6.min(walkable.len()))];
                Told {
                    dark_share: dice.random_range(0.0..1.0),
                    names_light: dice.random_bool(0.4),
                    ..says(link, 0.0, 0.0)
                }
            })
            .collect();
        let params = LightingParams { lamps_are_complete: true, most: usize::MAX, ..Default::default() };
        let link = walkable[dice.random_range(0..walkable.len())];
        let first = town.stretches().of(LinkId(link)).0;
        let mut before = rank(&plan_of(&town, &[], &told, &params), first);
        for _ in 0..6 {
            told.push(says(link, 0.0, 0.0));
            let after = rank(&plan_of(&town, &[], &told, &params), first);
            assert!(after <= before, "{seed}: from {before} to {after}");
            before = after;
        }
    }
}

#[test]
fn blocked_sight_is_listed_cheapest_first_by_the_metres_that_were_told() {
    let town = streets(&[Lit::Yes, Lit::Yes]);
    let bush = |link, e, n| Told { names_sight: true, names_light: false, dark_share: 0.0, ..says(link, e, n) };
    // Two reports 20 m apart: from 35 to 85; one at the end of the other street: 15 m of it.
    let told = [bush(0, 50.0, 3.0), bush(0, 70.0, -3.0), bush(1, 200.0, 300.0)];
    let prices = UnitPrices { trim_per_m: Some(100), ..Default::default() };
    let plan = plan_of(&town, &[], &told, &LightingParams { prices, ..Default::default() });
    let found: Vec<(u32, Option<u64>)> = plan.sight.iter().map(|one| (one.first.0, one.cost)).collect();
    assert_eq!(found, [(1, Some(1_500)), (0, Some(5_000))]);
    assert!(plan.light.is_empty(), "by day nobody tells of darkness");
    assert_eq!(plan.sight[0].measures[0].fewer_per_year, None);
}

#[test]
fn a_budget_buys_what_is_locked_and_nothing_forbidden() {
    let town = streets(&[Lit::No; 4]);
    let told: Vec<Told> =
        (0..4).flat_map(|nth| vec![says(nth, 50.0, 300.0 * f64::from(nth)); 4 - nth as usize]).collect();
    let prices = UnitPrices { new_lamp: Some(10_000), ..Default::default() };
    let params = LightingParams { prices, budget: Some(100_000), ..Default::default() };
    let free = plan_of(&town, &[], &told, &params);
    let is_chosen = |plan: &LightPlan| {
        (0..4).map(|link| the(plan, link).measures.iter().any(|measure| measure.is_chosen)).collect::<Vec<_>>()
    };
    assert_eq!(is_chosen(&free), [true, true, false, false], "5 lamps each, 50,000 a street");
    let (locked, forbidden) = (the(&free, 3).id.clone(), the(&free, 0).id.clone());
    let params = LightingParams {
        locked: BTreeSet::from([locked, "light-1-2".to_owned()]),
        forbidden: BTreeSet::from([forbidden]),
        ..params
    };
    let plan = plan_of(&town, &[], &told, &params);
    assert_eq!(is_chosen(&plan), [false, true, false, true]);
    assert_eq!(plan.not_found, ["light-1-2"]);
    assert_eq!(plan.chosen.as_ref().map(|chosen| (chosen.cost, chosen.is_best)), Some((100_000, true)));
    assert_eq!(plan_of(&town, &[], &told, &params), plan, "the same question has the same answer");
}

#[test]
fn who_walks_there_is_counted_from_squares_and_stops_and_unknown_is_usual() {
    let town = streets(&[Lit::No, Lit::No]);
    let told = [says(0, 50.0, 0.0), says(1, 50.0, 300.0)];
    let corner = at(0.0, 0.0);
    // A square of 100 m with 800 people on the first street, farther than 200 m from the other.
    let cell = Cell { size_m: 100, e_m: corner.e as i32 + 50, n_m: corner.n as i32 - 50 };
    let clock = clock();
    let case = LightingCase {
        network: &town,
        lamps: &[],
        residents: Some(&[(cell, 800)]),
        destinations: Some(&[at(10.0, 20.0), at(190.0, -30.0)]),
        told: &told,
        treated: &[],
        causes: causes(),
        period: (0, YEAR_S),
        middle: LonLat::new(13.9931, 56.3806).expect("on the globe"),
        clock: &clock,
    };
    let plan = light_plan(&case, &LightingParams::default(), &Watch::default()).expect("nobody stops it");
    let walkers = |link| the(&plan, link).walkers;
    assert!((walkers(0).residents.expect("known") - 800.0).abs() < 1e-9);
    assert!((walkers(0).factor - 2.0 * 1.1 * 1.1).abs() < 1e-9, "√(800/200) and two stops");
    assert_eq!((walkers(1).residents, walkers(1).factor), (Some(0.0), 0.5));
    assert_eq!(plan.light[0].first, LinkId(0));
}

#[test]
fn a_town_without_streets_or_reports_has_an_empty_plan() {
    let plan = plan_of(&Network::default(), &[lamp(0, 0.0, 0.0)], &[], &Default::default());
    assert_eq!((plan.light.len(), plan.sight.len(), plan.n_stretches, plan.odds.ratio), (0, 0, 0, 1.0));
    let stopped = Watch::default();
    stopped.stop();
    let clock = clock();
    let town = streets(&[Lit::No]);
    let case = LightingCase {
        network: &town,
        lamps: &[],
        residents: None,
        destinations: None,
        told: &[],
        treated: &[],
        causes: causes(),
        period: (0, YEAR_S),
        middle: LonLat::new(13.9931, 56.3806).expect("on the globe"),
        clock: &clock,
    };
    assert_eq!(light_plan(&case, &LightingParams::default(), &stopped), None);
}
