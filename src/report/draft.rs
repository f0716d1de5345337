//! From what was sent to a checked draft, or to every flaw at once.

use jiff::Timestamp;
use serde_json::Value;

use super::{Code, Flaw, Geometry, Place, PlaceSource, outside, when};
use crate::observation::{Catalogue, Category, Moment};
use crate::town::Town;

pub const MAX_TEXT_CHARS: usize = 2_000;
const MAX_CAUSES: usize = 12;

/// What the checks stand on: the towns of the installation (the nearest one is meant when a place is in none), the
/// catalogue of causes, and when it was told.
pub struct Ground<'a> {
    pub towns: &'a [&'a Town],
    pub catalogue: &'a Catalogue,
    pub told_at: Timestamp,
}

/// A checked report that has no identity yet.
#[derive(Clone, PartialEq)]
pub struct Draft {
    pub municipality: String,
    pub category: Category,
    pub causes: Vec<String>,
    pub place: Place,
    pub moment: Moment,
    pub severity: Option<u8>,
    pub text: Option<String>,
}

impl Draft {
    /// Checks the body of a report. Personal data in the text is not looked for here: that is `privacy`'s business.
    pub fn read(body: &Value, ground: &Ground) -> Result<Self, Vec<Flaw>> {
        if !body.is_object() {
            return Err(vec![Flaw::new(
                "",
                Code::BadType,
                "En rapport är ett JSON-objekt.",
                "A report is a JSON object.",
            )]);
        }
        let mut flaws: Vec<Flaw> = Vec::new();
        for (at, value, known) in
            [("", body, &KNOWN[..]), ("/place", &body["place"], &IN_PLACE), ("/when", &body["when"], &IN_WHEN)]
        {
            flaws.extend(unknown_fields(at, value, known));
        }

        let category = collect(read_category(&body["category"]), &mut flaws);
        let causes = collect(read_causes(&body["causes"], category, ground.catalogue), &mut flaws);
        let geometry = collect(read_geometry(&body["place"]), &mut flaws);
        let town = collect(choose_town(&body["municipality"], geometry.as_ref(), ground.towns), &mut flaws);
        if let (Some(geometry), Some(town)) = (&geometry, town) {
            flaws.extend(outside::flaws(geometry, town));
            flaws.extend(geometry.measure(&town.metric, "/place/geometry"));
        }
        let place = collect(read_place_facts(&body["place"]), &mut flaws);
        // Even for a place in no town something can be said of the time.
        let clock_of = town.or(ground.towns.first().copied());
        let moment = clock_of.and_then(|town| collect(read_moment(&body["when"], town, ground.told_at), &mut flaws));
        let severity = collect(read_severity(&body["severity"]), &mut flaws);
        let text = collect(read_text(&body["text"]), &mut flaws);

        match (town, category, causes, geometry, place, moment, severity, text) {
            (
                Some(town),
                Some(category),
                Some(causes),
                Some(geometry),
                Some((accuracy_m, source)),
                Some(moment),
                Some(severity),
                Some(text),
            ) if flaws.is_empty() => Ok(Self {
                municipality: town.code().to_owned(),
                category,
                causes,
                place: Place { geometry, accuracy_m, source },
                moment,
                severity,
                text,
            }),
            _ => Err(flaws),
        }
    }
}

const KNOWN: [&str; 7] = ["municipality", "category", "causes", "place", "when", "severity", "text"];
const IN_PLACE: [&str; 3] = ["geometry", "accuracy_m", "source"];
const IN_WHEN: [&str; 9] = ["kind", "at", "from", "to", "weekdays", "from_hour", "to_hour", "since", "until"];

/// Names and numbers people add ("phone", "name") are refused, not silently kept or dropped.
fn unknown_fields(at: &str, value: &Value, known: &[&str]) -> Vec<Flaw> {
    let fields = value.as_object().into_iter().flat_map(|fields| fields.keys());
    let unknown = fields.filter(|field| !known.contains(&field.as_str())).take(10);
    let flaw = |field: &String| {
        Flaw::new(
            &format!("{at}/{}", field.replace('~', "~0").replace('/', "~1")),
            Code::UnknownField,
            "Det här fältet finns inte i en rapport.",
            "A report has no such field.",
        )
    };
    unknown.map(flaw).collect()
}

fn collect<T>(read: Result<T, Vec<Flaw>>, flaws: &mut Vec<Flaw>) -> Option<T> {
    read.map_err(|found| flaws.extend(found)).ok()
}

fn read_category(value: &Value) -> Result<Category, Vec<Flaw>> {
    if value.is_null() {
        return Err(vec![Flaw::new(
            "/category",
            Code::Required,
            "Välj vad rapporten gäller.",
            "Choose what the report is about.",
        )]);
    }
    value.as_str().and_then(Category::parse).ok_or_else(|| {
        vec![Flaw::new(
            "/category",
            Code::UnknownCategory,
            "Okänd kategori. De som finns står i /api/v1/catalogue.",
            "Unknown category. Those there are stand in /api/v1/catalogue.",
        )]
    })
}

