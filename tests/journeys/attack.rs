//! The attack: six months of telling, six months of asking, and nobody learns the square of a single report.

use std::collections::{BTreeMap, HashMap};

use axum::http::Method;
use jiff::{SignedDuration, Timestamp, civil};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use serde_json::json;
use trygghetskarta::geodesy::{Cell, EastNorth, LonLat, Metric};
use trygghetskarta::observation::{Category, Group};
use trygghetskarta::privacy::PublicCell;
use trygghetskarta::town::invented;

use super::attack_streets::{
    AskedStreets, Streets, assert_parts_hold_whom_they_say, assert_parts_refine_squares, lies_in, street_questions,
    streets,
};
use super::attacker::{
    Asked, Squares, guess, known, other_paths, questions, squares, squares_of_tile, tiles_over_town,
};
use crate::support::{App, with};

const K: u64 = 6;

/// A report the attacker knows was filed, because he saw somebody do it.
struct Filed {
    group: Group,
    square: Cell,
    before: Squares,
}

/// Where people tell: five places often, and everywhere else now and then.
fn somewhere(dice: &mut Pcg64) -> EastNorth {
    let hot = [
        (438_060.0, 6_248_560.0),
        (438_700.0, 6_248_900.0),
        (437_300.0, 6_249_400.0),
        (439_000.0, 6_247_800.0),
        (444_200.0, 6_259_300.0),
    ];
    let (spread, (e, n)) = if dice.random_range(0..100) < 70 {
        (150.0, hot[[0, 0, 0, 1, 1, 2, 3, 4][dice.random_range(0..8)]])
    } else {
        (4_000.0, (438_000.0, 6_248_500.0))
    };
    let mut off = || (dice.random::<f64>() - 0.5) * 2.0 * spread;
    EastNorth { e: e + off(), n: n + off() }
}

/// Tells a day's reports; some are taken back within the hour, some are repeats.
async fn tell_a_day(app: &App, dice: &mut Pcg64, told: &mut Vec<(Group, Cell)>) {
    let metric = Metric::sweref99_tm();
    for _ in 0..dice.random_range(1..6) {
        app.clock.turn_by(SignedDuration::from_secs(dice.random_range(60..7_000)));
        let served = app.service.serving(None).expect("Osby");
        let place =
            std::iter::repeat_with(|| somewhere(dice)).find(|place| served.town.takes(*place)).expect("a place");
        let at = metric.inverse(place);
        let category = Category::ALL[[0, 0, 0, 1, 1, 2, 3, 4][dice.random_range(0..8)]];
        let body = json!({"category": category.as_str(), "place": {"geometry": {"type": "Point", "coordinates": [at.lon(), at.lat()]}}});
        let body = if dice.random_range(0..10) == 0 { with(body, "/severity", json!(4)) } else { body };
        let times = if dice.random_range(0..8) == 0 { 3 } else { 1 };
        for _ in 0..times {
            let receipt = app.told(&body).await;
            if dice.random_range(0..15) == 0 {
                let token = receipt["follow_up_token"].as_str().unwrap();
                assert_eq!(app.follow_up(Method::DELETE, token).await.status, 204);
            } else {
                told.push((category.group(), Cell::containing(place, 250)));
            }
        }
    }
}

/// What the published cells say to a question, counted with a plain loop.
fn recount(cells: &[PublicCell], asked: &Asked) -> Squares {
    let mut found = Squares::new();
    for cell in cells {
        let month = cell.month.of_year();
        let in_time = asked.months.is_none_or(|(from, to)| (from..=to).contains(&month));
        let in_group = match asked.group {
            "" => cell.group != Group::Positive,
            groups => groups.split(',').any(|group| group == cell.group.as_str()),
        };
        if in_time && in_group {
            let square = cell.cell.coarsened(cell.cell.size_m.max(asked.cell));
            *found.entry(square.to_string()).or_default() += u64::from(cell.n_reports);
        }
    }
    found
}

/// No figure may differ by something a handful of reports could have made.
fn assert_hides(smaller: &Squares, larger: &Squares, why: &str) {
    for (id, n) in smaller {
        let m = larger.get(id).copied().unwrap_or_else(|| panic!("{why}: {id} has gone"));
        assert!(m == *n || m >= n + K, "{why}: {id} has {n} and {m}");
    }
    assert!(larger.values().all(|n| *n >= K), "{why}");
}

