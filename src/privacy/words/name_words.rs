//! Words that stand around names.

use std::sync::LazyLock;

use super::word_set::WordSet;

/// Words after which a name stands.
pub const NAMING: [&str; 8] = ["heter", "hette", "kallas", "kallad", "kallar", "called", "named", "döpt"];

/// What may stand between those and the name.
pub const FILLERS: [&str; 16] = [
    "för",
    "nog",
    "visst",
    "tydligen",
    "typ",
    "kanske",
    "sig",
    "egentligen",
    "ju",
    "väl",
    "också",
    "bara",
    "alltså",
    "like",
    "probably",
    "just",
];

/// Words before a first name that say that it is one.
pub const ADDRESSING: [&str; 21] = [
    "fråga", "frågade", "ring", "ringde", "kontakta", "prata", "med", "hos", "till", "från", "åt", "sms", "mejla",
    "maila", "ask", "asked", "call", "contact", "tell", "hälsa", "min",
];

/// How a letter ends.
pub const SIGNING: [&str; 13] = [
    "mvh",
    "vh",
    "hälsningar",
    "hälsning",
    "hälsar",
    "hälsn",
    "regards",
    "sincerely",
    "yours",
    "cheers",
    "undertecknad",
    "signerat",
    "signaturen",
];

/// Words with a capital that begin sentences, or name what is no person.
pub const NO_NAMES: [&str; 60] = [
    "jag",
    "vi",
    "han",
    "hon",
    "hen",
    "det",
    "den",
    "de",
    "en",
    "ett",
    "som",
    "där",
    "här",
    "när",
    "då",
    "och",
    "men",
    "att",
    "i",
    "på",
    "vid",
    "inget",
    "något",
    "nåt",
    "samma",
    "vad",
    "inte",
    "man",
    "alla",
    "ingen",
    "tack",
    "hej",
    "varför",
    "hur",
    "the",
    "a",
    "an",
    "he",
    "she",
    "it",
    "they",
    "we",
    "there",
    "this",
    "that",
    "please",
    "osby",
    "polisen",
    "kommunen",
    "trafikverket",
    "skånetrafiken",
    "ica",
    "coop",
    "volvo",
    "epa",
    "saab",
    "bmw",
    "oroliga",
    "deere",
    "davidson",
];

/// Every word that may stand before a name; nearly all words of a text do not.
pub static MAY_ANNOUNCE: LazyLock<WordSet> = LazyLock::new(|| {
    let pairs = ["namn", "namnet", "name", "vid"];
    NAMING.into_iter().chain(ADDRESSING).chain(SIGNING).chain(pairs).collect()
});

/// Words before a name that is then a place's: "Sankt Anna", "vid Nora".
pub const BEFORE_PLACES: [&str; 22] = [
    "sankt",
    "s",
    "t",
    "st",
    "saint",
    "san",
    "santa",
    "kung",
    "drottning",
    "prins",
    "kvarteret",
    "brf",
    "vid",
    "mot",
    "i",
    "på",
    "från",
    "genom",
    "förbi",
    "mellan",
    "utanför",
    "om",
];

/// Words that follow a name at the beginning of a sentence.
pub const AFTER_FIRST: [&str; 16] = [
    "och", "har", "är", "kör", "kan", "brukar", "sa", "säger", "bor", "vill", "såg", "ringde", "vågar", "and", "has",
    "said",
];

/// First names that are words, or places, besides.
pub const ALSO_WORDS: [&str; 18] = [
    "stig", "mark", "frank", "grace", "sue", "jan", "milan", "vera", "ture", "viola", "rob", "loke", "lily", "holly",
    "iris", "ruby", "said", "george",
];
