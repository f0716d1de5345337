//! The municipality and what lies in it: border, localities, streets, lamps, places people know.

mod feature;
pub mod gazetteer;
mod ground;
pub mod invented;
mod municipality;
mod network;
mod street;
mod survey;

pub use feature::{Feature, Layer};
pub use ground::Ground;
pub use municipality::{BorderError, Municipality, Town};
pub use network::{Laid, LinkId, Network, NodeId, Way, cut};
pub use street::{Link, Lit, Street, StreetClass, Structure, Travel};
pub use survey::{Provenance, Survey};
