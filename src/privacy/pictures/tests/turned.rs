//! However the camera was held, the picture stands upright.

use super::made::{BLUE, GREEN, RED, WHITE, is_about, jpeg, pixels, quarters, taken, with_exif};
use crate::privacy::pictures::{LONG_SIDE, THUMBNAIL_SIDE, take};

/// Which colours stand upper left, upper right, lower left and lower right after each orientation, worked out from the
/// words of TIFF 6.0 ("the 0th row represents the visual … side, the 0th column the visual … side").
const UPRIGHT: [(u16, [[u8; 3]; 4]); 8] = [
    (1, [RED, GREEN, BLUE, WHITE]),
    (2, [GREEN, RED, WHITE, BLUE]),
    (3, [WHITE, BLUE, GREEN, RED]),
    (4, [BLUE, WHITE, RED, GREEN]),
    (5, [RED, BLUE, GREEN, WHITE]),
    (6, [BLUE, RED, WHITE, GREEN]),
    (7, [WHITE, GREEN, BLUE, RED]),
    (8, [GREEN, WHITE, RED, BLUE]),
];

#[test]
fn each_of_the_eight_orientations_is_turned_upright() {
    let held = jpeg(&quarters(96, 64));
    for (orientation, upright) in UPRIGHT {
        let picture = taken(&with_exif(&held, orientation));
        let is_on_its_side = orientation >= 5;
        let size = if is_on_its_side { (64, 96) } else { (96, 64) };
        assert_eq!((picture.width, picture.height), size, "orientation {orientation}");
        let image = pixels(&picture);
        let (w, h) = size;
        let corners = [(4, 4), (w - 5, 4), (4, h - 5), (w - 5, h - 5)];
        for ((x, y), colour) in corners.into_iter().zip(upright) {
            assert!(is_about(image.get_pixel(x, y), colour), "orientation {orientation} at {x}, {y}");
        }
    }
}

#[test]
fn an_orientation_that_does_not_exist_turns_nothing() {
    let held = jpeg(&quarters(96, 64));
    for orientation in [0, 9, 65_535] {
        let picture = taken(&with_exif(&held, orientation));
        assert!(is_about(pixels(&picture).get_pixel(4, 4), RED), "orientation {orientation}");
    }
}

#[test]
fn other_programs_files_are_turned_too() {
    // Pillow 13.0.0: 32 × 16, left half red, right half blue, orientation 6: turned clockwise, red is above.
    for file in [&include_bytes!("turned.webp")[..], include_bytes!("progressive.jpg")] {
        let picture = taken(file);
        assert_eq!((picture.width, picture.height), (16, 32));
        let image = pixels(&picture);
        let (above, below) = (image.get_pixel(8, 4), image.get_pixel(8, 27));
        assert!(above[0] > 150 && above[2] < 90, "{above:?}");
        assert!(below[2] > 150 && below[0] < 90, "{below:?}");
    }
}

#[test]
fn a_large_picture_is_scaled_and_turned_and_a_small_one_is_not_enlarged() {
    let taken = take(&with_exif(&jpeg(&quarters(3_000, 1_200)), 8)).unwrap();
    assert_eq!((taken.picture.width, taken.picture.height), (819, LONG_SIDE));
    assert_eq!((taken.thumbnail.width, taken.thumbnail.height), (192, THUMBNAIL_SIDE));
    assert!(is_about(pixels(&taken.picture).get_pixel(4, 4), GREEN));
    assert!(is_about(pixels(&taken.thumbnail).get_pixel(4, 4), GREEN));
    let small = take(&jpeg(&quarters(60, 40))).unwrap();
    assert_eq!((small.picture.width, small.thumbnail.width), (60, 60));
}
