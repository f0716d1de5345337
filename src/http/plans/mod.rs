//! Plans: asked for, kept, shown again. Staff only.

mod kept;

pub(super) use kept::*;
