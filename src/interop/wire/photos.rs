//! Photos of reports, as who sent them and as staff see them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::privacy::Cleared;
use crate::privacy::pictures::{Area, Photo, PhotoOfReport};

/// A photo, for who sent it.
#[derive(Serialize, ToSchema)]
pub struct OwnPhotoBody {
    id: Uuid,
    /// `waiting`: nobody has looked. `shown`: it can be seen with this link. `refused`: somebody looked and erased it.
    state: &'static str,
    width: u32,
    height: u32,
    /// RFC 3339.
    received_at: String,
    /// Something in it was made black.
    is_covered: bool,
    /// Why it is not shown.
    reason: Option<String>,
}

impl OwnPhotoBody {
    pub fn of(photo: &Photo) -> Self {
        Self {
            id: photo.id,
            state: photo.state.as_str(),
            width: photo.width,
            height: photo.height,
            received_at: photo.received_at.to_string(),
            is_covered: !photo.covered.is_empty(),
            reason: photo.reason.clone(),
        }
    }
}

/// A box of a photo, in pixels from the upper left corner.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AreaBody {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

/// A photo, for staff.
#[derive(Serialize, ToSchema)]
pub struct PhotoBody {
    id: Uuid,
    /// `waiting`, `shown`, `refused`, `erased`.
    state: &'static str,
    width: u32,
    height: u32,
    /// What has been made black in it.
    covered: Vec<AreaBody>,
    reason: Option<String>,
    /// RFC 3339.
    received_at: String,
    version: u32,
}

impl PhotoBody {
    pub fn of(photo: &Photo) -> Self {
        Self {
            id: photo.id,
            state: photo.state.as_str(),
            width: photo.width,
            height: photo.height,
            covered: photo
                .covered
                .iter()
                .map(|&Area { x, y, width, height }| AreaBody { x, y, width, height })
                .collect(),
            reason: photo.reason.clone(),
            received_at: photo.received_at.to_string(),
            version: photo.version,
        }
    }
}

/// The report a photo belongs to, without its words.
#[derive(Serialize, ToSchema)]
pub struct PhotoReportBody {
    reference: String,
    category: &'static str,
    /// GeoJSON geometry.
    #[schema(value_type = Object)]
    place: Value,
    /// RFC 3339.
    told_at: String,
}

/// A photo in the list of staff.
#[derive(Serialize, ToSchema)]
pub struct PhotoOfReportBody {
    #[serde(flatten)]
    photo: PhotoBody,
    report: PhotoReportBody,
}

/// Photos for staff.
#[derive(Serialize, ToSchema)]
pub struct PhotosBody {
    /// The oldest first, at most a hundred.
    photos: Vec<PhotoOfReportBody>,
    /// How many wait in all.
    n_waiting: usize,
}

impl PhotosBody {
    pub fn of(photos: &Cleared<Vec<PhotoOfReport>>, n_waiting: usize) -> Self {
        let line = |own: &PhotoOfReport| PhotoOfReportBody {
            photo: PhotoBody::of(&own.photo),
            report: PhotoReportBody {
                reference: own.reference.clone(),
                category: own.category.as_str(),
                place: own.place.to_json(),
                told_at: own.told_at.to_string(),
            },
        };
        Self { photos: photos.get().iter().map(line).collect(), n_waiting }
    }
}

/// What somebody who looked wants done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhotoDecisionBody {
    /// `waiting`, `shown` or `refused`.
    pub state: String,
    /// To be made black now, besides what is. It cannot be undone.
    #[serde(default)]
    cover: Vec<AreaBody>,
    /// Why it is refused, at most 300 characters; who sent it reads it.
    #[serde(default)]
    pub reason: Option<String>,
}

impl PhotoDecisionBody {
    pub fn areas(&self) -> Vec<Area> {
        self.cover.iter().map(|&AreaBody { x, y, width, height }| Area { x, y, width, height }).collect()
    }
}
