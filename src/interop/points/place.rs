//! From the numbers of a file to a plane in metres.

use super::PointsError;
use crate::geodesy::{EastNorth, LonLat, Metric};
use crate::interop::findings::Frame;
use crate::interop::layers::{Plane, PlaneError};

/// What the coordinates of a file are.
#[derive(Debug, Clone)]
pub enum Crs {
    /// Metres of some plane; nothing is known of where it lies.
    Bare,
    Known(Plane),
}

impl Crs {
    /// `plane`, or what [`Plane::parse`] reads.
    pub fn parse(words: &str) -> Result<Self, PlaneError> {
        if words.trim() == "plane" { Ok(Self::Bare) } else { Plane::parse(words).map(Self::Known) }
    }

    pub fn name(&self) -> &str {
        match self {
            Self::Bare => "plane",
            Self::Known(plane) => &plane.name,
        }
    }
}

pub(super) struct NoPlace {
    pub code: &'static str,
    pub reason: String,
}

pub(super) struct Laid {
    pub frame: Frame,
    pub places: Vec<Result<EastNorth, NoPlace>>,
    /// What may be wrong with all of them; ends a sentence.
    pub hint: String,
}

/// One plane cannot hold what lies further apart.
const FURTHEST_M: f64 = 2_000_000.0;

/// # Method
/// SWEREF 99 and UTM are taken as they are. Everything else goes over degrees to SWEREF 99 TM in Sweden and to the UTM
/// zone of the middle (the median) elsewhere, so that metres are metres.
pub(super) fn laid_out(numbers: &[(f64, f64)], crs: &Crs) -> Result<Laid, PointsError> {
    let Crs::Known(plane) = crs else {
        let places = numbers.iter().map(|&(e, n)| Ok(EastNorth { e, n })).collect();
        return Ok(Laid { frame: Frame::Bare, places, hint: String::new() });
    };
    let like_degrees = |(x, y): &(f64, f64)| x.abs() <= 180.0 && y.abs() <= 90.0;
    if !plane.is_degrees() && !numbers.is_empty() && numbers.iter().all(like_degrees) {
        let name = &plane.name;
        let words = format!("the coordinates look like degrees, not like metres of {name}: try --crs EPSG:4326");
        return Err(PointsError::Crs(words));
    }
    let degrees: Vec<Option<LonLat>> = numbers.iter().map(|&(x, y)| placed(plane, x, y)).collect();
    let known: Vec<LonLat> = degrees.iter().flatten().copied().collect();
    let middle = middle(&known);
    let metric = plane.metric().unwrap_or_else(|| middle.map_or_else(Metric::sweref99_tm, metric_at));
    let center = middle.map(|middle| metric.forward(middle));
    let lay = |(&(x, y), at): (&(f64, f64), &Option<LonLat>)| {
        let Some(at) = at else {
            let reason = match plane.is_degrees() {
                true if (x, y) == (0.0, 0.0) => "0, 0 is what stands for no place".to_owned(),
                true => {
                    format!("{x}, {y} are no degrees: x is the longitude (−180 to 180), y the latitude (−90 to 90)")
                }
                false => format!("{x}, {y} is no place in {}", plane.name),
            };
            return Err(NoPlace { code: "not_a_place", reason });
        };
        let at = if plane.metric().is_some() { EastNorth { e: x, n: y } } else { metric.forward(*at) };
        let far = center.is_some_and(|center| center.distance_m(at) > FURTHEST_M || !center.distance_m(at).is_finite());
        if far {
            let reason = format!("{x}, {y} lies more than 2,000 km from the middle of the others");
            return Err(NoPlace { code: "far_away", reason });
        }
        Ok(at)
    };
    let places: Vec<Result<EastNorth, NoPlace>> = numbers.iter().zip(&degrees).map(lay).collect();
    let hint = if places.iter().any(Result::is_err) { hint(numbers, plane) } else { String::new() };
    Ok(Laid { frame: Frame::OnEarth(metric), places, hint })
}

fn placed(plane: &Plane, x: f64, y: f64) -> Option<LonLat> {
    let is_filler = plane.is_degrees() && (x, y) == (0.0, 0.0);
    plane.to_degrees(x, y).filter(|_| !is_filler)
}

/// Robust against a few wild ones.
fn middle(known: &[LonLat]) -> Option<LonLat> {
    let median = |of: fn(LonLat) -> f64| {
        let mut sorted: Vec<f64> = known.iter().copied().map(of).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    };
    LonLat::new(median(LonLat::lon)?, median(LonLat::lat)?)
}

fn metric_at(middle: LonLat) -> Metric {
    let in_sweden = (10.5..=24.2).contains(&middle.lon()) && (55.0..=69.2).contains(&middle.lat());
    if in_sweden { Metric::sweref99_tm() } else { Metric::utm_at(middle) }
}

/// The system in which most of the numbers would lie in or around Sweden or Europe.
fn hint(numbers: &[(f64, f64)], plane: &Plane) -> String {
    let within = |west: f64, south: f64, east: f64, north: f64| {
        move |at: LonLat| (west..=east).contains(&at.lon()) && (south..=north).contains(&at.lat())
    };
    let sweden = Plane::likely(numbers, within(10.5, 55.0, 24.2, 69.2));
    match sweden.or_else(|| Plane::likely(numbers, within(-12.0, 35.0, 32.0, 72.0))) {
        Some((name, true)) => format!("; is x exchanged with y? In {name} that would fit: exchange --x and --y"),
        Some((name, false)) if name != plane.name => format!("; most rows would fit {name}: try --crs {name}"),
        _ => String::new(),
    }
}
