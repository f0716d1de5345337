//! Names: after "heter" and its kin, after a title or a word for somebody, at the end of a letter, and common first
//! names that nothing else explains.

use std::ops::Range;

use super::first_names::is_first_name;
use super::kin::has_kin;
use super::language::is_english;
use super::name_words::{
    ADDRESSING, AFTER_FIRST, ALSO_WORDS, BEFORE_PLACES, FILLERS, MAY_ANNOUNCE, NAMING, NO_NAMES, SIGNING,
};
use super::person_words::{is_pronoun, person};
use super::place_words;
use super::plain::Plain;

/// The most words that one name is taken to have.
const LONGEST: usize = 4;

/// Every name in the text.
pub fn find(plain: &Plain) -> Vec<Range<usize>> {
    let letters = Letters::of(plain);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut index = 0;
    while index < plain.tokens.len() {
        let Some(first) = letters.name_from(index) else {
            index += 1;
            continue;
        };
        let mut after = letters.whole_name(first, &mut ranges);
        // "de heter Adam och Noel"
        while matches!(plain.word(after), "och" | "and") && letters.is_known(after + 1) && plain.is_joined(after) {
            after = letters.whole_name(after + 1, &mut ranges);
        }
        index = after.max(index + 1);
    }
    ranges
}

/// Whether a word names a place and no person: "Stig" is both.
fn is_place(word: &str) -> bool {
    place_words::is_place(word) && !is_first_name(word)
}

struct Letters<'a> {
    plain: &'a Plain,
    /// In a text written in capitals, a capital is no sign.
    is_shouted: bool,
    is_english: bool,
}

impl<'a> Letters<'a> {
    fn of(plain: &'a Plain) -> Self {
        let n_upper = plain.text.chars().filter(|c| c.is_uppercase()).count();
        let n_lower = plain.text.chars().filter(|c| c.is_lowercase()).count();
        Self { plain, is_shouted: n_upper > n_lower, is_english: is_english(plain) }
    }

