//! Counts add up and mass is kept, on staff and public answers, whatever is asked.

use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64;
use serde_json::Value;

use crate::support::{App, Engine};

fn parts(totals: &Value, what: &str) -> [f64; 4] {
    ["shown", "suppressed", "outside", "total"].map(|part| totals[what][part].as_f64().unwrap())
}

fn assert_adds_up(heat: &Value, query: &str) {
    for what in ["n_reports", "weight"] {
        let [shown, suppressed, outside, total] = parts(&heat["totals"], what);
        assert!((shown + suppressed + outside - total).abs() <= 1e-9 * total.max(1.0), "{query}: {what} {heat}");
        let squares = heat["features"].as_array().unwrap();
        let sum: f64 = squares.iter().map(|square| square["properties"][what].as_f64().unwrap()).sum();
        assert!((sum - shown).abs() <= 1e-9 * shown.max(1.0), "{query}: {what} {sum} {shown}");
        assert!(outside >= 0.0 && suppressed >= 0.0, "{query}");
    }
    for square in heat["features"].as_array().unwrap() {
        let p = &square["properties"];
        let ha = p["size_m"].as_f64().unwrap().powi(2) / 1e4;
        let density = p["weight"].as_f64().unwrap() / ha / heat["parameters"]["months"].as_f64().unwrap().max(1e-9);
        let given = p["per_ha_month"].as_f64().unwrap();
        assert!((density - given).abs() <= 1e-9 * given.max(1e-6), "{query}: {density} {given}");
    }
}

fn bbox(dice: &mut Pcg64) -> String {
    let (west, south) = (13.7 + 0.6 * dice.random::<f64>(), 56.25 + 0.2 * dice.random::<f64>());
    format!(
        "&bbox={west},{south},{},{}",
        west + 0.3 * dice.random::<f64>() + 1e-6,
        south + 0.2 * dice.random::<f64>() + 1e-6
    )
}

fn pick<'a>(dice: &mut Pcg64, words: &[&'a str]) -> &'a str {
    words[(dice.next_u32() as usize) % words.len()]
}

fn months(dice: &mut Pcg64) -> String {
    let (a, b) = (dice.random_range(0..24), dice.random_range(0..24));
    let name = |n: i32| format!("{}-{:02}", 2024 + (n + 10) / 12, (n + 10) % 12 + 1);
    format!("&from={}&to={}", name(a.min(b)), name(a.max(b)))
}

#[tokio::test]
async fn staff_answers_add_up_over_many_filters_and_no_size_of_square_loses_mass() {
    let app = App::demo(Engine::Sqlite).await;
    let mut dice = Pcg64::seed_from_u64(4);
    for _ in 0..60 {
        let mut query = String::new();
        query += pick(
            &mut dice,
            &["", "&category=unsafe_place", "&category=speeding,nuisance_driving", "&group=positive,traffic"],
        );
        query += pick(
            &mut dice,
            &["", "", "&cause=poor_lighting", "&cause=moped,car", "&channel=web", "&channel=on_behalf,web"],
        );
        query += pick(&mut dice, &["", "&weekdays=fri,sat", "&hours=21-24", "&weekdays=mon&hours=22-4"]);
        query += &months(&mut dice);
        let boxed = if dice.random::<bool>() { bbox(&mut dice) } else { String::new() };
        let mut whole: Option<[f64; 4]> = None;
        for cell in ["100", "250", "500", "1000", "2000", "auto"] {
            let path = format!("/api/v1/heat?cell={cell}{query}{boxed}");
            let heat = app.get_staff(&path).await.expect(200);
            assert_adds_up(&heat, &path);
            let weight = parts(&heat["totals"], "weight");
            if boxed.is_empty() {
                let first = *whole.get_or_insert(weight);
                for (a, b) in first.iter().zip(weight) {
                    assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{path}: {first:?} {weight:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn public_answers_add_up_and_every_box_has_the_same_total() {
    let app = App::demo(Engine::Sqlite).await;
    let mut dice = Pcg64::seed_from_u64(5);
    let mut n_shown = 0.0;
    for _ in 0..120 {
        let cell = pick(&mut dice, &["auto", "250", "500", "1000", "2000"]);
        let group = pick(
            &mut dice,
            &["", "&group=unsafe_place", "&group=traffic", "&group=positive", "&group=traffic,positive"],
        );
        let query = format!("/api/v1/heat?cell={cell}{group}{}", months(&mut dice));
        let all = app.get(&query).await.expect(200);
        assert_adds_up(&all, &query);
        let boxed = format!("{query}{}", bbox(&mut dice));
        let part = app.get(&boxed).await.expect(200);
        assert_adds_up(&part, &boxed);
        assert_eq!(part["totals"]["n_reports"]["total"], all["totals"]["n_reports"]["total"]);
        n_shown += parts(&part["totals"], "n_reports")[0];
        for square in part["features"].as_array().unwrap() {
            assert!(all["features"].as_array().unwrap().contains(square), "a square is the same in every view");
        }
    }
    assert!(n_shown > 100.0, "the boxes met something");
}
