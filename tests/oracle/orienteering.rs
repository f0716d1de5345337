//! The walk planner on the instances of Tsiligirides and Chao (shared data, from github thtran97/orienteering-cpp,
//! MIT).
//!
//! The largest prizes are those of the literature. Gurobi, with a gap of 0, says the same of budgets 50 and 80 in set
//! 1, 25 and 40 in set 2, 70 and 100 in set 3 (results in github eduardocembranel/orienteering-problem-tabu).

use std::fs;

use trygghetskarta::interop::orienteering::{NumberedInstance, read};
use trygghetskarta::planning::orienteering::{Instance, MOST_ALIKE, PlanParams, alike, plan, proposals};

use crate::support::shared_data;

#[test]
fn the_planner_finds_the_largest_prize_of_all_49_instances() {
    let params = PlanParams { max_labels: 0, ..PlanParams::default() };
    for (set, wanted) in [(1, &SET_1[..]), (2, &SET_2), (3, &SET_3)] {
        for &(budget, prize) in wanted {
            let Some(instance) = instance(set, budget) else { return };
            let route = plan(&instance, &params, &|| true).expect("the budget reaches the end");
            assert_eq!(route.prize, prize, "set {set}, budget {budget}");
            assert!(route.length <= f64::from(budget) + 1e-9);
        }
    }
}

#[test]
fn every_walk_of_the_second_set_and_the_short_ones_of_the_others_are_proven() {
    let params = PlanParams { max_labels: 2_000_000, ..PlanParams::default() };
    for (set, wanted) in [(1, &SET_1[..7]), (2, &SET_2), (3, &SET_3[..7])] {
        for &(budget, prize) in wanted {
            let Some(instance) = instance(set, budget) else { return };
            let route = plan(&instance, &params, &|| true).expect("the budget reaches the end");
            assert!(route.is_best && route.prize == prize, "set {set}, budget {budget}: {route:?}");
        }
    }
}

/// What Gurobi found of set 66 with budgets 70 and 120, and that no walk has more than (same results as above, without
/// proof).
#[test]
fn the_walks_of_chao_keep_the_budget_and_are_as_good_as_those_of_gurobi() {
    let params = PlanParams { max_labels: 20_000, ..PlanParams::default() };
    let mut n_files = 0;
    for set in [64, 66] {
        let Some(folder) = shared_data(&format!("orienteering/ChaoSet_{set}")) else { return };
        for file in fs::read_dir(folder).expect("a folder") {
            let path = file.expect("a file").path();
            let NumberedInstance { instance, budget, .. } =
                read(&fs::read_to_string(&path).expect("readable")).expect("a good file");
            // All of them are read; every third budget is walked, to keep the test short.
            n_files += 1;
            if budget % 15.0 != 0.0 && ![70.0, 120.0].contains(&budget) {
                continue;
            }
            let Some(route) = plan(&instance, &params, &|| true) else { continue };
            assert!(route.length <= budget + 1e-9 && route.bound >= route.prize, "{path:?}");
            match (set, budget as u32) {
                (66, 70) => assert!(route.prize >= 1_070.0 && route.prize <= 1_120.0),
                (66, 120) => assert!(route.prize >= 1_635.0 && route.prize <= 1_645.0),
                _ => {}
            }
        }
    }
    assert_eq!(n_files, 40);
}

/// A proposal is another walk: at most six of ten places are shared.
#[test]
fn three_proposals_differ_and_the_first_is_the_best() {
    let Some(instance) = instance(3, 50) else { return };
    let params = PlanParams { rounds: 3_000, max_labels: 0, ..PlanParams::default() };
    let routes = proposals(&instance, &params, 3, &|| true);
    assert_eq!(routes.len(), 3);
    assert_eq!(routes[0], plan(&instance, &params, &|| true).expect("long enough"));
    for (nth, route) in routes.iter().enumerate() {
        assert!(route.prize <= routes[0].prize && route.length <= 50.0 + 1e-9);
        assert!(routes[..nth].iter().all(|before| alike(before, route) <= MOST_ALIKE));
    }
}

fn instance(set: u32, budget: u32) -> Option<Instance> {
    let folder = shared_data(&format!("orienteering/Tsiligirides_{set}"))?;
    let width = if set == 3 { 3 } else { 2 };
    let file = folder.join(format!("tsiligirides_problem_{set}_budget_{budget:0width$}.txt"));
    Some(read(&fs::read_to_string(file).expect("readable")).expect("a good file").instance)
}

/// Budget and largest prize.
const SET_1: [(u32, f64); 18] = [
    (5, 10.0),
    (10, 15.0),
    (15, 45.0),
    (20, 65.0),
    (25, 90.0),
    (30, 110.0),
    (35, 135.0),
    (40, 155.0),
    (46, 175.0),
    (50, 190.0),
    (55, 205.0),
    (60, 225.0),
    (65, 240.0),
    (70, 260.0),
    (73, 265.0),
    (75, 270.0),
    (80, 280.0),
    (85, 285.0),
];

const SET_2: [(u32, f64); 11] = [
    (15, 120.0),
    (20, 200.0),
    (23, 210.0),
    (25, 230.0),
    (27, 230.0),
    (30, 265.0),
    (32, 300.0),
    (35, 320.0),
    (38, 360.0),
    (40, 395.0),
    (45, 450.0),
];

const SET_3: [(u32, f64); 20] = [
    (15, 170.0),
    (20, 200.0),
    (25, 260.0),
    (30, 320.0),
    (35, 390.0),
    (40, 430.0),
    (45, 470.0),
    (50, 520.0),
    (55, 550.0),
    (60, 580.0),
    (65, 610.0),
    (70, 640.0),
    (75, 670.0),
    (80, 710.0),
    (85, 740.0),
    (90, 770.0),
    (95, 790.0),
    (100, 800.0),
    (105, 800.0),
    (110, 800.0),
];
