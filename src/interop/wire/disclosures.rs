//! Requests to see public records.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::report::disclosure::Masks;

/// A request as staff write it down. Who asks is never asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisclosureDraftBody {
    #[schema(example = "KS 2026/412")]
    pub diary_number: String,
    /// What is asked for, at most 500 characters, no personal data.
    pub wanted: String,
    /// Day; missing: today.
    #[serde(default)]
    #[schema(example = "2026-11-20")]
    pub asked_on: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisclosureStateBody {
    /// `open`, `handed_out`, `refused` or `closed`.
    pub state: String,
}

/// A file that was made to be handed out.
#[derive(Serialize, ToSchema)]
pub struct DisclosureExportBody {
    pub nth: u32,
    /// `html`, `csv` or `json`.
    pub form: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    pub n_reports: u64,
    pub n_masks_by_law: BTreeMap<String, u64>,
    pub made_by: String,
    /// RFC 3339.
    pub made_at: String,
    /// When the request was answered with it; null: it has not been.
    pub handed_out_at: Option<String>,
}

/// A request in a list.
#[derive(Serialize, ToSchema)]
pub struct DisclosureBody {
    pub id: String,
    pub diary_number: String,
    pub wanted: String,
    pub asked_on: String,
    pub state: String,
    pub opened_by: String,
    pub opened_at: String,
    pub closed_at: Option<String>,
    pub version: u32,
    pub exports: Vec<DisclosureExportBody>,
}

/// A report that is looked at for a request.
#[derive(Serialize, ToSchema)]
pub struct DisclosureLineBody {
    pub number: i64,
    /// What staff call it; it is not handed out. `null` for those who may not read exact data, and where it has been
    /// erased.
    pub reference: Option<String>,
    /// Somebody has looked at it and stands for its masks.
    pub looked: bool,
    /// It was changed after somebody looked.
    pub stale: bool,
    pub n_masks: usize,
    pub version: u32,
}

/// A request with its reports.
#[derive(Serialize, ToSchema)]
pub struct DisclosureWholeBody {
    #[serde(flatten)]
    pub disclosure: DisclosureBody,
    pub reports: Vec<DisclosureLineBody>,
}

/// What is looked for. What is not said fits everything.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisclosureSearchBody {
    /// Told from this day.
    #[serde(default)]
    pub from: Option<String>,
    /// Told to the end of this day.
    #[serde(default)]
    pub to: Option<String>,
    #[serde(default)]
    pub categories: Vec<String>,
    /// `received`, `rejected`, `withdrawn`.
    #[serde(default)]
    pub states: Vec<String>,
    /// As they are read over the telephone, at most 200.
    #[serde(default)]
    pub references: Vec<String>,
    /// Stands in the words, in small or large letters; at most 200 characters. It is not logged.
    #[serde(default)]
    pub words: Option<String>,
    #[serde(default)]
    pub circle: Option<CircleBody>,
    /// GeoJSON Polygon: what touches it.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub area: Option<Value>,
    /// Name of a locality.
    #[serde(default)]
    pub locality: Option<String>,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<i64>,
}

/// What touches a circle.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CircleBody {
    pub lon: f64,
    pub lat: f64,
    pub radius_m: f64,
}

/// What was found, at most a hundred at a time.
#[derive(Serialize, ToSchema)]
pub struct FoundBody {
    /// In all; only with the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n_found: Option<u64>,
    #[schema(value_type = Vec<super::DeskReportBody>)]
    pub reports: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SelectBody {
    /// Numbers of reports, at most 200 in one request.
    pub reports: Vec<i64>,
}

/// What a report was when it was read: sent back with its masks.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BasisBody {
    pub revision: i64,
    pub photos: i64,
}

/// Masks of a report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MasksBody {
    /// `words`: pieces from and to (UTF-16 units), widened to whole words; `place`: `exact`, `square`, `locality`,
    /// `withheld`; `time`: `exact`, `day`, `month`; `photos`, `severity`, `causes`: `shown`, `withheld`. Each with its
    /// `law`.
    #[schema(value_type = Object)]
    pub masks: Masks,
    pub basis: BasisBody,
    /// Somebody has looked at the whole report and stands for the masks.
    pub looked: bool,
}

/// A report with its masks.
#[derive(Serialize, ToSchema)]
pub struct DisclosureSheetBody {
    #[schema(value_type = super::DeskReportBody)]
    pub report: Value,
    #[schema(value_type = Object)]
    pub masks: Masks,
    pub basis: BasisBody,
    pub looked: bool,
    pub stale: bool,
    /// Photos that may be handed out; `GET /api/v1/disclosures/{id}/reports/{number}/photos/{photo}` shows them.
    pub photos: Vec<String>,
    /// Where it was told to be.
    #[serde(flatten)]
    pub told: SheetPlaceBody,
    /// Where the desk corrected it to be; `null`: nothing was corrected. What was told stands in `told` of its `case`.
    pub corrected: Option<SheetPlaceBody>,
    pub version: u32,
}

/// A place in words.
#[derive(Serialize, ToSchema)]
pub struct SheetPlaceBody {
    pub place_name_sv: String,
    pub place_name_en: String,
    pub locality: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportBody {
    /// `html`, `csv` or `json`.
    pub form: String,
    /// SHA-256 in hex of the file as it was shown beforehand (`X-Content-SHA256` of the preview): no other leaves.
    pub sha256: String,
}
