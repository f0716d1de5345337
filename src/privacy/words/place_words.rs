//! Words of places, which bear names that are no person's: "Lekplatsen Draken", "gatan heter Ringvägen", "@torget".

use std::sync::LazyLock;

use super::word_set::WordSet;

/// Ends of words that name a place or a part of one.
const ENDS: [&str; 76] = [
    "gata",
    "gatan",
    "väg",
    "vägen",
    "vägar",
    "skola",
    "skolan",
    "park",
    "parken",
    "torg",
    "torget",
    "plats",
    "platsen",
    "plan",
    "planen",
    "tunnel",
    "tunneln",
    "bro",
    "bron",
    "stig",
    "stigen",
    "gränd",
    "gränden",
    "backe",
    "backen",
    "allé",
    "allén",
    "esplanaden",
    "kyrka",
    "kyrkan",
    "station",
    "stationen",
    "hall",
    "hallen",
    "gård",
    "gården",
    "rondellen",
    "korsningen",
    "viadukten",
    "porten",
    "kiosken",
    "butik",
    "butiken",
    "affären",
    "café",
    "caféet",
    "restaurangen",
    "pizzerian",
    "macken",
    "hotellet",
    "skogen",
    "sjön",
    "dammen",
    "badet",
    "stället",
    "ställe",
    "området",
    "kvarteret",
    "byn",
    "orten",
    "staden",
    "vallen",
    "ängen",
    "spåret",
    "leden",
    "parkeringen",
    "dagis",
    "vårdcentralen",
    "biblioteket",
    "hamnen",
    "kullen",
    "höjden",
    "huset",
    "centrum",
    "kommun",
    "kommunen",
];

/// Words that stand alone for things with a name.
const ALONE: &str = "
    st rd
    hunden hund katten katt hästen bussen linjen spelet appen låten filmen föreningen klubben företaget firman
    laget gänget partiet tidningen sidan gruppen street road park square place school playground tunnel
    underpass bridge station shop store cafe restaurant church area path lane avenue building dog cat bus pub
    bar town village forest lake pond field estate block ån bäcken ip slott slottet mosse udde strand stop ave
    dr sq blvd plaza way drive boulevard hill center centre court crescent close terrace arboretum golfcourse
    library hospital hotel house pizzeria salong krog järn bygg bil källa minne staty statyn shrine bay beach
    river trail garden gardens mall
    ";

static KNOWN: LazyLock<WordSet> = LazyLock::new(|| ALONE.split_ascii_whitespace().collect());

/// Whether a word in small letters names a place, or a thing that bears a name.
pub fn is_place(word: &str) -> bool {
    ENDS.iter().any(|end| word.ends_with(end)) || KNOWN.contains(word)
}

/// Whether a word is the name of a street, to be followed by the number of a house.
pub fn is_street(word: &str) -> bool {
    const STREETS: [&str; 22] = [
        "gatan",
        "gata",
        "vägen",
        "väg",
        "gränd",
        "gränden",
        "stigen",
        "stig",
        "backen",
        "allén",
        "esplanaden",
        "torget",
        "torg",
        "plan",
        "platsen",
        "street",
        "road",
        "avenue",
        "lane",
        "leden",
        "st",
        "rd",
    ];
    STREETS.iter().any(|end| if end.len() < 3 { word == *end } else { word.ends_with(end) })
}
