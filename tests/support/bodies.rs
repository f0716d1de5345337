//! Reports as a client sends them.

use serde_json::{Value, json};
use trygghetskarta::geodesy::{EastNorth, Metric};

/// The station of Osby, more or less.
pub const CENTER: (f64, f64) = (13.9974, 56.3796);

/// A report with nothing wrong.
pub fn report() -> Value {
    at(CENTER.0, CENTER.1)
}

pub fn at(lon: f64, lat: f64) -> Value {
    json!({
        "category": "unsafe_place",
        "causes": ["poor_lighting"],
        "place": {"geometry": {"type": "Point", "coordinates": [lon, lat]}, "accuracy_m": 15, "source": "map"},
        "when": {"kind": "instant", "at": "2026-11-19T21:15:00+01:00"},
        "severity": 3,
        "text": "Lamporna är trasiga vid gångtunneln."
    })
}

/// A point so many metres into the square of 250 m that lies `(column, row)` squares from the one around 438 000,
/// 6 248 500 in the middle of Osby.
pub fn in_square(column: i32, row: i32, east_m: f64, north_m: f64) -> (f64, f64) {
    let e = 438_000.0 + 250.0 * f64::from(column) + east_m;
    let n = 6_248_500.0 + 250.0 * f64::from(row) + north_m;
    let p = Metric::sweref99_tm().inverse(EastNorth { e, n });
    (p.lon(), p.lat())
}

/// The same, at the i-th of sixteen spots in the square that lie too far apart to be taken for repeats.
pub fn spot(column: i32, row: i32, i: u32) -> (f64, f64) {
    in_square(column, row, 15.0 + 70.0 * f64::from(i % 4), 15.0 + 70.0 * f64::from(i / 4 % 4))
}

/// A line through these points.
pub fn stretch(points: &[(f64, f64)]) -> Value {
    let coordinates: Vec<[f64; 2]> = points.iter().map(|(lon, lat)| [*lon, *lat]).collect();
    with(report(), "/place/geometry", json!({"type": "LineString", "coordinates": coordinates}))
}

/// The body with the value at the pointer changed; `null` takes it away.
pub fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer begins with /");
    let object = body.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object to put it in");
    if value.is_null() {
        object.remove(name)
    } else {
        object.insert(name.to_owned(), value)
    };
    body
}
