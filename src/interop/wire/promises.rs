//! Remedies, pledges and deeds as staff send and read them.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::interop::promises::word;
use crate::promise::{Deed, Pledge, PledgeSet, Remedy, RemedyState, Vocabulary};

/// A remedy as it is sent; on a change only the fields that change, `null` empties one.
#[derive(ToSchema)]
#[allow(
    dead_code,
    reason = "it describes what `promise::Remedy::read` takes apart by hand, to name every fault at once"
)]
pub struct RemedyDraftBody {
    /// A code of `GET /api/v1/promises/words`.
    #[schema(example = "lighting")]
    pub kind: String,
    /// A GeoJSON Point, LineString or Polygon, WGS 84, longitude first.
    #[schema(value_type = Object, example = json!({"type": "Point", "coordinates": [13.9974, 56.3796]}))]
    pub place: Value,
    /// Missing: the name the town gives the place.
    pub place_name: Option<String>,
    /// Missing: the nearest within 3 km.
    pub locality: Option<String>,
    /// A code of the words or the name of an organisation, never a person.
    #[schema(example = "municipality")]
    pub owner: String,
    /// YYYY-MM-DD.
    pub due: Option<String>,
    /// Whole units of the municipality's currency.
    pub cost: Option<u64>,
    /// `proposed` (missing), `decided`, `started`, `done` or `dropped`, step by step.
    pub state: Option<String>,
    /// Why it was dropped; public if the remedy was.
    pub reason: Option<String>,
    /// Public once it is decided, and needed then. At most 300 characters, no personal data.
    pub sentence_sv: Option<String>,
    pub sentence_en: Option<String>,
    pub origin: Option<OriginBody>,
    /// The days whose reports chose the place, both counted: YYYY-MM-DD.
    pub selected_from: Option<String>,
    pub selected_to: Option<String>,
    pub started_on: Option<String>,
    pub done_on: Option<String>,
}

/// What a remedy was made from.
#[derive(ToSchema)]
#[allow(dead_code, reason = "as above")]
pub struct OriginBody {
    /// `report` (its reference or the id of its observation), `hotspot`, `walk` or `plan`.
    pub kind: String,
    #[schema(example = "K7M-2QF4")]
    pub id: String,
}

/// A remedy as it stands in the register.
#[derive(Serialize, ToSchema)]
pub struct RemedyBody {
    id: Uuid,
    #[serde(flatten)]
    #[schema(value_type = Object)]
    own: Value,
    /// The states it can go to from here.
    next: Vec<&'static str>,
    /// Its day has passed and it is not done.
    late: bool,
    /// Whether everybody can read of it.
    public: bool,
    /// One more with each change; `If-Match: "3"` changes version 3 or nothing.
    version: u32,
    made_at: String,
    changed_at: String,
}

impl RemedyBody {
    pub fn of(remedy: &Remedy, today: jiff::civil::Date) -> Self {
        Self {
            id: remedy.id,
            own: remedy.body(),
            next: remedy.next().iter().copied().map(RemedyState::as_str).collect(),
            late: remedy.is_late(today),
            public: remedy.is_public(),
            version: remedy.version,
            made_at: remedy.made_at.to_string(),
            changed_at: remedy.changed_at.to_string(),
        }
    }
}

/// A pledge as it is sent: `id`, `sv`, `en`, `owner`, `goal` {`target`, `unit`, `period`}, `evidence`, `since`,
/// `until`, `source`; or `set` (a shipped set of pledges) and `since`.
#[derive(ToSchema)]
#[allow(dead_code, reason = "as above")]
pub struct PledgeDraftBody {
    #[schema(example = "trafikkontroller")]
    pub id: String,
    pub sv: String,
    pub en: Option<String>,
    pub owner: String,
    /// Missing: told, not counted.
    pub goal: Option<GoalBody>,
    #[schema(example = json!(["traffic_check"]))]
    pub evidence: Option<Vec<String>>,
    /// The first day it is held against what was done; missing: today.
    pub since: Option<String>,
    pub until: Option<String>,
    pub source: Option<String>,
    /// A shipped set instead of one pledge: `osby_2021`.
    pub set: Option<String>,
}

#[derive(ToSchema)]
#[allow(dead_code, reason = "as above")]
pub struct GoalBody {
    pub target: u32,
    pub unit: String,
    /// `month`, `quarter` or `year`.
    pub period: String,
}

/// A pledge as it stands, in the shape in which it is sent, with its version.
pub fn pledge(pledge: &Pledge) -> Value {
    let mut body = pledge.body();
    body["version"] = pledge.version.into();
    body
}

/// Something done that has no page of its own: `course`, `supervision`, `evening_patrol` or `told`. It has no words.
#[derive(ToSchema)]
#[allow(dead_code, reason = "as above")]
pub struct DeedDraftBody {
    /// A UUID made by whoever sends it: the same deed sent again is one. Missing: it is always a new one.
    pub id: Option<Uuid>,
    #[schema(example = "course")]
    pub kind: String,
    /// YYYY-MM-DD, not after today.
    pub day: String,
    pub minutes: Option<u32>,
    /// One of the town's; missing: the whole municipality.
    pub locality: Option<String>,
    /// How many came, or were visited.
    pub participants: Option<u32>,
}

/// A deed as staff see it.
pub fn deed(deed: &Deed, zone: &jiff::tz::TimeZone) -> Value {
    json!({
        "id": deed.id,
        "kind": word(Vocabulary::shipped().deed_kind(deed.kind)),
        "day": deed.started_at.to_zoned(zone.clone()).date().to_string(),
        "started_at": deed.started_at.to_string(),
        "minutes": deed.minutes,
        "locality": deed.locality,
        "place_name": deed.place_name,
        "counts": deed.counts,
        "source": deed.source.as_ref().map(|source| json!({"kind": source.kind.as_str(), "id": source.id})),
    })
}

/// Every fixed word of the register, and the sets of pledges that can be entered as they are.
pub fn words() -> Value {
    let words = Vocabulary::shipped();
    let kinds = words.remedy_kinds.iter().map(|kind| {
        let group = kind.group.map(crate::observation::Group::as_str);
        json!({"code": kind.word.code, "sv": kind.word.sv, "en": kind.word.en, "group": group})
    });
    json!({
        "remedy_kinds": kinds.collect::<Vec<_>>(),
        "organisations": words.organisations.iter().map(word).collect::<Vec<_>>(),
        "deed_kinds": words.deed_kinds.iter().map(word).collect::<Vec<_>>(),
        "units": words.units.iter().map(|unit| json!({"code": unit.code, "sv": unit.sv, "sv_many": unit.sv_many,
            "en": unit.en, "en_many": unit.en_many})).collect::<Vec<_>>(),
        "sets": PledgeSet::shipped().iter().map(|set| json!({"code": set.code, "sv": set.sv, "en": set.en}))
            .collect::<Vec<_>>(),
    })
}

/// What happened to the place of a report, for whoever holds its link.
#[derive(Serialize, ToSchema)]
pub struct PlaceStoryBody {
    /// Remedies within 75 m, or made from this report, as everybody may read them.
    #[schema(value_type = Vec<Object>)]
    pub remedies: Vec<Value>,
    /// The locality the place lies in.
    pub locality: Option<String>,
    /// Traffic checks there in the last months that have ended, the newest first.
    pub checks: Vec<ChecksBody>,
}

#[derive(Serialize, ToSchema)]
pub struct ChecksBody {
    #[schema(example = "2026-10")]
    pub month: String,
    pub done: u32,
}
