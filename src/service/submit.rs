//! A report is told: checked, made durable, answered.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::Value;
use sha2::Sha256;
use uuid::Uuid;

use super::secrets::{URL_DIGITS, base64_url, sha256};
use super::{Service, ServiceError};
use crate::observation::Category;
use crate::privacy::words;
use crate::report::{Code, Draft, Flaw, Ground, MAX_TEXT_CHARS, Piece, Telling};
use crate::store::{Stored, Told};
use crate::town::Town;

/// How long a report can be taken back by whoever holds its link.
pub const WITHDRAW_WITHIN_S: i64 = 60 * 60;

/// How everybody tells.
const WEB: &str = "web";
/// How what was seen on a walk is told. Its key can be foreseen, and nobody is given its link.
pub(super) const WALK: &str = "walk";

/// What the person who told us gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    pub id: Uuid,
    pub reference: String,
    pub received_at: Timestamp,
    pub follow_up_token: String,
    pub municipality: String,
    pub category: Category,
    /// The same key came before: this is the answer given then.
    pub replayed: bool,
}

impl Service {
    /// Every flaw of a body, without storing anything.
    pub fn check(&self, body: &Value) -> Result<Draft, ServiceError> {
        self.check_told_at(body, self.now())
    }

    pub(super) fn check_told_at(&self, body: &Value, told_at: Timestamp) -> Result<Draft, ServiceError> {
        self.check_among(&[], body, told_at)
    }

    /// The same, where some towns come with their first report.
    pub(super) fn check_among(&self, coming: &[Town], body: &Value, told_at: Timestamp) -> Result<Draft, ServiceError> {
        let served = self.served();
        let first = self.inner.settings.municipality.as_deref();
        // One that has come meanwhile stands before what it was thought to become.
        let mut towns: Vec<&Town> = served.values().map(|served| &served.town).chain(coming).collect();
        towns.sort_by_key(|town| Some(town.code()) != first);
        if towns.is_empty() {
            return Err(ServiceError::NoMunicipality);
        }
        let ground = Ground { towns: &towns, catalogue: self.catalogue(), told_at };
        let draft = Draft::read(body, &ground);
        let personal = body["text"].as_str().map(personal_data).unwrap_or_default();
        match draft {
            Ok(draft) if personal.is_empty() => Ok(draft),
            Ok(_) => Err(ServiceError::Flaws(personal)),
            Err(mut flaws) => {
                flaws.extend(personal);
                Err(ServiceError::Flaws(flaws))
            }
        }
    }

    /// Takes a report from the web. Returns when it is durable.
    pub async fn submit(&self, body: &Value, idempotency_key: Option<&str>) -> Result<Receipt, ServiceError> {
        self.submit_by(WEB, body, idempotency_key).await
    }

    /// The same, told another way.
    pub(super) async fn submit_by(
        &self,
        channel: &str,
        body: &Value,
        idempotency_key: Option<&str>,
    ) -> Result<Receipt, ServiceError> {
        if let Some(key) = idempotency_key {
            check_key(key)?;
        }
        let draft = self.check(body)?;
        // As the store keeps it, so that a replay gives the same answer to the digit.
        let now = Timestamp::from_microsecond(self.now().as_microsecond()).expect("now is a time");
        // From the thread's own generator, which asks the system for its seed only.
        let id = uuid::Builder::from_random_bytes(rand::random()).into_uuid();
        let own_key: [u8; 32];
        let key = match idempotency_key {
            Some(key) if channel != WALK => key.as_bytes(),
            _ => {
                own_key = rand::random();
                &own_key
            }
        };
        let token = self.follow_up_token(key, id, now);
        let report = draft.told(Telling {
            id,
            channel: channel.to_owned(),
            source_id: None,
            received_at: now,
            told_at: now,
            token_hash: token_hash(&token),
            placed: true,
        });
        let mut receipt = Receipt {
            id,
            reference: report.reference.clone(),
            received_at: now,
            follow_up_token: token,
            municipality: report.municipality.clone(),
            category: report.category,
            replayed: false,
        };
        let idempotency = idempotency_key.map(|key| (key_hash(channel, key), sha256(body.to_string().as_bytes())));
        match self.inner.commits.tell(Told { report, idempotency }).await.ok_or(ServiceError::Busy)?? {
            Stored::New | Stored::AlreadyThere => {}
            Stored::Replayed { id, reference, municipality, category, received_at } => {
                let follow_up_token = self.follow_up_token(key, id, received_at);
                receipt =
                    Receipt { id, reference, received_at, follow_up_token, municipality, category, replayed: true };
            }
            Stored::KeyReused => {
                return Err(ServiceError::Flaws(vec![Flaw::new(
                    "",
                    Code::IdempotencyKeyReused,
                    "Samma Idempotency-Key har redan använts för en annan rapport. Använd en ny nyckel.",
                    "The same Idempotency-Key has been used for another report. Use a new key.",
                )]));
            }
        }
        Ok(receipt)
    }

