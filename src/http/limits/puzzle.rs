//! Proof of work without anybody else: a sum that takes a telephone about a second and us two hashes to check.
//!
//! The challenge is signed and not remembered; only those that were answered are, until they expire, so that none is
//! answered twice. To answer one is to find a number whose SHA-256, written after the salt, begins with so many zero
//! bits.

use std::collections::HashMap;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// How long a challenge may be answered: long enough for a slow telephone that loses its network in between.
pub const LASTS_S: i64 = 600;
/// Answered challenges of a price remembered at the same time; when there are more, none of it is taken until some have
/// expired. Whoever fills those of reports fills none of signing in.
const MOST_ANSWERED: usize = 100_000;

/// Sixteen times as much: a try at a password is worth more to whoever tries many than a report to whoever tells many,
/// and nobody who signs in is asked for it unless somebody tries.
const SIGN_IN_BITS_MORE: u32 = 4;

/// What the work is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Price {
    OfAReport,
    OfASignIn,
}

/// What whoever asks gets to work on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    pub salt: String,
    pub bits: u32,
    /// Seconds since 1970.
    pub expires: i64,
    pub signature: String,
}

/// Makes challenges and checks answers.
#[derive(Debug)]
pub struct Puzzles {
    key: [u8; 32],
    bits: u32,
    answered: [HashMap<u128, i64>; 2],
}

/// A right answer that is not used up yet.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    number: u128,
    expires: i64,
    price: Price,
}

impl Puzzles {
    pub fn new(key: [u8; 32], bits: u32) -> Self {
        Self { key, bits, answered: Default::default() }
    }

