//! A municipality as a record, and the same with its plane and clock laid out: a [`Town`].

use geo::{Area, BoundingRect, Contains, CoordsIter, Distance, Euclidean, MapCoords, MultiPolygon, Point, Validation};

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

/// Why something is no municipality.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum BadMunicipality {
    #[error("{0:?} is no code: use 1 to 32 of a–z, 0–9 and -, such as 1273 or bathnes")]
    Code(String),
    #[error("{0:?} is no name: use 1 to 80 characters, none of them a control character")]
    Name(String),
    #[error("EPSG:{0} is not known: use 3006, 3007–3018 or a UTM zone (326xx, 327xx)")]
    UnknownPlane(u16),
    #[error("EPSG:{epsg} does not measure here, its metres are not metres within this border: use EPSG:{fitting}")]
    PlaneElsewhere { epsg: u16, fitting: u16 },
    #[error(
        "EPSG:{0} does not measure all of this border, and no other plane does: it is too wide for one municipality"
    )]
    TooWide(u16),
    #[error("{0} is no IANA time zone, such as Europe/Stockholm")]
    UnknownTimeZone(String),
    #[error("the border has no surface")]
    NoSurface,
    #[error("the border is not a valid polygon: {0}")]
    Invalid(String),
    #[error("the border holds a coordinate that is not on the globe; GeoJSON is longitude, latitude")]
    NotOnTheGlobe,
    #[error("a margin of {0} m around the border: use 0 to {max} m", max = Municipality::WIDEST_MARGIN_M)]
    Margin(f64),
    #[error("the border lies elsewhere, but in Sweden when its coordinates are exchanged: longitude comes first")]
    Exchanged,
    #[error("k is {0}, but a public cell never holds fewer than {min} reports", min = Municipality::SMALLEST_K)]
    KTooSmall(u32),
}

impl Municipality {
    /// No installation can go below this, whatever its settings say.
    pub const SMALLEST_K: u32 = 5;
    pub const DEFAULT_K: u32 = 6;
    /// Farther out than any border is wrong.
    pub const WIDEST_MARGIN_M: f64 = 5_000.0;
    const LONGEST_CODE: usize = 32;
    const LONGEST_NAME: usize = 80;

    /// The code stands in addresses, in the names of squares and on command lines; the name on every page. Looked at
    /// when somebody says them, not when a stored one is read: an old one is still served.
    pub fn check_words(&self) -> Result<(), BadMunicipality> {
        let in_code = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        if !(1..=Self::LONGEST_CODE).contains(&self.code.len()) || !self.code.bytes().all(in_code) {
            return Err(BadMunicipality::Code(self.code.clone()));
        }
        let length = self.name.chars().count();
        if self.name.trim().is_empty() || length > Self::LONGEST_NAME || self.name.chars().any(char::is_control) {
            return Err(BadMunicipality::Name(self.name.clone()));
        }
        Ok(())
    }

    /// How far outside the border reports are taken. Looked at when somebody says it, too.
    pub fn check_margin(&self) -> Result<(), BadMunicipality> {
        let margin = self.border_margin_m;
        if (0.0..=Self::WIDEST_MARGIN_M).contains(&margin) { Ok(()) } else { Err(BadMunicipality::Margin(margin)) }
    }

    /// Whether the plane measures within the border. Looked at when somebody says plane or border; a stored one that
    /// does not is served all the same: one municipality that was added badly does not keep the others from being
    /// served.
    pub fn check_plane(&self) -> Result<(), BadMunicipality> {
        let epsg = self.epsg;
        let plane = Metric::from_epsg(epsg).ok_or(BadMunicipality::UnknownPlane(epsg))?;
        let corners = |exchanged: bool| {
            let of = |c: geo::Coord| if exchanged { LonLat::new(c.y, c.x) } else { LonLat::new(c.x, c.y) };
            // Between the corners too: those of the whole globe meet at its poles.
            let around = self.border.bounding_rect();
            let between = around
                .iter()
                .flat_map(|r| [r.center(), (r.min().x, r.center().y).into(), (r.center().x, r.min().y).into()]);
            self.border.coords_iter().chain(between).filter_map(of).collect::<Vec<LonLat>>()
        };
        let (here, exchanged) = (corners(false), corners(true));
        let sweden = Metric::sweref99_tm();
        if is_swedish(&self.code) && !measures(&sweden, &here) && !exchanged.is_empty() && measures(&sweden, &exchanged)
        {
            return Err(BadMunicipality::Exchanged);
        }
        if measures(&plane, &here) {
            return Ok(());
        }
        let fitting = Self::usual_plane(&self.code, &self.border);
        let fits = Metric::from_epsg(fitting).is_some_and(|plane| measures(&plane, &here));
        Err(if fits { BadMunicipality::PlaneElsewhere { epsg, fitting } } else { BadMunicipality::TooWide(epsg) })
    }

