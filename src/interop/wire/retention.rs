//! Retention: holds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A hold that is to be opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldDraftBody {
    /// Diary number of the request; no personal data.
    #[schema(example = "KS 2026/123")]
    pub reference: String,
    /// Numbers of the reports it covers, at most 5,000; missing: everything the municipality keeps.
    #[serde(default)]
    pub reports: Option<Vec<i64>>,
}

/// A hold: while it is open, nothing it covers is erased.
#[derive(Serialize, ToSchema)]
pub struct HoldBody {
    pub id: String,
    pub reference: String,
    /// `everything` or `reports`.
    pub covers: String,
    /// With `reports`: their numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reports: Option<Vec<i64>>,
    pub opened_by: String,
    pub opened_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
    pub version: u32,
}
