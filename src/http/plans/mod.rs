//! Plans: asked for, kept, shown again. Staff only.

mod checks;
mod kept;
mod lighting;
mod walks;

pub(super) use checks::*;
pub(super) use kept::*;
pub(super) use lighting::*;
pub(super) use walks::*;
