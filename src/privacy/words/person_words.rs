//! Words for people: who lives somewhere, and who bears a name.

use std::sync::LazyLock;

use super::word_set::WordMap;

/// A word for somebody, and what may be written instead when it is nobody in particular.
pub struct Person {
    pub word: &'static str,
    pub instead: &'static str,
    pub is_english: bool,
    /// Whether this word, and a place, make a home: "hon på nr 7". "Barn på nr 7" may be anywhere.
    pub has_home: bool,
}

const fn sv(word: &'static str, instead: &'static str) -> Person {
    Person { word, instead, is_english: false, has_home: true }
}

const fn en(word: &'static str, instead: &'static str) -> Person {
    Person { word, instead, is_english: true, has_home: true }
}

const fn named_only(word: &'static str, is_english: bool) -> Person {
    Person { word, instead: "", is_english, has_home: false }
}

const PEOPLE: &[Person] = &[
    sv("grannen", "en granne"),
    sv("granne", "granne"),
    sv("grannens", "en grannes"),
    sv("grannarna", "grannar"),
    sv("grannar", "grannar"),
    sv("han", "en person"),
    sv("hon", "en person"),
    sv("hen", "en person"),
    sv("honom", "en person"),
    sv("henne", "en person"),
    sv("dom", "några"),
    sv("de", "några"),
    sv("den", "någon"),
    sv("familjen", "en familj"),
    sv("familj", "familj"),
    sv("fam", "en familj"),
    sv("mannen", "en man"),
    sv("kvinnan", "en kvinna"),
    named_only("kvinna", false),
    sv("gubben", "en man"),
    named_only("gubbe", false),
    sv("gumman", "en kvinna"),
    sv("tanten", "en kvinna"),
    named_only("tant", false),
    sv("farbrorn", "en man"),
    sv("damen", "en kvinna"),
    sv("änkan", "en kvinna"),
    sv("änklingen", "en man"),
    sv("kärringen", "en kvinna"),
    sv("gamlingen", "en person"),
    sv("herrn", "en man"),
    sv("barnfamiljen", "en familj"),
    sv("studenten", "en student"),
    sv("kompisarna", "några"),
    sv("killen", "en kille"),
    named_only("kille", false),
    sv("tjejen", "en tjej"),
    named_only("tjej", false),
    sv("pojken", "en pojke"),
    sv("flickan", "en flicka"),
    sv("sonen", "en son"),
    sv("dottern", "en dotter"),
    sv("paret", "ett par"),
    sv("snubben", "en man"),
    sv("typen", "en person"),
    sv("pensionären", "en pensionär"),
    sv("hyresgästen", "en hyresgäst"),
    sv("hyresgästerna", "hyresgäster"),
    sv("ägaren", "en ägare"),
    sv("ägarna", "ägare"),
    named_only("ägare", false),
    sv("invånaren", "en invånare"),
    sv("personen", "en person"),
    sv("personerna", "några"),
    sv("folket", "några"),
    sv("ungdomen", "en ungdom"),
    sv("barnen", "barn"),
    sv("ungarna", "barn"),
    en("neighbour", "neighbour"),
    en("neighbor", "neighbor"),
    en("neighbours", "neighbours"),
    en("neighbors", "neighbors"),
    en("man", "man"),
    en("woman", "woman"),
    en("family", "family"),
    en("guy", "guy"),
    en("girl", "girl"),
    en("boy", "boy"),
    en("lady", "lady"),
    en("person", "person"),
    en("couple", "couple"),
    en("tenant", "tenant"),
    en("owner", "owner"),
    en("people", "people"),
    en("kids", "kids"),
    en("he", "someone"),
    en("she", "someone"),
    en("they", "some people"),
    en("him", "someone"),
    en("her", "someone"),
    en("them", "some people"),
    named_only("jag", false),
    named_only("läraren", false),
    named_only("lärare", false),
    named_only("rektorn", false),
    named_only("rektor", false),
    named_only("vaktmästare", false),
    named_only("vaktmästaren", false),
    named_only("vaktmästarn", false),
    named_only("fastighetsskötaren", false),
    named_only("hyresvärden", false),
    named_only("politikern", false),
    named_only("väktaren", false),
    named_only("väktare", false),
    named_only("vakten", false),
    named_only("tränaren", false),
    named_only("tränare", false),
    named_only("ordföranden", false),
    named_only("ordförande", false),
    named_only("chefen", false),
    named_only("ledaren", false),
    named_only("ledare", false),
    named_only("polisen", false),
    named_only("polisman", false),
    named_only("doktor", false),
    named_only("läkaren", false),
    named_only("sköterskan", false),
    named_only("prästen", false),
    named_only("föraren", false),
    named_only("chauffören", false),
    named_only("brodern", false),
    named_only("bror", false),
    named_only("broder", false),
    named_only("syster", false),
    named_only("systern", false),
    named_only("son", false),
    named_only("dotter", false),
    named_only("mamma", false),
    named_only("mamman", false),
    named_only("pappa", false),
    named_only("pappan", false),
    named_only("farmor", false),
    named_only("farfar", false),
    named_only("mormor", false),
    named_only("morfar", false),
    named_only("kompis", false),
    named_only("kompisen", false),
    named_only("kamrat", false),
    named_only("fru", false),
    named_only("herr", false),
    named_only("mr", true),
    named_only("mrs", true),
    named_only("ms", true),
    named_only("dr", true),
    named_only("teacher", true),
    named_only("guard", true),
    named_only("daughter", true),
    named_only("brother", true),
    named_only("sister", true),
    named_only("friend", true),
];

static KNOWN: LazyLock<WordMap<&Person>> = LazyLock::new(|| {
    // From the back, so that the first of two stays.
    PEOPLE.iter().rev().map(|person| (person.word, person)).collect()
});

/// The word for somebody that this one is, in small letters; where two languages share it, the first.
pub fn person(word: &str) -> Option<&'static Person> {
    KNOWN.get(word).copied()
}

/// Words for somebody that are pronouns: no name stands right behind them.
pub fn is_pronoun(word: &str) -> bool {
    const PRONOUNS: [&str; 19] = [
        "han", "hon", "hen", "honom", "henne", "dom", "de", "den", "jag", "he", "she", "they", "him", "her", "them",
        "man", "i", "vi", "we",
    ];
    PRONOUNS.contains(&word)
}

pub fn is_neighbour(word: &str) -> bool {
    matches!(word, "granne" | "grannen" | "grannar" | "grannarna")
        || matches!(word, "neighbour" | "neighbor" | "neighbours" | "neighbors")
}

/// Words for those who belong to somebody: "Lundgrens son", "grannens grabb".
pub fn is_kin(word: &str) -> bool {
    const KIN: &str = "son sonen söner dotter dottern döttrar grabb grabben grabbar pojke pojken pojkar kille killar tjej \
        tjejer flicka flickor fru frun man make maka sambo barn barnen unge ungar bror brorsa syster mamma pappa \
        mor far föräldrar daughter wife husband kid kids boy boys girl girls brother sister mother father mum dad \
        boyfriend girlfriend";
    KIN.split_ascii_whitespace().any(|kin| kin == word)
}
