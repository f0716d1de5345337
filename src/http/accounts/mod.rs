//! Signing in, accounts, keys.

mod keys;
mod manage;
mod sign_in;

pub(super) use keys::*;
pub(super) use manage::*;
pub(super) use sign_in::*;
