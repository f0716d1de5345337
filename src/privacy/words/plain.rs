//! The text as a reader sees it: one kind of digit, dash and space, and nothing invisible.

use std::borrow::Cow;
use std::ops::Range;

/// A text made plain, and where each byte of it stood in the text that was written.
pub struct Plain {
    pub text: String,
    /// The same in small letters. Every letter keeps its place: only letters whose twin is as long are changed.
    pub lower: String,
    /// Runs of letters and runs of digits, in reading order.
    pub tokens: Vec<Token>,
    /// For each byte of `text`, and its end, the byte of the written text; empty where nothing was changed.
    origin: Vec<u32>,
}

/// A run of letters (hyphens inside belong to it) or a run of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub start: usize,
    pub end: usize,
    pub is_number: bool,
    pub is_capital: bool,
}

impl Plain {
    pub fn of(written: &str) -> Self {
        let (text, origin) = folded(written);
        let text = text.into_owned();
        let lower = text.chars().map(small).collect::<String>();
        let tokens = tokens(&text);
        Self { text, lower, tokens, origin }
    }

    /// The same piece in the text that was written. Invisible characters behind its last letter go with it.
    pub fn written(&self, range: &Range<usize>) -> Range<usize> {
        if self.origin.is_empty() {
            return range.clone();
        }
        self.origin[range.start] as usize..self.origin[range.end] as usize
    }

    /// The token in small letters; empty behind the last.
    pub fn word(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| &self.lower[token.start..token.end])
    }

    /// What stands between a token and the one after it; behind the last, all that is left.
    pub fn gap(&self, index: usize) -> &str {
        let Some(token) = self.tokens.get(index) else { return "" };
        let end = self.tokens.get(index + 1).map_or(self.text.len(), |next| next.start);
        &self.text[token.end..end]
    }

    /// Whether the next token follows on the same line with nothing but a space or two between.
    pub fn is_joined(&self, index: usize) -> bool {
        index + 1 < self.tokens.len() && matches!(self.gap(index), " " | "  ")
    }
}

/// The lower-case twin of letters whose twin takes as many bytes.
fn small(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        'À'..='Ö' | 'Ø'..='Þ' => char::from_u32(c as u32 + 32).unwrap_or(c),
        _ => c,
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 5);
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        let is_number = first.is_ascii_digit();
        if !is_number && !first.is_alphabetic() {
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some(&(at, c)) = chars.peek() {
            let hyphen = !is_number && c == '-' && text[at + 1..].starts_with(char::is_alphabetic);
            let goes_on = if is_number { c.is_ascii_digit() } else { c.is_alphabetic() || hyphen };
            if !goes_on {
                break;
            }
            end = at + c.len_utf8();
            chars.next();
        }
        tokens.push(Token { start, end, is_number, is_capital: first.is_uppercase() });
    }
    tokens
}

