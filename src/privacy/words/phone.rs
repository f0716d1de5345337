//! Telephone numbers: Swedish ones with their area code, and any with a country code.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::digits::{Digits, is_round};
use super::plain::Plain;
use super::{char_before, goes_on_after_point, is_digit};

/// What looks like a telephone number but is a date or opening hours: "05-12-2019",
/// "08.30-16.00", "0800–1600", "08-10 2015".
static DATE_OR_HOURS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(?:
            0[0-9] [.\ ]? [0-5][0-9] \ ? - \ ? [012][0-9] [.\ ]? [0-5][0-9]
          | 0[0-9] [\-./\ ] [0-3][0-9] [\-./\ ] (?:19|20)[0-9]{2}
          | 0[0-9] - [0-3][0-9] \ (?:19|20)[0-9]{2}
        )",
    )
    .expect("the pattern is a constant and compiled in a test")
});

/// Swedish area codes of three digits; 08 has two, every other has four.
const AREAS_OF_THREE: [&str; 22] = [
    "010", "011", "013", "016", "018", "019", "020", "021", "023", "026", "031", "033", "035", "036", "040", "042",
    "044", "046", "054", "060", "063", "090",
];

/// Free calls, calls at shared cost and at a price: the numbers of authorities and firms, never of a person.
const NOT_OF_PERSONS: [&str; 5] = ["020", "077", "0900", "0939", "0944"];

/// Every telephone number in the text.
pub fn find(plain: &Plain) -> Vec<Range<usize>> {
    let bytes = plain.text.as_bytes();
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = if matches!(bytes[at], b'+' | b'(' | b'0' | b'O' | b'o') { number_at(&plain.text, at) } else { None };
        if let Some(end) = end {
            // "(0479) 123 45" begins with its bracket, "(0479-123 45)" does not.
            let is_bracketed = bytes[at] == b'(' && !bytes[at..end].contains(&b')');
            ranges.push(at + usize::from(is_bracketed)..end);
        }
        at = end.unwrap_or(at + 1);
    }
    ranges
}

/// The end of the telephone number that begins at `start`, if there is one.
fn number_at(text: &str, start: usize) -> Option<usize> {
    if is_digit(char_before(text, start)) || follows_a_point(text, start) {
        return None;
    }
    let bytes = text.as_bytes();
    let has_plus = bytes[start] == b'+';
    let first = start + usize::from(has_plus || bytes[start] == b'(');
    let first = first + usize::from(has_plus && bytes.get(first) == Some(&b' '));
    let next = *bytes.get(first).filter(|byte| byte.is_ascii_digit() || is_round(bytes, first))?;
    let next = if next.is_ascii_digit() { next } else { b'0' };
    if has_plus == (next == b'0') {
        return None;
    }
    let digits = Digits::read_round(bytes, first, 3, is_separator);
    let all: String = digits.values().iter().map(|digit| char::from(b'0' + digit)).collect();
    // "lampa N0522023", "#0522023": a code. Mobile numbers are too plain to be excused.
    let is_part_of_code = char_before(text, start).is_some_and(|c| c.is_alphanumeric() || c == '#');
    if is_part_of_code && !has_plus && !is_mobile(&all) {
        return None;
    }
    let has_country_code =
        has_plus || ["0044", "0045", "0046", "0047", "0048", "0049", "00358"].iter().any(|code| all.starts_with(code));
    if !has_country_code && all.starts_with("00") {
        return None;
    }
    let is_right_length: fn(&Digits, &str) -> bool = if has_country_code { is_international } else { is_national };
    // The longest reading that is a number: what follows may be a house number or an hour.
    let n = (5..=all.len().min(16))
        .rev()
        .filter(|&n| digits.breaks_after(n) && is_right_length(&digits, &all[..n]))
        .find(|&n| !goes_on_after_point(text, digits.end(n)))?;
    (!DATE_OR_HOURS.is_match(&text[start..])).then(|| digits.end(n))
}

/// "2026-08-30": the zero belongs to a date that began earlier.
fn follows_a_point(text: &str, start: usize) -> bool {
    let mut before = text[..start].chars().rev();
    matches!(before.next(), Some('.' | ',' | ':' | '-' | '/')) && is_digit(before.next())
}

fn is_international(_: &Digits, digits: &str) -> bool {
    let digits = digits.strip_prefix("00").unwrap_or(digits);
    match digits.strip_prefix("46") {
        // "+46 (0)70 …": the zero is for those who dial from within the country.
        Some(swedish) => {
            let swedish = swedish.trim_start_matches('0');
            let is_service = NOT_OF_PERSONS.iter().any(|own| swedish.starts_with(&own[1..]));
            (7..=9).contains(&swedish.len()) && !is_service
        }
        None => (8..=14).contains(&digits.len()),
    }
}

fn is_mobile(digits: &str) -> bool {
    ["070", "072", "073", "076", "079"].iter().any(|series| digits.starts_with(series))
}

fn is_national(pieces: &Digits, digits: &str) -> bool {
    let n_digits = digits.len();
    if is_mobile(digits) {
        // Mobile numbers are long enough to be known in any grouping, even digit by digit.
        return n_digits == 10;
    }
    if NOT_OF_PERSONS.iter().any(|own| digits.starts_with(own)) {
        return false;
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
    let ends: Vec<usize> = pieces.pieces(n_digits).collect();
    let pieces_fit =
        ends.first().is_some_and(|&first| first >= n_area) && ends.windows(2).all(|pair| pair[1] - pair[0] >= 2);
    pieces_fit && n_digits > n_area && n_subscriber.contains(&(n_digits - n_area))
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'.' | b'-' | b'/' | b'(' | b')' | b'_')
}
