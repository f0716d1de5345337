//! What a password must be: long. Rules about signs only make people write `Sommar2026!`.
//!
//! # References
//! NIST SP 800-63B-4 (2025), section 3.1.1.2; OWASP ASVS 5.0, chapter 6.2.

use std::collections::BTreeSet;

use super::Login;
use crate::promise::Objection;

pub const FEWEST_CHARS: usize = 12;
/// Longer ones would only be work for the server.
pub const MOST_CHARS: usize = 200;
/// `aaaaaaaaaaaa` and `121212121212` are long and easily guessed.
const FEWEST_DIFFERENT: usize = 5;
/// What everybody tries first; with digits or signs around them they are no better.
const TRIED_FIRST: [&str; 22] = [
    "password",
    "lösenord",
    "losenord",
    "qwerty",
    "qwertz",
    "asdfgh",
    "1q2w3e",
    "123456",
    "abcdef",
    "sommar",
    "vinter",
    "hösten",
    "kommun",
    "trygghet",
    "welcome",
    "välkommen",
    "valkommen",
    "letmein",
    "iloveyou",
    "jagälskar",
    "admin",
    "sverige",
];

/// Everything that speaks against a password; nothing is said of the password itself.
pub fn password_objections(password: &str, login: &Login) -> Vec<Objection> {
    let n_chars = password.chars().count();
    let small = password.to_lowercase();
    let mut objections = Vec::new();
    let mut object = |code, sv: String, en: String| objections.push(Objection::new("/password", code, sv, en));
    if !(FEWEST_CHARS..=MOST_CHARS).contains(&n_chars) {
        object(
            "password_length",
            format!("Ett lösenord har {FEWEST_CHARS}–{MOST_CHARS} tecken. Tre–fyra ord efter varandra går bra."),
            format!("A password has {FEWEST_CHARS}–{MOST_CHARS} characters. Three or four words in a row will do."),
        );
    }
    let different: BTreeSet<char> = small.chars().collect();
    if different.len() < FEWEST_DIFFERENT || is_mostly_guessed(&small) {
        object(
            "password_common",
            "Det lösenordet är bland de första som prövas. Välj några ord som inte hör ihop.".into(),
            "That password is among the first that are tried. Choose a few words that do not belong together.".into(),
        );
    }
    let own = login.as_str().split('@').next().unwrap_or_default();
    if own.chars().count() >= 4 && small.contains(own) {
        object(
            "password_login",
            "Lösenordet får inte innehålla inloggningsnamnet.".into(),
            "The password must not hold the login.".into(),
        );
    }
    objections
}

/// Whether little is left once the words everybody tries are taken away.
fn is_mostly_guessed(small: &str) -> bool {
    let left = TRIED_FIRST.iter().fold(small.to_owned(), |left, word| left.replace(word, ""));
    let letters = left.chars().filter(|c| c.is_alphabetic()).count();
    left.len() < small.len() && letters < FEWEST_DIFFERENT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(password: &str) -> Vec<&'static str> {
        let login = Login::parse("planeraren").expect("a login");
        password_objections(password, &login).into_iter().map(|one| one.code).collect()
    }

    #[test]
    fn length_is_what_counts() {
        assert!(codes("fyra ord utan samband").is_empty());
        assert!(codes("hästbatterihäftklammer").is_empty());
        assert!(codes("x7!kQ").contains(&"password_length"));
        assert_eq!(codes(&"fyra ord ".repeat(30)), ["password_length"]);
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for tried in ["Sommar2026!!!", "aaaaaaaaaaaaaa", "123456123456", "lösenord123456", "Qwerty123456!"] {
            assert_eq!(codes(tried), ["password_common"], "{tried}");
        }
        assert_eq!(codes("planeraren och en häst"), ["password_login"]);
    }
}
