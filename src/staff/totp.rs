//! The second factor: six digits that change every half minute.
//!
//! # Method
//! HMAC-SHA-1 of the number of half minutes since 1970, cut to six digits; what every authenticator app does unless
//! told otherwise. A code of the step before or after is taken too, because clocks differ, and none is taken twice.
//!
//! # References
//! RFC 6238 (TOTP, 2011), RFC 4226 (HOTP, 2005), RFC 4648 (Base32, 2006).

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;
use subtle::ConstantTimeEq;

pub const SECRET_BYTES: usize = 20;
const STEP_S: i64 = 30;
const DIGITS: usize = 6;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What the phone and we both know.
#[derive(Clone)]
pub struct TotpSecret([u8; SECRET_BYTES]);

impl TotpSecret {
    pub fn new(bytes: [u8; SECRET_BYTES]) -> Self {
        Self(bytes)
    }

    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// As it is typed into an app that cannot read the picture.
    pub fn base32(&self) -> String {
        let mut text = String::new();
        let (mut held, mut n_bits) = (0_u32, 0);
        for byte in self.0 {
            held = (held << 8) | u32::from(byte);
            n_bits += 8;
            while n_bits >= 5 {
                n_bits -= 5;
                text.push(char::from(BASE32[(held >> n_bits) as usize & 31]));
            }
        }
        text
    }

    /// What the picture holds; `label` must need no escaping but that of a space and an at sign.
    pub fn uri(&self, label: &str) -> String {
        let label = label.replace(' ', "%20").replace('@', "%40").replace('+', "%2B");
        let secret = self.base32();
        format!("otpauth://totp/Trygghetskartan:{label}?secret={secret}&issuer=Trygghetskartan")
    }

    pub fn code(&self, at: Timestamp) -> String {
        self.code_of(at.as_second().div_euclid(STEP_S))
    }

    fn code_of(&self, step: i64) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).expect("a MAC takes keys of any length");
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let at = usize::from(digest[digest.len() - 1] & 0xf);
        let word = [digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]];
        format!("{:06}", u32::from_be_bytes(word) % 1_000_000)
    }

    /// Whether something could be a code at all: of six signs, whatever is between them.
    pub fn is_shaped_like_a_code(code: &str) -> bool {
        code.chars().filter(|c| !c.is_whitespace()).map(char::len_utf8).sum::<usize>() == DIGITS
    }

    /// The step a code belongs to, when it is right now and later than the last one that was used.
    pub fn used_step(&self, code: &str, now: Timestamp, last_used: Option<i64>) -> Option<i64> {
        if !Self::is_shaped_like_a_code(code) {
            return None;
        }
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let step = now.as_second().div_euclid(STEP_S);
        let is_right = |step: i64| bool::from(self.code_of(step).as_bytes().ct_eq(code.as_bytes()));
        [step - 1, step, step + 1]
            .into_iter()
            .filter(|step| last_used.is_none_or(|last| *step > last))
            .find(|s| is_right(*s))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B; its eight digits end in our six.
    fn published() -> TotpSecret {
        TotpSecret::new(*b"12345678901234567890")
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a second")
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(published().code(at(second)), code, "{second}");
        }
    }

    #[test]
    fn the_secret_is_written_as_rfc_4648_says() {
        // printf 12345678901234567890 | base32 (GNU coreutils 9.1)
        assert_eq!(published().base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_is_taken_once_and_half_a_minute_early_or_late() {
        let (secret, now) = (published(), at(1_111_111_111));
        let step = secret.used_step("050 471", now, None).expect("right");
        assert_eq!(secret.used_step("050471", now, Some(step)), None, "used twice");
        assert_eq!(secret.used_step("050471", at(1_111_111_111 + 30), None), Some(step));
        assert_eq!(secret.used_step("050471", at(1_111_111_111 + 90), None), None);
        for wrong in ["", "050472", "50471", "0504711", "abcdef"] {
            assert_eq!(secret.used_step(wrong, now, None), None, "{wrong}");
        }
    }
}
