//! A report is told: checked, made durable, answered.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Service, ServiceError};
use crate::observation::Category;
use crate::privacy::words;
use crate::report::{Code, Draft, Flaw, Ground, MAX_TEXT_CHARS, Telling};
use crate::store::{Stored, Told};
use crate::town::Town;

/// How long a report can be taken back by whoever holds its link.
pub const WITHDRAW_WITHIN_S: i64 = 60 * 60;

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
        let served = self.served();
        let first = self.inner.settings.municipality.as_deref();
        let mut towns: Vec<&Town> = served.values().map(|served| &served.town).collect();
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
        if let Some(key) = idempotency_key {
            check_key(key)?;
        }
        let draft = self.check(body)?;
        // As the store keeps it, so that a replay gives the same answer to the digit.
        let now = Timestamp::from_microsecond(self.now().as_microsecond()).expect("now is a time");
        let id = Uuid::new_v4();
        let own_key: [u8; 32];
        let key = match idempotency_key {
            Some(key) => key.as_bytes(),
            None => {
                own_key = rand::random();
                &own_key
            }
        };
        let token = self.follow_up_token(key, id);
        let report = draft.told(Telling {
            id,
            channel: "web".to_owned(),
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
        let idempotency = idempotency_key.map(|key| (sha256(key.as_bytes()), sha256(body.to_string().as_bytes())));
        match self.inner.commits.tell(Told { report, idempotency }).await.ok_or(ServiceError::Busy)?? {
            Stored::New | Stored::AlreadyThere => {}
            Stored::Replayed { id, reference, municipality, category, received_at } => {
                let follow_up_token = self.follow_up_token(key, id);
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

    /// The secret of a follow-up link. It is computed from the sender's key, so that the same key gets the same answer,
    /// and only its hash is stored: neither the database nor the key alone is enough to make it.
    fn follow_up_token(&self, key: &[u8], id: Uuid) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.inner.pepper).expect("a MAC takes keys of any length");
        mac.update(key);
        mac.update(&[0]);
        mac.update(id.as_bytes());
        base64_url(&mac.finalize().into_bytes())
    }
}

/// The flaw of a text that holds personal data, with the text without it.
fn personal_data(text: &str) -> Vec<Flaw> {
    let found = words::find(text);
    let Some(first) = found.first() else { return Vec::new() };
    let flaw = Flaw::new("/text", Code::PersonalData, first.kind.explanation_sv(), first.kind.explanation_en());
    let masked = words::masked(text);
    // An offer must be one that is taken: many short findings can grow beyond the limit.
    if masked.chars().count() <= MAX_TEXT_CHARS { vec![flaw.suggesting(masked)] } else { vec![flaw] }
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

pub(super) fn token_hash(token: &str) -> [u8; 32] {
    sha256(token.as_bytes())
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Base 64 for URLs without padding (RFC 4648 section 5).
fn base64_url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for i in 0..=chunk.len() {
            text.push(char::from(DIGITS[(word >> (18 - 6 * i)) as usize & 63]));
        }
    }
    text
}
