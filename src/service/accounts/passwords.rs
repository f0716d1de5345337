//! Passwords are kept as argon2id, with the parameters OWASP names (19 MiB, two passes, one lane).

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use super::super::ServiceError;

/// Each takes 19 MiB and tens of milliseconds of a processor: more at once would let strangers slow everybody down.
const AT_ONCE: usize = 2;
/// Who would wait for seconds is told so at once: strangers, and apart from them whoever we know already.
const MOST_STRANGERS: usize = 40;
const MOST_KNOWN: usize = 10;

/// Who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asker {
    /// In a browser they have signed in with, or by an invitation: a crowd of strangers does not take their place.
    Known,
    Anybody,
}

pub(super) struct Passwords {
    turns: Arc<Semaphore>,
    strangers: Semaphore,
    known: Semaphore,
    /// Compared with where there is no account, so that it takes as long.
    nobody: String,
}

impl Passwords {
    pub fn new() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            strangers: Semaphore::new(MOST_STRANGERS),
            known: Semaphore::new(MOST_KNOWN),
            nobody: hash(b"nobody's"),
        }
    }

    pub async fn hash(&self, password: &str) -> Result<String, ServiceError> {
        let password = password.to_owned();
        self.in_turn(Asker::Known, move || hash(password.as_bytes())).await
    }

    /// Whether it is the password of the hash; takes as long where there is none.
    pub async fn is_right(&self, password: &str, known: Option<&str>, by: Asker) -> Result<bool, ServiceError> {
        let (password, hashed) = (password.to_owned(), known.unwrap_or(&self.nobody).to_owned());
        let same = move || {
            let parsed = PasswordHash::new(&hashed);
            parsed.is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
        };
        Ok(self.in_turn(by, same).await? && known.is_some())
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        by: Asker,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ServiceError> {
        let queue = if by == Asker::Known { &self.known } else { &self.strangers };
        let _place = queue.try_acquire().map_err(|_| ServiceError::Busy)?;
        // Kept by the work itself: whoever hangs up does not make room for one more at once.
        let turn = self.turns.clone().acquire_owned().await.expect("nobody closes it");
        let worked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        Ok(worked.await.expect("hashing does not panic"))
    }
}

fn hash(password: &[u8]) -> String {
    let salt: [u8; 16] = rand::random();
    let hashed = Argon2::default().hash_password_with_salt(password, &salt);
    hashed.expect("the parameters and the salt are right").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_is_argon2id_with_the_recommended_cost_and_a_salt_of_its_own() {
        let passwords = Passwords::new();
        let (one, other) = (
            passwords.hash("fyra ord utan samband").await.unwrap(),
            passwords.hash("fyra ord utan samband").await.unwrap(),
        );
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, other);
        assert!(passwords.is_right("fyra ord utan samband", Some(&one), Asker::Known).await.unwrap());
        assert!(!passwords.is_right("fyra ord utan sambanD", Some(&one), Asker::Known).await.unwrap());
        assert!(!passwords.is_right("nobody's", None, Asker::Anybody).await.unwrap());
    }

    #[tokio::test]
    async fn hashes_of_other_programs_are_understood() {
        // argon2-cffi 25.1 (Python): PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1).hash("fyra ord utan
        // samband")
        const OTHER: &str =
            "$argon2id$v=19$m=19456,t=2,p=1$J3gGgwZuiC3imXLmH/Kw0Q$Jb5VB0g50OyPJtW7CjhsM2JmyiTpmYIqkk+EtTHIKRI";
        assert!(Passwords::new().is_right("fyra ord utan samband", Some(OTHER), Asker::Anybody).await.unwrap());
    }
}