    /// The plane a municipality gets when nobody says one: SWEREF 99 TM for codes of four digits, so that its squares
    /// are Statistics Sweden's. That is no measure in Boston or Bath: elsewhere the UTM zone of the centre.
    pub fn usual_plane(code: &str, border: &MultiPolygon<f64>) -> u16 {
        let corners: Vec<LonLat> = border.coords_iter().filter_map(|c| LonLat::new(c.x, c.y)).collect();
        if is_swedish(code) && measures(&Metric::sweref99_tm(), &corners) {
            return Metric::sweref99_tm().epsg();
        }
        let center = border.bounding_rect().and_then(|r| LonLat::new(r.center().x, r.center().y));
        center.map_or(Metric::sweref99_tm(), Metric::utm_at).epsg()
    }

    /// The languages of a municipality of which only the clock is known: abroad English comes first, so that what an
    /// import has to name is not named in Swedish.
    pub fn usual_languages(time_zone: &str) -> Vec<String> {
        let languages = if time_zone == "Europe/Stockholm" { ["sv", "en"] } else { ["en", "sv"] };
        languages.map(str::to_owned).to_vec()
    }
}

/// Statistics Sweden's codes are four digits; so are Norway's, where the same plane measures.
fn is_swedish(code: &str) -> bool {
    code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit())
}

/// By how much a metre of the plane may differ from one of the globe: 1 %, so that a hectare is one within 2 %. SWEREF
/// 99 TM reaches 0.17 % in Haparanda, UTM at the far edge of the zone beside its own 0.4 % at the latitude of Malmö.
/// Two zones off at the equator it is 2.2 %, and a plane of the other side of the globe is off by any amount.
const MOST_OFF: f64 = 0.01;

/// Whether the plane is one at all these positions: they come back from it, and its metres are metres there.
fn measures(plane: &Metric, positions: &[LonLat]) -> bool {
    positions.iter().all(|p| {
        let back = plane.inverse(plane.forward(*p));
        let metre_deg = 1.0 / 111_320.0;
        let comes_back = (back.lat() - p.lat()).abs() < metre_deg
            && (back.lon() - p.lon()).abs() * p.lat().to_radians().cos() < metre_deg;
        comes_back && (1.0 - MOST_OFF..=1.0 + MOST_OFF).contains(&plane.scale_at(*p))
    })
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
    pub fn new(municipality: Municipality) -> Result<Self, BadMunicipality> {
        let metric = Metric::from_epsg(municipality.epsg).ok_or(BadMunicipality::UnknownPlane(municipality.epsg))?;
        let clock = Clock::new(&municipality.time_zone)
            .ok_or_else(|| BadMunicipality::UnknownTimeZone(municipality.time_zone.clone()))?;
        if municipality.k < Municipality::SMALLEST_K {
            return Err(BadMunicipality::KTooSmall(municipality.k));
        }
        let mut corners = Vec::new();
        for coord in municipality.border.coords_iter() {
            corners.push(LonLat::new(coord.x, coord.y).ok_or(BadMunicipality::NotOnTheGlobe)?);
        }
        let bounds = Bounds::around(corners.iter().copied()).ok_or(BadMunicipality::NoSurface)?;
        let border_m = municipality.border.map_coords(|c| {
            let p = metric.forward(LonLat::new(c.x, c.y).expect("checked above"));
            geo::Coord { x: p.e, y: p.n }
        });
        if border_m.unsigned_area() <= 0.0 {
            return Err(BadMunicipality::NoSurface);
        }
        border_m.check_validation().map_err(|fault| BadMunicipality::Invalid(fault.to_string()))?;
        Ok(Self { municipality, metric, clock, bounds, border_m })
    }

    pub fn code(&self) -> &str {
        &self.municipality.code
    }

    /// Metres from the border to a position outside it, 0 inside; a place the plane does not reach is infinitely far.
    pub fn distance_outside_m(&self, at: EastNorth) -> f64 {
        if !(at.e.is_finite() && at.n.is_finite()) {
            return f64::INFINITY;
        }
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
