//! Colours as the screen of whoever looks means them.

use image::RgbImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// Real profiles of cameras are a few kilobytes.
const LARGEST_PROFILE: usize = 1 << 20;

/// Converts to sRGB. A profile that is missing, not of RGB, or cannot be read leaves the colours as they are:
/// telephones that write none mean sRGB.
pub(super) fn to_srgb(pixels: RgbImage, profile: Option<&[u8]>) -> RgbImage {
    profile.filter(|bytes| bytes.len() <= LARGEST_PROFILE).and_then(|bytes| converted(&pixels, bytes)).unwrap_or(pixels)
}

fn converted(pixels: &RgbImage, profile: &[u8]) -> Option<RgbImage> {
    let from = ColorProfile::new_from_slice(profile).ok().filter(|own| own.color_space == DataColorSpace::Rgb)?;
    let transform = from
        .create_transform_8bit(Layout::Rgb, &ColorProfile::new_srgb(), Layout::Rgb, TransformOptions::default())
        .ok()?;
    let mut out = RgbImage::new(pixels.width(), pixels.height());
    transform.transform(pixels.as_raw(), &mut out).ok()?;
    Some(out)
}
