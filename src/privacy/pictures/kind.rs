//! What a file is, by its first bytes; what the sender calls it is not asked.

use super::refusal::Refusal;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Jpeg,
    Png,
    WebP,
}

/// Brands of ISO base media files that hold one picture (ISO/IEC 23008-12, AVIF).
const STILL_BRANDS: [&[u8; 4]; 12] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"avif", b"avis"];

pub(super) fn kind(bytes: &[u8]) -> Result<Kind, Refusal> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let at = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if starts(&[0xff, 0xd8, 0xff]) {
        return Ok(Kind::Jpeg);
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Ok(Kind::Png);
    }
    if starts(b"RIFF") && at(8, 12) == b"WEBP" {
        return Ok(Kind::WebP);
    }
    if at(4, 8) == b"ftyp" {
        let still = STILL_BRANDS.iter().any(|brand| at(8, 12) == *brand);
        return Err(if still { Refusal::Heic } else { Refusal::Moving });
    }
    if starts(b"GIF8") || (starts(b"RIFF") && at(8, 12) == b"AVI ") || starts(&[0x1a, 0x45, 0xdf, 0xa3]) {
        return Err(Refusal::Moving);
    }
    if starts(b"%PDF") || starts(b"PK\x03\x04") || starts(b"\xd0\xcf\x11\xe0") {
        return Err(Refusal::Document);
    }
    Err(if is_drawing(bytes) { Refusal::Drawing } else { Refusal::Unknown })
}

/// An SVG may begin with a byte order mark, a declaration and comments.
fn is_drawing(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1_024)]).to_ascii_lowercase();
    let start = start.trim_start_matches('\u{feff}').trim_start();
    start.starts_with('<') && start.contains("<svg")
}
