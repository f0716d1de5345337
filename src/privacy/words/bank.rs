//! Numbers that money is sent to: IBAN, cards, accounts and Swish numbers that the text announces.

use std::ops::Range;

use super::digits::{Digits, luhn_holds};
use super::plain::Plain;

/// Countries whose account numbers people here are likely to write.
const COUNTRIES: [&str; 22] = [
    "se", "no", "dk", "fi", "de", "gb", "nl", "fr", "es", "it", "pl", "ee", "lv", "lt", "is", "be", "at", "ch", "ie",
    "pt", "cz", "hu",
];

/// Words that say that an account follows, or begin so.
const ANNOUNCING: [&str; 7] = ["swish", "konto", "bankkonto", "clearing", "bankgiro", "plusgiro", "postgiro"];

/// Words that say so only when they stand alone.
const ANNOUNCING_ALONE: [&str; 4] = ["bg", "pg", "account", "acct"];

/// Every bank number in the text.
pub fn find(plain: &Plain) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for index in 0..plain.tokens.len() {
        let token = plain.tokens[index];
        if ranges.last().is_some_and(|last| token.start < last.end) {
            continue;
        }
        let range = if token.is_number {
            card_at(plain, token.start)
        } else {
            iban_at(plain, index).or_else(|| announced_after(plain, index))
        };
        ranges.extend(range);
    }
    ranges
}

/// Two letters and two digits, then letters and digits with a space after every few; divided by 97 they leave 1.
fn iban_at(plain: &Plain, index: usize) -> Option<Range<usize>> {
    const SHORTEST: usize = 15;
    const LONGEST: usize = 34;
    let token = plain.tokens[index];
    // "SE35" is a word of two letters and a number; "GB82WEST…" goes on with letters.
    if token.end - token.start != 2 || !COUNTRIES.contains(&plain.word(index)) {
        return None;
    }
    let mut signs: Vec<(u8, usize)> = Vec::with_capacity(LONGEST);
    let mut n_between = 0;
    for (at, byte) in plain.lower.bytes().enumerate().skip(token.start) {
        if byte.is_ascii_alphanumeric() && signs.len() < LONGEST {
            signs.push((byte, at + 1));
            n_between = 0;
        } else if matches!(byte, b' ' | b'-') && n_between == 0 {
            n_between = 1;
        } else {
            break;
        }
    }
    if signs.len() < SHORTEST || !(signs[2].0.is_ascii_digit() && signs[3].0.is_ascii_digit()) {
        return None;
    }
    // Written in one row, or four by four: "is 35 or 40 and people" is neither.
    let is_broken = |n: usize| signs[n].1 - signs[n - 1].1 > 1;
    let breaks: Vec<usize> = (1..signs.len()).filter(|&n| is_broken(n)).collect();
    let ends_piece = |n: usize| !plain.lower[signs[n - 1].1..].starts_with(|c: char| c.is_alphanumeric());
    let in_fours = |n: usize| breaks.iter().all(|at| *at >= n || at.is_multiple_of(4));
    let n =
        (SHORTEST..=signs.len()).rev().find(|&n| ends_piece(n) && in_fours(n) && remainder_of_97(&signs[..n]) == 1)?;
    Some(token.start..signs[n - 1].1)
}

/// ISO 7064 mod 97-10: the first four signs go last, letters count from a = 10.
fn remainder_of_97(signs: &[(u8, usize)]) -> u32 {
    signs[4..].iter().chain(&signs[..4]).fold(0, |rest, &(sign, _)| match sign {
        b'0'..=b'9' => (rest * 10 + u32::from(sign - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter - b'a') + 10) % 97,
    })
}

/// Sixteen digits, in one row or four by four, with the check digit of payment cards.
fn card_at(plain: &Plain, start: usize) -> Option<Range<usize>> {
    let digits = Digits::read(plain.text.as_bytes(), start, 1, |byte| matches!(byte, b' ' | b'-'));
    let values = digits.values().get(..16)?;
    let in_fours = (1..16).all(|index| digits.between(index) == 0 || index.is_multiple_of(4));
    let is_card = matches!(values[0], 3..=6) && in_fours && digits.breaks_after(16) && luhn_holds(values);
    is_card.then(|| start..digits.end(16))
}

/// "swisha 123 456 78 90", "konto 1234-5, 678 901 234-5".
fn announced_after(plain: &Plain, index: usize) -> Option<Range<usize>> {
    let word = plain.word(index);
    let announces = ANNOUNCING.iter().any(|beginning| word.starts_with(beginning)) || ANNOUNCING_ALONE.contains(&word);
    if !announces {
        return None;
    }
    let number = (index + 1..plain.tokens.len().min(index + 4)).find(|&next| plain.tokens[next].is_number)?;
    let start = plain.tokens[number].start;
    let filler = &plain.text[plain.tokens[index].end..start];
    let digits = Digits::read(plain.text.as_bytes(), start, 2, |byte| matches!(byte, b' ' | b'-' | b'.' | b','));
    let n = digits.values().len();
    // A number that begins with 0 is a telephone number, and an amount says of what.
    let is_number = filler.len() <= 20 && !filler.contains(['\n', '.', '?', '!']) && n >= 7 && digits.values()[0] != 0;
    let range = start..digits.end(n.max(1));
    let after = plain.lower[range.end..].trim_start();
    let is_amount = ["kr", "sek", "kronor", "%", "euro"].iter().any(|unit| after.starts_with(unit));
    (is_number && !is_amount).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Examples of the ISO 13616 registry.
    #[test]
    fn accounts_with_a_right_check_number_are_found_and_others_not() {
        for iban in [
            "SE45 5000 0000 0583 9825 7466",
            "NO9386011117947",
            "DK50 0040 0440 1162 43",
            "FI21 1234 5600 0007 85",
            "GB29 NWBK 6016 1331 9268 19",
            "de89-3704-0044-0532-0130-00",
        ] {
            let text = format!("betala till {iban} tack");
            assert!(matches!(&find(&Plain::of(&text))[..], [own] if text[own.clone()] == *iban), "{iban}");
        }
        for wrong in
            ["SE45 5000 0000 0583 9825 7467", "se 15 lampor till vänster", "at 12 o'clock and 15 minutes past it"]
        {
            assert!(find(&Plain::of(wrong)).is_empty(), "{wrong}");
        }
    }
}
