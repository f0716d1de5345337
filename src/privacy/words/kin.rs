//! Somebody told of by whose kin they are: "Lundgrens son", "Kurts dotter", "Nisses grabb".

use super::first_names::is_first_name;
use super::person_words::{is_kin, person};
use super::place_words::is_place;
use super::plain::Plain;

/// Kin of whom a surname alone may speak; "Osbys barn" and "Sveriges tjejer" are nobody's.
const OF_SURNAMES: [&str; 7] = ["son", "sonen", "dotter", "grabb", "pojke", "fru", "sambo"];

/// How surnames end, and hardly anything else.
const SURNAMES: [&str; 14] = [
    "gren", "ström", "qvist", "kvist", "sson", "stedt", "berg", "lund", "mark", "dahl", "holm", "blad", "quist", "man",
];

/// Whether the token at `index`, written with a capital, is the name of whoever somebody belongs to.
pub fn has_kin(plain: &Plain, index: usize) -> bool {
    let kin = plain.word(index + 1);
    let word = plain.word(index);
    // "Hans fru" is his.
    if !plain.tokens[index].is_capital || !plain.is_joined(index) || !is_kin(kin) || word == "hans" {
        return false;
    }
    let Some(owner) = word.strip_suffix('s') else { return false };
    let is_somebody = person(owner).is_some() || is_place(owner) || is_place(word);
    let is_surname = owner.len() > 4 && SURNAMES.iter().any(|end| owner.ends_with(end)) && OF_SURNAMES.contains(&kin);
    !is_somebody && (is_first_name(owner) || is_first_name(word) || is_surname)
}
