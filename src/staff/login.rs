//! The name somebody signs in with.

use std::fmt;

use crate::promise::Objection;

/// Small letters, digits and `.-_@+`; an e-mail address is one. Large and small letters are the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Login(String);

const LONGEST: usize = 120;
/// What the log calls those who have no account.
const TAKEN: [&str; 4] = ["operator", "staff", "system", "teller"];

impl Login {
    /// The login somebody wrote; `None` where none can be written like that.
    pub fn parse(text: &str) -> Option<Self> {
        let login = text.trim().to_lowercase();
        let right = (2..=LONGEST).contains(&login.chars().count()) && login.chars().all(fits);
        (right && !TAKEN.contains(&login.as_str())).then_some(Self(login))
    }

    /// The nearest login to a name somebody has elsewhere, and for its namesakes the second, the third… `None` where
    /// that is none.
    pub fn near(name: &str, nth: u32) -> Option<Self> {
        let fit = |c: char| if fits(c) { c } else { '-' };
        // Room for the number.
        let near: String = name.trim().to_lowercase().chars().take(LONGEST - 12).map(fit).collect();
        let near = near.trim_matches('-');
        if near.is_empty() {
            return None;
        }
        if nth == 1 { Self::parse(near) } else { Self::parse(&format!("{near}-{nth}")) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// No letters that only look like ours.
fn fits(c: char) -> bool {
    c.is_ascii_alphanumeric() || "åäöéü.-_@+".contains(c)
}

impl fmt::Display for Login {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

pub fn login_objection() -> Objection {
    Objection::new(
        "/login",
        "login",
        "Inloggningsnamnet har 2–120 tecken: bokstäver, siffror och . - _ @ +",
        "A login has 2–120 characters: letters, digits and . - _ @ +",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_and_small_letters_are_the_same_login() {
        assert_eq!(Login::parse(" Planerare@Osby.Example "), Login::parse("planerare@osby.example"));
        for wrong in ["", "a", "två ord", "a\nb", "<b>", "Operator", "staff", "аdmin", &"x".repeat(121)] {
            assert_eq!(Login::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_name_from_elsewhere_becomes_the_nearest_login() {
        let near = |name: &str, nth| Login::near(name, nth).map(|login| login.0);
        assert_eq!(near("KOMMUNEN\\Planerare Öst", 1).as_deref(), Some("kommunen-planerare-öst"));
        assert_eq!(near("planerare@kommunen.example", 3).as_deref(), Some("planerare@kommunen.example-3"));
        // Nobody becomes who the log calls something else, and nothing becomes nobody.
        assert_eq!(near("Staff", 1), None);
        assert_eq!(near("staff", 2).as_deref(), Some("staff-2"));
        assert_eq!(near("а", 1), None);
        assert!(near(&"x".repeat(500), 4_000_000_000).is_some());
    }
}
