//! Personal data in a JSON document somebody sent: in every text and every name of a field.

use serde_json::Value;

use super::objection;
use crate::promise::Objection;

/// Nobody mends more at once.
const MOST: usize = 10;

/// What stands in the way of keeping a document that stands at `pointer`.
pub fn objections_in(pointer: &str, value: &Value) -> Vec<Objection> {
    let mut all = Vec::new();
    look(pointer.to_owned(), value, &mut all);
    all
}

fn look(pointer: String, value: &Value, all: &mut Vec<Objection>) {
    if all.len() >= MOST {
        return;
    }
    match value {
        Value::String(text) if !is_osm_id(text) => all.extend(objection(&pointer, text)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(nth, one)| look(format!("{pointer}/{nth}"), one, all));
        }
        Value::Object(fields) => {
            for (name, one) in fields {
                match objection(&pointer, name) {
                    Some(found) => all.push(found),
                    None => look(format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), one, all),
                }
            }
        }
        _ => {}
    }
}

/// `n8112189876`, or `bus_stop:n8112189876`: what a place is called in OpenStreetMap, and some of its numbers would be
/// personal identity numbers too.
fn is_osm_id(text: &str) -> bool {
    let id = match text.split_once(':') {
        Some((kind, id)) if kind.bytes().all(|c| c.is_ascii_lowercase() || c == b'_') => id,
        _ => text,
    };
    let number = id.strip_prefix(['n', 'w', 'r']);
    number.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(value: Value) -> Vec<(String, &'static str)> {
        objections_in("/answer", &value).into_iter().map(|one| (one.pointer, one.code)).collect()
    }

    #[test]
    fn every_text_and_every_name_is_read_and_its_place_is_said() {
        let clean = json!({"features": [{"properties": {"name": "Vid stationen", "n": 3}}], "none": null, "yes": true});
        assert_eq!(found(clean), []);
        let names = json!({"features": [{"properties": {"why": ["Bra", "Ring 070-174 06 05"]}}, {"a/b": "ABC 123"}]});
        let expected =
            [("/answer/features/0/properties/why/1", "personal_data"), ("/answer/features/1/a~1b", "personal_data")];
        assert_eq!(found(names), expected.map(|(pointer, code)| (pointer.to_owned(), code)));
        assert_eq!(found(json!({"kalle@example.se": 1}))[0].0, "/answer");
        assert_eq!(found(json!(vec!["ABC 123"; 50])).len(), MOST);
    }

    #[test]
    fn a_number_of_openstreetmap_is_no_personal_number() {
        assert_eq!(found(json!(["bus_stop:n8112189876", "n8112189876"])), []);
        assert_eq!(found(json!(["8112189876", "Anna: n8112189876", "n811218-9876"])).len(), 3);
    }
}
