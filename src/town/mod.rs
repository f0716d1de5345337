//! The municipality and what lies in it: border, localities, streets, lamps, places people know.

mod feature;
pub mod gazetteer;
mod ground;
pub mod invented;
mod municipality;
pub mod naming;
mod network;
mod street;
mod survey;

pub use feature::{Feature, Layer};
pub use ground::Ground;
pub use municipality::{BadMunicipality, Municipality, Town};
#[cfg(test)]
pub(crate) use network::drawn;
pub use network::{
    By, Component, Laid, LinkId, MatchParams, Matched, Network, NodeId, Piece, Position, SNAP_LIMIT_M, Search, Side,
    Snapped, Stretches, Way, cut,
};
pub use street::{Link, Lit, Street, StreetClass, Structure, Travel};
pub use survey::{Provenance, Survey};
