//! What is told, and what is answered to whoever told it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::promises::PlaceStoryBody;

/// Where: a GeoJSON Point, LineString (a stretch) or Polygon (an area), WGS 84, longitude first.
#[derive(Deserialize, ToSchema)]
pub struct PlaceBody {
    #[schema(value_type = Object, example = json!({"type": "Point", "coordinates": [13.9974, 56.3796]}))]
    pub geometry: Value,
    /// Metres, 0 to 100,000.
    pub accuracy_m: Option<f64>,
    /// How it was given: `gps`, `map`, `address` or `asset`.
    #[schema(example = "map")]
    pub source: Option<String>,
}

/// When: at a time, some time between two times, or in the same hours every week. Times are RFC 3339 with an offset, or
/// the municipality's local time without one.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WhenBody {
    Instant {
        #[schema(example = "2026-11-20T21:15")]
        at: String,
    },
    Interval {
        from: String,
        to: String,
    },
    Recurrence {
        /// `mon` to `sun`.
        weekdays: Vec<String>,
        /// 0 to 23, local.
        from_hour: u8,
        /// 1 to 24; at or before `from_hour` it means the next day.
        to_hour: u8,
        #[schema(example = "2026-08-01")]
        since: String,
        /// Missing: it goes on.
        until: Option<String>,
    },
}

/// A report. No name, no address of a person, no plate: place, never person.
#[derive(Deserialize, ToSchema)]
pub struct ReportBody {
    /// `unsafe_place`, `nuisance_driving`, `speeding`, `safe_place` or `better_now`.
    #[schema(example = "unsafe_place")]
    pub category: String,
    /// Codes from `/api/v1/catalogue`; for nuisance driving, the kinds of vehicle.
    #[schema(example = json!(["poor_lighting"]))]
    pub causes: Option<Vec<String>>,
    pub place: PlaceBody,
    /// Missing: now.
    pub when: Option<WhenBody>,
    /// 1 (a little) to 5 (very).
    pub severity: Option<u8>,
    /// At most 2,000 characters, without personal data. Never public.
    pub text: Option<String>,
    /// Missing: the municipality the place lies in.
    pub municipality: Option<String>,
}

/// What becomes public of a report.
#[derive(Serialize, ToSchema)]
pub struct PublicPart {
    pub category: String,
    pub text_is_public: bool,
    pub publish_rule: String,
    pub publish_rule_en: String,
}

#[derive(Serialize, ToSchema)]
pub struct ReceiptBody {
    pub id: Uuid,
    #[schema(example = "K7M-2QF4")]
    pub reference: String,
    pub received_at: String,
    /// Whoever has it can follow the report up and, for an hour, take it back.
    pub follow_up_token: String,
    /// The token stands after the #, where no server sees it.
    pub follow_up_url: String,
    pub municipality: String,
    pub public: PublicPart,
}

#[derive(Serialize, ToSchema)]
pub struct CheckedBody {
    pub ok: bool,
}

/// What the form of the secret link says.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the form; it is read pair by pair")]
pub struct FollowUpForm {
    /// The whole link, or its token alone.
    link: String,
    /// `show` or `withdraw`.
    act: Option<String>,
    /// `sv` or `en`.
    lang: Option<String>,
    municipality: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct FollowUpBody {
    pub reference: String,
    pub category: String,
    pub received_at: String,
    /// `received`, `accepted`, `published`, `rejected` or `withdrawn`.
    pub state: String,
    pub can_withdraw_until: Option<String>,
    pub public_sentence_sv: String,
    pub public_sentence_en: String,
    /// What happened to the place; missing for a report that was taken back.
    pub place: Option<PlaceStoryBody>,
}
