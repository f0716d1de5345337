//! The name somebody signs in with.

use std::fmt;

use crate::promise::Objection;

/// Small letters, digits and `.-_@+`; an e-mail address is one. Large and small letters are the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Login(String);

const LONGEST: usize = 120;
/// What the log calls those who have no account.
const TAKEN: [&str; 3] = ["operator", "staff", "system"];

impl Login {
    /// The login somebody wrote; `None` where none can be written like that.
    pub fn parse(text: &str) -> Option<Self> {
        let login = text.trim().to_lowercase();
        // No letters that only look like ours.
        let fits = |c: char| c.is_ascii_alphanumeric() || "åäöéü.-_@+".contains(c);
        let right = (2..=LONGEST).contains(&login.chars().count()) && login.chars().all(fits);
        (right && !TAKEN.contains(&login.as_str())).then_some(Self(login))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
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
}
