//! Swedish personal identity numbers and coordination numbers.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{char_after, char_before, is_digit};

/// Year, month, day and the last four, with at most one separator between the parts of the date;
/// or all digits one by one ("9 0 0 1 …").
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    let between = r"[\ \u{a0}.\-‐‑–/]";
    Regex::new(&format!(
        r"(?x)
          (?:1[89]|20)?[0-9]{{2}} {between}? [0-9]{{2}} {between}? [0-9]{{2}}
              [\s]{{0,2}} [+\-‐‑–—−./]? [\s]{{0,2}} [0-9]{{4}}
        | [0-9] (?:{between}{{1,3}}[0-9]){{9}} (?:{between}{{1,3}}[0-9]{between}{{1,3}}[0-9])?
        "
    ))
    .expect("the pattern is a constant and compiled in a test")
});

/// Every personal identity number in the text: right shape, a date that exists, right check digit.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(found) = PATTERN.find_at(text, from) {
        let stands_alone = !is_digit(char_before(text, found.start())) && !is_digit(char_after(text, found.end()));
        if stands_alone && is_valid(found.as_str()) && !is_mobile_number(found.as_str()) {
            ranges.push(found.range());
            from = found.end();
        } else {
            // The first character is a digit, one byte long.
            from = found.start() + 1;
        }
    }
    ranges
}

fn is_valid(candidate: &str) -> bool {
    let digits: Vec<u32> = candidate.chars().filter_map(|c| c.to_digit(10)).collect();
    let (century, ten) = match digits.len() {
        10 => (None, &digits[..]),
        12 => (Some(digits[0] * 10 + digits[1]), &digits[2..]),
        _ => return false,
    };
    date_exists(century, ten) && luhn_holds(ten)
}

/// Ten digits in one row that begin like a mobile number are called a telephone number: "0701…" is
/// also a date in January 2007, but people write telephone numbers far more often.
fn is_mobile_number(candidate: &str) -> bool {
    let is_one_row = candidate.bytes().all(|b| b.is_ascii_digit());
    is_one_row && candidate.len() == 10 && candidate.starts_with("07")
}

/// Coordination numbers have 60 added to the day.
fn date_exists(century: Option<u32>, ten: &[u32]) -> bool {
    let year = ten[0] * 10 + ten[1];
    let month = ten[2] * 10 + ten[3];
    let day = ten[4] * 10 + ten[5];
    let day = if day > 60 { day - 60 } else { day };
    // Without the century a 29 February is given the benefit of the doubt in every fourth year.
    let is_leap = match century {
        Some(century) if year == 0 => century.is_multiple_of(4),
        _ => year.is_multiple_of(4),
    };
    let n_days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=n_days).contains(&day)
}

/// Luhn's check: every other digit doubled, the sum of all digits ends in zero.
fn luhn_holds(ten: &[u32]) -> bool {
    let sum: u32 = ten
        .iter()
        .enumerate()
        .map(|(i, &digit)| match (i % 2, digit * 2) {
            (0, doubled) if doubled > 9 => doubled - 9,
            (0, doubled) => doubled,
            _ => digit,
        })
        .sum();
    sum.is_multiple_of(10)
}
