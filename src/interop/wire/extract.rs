//! The extract of everything that is kept of a report.

use serde_json::Value;
use utoipa::ToSchema;

/// Everything that is kept of a report. Described here; written by `interop::extract` from a cleared result.
#[derive(ToSchema)]
#[allow(dead_code, reason = "the shape of what interop::extract writes")]
pub struct ExtractBody {
    /// RFC 3339.
    made_at: String,
    #[schema(value_type = Object)]
    municipality: Value,
    /// Every field of the report as it stands now, its words among them.
    #[schema(value_type = Object)]
    report: Value,
    /// `received`, `withdrawn` or `rejected`.
    state: String,
    /// The month of the public square it is counted in; `null`: it is in none.
    published_month: Option<String>,
    /// What was decided and when; `as_told` holds category, causes and place as they were told, where they were
    /// corrected.
    #[schema(value_type = Object)]
    decision: Option<Value>,
    /// That words were taken out: when, why, by which law.
    #[schema(value_type = Vec<Object>)]
    redactions: Vec<Value>,
    /// With a link where the photo can be seen. `pixels_kept`: also one nobody sees may be kept, until a hold ends.
    #[schema(value_type = Vec<Object>)]
    photos: Vec<Value>,
    /// What was noted on a walk, where the report came from one.
    #[schema(value_type = Object)]
    seen_on_walk: Option<Value>,
    /// When it was part of what the municipality handed out as a public record. A request that is not answered does not
    /// count.
    handed_out: Vec<String>,
    /// That something would be erased and is kept for somebody's request to see records; `null`: nothing is.
    put_away: Option<NoteBody>,
    /// What is kept as a hash only, and why it cannot be shown.
    only_as_hash: Vec<NoteBody>,
    /// What is not in the extract, and why.
    left_out: Vec<NoteBody>,
    not_kept: NoteBody,
    how_long: NoteBody,
}

/// A sentence about something, in both languages.
#[derive(ToSchema)]
#[allow(dead_code, reason = "the shape of what interop::extract writes")]
pub struct NoteBody {
    what: String,
    sv: String,
    en: String,
}