/// The plain text, and the origin of each of its bytes where it differs from what was written.
fn folded(written: &str) -> (Cow<'_, str>, Vec<u32>) {
    let is_plain = written.is_ascii() || written.chars().all(|c| fold(c) == Some(c) && !is_mark(c));
    if is_plain && !written.contains(['\t', '\r', '\u{b}', '\u{c}']) {
        return (Cow::Borrowed(written), Vec::new());
    }
    let mut text = String::with_capacity(written.len());
    let mut origin = Vec::with_capacity(written.len() + 1);
    for (at, c) in written.char_indices() {
        if is_mark(c) {
            // "å" written as "a" and a ring: the letter is replaced; other marks are passed over.
            let composed = text.chars().next_back().and_then(|letter| compose(letter, c));
            if let Some(composed) = composed {
                text.pop();
                let from = origin.pop().unwrap_or(at as u32);
                text.push(composed);
                origin.extend(std::iter::repeat_n(from, composed.len_utf8()));
            }
            continue;
        }
        if let Some(plain) = fold(c) {
            text.push(plain);
            origin.extend(std::iter::repeat_n(at as u32, plain.len_utf8()));
        }
    }
    origin.push(written.len() as u32);
    (Cow::Owned(text), origin)
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn compose(letter: char, mark: char) -> Option<char> {
    match (letter, mark) {
        ('a', '\u{30a}') => Some('å'),
        ('a', '\u{308}') => Some('ä'),
        ('o', '\u{308}') => Some('ö'),
        ('e', '\u{301}') => Some('é'),
        ('A', '\u{30a}') => Some('Å'),
        ('A', '\u{308}') => Some('Ä'),
        ('O', '\u{308}') => Some('Ö'),
        ('E', '\u{301}') => Some('É'),
        _ => None,
    }
}

/// The plain twin of a character; `None` for one that nobody sees.
fn fold(c: char) -> Option<char> {
    let code = c as u32;
    let plain = match c {
        '\n' => c,
        '\t' | '\r' | '\u{b}' | '\u{c}' => ' ',
        '\u{20}'..='\u{7e}' => c,
        // Zero-width characters, soft hyphens, directions, variation selectors, the frame of keycaps, byte order mark.
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{20e3}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' => return None,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '·' | '•' | '∙' | '⋅' | '․' | '。' => '.',
        // Full-width letters, digits and signs.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(code - 0xfee0).unwrap_or(c),
        // Digits of mathematics (bold, double-struck, …), circles, superscripts; Arabic and Indian digits.
        '\u{1d7ce}'..='\u{1d7ff}' => digit((code - 0x1d7ce) % 10),
        '①'..='⑨' => digit(code - 0x2460 + 1),
        '⓪' => '0',
        '⁰' | '⁴'..='⁹' => digit(code - 0x2070),
        '₀'..='₉' => digit(code - 0x2080),
        '٠'..='٩' => digit(code - 0x660),
        '۰'..='۹' => digit(code - 0x6f0),
        // Letters of mathematics, in alphabets of 52.
        '\u{1d400}'..='\u{1d6a3}' => match (code - 0x1d400) % 52 {
            upper @ 0..26 => char::from_u32('A' as u32 + upper).unwrap_or(c),
            lower => char::from_u32('a' as u32 + lower - 26).unwrap_or(c),
        },
        // Greek and Russian capitals that look like Latin ones.
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'Е' | 'Ε' => 'E',
        'К' | 'Κ' | '\u{212a}' => 'K',
        'М' | 'Μ' => 'M',
        'Н' | 'Η' => 'H',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'С' => 'C',
        'Т' | 'Τ' => 'T',
        'Х' | 'Χ' => 'X',
        'Ζ' => 'Z',
        '\u{17f}' => 's',
        _ => c,
    };
    Some(plain)
}

fn digit(value: u32) -> char {
    char::from_digit(value, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_reads_the_same_and_keeps_its_place() {
        for (written, plain) in [
            ("０７０－１７４", "070-174"),
            ("0\u{200b}7\u{feff}0", "070"),
            ("0\u{fe0f}\u{20e3}7\u{fe0f}\u{20e3}", "07"),
            ("a\u{30a}a\u{308}o\u{308}", "åäö"),
            ("АВС\u{a0}123", "ABC 123"),
            ("𝟎𝟕𝟎 𝐀𝐁𝐂", "070 ABC"),
            ("070–174—06−05", "070-174-06-05"),
        ] {
            let made = Plain::of(written);
            assert_eq!(made.text, plain);
            assert_eq!(made.written(&(0..made.text.len())), 0..written.len());
        }
        let made = Plain::of("å\u{200b}ＡＢ c");
        assert_eq!(made.text, "åAB c");
        assert_eq!(made.written(&(2..4)), 5..11);
    }

    #[test]
    fn small_letters_stand_where_the_large_ones_stood() {
        let plain = Plain::of("ÅSA ÄR ẞ İ 7B Inga-Lill 12:an");
        assert_eq!(plain.lower.len(), plain.text.len());
        let words: Vec<&str> = (0..plain.tokens.len()).map(|index| plain.word(index)).collect();
        assert_eq!(words, ["åsa", "är", "ẞ", "İ", "7", "b", "inga-lill", "12", "an"]);
    }
}
