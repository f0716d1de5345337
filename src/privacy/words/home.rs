//! Homes: somebody and a number ("grannen på nr 7"), "bor på Storgatan 12", and a street number with a floor or a flat.
//!
//! An address alone is a place, and reports are about places.

use std::ops::Range;

use super::house::{flat_of_four, house_at, in_a_house, may_be_flat, numbered, street_number, whereabouts, with_flat};
use super::person_words::{Person, is_kin, is_neighbour, person};
use super::place_words::is_street;
use super::plain::Plain;
use super::somebody::Pieces;

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

/// A home in a text, and what may stand instead; `None` where nothing of it is left to say.
pub struct Home {
    pub range: Range<usize>,
    pub instead: Option<String>,
}

/// Every home in the text; what else was found in it may stand between somebody and the house.
pub fn find(plain: &Plain, pieces: &Pieces) -> Vec<Home> {
    let mut homes: Vec<Home> = Vec::new();
    let mut index = 0;
    while index < plain.tokens.len() {
        let found = somebody_at(plain, pieces, index)
            .or_else(|| named_at(plain, pieces, index))
            .or_else(|| living_at(plain, index))
            .or_else(|| flat_at(plain, index));
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

/// "grannen på nr 7", "grannen Kalle på nr 7", "the neighbour at number 7", "den som bor på Ekgatan 5".
fn somebody_at(plain: &Plain, pieces: &Pieces, index: usize) -> Option<(Home, usize)> {
    let somebody = person(plain.word(index)).filter(|person| person.has_home)?;
    let first = with_article(plain, index);
    let ends = pieces.somebody_ends(plain, index, !somebody.is_english);
    let home = |last: usize| {
        let end = plain.tokens[last].end;
        let is_closed = plain.gap(ends).ends_with('(') && plain.gap(last).starts_with(')');
        let instead = match plain.word(ends) {
            // "grannens son"
            kin if ends > index && somebody.instead.ends_with("nes") && is_kin(kin) => format!("en grannes {kin}"),
            _ => instead_of(somebody),
        };
        let range = plain.tokens[first].start..end + usize::from(is_closed);
        (Home { instead: Some(said_like(plain, first, instead)), range }, last)
    };
    let is_near_one = is_neighbour(plain.word(index)) && (!somebody.is_english || first < index);
    if let Some(last) = set_off(plain, ends).filter(|_| is_near_one) {
        return Some(home(last));
    }
    if !pieces.is_near(plain, ends) {
        return None;
    }
    let next = plain.word(ends + 1);
    if matches!(next, "som" | "who" | "that") {
        let (_, last) = living_at(plain, ends + 2)?;
        return plain.is_joined(ends + 1).then(|| home(last));
    }
    let before = in_a_house(plain, ends);
    let is_own_language = somebody.is_english == matches!(next, "at" | "in" | "on" | "of" | "from");
    let is_said = is_own_language && is_certain(plain, index, somebody);
    let mut last = is_said.then(|| whereabouts(plain, before + 1, true)).flatten();
    if is_near_one {
        last = last.or_else(|| beside(plain, before + 1)).or_else(|| bare_number(plain, ends + 1));
    }
    last.filter(|last| plain.word(index) != "de" || !is_of_things(plain, index, *last)).map(home)
}

/// "Kalle på Storgatan 7", `[namn] i nr 7`, "Kalles son på Storgatan 7": without its name it would still be a home.
fn named_at(plain: &Plain, pieces: &Pieces, index: usize) -> Option<(Home, usize)> {
    let named = pieces.name_ends(plain, index)?;
    let ends = pieces.somebody_ends(plain, named, false);
    let leads = matches!(plain.word(ends + 1), "på" | "i" | "at" | "in" | "från" | "from" | "of");
    if !leads || !pieces.is_near(plain, ends) {
        return None;
    }
    let last = whereabouts(plain, in_a_house(plain, ends) + 1, true)?;
    // "min son Kalle på nr 7"
    let kin = index.checked_sub(1).filter(|&kin| pieces.is_near(plain, kin) && person(plain.word(kin)).is_some());
    let start = plain.tokens[kin.unwrap_or(index)].start;
    let start = start - usize::from(kin.is_none() && plain.text[..start].ends_with('['));
    let instead = match kin {
        Some(kin) => &plain.text[plain.tokens[kin].start..plain.tokens[kin].end],
        None if matches!(plain.word(ends + 1), "at" | "in" | "from" | "of") => "someone",
        None => "någon",
    };
    Some((Home { range: start..plain.tokens[last].end, instead: Some(instead.to_owned()) }, last))
}

/// "grannen, Storgatan 7, …", "my neighbour (number 9)".
fn set_off(plain: &Plain, ends: usize) -> Option<usize> {
    let opens = matches!(plain.gap(ends), ", " | " (" | "] (" | "], ");
    let last = opens.then(|| house_at(plain, ends + 1)).flatten()?;
    let is_last = last + 1 == plain.tokens.len();
    (is_last || plain.gap(last).starts_with([',', '.', ')', '!', ';'])).then_some(last)
}

/// "grannarna i 14B", "grannen i 14": a number, and no word that it counts.
fn bare_number(plain: &Plain, index: usize) -> Option<usize> {
    const COUNTED: &str = "år års åren årsåldern årsålder dagar dagars dygn veckor veckors månader månaders timmar minuter \
        sekunder meter meters metrar m km kilometer ställen håll platser sidor våningar hus villor radhus lägenheter fastigheter byar kommuner städer gator kvarter fall procent grader olika av till \
        stycken personer familjer gånger kronor kr tr trappor years days weeks months hours minutes metres houses flats \
        streets villages cases percent different of other";
    let number = plain.tokens.get(index + 1).filter(|token| token.is_number && token.end - token.start <= 3)?;
    let leads = matches!(plain.word(index), "i" | "på" | "in" | "at") && plain.is_joined(index);
    let last = numbered(plain, index + 1);
    let rest = &plain.text[plain.tokens[last].end..];
    let is_ended = rest.is_empty() || rest.starts_with([' ', ',', '!', '?', '\n', ')']) || rest.starts_with(". ");
    let counts = last == index + 1 && COUNTED.split_ascii_whitespace().any(|word| word == plain.word(last + 1));
    let is_number = plain.text.as_bytes()[number.start] != b'0';
    (leads && is_number && (is_ended || rest == ".") && !counts).then_some(last)
}

/// "De på Ekvägen 3" are lamps where lamps were spoken of, or where they shine.
fn is_of_things(plain: &Plain, index: usize, last: usize) -> bool {
    const FURTHEST: usize = 20;
    // By their beginnings: "håller" is no hole.
    const THINGS: &str = "lamp lykt gatlamp gatlykt gatljus gatubelysning vägbelysning vägskylt vägbul farthinder stolp skylt \
        brunn busk häck gupp bänk träd cykelställ belysning hållplats busskur ljus armatur hinder sten korg tunn container fönster affär grind staket räcke pollare kamera gungor \
        lekplats övergång plank trapp ramp dörr sopor speg";
    const DOING: &str = "lyser blinkar fungerar slocknade slocknar saknas behöver sitter funkar rostar lutar";
    const BEING: &str = "trasiga släckta mörka borta sönder lagade nya tända lägre högre svagare starkare";
    let is_thing = |word: &str| THINGS.split_ascii_whitespace().any(|thing| word.starts_with(thing));
    let is_in = |words: &str, word: &str| words.split_ascii_whitespace().any(|own| own == word);
    let next = plain.word(last + 1);
    (index.saturating_sub(FURTHEST)..index).any(|at| is_thing(plain.word(at)))
        || is_in(DOING, next)
        || (matches!(next, "är" | "var") && (last + 2..last + 5).any(|at| is_in(BEING, plain.word(at))))
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

/// "Den på nr 7" is most often a lamp, and "a man at Main Street 12" somebody who passed.
fn is_certain(plain: &Plain, index: usize, somebody: &Person) -> bool {
    if somebody.is_english && !matches!(plain.word(index), "he" | "she" | "him" | "her") {
        return with_article(plain, index) < index;
    }
    plain.word(index) != "den"
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
    before = in_a_house(plain, before);
    if !plain.is_joined(before) {
        return None;
    }
    // "bor Storgatan 3"
    let last = whereabouts(plain, before + 1, false).or_else(|| street_number(plain, before + 1))?;
    let is_english = verb.starts_with("liv");
    let instead = if is_english { format!("{verb} nearby") } else { format!("{verb} i närheten") };
    Some((Home { range: plain.tokens[index].start..plain.tokens[last].end, instead: Some(instead) }, last))
}

/// "Storgatan 7B, 2 tr", "Kyrkogatan 14 lgh 1203": the address stays, the flat goes. "Lgh 1203" alone.
fn flat_at(plain: &Plain, index: usize) -> Option<(Home, usize)> {
    if may_be_flat(plain.word(index)) {
        let last = flat_of_four(plain, index)?;
        return Some((Home { range: plain.tokens[index].start..plain.tokens[last].end, instead: None }, last));
    }
    if !is_street(plain.word(index)) || !plain.tokens[index].is_capital {
        return None;
    }
    let number = street_number(plain, index)?;
    let last = with_flat(plain, number)?;
    let start = plain.tokens[index].start;
    let instead = plain.text[start..plain.tokens[number].end].to_owned();
    Some((Home { range: start..plain.tokens[last].end, instead: Some(instead) }, last))
}
