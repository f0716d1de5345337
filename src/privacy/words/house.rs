//! What names a house: "nr 7B", "Storgatan 12", "14 Kyrkogatan", and the floors and flats in it.

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

/// Whether the number of a house may stand in a text in words: "grannen på nummer sju".
pub fn may_be_spelled(plain: &Plain) -> bool {
    SPELLED_AFTER.iter().any(|word| plain.lower.contains(word))
}

/// The last token of "på nr 7", "i nummer 12", "at 14 Kyrkogatan", "på våning 3 i nr 6", when `index` is its
/// preposition.
pub fn whereabouts(plain: &Plain, index: usize, of_somebody: bool) -> Option<usize> {
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
pub fn house_at(plain: &Plain, index: usize) -> Option<usize> {
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
pub fn street_number(plain: &Plain, index: usize) -> Option<usize> {
    let street = (index..index + 3).find(|&at| is_street(plain.word(at)))?;
    let is_one_name = plain.tokens[index].is_capital && (index..=street).all(|at| plain.is_joined(at));
    let is_number = plain.tokens.get(street + 1).is_some_and(|next| next.is_number && next.end - next.start <= 3);
    (is_one_name && is_number).then(|| numbered(plain, street + 1))
}

/// A number and its letter: "7B", "7 B".
pub fn numbered(plain: &Plain, number: usize) -> usize {
    let Some(letter) = plain.tokens.get(number + 1) else { return number };
    let is_one = letter.end - letter.start == 1 && plain.text.as_bytes()[letter.start].is_ascii_alphabetic();
    let is_near = match plain.gap(number) {
        "" => true,
        " " => letter.is_capital,
        _ => false,
    };
    if is_one && is_near { number + 1 } else { number }
}

/// Where "i det gula huset" ends, when it begins behind `before`; else `before`.
pub fn in_a_house(plain: &Plain, before: usize) -> usize {
    const HOUSES: [&str; 9] =
        ["huset", "hus", "villan", "house", "radhuset", "parhuset", "lägenheten", "flat", "apartment"];
    let is_house = |at: usize| HOUSES.contains(&plain.word(at));
    let is_told = is_house(before + 2) || matches!(plain.word(before + 2), "det" | "den" | "ett" | "the" | "a");
    if !is_told || !matches!(plain.word(before + 1), "i" | "in") {
        return before;
    }
    // "i hus 4" names the house itself.
    let is_numbered = |at: usize| plain.tokens.get(at + 1).is_some_and(|next| next.is_number);
    let house = (before + 2..before + 6).find(|&at| is_house(at) && !is_numbered(at));
    house.filter(|&house| (before + 1..=house).all(|at| plain.is_joined(at))).unwrap_or(before)
}

/// Words behind which Lantmäteriet's number of a flat stands.
pub fn may_be_flat(word: &str) -> bool {
    matches!(word, "lgh" | "lägenhet" | "lägenheten" | "apt" | "apartment" | "flat")
        || matches!(word, "lghnr" | "lägenhetsnr" | "lägenhetsnummer")
}

/// The last token of "lgh 1203": two digits for the floor, from 10 on, and two for the flat, from 01 on. "Lägenhet
/// 2019" is more likely a year.
pub fn flat_of_four(plain: &Plain, index: usize) -> Option<usize> {
    let has_word = matches!(plain.word(index + 1), "nr" | "nummer" | "number" | "no");
    let is_counted = has_word || plain.word(index).ends_with("nr") || plain.word(index).ends_with("nummer");
    let number = index + 1 + usize::from(has_word);
    let token = plain.tokens.get(number).filter(|token| token.is_number && token.end - token.start == 4)?;
    let value: u32 = plain.text[token.start..token.end].parse().ok()?;
    let is_flat = value >= 1001 && !value.is_multiple_of(100) && (is_counted || !(1950..2050).contains(&value));
    let is_near = |index: usize| matches!(plain.gap(index), " " | "" | "." | ". " | ": " | ":" | "-" | "  ");
    (is_flat && (index..number).all(is_near)).then_some(number)
}

/// The last token of a floor or a flat right behind the number of a house.
pub fn with_flat(plain: &Plain, number: usize) -> Option<usize> {
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
