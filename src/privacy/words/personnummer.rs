//! Swedish personal identity numbers and coordination numbers.

use std::ops::Range;

use super::digits::{Digits, luhn_holds};
use super::plain::Plain;

/// Every personal identity number in the text: right shape, a date that exists, and either a right check digit or the
/// dash or plus that only such a number has there: whoever mistypes one has still told the day of birth.
///
/// An organisation's number has 20 or more where a person has the month, so that no date exists; the number of a
/// business that is one person is that person's own.
pub fn find(plain: &Plain) -> Vec<Range<usize>> {
    let text = plain.text.as_bytes();
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let begins = text[at].is_ascii_digit() && (at == 0 || !text[at - 1].is_ascii_digit());
        let end = if begins { number_at(plain, at) } else { None };
        if let Some(end) = end {
            ranges.push(at..end);
        }
        at = end.unwrap_or(at + 1);
    }
    ranges
}

fn number_at(plain: &Plain, start: usize) -> Option<usize> {
    let text = plain.text.as_bytes();
    let digits = Digits::read(text, start, 5, is_between);
    [12, 10].into_iter().find_map(|n| {
        let all = digits.values().get(..n)?;
        // "ärende #202611230042"
        let is_code = start > 0 && text[start - 1] == b'#';
        let is_number = !is_code && digits.breaks_after(n) && is_written_so(&digits, n) && is_birth_date(all);
        let is_number = is_number && (luhn_holds(all.last_chunk::<10>()?) || is_dashed(plain, &digits, n, start));
        (is_number && !is_mobile_number(&digits, n)).then(|| digits.end(n))
    })
}

fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'.' | b'-' | b'+' | b'/' | b'_')
}

/// Year, month, day and the last four, with at most one separator between the parts of the date; the last four in two
/// pairs; or all digits one by one, or in pairs.
fn is_written_so(digits: &Digits, n: usize) -> bool {
    let widest = |upto: usize| (1..upto).map(|index| digits.between(index)).max().unwrap_or(0);
    if digits.is_one_by_one(n) || digits.is_in_pairs(n) {
        return widest(n) <= 3;
    }
    // The last four may stand further away: "900101 - 9802".
    let year_ends = n - 8;
    (1..n).all(|index| match digits.between(index) {
        0 => true,
        wide if index == n - 4 => wide <= 5,
        1 if index == n - 2 => is_ended_in_pairs(digits, n),
        1 => index + 2 == year_ends || index == year_ends || index == year_ends + 2,
        _ => false,
    })
}

/// "811218 98 76", but not "2026-11-03 18.30": four digits that may be a clock are left alone.
fn is_ended_in_pairs(digits: &Digits, n: usize) -> bool {
    let [.., a, b, c, _] = digits.values()[..n] else { return false };
    let is_clock = a * 10 + b < 25 && c < 6;
    digits.between(n - 4) > 0 && digits.between(n - 3) == 0 && digits.between(n - 1) == 0 && !is_clock
}

/// "19900101-1234": the date in one piece, a dash or plus, and four digits. The number of a matter is written so too,
/// but then it says that it is one, or its date lies so late that whoever was born then writes nothing yet.
fn is_dashed(plain: &Plain, digits: &Digits, n: usize, start: usize) -> bool {
    const MATTERS: [&str; 12] = [
        "dnr",
        "diarienr",
        "diarienummer",
        "ärende",
        "ärendet",
        "ärendenr",
        "ärendenummer",
        "anmälan",
        "beslut",
        "ref",
        "order",
        "case",
    ];
    let is_whole = (1..n).all(|index| index == n - 4 || digits.between(index) == 0);
    let between = plain.text[digits.end(n - 4)..digits.end(n - 3) - 1].trim();
    let before = plain.lower[..start].trim_end_matches([' ', ':', '.']);
    let before = [" är", " nr", " nummer"].iter().find_map(|word| before.strip_suffix(word)).unwrap_or(before);
    let is_said =
        MATTERS.iter().any(|word| before.strip_suffix(word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric)));
    is_whole && matches!(between, "-" | "+") && !is_said && !is_of_late(&digits.values()[..n])
}

/// A date from 2020 on, with its century.
fn is_of_late(digits: &[u8]) -> bool {
    digits.len() == 12 && digits[..2] == [2, 0] && digits[2] >= 2
}

/// Whether a piece that was found may all the same be the number of a matter, where one is asked for: its date is of
/// late, or its last digit is no check digit.
pub fn may_be_a_matter(found: &str) -> bool {
    let digits: Vec<u8> = found.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
    is_of_late(&digits) || digits.last_chunk::<10>().is_some_and(|ten| !luhn_holds(ten))
}

fn is_birth_date(digits: &[u8]) -> bool {
    let ten = &digits[digits.len() - 10..];
    let century = (digits.len() == 12).then(|| u32::from(digits[0]) * 10 + u32::from(digits[1]));
    century.is_none_or(|century| (18..=20).contains(&century)) && date_exists(century, ten)
}

/// Ten digits in one row, in pairs, one by one or as "070174 06 99" that begin like a mobile number are called a
/// telephone number: "0701…" is also a date in January 2007, but people write telephone numbers far more often.
fn is_mobile_number(digits: &Digits, n: usize) -> bool {
    let is_one_row = (1..n).all(|index| digits.between(index) == 0);
    let is_row_and_pairs = (1..n).all(|index| (digits.between(index) > 0) == matches!(index, 6 | 8));
    let is_written_so = is_one_row || is_row_and_pairs || digits.is_in_pairs(n) || digits.is_one_by_one(n);
    n == 10 && digits.values().starts_with(&[0, 7]) && is_written_so
}

/// Coordination numbers have 60 added to the day.
fn date_exists(century: Option<u32>, ten: &[u8]) -> bool {
    let two = |at: usize| u32::from(ten[at]) * 10 + u32::from(ten[at + 1]);
    let (year, month, day) = (two(0), two(2), two(4));
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
