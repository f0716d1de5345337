//! A hold: while somebody's request to see records is open, nothing it covers is erased.

use jiff::Timestamp;
use uuid::Uuid;

use super::super::words;
use crate::promise::Objection;

/// More numbers than this are "everything".
pub const MOST_HELD: usize = 5_000;
const LONGEST_REFERENCE: usize = 100;

/// What a hold covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Covers {
    /// Whatever the municipality keeps, also what is still to come.
    Everything,
    /// Reports by their numbers, in order.
    Reports(Vec<i64>),
}

impl Covers {
    /// Word of the wire and the database.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Reports(_) => "reports",
        }
    }
}

/// A hold as somebody asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldDraft {
    /// Diary number of the request.
    pub reference: String,
    pub covers: Covers,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    pub id: Uuid,
    pub reference: String,
    pub covers: Covers,
    pub opened_by: String,
    pub opened_at: Timestamp,
    /// By whom and when, when it is over.
    pub ended: Option<(String, Timestamp)>,
    pub version: u32,
}

impl HoldDraft {
    /// The draft in order, or everything that speaks against it.
    pub fn checked(mut self) -> Result<Self, Vec<Objection>> {
        self.reference = self.reference.trim().to_owned();
        let mut objections = named("/reference", &self.reference, LONGEST_REFERENCE);
        if let Covers::Reports(numbers) = &mut self.covers {
            numbers.sort_unstable();
            numbers.dedup();
            if !(1..=MOST_HELD).contains(&numbers.len()) {
                objections.push(Objection::new(
                    "/reports",
                    "how_many",
                    format!("Ange 1 till {MOST_HELD} rapporter, eller låt spärren gälla allt."),
                    format!("Name 1 to {MOST_HELD} reports, or let the hold cover everything."),
                ));
            }
        }
        if objections.is_empty() { Ok(self) } else { Err(objections) }
    }
}

/// What speaks against the name of a matter: it is missing, too long, or says who somebody is.
pub(super) fn named(pointer: &str, name: &str, most: usize) -> Vec<Objection> {
    let mut objections = Vec::new();
    if name.is_empty() {
        objections.push(Objection::new(
            pointer,
            "missing",
            "Skriv diarienumret. Utan det går det inte.",
            "Write the diary number. It cannot be done without.",
        ));
    }
    if name.chars().count() > most {
        let (sv, en) = (format!("Högst {most} tecken."), format!("At most {most} characters."));
        objections.push(Objection::new(pointer, "too_long", sv, en));
    }
    objections.extend(words::objection_to_matter(pointer, name));
    objections
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(reference: &str, covers: Covers) -> HoldDraft {
        HoldDraft { reference: reference.to_owned(), covers }
    }

    #[test]
    fn a_hold_names_its_request_and_what_it_covers() {
        let numbers = ["KS 2026/123", "KS/2026:0412", "Dnr 2026-00417 KS", "TK 2026/7 § 45"];
        // The check digit of 20261103-0046 is right, by chance; that of 261103-0045 is not.
        let dated = ["20261103-0042", "KS 20261103-0046", "20261103-0046", "261103-0045", "KS 261103-0045"];
        for reference in numbers.into_iter().chain(dated) {
            assert!(draft(reference, Covers::Everything).checked().is_ok(), "{reference}");
        }
        let wrong = draft("  ", Covers::Reports(vec![])).checked().unwrap_err();
        let codes: Vec<_> = wrong.iter().map(|one| (one.pointer.as_str(), one.code)).collect();
        assert_eq!(codes, [("/reference", "missing"), ("/reports", "how_many")]);
        let ordered = draft(" KS 2026/1 ", Covers::Reports(vec![7, 3, 7])).checked().unwrap();
        assert_eq!(ordered, draft("KS 2026/1", Covers::Reports(vec![3, 7])));
    }

    #[test]
    fn who_asked_does_not_belong_in_the_number_of_a_request() {
        let people =
            ["KS 2026/1, namn@example.org", "19121212-1212", "070-174 06 05", "811218-9876", "KS 19811218 98 76"];
        for reference in people.into_iter().chain(["20261103-0042, namn@example.org"]) {
            let wrong = draft(reference, Covers::Everything).checked().unwrap_err();
            assert_eq!(wrong[0].code, "personal_data", "{reference}");
        }
    }
}
