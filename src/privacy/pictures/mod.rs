//! Pictures: what a phone sends goes in, pixels and nothing else come out.
//!
//! A file from a camera says where and when it was taken, with which camera, sometimes by whom, and may carry another
//! file behind its end. [`take()`] decodes it, turns it the way it was held, scales it down and writes a new JPEG of
//! the pixels alone. [`cover()`] blackens what a person pointed out, in the pixels themselves.

mod colours;
mod cover;
mod kind;
mod photo;
mod refusal;
mod take;
#[cfg(test)]
mod tests;
mod whole;

pub use cover::{Area, cover};
pub use photo::{Photo, PhotoOfReport, PhotoState};
pub use refusal::Refusal;
pub use take::{LARGEST_PIXELS, LONG_SIDE, Picture, THUMBNAIL_SIDE, Taken, take};
