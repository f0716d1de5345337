//! The shapes of the API's bodies, as the OpenAPI document describes them.

mod accounts;
mod checks;
mod desk;
mod disclosures;
mod extract;
mod lighting;
mod photos;
mod plans;
pub mod promises;
mod retention;
mod shown;
mod told;
mod town;
mod walks;

use serde::Serialize;
use utoipa::ToSchema;

pub use accounts::*;
pub use checks::*;
pub use desk::*;
pub use disclosures::*;
pub use extract::*;
pub use lighting::*;
pub use photos::*;
pub use plans::*;
pub use promises::{
    ChecksBody, DeedDraftBody, GoalBody, OriginBody, PlaceStoryBody, PledgeDraftBody, RemedyBody, RemedyDraftBody,
};
pub use retention::*;
pub use shown::*;
pub use told::*;
pub use town::*;
pub use walks::*;

/// A fault in what was sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemError {
    /// JSON pointer into the body, or the name of the parameter.
    pub pointer: String,
    /// Stable word for programs.
    #[schema(example = "outside_municipality")]
    pub code: String,
    pub detail_sv: String,
    pub detail_en: String,
    /// For texts: what would be accepted instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// For texts: each piece that cannot stay, in reading order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<FoundPiece>,
}

/// A piece of a text that cannot stay.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundPiece {
    /// Stable word: `personnummer`, `bank`, `phone`, `email`, `plate`, `home`, `name` or `account`.
    #[schema(example = "phone")]
    pub kind: String,
    /// Where it begins and ends, in bytes of UTF-8.
    pub bytes: [usize; 2],
    /// Where it begins and ends, in code units of UTF-16, as a browser counts.
    pub utf16: [usize; 2],
    pub detail_sv: String,
    pub detail_en: String,
    /// What may stand there instead, in the language of the text.
    #[schema(example = "[telefonnummer]")]
    pub rewrite: String,
}

/// RFC 9457 problem details.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// Stable word for programs.
    pub code: String,
    pub detail: String,
    pub detail_sv: String,
    /// Names the request in the server's log.
    pub request_id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemError>,
    /// What to work on before sending again, with the code `proof_of_work_needed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<ChallengeBody>,
}

/// A sum that takes a browser a moment (`GET /api/v1/challenge` says how).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChallengeBody {
    pub salt: String,
    #[schema(example = 17)]
    pub bits: u32,
    /// Seconds since 1970.
    pub expires: i64,
    pub signature: String,
}
