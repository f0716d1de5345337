//! Every block of a file, decoded on all cores and handed on in the order of the file.

use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use osmpbf::blob::{BlobDecode, BlobReader};
use osmpbf::block::{HeaderBlock, PrimitiveBlock};
use rayon::prelude::*;

use super::frames::{self, Frame, Place};
use super::{OsmError, Pass, Progress};

/// So many blocks are in memory at once, or fewer when they are large.
const BLOCKS_AT_ONCE: usize = 16;
const BYTES_AT_ONCE: u64 = 8 * 1024 * 1024;

/// Which kinds of elements a block holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Kinds {
    pub nodes: bool,
    pub ways: bool,
    pub relations: bool,
}

impl Kinds {
    pub const NODES: Self = Self { nodes: true, ways: false, relations: false };
    pub const WAYS: Self = Self { nodes: false, ways: true, relations: false };
    pub const RELATIONS: Self = Self { nodes: false, ways: false, relations: true };

    fn of(block: &PrimitiveBlock) -> Self {
        let mut kinds = Self::default();
        for group in block.groups() {
            kinds.nodes |= group.nodes().len() > 0 || group.dense_nodes().len() > 0;
            kinds.ways |= group.ways().len() > 0;
            kinds.relations |= group.relations().len() > 0;
        }
        kinds
    }

    fn meets(self, other: Self) -> bool {
        (self.nodes && other.nodes) || (self.ways && other.ways) || (self.relations && other.relations)
    }
}

/// A file whose blocks are known after the first pass, so that the later ones read only what they need.
pub(super) struct Blocks<'a, R> {
    reader: R,
    progress: &'a mut dyn FnMut(Progress),
    n_bytes: u64,
    places: Vec<(Place, Kinds)>,
}

enum Decoded<T> {
    Header(Box<HeaderBlock>),
    Data(Kinds, T),
    Other,
}

impl<'a, R: Read + Seek> Blocks<'a, R> {
    pub fn new(mut reader: R, progress: &'a mut dyn FnMut(Progress)) -> Result<Self, OsmError> {
        let n_bytes = reader.seek(SeekFrom::End(0))?;
        reader.seek(SeekFrom::Start(0))?;
        Ok(Self { reader, progress, n_bytes, places: Vec::new() })
    }

    /// Goes through the whole file: `each` on all cores, `gather` in order. The header comes first and is given back.
    pub fn first_pass<T: Send>(
        &mut self,
        each: impl Fn(&PrimitiveBlock) -> T + Sync,
        mut gather: impl FnMut(T),
    ) -> Result<HeaderBlock, OsmError> {
        let mut header = None;
        let mut at = 0;
        loop {
            let mut batch: Vec<Frame> = Vec::with_capacity(BLOCKS_AT_ONCE);
            let start = at;
            while batch.len() < BLOCKS_AT_ONCE && at - start < BYTES_AT_ONCE {
                let Some(frame) = frames::next(&mut self.reader, at)? else { break };
                at += frame.place.len;
                batch.push(frame);
            }
            if batch.is_empty() {
                break;
            }
            for (place, decoded) in decode(batch, &each) {
                match decoded? {
                    Decoded::Header(found) => {
                        header.get_or_insert(check(*found)?);
                    }
                    _ if header.is_none() => return Err(OsmError::NotPbf("a file without its header; fetch it again")),
                    Decoded::Data(kinds, value) => {
                        self.places.push((place, kinds));
                        gather(value);
                    }
                    Decoded::Other => {}
                }
            }
            (self.progress)(Progress { pass: Pass::Nodes, done: at, of: self.n_bytes });
        }
        header.ok_or(OsmError::Empty)
    }

    /// Goes through the blocks that hold what is wanted.
    pub fn pass<T: Send>(
        &mut self,
        pass: Pass,
        wanted: Kinds,
        each: impl Fn(&PrimitiveBlock) -> T + Sync,
        mut gather: impl FnMut(T),
    ) -> Result<(), OsmError> {
        let places: Vec<Place> =
            self.places.iter().filter(|(_, kinds)| kinds.meets(wanted)).map(|(place, _)| *place).collect();
        let of = places.iter().map(|place| place.len).sum();
        let mut done = 0;
        let mut rest = places.as_slice();
        while !rest.is_empty() {
            let mut batch: Vec<Frame> = Vec::with_capacity(BLOCKS_AT_ONCE);
            let start = done;
            while let Some((place, after)) = rest.split_first()
                && batch.len() < BLOCKS_AT_ONCE
                && done - start < BYTES_AT_ONCE
            {
                batch.push(frames::at(&mut self.reader, *place)?);
                done += place.len;
                rest = after;
            }
            for (_, decoded) in decode(batch, &each) {
                if let Decoded::Data(_, value) = decoded? {
                    gather(value);
                }
            }
            (self.progress)(Progress { pass, done, of });
        }
        Ok(())
    }
}

fn decode<T: Send>(
    batch: Vec<Frame>,
    each: &(impl Fn(&PrimitiveBlock) -> T + Sync),
) -> Vec<(Place, Result<Decoded<T>, OsmError>)> {
    batch.into_par_iter().map(|frame| (frame.place, decode_one(&frame, each))).collect()
}

fn decode_one<T>(frame: &Frame, each: &impl Fn(&PrimitiveBlock) -> T) -> Result<Decoded<T>, OsmError> {
    let at = frame.place.at;
    let corrupt = |why: String| OsmError::Corrupt { at, why };
    // The crate trusts a block that could be unpacked: numbers beyond all bounds inside it would end the program.
    let decoded = catch_unwind(AssertUnwindSafe(|| {
        let blob = BlobReader::new(frame.bytes.as_slice()).next().ok_or_else(|| corrupt("it is empty".to_owned()))?;
        let blob = blob.map_err(|error| corrupt(error.to_string()))?;
        match blob.decode().map_err(|error| fault(at, &error))? {
            BlobDecode::OsmHeader(header) => Ok(Decoded::Header(header)),
            BlobDecode::OsmData(block) => Ok(Decoded::Data(Kinds::of(&block), each(&block))),
            BlobDecode::Unknown(_) => Ok(Decoded::Other),
        }
    }));
    decoded.unwrap_or_else(|_| Err(corrupt("its numbers make no sense".to_owned())))
}

fn fault(at: u64, error: &osmpbf::Error) -> OsmError {
    match error.kind() {
        osmpbf::ErrorKind::Blob(osmpbf::BlobError::Empty) => OsmError::UnknownCompression { at },
        _ => OsmError::Corrupt { at, why: error.to_string() },
    }
}

/// What a reader must know to read a file right stands in its header.
fn check(header: HeaderBlock) -> Result<HeaderBlock, OsmError> {
    const KNOWN: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];
    match header.required_features().iter().find(|feature| !KNOWN.contains(&feature.as_str())) {
        Some(unknown) => Err(OsmError::UnknownFeature(unknown.clone())),
        None => Ok(header),
    }
}
