//! The attack goes on: whoever asks for squares and for streets, and knows how the one refines the other, learns no
//! more.

use std::collections::{BTreeMap, HashMap};

use trygghetskarta::geodesy::{Cell, EastNorth, LonLat, Metric};
use trygghetskarta::observation::{Category, Group};
use trygghetskarta::privacy::PublicPart;

use super::attacker::{GROUPS, Squares};
use crate::support::App;

/// A question about streets: groups, and first and last month of 2026.
pub type AskedStreets = (&'static str, Option<(u8, u8)>);

/// Reports by street, the reports shown, outside and in all.
pub type Streets = (Squares, [u64; 3]);

pub fn street_questions() -> Vec<AskedStreets> {
    let months = || (5..=10).map(|m| Some((m, m))).chain([None, Some((5, 7)), Some((7, 10))]);
    GROUPS.into_iter().flat_map(|group| months().map(move |months| (group, months))).collect()
}

pub fn lies_in(inner: &AskedStreets, outer: &AskedStreets) -> bool {
    let months = |asked: &AskedStreets| asked.1.unwrap_or((1, 12));
    let concerns = |group: &'static str| if group.is_empty() { "unsafe_place,traffic" } else { group };
    let groups = concerns(inner.0).split(',').all(|group| concerns(outer.0).split(',').any(|g| g == group));
    groups && months(outer).0 <= months(inner).0 && months(inner).1 <= months(outer).1
}

pub async fn streets(app: &App, (group, months): &AskedStreets) -> Streets {
    let mut path = "/api/v1/heat?unit=link".to_owned();
    if !group.is_empty() {
        path += &format!("&group={group}");
    }
    if let Some((from, to)) = months {
        path += &format!("&from=2026-{from:02}&to=2026-{to:02}");
    }
    let heat = app.get(&path).await.expect(200);
    let features = heat["features"].as_array().unwrap().iter();
    let found =
        features.map(|f| (f["id"].as_str().unwrap().to_owned(), f["properties"]["n_reports"].as_u64().unwrap()));
    let n = &heat["totals"]["n_reports"];
    (found.collect(), ["shown", "outside", "total"].map(|part| n[part].as_u64().unwrap()))
}

/// Every published part has k reports that are in no other, and a square is the sum of its parts.
pub async fn assert_parts_refine_squares(app: &App, k: u64) {
    let cells = app.store().public_cells("1273").await.unwrap();
    let parts = app.store().public_streets("1273").await.unwrap();
    let mut sums: BTreeMap<(i64, &str, Cell), u64> = BTreeMap::new();
    for part in &parts {
        assert!(u64::from(part.n_reports) >= k, "{part:?}");
        *sums.entry((part.month.number(), part.group.as_str(), part.cell)).or_default() += u64::from(part.n_reports);
    }
    for cell in &cells {
        if let Some(sum) = sums.remove(&(cell.month.number(), cell.group.as_str(), cell.cell)) {
            assert_eq!(sum, u64::from(cell.n_reports), "{cell:?}: what is left between them would be known");
        }
    }
    assert!(sums.is_empty(), "parts of no square: {sums:?}");
    let divided = parts.iter().filter(|part| part.part > 0).count();
    assert!(parts.len() > 20 && divided > 0, "{} parts, {divided} of divided squares", parts.len());
}

/// The reports of a part are those nearest to its streets, counted from the database with a plain loop.
pub async fn assert_parts_hold_whom_they_say(app: &App) {
    let parts = app.store().public_streets("1273").await.unwrap();
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
    let mut n_checked = 0;
    for square in parts.chunk_by(|a, b| (a.group, a.month, a.cell) == (b.group, b.month, b.cell)) {
        let (group, month, cell) = (square[0].group, square[0].month, square[0].cell);
        let alone = cells.iter().filter(|c| (c.group, c.month) == (group, month) && c.cell != cell).all(|c| {
            c.cell.coarsened(c.cell.size_m.max(cell.size_m)) != cell.coarsened(c.cell.size_m.max(cell.size_m))
        });
        if !alone {
            continue;
        }
        let mut counts = vec![0_u32; square.len()];
        for at in reports[&(group, month.number())].iter().filter(|at| Cell::containing(**at, cell.size_m) == cell) {
            let nearest = square
                .iter()
                .enumerate()
                .min_by(|(_, a), (_, b)| distance_m(a, *at, &metric).total_cmp(&distance_m(b, *at, &metric)));
            counts[nearest.unwrap().0] += 1;
        }
        assert_eq!(counts, square.iter().map(|part| part.n_reports).collect::<Vec<_>>(), "{cell} {month:?} {group:?}");
        n_checked += 1;
    }
    assert!(n_checked > 10, "{n_checked}");
}

fn distance_m(part: &PublicPart, at: EastNorth, metric: &Metric) -> f64 {
    use geo::{Distance, Euclidean};
    let place = geo::Point::new(at.e, at.n);
    let lines = part.lines.iter().map(|line| {
        let metres = line.coords().map(|c| metric.forward(LonLat::new(c.x, c.y).unwrap()));
        metres.map(|p| (p.e, p.n)).collect::<geo::LineString<f64>>()
    });
    lines.map(|line| Euclidean.distance(&line, &place)).fold(f64::INFINITY, f64::min)
}
