//! The distinct words of all names, sorted, with the places that answer to each.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fold::Asked;

/// Shorter words are too easily mistaken for each other.
const SHORTEST_MISSPELLED: usize = 4;

#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    words: Vec<Box<str>>,
    /// Where each word's places begin in `places`; one longer than `words`.
    first: Vec<u32>,
    places: Vec<u32>,
    /// Every letter that occurs: what may be missing or wrong in a misspelled word.
    letters: Vec<char>,
}

/// Which words of the vocabulary a word asked for may mean: ranges that do not overlap, with the edits each needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meaning(Vec<(Range<u32>, u32)>);

impl Meaning {
    /// The fewest edits that make one of these words the one asked for; `None` when none does.
    pub fn edits_to(&self, words: &[u32]) -> Option<u32> {
        let edits = |word: &u32| {
            let after = self.0.partition_point(|(range, _)| range.end <= *word);
            self.0.get(after).filter(|(range, _)| range.contains(word)).map(|(_, edits)| *edits)
        };
        words.iter().filter_map(edits).min()
    }
}

impl Vocabulary {
    /// The vocabulary of many lists of words, and each list as numbers of words.
    pub fn of<'a>(lists: impl Iterator<Item = &'a [String]>) -> (Self, Vec<Box<[u32]>>) {
        let lists: Vec<&[String]> = lists.collect();
        let mut places_of: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (place, words) in (0..).zip(&lists) {
            for word in *words {
                let places = places_of.entry(word).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        let mut found = Self { first: vec![0], ..Self::default() };
        let mut of_place: Vec<Vec<u32>> = vec![Vec::new(); lists.len()];
        for (number, (word, places)) in (0..).zip(places_of) {
            found.words.push(word.into());
            places.iter().for_each(|place| of_place[*place as usize].push(number));
            found.places.extend(places);
            found.first.push(found.places.len() as u32);
            found.letters.extend(word.chars());
        }
        found.letters.sort_unstable();
        found.letters.dedup();
        (found, of_place.into_iter().map(Vec::into_boxed_slice).collect())
    }

    /// The words that begin with the word asked for, and, when misspelling is forgiven, with a word one edit from it.
    pub fn matching(&self, asked: &Asked, misspelled: bool) -> Meaning {
        let mut found: Vec<(Range<u32>, u32)> =
            asked.spellings.iter().map(|word| (self.beginning_with(word), 0)).collect();
        let typed: Vec<char> = asked.as_typed().chars().collect();
        if misspelled && typed.len() >= SHORTEST_MISSPELLED {
            self.one_edit_from(&typed, |word| found.push((self.beginning_with(word), 1)));
        }
        found.retain(|(range, _)| !range.is_empty());
        Meaning(disjoint(found))
    }

    /// How many places the words of a meaning have, each word counted by itself.
    pub fn places_of(&self, meaning: &Meaning) -> usize {
        meaning.0.iter().map(|(words, _)| self.place_range(words).len()).sum()
    }

    /// The places that answer to any word of a meaning, each once.
    pub fn postings(&self, meaning: &Meaning) -> Vec<u32> {
        let mut places: Vec<u32> =
            meaning.0.iter().flat_map(|(words, _)| &self.places[self.place_range(words)]).copied().collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    fn place_range(&self, words: &Range<u32>) -> Range<usize> {
        self.first[words.start as usize] as usize..self.first[words.end as usize] as usize
    }

    fn beginning_with(&self, beginning: &str) -> Range<u32> {
        let start = self.words.partition_point(|word| **word < *beginning);
        let length = self.words[start..].partition_point(|word| word.starts_with(beginning));
        start as u32..(start + length) as u32
    }

    /// Every word that one edit makes of this one: a letter left out, two exchanged, one changed, one put in (Damerau
    /// 1964). The first letter stays: hardly anybody mistakes it, and it keeps the list short.
    fn one_edit_from(&self, typed: &[char], mut found: impl FnMut(&str)) {
        let mut word = String::new();
        let mut tell = |before: &[char], letters: &[char], after: &[char]| {
            word.clear();
            word.extend(before.iter().chain(letters).chain(after));
            found(&word);
        };
        for i in 1..=typed.len() {
            let (before, rest) = typed.split_at(i);
            if let [gone, after @ ..] = rest {
                tell(before, &[], after);
                if let [next, after @ ..] = after {
                    tell(before, &[*next, *gone], after);
                }
            }
            // A word only begun may miss any letter at its end: that is a prefix, found already.
            for letter in self.letters.iter().filter(|_| !rest.is_empty()) {
                tell(before, &[*letter], &rest[1..]);
                tell(before, &[*letter], rest);
            }
        }
    }
}

/// The ranges of words are either one within the other or apart, because all are prefixes; the outer and cheaper win.
fn disjoint(mut found: Vec<(Range<u32>, u32)>) -> Vec<(Range<u32>, u32)> {
    found.sort_by_key(|(range, edits)| (*edits, range.start, std::cmp::Reverse(range.end)));
    let mut kept: Vec<(Range<u32>, u32)> = Vec::new();
    for (range, edits) in found {
        let mut left = vec![range];
        for (taken, _) in &kept {
            left = left.into_iter().flat_map(|range| without(range, taken)).collect();
        }
        kept.extend(left.into_iter().map(|range| (range, edits)));
    }
    kept.sort_by_key(|(range, _)| range.start);
    kept
}

fn without(range: Range<u32>, taken: &Range<u32>) -> impl Iterator<Item = Range<u32>> {
    let before = range.start..range.end.min(taken.start).max(range.start);
    let after = range.start.max(taken.end).min(range.end)..range.end;
    let apart = taken.end <= range.start || taken.start >= range.end;
    let pieces = if apart { [range, 0..0] } else { [before, after] };
    pieces.into_iter().filter(|piece| !piece.is_empty())
}
