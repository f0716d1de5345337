//! Findings on the standard output: the JSON itself, or the same as a plain table.

use std::io::{ErrorKind, Write};

use anyhow::Context;
use serde_json::{Map, Value};

use super::Loaded;

/// Prints an answer; the columns stand in this order in the table, all others after them.
pub(super) fn print(answer: Value, loaded: &Loaded, columns: &[&str]) -> anyhow::Result<()> {
    print_as(answer, loaded, |answer| table(answer, columns))
}

/// The same with a table of the method's own.
pub(super) fn print_as(mut answer: Value, loaded: &Loaded, table: impl FnOnce(&Value) -> String) -> anyhow::Result<()> {
    // What the reading of the file had to say comes first.
    if let Some(warnings) = answer["warnings"].as_array_mut() {
        let own = loaded.warnings.iter().map(|w| serde_json::json!({"code": w.code, "sv": w.sv, "en": w.en}));
        warnings.splice(0..0, own.collect::<Vec<_>>());
    }
    let text = if loaded.json { answer.to_string() + "\n" } else { table(&answer) };
    write(&text)
}

/// An answer about a file of another sort than points.
pub(super) fn print_own(answer: &Value, json: bool, columns: &[&str]) -> anyhow::Result<()> {
    write(&if json { answer.to_string() + "\n" } else { table(answer, columns) })
}

fn write(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // Whoever has seen enough (`| head`) closes it.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write"),
    }
}

/// The names and numbers of the JSON, without its sentences.
fn table(answer: &Value, columns: &[&str]) -> String {
    let mut out = String::new();
    let method = &answer["method"];
    out.push_str(&format!("method\t{}\n", plain(&method["id"])));
    lines(&method["parameters"], "", columns, &mut out);
    out.push('\n');
    lines(&answer["data"], "", columns, &mut out);
    for warning in answer["warnings"].as_array().into_iter().flatten() {
        out.push_str(&format!("warning\t{}\n", plain(&warning["code"])));
    }
    out.push('\n');
    lines(&answer["summary"], "", columns, &mut out);
    lines(&answer["results"], "", columns, &mut out);
    let features: Vec<Value> = answer["features"].as_array().into_iter().flatten().map(with_position).collect();
    if !features.is_empty() {
        rows(&features, columns, &mut out);
    }
    out
}

/// A name and a value a line; lists of objects as tables, objects within objects with their names joined.
fn lines(value: &Value, before: &str, columns: &[&str], out: &mut String) {
    let Value::Object(members) = value else { return };
    let (lists, single): (Vec<_>, Vec<_>) = members.iter().partition(|(_, value)| is_list_of_lists(value));
    for (name, value) in single {
        match value {
            Value::Object(_) => lines(value, &format!("{before}{name}."), columns, out),
            value => out.push_str(&format!("{before}{name}\t{}\n", plain(value))),
        }
    }
    for (name, value) in lists {
        out.push_str(&format!("\n{before}{name}\n"));
        rows(value.as_array().map_or(&[], Vec::as_slice), columns, out);
    }
}

fn is_list_of_lists(value: &Value) -> bool {
    value.as_array().and_then(|list| list.first()).is_some_and(|first| first.is_object() || first.is_array())
}

fn rows(list: &[Value], columns: &[&str], out: &mut String) {
    let list: Vec<Value> = list.iter().map(flat).collect();
    let Some(Value::Object(first)) = list.first() else {
        list.iter().for_each(|row| out.push_str(&format!("{}\n", plain(row).replace(' ', "\t"))));
        return;
    };
    let mut names: Vec<&str> = columns.iter().copied().filter(|name| first.contains_key(*name)).collect();
    names.extend(first.keys().map(String::as_str).filter(|name| !columns.contains(name)));
    let cells: Vec<Vec<String>> =
        list.iter().map(|row| names.iter().map(|name| plain(&row[*name])).collect()).collect();
    let wide = |column: usize| cells.iter().map(|row| row[column].len()).max().unwrap_or(0).max(names[column].len());
    let widths: Vec<usize> = (0..names.len()).map(wide).collect();
    let line = |cells: Vec<&str>| {
        let padded: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}")).collect();
        format!("{}\n", padded.join("  "))
    };
    out.push_str(&line(names.clone()));
    cells.iter().for_each(|row| out.push_str(&line(row.iter().map(String::as_str).collect())));
}

/// Objects within a row become columns of it: `per_pedestrian.ratio`. A long list is shown by its length.
fn flat(row: &Value) -> Value {
    const MOST: usize = 24;
    let Value::Object(members) = row else { return row.clone() };
    let mut columns = Map::new();
    for (name, value) in members {
        match value {
            Value::Object(inner) => {
                columns.extend(inner.iter().map(|(inner, value)| (format!("{name}.{inner}"), value.clone())));
            }
            Value::Array(list) if list.len() > MOST => {
                columns.insert(name.clone(), Value::String(format!("[{}]", list.len())));
            }
            value => {
                columns.insert(name.clone(), value.clone());
            }
        }
    }
    Value::Object(columns)
}

/// The properties, and where a point lies; the corners of areas are in the JSON.
fn with_position(feature: &Value) -> Value {
    let mut properties = feature["properties"].as_object().cloned().unwrap_or_else(Map::new);
    if feature["geometry"]["type"] == "Point" {
        properties.insert("x".to_owned(), feature["geometry"]["coordinates"][0].clone());
        properties.insert("y".to_owned(), feature["geometry"]["coordinates"][1].clone());
    }
    Value::Object(properties)
}

/// Six figures are enough to read; all of them are in the JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => rounded(number.as_f64().unwrap_or(f64::NAN)),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

fn rounded(number: f64) -> String {
    match number {
        0.0 => "0".to_owned(),
        tiny if tiny.abs() < 1e-4 => format!("{tiny:.2e}"),
        number => {
            let decimals = (5 - number.abs().log10().floor() as i32).clamp(0, 9) as usize;
            let text = format!("{number:.decimals$}");
            if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_shown_with_six_figures() {
        let shown = [0.0, 2.0, -1.397_276_26, 1e-9, 123_456_789.0, 0.05].map(rounded);
        assert_eq!(shown, ["0", "2", "-1.39728", "1.00e-9", "123456789", "0.05"]);
    }

    #[test]
    fn a_table_has_the_named_columns_first_and_says_nothing_in_sentences() {
        let answer = json!({
            "method": {"id": "x", "sv": "ord", "en": "words", "parameters": {"seed": 1}},
            "data": {"n_read": 2}, "warnings": [],
            "results": {"n": 3, "list": [{"b": 1, "a": null}, {"b": 20, "a": "q"}]},
        });
        let text = table(&answer, &["b"]);
        assert_eq!(text, "method\tx\nseed\t1\n\nn_read\t2\n\nn\t3\n\nlist\n b  a\n 1  -\n20  q\n");
    }
}
