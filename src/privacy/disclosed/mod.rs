//! What of a report is handed out as a public record. Masks are applied here and nowhere else: no writer sees what they
//! hide.
//!
//! # Method
//! A mask leaves a block of one length and its law, whatever it hides; masked words in a row are one block. Of a place
//! the square, the locality or nothing is left, of a time the day or the month. A masked field stands even where there
//! was nothing to hide (no photo, no severity), so that it tells nothing; masked words tell that there were words. Rows
//! lie in the order of what is *shown*, and carry neither number nor reference: between two neighbours whose times are
//! shown a masked one would otherwise stand in its place.
//!
//! A row is what was told: that is the record. What the desk corrected stands beside it.

mod correction;
mod pieces;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

pub use self::correction::{Corrected, DisclosedCorrection};
pub use self::pieces::{Piece, whole_words};
use super::clear::{Cleared, StaffReader};
use super::words;
use crate::geodesy::{Cell, LonLat};
use crate::observation::{Category, HoursOfWeek, Moment, State};
use crate::report::disclosure::{Mask, Masks, PlaceShown, TimeShown, Whole, WordMask};
use crate::report::{Geometry, Report};
use crate::town::Town;

/// Side of the squares that places are laid in.
const SQUARE_M: u32 = 250;

/// A report with its masks, as somebody looked at it.
pub struct ToDisclose {
    /// As it was told, with the locality of where that is.
    pub report: Report,
    pub locality: Option<String>,
    pub corrected: Option<Corrected>,
    pub masks: Masks,
    /// Those that are shown on its link (JPEG), covered as they were.
    pub photos: Vec<Vec<u8>>,
}

/// What is shown of a field, or the law by which it is not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field<T> {
    Shown(T),
    Masked { law: String },
}

#[derive(Debug, Clone, PartialEq)]
pub enum DisclosedPlace {
    Exact(Geometry),
    Square(Cell),
    /// None: outside the localities.
    Locality(Option<String>),
    Withheld,
}

/// When something was, as far as it is shown: `2026-11-19 21:15:00`, `2026-11-19` or `2026-11`, on the clock of the
/// town.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DisclosedTime {
    pub told: String,
    pub from: String,
    pub to: Option<String>,
    /// Of a recurrence, where its hours are shown.
    pub hours: Option<HoursOfWeek>,
    pub recurs: bool,
}

/// A report as it is handed out.
#[derive(Debug, Clone, PartialEq)]
pub struct Disclosed {
    pub category: Category,
    pub time: DisclosedTime,
    pub time_law: Option<String>,
    pub place: DisclosedPlace,
    pub place_law: Option<String>,
    pub causes: Field<Vec<String>>,
    pub severity: Field<Option<u8>>,
    /// Empty: there are none.
    pub words: Vec<Piece>,
    pub photos: Field<Vec<Vec<u8>>>,
    pub correction: DisclosedCorrection,
}

/// Everything that is handed out for a request.
#[derive(Debug, Clone, PartialEq)]
pub struct DisclosedFile {
    pub diary_number: String,
    pub municipality: String,
    pub rows: Vec<Disclosed>,
    /// How many masks there are by law.
    pub n_by_law: BTreeMap<String, u64>,
}

/// What is proposed before a person has looked: words masked where the linter finds something (all of them, where
/// whoever told took them back), the place as a square, no photos. The laws are for a person to write.
pub fn proposed(report: &Report) -> Masks {
    let text = report.text.as_deref().unwrap_or_default();
    let everything = WordMask { from: 0, to: u32::MAX, law: String::new() };
    let taken_back = (report.state == State::Withdrawn).then_some(everything);
    let found = words::find(text).into_iter().map(|one| WordMask {
        from: u32::try_from(one.utf16.start).unwrap_or(u32::MAX),
        to: u32::try_from(one.utf16.end).unwrap_or(u32::MAX),
        law: String::new(),
    });
    let open = |show| Mask { show, law: String::new() };
    Masks {
        words: whole_words(text, taken_back.into_iter().chain(found).collect()),
        place: Mask { show: PlaceShown::Square, law: String::new() },
        time: Mask { show: TimeShown::Exact, law: String::new() },
        photos: open(Whole::Withheld),
        severity: open(Whole::Shown),
        causes: open(Whole::Shown),
    }
}

/// Applies the masks. The reading was logged for this reader.
pub fn disclosed(
    (diary_number, town): (&str, &Town),
    reports: Vec<ToDisclose>,
    _reader: &StaffReader,
) -> Cleared<DisclosedFile> {
    let mut rows: Vec<Disclosed> = reports.into_iter().map(|one| masked(one, town)).collect();
    rows.sort_by(in_order_of_what_is_shown);
    let mut n_by_law = BTreeMap::new();
    for law in rows.iter().flat_map(laws) {
        *n_by_law.entry(law.to_owned()).or_default() += 1;
    }
    let municipality = town.municipality.name.clone();
    Cleared::stamp(DisclosedFile { diary_number: diary_number.to_owned(), municipality, rows, n_by_law })
}

