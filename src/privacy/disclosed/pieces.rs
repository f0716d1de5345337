//! Masked words of a text: always whole words, and one block for those in a row.

use std::ops::Range;

use crate::report::disclosure::WordMask;

/// A piece of the words that are handed out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    Words(String),
    Masked { law: String },
}

/// A word with the bytes and the UTF-16 units it lies at.
struct Word {
    bytes: Range<usize>,
    utf16: Range<u32>,
}

fn words_of(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut unit, mut goes_on) = (0_u32, false);
    for (at, c) in text.char_indices() {
        let next = unit + c.len_utf16() as u32;
        if c.is_whitespace() {
            goes_on = false;
        } else {
            match words.last_mut().filter(|_| goes_on) {
                Some(word) => (word.bytes.end, word.utf16.end) = (at + c.len_utf8(), next),
                None => words.push(Word { bytes: at..at + c.len_utf8(), utf16: unit..next }),
            }
            goes_on = true;
        }
        unit = next;
    }
    words
}

/// The law of the first mask that touches a word.
fn law_on<'a>(word: &Word, masks: &'a [WordMask]) -> Option<&'a str> {
    masks.iter().find(|mask| mask.from < word.utf16.end && mask.to > word.utf16.start).map(|mask| mask.law.as_str())
}

/// The masks widened to the whole words they touch; those in a row with one law are one.
pub fn whole_words(text: &str, masks: Vec<WordMask>) -> Vec<WordMask> {
    let mut wide: Vec<WordMask> = Vec::new();
    let mut goes_on = false;
    for word in words_of(text) {
        let Some(law) = law_on(&word, &masks) else {
            goes_on = false;
            continue;
        };
        match wide.last_mut().filter(|last| goes_on && last.law == law) {
            Some(last) => last.to = word.utf16.end,
            None => wide.push(WordMask { from: word.utf16.start, to: word.utf16.end, law: law.to_owned() }),
        }
        goes_on = true;
    }
    wide
}

/// The text in pieces. A block says nothing of how long it was, nor of how many words it hides.
pub(super) fn pieces(text: &str, masks: Vec<WordMask>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut shown_to = 0;
    for word in words_of(text) {
        let Some(law) = law_on(&word, &masks) else { continue };
        let before = &text[shown_to..word.bytes.start];
        let follows = matches!(pieces.last(), Some(Piece::Masked { law: last }) if last == law);
        if !(follows && before.trim().is_empty()) {
            if !before.trim().is_empty() {
                pieces.push(Piece::Words(before.trim().to_owned()));
            }
            pieces.push(Piece::Masked { law: law.to_owned() });
        }
        shown_to = word.bytes.end;
    }
    let rest = text[shown_to..].trim();
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_owned()));
    }
    pieces
}
