//! From what was sent to a remedy, or to every objection at once.

use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};
use uuid::Uuid;

use super::fields::Fields;
use super::{Objection, Remedy, RemedyState, Source, SourceKind, Vocabulary, too_far_ahead};
use crate::geodesy::LonLat;
use crate::report::{Flaw, Geometry};
use crate::town::Town;

/// The fields somebody may send. `place_name` and `locality` are found where they are left out.
const KNOWN: [&str; 16] = [
    "kind",
    "place",
    "place_name",
    "locality",
    "owner",
    "due",
    "cost",
    "state",
    "reason",
    "sentence_sv",
    "sentence_en",
    "origin",
    "selected_from",
    "selected_to",
    "started_on",
    "done_on",
];
const LONGEST_NAME: usize = 80;
const LONGEST_SENTENCE: usize = 300;
const DEAREST: u64 = 1_000_000_000_000;

/// What a body is read against.
pub struct RemedyGround<'a> {
    pub town: &'a Town,
    pub now: Timestamp,
    /// What the place is called, and in which locality it lies, where nobody says.
    pub named: &'a dyn Fn(&Geometry) -> (String, Option<String>),
}

impl RemedyGround<'_> {
    fn today(&self) -> Date {
        self.now.to_zoned(self.town.clock.zone().clone()).date()
    }
}

impl Remedy {
    /// Reads a new remedy. It may be registered in any state but dropped: much was decided before the register came.
    pub fn read(id: Uuid, body: &Value, ground: &RemedyGround) -> Result<Self, Vec<Objection>> {
        let remedy = read(id, body, ground, None)?;
        if remedy.state == RemedyState::Dropped {
            let sv = "En ny åtgärd kan inte vara nedlagd.";
            return Err(vec![Objection::new("/state", "illegal_step", sv, "A new remedy cannot be dropped.")]);
        }
        Ok(remedy)
    }

    /// Changes some fields: those that are sent, and `null` empties one (RFC 7386).
    pub fn changed(&self, patch: &Value, ground: &RemedyGround) -> Result<Self, Vec<Objection>> {
        let Some(fields) = patch.as_object() else {
            let sv = "En ändring är ett JSON-objekt med fälten som ändras.";
            return Err(vec![Objection::new(
                "",
                "bad_type",
                sv,
                "A change is a JSON object with the fields to change.",
            )]);
        };
        let mut body = self.body();
        let whole = body.as_object_mut().expect("a body is an object");
        if fields.get("place").is_some_and(|place| *place != whole["place"]) {
            // Another place has another name, unless somebody says it.
            whole.remove("place_name");
            whole.remove("locality");
        }
        for (name, value) in fields {
            whole.insert(name.clone(), value.clone());
        }
        read(self.id, &body, ground, Some(self))
    }

    /// As somebody would have sent it.
    pub fn body(&self) -> Value {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        json!({
            "kind": self.kind,
            "place": self.place.to_json(),
            "place_name": self.place_name,
            "locality": self.locality,
            "owner": self.owner,
            "due": day(self.due),
            "cost": self.cost,
            "state": self.state.as_str(),
            "reason": self.reason,
            "sentence_sv": self.sentence_sv,
            "sentence_en": self.sentence_en,
            "origin": self.origin.as_ref().map(|origin| json!({"kind": origin.kind.as_str(), "id": origin.id})),
            "selected_from": day(self.selected.map(|days| days.0)),
            "selected_to": day(self.selected.map(|days| days.1)),
            "started_on": day(self.started_on),
            "done_on": day(self.done_on),
        })
    }

    /// Everything somebody wrote, with where it stands: personal data is looked for in it.
    pub fn written(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("/place_name", Some(&self.place_name)),
            ("/owner", Some(&self.owner)),
            ("/locality", self.locality.as_ref()),
            ("/reason", self.reason.as_ref()),
            ("/sentence_sv", self.sentence_sv.as_ref()),
            ("/sentence_en", self.sentence_en.as_ref()),
        ]
        .into_iter()
        .filter_map(|(pointer, text)| text.map(|text| (pointer, text.as_str())))
    }
}

