//! The keys a provider signs with (RFC 7517), and whether one of them made a signature.

use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde::Deserialize;

use crate::interop::base64::base64_url_bytes;

/// More than any provider has at a time.
const MOST_KEYS: usize = 100;

/// The three ways of signing that are taken. `none` and everything with a shared secret (HS256) are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Ps256,
    Es256,
}

impl Algorithm {
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Material {
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
    /// The point, uncompressed.
    P256(Vec<u8>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    id: Option<String>,
    /// The one way it signs, where it says so.
    algorithm: Option<Algorithm>,
    material: Material,
}

/// The public keys of a provider.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeySet(Vec<Key>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not a set of keys")]
pub struct BadKeys;

#[derive(Deserialize)]
struct WrittenSet {
    keys: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct WrittenKey {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    used_for: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// What came of looking for the key of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Right,
    Wrong,
    /// No key here can have made it.
    NoKey,
}

impl KeySet {
    /// Keys of kinds that are not taken here are passed over: a provider may have them for others.
    pub fn read(bytes: &[u8]) -> Result<Self, BadKeys> {
        let written: WrittenSet = serde_json::from_slice(bytes).map_err(|_| BadKeys)?;
        let keys = written.keys.into_iter().take(MOST_KEYS);
        Ok(Self(keys.filter_map(|key| serde_json::from_value(key).ok()).filter_map(key_of).collect()))
    }

    /// Whether the key of that name, or where none is named any key that can, made this signature in this way.
    pub(super) fn verdict(&self, id: Option<&str>, algorithm: Algorithm, signed: &[u8], signature: &[u8]) -> Verdict {
        let mut verdict = Verdict::NoKey;
        for key in self.0.iter().filter(|key| (id.is_none() || key.id.as_deref() == id) && key.can(algorithm)) {
            if key.made(algorithm, signed, signature) {
                return Verdict::Right;
            }
            verdict = Verdict::Wrong;
        }
        verdict
    }
}

impl Key {
    fn can(&self, algorithm: Algorithm) -> bool {
        let fits = match self.material {
            Material::Rsa { .. } => algorithm != Algorithm::Es256,
            Material::P256(_) => algorithm == Algorithm::Es256,
        };
        fits && self.algorithm.is_none_or(|own| own == algorithm)
    }

    fn made(&self, algorithm: Algorithm, signed: &[u8], signature: &[u8]) -> bool {
        match (&self.material, algorithm) {
            (Material::Rsa { modulus, exponent }, Algorithm::Rs256 | Algorithm::Ps256) => {
                let how =
                    if algorithm == Algorithm::Rs256 { &RSA_PKCS1_2048_8192_SHA256 } else { &RSA_PSS_2048_8192_SHA256 };
                RsaPublicKeyComponents { n: modulus, e: exponent }.verify(how, signed, signature).is_ok()
            }
            (Material::P256(point), Algorithm::Es256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed, signature).is_ok()
            }
            _ => false,
        }
    }
}

fn key_of(written: WrittenKey) -> Option<Key> {
    if written.used_for.is_some_and(|used_for| used_for != "sig") {
        return None;
    }
    let bytes = |text: Option<String>| base64_url_bytes(&text?);
    let material = match (written.kty.as_str(), written.crv.as_deref()) {
        ("RSA", _) => {
            // Some writers put the sign byte of a number in front; ring takes the number alone.
            let mut modulus = bytes(written.n)?;
            modulus.drain(..modulus.iter().take_while(|byte| **byte == 0).count());
            Material::Rsa { modulus, exponent: bytes(written.e)? }
        }
        ("EC", Some("P-256")) => {
            let (x, y) = (bytes(written.x)?, bytes(written.y)?);
            if (x.len(), y.len()) != (32, 32) {
                return None;
            }
            Material::P256([&[4], x.as_slice(), y.as_slice()].concat())
        }
        _ => return None,
    };
    // A key for a way of signing that is not taken is no key here.
    let algorithm = written.alg.map(|name| Algorithm::parse(&name).ok_or(())).transpose().ok()?;
    Some(Key { id: written.kid, algorithm, material })
}
