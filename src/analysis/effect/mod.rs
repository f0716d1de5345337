//! Did it help? What came after a remedy, compared with what would have come without it.
//!
//! The places that get a remedy are those that had many reports, and after many there are fewer by themselves. So the
//! plain figure always looks like success ([`naive`](BeforeAfter::naive)); what counts is [`before_after()`].

mod before_after;
mod compare;
mod design;
mod detectable;
mod displacement;
mod expected;
mod interval;
mod reference;
mod rollout;
mod study;
#[cfg(test)]
mod tests;

pub use before_after::{
    BeforeAfter, BeforeAfterParams, ChosenBy, Estimate, NoEstimate, Place, PlaceEffect, Trend, Verdict, before_after,
};
pub use compare::{Comparison, Counted, compare};
pub use design::{Design, design};
pub use detectable::{Detectable, DetectableParams, detectable, detectable_against};
pub use displacement::{Displacement, PairOfCounts, Rings, Wdq, displacement};
pub use expected::{Expected, Ratio, expected, ratio_to_expected};
pub use reference::{Reference, ReferenceParams, reference};
pub use rollout::{Rollout, RolloutParams, rollout};
pub use study::{Study, study};
