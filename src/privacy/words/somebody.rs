//! How far the words for one person go: "grannen", "grannen Kalle Svensson", `grannen [namn]`, "Kalles son".

use std::ops::Range;

use super::first_names::is_first_name;
use super::name_words::ALSO_WORDS;
use super::person_words::is_kin;
use super::plain::Plain;

/// What was found in a text before homes are looked for.
pub struct Pieces {
    names: Vec<Range<usize>>,
    /// All of it, without overlaps.
    all: Vec<Range<usize>>,
}

impl Pieces {
    pub fn new(names: Vec<Range<usize>>, others: impl Iterator<Item = Range<usize>>) -> Self {
        let mut sorted: Vec<Range<usize>> = others.collect();
        sorted.sort_by_key(|range| range.start);
        let mut all: Vec<Range<usize>> = Vec::with_capacity(sorted.len());
        for range in sorted {
            match all.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => all.push(range),
            }
        }
        Self { names, all }
    }

    /// The last token of somebody whom the token at `index` tells of: names, kin and what stands in their place follow.
    pub fn somebody_ends(&self, plain: &Plain, index: usize, takes_small: bool) -> usize {
        const MOST: usize = 4;
        let mut last = index;
        for _ in 0..MOST {
            if !self.is_near(plain, last) {
                break;
            }
            let next = last + 1;
            let is_small_name = || {
                let word = plain.word(next);
                takes_small && plain.is_joined(last) && is_first_name(word) && !ALSO_WORDS.contains(&word)
            };
            let is_kin = || plain.is_joined(last) && is_kin(plain.word(next));
            let piece = piece_ends(&self.all, plain, next).or_else(|| placeholder_ends(plain, next));
            match piece.or_else(|| (is_kin() || is_small_name()).then_some(next)) {
                Some(end) => last = end,
                None => break,
            }
        }
        last
    }

    /// The last token of the name, or of what stands for one, that begins at `index`.
    pub fn name_ends(&self, plain: &Plain, index: usize) -> Option<usize> {
        let start = plain.tokens.get(index)?.start;
        let begins = self.names.binary_search_by_key(&start, |name| name.start).is_ok();
        let ends = piece_ends(&self.names, plain, index).filter(|_| begins);
        ends.or_else(|| {
            let ends = placeholder_ends(plain, index)?;
            (index..=ends).any(|at| matches!(plain.word(at), "namn" | "name" | "användarnamn")).then_some(ends)
        })
    }

    /// Whether nothing but the signs around a name stand between a token and the next: ", " or "] ".
    pub fn is_near(&self, plain: &Plain, index: usize) -> bool {
        let gap = plain.gap(index);
        let is_sign = |c: char| matches!(c, ' ' | ',' | '(' | ')' | '[' | ']' | '"' | '”' | '\'' | '’' | '@' | '+');
        index + 1 < plain.tokens.len() && !gap.is_empty() && gap.len() <= 6 && gap.chars().all(is_sign)
    }
}

/// The last token of the piece in which the token at `index` stands.
fn piece_ends(pieces: &[Range<usize>], plain: &Plain, index: usize) -> Option<usize> {
    let start = plain.tokens.get(index)?.start;
    let piece = pieces[..pieces.partition_point(|piece| piece.start <= start)].last()?;
    let n = plain.tokens[index..].iter().take_while(|token| token.end <= piece.end).count();
    (n > 0).then(|| index + n - 1)
}

/// `[namn]`, `[borttaget: namn]`, `[registration number]`: the last token of what stands in brackets.
fn placeholder_ends(plain: &Plain, index: usize) -> Option<usize> {
    const LONGEST: usize = 3;
    let token = plain.tokens.get(index)?;
    if !plain.text[..token.start].ends_with('[') {
        return None;
    }
    (index..index + LONGEST).find(|&at| plain.gap(at).starts_with(']'))
}
