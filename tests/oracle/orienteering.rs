//! The walk planner on the instances of Tsiligirides (shared data, from github thtran97/orienteering-cpp, MIT).
//!
//! The largest prizes are those of the literature. Gurobi, with a gap of 0, says the same of budgets 50 and 80 in set 1, 25
//! and 40 in set 2, 70 and 100 in set 3 (results in github eduardocembranel/orienteering-problem-tabu).

use std::fs;

use trygghetskarta::interop::orienteering::read;
use trygghetskarta::planning::orienteering::{Instance, PlanParams, plan};

use crate::support::shared_data;

#[test]
fn the_planner_finds_the_largest_prize_of_all_49_instances() {
    // The search alone stops at 125 in set 1 with budget 35: there the attempt at a proof finds the better walk.
    let params = PlanParams { max_labels: 300_000, ..PlanParams::default() };
    for (set, wanted) in [(1, &SET_1[..]), (2, &SET_2), (3, &SET_3)] {
        for &(budget, prize) in wanted {
            let Some(instance) = instance(set, budget) else { return };
            let route = plan(&instance, &params).expect("the budget reaches the end");
            assert_eq!(route.prize, prize, "set {set}, budget {budget}");
            assert!(route.length <= f64::from(budget) + 1e-9);
        }
    }
}

#[test]
fn every_walk_of_the_second_set_and_the_short_ones_of_the_others_are_proven() {
    for (set, wanted) in [(1, &SET_1[..8]), (2, &SET_2), (3, &SET_3[..8])] {
        for &(budget, prize) in wanted {
            let Some(instance) = instance(set, budget) else { return };
            let route = plan(&instance, &PlanParams::default()).expect("the budget reaches the end");
            assert!(route.is_best && route.prize == prize, "set {set}, budget {budget}: {route:?}");
        }
    }
}

fn instance(set: u32, budget: u32) -> Option<Instance> {
    let folder = shared_data(&format!("orienteering/Tsiligirides_{set}"))?;
    let width = if set == 3 { 3 } else { 2 };
    let file = folder.join(format!("tsiligirides_problem_{set}_budget_{budget:0width$}.txt"));
    Some(read(&fs::read_to_string(file).expect("readable")).expect("a good file"))
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
