//! The report form as a browser without JavaScript posts it, made into the body the API takes.

use serde_json::{Map, Value, json};

use crate::geodesy::{Bounds, EastNorth, LonLat, Metric};

/// A posted form: the body of a report, and the key that makes a second press of the button harmless.
#[derive(Debug, Clone, PartialEq)]
pub struct PostedForm {
    pub body: Value,
    pub idempotency_key: Option<String>,
    pub english: bool,
}

/// Reads the fields. Nothing is judged here: what is missing or wrong is found where every report is checked.
pub fn read(pairs: &[(String, String)], metric: &Metric, bounds: &Bounds) -> PostedForm {
    let field = |name: &str| {
        let found = pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    };
    let all = |name: &str| -> Vec<&str> {
        pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.trim()).collect()
    };
    let mut body = Map::new();
    if let Some(category) = field("category") {
        body.insert("category".into(), category.into());
        body.insert("causes".into(), json!(all(&format!("causes_{category}"))));
    }
    if let Some(municipality) = field("municipality") {
        body.insert("municipality".into(), municipality.into());
    }
    // What was typed says more than what a list happened to stand on.
    let typed = field("coordinates").map(|text| (read_coordinates(text, metric, bounds), "map"));
    let chosen = || field("place").map(|text| (read_degrees(text), "address"));
    if let Some((point, source)) = typed.or_else(chosen) {
        let geometry = point.map_or(
            json!({"type": "Point", "coordinates": []}),
            |p| json!({"type": "Point", "coordinates": [p.lon(), p.lat()]}),
        );
        body.insert("place".into(), json!({"geometry": geometry, "source": source}));
    }
    if let Some(when) = read_when(&field, &all) {
        body.insert("when".into(), when);
    }
    if let Some(severity) = field("severity") {
        body.insert("severity".into(), severity.parse::<u64>().map_or(severity.into(), Value::from));
    }
    if let Some(text) = field("text") {
        body.insert("text".into(), text.into());
    }
    PostedForm {
        body: Value::Object(body),
        idempotency_key: field("idempotency_key").map(str::to_owned),
        english: field("lang") == Some("en"),
    }
}

fn read_when<'a>(field: &impl Fn(&str) -> Option<&'a str>, all: &impl Fn(&str) -> Vec<&'a str>) -> Option<Value> {
    let hour = |name: &str| field(name).and_then(|text| text.parse::<u64>().ok());
    match field("when")? {
        "at" => Some(json!({"kind": "instant", "at": field("at")})),
        "between" => Some(json!({"kind": "interval", "from": field("from"), "to": field("to")})),
        "weekly" => Some(json!({
            "kind": "recurrence", "weekdays": all("weekdays"), "from_hour": hour("from_hour"),
            "to_hour": hour("to_hour"), "since": field("since"), "until": field("until"),
        })),
        _ => None,
    }
}

/// `lon,lat` as our own lists write it.
fn read_degrees(text: &str) -> Option<LonLat> {
    let (lon, lat) = text.split_once(',')?;
    LonLat::new(lon.trim().parse().ok()?, lat.trim().parse().ok()?)
}

/// Two numbers as people write them: degrees in either order (the one that lies nearer the municipality is meant), or
/// metres of the municipality's plane (the larger one is the northing).
fn read_coordinates(text: &str, metric: &Metric, bounds: &Bounds) -> Option<LonLat> {
    let spaced: String =
        text.chars().map(|c| if c == ';' || c.is_alphabetic() || c == '°' { ' ' } else { c }).collect();
    let mut parts: Vec<&str> = spaced.split_whitespace().collect();
    if parts.len() == 1 {
        parts = spaced.trim().split(',').collect();
    }
    let number = |part: &str| part.trim().trim_end_matches(',').replace(',', ".").parse::<f64>().ok();
    let [a, b] = parts[..] else { return None };
    let (a, b) = (number(a)?, number(b)?);
    if a.abs() > 1_000.0 && b.abs() > 1_000.0 {
        return Some(metric.inverse(EastNorth { e: a.min(b), n: a.max(b) }));
    }
    let center = bounds.center();
    let far = |p: &LonLat| (p.lon() - center.lon()).hypot(p.lat() - center.lat());
    let orders = [LonLat::new(a, b), LonLat::new(b, a)];
    orders.into_iter().flatten().min_by(|p, q| far(p).total_cmp(&far(q)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coordinates(text: &str) -> Option<(f64, f64)> {
        let osby = Bounds { west: 13.7, south: 56.3, east: 14.5, north: 56.5 };
        let p = read_coordinates(text, &Metric::sweref99_tm(), &osby)?;
        Some(((p.lon() * 1e4).round() / 1e4, (p.lat() * 1e4).round() / 1e4))
    }

    #[test]
    fn coordinates_are_understood_in_every_common_spelling() {
        for text in ["56.3796, 13.9974", "13.9974,56.3796", "56,3796 13,9974", "N 56.3796° E 13.9974°"] {
            assert_eq!(coordinates(text), Some((13.9974, 56.3796)), "{text}");
        }
        for text in ["N 6248613 E 438106", "438106 6248613", "6248613, 438106"] {
            let (lon, lat) = coordinates(text).unwrap();
            assert!((lon - 13.9974).abs() < 0.01 && (lat - 56.38).abs() < 0.01, "{text}: {lon} {lat}");
        }
        assert_eq!(coordinates("Storgatan"), None);
        assert_eq!(coordinates("1 2 3"), None);
    }
}
