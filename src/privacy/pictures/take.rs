//! The one way in: decode, turn, scale, write anew.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ExtendedColorType, ImageDecoder, Limits, RgbImage};

use super::colours::to_srgb;
use super::kind::{Kind, kind};
use super::refusal::Refusal;
use super::whole::{Whole, whole};

/// More than any telephone's ordinary picture; its "50 megapixels" are a little over 50 × 10⁶.
pub const LARGEST_PIXELS: u64 = 52_000_000;
/// Of what is kept, in pixels: enough to see a broken lamp, few enough to be sent.
pub const LONG_SIDE: u32 = 2_048;
pub const THUMBNAIL_SIDE: u32 = 480;
/// What decoding one picture may need at once.
const LARGEST_MEMORY: u64 = 256 << 20;
const QUALITY: u8 = 82;

/// A JPEG of pixels alone: no EXIF, no XMP, no IPTC, no colour profile, no comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// A picture and its small twin, made of the same pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub picture: Picture,
    pub thumbnail: Picture,
}

/// Makes a picture of a file, or says why it is none.
///
/// The number of pixels is read from the header and refused before anything is allocated for them. The picture is
/// scaled before it is turned, and its colours become sRGB, so that it needs no profile. What was transparent lies on
/// white: hidden colours stay hidden.
pub fn take(file: &[u8]) -> Result<Taken, Refusal> {
    let kind = kind(file)?;
    let known = whole(kind, file)?;
    let file = Cursor::new(&file[..known.end]);
    let limits = || {
        let mut limits = Limits::default();
        limits.max_alloc = Some(LARGEST_MEMORY);
        limits
    };
    match kind {
        Kind::Jpeg => decode(JpegDecoder::new(file).map_err(|_| Refusal::Broken)?, kind, known),
        Kind::Png => decode(PngDecoder::with_limits(file, limits()).map_err(|_| Refusal::Broken)?, kind, known),
        Kind::WebP => decode(WebPDecoder::new(file).map_err(|_| Refusal::Broken)?, kind, known),
    }
    .map(|pixels| written(&pixels))
}

fn decode(mut decoder: impl ImageDecoder, kind: Kind, known: Whole) -> Result<RgbImage, Refusal> {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > LARGEST_PIXELS || pixels * bytes_a_pixel(kind, known, decoder.color_type()) > LARGEST_MEMORY {
        return Err(Refusal::TooManyPixels { width, height });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let image = DynamicImage::from_decoder(decoder).map_err(|_| Refusal::Broken)?;
    let mut scaled = fitting(opaque(image), LONG_SIDE);
    scaled.apply_orientation(orientation);
    Ok(to_srgb(scaled.into_rgb8(), profile.as_deref()))
}

/// What is held at once while a picture is decoded, for each of its pixels.
fn bytes_a_pixel(kind: Kind, known: Whole, colour: ColorType) -> u64 {
    let decoded = u64::from(colour.bytes_per_pixel());
    // Pixels with transparency are copied to be laid on white.
    let laid_on_white = if colour.has_alpha() && colour != ColorType::Rgba8 { 4 } else { 0 };
    let beside = match kind {
        // Coefficients of two bytes for each of up to three components.
        Kind::Jpeg if known.progressive => 6,
        Kind::Jpeg => 1,
        Kind::Png => 0,
        // Frames are decoded to planes or to four bytes first.
        Kind::WebP => 4,
    };
    decoded + laid_on_white + beside
}

/// The same picture on white, in place where it can be.
fn opaque(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return image;
    }
    let mut pixels = image.into_rgba8();
    for pixel in pixels.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0.map(u32::from);
        let on_white = |colour: u32| ((colour * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        pixel.0 = [on_white(red), on_white(green), on_white(blue), 255];
    }
    pixels.into()
}

/// At most so long; a smaller picture stays as it is.
fn fitting(image: DynamicImage, side: u32) -> DynamicImage {
    if image.width().max(image.height()) <= side { image } else { image.thumbnail(side, side) }
}

/// Both sizes, encoded.
pub(super) fn written(pixels: &RgbImage) -> Taken {
    let small = fitting(pixels.clone().into(), THUMBNAIL_SIDE).into_rgb8();
    Taken { picture: encoded(pixels), thumbnail: encoded(&small) }
}

fn encoded(pixels: &RgbImage) -> Picture {
    let (width, height) = pixels.dimensions();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode(pixels.as_raw(), width, height, ExtendedColorType::Rgb8)
        .expect("eight-bit pixels of at most 2048 can always be written to memory");
    Picture { jpeg, width, height }
}
