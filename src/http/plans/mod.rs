//! Plans: asked for, kept, shown again. Staff only.

mod kept;
mod lighting;

pub(super) use kept::*;
pub(super) use lighting::*;
