//! What may be erased, and what may not be erased now.
//!
//! Nothing is erased by itself: a rule names the decision it rests on, and nothing that an open hold covers is erased by
//! anybody. What was erased leaves a protocol.

mod hold;

pub use hold::{Covers, Hold, HoldDraft, MOST_HELD};
