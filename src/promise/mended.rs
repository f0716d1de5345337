//! A remedy that was done, as the planners need it.

use jiff::civil::Date;

use super::Vocabulary;
use crate::report::Geometry;

/// What was done, where, and on which day: what was told before speaks of how it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Mended {
    /// A code of the vocabulary.
    pub kind: String,
    pub place: Geometry,
    pub done_on: Date,
}

impl Mended {
    /// The codes of the causes it answers; none for a kind that has left the vocabulary.
    pub fn causes(&self) -> impl Iterator<Item = &'static str> {
        let kind = Vocabulary::shipped().remedy_kind(&self.kind);
        kind.into_iter().flat_map(|kind| kind.mends.iter().map(String::as_str))
    }
}
