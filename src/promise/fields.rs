//! Reads the fields of a body one by one and gathers every objection.

use jiff::civil::Date;
use serde_json::Value;
use uuid::Uuid;

use super::Objection;

/// A JSON object on its way to becoming a record.
pub(super) struct Fields<'a> {
    body: &'a Value,
    /// Where the object stands in what was sent: empty, or `/goal`.
    at: &'static str,
    pub objections: Vec<Objection>,
}

impl<'a> Fields<'a> {
    /// Fields that are not known are objected to, not silently dropped: somebody meant something by them.
    pub fn of(body: &'a Value, at: &'static str, known: &[&str]) -> Self {
        let mut fields = Self { body, at, objections: Vec::new() };
        let Some(object) = body.as_object() else {
            fields.object("", "bad_type", "Det ska vara ett JSON-objekt.", "It must be a JSON object.");
            return fields;
        };
        for name in object.keys().filter(|name| !known.contains(&name.as_str())).take(10) {
            let (sv, en) = ("Det här fältet finns inte.", "There is no such field.");
            fields.object(&name.replace('~', "~0").replace('/', "~1"), "unknown_field", sv, en);
        }
        fields
    }

    pub fn object(&mut self, name: &str, code: &'static str, sv: impl Into<String>, en: impl Into<String>) {
        let pointer = if name.is_empty() { self.at.to_owned() } else { format!("{}/{name}", self.at) };
        self.objections.push(Objection::new(&pointer, code, sv, en));
    }

    /// A field that is there and not null.
    pub fn given(&self, name: &str) -> Option<&'a Value> {
        self.body.get(name).filter(|value| !value.is_null())
    }

    /// One line of text without control characters; an empty one is none.
    pub fn line(&mut self, name: &str, longest: usize) -> Option<String> {
        let value = self.given(name)?;
        let Some(text) = value.as_str() else {
            self.object(name, "bad_type", "Det här ska vara text.", "This must be text.");
            return None;
        };
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        if text.chars().count() > longest {
            let (sv, en) = (
                format!("Högst {longest} tecken. Korta texten."),
                format!("At most {longest} characters. Shorten the text."),
            );
            self.object(name, "too_long", sv, en);
            return None;
        }
        (!text.is_empty()).then_some(text)
    }

    /// The same, and it must be there.
    pub fn needed_line(&mut self, name: &str, longest: usize, sv: &str, en: &str) -> Option<String> {
        let before = self.objections.len();
        let line = self.line(name, longest);
        if line.is_none() && self.objections.len() == before {
            self.object(name, "required", sv, en);
        }
        line
    }

    /// A day, as `2026-11-22`.
    pub fn day(&mut self, name: &str) -> Option<Date> {
        let value = self.given(name)?;
        let day = value.as_str().filter(|text| text.len() == 10).and_then(|text| text.parse::<Date>().ok());
        if day.is_none() {
            let (sv, en) = ("Dagen skrivs som 2026-11-22.", "The day is written as 2026-11-22.");
            self.object(name, "bad_date", sv, en);
        }
        day
    }

    /// An id made by whoever sends it, so that what is sent twice is one.
    pub fn uuid(&mut self, name: &str) -> Option<Uuid> {
        let value = self.given(name)?;
        let id = value.as_str().and_then(|text| Uuid::try_parse(text).ok());
        if id.is_none() {
            self.object(name, "bad_id", "Ett id är ett UUID.", "An id is a UUID.");
        }
        id
    }

    /// A whole number within bounds.
    pub fn whole(&mut self, name: &str, least: u64, most: u64) -> Option<u64> {
        let value = self.given(name)?;
        let number = value.as_u64().filter(|n| (least..=most).contains(n));
        if number.is_none() {
            let (sv, en) =
                (format!("Ett helt tal från {least} till {most}."), format!("A whole number from {least} to {most}."));
            self.object(name, "bad_number", sv, en);
        }
        number
    }

    /// One of a list of fixed words, read by `parse`; a missing one is `None` too.
    pub fn word<T>(&mut self, name: &str, known: &[&str], parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = self.given(name)?;
        let read = value.as_str().and_then(parse);
        if read.is_none() {
            let list = known.join(", ");
            self.object(
                name,
                "unknown_word",
                format!("Okänt ord. De som finns: {list}."),
                format!("Unknown word. Those there are: {list}."),
            );
        }
        read
    }
}
