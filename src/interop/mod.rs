//! Bytes to types and back. No sockets, no files; what is written for somebody has been cleared.

pub mod basemap;
pub mod border;
pub mod coordinates;
mod digits;
pub mod distances;
pub mod findings;
pub mod form;
pub mod geojson;
pub mod gpx;
pub mod heat;
pub mod layers;
pub mod lighting;
pub mod mvt;
pub mod observations;
pub mod orienteering;
pub mod osm;
pub mod pileup;
pub mod points;
pub mod profile;
pub mod promises;
pub mod question;
pub mod rates;
pub mod spreadsheet;
pub mod streets;
pub mod table;
pub mod walks;
pub mod wire;
