//! Telephone numbers: Swedish ones with their area code, and any with a country code.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{char_before, goes_on_after_point, is_digit};

/// Where a telephone number may begin: a country code, or a zero and what follows it.
static BEGINNING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\+\s?[1-9]|00\s?(?:4[4-9]|358)|\(?0\)?[ \u{a0}.\-‐‑–/]?[1-9]")
        .expect("the pattern is a constant and compiled in a test")
});

/// What looks like a telephone number but is a date or opening hours: "05-12-2019",
/// "08.30-16.00", "0800–1600", "08-10 2015".
static DATE_OR_HOURS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(?:
            0[0-9] [.\ ]? [0-5][0-9] \s? [\-‐‑–—−] \s? [012][0-9] [.\ ]? [0-5][0-9]
          | 0[0-9] [\-./\ ] [0-3][0-9] [\-./\ ] (?:19|20)[0-9]{2}
          | 0[0-9] [\-–] [0-3][0-9] \ (?:19|20)[0-9]{2}
        )",
    )
    .expect("the pattern is a constant and compiled in a test")
});

/// Swedish area codes of three digits; 08 has two, every other has four.
const AREAS_OF_THREE: [&str; 22] = [
    "010", "011", "013", "016", "018", "019", "020", "021", "023", "026", "031", "033", "035", "036", "040", "042",
    "044", "046", "054", "060", "063", "090",
];

/// Every telephone number in the text.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(begin) = BEGINNING.find_at(text, from) {
        match number_at(text, begin.start()) {
            Some(end) => {
                ranges.push(begin.start()..end);
                from = end;
            }
            // The first character is "+", "(" or "0", one byte long.
            None => from = begin.start() + 1,
        }
    }
    ranges
}

/// The end of the telephone number that begins at `start`, if there is one.
fn number_at(text: &str, start: usize) -> Option<usize> {
    if is_digit(char_before(text, start)) || follows_a_point(text, start) {
        return None;
    }
    let groups = Groups::read(&text[start..]);
    // "lampa N0522023", "#0522023": a code. Mobile numbers are too plain to be excused.
    let is_part_of_code = char_before(text, start).is_some_and(|c| c.is_alphanumeric() || c == '#');
    if is_part_of_code && !is_mobile(&groups.digits) {
        return None;
    }
    let has_country_code = text[start..].starts_with('+') || groups.digits.starts_with("00");
    let is_right_length: fn(&Groups, usize) -> bool = if has_country_code { is_international } else { is_national };
    // The longest reading that is a number: what follows may be a house number or an hour.
    let end = groups
        .ends
        .iter()
        .rev()
        .filter(|(n_digits, _)| is_right_length(&groups, *n_digits))
        .map(|(_, end)| start + end)
        .find(|end| !goes_on_after_point(text, *end))?;
    (!DATE_OR_HOURS.is_match(&text[start..])).then_some(end)
}

/// "2026-08-30": the zero belongs to a date that began earlier.
fn follows_a_point(text: &str, start: usize) -> bool {
    let mut before = text[..start].chars().rev();
    matches!(before.next(), Some('.' | ',' | ':' | '-' | '/')) && is_digit(before.next())
}

fn is_international(groups: &Groups, n_digits: usize) -> bool {
    let digits = &groups.digits[..n_digits];
    let digits = digits.strip_prefix("00").unwrap_or(digits);
    match digits.strip_prefix("46") {
        // "+46 (0)70 …": the zero is for those who dial from within the country.
        Some(swedish) => (7..=9).contains(&swedish.trim_start_matches('0').len()),
        None => (8..=14).contains(&digits.len()),
    }
}

fn is_mobile(digits: &str) -> bool {
    ["070", "072", "073", "076", "079"].iter().any(|series| digits.starts_with(series))
}

fn is_national(groups: &Groups, n_digits: usize) -> bool {
    let digits = &groups.digits[..n_digits];
    if is_mobile(digits) {
        // Mobile numbers are long enough to be known in any grouping, even digit by digit.
        return n_digits == 10;
    }
    let (n_area, n_subscriber) = if digits.starts_with("08") {
        (2, 6..=8)
    } else if AREAS_OF_THREE.iter().any(|area| digits.starts_with(area)) {
        (3, 5..=8)
    } else {
        (4, 5..=6)
    };
    // The area code is written in one piece, and no later piece is a single digit:
    // "05 12 2019" and "0 1 2 3 4 5 6 7" are something else.
    let pieces_fit = groups.ends.first().is_some_and(|(first, _)| *first >= n_area)
        && groups.ends.windows(2).take_while(|pair| pair[1].0 <= n_digits).all(|pair| pair[1].0 - pair[0].0 >= 2);
    pieces_fit && n_digits > n_area && n_subscriber.contains(&(n_digits - n_area))
}

/// Digits with what separates them: `ends` tells, after each unbroken piece, how many digits there
/// were so far and where the piece ended.
struct Groups {
    digits: String,
    ends: Vec<(usize, usize)>,
}

impl Groups {
    /// No number is longer than a country code with its "00" and fourteen digits.
    const LONGEST: usize = 16;

    fn read(text: &str) -> Self {
        let mut groups = Self { digits: String::new(), ends: Vec::new() };
        let mut n_between = 0;
        for (at, c) in text.char_indices() {
            if c.is_ascii_digit() {
                groups.digits.push(c);
                n_between = 0;
                let piece_ends = !text[at + 1..].starts_with(|next: char| next.is_ascii_digit());
                if piece_ends {
                    groups.ends.push((groups.digits.len(), at + 1));
                }
            } else if is_separator(c) || (at == 0 && c == '+') {
                n_between += 1;
            } else {
                break;
            }
            if n_between > 3 || groups.digits.len() > Self::LONGEST {
                break;
            }
        }
        groups
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '‐' | '‑' | '–' | '—' | '−' | '/' | '(' | ')')
}
