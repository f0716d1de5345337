//! Signing in, accounts, keys.

mod keys;
mod manage;
mod provider;
mod sign_in;

pub(super) use keys::*;
pub(super) use manage::*;
pub(super) use provider::*;
pub(super) use sign_in::*;
