//! The store, on both engines: everything comes back, once, in order, or whoever asked hears that it did not.

mod audit;
mod check_sites;
mod deeds;
mod group_commit;
mod idempotency;
mod migrations;
mod publishing;
mod register;
pub mod reports;
mod retention;
mod round_trip;
mod withdrawal;

pub use withdrawal::walk;