    /// The index of the name that this token begins, or announces.
    fn name_from(&self, index: usize) -> Option<usize> {
        let plain = self.plain;
        let token = plain.tokens.get(index)?;
        if token.is_number {
            return None;
        }
        let word = plain.word(index);
        if !token.is_capital && !is_first_name(word) && !MAY_ANNOUNCE.contains(word) && person(word).is_none() {
            return None;
        }
        if self.is_full_name(index) || self.is_bare_name(index) || has_kin(plain, index) {
            return Some(index);
        }
        if let Some(naming_ends) = self.naming(index) {
            return self.named_after(index, naming_ends);
        }
        let gap = plain.gap(index);
        let next = index + 1;
        if SIGNING.contains(&word) {
            let is_near =
                gap.len() <= 4 && gap.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '.' | '/' | ':'));
            return (is_near && self.is_known(next)).then_some(next);
        }
        if ADDRESSING.contains(&word) && plain.is_joined(index) && self.is_known(next) {
            return Some(next);
        }
        let somebody = person(word).filter(|_| !is_pronoun(word))?;
        let behind = self.nearness_ends(index);
        if matches!(plain.gap(behind), ", " | " (" | " \"") && self.is_known(behind + 1) {
            return Some(behind + 1);
        }
        // "Storrow Dr. West" is a drive.
        let is_title = matches!(word, "mr" | "mrs" | "ms" | "dr" | "fam");
        // "Familjen Anka-statyn" is none.
        let is_family = matches!(word, "fam" | "familj" | "familjen") && !plain.word(next).contains('-');
        if word == "dr" && index > 0 && plain.tokens[index - 1].is_capital && plain.is_joined(index - 1) {
            return None;
        }
        if !(plain.is_joined(index) || (is_title && gap == ". ")) {
            return None;
        }
        // "Polisen Kristianstad" and "mannen Volvo": one word that is no known first name may be anything.
        let is_sure = is_title || is_family || (!somebody.has_home && word != "polisen") || word.starts_with("grann");
        ((is_sure && self.is_capital(next) && !self.is_before_place(next)) || self.is_known(next)).then_some(next)
    }

    /// The last word of "grannen mitt emot", "the guy next door", when `index` is the person.
    fn nearness_ends(&self, index: usize) -> usize {
        let (next, after) = (self.plain.word(index + 1), self.plain.word(index + 2));
        match (next, after) {
            ("mitt", "emot") | ("next", "door") | ("in", "charge") => index + 2,
            ("bredvid" | "intill" | "ovanför" | "upstairs" | "downstairs" | "mittemot", _) => index + 1,
            _ => index,
        }
    }

    /// Whether a word that names stands here, and at which index it ends: "heter", "mitt namn är", "his name is".
    fn naming(&self, index: usize) -> Option<usize> {
        let plain = self.plain;
        let word = plain.word(index);
        if NAMING.contains(&word) {
            return Some(index);
        }
        let next = plain.word(index + 1);
        let is_pair = match word {
            "namn" | "namnet" => matches!(next, "är" | "var"),
            "name" => matches!(next, "is" | "was") || next == "s",
            "vid" => next == "namn",
            _ => false,
        };
        (is_pair && plain.gap(index).len() <= 3).then_some(index + 1)
    }

    /// The name that follows a naming word, unless it is a place that bears it.
    fn named_after(&self, naming: usize, naming_ends: usize) -> Option<usize> {
        let plain = self.plain;
        let mut index = naming_ends;
        let is_near = |index: usize| matches!(plain.gap(index), " " | "  " | ": " | " \"" | " '" | " ”" | ":");
        while is_near(index) && FILLERS.contains(&plain.word(index + 1)) {
            index += 1;
        }
        if !is_near(index) {
            return None;
        }
        let name = index + 1;
        let is_person = match self.bearer(naming) {
            Some(is_person) => is_person,
            // Nobody is named: a known first name, or two words that look like one.
            None => matches!(plain.word(naming), "namn" | "namnet" | "name" | "vid") || self.is_known(name),
        };
        let word = plain.word(name);
        let is_name = if self.is_capital(name) && !self.is_shouted {
            !is_place(word)
        } else {
            is_first_name(word) && !matches!(plain.word(naming), "kallar")
        };
        (is_person && is_name && !self.is_before_place(name)).then_some(name)
    }

    /// Who or what bears the name: the nearest word before it that is somebody (`true`) or a place (`false`).
    fn bearer(&self, naming: usize) -> Option<bool> {
        const FURTHEST: usize = 6;
        for index in (naming.saturating_sub(FURTHEST)..naming).rev() {
            if self.plain.gap(index).contains(['.', '!', '?', '\n']) {
                return None;
            }
            let word = self.plain.word(index);
            if is_place(word) {
                return Some(false);
            }
            let is_owned = matches!(word, "hans" | "hennes" | "deras" | "mitt" | "my" | "his" | "their");
            // "den heter", "de kallas" and "man kallar" may be of anything.
            if is_owned || (person(word).is_some() && !matches!(word, "den" | "de" | "dom" | "man" | "they" | "them")) {
                return Some(true);
            }
            if matches!(word, "bröder" | "systrar" | "ungdomar" | "killar" | "tjejer" | "barn" | "kids" | "boys") {
                return Some(true);
            }
        }
        None
    }

    /// "Kalle Exempelsson": a known first name and another word with a capital, or one that can only be a surname.
    fn is_full_name(&self, index: usize) -> bool {
        let plain = self.plain;
        if !plain.is_joined(index) || !is_first_name(plain.word(index)) || self.is_before_place(index) {
            return false;
        }
        let surname = plain.word(index + 1);
        let is_like_a_name = !self.is_shouted && self.is_capital(index) && self.is_capital(index + 1);
        // "Karl XII" is a king.
        let is_written_small = plain
            .tokens
            .get(index + 1)
            .is_some_and(|next| plain.text[next.start..next.end].chars().nth(1).is_some_and(char::is_lowercase));
        let is_surname = is_written_small && surname.chars().count() >= 3 && !is_place(surname);
        (is_like_a_name && is_surname) || (surname.len() > 6 && surname.ends_with("sson"))
    }

    /// A common first name within a sentence, or a surname on "-sson": nothing announces it, and it can hardly be a
    /// place.
    fn is_bare_name(&self, index: usize) -> bool {
        let plain = self.plain;
        let word = plain.word(index);
        let is_surname = word.len() > 6 && word.ends_with("sson");
        if self.is_shouted || !self.is_capital(index) || self.is_before_place(index) {
            return false;
        }
        if is_surname {
            return true;
        }
        // In English towns a street may be called "Charles" and nothing more.
        if self.is_english || !self.is_sure_name(word) {
            return false;
        }
        let Some(before) = index.checked_sub(1) else {
            return AFTER_FIRST.contains(&plain.word(index + 1));
        };
        let word_before = plain.word(before);
        let leads_to_place = is_place(word_before)
            || BEFORE_PLACES.contains(&word_before)
            || (word_before == "av" && before > 0 && is_place(plain.word(before - 1)));
        match plain.gap(before) {
            " " => !plain.tokens[before].is_capital && !leads_to_place,
            ", " | " (" => !plain.tokens[before].is_capital,
            _ => false,
        }
    }

    /// A first name that is no word besides.
    fn is_sure_name(&self, word: &str) -> bool {
        is_first_name(word) && !ALSO_WORDS.contains(&word)
    }

    fn is_capital(&self, index: usize) -> bool {
        let token = self.plain.tokens.get(index);
        token.is_some_and(|token| token.is_capital && !token.is_number && token.end - token.start > 1)
            && !NO_NAMES.contains(&self.plain.word(index))
    }

    /// A common first name, written as a name, and not that of a street: "Karl Johans väg".
    fn is_known(&self, index: usize) -> bool {
        let word = self.plain.word(index);
        let possessed = || word.strip_suffix('s').is_some_and(|owner| owner.len() > 2 && is_first_name(owner));
        self.is_capital(index) && (is_first_name(word) || possessed()) && !self.is_before_place(index)
    }

    /// Whether a word for a place follows within two words with capitals: "Dag Hammarskjölds väg".
    fn is_before_place(&self, index: usize) -> bool {
        let plain = self.plain;
        if is_place(plain.word(index)) {
            return true;
        }
        for next in index..index + 3 {
            if !plain.is_joined(next) {
                return false;
            }
            if is_place(plain.word(next + 1)) {
                return true;
            }
            if !self.is_capital(next + 1) {
                return false;
            }
        }
        false
    }

    /// Takes the name that begins at `first` and the words with capitals behind it; the index after it.
    fn whole_name(&self, first: usize, ranges: &mut Vec<Range<usize>>) -> usize {
        let plain = self.plain;
        let mut last = first;
        while last + 1 < first + LONGEST
            && plain.is_joined(last)
            && !is_place(plain.word(last + 1))
            && ((!self.is_shouted && self.is_capital(last + 1)) || plain.word(last + 1).ends_with("sson"))
        {
            last += 1;
        }
        ranges.push(plain.tokens[first].start..plain.tokens[last].end);
        last + 1
    }
}
