//! A remedy (åtgärd): what an organisation does about a place, from a proposal until it is done or dropped.

use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{Deed, DeedKind, Objection, Source, SourceKind};
use crate::geodesy::LonLat;
use crate::report::Geometry;

/// What is to be done about a place. Nothing in it is about a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Remedy {
    pub id: Uuid,
    /// A code of the vocabulary.
    pub kind: String,
    pub place: Geometry,
    pub place_name: String,
    pub locality: Option<String>,
    /// An organisation: a code of the vocabulary or a name.
    pub owner: String,
    pub due: Option<Date>,
    /// Whole units of the municipality's currency.
    pub cost: Option<u64>,
    pub state: RemedyState,
    /// Why it was dropped.
    pub reason: Option<String>,
    /// What everybody may read, once it is decided.
    pub sentence_sv: Option<String>,
    pub sentence_en: Option<String>,
    /// What it was made from.
    pub origin: Option<Source>,
    /// The days whose reports chose the place, both counted. An honest answer to "did it help?" must not lean on them.
    pub selected: Option<(Date, Date)>,
    pub started_on: Option<Date>,
    pub done_on: Option<Date>,
    /// Counted from 1, one more with each change.
    pub version: u32,
    pub made_at: Timestamp,
    pub changed_at: Timestamp,
}

/// Wire words, frozen once released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RemedyState {
    Proposed,
    Decided,
    Started,
    Done,
    Dropped,
}

impl RemedyState {
    pub const ALL: [Self; 5] = [Self::Proposed, Self::Decided, Self::Started, Self::Done, Self::Dropped];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Decided => "decided",
            Self::Started => "started",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Where it can go from here, itself apart. What turned out not to be done is gone on with; what was dropped can be
    /// proposed again.
    fn next(self) -> &'static [Self] {
        match self {
            Self::Proposed => &[Self::Decided, Self::Dropped],
            Self::Decided => &[Self::Started, Self::Dropped],
            Self::Started => &[Self::Done, Self::Dropped],
            Self::Done => &[Self::Started],
            Self::Dropped => &[Self::Proposed],
        }
    }

    fn sv(self) -> &'static str {
        match self {
            Self::Proposed => "föreslagen",
            Self::Decided => "beslutad",
            Self::Started => "påbörjad",
            Self::Done => "gjord",
            Self::Dropped => "nedlagd",
        }
    }
}

impl Remedy {
    /// Whether everybody may know of it: it has been decided. One that was dropped later still shows; one that was
    /// dropped as a mere proposal keeps no sentence, and never did.
    pub fn is_public(&self) -> bool {
        self.sentence_sv.is_some() && self.state != RemedyState::Proposed
    }

    /// The states it can go to from here, itself apart. What everybody was told and was dropped is taken up again as
    /// decided: as a proposal it would be hidden.
    pub fn next(&self) -> &'static [RemedyState] {
        let was_told = self.state == RemedyState::Dropped && self.is_public();
        if was_told { &[RemedyState::Decided] } else { self.state.next() }
    }

    /// Why a step cannot be taken; `None` where it can.
    pub(super) fn objection_to(&self, wanted: RemedyState) -> Option<Objection> {
        if wanted == self.state || self.next().contains(&wanted) {
            return None;
        }
        let listed = |word: fn(RemedyState) -> &'static str, or: &str| -> String {
            self.next().iter().map(|state| word(*state)).collect::<Vec<_>>().join(or)
        };
        let (from_sv, next_sv) = (self.state.sv(), listed(RemedyState::sv, " eller "));
        let (from_en, next_en) = (self.state.as_str(), listed(RemedyState::as_str, " or "));
        Some(Objection::new(
            "/state",
            "illegal_step",
            format!("Härifrån ({from_sv}) kan åtgärden bli {next_sv}, inte {}.", wanted.sv()),
            format!("From here ({from_en}) the remedy can become {next_en}, not {}.", wanted.as_str()),
        ))
    }

    /// Whether its day has passed and it is not done.
    pub fn is_late(&self, today: Date) -> bool {
        let open = !matches!(self.state, RemedyState::Done | RemedyState::Dropped);
        open && self.due.is_some_and(|due| due < today)
    }

    /// What is recorded when it is done: pledges are held against it by its kind.
    pub fn deed(&self, done_at: Timestamp) -> Option<Deed> {
        (self.state == RemedyState::Done).then(|| Deed {
            // The same remedy is the same deed, however often it is written.
            id: self.id,
            kind: DeedKind::Remedy,
            started_at: done_at,
            minutes: None,
            locality: self.locality.clone(),
            place_name: Some(self.place_name.clone()),
            at: self.anchor(),
            counts: [(self.kind.clone(), 1)].into(),
            source: Some(Source { kind: SourceKind::Remedy, id: self.id.to_string() }),
        })
    }

    fn anchor(&self) -> Option<LonLat> {
        let points = self.place.points();
        points.get(points.len() / 2).copied()
    }
}
