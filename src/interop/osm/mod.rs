//! A town from an OpenStreetMap extract (`*.osm.pbf`): streets, lamps, landmarks, land, water, buildings, railways.
//!
//! Left out: coastlines (the sea needs the whole coast of a continent to be told from land), railways in tunnels,
//! ditches, old multipolygons that carry their tags on an outer way keep no holes, and areas so large that none of
//! their points lies in the box that is read.

mod blocks;
mod building;
mod clip;
mod frames;
mod multipolygon;
mod nodes;
mod passes;
mod streets;
mod summary;
mod tags;
#[cfg(test)]
mod tests;
mod things;
mod underpasses;

use std::io::{Read, Seek};

pub use clip::Clip;
pub use summary::OsmSummary;

use crate::town::Survey;

/// The name under which the layers are kept.
pub const SOURCE: &str = "OpenStreetMap";

#[derive(Debug, thiserror::Error)]
pub enum OsmError {
    #[error("the file is empty: fetch it again")]
    Empty,
    #[error("this is no OpenStreetMap PBF file (*.osm.pbf) but {0}")]
    NotPbf(&'static str),
    #[error(
        "the file ends in the middle of the block that begins at byte {at}: it was not fetched whole; fetch it again"
    )]
    Truncated { at: u64 },
    #[error("the block at byte {at} is damaged ({why}): fetch the file again")]
    Corrupt { at: u64, why: String },
    #[error(
        "the block at byte {at} is packed in a way this program does not read: repack the file with \
         `osmium cat FILE -f pbf,pbf_compression=zlib -o NEW.osm.pbf`"
    )]
    UnknownCompression { at: u64 },
    #[error(
        "the file needs a reader that knows {0}, and this one does not: give it an ordinary extract without history"
    )]
    UnknownFeature(String),
    #[error(
        "no street of the file lies in the municipality{}: is it the right file, and the right border?",
        covered(file)
    )]
    NoStreets {
        /// West, south, east and north of the file.
        file: Option<[f64; 4]>,
    },
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
}

fn covered(file: &Option<[f64; 4]>) -> String {
    file.map_or_else(String::new, |[west, south, east, north]| {
        format!(" (the file covers {west:.3},{south:.3},{east:.3},{north:.3})")
    })
}

/// What a pass over the file looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    Nodes,
    Ways,
    Areas,
    Edges,
    Rest,
}

/// How far a pass has come, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub pass: Pass,
    pub done: u64,
    pub of: u64,
}

/// Reads what the clip takes of a file. The same file and clip give the same survey, on any number of cores.
pub fn read(
    reader: impl Read + Seek,
    clip: &Clip,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Survey, OsmSummary), OsmError> {
    let found = passes::run(reader, clip, progress)?;
    building::build(found, clip)
}