fn read(id: Uuid, body: &Value, ground: &RemedyGround, before: Option<&Remedy>) -> Result<Remedy, Vec<Objection>> {
    let mut fields = Fields::of(body, "", &KNOWN);
    if !body.is_object() {
        return Err(fields.objections);
    }
    let today = ground.today();
    let kind = read_kind(&mut fields);
    let place = read_place(&mut fields, ground.town);
    let place_name = fields.line("place_name", LONGEST_NAME);
    let locality = fields.line("locality", LONGEST_NAME);
    let who = ("Vem ska göra det? En organisation, inte en person.", "Who is to do it? An organisation, not a person.");
    let owner = fields.needed_line("owner", LONGEST_NAME, who.0, who.1);
    let due = fields.day("due");
    let cost = fields.whole("cost", 0, DEAREST);
    let state = fields.word("state", &RemedyState::ALL.map(RemedyState::as_str), RemedyState::parse);
    let state = state.unwrap_or(before.map_or(RemedyState::Proposed, |old| old.state));
    let origin = read_origin(&mut fields);
    let selected = read_selected(&mut fields);
    let mut sentence_sv = fields.line("sentence_sv", LONGEST_SENTENCE);
    let mut sentence_en = fields.line("sentence_en", LONGEST_SENTENCE);
    let mut reason = fields.line("reason", LONGEST_SENTENCE);
    let (mut started_on, mut done_on) = (fields.day("started_on"), fields.day("done_on"));

    if let Some(old) = before {
        fields.objections.extend(old.objection_to(state));
    }
    match state {
        RemedyState::Proposed | RemedyState::Decided => (started_on, done_on) = (None, None),
        RemedyState::Started => (started_on, done_on) = (started_on.or(Some(today)), None),
        RemedyState::Done => {
            done_on = done_on.or(Some(today));
            started_on = started_on.or(done_on);
        }
        RemedyState::Dropped => done_on = None,
    }
    if state != RemedyState::Dropped {
        reason = None;
    } else if reason.is_none() {
        fields.object("reason", "required", "Skriv varför åtgärden läggs ner.", "Write why the remedy is dropped.");
    }
    let was_public = before.is_some_and(Remedy::is_public);
    if state == RemedyState::Dropped && !was_public {
        // It was never public, and shall not become so by being dropped.
        (sentence_sv, sentence_en) = (None, None);
    }
    let is_decided = matches!(state, RemedyState::Decided | RemedyState::Started | RemedyState::Done);
    if (is_decided || was_public)
        && sentence_sv.is_none()
        && !fields.objections.iter().any(|own| own.pointer == "/sentence_sv")
    {
        let sv = "Skriv en mening om vad som ska göras: den visas för alla när åtgärden är beslutad.";
        fields.object(
            "sentence_sv",
            "required",
            sv,
            "Write one Swedish sentence on what is to be done: everybody sees it.",
        );
    }
    if let Some(due) = due.filter(|due| before.and_then(|old| old.due) != Some(*due)) {
        fields.objections.extend(too_far_ahead("/due", due, today));
    }
    check_days(&mut fields, today, started_on, done_on);

    match (kind, place, owner, fields.objections) {
        (Some(kind), Some(place), Some(owner), none) if none.is_empty() => {
            let found = || (ground.named)(&place);
            let (place_name, locality) = match (place_name, locality) {
                (Some(name), Some(locality)) => (name, Some(locality)),
                (name, locality) => {
                    let (found_name, found_locality) = found();
                    (name.unwrap_or(found_name), locality.or(found_locality))
                }
            };
            Ok(Remedy {
                id,
                version: before.map_or(1, |old| old.version),
                made_at: before.map_or(ground.now, |old| old.made_at),
                changed_at: ground.now,
                kind,
                place,
                place_name,
                locality,
                owner,
                due,
                cost,
                state,
                reason,
                sentence_sv,
                sentence_en,
                origin,
                selected,
                started_on,
                done_on,
            })
        }
        (.., objections) => Err(objections),
    }
}

