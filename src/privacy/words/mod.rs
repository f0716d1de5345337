//! Finds personal data in free text: personal identity numbers, telephone numbers, e-mail
//! addresses and registration numbers of vehicles.
//!
//! A report is about a *place*. What points out a *person* is refused before it is stored, and the
//! reporter is shown the same words with the finding masked. The search prefers one find too many
//! to one too few, but must leave ordinary sentences alone ("väg 123", "kl 21.30", "ring SOS 112"):
//! a form that refuses good reports is a form nobody uses.
//!
//! What it cannot find: names, descriptions of a person, personal number plates ("KUNGEN"), plates
//! of other countries, numbers written with letters ("noll sju noll"), telephone numbers without
//! their leading zero.
//!
//! # Complexity
//!
//! Linear in the length of the text: the regular expressions have only bounded repetition, and
//! after a refused candidate the search goes on one character further.

mod email;
mod json;
#[cfg(test)]
mod labelled;
mod personnummer;
mod phone;
mod plate;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::promise::Objection;

pub use json::objections_in;

/// What sort of personal data was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Swedish personal identity number or coordination number, 10 or 12 digits.
    Personnummer,
    /// Telephone number, Swedish or with a country code.
    Phone,
    /// E-mail address, also written so that machines should not see it.
    Email,
    /// Swedish registration number of a vehicle.
    Plate,
}

impl Kind {
    /// The name on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Personnummer => "personnummer",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Plate => "plate",
        }
    }

    /// What stands in the text instead of the finding.
    ///
    /// No placeholder holds a digit or an at-sign, so that none can itself be found.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Personnummer => "[borttaget: personnummer]",
            Self::Phone => "[borttaget: telefonnummer]",
            Self::Email => "[borttaget: e-postadress]",
            Self::Plate => "[borttaget: registreringsnummer]",
        }
    }

    /// One Swedish sentence for the reporter: why we do not want it, and who does.
    pub fn explanation_sv(self) -> &'static str {
        match self {
            Self::Personnummer => {
                "Ett personnummer pekar ut en människa, och den här tjänsten samlar in platser, inte personer."
            }
            Self::Phone => {
                "Ett telefonnummer pekar ut en människa, och vi ringer inte upp någon om det som skrivs här."
            }
            Self::Email => {
                "En e-postadress pekar ut en människa; du kan följa din rapport med den hemliga länken i stället."
            }
            Self::Plate => {
                "Ett registreringsnummer pekar ut en person och sparas inte här: polisen tar emot sådana tips på 114 14, och på 112 om det händer just nu."
            }
        }
    }

    /// The same sentence in English.
    pub fn explanation_en(self) -> &'static str {
        match self {
            Self::Personnummer => {
                "A personal identity number points out a person, and this service collects places, not persons."
            }
            Self::Phone => {
                "A telephone number points out a person, and we do not call anybody about what is written here."
            }
            Self::Email => {
                "An e-mail address points out a person; you can follow your report with the secret link instead."
            }
            Self::Plate => {
                "A registration number points out a person and is not kept here: the police take such tips on 114 14, and on 112 if it is happening now."
            }
        }
    }
}

/// One piece of personal data in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub kind: Kind,
    /// Byte range in the text; always on character boundaries.
    pub range: Range<usize>,
}

/// Why a line somebody wrote cannot be kept; `None` where it holds no personal data.
pub fn objection(pointer: &str, text: &str) -> Option<Objection> {
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Some(Objection::new(
            pointer,
            "control_character",
            "Texten innehåller tecken som inte går att läsa. Skriv om den.",
            "The text holds characters that cannot be read. Write it again.",
        ));
    }
    let kind = find(text).first()?.kind;
    Some(Objection::new(pointer, "personal_data", kind.explanation_sv(), kind.explanation_en()))
}

/// Every piece of personal data in the text, in reading order and without overlaps.
pub fn find(text: &str) -> Vec<Finding> {
    // Where two kinds claim the same characters the earlier in this list wins: an address may hold
    // digits that look like a telephone number, and a number may hold both meanings.
    // All but addresses hold a digit, and most reports hold none.
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let with_digits = |find: fn(&str) -> Vec<Range<usize>>| if has_digit { find(text) } else { Vec::new() };
    let claims = [
        (Kind::Email, email::find(text)),
        (Kind::Personnummer, with_digits(personnummer::find)),
        (Kind::Phone, with_digits(phone::find)),
        (Kind::Plate, with_digits(plate::find)),
    ];
    let mut findings: Vec<Finding> = Vec::new();
    for (kind, ranges) in claims {
        // Both lists are in reading order and free of overlaps, so one walk side by side is enough.
        let mut earlier = 0;
        let mut accepted = Vec::new();
        for range in ranges {
            while earlier < findings.len() && findings[earlier].range.end <= range.start {
                earlier += 1;
            }
            let is_free = earlier == findings.len() || findings[earlier].range.start >= range.end;
            if is_free {
                accepted.push(Finding { kind, range });
            }
        }
        findings.extend(accepted);
        findings.sort_by_key(|finding| finding.range.start);
    }
    findings
}

/// The text with every finding replaced by its placeholder.
///
/// Masking one finding can uncover another ("0701740605abc123": the plate touches the number), so
/// it is repeated until nothing is found. It ends because each pass removes characters that no
/// placeholder brings back.
pub fn masked(text: &str) -> String {
    let mut text = text.to_owned();
    loop {
        let findings = find(&text);
        if findings.is_empty() {
            return text;
        }
        let mut clean = String::with_capacity(text.len());
        let mut copied_to = 0;
        for finding in findings {
            clean.push_str(&text[copied_to..finding.range.start]);
            clean.push_str(finding.kind.placeholder());
            copied_to = finding.range.end;
        }
        clean.push_str(&text[copied_to..]);
        text = clean;
    }
}

/// The character that ends just before `at`.
fn char_before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character that starts at `at`.
fn char_after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

fn is_digit(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_digit())
}

/// Whether the number that ends at `end` goes on as a decimal, a clock time or a longer code
/// ("100,5", "21.30", "123-45").
fn goes_on_after_point(text: &str, end: usize) -> bool {
    let mut after = text[end..].chars();
    matches!(after.next(), Some('.' | ',' | ':' | '-')) && is_digit(after.next())
}
