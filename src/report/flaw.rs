//! What is wrong with a draft, in words that say what to do.

use std::ops::Range;

/// One fault: where (JSON pointer), which kind, and a sentence in Swedish and English.
#[derive(Debug, Clone, PartialEq)]
pub struct Flaw {
    pub pointer: String,
    pub code: Code,
    pub sv: String,
    pub en: String,
    /// A value that would be accepted instead; only for texts.
    pub suggestion: Option<String>,
    /// The pieces of a text that cannot stay, in reading order.
    pub pieces: Box<[Piece]>,
}

/// A piece of a text that cannot stay, and what may stand there instead.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Wire word for what it is.
    pub kind: &'static str,
    /// Where it stands, in bytes of UTF-8.
    pub bytes: Range<usize>,
    /// Where it stands, in code units of UTF-16: as a browser counts.
    pub utf16: Range<usize>,
    pub sv: &'static str,
    pub en: &'static str,
    pub rewrite: String,
}

/// Wire words, frozen once released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    Required,
    BadType,
    UnknownField,
    UnknownCategory,
    UnknownCause,
    UnknownMunicipality,
    OutsideMunicipality,
    SwappedCoordinates,
    BadCoordinates,
    SelfCrossing,
    TooLarge,
    TooManyVertices,
    InTheFuture,
    TooOld,
    BadTime,
    NonexistentLocalTime,
    BadInterval,
    BadRecurrence,
    BadSeverity,
    BadAccuracy,
    TooLong,
    PersonalData,
    IdempotencyKeyReused,
    BadIdempotencyKey,
}

impl Code {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::BadType => "bad_type",
            Self::UnknownField => "unknown_field",
            Self::UnknownCategory => "unknown_category",
            Self::UnknownCause => "unknown_cause",
            Self::UnknownMunicipality => "unknown_municipality",
            Self::OutsideMunicipality => "outside_municipality",
            Self::SwappedCoordinates => "swapped_coordinates",
            Self::BadCoordinates => "bad_coordinates",
            Self::SelfCrossing => "self_crossing",
            Self::TooLarge => "too_large",
            Self::TooManyVertices => "too_many_vertices",
            Self::InTheFuture => "in_the_future",
            Self::TooOld => "too_old",
            Self::BadTime => "bad_time",
            Self::NonexistentLocalTime => "nonexistent_local_time",
            Self::BadInterval => "bad_interval",
            Self::BadRecurrence => "bad_recurrence",
            Self::BadSeverity => "bad_severity",
            Self::BadAccuracy => "bad_accuracy",
            Self::TooLong => "too_long",
            Self::PersonalData => "personal_data",
            Self::IdempotencyKeyReused => "idempotency_key_reused",
            Self::BadIdempotencyKey => "bad_idempotency_key",
        }
    }
}

impl Flaw {
    pub fn new(pointer: &str, code: Code, sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            pointer: pointer.to_owned(),
            code,
            sv: sv.into(),
            en: en.into(),
            suggestion: None,
            pieces: Box::default(),
        }
    }

    pub fn suggesting(mut self, value: String) -> Self {
        self.suggestion = Some(value);
        self
    }

    pub fn pointing_at(mut self, pieces: Vec<Piece>) -> Self {
        self.pieces = pieces.into_boxed_slice();
        self
    }
}
