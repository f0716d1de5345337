//! Nothing but pixels comes out.

use std::io::Write;

use image::ImageEncoder;
use image::codecs::jpeg::JpegEncoder;

use super::made::{chunk, jpeg, markers, png, quarters, segment, with_exif, with_segments};
use crate::privacy::pictures::{Area, Taken, cover, take};

/// SOI, APP0 (JFIF), DQT, SOF0, DHT, SOS, EOI.
const PIXELS_ALONE: [u8; 7] = [0xd8, 0xe0, 0xdb, 0xc0, 0xc4, 0xda, 0xd9];

fn holds_pixels_alone(taken: &Taken) {
    for own in [&taken.picture, &taken.thumbnail] {
        let (found, end) = markers(&own.jpeg);
        assert!(found.iter().all(|marker| PIXELS_ALONE.contains(marker)), "{found:x?}");
        assert_eq!(found.iter().filter(|marker| **marker == 0xe0).count(), 1, "one JFIF segment");
        assert_eq!(&own.jpeg[2..11], b"\xff\xe0\x00\x10JFIF\0", "of sixteen bytes: without a thumbnail of its own");
        assert_eq!((found.last(), end), (Some(&0xd9), own.jpeg.len()), "and nothing behind the end");
        for mark in [&b"MARK"[..], b"Exif", b"http", b"GPS", b"Photoshop", b"ICC_PROFILE", b"PK\x03\x04"] {
            assert!(!own.jpeg.windows(mark.len()).any(|bytes| bytes == mark), "{}", String::from_utf8_lossy(mark));
        }
    }
}

fn behind_the_end() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("MARK.txt", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(b"MARK").unwrap();
    archive.finish().unwrap().into_inner()
}

#[test]
fn every_kind_of_metadata_of_a_jpeg_is_gone() {
    let mut profiled = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut profiled, 90);
    encoder.set_icc_profile(moxcms::ColorProfile::new_display_p3().encode().unwrap()).unwrap();
    encoder.encode_image(&quarters(96, 64)).unwrap();
    let marked = with_segments(
        &with_exif(&profiled, 1),
        &[
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>MARK</x:xmpmeta>"),
            segment(0xe2, b"MPF\0MARK"),
            segment(0xed, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x04MARK"),
            segment(0xee, b"MARK"),
            segment(0xfe, b"MARK"),
        ],
    );
    let file = [marked, behind_the_end(), jpeg(&quarters(96, 64))].concat();
    assert!(file.windows(4).filter(|bytes| bytes == b"MARK").count() > 6);
    let taken = take(&file).unwrap();
    holds_pixels_alone(&taken);
    let covered = cover(&taken.picture.jpeg, &[Area { x: 0, y: 0, width: 9, height: 9 }]).unwrap();
    holds_pixels_alone(&covered);
}

#[test]
fn words_in_a_png_are_gone() {
    let plain = png(quarters(96, 64));
    // After the header's chunk, which is 25 bytes behind the signature of 8.
    let marked = [
        &plain[..33],
        &chunk(b"tEXt", b"Comment\0MARK"),
        &chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0MARK"),
        &chunk(b"eXIf", &super::made::exif(1)),
        &plain[33..],
        &behind_the_end(),
    ]
    .concat();
    holds_pixels_alone(&take(&marked).unwrap());
}

#[test]
fn metadata_of_other_programs_files_is_gone() {
    for file in [&include_bytes!("turned.webp")[..], include_bytes!("progressive.jpg"), include_bytes!("cmyk.jpg")] {
        holds_pixels_alone(&take(file).unwrap());
    }
}

#[test]
fn the_same_file_gives_the_same_bytes() {
    let file = with_exif(&jpeg(&quarters(700, 500)), 6);
    assert_eq!(take(&file), take(&file));
}
