//! JSON lists of objects and GeoJSON, row by row.
//!
//! serde hands the list to a visitor that passes on each element as soon as it is complete; the
//! list itself is never built.

use std::io::BufReader;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::source::{Bounded, RowEnds, Source, reason};
use super::{BadRow, Row, TableError};

/// The border of a county in all its detail has some megabytes. What stands before the rows is held to it too.
const LONGEST_ROW: usize = 16 * 1024 * 1024;

type Each<'e> = &'e mut dyn FnMut(Result<Row, BadRow>) -> ControlFlow<()>;

pub fn read(source: Source<'_>, rows_in: Option<&str>, is_geojson: bool, each: Each<'_>) -> Result<u64, TableError> {
    if source.is_blank() {
        return Err(TableError::Empty);
    }
    let (source, row_ends) = Bounded::new(source, LONGEST_ROW);
    let columns = Arc::default();
    let mut progress = Progress { each, is_geojson, n_rows: 0, columns, state: State::Searching, row_ends };
    let mut deserializer = serde_json::Deserializer::from_reader(BufReader::new(source));
    let outcome =
        Root { rows_in, progress: &mut progress }.deserialize(&mut deserializer).and_then(|()| deserializer.end());
    match (outcome, progress.state) {
        (_, State::Stopped) => Ok(progress.n_rows),
        (Ok(()), State::Searching) => Err(TableError::NoRows(rows_in.unwrap_or("(the root)").to_owned())),
        (Ok(()), State::Reading) => Ok(progress.n_rows),
        (Err(error), _) => Err(TableError::Row { row: progress.n_rows + 1, reason: words(error) }),
    }
}

/// Without the message of serde: it quotes what it found.
fn words(error: serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Io => reason(&std::io::Error::from(error)),
        Category::Eof => format!("the JSON ends too early, at line {line} column {column}"),
        Category::Syntax => format!("the JSON is broken at line {line} column {column}"),
        Category::Data => format!("a list of objects was expected at line {line} column {column}"),
    }
}

enum State {
    /// No list of rows seen yet.
    Searching,
    Reading,
    /// The receiver wanted no more.
    Stopped,
}

struct Progress<'e> {
    each: Each<'e>,
    is_geojson: bool,
    n_rows: u64,
    /// Columns of the row before; most files have the same in every row.
    columns: Arc<[String]>,
    state: State,
    row_ends: RowEnds,
}

impl Progress<'_> {
    fn row(&mut self, element: Value) -> ControlFlow<()> {
        self.row_ends.here();
        self.n_rows += 1;
        let number = self.n_rows;
        let (object, geometry) = match element {
            Value::Object(mut feature) if self.is_geojson => {
                let geometry = feature.remove("geometry").filter(|geometry| !geometry.is_null());
                let properties = match feature.remove("properties") {
                    Some(Value::Object(properties)) => properties,
                    _ => Map::new(),
                };
                (with_feature_id(properties, feature.remove("id")), geometry)
            }
            Value::Object(object) => (object, None),
            _ => {
                let reason = "the element of the list is not an object".to_owned();
                return (self.each)(Err(BadRow { number, code: "not_an_object", reason }));
            }
        };
        if !object.keys().eq(self.columns.iter()) {
            self.columns = object.keys().cloned().collect();
        }
        let values = object.into_iter().map(|(_, value)| text(value)).collect();
        (self.each)(Ok(Row { number, columns: Arc::clone(&self.columns), values, has_header: false, geometry }))
    }
}

/// GeoJSON keeps a feature's id outside its properties; a property called "id" goes before it.
fn with_feature_id(mut properties: Map<String, Value>, id: Option<Value>) -> Map<String, Value> {
    if let Some(id) = id {
        properties.entry("id").or_insert(id);
    }
    properties
}

fn text(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// The root: the list itself, or an object that has it under a key.
struct Root<'p, 'e> {
    rows_in: Option<&'p str>,
    progress: &'p mut Progress<'e>,
}

impl<'de> DeserializeSeed<'de> for Root<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.rows_in {
            Some(_) => deserializer.deserialize_map(self),
            None => List(self.progress).deserialize(deserializer),
        }
    }
}

impl<'de> Visitor<'de> for Root<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object with a list of rows")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if Some(key.as_str()) == self.rows_in {
                map.next_value_seed(List(self.progress))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// The list of rows.
struct List<'p, 'e>(&'p mut Progress<'e>);

impl<'de> DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.0.state = State::Reading;
        while let Some(element) = list.next_element::<Value>()? {
            if self.0.row(element).is_break() {
                self.0.state = State::Stopped;
                // The only way out of a list that is not at its end; `read` knows why.
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