    pub fn challenge(&self, price: Price, salt: u128, now_s: i64) -> Challenge {
        let (salt, bits, expires) = (format!("{salt:032x}"), self.bits_of(price), now_s + LASTS_S);
        let signature = self.mac(&salt, bits, expires).finalize().into_bytes();
        let signature = signature[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        Challenge { salt, bits, expires, signature }
    }

    fn bits_of(&self, price: Price) -> u32 {
        match price {
            Price::OfAReport => self.bits,
            Price::OfASignIn => self.bits + SIGN_IN_BITS_MORE,
        }
    }

    /// Whether a proof answers a challenge for the first time.
    pub fn is_answered(&mut self, price: Price, proof: &str, now_s: i64) -> bool {
        self.answer(price, proof, now_s).is_some_and(|answer| self.take(answer, now_s))
    }

    /// What `SALT.BITS.EXPIRES.SIGNATURE.ANSWER` answers, when it is a challenge of ours of this price or a higher one,
    /// in time and not used up.
    pub fn answer(&self, price: Price, proof: &str, now_s: i64) -> Option<Answer> {
        let parts: Vec<&str> = proof.split('.').collect();
        let &[salt, bits, expires, signature, answer] = parts.as_slice() else { return None };
        let number = u128::from_str_radix(salt, 16).ok()?;
        let (bits, expires): (u32, i64) = (bits.parse().ok()?, expires.parse().ok()?);
        let is_enough = bits >= self.bits_of(price);
        let in_time = (now_s..=now_s + LASTS_S).contains(&expires);
        // No more than what was signed is read: the salt as it is written, and an answer of so many digits.
        let sane = salt.len() == 32 && (1..=20).contains(&answer.len()) && answer.bytes().all(|b| b.is_ascii_digit());
        let is_right = is_enough
            && in_time
            && sane
            && self.is_signed(salt, bits, expires, signature)
            && zero_bits(salt, answer) >= bits;
        let is_dear = bits >= self.bits_of(Price::OfASignIn);
        let price = if is_dear { Price::OfASignIn } else { Price::OfAReport };
        let is_fresh = !self.answered[price as usize].contains_key(&number);
        (is_right && is_fresh).then_some(Answer { number, expires, price })
    }

    /// Uses an answer up; false when somebody has meanwhile, or no more can be remembered.
    pub fn take(&mut self, answer: Answer, now_s: i64) -> bool {
        if self.answered[answer.price as usize].len() >= MOST_ANSWERED {
            self.forget_expired(now_s);
        }
        let answered = &mut self.answered[answer.price as usize];
        answered.len() < MOST_ANSWERED && answered.insert(answer.number, answer.expires).is_none()
    }

    pub fn forget_expired(&mut self, now_s: i64) {
        self.answered.iter_mut().for_each(|answered| answered.retain(|_, expires| *expires >= now_s));
    }

    fn is_signed(&self, salt: &str, bits: u32, expires: i64, signature: &str) -> bool {
        let read = |at: usize| signature.get(2 * at..2 * at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
        let bytes: Option<Vec<u8>> = (0..16).map(read).collect();
        let whole = signature.len() == 32;
        whole && bytes.is_some_and(|bytes| self.mac(salt, bits, expires).verify_truncated_left(&bytes).is_ok())
    }

    fn mac(&self, salt: &str, bits: u32, expires: i64) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("a key of any length is a key");
        mac.update(format!("{salt}.{bits}.{expires}").as_bytes());
        mac
    }
}

fn zero_bits(salt: &str, answer: &str) -> u32 {
    let hash = Sha256::new().chain_update(salt).chain_update(answer).finalize();
    let whole = hash.iter().take_while(|byte| **byte == 0).count();
    whole as u32 * 8 + hash.get(whole).map_or(0, |byte| byte.leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::Price::{OfAReport, OfASignIn};
    use super::*;

    const NOW: i64 = 1_795_000_000;

    fn solved(challenge: &Challenge) -> String {
        let answer = (0_u64..).find(|n| zero_bits(&challenge.salt, &n.to_string()) >= challenge.bits).expect("one");
        let Challenge { salt, bits, expires, signature } = challenge;
        format!("{salt}.{bits}.{expires}.{signature}.{answer}")
    }

    #[test]
    fn an_answer_is_good_once_and_in_time() {
        let mut puzzles = Puzzles::new([3; 32], 8);
        let proof = solved(&puzzles.challenge(OfAReport, 7, NOW));
        assert!(!puzzles.is_answered(OfAReport, &proof, NOW + LASTS_S + 1), "too late");
        assert!(puzzles.is_answered(OfAReport, &proof, NOW + LASTS_S));
        assert!(!puzzles.is_answered(OfAReport, &proof, NOW + LASTS_S), "a second time");
        assert!(puzzles.is_answered(OfAReport, &solved(&puzzles.challenge(OfAReport, 8, NOW)), NOW));
    }

    #[test]
    fn signing_in_costs_sixteen_times_as_much_as_telling() {
        let mut puzzles = Puzzles::new([3; 32], 6);
        let cheap = puzzles.challenge(OfAReport, 7, NOW);
        let dear = puzzles.challenge(OfASignIn, 8, NOW);
        assert_eq!((cheap.bits, dear.bits), (6, 10));
        assert!(!puzzles.is_answered(OfASignIn, &solved(&cheap), NOW));
        assert!(puzzles.is_answered(OfAReport, &solved(&cheap), NOW), "it was not used up by that");
        let proof = solved(&dear);
        assert!(puzzles.is_answered(OfASignIn, &proof, NOW));
        assert!(!puzzles.is_answered(OfAReport, &proof, NOW), "a second time");
    }

    #[test]
    fn answers_of_one_price_leave_room_for_those_of_the_other() {
        let mut puzzles = Puzzles::new([3; 32], 1);
        let many = (0..MOST_ANSWERED as u128).map(|number| (number, NOW + LASTS_S));
        puzzles.answered[OfAReport as usize].extend(many);
        let cheap = solved(&puzzles.challenge(OfAReport, 1 << 60, NOW));
        assert!(!puzzles.is_answered(OfAReport, &cheap, NOW), "full");
        let dear = solved(&puzzles.challenge(OfASignIn, 1 << 61, NOW));
        assert!(puzzles.is_answered(OfASignIn, &dear, NOW));
    }

    #[test]
    fn nothing_of_a_challenge_can_be_changed() {
        let mut puzzles = Puzzles::new([3; 32], 8);
        let challenge = puzzles.challenge(OfAReport, 7, NOW);
        let easier = solved(&Challenge { bits: 1, ..challenge.clone() });
        let later = solved(&Challenge { expires: NOW + LASTS_S - 1, ..challenge.clone() });
        let own_salt = solved(&Challenge { salt: format!("{:032x}", 9), ..challenge.clone() });
        let other_key = solved(&Puzzles::new([4; 32], 8).challenge(OfAReport, 7, NOW));
        let lazy = format!("{}.8.{}.{}.0", challenge.salt, challenge.expires, challenge.signature);
        let padded = solved(&challenge).replace(&challenge.salt, &format!("+{}", &challenge.salt[1..]));
        for proof in [easier, later, own_salt, other_key, lazy, padded, String::new(), "a.b.c.d.e".into()] {
            assert!(!puzzles.is_answered(OfAReport, &proof, NOW), "{proof}");
        }
        let whole = solved(&challenge);
        assert!(!puzzles.is_answered(OfAReport, whole.rsplit_once('.').expect("five parts").0, NOW));
        assert!(!puzzles.is_answered(OfAReport, &format!("{whole}.1"), NOW));
        assert!(puzzles.is_answered(OfAReport, &whole, NOW));
    }

    #[test]
    fn what_has_expired_is_forgotten() {
        let mut puzzles = Puzzles::new([3; 32], 1);
        for salt in 0..20 {
            let proof = solved(&puzzles.challenge(OfAReport, salt, NOW + salt as i64));
            assert!(puzzles.is_answered(OfAReport, &proof, NOW + salt as i64));
        }
        puzzles.forget_expired(NOW + LASTS_S + 10);
        assert_eq!(puzzles.answered[OfAReport as usize].len(), 10);
    }

    /// `printf '%s' 00000000000000000000000000000007ANSWER | sha256sum` (coreutils 9.1; Python's hashlib agrees).
    #[test]
    fn zero_bits_are_those_of_sha256() {
        let salt = format!("{:032x}", 7);
        assert_eq!([zero_bits(&salt, "0"), zero_bits(&salt, "9289"), zero_bits(&salt, "26665")], [1, 12, 14]);
    }
}
