//! What is covered is black in the pixels, also in the small picture.

use super::made::{RED, WHITE, is_about, jpeg, pixels, quarters};
use crate::privacy::pictures::{Area, cover, take};

fn is_black(pixel: &image::Rgb<u8>) -> bool {
    pixel.0.iter().all(|channel| *channel <= 4)
}

#[test]
fn an_area_is_black_out_to_its_blocks_and_the_rest_is_as_it_was() {
    let whole = take(&jpeg(&quarters(960, 640))).unwrap();
    let covered = cover(&whole.picture.jpeg, &[Area { x: 101, y: 51, width: 90, height: 70 }]).unwrap();
    let (image, small) = (pixels(&covered.picture), pixels(&covered.thumbnail));
    // 101…191 by 51…121, out to multiples of eight.
    for (x, y) in [(96, 48), (191, 48), (96, 127), (191, 127), (150, 80)] {
        assert!(is_black(image.get_pixel(x, y)), "{x}, {y}");
    }
    for (x, y) in [(95, 47), (192, 80), (150, 128), (20, 300)] {
        assert!(is_about(image.get_pixel(x, y), RED), "{x}, {y}");
    }
    assert!(is_about(image.get_pixel(900, 600), WHITE));
    assert!(is_black(small.get_pixel(75, 43)), "the small picture is made of the covered one");
    assert!(is_about(small.get_pixel(10, 150), RED));
}

#[test]
fn nothing_of_what_was_under_an_area_is_left() {
    let secret = take(&jpeg(&quarters(400, 400))).unwrap();
    let plain = take(&jpeg(&image::RgbImage::from_pixel(400, 400, image::Rgb(RED)))).unwrap();
    let everything = [Area { x: 3, y: 3, width: 9_999, height: 9_999 }];
    let covered = cover(&secret.picture.jpeg, &everything).unwrap();
    assert_eq!(covered, cover(&plain.picture.jpeg, &everything).unwrap(), "two pictures cannot be told apart any more");
}

#[test]
fn an_area_outside_covers_nothing_and_none_is_too_large() {
    let whole = take(&jpeg(&quarters(96, 64))).unwrap();
    let area = |x, y, width, height| Area { x, y, width, height };
    assert_eq!(area(96, 0, 10, 10).within(96, 64), None);
    assert_eq!(area(0, 0, 0, 10).within(96, 64), None);
    assert_eq!(area(90, 60, u32::MAX, u32::MAX).within(96, 64), Some(area(90, 60, 6, 4)));
    let left = cover(&whole.picture.jpeg, &[area(u32::MAX, u32::MAX, u32::MAX, 1), area(96, 0, 5, 5)]).unwrap();
    assert!(is_about(pixels(&left.picture).get_pixel(4, 4), RED));
}