fn read_causes(value: &Value, category: Option<Category>, catalogue: &Catalogue) -> Result<Vec<String>, Vec<Flaw>> {
    let listed = match value {
        Value::Null => &[],
        Value::Array(list) if list.len() <= MAX_CAUSES => list.as_slice(),
        _ => {
            return Err(vec![Flaw::new(
                "/causes",
                Code::BadType,
                format!("Orsakerna är en lista med högst {MAX_CAUSES} koder."),
                format!("The causes are a list of at most {MAX_CAUSES} codes."),
            )]);
        }
    };
    let Some(category) = category else { return Ok(Vec::new()) };
    let mut causes: Vec<String> = Vec::new();
    let mut flaws = Vec::new();
    for (i, cause) in listed.iter().enumerate() {
        match cause.as_str().filter(|code| catalogue.index_of(category, code).is_some()) {
            Some(code) if !causes.iter().any(|known| known == code) => causes.push(code.to_owned()),
            Some(_) => {}
            None => flaws.push(Flaw::new(
                &format!("/causes/{i}"),
                Code::UnknownCause,
                "Okänd orsak för den här kategorin. De som finns står i /api/v1/catalogue.",
                "Unknown cause for this category. Those there are stand in /api/v1/catalogue.",
            )),
        }
    }
    if flaws.is_empty() { Ok(causes) } else { Err(flaws) }
}

fn read_geometry(place: &Value) -> Result<Geometry, Vec<Flaw>> {
    if place["geometry"].is_null() {
        return Err(vec![Flaw::new("/place/geometry", Code::Required, "Ange en plats.", "Give a place.")]);
    }
    Geometry::read(&place["geometry"], "/place/geometry")
}

/// The town that is named, else the one the place lies in or nearest to, else the first.
fn choose_town<'a>(named: &Value, geometry: Option<&Geometry>, towns: &[&'a Town]) -> Result<&'a Town, Vec<Flaw>> {
    let unknown = || {
        vec![Flaw::new(
            "/municipality",
            Code::UnknownMunicipality,
            "Kommunen finns inte här. De som finns står i /api/v1/town.",
            "This municipality is not here. Those there are stand in /api/v1/town.",
        )]
    };
    if !named.is_null() {
        let found = towns.iter().find(|town| named.as_str() == Some(town.code()));
        return found.copied().ok_or_else(unknown);
    }
    let placed = geometry.and_then(|geometry| outside::town_of(geometry, towns));
    placed.or(towns.first().copied()).ok_or_else(unknown)
}

fn read_place_facts(place: &Value) -> Result<(Option<f64>, PlaceSource), Vec<Flaw>> {
    let mut flaws = Vec::new();
    let accuracy = match &place["accuracy_m"] {
        Value::Null => None,
        value => {
            let metres = value.as_f64().filter(|m| (0.0..=100_000.0).contains(m));
            if metres.is_none() {
                flaws.push(Flaw::new(
                    "/place/accuracy_m",
                    Code::BadAccuracy,
                    "Noggrannheten är ett antal meter från 0 till 100 000.",
                    "The accuracy is a number of metres from 0 to 100,000.",
                ));
            }
            metres
        }
    };
    let source = match &place["source"] {
        Value::Null => PlaceSource::Map,
        value => value.as_str().and_then(PlaceSource::parse).unwrap_or_else(|| {
            flaws.push(Flaw::new(
                "/place/source",
                Code::BadType,
                "Säg hur platsen angavs: gps, map, address eller asset.",
                "Say how the place was given: gps, map, address or asset.",
            ));
            PlaceSource::Map
        }),
    };
    if flaws.is_empty() { Ok((accuracy, source)) } else { Err(flaws) }
}

fn read_moment(value: &Value, town: &Town, told_at: Timestamp) -> Result<Moment, Vec<Flaw>> {
    if value.is_null() {
        return Ok(Moment::Instant(told_at.as_second()));
    }
    when::read(value, town.clock.zone(), told_at)
}

fn read_severity(value: &Value) -> Result<Option<u8>, Vec<Flaw>> {
    if value.is_null() {
        return Ok(None);
    }
    let severity = value.as_u64().filter(|n| (1..=5).contains(n)).map(|n| n as u8);
    severity.map(Some).ok_or_else(|| {
        vec![Flaw::new(
            "/severity",
            Code::BadSeverity,
            "Hur allvarligt är ett helt tal från 1 till 5.",
            "How bad is a whole number from 1 to 5.",
        )]
    })
}

fn read_text(value: &Value) -> Result<Option<String>, Vec<Flaw>> {
    let text = match value {
        Value::Null => return Ok(None),
        Value::String(text) => text.trim(),
        _ => return Err(vec![Flaw::new("/text", Code::BadType, "Texten ska vara text.", "The text must be text.")]),
    };
    let length = text.chars().count();
    if length > MAX_TEXT_CHARS {
        return Err(vec![Flaw::new(
            "/text",
            Code::TooLong,
            format!("Texten är {length} tecken, gränsen är {MAX_TEXT_CHARS}. Korta den."),
            format!("The text is {length} characters, the limit is {MAX_TEXT_CHARS}. Shorten it."),
        )]);
    }
    // Control characters serve nobody and break readers of exports (a NUL has taken whole feeds down).
    let clean: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    Ok((!clean.is_empty()).then_some(clean))
}
