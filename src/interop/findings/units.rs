//! Squares and points as features.

use serde_json::{Map, Value, json};

use super::Frame;
use crate::analysis::local::Units;

/// One feature for each unit: its name and place, its value, and what `properties` adds.
pub(super) fn features(
    units: &Units,
    values: &[f64],
    n_neighbours: &[u32],
    frame: &Frame,
    is_shown: impl Fn(usize) -> bool,
    properties: impl Fn(usize) -> Value,
) -> Vec<Value> {
    let feature = |unit: usize| {
        let mut all = Map::new();
        let geometry = match units {
            Units::Squares(cells) => {
                all.insert("cell".to_owned(), json!(cells[unit].to_string()));
                frame.square(cells[unit])
            }
            Units::Points(points) => {
                all.insert("row".to_owned(), json!(points[unit].number));
                frame.point(points[unit].at)
            }
        };
        all.insert("value".to_owned(), json!(values[unit]));
        all.insert("n_neighbours".to_owned(), json!(n_neighbours[unit]));
        if let Value::Object(more) = properties(unit) {
            all.extend(more);
        }
        json!({"type": "Feature", "geometry": geometry, "properties": all})
    };
    (0..values.len()).filter(|unit| is_shown(*unit)).map(feature).collect()
}

/// The squares or points that a measure was taken of, for the parameters.
pub(super) fn unit_of(units: &Units) -> &'static str {
    match units {
        Units::Squares(_) => "cell",
        Units::Points(_) => "point",
    }
}

pub(super) fn cell_m(units: &Units) -> Option<u32> {
    if let Units::Squares(cells) = units { cells.first().map(|cell| cell.size_m) } else { None }
}
