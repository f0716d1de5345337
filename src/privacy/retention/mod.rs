//! What may be erased, and what may not be erased now.
//!
//! Nothing is erased by itself: a rule names the decision it rests on, and nothing that an open hold covers is erased
//! by anybody. What was erased leaves a protocol.

mod found;
mod hold;
mod protocol;
mod rule;

pub use found::{Found, MOST_NUMBERS};
pub use hold::{Covers, Hold, HoldDraft, MOST_HELD};
pub use protocol::{Listed, Part, Protocol, digest, protocols_of};
pub use rule::{Rule, RuleDraft, Since, Takes, Terms, tombstone};
