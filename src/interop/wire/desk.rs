//! The desk.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A page of the desk.
#[derive(Serialize, ToSchema)]
pub struct DeskPageBody {
    /// How many wait in all.
    pub n_waiting: u64,
    /// Reports with their words, as `DeskReportBody`.
    #[schema(value_type = Vec<DeskReportBody>)]
    pub reports: Vec<Value>,
    /// `after` of the next page; missing: this was the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A report as it lies on the desk. Described here; written by `interop::desk` from a cleared result.
#[derive(ToSchema)]
#[allow(dead_code, reason = "the shape of what interop::desk writes")]
pub struct DeskReportBody {
    number: i64,
    reference: String,
    category: String,
    causes: Vec<String>,
    /// GeoJSON.
    #[schema(value_type = Object)]
    place: Value,
    accuracy_m: Option<f64>,
    #[schema(value_type = Object)]
    when: Value,
    severity: Option<u8>,
    text: Option<String>,
    channel: String,
    received_at: String,
    told_at: String,
    /// `received`, `withdrawn` or `rejected`.
    state: String,
    /// Whether it is counted in a public square, which never changes.
    published: bool,
    /// Whether words were taken out.
    redacted: bool,
    /// What was decided; missing: it waits.
    #[schema(value_type = Object)]
    case: Option<Value>,
    /// In the answer for one report: earlier ones that may tell of the same, the nearest first.
    #[schema(value_type = Vec<Object>)]
    like: Option<Value>,
    /// In the answer for one report: who probably looks after the place.
    suggested_owner: Option<String>,
    place_name_sv: Option<String>,
    place_name_en: Option<String>,
    locality: Option<String>,
}

/// A decision. Fields of the report that are named are corrected.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskDecisionBody {
    /// `accepted` or `rejected`.
    pub decision: String,
    /// With `rejected`: `not_about_safety`, `about_a_person`, `sent_twice`, `not_understood` or `trial`. Its teller
    /// reads the sentence that belongs to it.
    #[serde(default)]
    pub reason: Option<String>,
    /// The organisation it is handed to, a code of `/api/v1/promises/words`.
    #[serde(default)]
    pub owner: Option<String>,
    /// Number of the report that tells of the same; both go on counting.
    #[serde(default)]
    pub joined_to: Option<i64>,
    /// What its teller reads besides; at most 300 characters, no personal data.
    #[serde(default)]
    pub sentence_sv: Option<String>,
    #[serde(default)]
    pub sentence_en: Option<String>,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub causes: Option<Vec<String>>,
    /// GeoJSON.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub place: Option<Value>,
}

/// Which words are taken out, for good.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedactionBody {
    /// What may stay; `null` or missing: nothing.
    #[serde(default)]
    pub text: Option<String>,
    /// Stays as a tombstone; no personal data.
    #[schema(example = "Pekade ut en person")]
    pub reason: String,
    #[schema(example = "Dataskyddsförordningen art. 17.1 d")]
    pub law: String,
}

/// Reports somebody told by telephone, on paper or at a meeting.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnBehalfBody {
    /// `phone`, `paper` or `meeting`.
    pub told_by: String,
    /// At most 50, each as for `POST /api/v1/reports`.
    #[schema(value_type = Vec<Object>)]
    pub reports: Vec<Value>,
}

/// What became of one of them.
#[derive(Serialize, ToSchema)]
pub struct OnBehalfOutcome {
    /// Its place in the list, from 0.
    pub nth: usize,
    /// Stored: what can be read out over the telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Stored: the secret of its link, for whoever told it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up_token: Option<String>,
    /// Not stored: why, as in the problem `POST /api/v1/reports` answers with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<super::ProblemError>,
}
