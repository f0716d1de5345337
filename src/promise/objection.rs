//! Why something cannot be planned or entered as it was asked.

/// One reason: where it lies (JSON pointer into the body), and what to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    pub pointer: String,
    /// Stable word for programs.
    pub code: &'static str,
    pub sv: String,
    pub en: String,
}

impl Objection {
    pub fn new(pointer: &str, code: &'static str, sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self { pointer: pointer.to_owned(), code, sv: sv.into(), en: en.into() }
    }
}