async fn assert_published_cells_stand_for_k_reports_each(app: &App) {
    let cells = app.store().public_cells("1273").await.unwrap();
    let metric = Metric::sweref99_tm();
    let rows = app
        .texts("SELECT category || ' ' || published_month || ' ' || lon || ' ' || lat FROM report WHERE published_month IS NOT NULL AND state = 'received'")
        .await;
    let mut reports: HashMap<(Group, i64), Vec<EastNorth>> = HashMap::new();
    for row in rows.iter().flatten() {
        let [category, month, lon, lat] = row.split(' ').collect::<Vec<_>>()[..] else { panic!("{row}") };
        let at = LonLat::new(lon.parse().unwrap(), lat.parse().unwrap()).unwrap();
        let group = Category::parse(category).unwrap().group();
        reports.entry((group, month.parse().unwrap())).or_default().push(metric.forward(at));
    }
    let mut sums: HashMap<(Group, i64), u64> = HashMap::new();
    for cell in &cells {
        assert!(u64::from(cell.n_reports) >= K, "{cell:?}");
        let key = (cell.group, cell.month.number());
        *sums.entry(key).or_default() += u64::from(cell.n_reports);
        let inside = reports[&key].iter().filter(|at| Cell::containing(**at, cell.cell.size_m) == cell.cell).count();
        assert!(inside >= cell.n_reports as usize, "{cell:?} has {inside}");
    }
    assert_eq!(sums, reports.into_iter().map(|(key, at)| (key, at.len() as u64)).collect(), "each report in one sum");
}

