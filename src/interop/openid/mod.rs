//! What an OpenID Connect provider writes: its description, its keys, and the token that says who somebody is.
//!
//! Signatures are ring's, which is here for TLS already. The crate `openidconnect` would bring 165 crates and with them
//! `rsa`, whose timing is measurable (RUSTSEC-2023-0071), for the few formats below.
//!
//! # References
//! OpenID Connect Core 1.0 and Discovery 1.0, incorporating errata set 2; RFC 7515 (JWS), 7517 (JWK), 7518
//! (algorithms), 8725 (best current practice).

mod discovery;
mod keys;
mod token;

pub use discovery::{BadDiscovery, ClientProof, Discovery, is_safe_address};
pub use keys::{BadKeys, KeySet};
pub use token::{Claims, Expected, TokenFault, read_id_token, texts_at};
