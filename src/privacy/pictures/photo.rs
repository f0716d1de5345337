//! A photo of a report as the house keeps it, without its pixels.

use jiff::Timestamp;
use uuid::Uuid;

use super::cover::Area;
use crate::observation::Category;
use crate::report::Geometry;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoState {
    /// Nobody has looked at it: nobody but staff sees it.
    Waiting,
    /// Somebody has looked: it may be seen on the secret link of its report.
    Shown,
    /// Somebody has looked and said why not; the pixels are gone.
    Refused,
    /// Taken away by who sent it, or with the report; the pixels are gone.
    Erased,
}

impl PhotoState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Shown => "shown",
            Self::Refused => "refused",
            Self::Erased => "erased",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Shown, Self::Refused, Self::Erased].into_iter().find(|own| own.as_str() == word)
    }

    pub fn has_pixels(self) -> bool {
        matches!(self, Self::Waiting | Self::Shown)
    }
}

/// What is known of a photo.
#[derive(Debug, Clone, PartialEq)]
pub struct Photo {
    pub id: Uuid,
    pub report_key: i64,
    pub state: PhotoState,
    pub width: u32,
    pub height: u32,
    /// What has been made black in it.
    pub covered: Vec<Area>,
    /// Why it is not shown.
    pub reason: Option<String>,
    pub received_at: Timestamp,
    pub version: u32,
}

/// A photo with the report it belongs to, for staff.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoOfReport {
    pub photo: Photo,
    pub reference: String,
    pub category: Category,
    pub place: Geometry,
    pub told_at: Timestamp,
}
