//! How the files of these tests are made.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Rgb, RgbImage};

use crate::privacy::pictures::{Picture, take};

pub(super) const RED: [u8; 3] = [220, 20, 20];
pub(super) const GREEN: [u8; 3] = [20, 220, 20];
pub(super) const BLUE: [u8; 3] = [20, 20, 220];
pub(super) const WHITE: [u8; 3] = [250, 250, 250];

/// Red upper left, green upper right, blue lower left, white lower right.
pub(super) fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => WHITE,
        })
    })
}

pub(super) fn jpeg(pixels: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 95).encode_image(pixels).unwrap();
    bytes
}

pub(super) fn png(image: impl Into<DynamicImage>) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A chunk of a PNG, with its checksum.
pub(super) fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(name);
    crc.update(body);
    [&(body.len() as u32).to_be_bytes()[..], name, body, &crc.sum().to_be_bytes()].concat()
}

/// An EXIF block (TIFF 6.0, Intel order): orientation, the camera's name, and where it stood.
pub(super) fn exif(orientation: u16) -> Vec<u8> {
    const CAMERA: &[u8] = b"MARK-CAMERA\0";
    let (ifd0, gps) = (8_u32, 8 + 2 + 3 * 12 + 4);
    let data = gps + 2 + 2 * 12 + 4;
    let latitude = data + CAMERA.len() as u32;
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value].concat()
    };
    let short = |value: u16| [value.to_le_bytes()[0], value.to_le_bytes()[1], 0, 0];
    let mut block = [b"II*\0".as_slice(), &ifd0.to_le_bytes(), &3_u16.to_le_bytes()].concat();
    block.extend(entry(0x010f, 2, CAMERA.len() as u32, data.to_le_bytes()));
    block.extend(entry(0x0112, 3, 1, short(orientation)));
    block.extend(entry(0x8825, 4, 1, gps.to_le_bytes()));
    block.extend(0_u32.to_le_bytes());
    block.extend(2_u16.to_le_bytes());
    block.extend(entry(1, 2, 2, *b"N\0\0\0"));
    block.extend(entry(2, 5, 3, latitude.to_le_bytes()));
    block.extend(0_u32.to_le_bytes());
    block.extend(CAMERA);
    for rational in [(56_u32, 1_u32), (23, 1), (1_234, 100)] {
        block.extend(rational.0.to_le_bytes());
        block.extend(rational.1.to_le_bytes());
    }
    block
}

/// A segment of a JPEG.
pub(super) fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    [&[0xff, marker][..], &(body.len() as u16 + 2).to_be_bytes(), body].concat()
}

/// The same JPEG with segments after its first two bytes.
pub(super) fn with_segments(jpeg: &[u8], segments: &[Vec<u8>]) -> Vec<u8> {
    [&jpeg[..2], &segments.concat(), &jpeg[2..]].concat()
}

pub(super) fn with_exif(jpeg: &[u8], orientation: u16) -> Vec<u8> {
    with_segments(jpeg, &[segment(0xe1, &[b"Exif\0\0".as_slice(), &exif(orientation)].concat())])
}

pub(super) fn taken(file: &[u8]) -> Picture {
    take(file).unwrap().picture
}

pub(super) fn pixels(picture: &Picture) -> RgbImage {
    let image = image::load_from_memory_with_format(&picture.jpeg, image::ImageFormat::Jpeg).unwrap().into_rgb8();
    assert_eq!(image.dimensions(), (picture.width, picture.height), "what is said of it is what it is");
    image
}

/// Whether a pixel has about this colour, as far as a JPEG can say.
pub(super) fn is_about(pixel: &Rgb<u8>, colour: [u8; 3]) -> bool {
    pixel.0.iter().zip(colour).all(|(is, should)| is.abs_diff(should) <= 12)
}

/// The markers of a JPEG in their order, and where the last one ends.
pub(super) fn markers(jpeg: &[u8]) -> (Vec<u8>, usize) {
    let (mut found, mut at) = (Vec::new(), 0);
    while at + 1 < jpeg.len() {
        assert_eq!(jpeg[at], 0xff, "a marker at {at}");
        let marker = jpeg[at + 1];
        found.push(marker);
        at += 2;
        match marker {
            0xd8 => continue,
            0xd9 => break,
            _ => at += usize::from(u16::from_be_bytes([jpeg[at], jpeg[at + 1]])),
        }
        if marker == 0xda {
            while jpeg[at] != 0xff || jpeg[at + 1] == 0 {
                at += 1;
            }
        }
    }
    (found, at)
}
