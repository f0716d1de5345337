//! Homes: somebody and a number ("grannen på nr 7"), "bor på Storgatan 12", and a street number with a floor or a flat.
//!
//! An address alone is a place, and reports are about places.

use std::ops::Range;

use super::person_words::{Person, person};
use super::place_words::is_street;
use super::plain::Plain;

/// Words that say that the number of a house follows.
const NUMBER_WORDS: [&str; 17] = [
    "nr",
    "nummer",
    "no",
    "number",
    "num",
    "lgh",
    "lägenhet",
    "lägenheten",
    "flat",
    "apartment",
    "apt",
    "hus",
    "house",
    "husnummer",
    "port",
    "uppgång",
    "villa",
];

/// Those behind which a number may be spelled: "no one" is nobody, and "hus ett" a plan.
const SPELLED_AFTER: [&str; 3] = ["nr", "nummer", "number"];

const LIVING: [&str; 8] = ["bor", "bodde", "bott", "boende", "live", "lives", "lived", "living"];

/// What may stand between "bor" and where.
const LIVING_FILLERS: [&str; 16] = [
    "här",
    "där",
    "också",
    "själv",
    "ju",
    "fortfarande",
    "ensam",
    "kvar",
    "precis",
    "hemma",
    "nu",
    "still",
    "here",
    "alone",
    "right",
    "just",
];

/// A home in a text, and what may stand instead.
pub struct Home {
    pub range: Range<usize>,
    pub instead: String,
}

/// Whether a home may stand in a text without a digit: "grannen på nummer sju".
pub fn may_be_spelled(plain: &Plain) -> bool {
    SPELLED_AFTER.iter().any(|word| plain.lower.contains(word))
}

/// Every home in the text.
pub fn find(plain: &Plain) -> Vec<Home> {
    let mut homes: Vec<Home> = Vec::new();
    let mut index = 0;
    while index < plain.tokens.len() {
        let found = somebody_at(plain, index).or_else(|| living_at(plain, index)).or_else(|| flat_at(plain, index));
        index = match found {
            Some((home, last)) => {
                homes.push(home);
                last + 1
            }
            None => index + 1,
        };
    }
    homes
}

/// "grannen på nr 7", "the neighbour at number 7", "den som bor på Ekgatan 5".
fn somebody_at(plain: &Plain, index: usize) -> Option<(Home, usize)> {
    let somebody = person(plain.word(index)).filter(|person| person.has_home)?;
    let next = plain.word(index + 1);
    if !plain.is_joined(index) {
        return None;
    }
    let first = with_article(plain, index);
    if matches!(next, "som" | "who" | "that") {
        let (home, last) = living_at(plain, index + 2)?;
        let is_joined = plain.is_joined(index + 1);
        let range = plain.tokens[first].start..home.range.end;
        return is_joined.then(|| (Home { instead: said_like(plain, first, instead_of(somebody)), range }, last));
    }
    if is_neighbour(plain.word(index)) {
        let article = !somebody.is_english || first < index;
        if let Some(last) = beside(plain, index + 1).filter(|_| article) {
            let range = plain.tokens[first].start..plain.tokens[last].end;
            return Some((Home { instead: said_like(plain, first, instead_of(somebody)), range }, last));
        }
    }
    let is_own_language = somebody.is_english == matches!(next, "at" | "in" | "on" | "of" | "from");
    if !is_own_language || !is_certain(plain, index, somebody) {
        return None;
    }
    let last = whereabouts(plain, index + 1, true)?;
    let range = plain.tokens[first].start..plain.tokens[last].end;
    Some((Home { instead: said_like(plain, first, instead_of(somebody)), range }, last))
}

fn is_neighbour(word: &str) -> bool {
    matches!(word, "granne" | "grannen" | "grannar" | "grannarna")
        || matches!(word, "neighbour" | "neighbor" | "neighbours" | "neighbors")
}

/// The last token of what a neighbour is told by: "nr 7", "mitt emot nr 7", "bredvid Storgatan 12". Of others it says
/// where they stood.
fn beside(plain: &Plain, index: usize) -> Option<usize> {
    let mut at = index;
    let is_led_in =
        matches!(plain.word(at), "mitt" | "snett" | "rakt" | "tvärs" | "strax" | "next" | "across" | "just");
    at += usize::from(is_led_in && plain.is_joined(at));
    let is_beside = matches!(plain.word(at), "emot" | "mittemot" | "mot" | "över" | "bredvid" | "intill" | "bakom")
        || matches!(plain.word(at), "ovanför" | "nedanför" | "opposite" | "beside" | "behind" | "above" | "below")
        || (is_led_in && matches!(plain.word(at), "to" | "from"));
    if is_beside && plain.is_joined(at) {
        return house_at(plain, at + 1);
    }
    let is_number_word = matches!(plain.word(index), "nr" | "nummer" | "no" | "number");
    is_number_word.then(|| house_at(plain, index)).flatten()
}