#[tokio::test]
async fn whoever_keeps_every_answer_for_six_months_learns_nothing_of_a_single_report() {
    let app = App::sqlite().await;
    app.service.replace_ground("1273", &invented::survey(invented::SEED)).await.unwrap();
    let mut dice = Pcg64::seed_from_u64(20_260_501);
    let (questions, others) = (questions(), other_paths());
    let mut kept: BTreeMap<Asked, (Squares, u64)> = BTreeMap::new();
    let mut kept_streets: BTreeMap<AskedStreets, Streets> = BTreeMap::new();
    let (mut n_filed, mut hits_before, mut hits_after) = (0, 0, 0);

    for month in 5..=10u8 {
        let first = civil::date(2026, month as i8, 1);
        // Right after the month has begun the one before is published; then all is asked.
        app.publish_at(&noon(first, -11)).await;
        let cells = app.store().public_cells("1273").await.unwrap();
        for asked in &questions {
            let now = squares(&app, asked).await;
            if asked.area.is_none() {
                assert_eq!(now.0, recount(&cells, asked), "{asked:?}");
                assert_eq!(now.0.values().sum::<u64>(), now.1);
            }
            if let Some((before, total)) = kept.insert(asked.clone(), now.clone()) {
                assert_hides(&before, &now.0, &format!("{asked:?} across {month}"));
                assert!(now.1 == total || now.1 >= total + K, "{asked:?}");
            }
        }
        for (inner, (a, total_a)) in &kept {
            for (outer, (b, total_b)) in kept.iter().filter(|(outer, _)| *outer != inner && inner.lies_in(outer)) {
                assert_hides(a, b, &format!("{inner:?} in {outer:?}"));
                assert!(total_a == total_b || *total_b >= total_a + K, "{inner:?} in {outer:?}");
            }
        }
        for asked in street_questions() {
            let now = streets(&app, &asked).await;
            let same = Asked { cell: 250, group: asked.0, months: asked.1, area: None };
            assert_eq!(now.1[2], kept[&same].1, "{asked:?}: streets and squares are told of the same reports");
            if let Some((before, totals)) = kept_streets.insert(asked, now.clone()) {
                assert_hides(&before, &now.0, &format!("streets, {asked:?} across {month}"));
                assert!(totals.iter().zip(now.1).all(|(a, b)| *a == b || b >= a + K), "{asked:?}");
            }
        }
        for (inner, (a, totals_a)) in &kept_streets {
            for (outer, (b, totals_b)) in kept_streets.iter().filter(|(outer, _)| lies_in(inner, outer)) {
                assert_hides(a, b, &format!("streets, {inner:?} in {outer:?}"));
                assert!(totals_a.iter().zip(totals_b).all(|(a, b)| a == b || *b >= a + K), "{inner:?} in {outer:?}");
            }
        }
        for tile in tiles_over_town() {
            let cell = match tile.0 {
                0..=10 => 2000,
                11 => 1000,
                12 => 500,
                _ => 250,
            };
            let all = &kept[&Asked { cell, group: "", months: None, area: None }].0;
            assert!(squares_of_tile(&app, tile).await.iter().all(|(id, n)| all.get(id) == Some(n)), "{tile:?}");
        }

        let mut answers = HashMap::new();
        for path in &others {
            answers.insert(path.clone(), known(&app.get(path).await));
        }
        let tag = app.get("/api/v1/heat").await.header("etag").to_owned();
        let mut filed: Vec<Filed> = Vec::new();
        for day in 0..i64::from(first.days_in_month()) {
            let date = first.saturating_add(jiff::Span::new().days(day));
            app.clock.turn_to(&noon(date, -4));
            let mut told = Vec::new();
            tell_a_day(&app, &mut dice, &mut told).await;
            filed.extend(told.into_iter().map(|(group, square)| Filed {
                group,
                square,
                before: kept[&whole(group)].0.clone(),
            }));
            app.publish_at(&noon(date, 8)).await;
            // Nor does asking for a change give one away.
            let tag = format!("if-none-match: {tag}");
            assert_eq!(app.send(Method::GET, "/api/v1/heat", &[&tag], "").await.status, 304, "{date}");
            // Every path on some days, a few on all of them: not a byte may move before the month is over.
            let all_today = matches!(day, 0 | 1 | 14) || date == first.last_of_month();
            for path in others.iter().enumerate().filter(|(i, _)| all_today || i % 9 == 0).map(|(_, path)| path) {
                assert_eq!(known(&app.get(path).await), answers[path], "{path} on {date}");
            }
            for asked in questions.iter().enumerate().filter(|(i, _)| all_today || i % 17 == 0).map(|(_, asked)| asked)
            {
                assert_eq!(squares(&app, asked).await, kept[asked], "{asked:?} on {date}");
            }
        }
        for report in &filed {
            let now = &squares(&app, &whole(report.group)).await.0;
            let hit = |guessed: Option<String>| usize::from(guessed == Some(report.square.to_string()));
            n_filed += 1;
            hits_before += hit(guess(&report.before, &report.before));
            hits_after += hit(guess(&report.before, now));
        }
    }
    assert_eq!(hits_after, hits_before, "of {n_filed}");
    assert!(n_filed > 400 && hits_before * 2 < n_filed, "{hits_before} of {n_filed} by the sums alone");
    tell_along_two_streets(&app).await;
    app.publish_at("2027-01-02T12:00:00Z").await;
    assert!(app.get("/api/v1/heat").await.expect(200)["totals"]["n_reports"]["total"].as_u64().unwrap() > 200);
    assert_published_cells_stand_for_k_reports_each(&app).await;
    assert_parts_refine_squares(&app, K).await;
    assert_parts_hold_whom_they_say(&app).await;
}

/// Enough reports in one square to tell its streets apart, every seven hours.
async fn tell_along_two_streets(app: &App) {
    let metric = Metric::sweref99_tm();
    for i in 0..64 {
        app.clock.turn_by(SignedDuration::from_hours(7));
        let (column, row) = (f64::from(i % 8), f64::from(i / 8));
        let at = metric.inverse(EastNorth { e: 438_020.0 + column * 28.0, n: 6_248_520.0 + row * 28.0 });
        let geometry = json!({"type": "Point", "coordinates": [at.lon(), at.lat()]});
        app.told(&json!({"category": "unsafe_place", "place": {"geometry": geometry}})).await;
    }
}

/// Everything known of one group.
fn whole(group: Group) -> Asked {
    let group = super::attacker::GROUPS.into_iter().find(|name| *name == group.as_str()).expect("a group");
    Asked { cell: 250, group, months: None, area: None }
}

/// So many hours after noon UTC of a day.
fn noon(date: civil::Date, hours: i64) -> String {
    let at: Timestamp = format!("{date}T12:00:00Z").parse().expect("a time");
    (at + SignedDuration::from_hours(hours)).to_string()
}