fn read_kind(fields: &mut Fields) -> Option<String> {
    let words = Vocabulary::shipped();
    let known: Vec<&str> = words.remedy_kinds.iter().map(|kind| kind.word.code.as_str()).collect();
    if fields.given("kind").is_none() {
        fields.object("kind", "required", "Välj vad som ska göras.", "Choose what is to be done.");
    }
    fields.word("kind", &known, |word| words.remedy_kind(word).map(|kind| kind.word.code.clone()))
}

fn read_place(fields: &mut Fields, town: &Town) -> Option<Geometry> {
    let Some(value) = fields.given("place") else {
        fields.object("place", "required", "Ange en plats.", "Give a place.");
        return None;
    };
    let geometry = match Geometry::read(value, "/place") {
        Ok(geometry) => geometry,
        Err(flaws) => {
            fields.objections.extend(flaws.into_iter().map(objected));
            return None;
        }
    };
    let outside = |p: &LonLat| !town.takes(town.metric.forward(*p));
    if geometry.points().iter().any(outside) {
        let name = &town.municipality.name;
        fields.object(
            "place",
            "outside_municipality",
            format!("Platsen ligger utanför {name}. Longitud (öst) står först."),
            format!("The place lies outside {name}. Longitude (east) comes first."),
        );
        return None;
    }
    let flaws = geometry.measure(&town.metric, "/place");
    let is_sound = flaws.is_empty();
    fields.objections.extend(flaws.into_iter().map(objected));
    is_sound.then_some(geometry)
}

/// Reports and remedies share their shapes, and what can be wrong with one.
fn objected(flaw: Flaw) -> Objection {
    Objection::new(&flaw.pointer, flaw.code.as_str(), flaw.sv, flaw.en)
}

fn read_origin(fields: &mut Fields) -> Option<Source> {
    let value = fields.given("origin")?;
    let mut inner = Fields::of(value, "/origin", &["kind", "id"]);
    let kinds = [SourceKind::Report, SourceKind::Hotspot, SourceKind::Walk, SourceKind::Plan];
    let parse = |word: &str| SourceKind::parse(word).filter(|kind| kinds.contains(kind));
    let kind = inner.word("kind", &kinds.map(SourceKind::as_str), parse);
    if inner.given("kind").is_none() {
        inner.object("kind", "required", "Vad gjordes åtgärden av?", "What was the remedy made from?");
    }
    let id = inner.needed_line("id", LONGEST_NAME, "Vilken rapport, plats, vandring eller plan?", "Which one of them?");
    // A name or an address has no place in an id.
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_:.,/".contains(c);
    let id = id.filter(|id| {
        let is_plain = id.chars().all(plain);
        if !is_plain {
            let (sv, en) =
                ("Bara bokstäver a–z, siffror och - _ : . , /.", "Letters a–z, digits and - _ : . , / only.");
            inner.object("id", "bad_id", sv, en);
        }
        is_plain
    });
    fields.objections.append(&mut inner.objections);
    Some(Source { kind: kind?, id: id? })
}

fn read_selected(fields: &mut Fields) -> Option<(Date, Date)> {
    let is_given = |fields: &Fields, name| fields.given(name).is_some();
    let (from, to) = (fields.day("selected_from"), fields.day("selected_to"));
    for (own, other) in [("selected_from", "selected_to"), ("selected_to", "selected_from")] {
        if is_given(fields, other) && !is_given(fields, own) {
            fields.object(own, "required", "Perioden behöver båda dagarna.", "The period needs both days.");
        }
    }
    let days = from.zip(to)?;
    if days.0 > days.1 {
        fields.object(
            "selected_to",
            "bad_date",
            "Perioden slutar före den börjar.",
            "The period ends before it begins.",
        );
        return None;
    }
    Some(days)
}

fn check_days(fields: &mut Fields, today: Date, started_on: Option<Date>, done_on: Option<Date>) {
    for (name, day) in [("started_on", started_on), ("done_on", done_on)] {
        if day.is_some_and(|day| day > today) {
            fields.object(name, "in_the_future", "Den dagen har inte kommit än.", "That day has not come yet.");
        }
    }
    if started_on.zip(done_on).is_some_and(|(started, done)| done < started) {
        fields.object(
            "done_on",
            "bad_date",
            "Åtgärden är gjord före den började.",
            "The remedy is done before it was begun.",
        );
    }
}