    /// The secret of a follow-up link: when it was received, and 24 bytes nobody can guess. They are computed from the
    /// sender's key, so that the same key gets the same answer, and only a hash of it all is stored: neither the
    /// database nor the key alone is enough to make it.
    fn follow_up_token(&self, key: &[u8], id: Uuid, received_at: Timestamp) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.inner.pepper).expect("a MAC takes keys of any length");
        mac.update(key);
        mac.update(&[0]);
        mac.update(id.as_bytes());
        let mut token: [u8; 32] = mac.finalize().into_bytes().into();
        token[..8].copy_from_slice(&received_at.as_microsecond().to_be_bytes());
        base64_url(&token)
    }
}

/// The flaw of a text that holds personal data, with each piece of it and the text without it.
fn personal_data(text: &str) -> Vec<Flaw> {
    let found = words::find(text);
    let Some(first) = found.first() else { return Vec::new() };
    let flaw = Flaw::new("/text", Code::PersonalData, first.kind.explanation_sv(), first.kind.explanation_en());
    let flaw = flaw.pointing_at(found.iter().map(piece).collect());
    let offered = words::rewritten(text);
    // An offer must be one that is taken: many short findings can grow beyond the limit.
    if offered.chars().count() <= MAX_TEXT_CHARS { vec![flaw.suggesting(offered)] } else { vec![flaw] }
}

fn piece(found: &words::Finding) -> Piece {
    Piece {
        kind: found.kind.code(),
        bytes: found.range.clone(),
        utf16: found.utf16.clone(),
        sv: found.kind.explanation_sv(),
        en: found.kind.explanation_en(),
        rewrite: found.rewrite.clone(),
    }
}

/// What is stored of a key. Those of staff live beside those of the web: what a stranger can send hides none of theirs,
/// even where theirs can be foreseen (`walk-…`). No key holds the sign between.
fn key_hash(channel: &str, key: &str) -> [u8; 32] {
    if channel == WEB { sha256(key.as_bytes()) } else { sha256(format!("{channel}\0{key}").as_bytes()) }
}

fn check_key(key: &str) -> Result<(), ServiceError> {
    if (1..=255).contains(&key.len()) && key.bytes().all(|b| (0x21..=0x7e).contains(&b)) {
        return Ok(());
    }
    Err(ServiceError::Flaws(vec![Flaw::new(
        "",
        Code::BadIdempotencyKey,
        "Idempotency-Key ska vara 1 till 255 synliga ASCII-tecken.",
        "Idempotency-Key must be 1 to 255 visible ASCII characters.",
    )]))
}

/// What is stored of a token. It begins with the time in the token, so that the newest stand side by side in their
/// index: a batch of reports then touches one page of it and not one each. The rest is a hash of all of the token.
pub(super) fn token_hash(token: &str) -> [u8; 32] {
    let mut hash = sha256(token.as_bytes());
    if let Some(time) = time_of(token) {
        hash.copy_within(..24, 8);
        hash[..8].copy_from_slice(&time.to_be_bytes());
    }
    hash
}

/// The microsecond in which a token was made; `None` for one that does not begin with a time of our century.
fn time_of(token: &str) -> Option<i64> {
    const OUR_TIME: std::ops::Range<i64> = 1_577_836_800_000_000..4_102_444_800_000_000;
    let value = |digit: u8| URL_DIGITS.iter().position(|own| *own == digit);
    let bits = token.bytes().take(11).try_fold(0_u128, |bits, digit| Some(bits << 6 | value(digit)? as u128))?;
    i64::try_from(bits >> 2).ok().filter(|time| token.len() == 43 && OUR_TIME.contains(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_of_the_web_is_one_of_staff() {
        assert_eq!(key_hash(WEB, "walk-1"), sha256(b"walk-1"), "as it was stored before there were others");
        for key in ["walk-1", "walk\0walk-1", "phone-0"] {
            assert_ne!(key_hash(WEB, key), key_hash("walk", key));
            assert_ne!(key_hash("walk", key), key_hash("on_behalf:phone", key));
        }
        assert!(check_key("walk\0walk-1").is_err(), "and what would be one is refused");
    }

    #[test]
    fn a_stored_token_begins_with_its_time_and_hides_the_rest() {
        let at = |micros: i64| {
            let mut token = [0xa5; 32];
            token[..8].copy_from_slice(&micros.to_be_bytes());
            base64_url(&token)
        };
        let now = 1_795_000_000_123_456;
        assert_eq!((time_of(&at(now)), at(now).len()), (Some(now), 43));
        let stored = token_hash(&at(now));
        assert_eq!(stored[..8], now.to_be_bytes());
        assert_eq!(stored[8..], sha256(at(now).as_bytes())[..24]);
        assert!(token_hash(&at(now + 1)) > stored, "in the order of time");
        for other in ["", "A", &"A".repeat(43), &"_".repeat(43), &at(now)[..42], "ååååå", &at(-1)] {
            assert_eq!((time_of(other), token_hash(other)), (None, sha256(other.as_bytes())), "{other}");
        }
    }
}
