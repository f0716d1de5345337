//! Somebody with patience who has read our code: asks every public question, day after day, and compares any two
//! answers.

use std::collections::BTreeMap;

use crate::support::{Answer, App, decode};

pub const GROUPS: [&str; 5] = ["", "unsafe_place", "traffic", "positive", "unsafe_place,traffic,positive"];
pub const CELLS: [u32; 4] = [250, 500, 1000, 2000];
/// Boxes that lie in each other, the largest first.
const BOXES: [&str; 4] =
    ["13.7,56.2,14.5,56.6", "13.9,56.3,14.1,56.45", "13.97,56.37,14.02,56.39", "13.99,56.375,14.0,56.38"];

/// Reports by square.
pub type Squares = BTreeMap<String, u64>;

/// A question about the heat map; `months` are the first and last month.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Asked {
    pub cell: u32,
    pub group: &'static str,
    pub months: Option<(u8, u8)>,
    pub area: Option<usize>,
}

impl Asked {
    pub fn path(&self) -> String {
        let mut path = format!("/api/v1/heat?cell={}", self.cell);
        if !self.group.is_empty() {
            path += &format!("&group={}", self.group);
        }
        if let Some((from, to)) = self.months {
            path += &format!("&from=2026-{from:02}&to=2026-{to:02}");
        }
        if let Some(area) = self.area {
            path += &format!("&bbox={}", BOXES[area]);
        }
        path
    }

    /// Whether everything this asks for is asked for by the other too, in the same squares.
    pub fn lies_in(&self, other: &Self) -> bool {
        let months = |asked: &Self| asked.months.unwrap_or((1, 12));
        let within = months(other).0 <= months(self).0 && months(self).1 <= months(other).1;
        let concerns = |group: &'static str| if group.is_empty() { "unsafe_place,traffic" } else { group };
        let groups = concerns(self.group).split(',').all(|group| concerns(other.group).split(',').any(|g| g == group));
        let areas = other.area.is_none_or(|outer| self.area.is_some_and(|inner| inner >= outer));
        self.cell == other.cell && within && groups && areas
    }
}

/// Every question of the heat map.
pub fn questions() -> Vec<Asked> {
    let mut all = Vec::new();
    for cell in CELLS {
        for group in GROUPS {
            let months = (5..=10).map(|month| Some((month, month)));
            for months in months.chain([None, Some((5, 7)), Some((7, 10))]) {
                all.push(Asked { cell, group, months, area: None });
            }
        }
        all.extend((0..BOXES.len()).map(|area| Asked { cell, group: "", months: None, area: Some(area) }));
    }
    all
}

/// Everything else the public can ask.
pub fn other_paths() -> Vec<String> {
    let mut paths: Vec<String> = [
        "/api/v1/town",
        "/api/v1/places?limit=50",
        "/api/v1/catalogue",
        "/api/v1/profile",
        "/api/v1/observations",
        "/api/v1/heat",
        "/api/v1/heat?cell=100",
        "/api/v1/heat?category=speeding",
        "/api/v1/heat?from=2026-06-02",
        "/api/v1/heat?layer=staff",
        "/api/v1/rates",
        "/api/v1/heat?unit=link",
        "/api/v1/heat?unit=link&group=traffic&bbox=13.97,56.37,14.02,56.39",
        "/tiles/heat.json",
        "/tiles/streets.json",
        "/tiles/town.json",
        "/karta",
        "/",
        "/om",
    ]
    .map(str::to_owned)
    .to_vec();
    for (z, x, y) in tiles_over_town() {
        paths.push(format!("/tiles/heat/{z}/{x}/{y}.mvt"));
        paths.push(format!("/tiles/streets/{z}/{x}/{y}.mvt"));
    }
    paths
}

/// One tile at far zooms, and two by two around the middle of Osby at near ones.
pub fn tiles_over_town() -> Vec<(u32, u32, u32)> {
    let (x, y) = ((13.9974 + 180.0) / 360.0, 56.3796_f64.to_radians());
    let y = (1.0 - (y.tan() + 1.0 / y.cos()).ln() / std::f64::consts::PI) / 2.0;
    let at = |v: f64, z: u32| (v * f64::from(1u32 << z)) as u32;
    let near = |z: u32| [0, 1].into_iter().flat_map(move |i| [0, 1].map(|j| (z, at(x, z) + i, at(y, z) + j)));
    let far = (6..12).map(|z| (z, at(x, z), at(y, z)));
    far.chain((12..=16).flat_map(near)).collect()
}

/// What an answer gives away: its body and every header that is not made anew each time.
pub fn known(answer: &Answer) -> (u16, String, Vec<u8>) {
    let headers = answer.headers.iter().filter(|(name, _)| name.as_str() != "x-request-id");
    let headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
    let mut body = answer.text();
    for name in ["\"request_id\":\"", "name=\"idempotency_key\" value=\""] {
        if let Some((before, rest)) = body.split_once(name) {
            let after = rest.split_once('"').map_or("", |(_, after)| after);
            body = format!("{before}{name}{after}");
        }
    }
    let body = if answer.header("content-type").contains("mapbox") { answer.body.clone() } else { body.into_bytes() };
    (answer.status.as_u16(), headers.join("\n"), body)
}

pub async fn squares(app: &App, asked: &Asked) -> (Squares, u64) {
    let heat = app.get(&asked.path()).await.expect(200);
    let mut found = Squares::new();
    for square in heat["features"].as_array().unwrap() {
        found.insert(square["id"].as_str().unwrap().to_owned(), square["properties"]["n_reports"].as_u64().unwrap());
    }
    (found, heat["totals"]["n_reports"]["total"].as_u64().unwrap())
}

pub async fn squares_of_tile(app: &App, (z, x, y): (u32, u32, u32)) -> Squares {
    let answer = app.get(&format!("/tiles/heat/{z}/{x}/{y}.mvt")).await;
    let drawn = decode(&answer.body).into_iter();
    let figures = |name: &str, d: &crate::support::Drawn| d.properties[name].clone();
    drawn
        .map(|d| (figures("id", &d).as_str().unwrap().to_owned(), figures("n_reports", &d).as_u64().unwrap()))
        .collect()
}

/// The square somebody would bet on for a report he knows was just filed: the one that rose, or else the one that is
/// fullest for its size.
pub fn guess(before: &Squares, now: &Squares) -> Option<String> {
    let rise = |id: &String| now[id].saturating_sub(before.get(id).copied().unwrap_or_default());
    let size = |id: &String| id.split('-').next().and_then(|word| word.parse::<u64>().ok()).unwrap_or(u64::MAX);
    now.keys().max_by_key(|id| (rise(id), std::cmp::Reverse(size(id)), now[*id])).cloned()
}
