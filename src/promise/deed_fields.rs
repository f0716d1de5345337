//! From what was sent to a deed that has no page of its own.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde_json::Value;
use uuid::Uuid;

use super::fields::Fields;
use super::{Deed, DeedKind, Objection};

/// A deed as it was entered by hand: a kind, a day, counts. There is no field for words.
#[derive(Debug, Clone, PartialEq)]
pub struct DeedFields {
    /// Made by whoever sends it, if at all.
    pub id: Option<Uuid>,
    pub kind: DeedKind,
    pub day: Date,
    pub minutes: Option<u32>,
    pub locality: Option<String>,
    pub participants: Option<u32>,
}

impl DeedFields {
    /// Reads a body, or says everything that stands in the way.
    pub fn read(body: &Value, kinds: &[DeedKind], localities: &[String], today: Date) -> Result<Self, Vec<Objection>> {
        let mut fields = Fields::of(body, "", &["id", "kind", "day", "minutes", "locality", "participants"]);
        let id = fields.uuid("id");
        let known: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        let kind = fields.word("kind", &known, |word| DeedKind::parse(word).filter(|kind| kinds.contains(kind)));
        let day = fields.day("day");
        for (name, is_given) in [("kind", fields.given("kind").is_some()), ("day", fields.given("day").is_some())] {
            if !is_given {
                fields.object(
                    name,
                    "required",
                    "Säg vad som gjordes och vilken dag.",
                    "Say what was done, and on which day.",
                );
            }
        }
        if day.is_some_and(|day| day > today) {
            fields.object("day", "in_the_future", "Den dagen har inte kommit än.", "That day has not come yet.");
        }
        let minutes = fields.whole("minutes", 1, 1_440);
        let participants = fields.whole("participants", 0, 100_000);
        let names: Vec<&str> = localities.iter().map(String::as_str).collect();
        let locality =
            fields.word("locality", &names, |name| localities.iter().find(|own| own.as_str() == name).cloned());
        match (kind, day, fields.objections) {
            (Some(kind), Some(day), none) if none.is_empty() => {
                let small = |n: Option<u64>| n.and_then(|n| u32::try_from(n).ok());
                Ok(Self { id, kind, day, minutes: small(minutes), locality, participants: small(participants) })
            }
            (.., objections) => Err(objections),
        }
    }

    pub fn deed(&self, started_at: Timestamp) -> Deed {
        Deed {
            id: self.id.unwrap_or_else(Uuid::new_v4),
            kind: self.kind,
            started_at,
            minutes: self.minutes,
            locality: self.locality.clone(),
            place_name: None,
            at: None,
            counts: self.participants.map(|n| BTreeMap::from([("participants".to_owned(), n)])).unwrap_or_default(),
            source: None,
        }
    }
}
