//! Erasing by rule, and holding what must not be erased now.

mod holds;
mod rules;

pub(super) use holds::*;
pub(super) use rules::*;
