//! Which of two languages a text is written in.

use super::plain::Plain;

/// Whether a text is English: which of the commonest words of the two languages stand in it.
pub fn is_english(plain: &Plain) -> bool {
    const ENGLISH: [&str; 24] = [
        "the", "and", "is", "are", "was", "at", "of", "to", "my", "his", "her", "he", "she", "it", "they", "with",
        "on", "call", "please", "this", "a", "me", "lives", "car",
    ];
    const SWEDISH: [&str; 24] = [
        "och", "är", "det", "en", "ett", "på", "som", "att", "av", "för", "den", "jag", "han", "hon", "inte", "med",
        "till", "var", "mig", "ring", "kör", "från", "bilen", "vid",
    ];
    const ENOUGH: usize = 400;
    let count = |words: &[&str]| {
        (0..plain.tokens.len().min(ENOUGH)).filter(|&index| words.contains(&plain.word(index))).count()
    };
    count(&ENGLISH) > count(&SWEDISH)
}
