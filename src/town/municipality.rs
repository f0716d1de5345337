//! A municipality as a record, and the same with its plane and clock laid out: a [`Town`].

use geo::{Area, Contains, Distance, Euclidean, MapCoords, MultiPolygon, Point, Validation};

use crate::geodesy::{Bounds, EastNorth, LonLat, Metric};
use crate::observation::Clock;

/// What an installation knows of a municipality.
#[derive(Debug, Clone, PartialEq)]
pub struct Municipality {
    /// SCB's four digits in Sweden, any short name elsewhere.
    pub code: String,
    pub name: String,
    /// IANA name.
    pub time_zone: String,
    /// The languages its pages come in, the first first.
    pub languages: Vec<String>,
    /// The plane in which everything is measured in metres.
    pub epsg: u16,
    /// A public cell holds at least so many independent reports.
    pub k: u32,
    pub population: Option<u32>,
    /// In degrees, longitude first.
    pub border: MultiPolygon<f64>,
    /// How far outside the border a report is still taken: the border's own error.
    pub border_margin_m: f64,
    /// Streets, lamps and reports are made up; every page says so.
    pub invented: bool,
    /// Whom to thank for the data, as it must be shown.
    pub attribution: Vec<String>,
}

#[derive(Debug, thiserror::Error, PartialEq)]
pub enum BorderError {
    #[error("EPSG:{0} is not known: use 3006, 3007–3018 or a UTM zone (326xx, 327xx)")]
    UnknownPlane(u16),
    #[error("{0} is no IANA time zone, such as Europe/Stockholm")]
    UnknownTimeZone(String),
    #[error("the border has no surface")]
    NoSurface,
    #[error("the border is not a valid polygon: {0}")]
    Invalid(String),
    #[error("the border holds a coordinate that is not on the globe; GeoJSON is longitude, latitude")]
    NotOnTheGlobe,
    #[error("k is {0}, but a public cell never holds fewer than {min} reports", min = Municipality::SMALLEST_K)]
    KTooSmall(u32),
}

impl Municipality {
    /// No installation can go below this, whatever its settings say.
    pub const SMALLEST_K: u32 = 5;
    pub const DEFAULT_K: u32 = 6;

    /// The languages of a municipality of which only the clock is known: abroad English comes first, so that what an
    /// import has to name is not named in Swedish.
    pub fn usual_languages(time_zone: &str) -> Vec<String> {
        let languages = if time_zone == "Europe/Stockholm" { ["sv", "en"] } else { ["en", "sv"] };
        languages.map(str::to_owned).to_vec()
    }
}

/// A municipality with its plane, its clock and its border in metres.
#[derive(Debug, Clone)]
pub struct Town {
    pub municipality: Municipality,
    pub metric: Metric,
    pub clock: Clock,
    pub bounds: Bounds,
    border_m: MultiPolygon<f64>,
}

impl Town {
    pub fn new(municipality: Municipality) -> Result<Self, BorderError> {
        let metric = Metric::from_epsg(municipality.epsg).ok_or(BorderError::UnknownPlane(municipality.epsg))?;
        let clock = Clock::new(&municipality.time_zone)
            .ok_or_else(|| BorderError::UnknownTimeZone(municipality.time_zone.clone()))?;
        if municipality.k < Municipality::SMALLEST_K {
            return Err(BorderError::KTooSmall(municipality.k));
        }
        let mut corners = Vec::new();
        for coord in geo::CoordsIter::coords_iter(&municipality.border) {
            corners.push(LonLat::new(coord.x, coord.y).ok_or(BorderError::NotOnTheGlobe)?);
        }
        let bounds = Bounds::around(corners).ok_or(BorderError::NoSurface)?;
        let border_m = municipality.border.map_coords(|c| {
            let p = metric.forward(LonLat::new(c.x, c.y).expect("checked above"));
            geo::Coord { x: p.e, y: p.n }
        });
        if border_m.unsigned_area() <= 0.0 {
            return Err(BorderError::NoSurface);
        }
        border_m.check_validation().map_err(|fault| BorderError::Invalid(fault.to_string()))?;
        Ok(Self { municipality, metric, clock, bounds, border_m })
    }

    pub fn code(&self) -> &str {
        &self.municipality.code
    }

    /// Metres from the border to a position outside it, 0 inside.
    pub fn distance_outside_m(&self, at: EastNorth) -> f64 {
        let point = Point::new(at.e, at.n);
        if self.border_m.contains(&point) { 0.0 } else { Euclidean.distance(&point, &self.border_m) }
    }

    /// Whether a report from here is ours: inside, or outside by no more than the border's own error.
    pub fn takes(&self, at: EastNorth) -> bool {
        self.distance_outside_m(at) <= self.municipality.border_margin_m
    }

    pub fn area_ha(&self) -> f64 {
        self.border_m.unsigned_area() / 10_000.0
    }
}