/// By everything that is shown, and by nothing else: rows that are shown alike may change places and nobody sees it.
/// The photos come last, and are compared only where all the rest is alike.
fn in_order_of_what_is_shown(one: &Disclosed, other: &Disclosed) -> Ordering {
    let (a, b) = (one, other);
    (&a.time.told, a.category.as_str())
        .cmp(&(&b.time.told, b.category.as_str()))
        .then_with(|| (&a.time, &a.time_law).cmp(&(&b.time, &b.time_law)))
        .then_with(|| a.place.order(&b.place))
        .then_with(|| (&a.place_law, &a.causes, &a.severity).cmp(&(&b.place_law, &b.causes, &b.severity)))
        .then_with(|| (&a.words, &a.photos).cmp(&(&b.words, &b.photos)))
        .then_with(|| a.correction.order(&b.correction))
}

impl DisclosedPlace {
    fn order(&self, other: &Self) -> Ordering {
        let kind = |place: &Self| match place {
            Self::Exact(Geometry::Point(_)) => 0,
            Self::Exact(Geometry::Stretch(_)) => 1,
            Self::Exact(_) => 2,
            Self::Square(_) => 3,
            Self::Locality(_) => 4,
            Self::Withheld => 5,
        };
        match (self, other) {
            (Self::Exact(a), Self::Exact(b)) if kind(self) == kind(other) => {
                let (one, other) = (a.points(), b.points());
                let axes = |p: &LonLat| [p.lat(), p.lon()];
                let (mut one, mut other) = (one.iter().flat_map(axes), other.iter().flat_map(axes));
                loop {
                    match (one.next(), other.next()) {
                        (Some(a), Some(b)) if a.total_cmp(&b).is_eq() => {}
                        (Some(a), Some(b)) => return a.total_cmp(&b),
                        (a, b) => return a.is_some().cmp(&b.is_some()),
                    }
                }
            }
            (Self::Square(one), Self::Square(other)) => one.cmp(other),
            (Self::Locality(one), Self::Locality(other)) => one.cmp(other),
            _ => kind(self).cmp(&kind(other)),
        }
    }
}

fn masked(one: ToDisclose, town: &Town) -> Disclosed {
    let ToDisclose { report, locality, corrected, masks, photos } = one;
    let place = shown_place(&report.place.geometry, masks.place.show, locality, town);
    let mut correction = corrected.map(|to| correction::correction(&report, to, &masks, town)).unwrap_or_default();
    correction.place = correction.place.filter(|corrected| *corrected != place);
    Disclosed {
        correction,
        category: report.category,
        time: time(&report, masks.time.show, town.clock.zone()),
        time_law: (masks.time.show != TimeShown::Exact).then_some(masks.time.law),
        place,
        place_law: (masks.place.show != PlaceShown::Exact).then_some(masks.place.law),
        causes: field(masks.causes, report.causes),
        severity: field(masks.severity, report.severity),
        words: pieces::pieces(report.text.as_deref().unwrap_or_default(), masks.words),
        photos: field(masks.photos, photos),
    }
}

fn shown_place(geometry: &Geometry, show: PlaceShown, locality: Option<String>, town: &Town) -> DisclosedPlace {
    match show {
        PlaceShown::Exact => DisclosedPlace::Exact(geometry.clone()),
        PlaceShown::Square => DisclosedPlace::Square(Cell::containing(geometry.shape(&town.metric).anchor(), SQUARE_M)),
        PlaceShown::Locality => DisclosedPlace::Locality(locality),
        PlaceShown::Withheld => DisclosedPlace::Withheld,
    }
}

fn field<T>(mask: Mask<Whole>, value: T) -> Field<T> {
    match mask.show {
        Whole::Shown => Field::Shown(value),
        Whole::Withheld => Field::Masked { law: mask.law },
    }
}

fn time(report: &Report, show: TimeShown, zone: &TimeZone) -> DisclosedTime {
    let form = match show {
        TimeShown::Exact => "%Y-%m-%d %H:%M:%S",
        TimeShown::Day => "%Y-%m-%d",
        TimeShown::Month => "%Y-%m",
    };
    let said = |at: Timestamp| Zoned::new(at, zone.clone()).strftime(form).to_string();
    let second = |at: i64| said(Timestamp::from_second(at).unwrap_or_default());
    let told = said(report.told_at);
    let (from, to, recurs) = match report.moment {
        Moment::Instant(at) => (second(at), None, None),
        Moment::Interval { from, to } => (second(from), Some(second(to)), None),
        Moment::Recurrence { hours, from, to } => (second(from), Some(second(to)), Some(hours)),
    };
    let hours = recurs.filter(|_| show == TimeShown::Exact);
    DisclosedTime { told, to: to.filter(|to| *to != from), from, hours, recurs: recurs.is_some() }
}

fn laws(row: &Disclosed) -> Vec<&str> {
    fn of<T>(field: &Field<T>) -> Option<&str> {
        match field {
            Field::Shown(_) => None,
            Field::Masked { law } => Some(law),
        }
    }
    let words = row.words.iter().filter_map(|piece| match piece {
        Piece::Words(_) => None,
        Piece::Masked { law } => Some(law.as_str()),
    });
    let fields =
        [row.time_law.as_deref(), row.place_law.as_deref(), of(&row.causes), of(&row.severity), of(&row.photos)];
    words.chain(fields.into_iter().flatten()).collect()
}
