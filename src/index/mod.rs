//! Finds and counts observations: where, when and of which kind, in the time the answer takes and not the town.
//!
//! An [`Index`] holds one municipality. Readers take a [`Snapshot`], which never changes; writers make the next one.
//!
//! # Method
//! A snapshot is a list of parts, the first large, the others small and fresh. A part keeps its observations in columns
//! (position in centimetres, time, hour of week, kind, weight), sorted along a Hilbert curve and cut into blocks of a
//! few hundred rows. An R-tree over the blocks finds those a question touches; what a block knows of itself (box, span
//! of time, kinds, sums per category) lets it be skipped or taken whole. New observations make a small part of their
//! own; small parts are joined as they grow, and [`Index::merge`] joins everything in the background.
//!
//! Rows come in three sections: *plain* (a point at an instant: nearly all, counted without a look at the clock), *odd*
//! (intervals, recurrences, stretches, areas), and *unplaced* (counted in totals, on no map).
//!
//! # Units
//! Positions are kept in whole centimetres, rounded down, so that the cell of a row is integer arithmetic and equals
//! [`Cell::containing`](crate::geodesy::Cell::containing). Times are whole seconds from 1970 to 2106; others are
//! clamped.
//!
//! # Never
//! Knows what is done with the answer; reads a clock; does I/O.

mod block;
mod build;
mod count;
mod filter;
mod frame;
mod hilbert;
mod kind;
mod ledger;
mod live;
mod part;
mod place;
mod placement;
mod polygon;
mod profile;
mod search;
mod sieve;
mod snapshot;
mod visit;

pub use build::Builder;
pub use count::CellCount;
pub use filter::{CategorySet, Filter};
pub use frame::Frame;
pub use live::Index;
pub use placement::{Links, Placement};
pub use profile::Profile;
pub use snapshot::{Count, Hit, Snapshot};
pub use visit::Weighed;
