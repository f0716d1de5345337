//! What is handed out, for programs.

use serde_json::{Map, Value, json};

use super::super::base64::base64_with_padding;
use super::BLOCK;
use crate::geodesy::{Cell, Metric};
use crate::interop::geojson::position;
use crate::privacy::Cleared;
use crate::privacy::disclosed::{Disclosed, DisclosedCorrection, DisclosedFile, DisclosedPlace, Field, Piece};

/// A masked field is `{"masked": law}`; what is shown coarser than it is kept names the law beside it. Everything is as
/// it was told; `corrected_by_municipality` holds what is otherwise since.
pub fn json(cleared: &Cleared<DisclosedFile>, metric: &Metric) -> Vec<u8> {
    let file = cleared.get();
    let body = json!({
        "diary_number": file.diary_number,
        "municipality": file.municipality,
        "block": BLOCK,
        "n_masks_by_law": file.n_by_law,
        "reports": file.rows.iter().map(|row| report(row, metric)).collect::<Vec<_>>(),
    });
    let mut bytes = serde_json::to_vec_pretty(&body).expect("values are JSON");
    bytes.push(b'\n');
    bytes
}

fn report(row: &Disclosed, metric: &Metric) -> Value {
    let words = row.words.iter().map(|piece| match piece {
        Piece::Words(words) => json!(words),
        Piece::Masked { law } => json!({"masked": law}),
    });
    let time = &row.time;
    json!({
        "category": row.category.as_str(),
        "told": time.told,
        "when": {
            "from": time.from,
            "to": time.to,
            "recurs": time.recurs,
            "hours_of_week": time.hours.map(|hours| hours.iter().collect::<Vec<_>>()),
        },
        "time_law": row.time_law,
        "place": place(&row.place, metric),
        "place_law": row.place_law,
        "causes": field(&row.causes, |causes| json!(causes)),
        "severity": field(&row.severity, |severity| json!(severity)),
        "words": words.collect::<Vec<_>>(),
        "photos": field(&row.photos, |photos| {
            let jpeg = |photo: &Vec<u8>| json!({"media_type": "image/jpeg", "base64": base64_with_padding(photo)});
            photos.iter().map(jpeg).collect()
        }),
        "corrected_by_municipality": (!row.correction.is_empty()).then(|| corrected(&row.correction, metric)),
    })
}

/// What is missing stands as it was told.
fn corrected(correction: &DisclosedCorrection, metric: &Metric) -> Value {
    let DisclosedCorrection { category, place: moved, causes } = correction;
    let fields = [
        ("category", category.map(|category| json!(category.as_str()))),
        ("place", moved.as_ref().map(|moved| place(moved, metric))),
        ("causes", causes.as_ref().map(|causes| json!(causes))),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>().into()
}

fn field<T>(field: &Field<T>, shown: impl Fn(&T) -> Value) -> Value {
    match field {
        Field::Shown(value) => shown(value),
        Field::Masked { law } => json!({"masked": law}),
    }
}

fn place(place: &DisclosedPlace, metric: &Metric) -> Value {
    match place {
        DisclosedPlace::Exact(geometry) => json!({"show": "exact", "geometry": geometry.to_json()}),
        DisclosedPlace::Square(cell) => {
            json!({"show": "square", "cell": cell.to_string(), "geometry": square(*cell, metric)})
        }
        DisclosedPlace::Locality(name) => json!({"show": "locality", "locality": name}),
        DisclosedPlace::Withheld => json!({"show": "withheld"}),
    }
}

fn square(cell: Cell, metric: &Metric) -> Value {
    let mut ring: Vec<Value> = cell.corners_deg(metric).into_iter().map(position).collect();
    ring.extend(ring.first().cloned());
    json!({"type": "Polygon", "coordinates": [ring]})
}