/// "Den på nr 7" may be a lamp, and "a man at Main Street 12" somebody who passed.
fn is_certain(plain: &Plain, index: usize, somebody: &Person) -> bool {
    if somebody.is_english && !matches!(plain.word(index), "he" | "she" | "him" | "her") {
        return with_article(plain, index) < index;
    }
    !matches!(plain.word(index), "den" | "de")
}

/// "the", "hemma hos" and the like before the word for somebody belong to what is rewritten.
fn with_article(plain: &Plain, index: usize) -> usize {
    let is_before = |back: usize, words: &[&str]| {
        index >= back && plain.is_joined(index - back) && words.contains(&plain.word(index - back))
    };
    const ARTICLES: [&str; 3] = ["the", "my", "our"];
    if is_before(1, &ARTICLES) {
        return index - 1;
    }
    // "the old man"
    if is_before(1, &["old", "young", "other", "same", "angry", "new"]) && is_before(2, &ARTICLES) {
        return index - 2;
    }
    if is_before(1, &["hos"]) {
        return if is_before(2, &["hemma"]) { index - 2 } else { index - 1 };
    }
    index
}

fn instead_of(somebody: &Person) -> String {
    if !somebody.is_english || somebody.instead.contains("some") || somebody.instead.ends_with('s') {
        return somebody.instead.to_owned();
    }
    match somebody.instead {
        "people" => "some people".to_owned(),
        own if own.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {own}"),
        own => format!("a {own}"),
    }
}

/// A capital where the words that are replaced had one.
fn said_like(plain: &Plain, first: usize, instead: String) -> String {
    let instead = match plain.word(first) {
        "hos" | "hemma" => format!("hos {instead}"),
        _ => instead,
    };
    let mut letters = instead.chars();
    match letters.next() {
        Some(letter) if plain.tokens[first].is_capital => letter.to_uppercase().chain(letters).collect(),
        _ => instead,
    }
}

/// "bor på Storgatan 12", "live at 14 Kyrkogatan".
fn living_at(plain: &Plain, index: usize) -> Option<(Home, usize)> {
    let verb = plain.word(index);
    if !LIVING.contains(&verb) {
        return None;
    }
    let mut before = index;
    while plain.is_joined(before) && LIVING_FILLERS.contains(&plain.word(before + 1)) {
        before += 1;
    }
    // "bor i det gula huset på …"
    let house = (before + 1..before + 6).find(|&at| matches!(plain.word(at), "huset" | "hus" | "villan" | "house"));
    let is_in_house = |house: usize| {
        matches!(plain.word(before + 1), "i" | "in")
            && matches!(plain.word(before + 2), "det" | "ett" | "the" | "a" | "huset" | "villan")
            && (before..house).all(|at| plain.is_joined(at))
    };
    if let Some(house) = house.filter(|&house| is_in_house(house) && !plain.tokens[house + 1..].is_empty()) {
        before = house;
    }
    if !plain.is_joined(before) {
        return None;
    }
    // "bor Storgatan 3"
    let last = whereabouts(plain, before + 1, false).or_else(|| street_number(plain, before + 1))?;
    let is_english = verb.starts_with("liv");
    let instead = if is_english { format!("{verb} nearby") } else { format!("{verb} i närheten") };
    Some((Home { range: plain.tokens[index].start..plain.tokens[last].end, instead }, last))
}

/// The last token of "på nr 7", "i nummer 12", "at 14 Kyrkogatan", "på våning 3 i nr 6", when `index` is its
/// preposition.
fn whereabouts(plain: &Plain, index: usize, of_somebody: bool) -> Option<usize> {
    let preposition = plain.word(index);
    let is_place = matches!(preposition, "på" | "i" | "vid" | "at" | "in" | "on" | "från" | "from" | "under" | "över")
        || (of_somebody && matches!(preposition, "till" | "of"));
    if !is_place || !plain.is_joined(index) {
        return None;
    }
    let last = house_at(plain, index + 1)?;
    // A floor is followed by the house; a house by its floor or flat.
    let chained = plain.is_joined(last).then(|| whereabouts(plain, last + 1, of_somebody)).flatten();
    chained.or_else(|| with_flat(plain, last)).or(Some(last))
}

