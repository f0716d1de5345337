//! Erasing by rule, and holding what must not be erased now.

mod holds;

pub(super) use holds::*;

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct OfTown {
    municipality: Option<String>,
}
