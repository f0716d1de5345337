//! Colours come out as they were meant.

use image::codecs::jpeg::JpegEncoder;
use image::{ImageBuffer, ImageEncoder, Rgb, RgbImage, Rgba, RgbaImage};

use super::made::{GREEN, RED, is_about, pixels, png, quarters, taken};

#[test]
fn sixteen_bits_become_eight() {
    let deep = ImageBuffer::<Rgb<u16>, Vec<u16>>::from_fn(32, 32, |_, _| Rgb([0x8080, 0x4040, 0xc0c0]));
    assert!(is_about(pixels(&taken(&png(deep))).get_pixel(16, 16), [0x80, 0x40, 0xc0]));
}

#[test]
fn inks_become_light() {
    // Pillow 13.0.0 made it of C 0, M 200, Y 200, K 20 and reads it back as this.
    let picture = taken(include_bytes!("cmyk.jpg"));
    assert!(is_about(pixels(&picture).get_pixel(8, 8), CMYK_AS_PILLOW_READS_IT));
}

const CMYK_AS_PILLOW_READS_IT: [u8; 3] = [235, 51, 51];

#[test]
fn a_wide_profile_is_converted_and_not_dropped() {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 100);
    encoder.set_icc_profile(moxcms::ColorProfile::new_display_p3().encode().unwrap()).unwrap();
    encoder.encode_image(&RgbImage::from_pixel(32, 32, Rgb([120, 200, 80]))).unwrap();
    let found = *pixels(&taken(&file)).get_pixel(16, 16);
    let off = |by: [u8; 3]| found.0.iter().zip(by).map(|(is, should)| is.abs_diff(should)).max();
    assert!(off(IN_SRGB) <= Some(4), "{found:?}");
    assert!(off([120, 200, 80]) >= Some(20), "without the conversion it would be this");
}

/// Display P3 120, 200, 80 by LittleCMS 2.19 (Pillow 13.0.0, `ImageCms.profileToProfile`, the same profile).
const IN_SRGB: [u8; 3] = [89, 203, 56];

#[test]
fn a_profile_that_is_none_leaves_the_colours_alone() {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 95);
    encoder.set_icc_profile(vec![7; 3_000]).unwrap();
    encoder.encode_image(&quarters(64, 64)).unwrap();
    assert!(is_about(pixels(&taken(&file)).get_pixel(4, 4), RED));
}

#[test]
fn what_was_made_transparent_stays_hidden() {
    // A face somebody erased to transparency is still in the file: under white it must not come back.
    let erased =
        RgbaImage::from_fn(64, 64, |x, _| if x < 32 { Rgba([220, 20, 20, 0]) } else { Rgba([20, 220, 20, 255]) });
    let image = pixels(&taken(&png(erased)));
    assert!(is_about(image.get_pixel(8, 32), [255, 255, 255]));
    assert!(is_about(image.get_pixel(56, 32), GREEN));
}
