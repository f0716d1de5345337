//! The report form as a browser without JavaScript posts it, made into the body the API takes.

use serde_json::{Map, Value, json};

use super::coordinates;
use crate::geodesy::LonLat;
use crate::town::Town;

/// A posted form: the body of a report, and the key that makes a second press of the button harmless.
#[derive(Debug, Clone, PartialEq)]
pub struct PostedForm {
    pub body: Value,
    pub idempotency_key: Option<String>,
    pub english: bool,
}

/// Reads the fields. Nothing is judged here: what is missing or wrong is found where every report is checked.
pub fn read(pairs: &[(String, String)], town: &Town) -> PostedForm {
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
    let typed = field("coordinates").map(|text| (coordinates::read(text, town).map(|written| written.at), "map"));
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
