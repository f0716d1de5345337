//! Layers of the town from other people's files: GeoJSON, zipped shapefile, CSV with coordinates, GeoPackage; in any
//! plane official layers come in.
//!
//! A [`Profile`] says which column means what; [`Gathering`] takes row after row and ends as [`Gathered`], in degrees,
//! every row kept or rejected with a reason. A row is never quoted in a reason.

mod dbf;
mod gathering;
pub mod geometry;
mod plane;
mod profile;
mod read;
mod shapefile;
mod streets;
#[cfg(test)]
mod tests;

pub use self::shapefile::{Shapefile, ShapefileError};
pub use gathering::{Found, Gathered, Gathering, LayerError, MOST_POSITIONS};
pub use plane::{Plane, PlaneError};
pub use profile::{LayerProfileError, Profile};
pub use read::{FileKind, Reading, kind_of, read};
pub use streets::{Laying, Road, lay_over};
