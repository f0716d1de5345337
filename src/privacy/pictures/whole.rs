//! Whether a file is all there, without decoding it: decoders fill a missing half with grey and say nothing.

use super::kind::Kind;
use super::refusal::Refusal;

/// What can be said of a picture before a pixel is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Whole {
    /// Where the picture ends; what stands behind is not looked at.
    pub end: usize,
    /// A progressive JPEG is kept as coefficients until its last scan.
    pub progressive: bool,
}

/// Follows the parts of the file to its end.
pub(super) fn whole(kind: Kind, bytes: &[u8]) -> Result<Whole, Refusal> {
    match kind {
        Kind::Jpeg => jpeg(bytes),
        Kind::Png => png(bytes),
        Kind::WebP => webp(bytes),
    }
}

/// Segments and scans up to EOI (ITU-T T.81 annex B).
fn jpeg(bytes: &[u8]) -> Result<Whole, Refusal> {
    let byte = |at: usize| bytes.get(at).copied().ok_or(Refusal::Truncated);
    let mut progressive = false;
    let mut at = 2;
    loop {
        if byte(at)? != 0xff {
            return Err(Refusal::Broken);
        }
        while byte(at)? == 0xff {
            at += 1;
        }
        let marker = byte(at)?;
        at += 1;
        match marker {
            0xd9 => return Ok(Whole { end: at, progressive }),
            0x01 | 0xd0..=0xd7 => continue,
            0x00 | 0xd8 => return Err(Refusal::Broken),
            _ => {}
        }
        progressive |= matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce);
        let length = usize::from(u16::from_be_bytes([byte(at)?, byte(at + 1)?]));
        if length < 2 {
            return Err(Refusal::Broken);
        }
        at += length;
        if marker == 0xda {
            // The pixels: a 0xff in them is followed by 0, or is a restart marker.
            while byte(at)? != 0xff || matches!(byte(at + 1)?, 0x00 | 0xd0..=0xd7) {
                at += 1;
            }
        }
    }
}

/// Chunks up to IEND (PNG, third edition, section 5). An APNG says `acTL` before its first pixels.
fn png(bytes: &[u8]) -> Result<Whole, Refusal> {
    let mut at = 8;
    loop {
        let head = bytes.get(at..at + 8).ok_or(Refusal::Truncated)?;
        let (length, name) = (u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize, &head[4..8]);
        if name == b"acTL" {
            return Err(Refusal::Moving);
        }
        // Head, body and checksum.
        at = at.saturating_add(12).saturating_add(length);
        if at > bytes.len() {
            return Err(Refusal::Truncated);
        }
        if name == b"IEND" {
            return Ok(Whole { end: at, progressive: false });
        }
    }
}

/// The RIFF container says how long it is (RFC 9649); VP8X has a flag for animation.
fn webp(bytes: &[u8]) -> Result<Whole, Refusal> {
    let head = bytes.get(4..8).ok_or(Refusal::Truncated)?;
    let end = (u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize).saturating_add(8);
    if end > bytes.len() || bytes.len() < 16 {
        return Err(Refusal::Truncated);
    }
    if &bytes[12..16] == b"VP8X" && bytes.get(20).is_some_and(|flags| flags & 0x02 != 0) {
        return Err(Refusal::Moving);
    }
    Ok(Whole { end, progressive: false })
}
