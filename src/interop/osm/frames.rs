//! The outer shell of a PBF file: blocks one after the other, each with its length in front.
//!
//! Read here and not by the crate, so that a file cut off anywhere is told from a whole one, a damaged block is named
//! by its place, and a length made up by a damaged file never becomes memory.

use std::io::{ErrorKind, Read, Seek, SeekFrom};

use super::OsmError;

/// The format's own limits.
const LARGEST_HEADER: u32 = 64 * 1024;
const LARGEST_BLOB: u64 = 32 * 1024 * 1024;

/// Where a block lies: its length counts the header and the four bytes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub at: u64,
    pub len: u64,
}

/// A block as it stands in the file.
#[derive(Debug)]
pub(super) struct Frame {
    pub place: Place,
    pub bytes: Vec<u8>,
}

/// The next block at the reader's place, `None` at the end of the file.
pub(super) fn next(reader: &mut impl Read, at: u64) -> Result<Option<Frame>, OsmError> {
    let mut bytes = Vec::new();
    reader.by_ref().take(4).read_to_end(&mut bytes)?;
    let Ok(length) = <[u8; 4]>::try_from(bytes.as_slice()) else {
        return if bytes.is_empty() { Ok(None) } else { Err(cut_off(at, &bytes)) };
    };
    let header_len = u32::from_be_bytes(length);
    if header_len == 0 || header_len > LARGEST_HEADER {
        return Err(damaged(at, &bytes, "the length of its header is impossible"));
    }
    grow(reader, &mut bytes, u64::from(header_len), at)?;
    let Some(blob_len) = blob_length(&bytes[4..]).filter(|len| *len <= LARGEST_BLOB) else {
        return Err(damaged(at, &bytes, "its header cannot be read"));
    };
    grow(reader, &mut bytes, blob_len, at)?;
    Ok(Some(Frame { place: Place { at, len: bytes.len() as u64 }, bytes }))
}

/// A block whose place is known.
pub(super) fn at(reader: &mut (impl Read + Seek), place: Place) -> Result<Frame, OsmError> {
    reader.seek(SeekFrom::Start(place.at))?;
    let mut bytes = vec![0; place.len as usize];
    reader.read_exact(&mut bytes).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => OsmError::Truncated { at: place.at },
        _ => OsmError::Io(error),
    })?;
    Ok(Frame { place, bytes })
}

fn grow(reader: &mut impl Read, bytes: &mut Vec<u8>, by: u64, at: u64) -> Result<(), OsmError> {
    let n = reader.by_ref().take(by).read_to_end(bytes)?;
    if n as u64 == by { Ok(()) } else { Err(cut_off(at, bytes)) }
}

fn cut_off(at: u64, start: &[u8]) -> OsmError {
    if at == 0 { not_pbf(start) } else { OsmError::Truncated { at } }
}

fn damaged(at: u64, start: &[u8], why: &str) -> OsmError {
    if at == 0 { not_pbf(start) } else { OsmError::Corrupt { at, why: why.to_owned() } }
}

/// What the first bytes say about a file that is something else.
fn not_pbf(start: &[u8]) -> OsmError {
    // A PBF file begins with the length of its first header, which is short: 0x00 0x00 0x00.
    let found = match start {
        [0x1f, 0x8b, ..] => "a gzip file; unpack it first",
        [b'B', b'Z', b'h', ..] => "a bzip2 file; unpack it first",
        [b'P', b'K', ..] => "a zip archive; unpack it first",
        [b'<', ..] => "XML; turn it into PBF with `osmium cat FILE.osm -o FILE.osm.pbf`",
        [0, 0, 0, ..] => "the beginning of one, cut off; fetch it again",
        _ => "something else",
    };
    OsmError::NotPbf(found)
}

/// The field `datasize` of a `BlobHeader`.
fn blob_length(mut header: &[u8]) -> Option<u64> {
    let mut length = None;
    while !header.is_empty() {
        let key = varint(&mut header)?;
        match (key >> 3, key & 7) {
            (3, 0) => length = Some(varint(&mut header)?),
            (_, 0) => drop(varint(&mut header)?),
            (_, 2) => {
                let skipped = usize::try_from(varint(&mut header)?).ok()?;
                header = header.get(skipped..)?;
            }
            _ => return None,
        }
    }
    length
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..63).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
