//! Finds personal data in free text, Swedish and English: personal identity numbers, telephone and bank numbers, e-mail
//! addresses, registration numbers of vehicles, names, homes and user names.
//!
//! A report is about a *place*. What points out a *person* is refused before it is stored, and the
//! writer is shown what was found, why, and what to write instead. The search prefers one find too many
//! to one too few, but must leave ordinary sentences alone ("väg 123", "kl 21.30", "ring SOS 112", "Storgatan 12"):
//! a form that refuses good reports is a form nobody uses. How often it is right: `docs/words.md`.
//!
//! # Method
//!
//! The text is made plain first (full-width digits, invisible characters, every dash: `plain`), each kind is looked for
//! in the plain text, and what overlaps is joined. Ranges are those of the text as it was written.
//!
//! What it cannot find: names that nothing announces unless both first name and surname stand there, descriptions of a
//! person, personal number plates ("KUNGEN"), plates of other countries, numbers written with letters ("noll sju
//! noll"), telephone numbers without their leading zero.
//!
//! # Complexity
//!
//! Linear in the length of the text: every place is looked at a bounded number of times, and no farther than the
//! longest finding is long.

mod account;
mod bank;
mod digits;
mod email;
mod finding;
mod first_names;
mod home;
mod house;
mod json;
mod kin;
mod kind;
#[cfg(test)]
mod labelled;
mod language;
mod name;
mod name_words;
mod person_words;
mod personnummer;
mod phone;
mod place_words;
mod plain;
mod plate;
mod somebody;
#[cfg(test)]
mod tests;
mod word_set;

use crate::promise::Objection;

pub use finding::{Finding, find};
pub use json::objections_in;
pub use kind::Kind;

/// Why a line somebody wrote cannot be kept; `None` where it holds no personal data.
pub fn objection(pointer: &str, text: &str) -> Option<Objection> {
    objection_but(pointer, text, |_| false)
}

/// The same for the number of a matter. A diary number may be a date and four digits, and then says nothing of
/// anybody's birth: what may be one is let through.
pub fn objection_to_matter(pointer: &str, text: &str) -> Option<Objection> {
    objection_but(pointer, text, |own| {
        own.kind == Kind::Personnummer && personnummer::may_be_a_matter(&text[own.range.clone()])
    })
}

fn objection_but(pointer: &str, text: &str, is_excused: impl Fn(&Finding) -> bool) -> Option<Objection> {
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Some(Objection::new(
            pointer,
            "control_character",
            "Texten innehåller tecken som inte går att läsa. Skriv om den.",
            "The text holds characters that cannot be read. Write it again.",
        ));
    }
    let kind = find(text).iter().find(|own| !is_excused(own))?.kind;
    Some(Objection::new(pointer, "personal_data", kind.explanation_sv(), kind.explanation_en()))
}

/// The text with every finding replaced by its placeholder: for words that somebody else wrote, on import.
///
/// Masking one finding can uncover another ("0701740605abc123": the plate touches the number), so
/// it is repeated until nothing is found. It ends because each pass removes characters that no
/// placeholder brings back.
pub fn masked(text: &str) -> String {
    replaced(text, |finding| finding.kind.placeholder().to_owned())
}

/// The text with every finding replaced by what is offered instead: for the writer to take or leave.
pub fn rewritten(text: &str) -> String {
    // What is offered may hold words of the writer, or bring two of them together, and those are found again, as may be
    // what is offered for them: in the end, the placeholder.
    const ROUNDS: usize = 4;
    let mut offered = text.to_owned();
    for _ in 0..ROUNDS {
        offered = once_replaced(&offered, &find(&offered), &|finding| finding.rewrite.clone());
    }
    masked(&offered)
}

fn replaced(text: &str, instead: impl Fn(&Finding) -> String) -> String {
    let mut text = text.to_owned();
    loop {
        let findings = find(&text);
        if findings.is_empty() {
            return text;
        }
        text = once_replaced(&text, &findings, &instead);
    }
}

fn once_replaced(text: &str, findings: &[Finding], instead: &impl Fn(&Finding) -> String) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut copied_to = 0;
    for finding in findings {
        clean.push_str(&text[copied_to..finding.range.start]);
        clean.push_str(&instead(finding));
        copied_to = finding.range.end;
    }
    clean.push_str(&text[copied_to..]);
    clean
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
