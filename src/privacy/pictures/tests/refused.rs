//! What is no picture is refused with a sentence, and nothing makes the house fall.

use image::GrayImage;

use super::made::{chunk, exif, jpeg, png, quarters, with_exif};
use crate::privacy::pictures::{LONG_SIDE, Refusal, take};

#[test]
fn other_kinds_of_files_are_named() {
    let ftyp = |brand: &[u8; 4]| [b"\0\0\0\x18ftyp".as_slice(), brand, &[0; 64]].concat();
    let svg = b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- x -->\n<SVG xmlns=\"http://www.w3.org/2000/svg\"/>";
    let cases: [(&[u8], Refusal); 14] = [
        (b"", Refusal::Empty),
        (&ftyp(b"heic"), Refusal::Heic),
        (&ftyp(b"mif1"), Refusal::Heic),
        (&ftyp(b"avif"), Refusal::Heic),
        (&ftyp(b"isom"), Refusal::Moving),
        (b"GIF89a\x01\0\x01\0\0\0\0;", Refusal::Moving),
        (include_bytes!("animated.webp"), Refusal::Moving),
        (svg, Refusal::Drawing),
        (b"%PDF-1.7", Refusal::Document),
        (b"PK\x03\x04", Refusal::Document),
        (b"II*\0\x08\0\0\0", Refusal::Unknown),
        (b"\xff\xd8", Refusal::Unknown),
        (b"<html><script>", Refusal::Unknown),
        (&[0; 4_096], Refusal::Unknown),
    ];
    for (file, refusal) in cases {
        assert_eq!(take(file), Err(refusal), "{:?}", &file[..file.len().min(16)]);
        assert!(refusal.sv().ends_with('.') && refusal.en().ends_with('.'));
    }
}

#[test]
fn a_moving_png_is_refused() {
    let still = png(quarters(32, 32));
    let moving = [&still[..33], &chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]), &still[33..]].concat();
    assert_eq!(take(&moving), Err(Refusal::Moving));
}

/// A PNG that says how large it is and holds nothing of it.
fn empty_png(width: u32, height: u32, depth: u8, colour: u8) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, colour, 0, 0, 0]].concat();
    [
        b"\x89PNG\r\n\x1a\n".as_slice(),
        &chunk(b"IHDR", &header),
        &chunk(b"IDAT", &[0x78, 0x9c, 3, 0]),
        &chunk(b"IEND", &[]),
    ]
    .concat()
}

#[test]
fn a_bomb_of_pixels_is_refused_by_its_header() {
    for (width, height) in [(30_000, 30_000), (60_000_000, 1)] {
        let refused = take(&empty_png(width, height, 8, 2));
        assert_eq!(refused, Err(Refusal::TooManyPixels { width, height }));
    }
    assert!(take(&empty_png(i32::MAX as u32, i32::MAX as u32, 8, 2)).is_err(), "more than a number can say");
    // Few enough pixels, but sixteen bits and transparency: twelve bytes for each.
    assert!(matches!(take(&empty_png(7_000, 7_000, 16, 6)), Err(Refusal::TooManyPixels { .. })));
    assert_eq!(take(&empty_png(100, 100, 8, 2)), Err(Refusal::Broken), "what holds too little is no picture");
}

#[test]
fn a_jpeg_of_more_pixels_than_it_may_have_is_refused_by_its_header() {
    let small = jpeg(&quarters(64, 64));
    let frame = small.windows(2).position(|bytes| bytes == [0xff, 0xc0]).unwrap();
    let mut huge = small;
    huge[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(take(&huge), Err(Refusal::TooManyPixels { width: 65_535, height: 65_535 }));
}

#[test]
fn compressed_words_that_swell_are_not_unpacked_without_end() {
    use std::io::Write;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..400 {
        packed.write_all(&[0; 1 << 20]).unwrap();
    }
    let body = [b"MARK\0\0".as_slice(), &packed.finish().unwrap()].concat();
    let plain = png(quarters(64, 64));
    for name in [b"zTXt", b"iCCP"] {
        let bomb = [&plain[..33], &chunk(name, &body), &plain[33..]].concat();
        match take(&bomb) {
            Ok(taken) => assert_eq!(taken.picture.width, 64, "left unread"),
            Err(refusal) => assert_eq!(refusal, Refusal::Broken),
        }
    }
}

#[test]
fn fifty_megapixels_are_taken() {
    let mut file = Vec::new();
    let grey = GrayImage::from_pixel(8_165, 6_124, image::Luma([90]));
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 50).encode_image(&grey).unwrap();
    let picture = take(&file).unwrap().picture;
    assert_eq!((picture.width, picture.height), (LONG_SIDE, 1_536));
}

#[test]
fn a_file_that_ends_too_soon_is_never_taken() {
    let turned = with_exif(&jpeg(&quarters(64, 48)), 6);
    let files = [
        turned,
        png(quarters(64, 48)),
        include_bytes!("turned.webp").to_vec(),
        include_bytes!("progressive.jpg").to_vec(),
    ];
    for file in files {
        assert!(take(&file).is_ok());
        for end in 0..file.len() {
            assert!(take(&file[..end]).is_err(), "{end} of {}", file.len());
        }
    }
}

#[test]
fn no_changed_byte_makes_it_fall() {
    let turned = with_exif(&jpeg(&quarters(64, 48)), 6);
    let files = [
        turned,
        png(quarters(64, 48)),
        include_bytes!("turned.webp").to_vec(),
        include_bytes!("progressive.jpg").to_vec(),
    ];
    for file in files {
        for at in 0..file.len().min(900) {
            for value in [0x00, 0xff, 0x7f] {
                let mut changed = file.clone();
                changed[at] = value;
                // A picture or a refusal; whichever, it comes back.
                if let Ok(taken) = take(&changed) {
                    assert!(taken.picture.width <= LONG_SIDE && taken.picture.height <= LONG_SIDE);
                }
            }
        }
    }
}

#[test]
fn a_block_of_metadata_that_points_nowhere_is_harmless() {
    let held = jpeg(&quarters(64, 48));
    for cut in 0..exif(6).len() {
        let block = [b"Exif\0\0".as_slice(), &exif(6)[..cut]].concat();
        let file = super::made::with_segments(&held, &[super::made::segment(0xe1, &block)]);
        assert!(take(&file).is_ok(), "cut at {cut}");
    }
}