/// The last token of what names a house, when it begins at `index`: "nr 7B", "12:an", "Storgatan 12", "14 Kyrkogatan",
/// "våning 3".
fn house_at(plain: &Plain, index: usize) -> Option<usize> {
    let word = plain.word(index);
    let token = plain.tokens.get(index)?;
    if token.is_number {
        if plain.gap(index) == ":" && matches!(plain.word(index + 1), "an" | "ans") {
            return Some(index + 1);
        }
        let with_letter = numbered(plain, index);
        let is_street_next = plain.is_joined(with_letter) && is_street(plain.word(with_letter + 1));
        return is_street_next.then_some(with_letter + 1);
    }
    let is_number_word = NUMBER_WORDS.contains(&word) || matches!(word, "våning" | "våningen" | "vån" | "floor");
    if is_number_word {
        let is_near = matches!(plain.gap(index), " " | ". " | "." | "  " | "");
        let is_number = plain.tokens.get(index + 1).is_some_and(|next| next.is_number && next.end - next.start <= 4);
        let is_word = SPELLED_AFTER.contains(&word) && is_joined_number(plain, index);
        return ((is_near && is_number) || is_word).then(|| numbered(plain, index + 1));
    }
    street_number(plain, index)
}

/// "nummer sju", "number seven": up to twenty, as people say the number of a house.
fn is_joined_number(plain: &Plain, index: usize) -> bool {
    const NUMBERS: &str = "ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton \
        nitton tjugo one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
        seventeen eighteen nineteen twenty";
    let next = plain.word(index + 1);
    plain.is_joined(index) && !next.is_empty() && NUMBERS.split_ascii_whitespace().any(|number| number == next)
}

/// "Storgatan 12", "Norra Storgatan 12", "Main Street 12": up to two words before that of the street.
fn street_number(plain: &Plain, index: usize) -> Option<usize> {
    let street = (index..index + 3).find(|&at| is_street(plain.word(at)))?;
    let is_one_name = plain.tokens[index].is_capital && (index..=street).all(|at| plain.is_joined(at));
    let is_number = plain.tokens.get(street + 1).is_some_and(|next| next.is_number && next.end - next.start <= 3);
    (is_one_name && is_number).then(|| numbered(plain, street + 1))
}

/// A number and its letter: "7B", "7 B".
fn numbered(plain: &Plain, number: usize) -> usize {
    let Some(letter) = plain.tokens.get(number + 1) else { return number };
    let is_one = letter.end - letter.start == 1 && plain.text.as_bytes()[letter.start].is_ascii_alphabetic();
    let is_near = match plain.gap(number) {
        "" => true,
        " " => letter.is_capital,
        _ => false,
    };
    if is_one && is_near { number + 1 } else { number }
}

/// "Storgatan 7B, 2 tr", "Kyrkogatan 14 lgh 1203": the address stays, the flat goes.
fn flat_at(plain: &Plain, index: usize) -> Option<(Home, usize)> {
    if !is_street(plain.word(index)) || !plain.tokens[index].is_capital {
        return None;
    }
    let number = street_number(plain, index)?;
    let last = with_flat(plain, number)?;
    let start = plain.tokens[index].start;
    let instead = plain.text[start..plain.tokens[number].end].to_owned();
    Some((Home { range: start..plain.tokens[last].end, instead }, last))
}

/// The last token of a floor or a flat right behind the number of a house.
fn with_flat(plain: &Plain, number: usize) -> Option<usize> {
    let is_near = |gap: &str| matches!(gap, " " | ", " | "," | " , ");
    let index = number + 1;
    if !is_near(plain.gap(number)) {
        return None;
    }
    let token = plain.tokens.get(index)?;
    let second = plain.tokens.get(index + 1)?;
    if token.is_number {
        let is_floor = matches!(plain.word(index + 1), "tr" | "trp" | "trappor" | "trappa");
        return (is_floor && matches!(plain.gap(index), " " | "")).then_some(index + 1);
    }
    let is_flat = matches!(
        plain.word(index),
        "lgh" | "lägenhet" | "apt" | "apartment" | "flat" | "vån" | "våning" | "plan" | "floor" | "tr"
    );
    let is_numbered = second.is_number && matches!(plain.gap(index), " " | "" | ". " | "." | " nr ");
    (is_flat && is_numbered).then(|| numbered(plain, index + 1))
}
