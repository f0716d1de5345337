//! The ID token: who somebody is, signed by the provider for us alone and for this one sign-in.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::keys::{Algorithm, KeySet, Verdict};
use crate::interop::base64::base64_url_bytes;

/// What a token must say to be meant for us.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client: &'a str,
    /// What was sent along when this sign-in began.
    pub nonce: &'a str,
    pub now: Timestamp,
}

/// What a right token says of somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims {
    /// Who, for ever, at this issuer.
    pub subject: String,
    pub all: Value,
}

/// Why a token is not taken. Never says what stood in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    #[error("it is not a signed token")]
    Unreadable,
    #[error("it is signed in a way that is not taken")]
    Algorithm,
    #[error("it is signed with a key the provider has not shown")]
    UnknownKey,
    #[error("its signature is not right")]
    Signature,
    #[error("another issuer wrote it")]
    Issuer,
    #[error("it is for another client")]
    Audience,
    #[error("its time is over, or has not come")]
    Time,
    #[error("it belongs to another sign-in")]
    Nonce,
    #[error("it does not say who it is about")]
    Subject,
}

/// Clocks of two machines need not agree to the second.
const SKEW_S: i64 = 60;
/// As long as OpenID Connect lets a subject be (Core 1.0 section 2).
const LONGEST_SUBJECT: usize = 255;
const LARGEST_TOKEN: usize = 64 << 10;

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

/// Checks signature, issuer, audience, time and nonce (OpenID Connect Core 1.0 section 3.1.3.7).
pub fn read_id_token(token: &str, keys: &KeySet, expected: &Expected<'_>) -> Result<Claims, TokenFault> {
    let all = signed_claims(token, keys)?;
    checked(all, expected)
}

/// What a token says, once its signature is right. Nothing of the body is looked at before.
fn signed_claims(token: &str, keys: &KeySet) -> Result<Value, TokenFault> {
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenFault::Unreadable)?;
    let (header, body) = signed.split_once('.').ok_or(TokenFault::Unreadable)?;
    if token.len() > LARGEST_TOKEN || body.contains('.') {
        return Err(TokenFault::Unreadable);
    }
    let read = |part: &str| base64_url_bytes(part).ok_or(TokenFault::Unreadable);
    let header: Header = serde_json::from_slice(&read(header)?).map_err(|_| TokenFault::Unreadable)?;
    // What a `crit` names would have to be understood, and a token for something else is not one that says who.
    if header.crit.is_some() || header.typ.is_some_and(|typ| !typ.eq_ignore_ascii_case("jwt")) {
        return Err(TokenFault::Algorithm);
    }
    let algorithm = Algorithm::parse(&header.alg).ok_or(TokenFault::Algorithm)?;
    match keys.verdict(header.kid.as_deref(), algorithm, signed.as_bytes(), &read(signature)?) {
        Verdict::NoKey => return Err(TokenFault::UnknownKey),
        Verdict::Wrong => return Err(TokenFault::Signature),
        Verdict::Right => {}
    }
    serde_json::from_slice(&read(body)?).map_err(|_| TokenFault::Unreadable)
}

fn checked(all: Value, expected: &Expected<'_>) -> Result<Claims, TokenFault> {
    let text = |name: &str| all.get(name).and_then(Value::as_str);
    let must = |is_right: bool, fault: TokenFault| if is_right { Ok(()) } else { Err(fault) };
    must(text("iss") == Some(expected.issuer), TokenFault::Issuer)?;
    let audience = texts_at(&all, "aud");
    must(audience.contains(&expected.client), TokenFault::Audience)?;
    // For several it must say for whom it was made, and if it says so, that must be us.
    let party = all.get("azp");
    must(party.map_or(audience.len() == 1, |one| one.as_str() == Some(expected.client)), TokenFault::Audience)?;
    let now_s = expected.now.as_second();
    // Some write fractions of a second.
    let second = |name: &str| all.get(name).and_then(Value::as_f64).map(|second| second as i64);
    must(second("exp").is_some_and(|end| now_s < end.saturating_add(SKEW_S)), TokenFault::Time)?;
    must(second("iat").is_some_and(|made| made.saturating_sub(SKEW_S) <= now_s), TokenFault::Time)?;
    must(
        all.get("nbf").is_none() || second("nbf").is_some_and(|from| from.saturating_sub(SKEW_S) <= now_s),
        TokenFault::Time,
    )?;
    must(text("nonce") == Some(expected.nonce), TokenFault::Nonce)?;
    let subject = text("sub").filter(|sub| (1..=LONGEST_SUBJECT).contains(&sub.len()));
    let subject = subject.ok_or(TokenFault::Subject)?.to_owned();
    Ok(Claims { subject, all })
}

/// A claim that is one text or several: by its name, or by a JSON pointer (RFC 6901) where it lies deeper.
pub fn texts_at<'a>(claims: &'a Value, name: &str) -> Vec<&'a str> {
    let found = if name.starts_with('/') { claims.pointer(name) } else { claims.get(name) };
    match found {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
