//! What must not be seen is made black in the pixels; the file of before is not kept.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::{DynamicImage, Rgb};
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use super::take::{Taken, written};

/// A JPEG is coded in blocks of so many pixels, and what a block held leaves traces up to its border.
const BLOCK: u32 = 8;

/// A rectangle of a picture, in its pixels from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl Area {
    /// The part that lies in a picture of this size; nothing of it may.
    pub fn within(self, width: u32, height: u32) -> Option<Self> {
        let (right, lower) = (self.x.saturating_add(self.width), self.y.saturating_add(self.height));
        let (right, lower) = (right.min(width), lower.min(height));
        (self.x < right && self.y < lower).then(|| Self {
            x: self.x,
            y: self.y,
            width: right - self.x,
            height: lower - self.y,
        })
    }

    /// Out to whole blocks of the JPEG.
    fn widened(self) -> Self {
        let (x, y) = (self.x / BLOCK * BLOCK, self.y / BLOCK * BLOCK);
        let out = |end: u32| end.div_ceil(BLOCK).saturating_mul(BLOCK);
        Self { x, y, width: out(self.x + self.width) - x, height: out(self.y + self.height) - y }
    }
}

/// Blackens the areas, widened to whole blocks, in a picture that [`take`](super::take()) made. Areas outside it cover
/// nothing.
pub fn cover(jpeg: &[u8], areas: &[Area]) -> Result<Taken, Refusal> {
    let decoder = JpegDecoder::new(Cursor::new(jpeg)).map_err(|_| Refusal::Broken)?;
    let mut pixels = DynamicImage::from_decoder(decoder).map_err(|_| Refusal::Broken)?.into_rgb8();
    let (width, height) = pixels.dimensions();
    for area in areas.iter().filter_map(|area| area.within(width, height)?.widened().within(width, height)) {
        for y in area.y..area.y + area.height {
            for x in area.x..area.x + area.width {
                pixels.put_pixel(x, y, Rgb([0, 0, 0]));
            }
        }
    }
    Ok(written(&pixels))
}
