//! Secrets that are handed out once and kept as hashes.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

pub(super) use crate::interop::base64::{URL_DIGITS, base64_url};

/// 256 bits nobody can guess, as text.
pub(super) fn fresh() -> String {
    base64_url(&rand::random::<[u8; 32]>())
}

pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A keyed hash of several pieces, none of which can be moved into its neighbour.
pub(super) fn keyed(key: &[u8], pieces: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a MAC takes keys of any length");
    for piece in pieces {
        mac.update(&(piece.len() as u64).to_be_bytes());
        mac.update(piece);
    }
    mac.finalize().into_bytes().into()
}
