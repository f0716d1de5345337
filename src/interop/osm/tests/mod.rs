//! Tags of every kind, and files written byte by byte.

mod files;
#[path = "../../../../tests/support/pbf.rs"]
mod pbf;
mod streets;
mod things;
mod towns;
