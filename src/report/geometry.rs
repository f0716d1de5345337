//! The place of a report in degrees: a point, a stretch or an area, and the checks on it.

use geo::{Coord, LineString, Polygon, Validation};
use serde_json::{Value, json};

use super::outside::distance_words;
use super::{Code, Flaw};
use crate::geodesy::{EastNorth, LonLat, Metric, Shape};

pub const MAX_VERTICES: usize = 500;
pub const MAX_STRETCH_M: f64 = 10_000.0;
pub const MAX_AREA_M2: f64 = 4_000_000.0;

/// A point, a line of at least two points, or a polygon (outer ring, then holes; rings closed by repeating the first
/// point), in degrees.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    Point(LonLat),
    Stretch(Vec<LonLat>),
    Area(Vec<Vec<LonLat>>),
}

impl Geometry {
    pub fn points(&self) -> Vec<LonLat> {
        match self {
            Self::Point(p) => vec![*p],
            Self::Stretch(line) => line.clone(),
            Self::Area(rings) => rings.iter().flatten().copied().collect(),
        }
    }

    /// The same shape in metres.
    pub fn shape(&self, metric: &Metric) -> Shape {
        let project = |line: &[LonLat]| line.iter().map(|p| metric.forward(*p)).collect::<Vec<EastNorth>>();
        match self {
            Self::Point(p) => Shape::Point(metric.forward(*p)),
            Self::Stretch(line) => Shape::Stretch(project(line)),
            // A shape's rings are closed by their first point without repeating it.
            Self::Area(rings) => Shape::Area(rings.iter().map(|ring| project(&ring[..ring.len() - 1])).collect()),
        }
    }

    /// With longitude and latitude exchanged, where that is on the globe; to tell people that they did.
    pub fn swapped(&self) -> Option<Self> {
        let swap = |p: &LonLat| LonLat::new(p.lat(), p.lon());
        let swap_all = |line: &[LonLat]| line.iter().map(swap).collect::<Option<Vec<_>>>();
        Some(match self {
            Self::Point(p) => Self::Point(swap(p)?),
            Self::Stretch(line) => Self::Stretch(swap_all(line)?),
            Self::Area(rings) => Self::Area(rings.iter().map(|ring| swap_all(ring)).collect::<Option<_>>()?),
        })
    }

    /// Reads a GeoJSON geometry, or says what is wrong with it.
    pub fn read(value: &Value, pointer: &str) -> Result<Self, Vec<Flaw>> {
        let coordinates = &value["coordinates"];
        let at = format!("{pointer}/coordinates");
        let geometry = match value["type"].as_str() {
            Some("Point") => read_position(coordinates, &at).map(Self::Point).map_err(|flaw| vec![flaw])?,
            Some("LineString") => Self::Stretch(read_line(coordinates, &at, 2)?),
            Some("Polygon") => Self::Area(read_rings(coordinates, &at)?),
            _ => {
                return Err(vec![Flaw::new(
                    &format!("{pointer}/type"),
                    Code::BadType,
                    "Platsen ska vara en punkt, en sträcka eller ett område (GeoJSON Point, LineString eller Polygon).",
                    "The place must be a point, a stretch or an area (GeoJSON Point, LineString or Polygon).",
                )]);
            }
        };
        if geometry.points().len() > MAX_VERTICES {
            return Err(vec![Flaw::new(
                &at,
                Code::TooManyVertices,
                format!("Formen har fler än {MAX_VERTICES} hörn. Rita den enklare."),
                format!("The shape has more than {MAX_VERTICES} vertices. Draw it more simply."),
            )]);
        }
        Ok(geometry)
    }

    /// As GeoJSON, with the positions as they were given.
    pub fn to_json(&self) -> Value {
        let line = |line: &[LonLat]| line.iter().map(|p| json!([p.lon(), p.lat()])).collect::<Vec<_>>();
        match self {
            Self::Point(p) => json!({"type": "Point", "coordinates": [p.lon(), p.lat()]}),
            Self::Stretch(points) => json!({"type": "LineString", "coordinates": line(points)}),
            Self::Area(rings) => {
                let rings: Vec<_> = rings.iter().map(|ring| line(ring)).collect();
                json!({"type": "Polygon", "coordinates": rings})
            }
        }
    }

    /// Faults that need metres: too long, too large, crossing itself.
    pub fn measure(&self, metric: &Metric, pointer: &str) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        match self.shape(metric) {
            Shape::Point(_) => {}
            Shape::Stretch(line) => {
                let length: f64 = line.windows(2).map(|pair| pair[0].distance_m(pair[1])).sum();
                if length > MAX_STRETCH_M {
                    flaws.push(Flaw::new(
                        pointer,
                        Code::TooLarge,
                        format!(
                            "Sträckan är {}, gränsen är {:.0} km. Dela upp den i flera rapporter.",
                            distance_words(length, ',', ' '),
                            MAX_STRETCH_M / 1e3
                        ),
                        format!(
                            "The stretch is {}, the limit is {:.0} km. Split it into several reports.",
                            distance_words(length, '.', ','),
                            MAX_STRETCH_M / 1e3
                        ),
                    ));
                }
            }
            Shape::Area(rings) => {
                let closed = |ring: &Vec<EastNorth>| -> LineString<f64> {
                    ring.iter().chain(ring.first()).map(|p| Coord { x: p.e, y: p.n }).collect()
                };
                let polygon = Polygon::new(closed(&rings[0]), rings[1..].iter().map(closed).collect());
                if !polygon.is_valid() {
                    flaws.push(Flaw::new(
                        pointer,
                        Code::SelfCrossing,
                        "Områdets kant korsar sig själv. Rita området så att kanten inte går över sig själv.",
                        "The outline of the area crosses itself. Draw it so that the outline does not cross itself.",
                    ));
                } else if geo::Area::unsigned_area(&polygon) > MAX_AREA_M2 {
                    flaws.push(Flaw::new(
                        pointer,
                        Code::TooLarge,
                        format!("Området är större än {:.0} km². Rita ett mindre område.", MAX_AREA_M2 / 1e6),
                        format!("The area is larger than {:.0} km². Draw a smaller one.", MAX_AREA_M2 / 1e6),
                    ));
                }
            }
        }
        flaws
    }
}

fn read_position(value: &Value, pointer: &str) -> Result<LonLat, Flaw> {
    // A third number is an altitude (RFC 7946 section 3.1.1); nobody needs it here.
    let numbers = value.as_array().filter(|list| (2..=3).contains(&list.len()));
    let position = numbers.and_then(|list| LonLat::new(list[0].as_f64()?, list[1].as_f64()?));
    position.ok_or_else(|| {
        Flaw::new(
            pointer,
            Code::BadCoordinates,
            "En position är två tal: longitud (−180 till 180) och sedan latitud (−90 till 90).",
            "A position is two numbers: longitude (−180 to 180), then latitude (−90 to 90).",
        )
    })
}

fn read_line(value: &Value, pointer: &str, least: usize) -> Result<Vec<LonLat>, Vec<Flaw>> {
    let Some(list) = value.as_array().filter(|list| list.len() >= least) else {
        return Err(vec![Flaw::new(
            pointer,
            Code::BadCoordinates,
            format!("Här behövs minst {least} positioner."),
            format!("At least {least} positions are needed here."),
        )]);
    };
    // Ten faulty positions say enough; a giant geometry must not make a giant answer.
    let mut flaws = Vec::new();
    let mut line = Vec::with_capacity(list.len().min(MAX_VERTICES + 1));
    for (i, position) in list.iter().enumerate().take(MAX_VERTICES + 1) {
        match read_position(position, &format!("{pointer}/{i}")) {
            Ok(p) => line.push(p),
            Err(flaw) if flaws.len() < 10 => flaws.push(flaw),
            Err(_) => {}
        }
    }
    if flaws.is_empty() { Ok(line) } else { Err(flaws) }
}

fn read_rings(value: &Value, pointer: &str) -> Result<Vec<Vec<LonLat>>, Vec<Flaw>> {
    let rings = value.as_array().map(Vec::as_slice).unwrap_or_default();
    if rings.is_empty() || rings.len() > 20 {
        return Err(vec![Flaw::new(
            pointer,
            Code::BadCoordinates,
            "Ett område har en yttre ring och högst 19 hål.",
            "An area has an outer ring and at most 19 holes.",
        )]);
    }
    let mut read = Vec::new();
    for (i, ring) in rings.iter().enumerate() {
        let at = format!("{pointer}/{i}");
        let mut ring = read_line(ring, &at, 3)?;
        // People and programs forget to close a ring; there is only one way to mean it.
        if ring.first() != ring.last() {
            ring.push(ring[0]);
        }
        if ring.len() < 4 {
            return Err(vec![Flaw::new(
                &at,
                Code::BadCoordinates,
                "Ett område behöver minst tre olika hörn.",
                "An area needs at least three different corners.",
            )]);
        }
        read.push(ring);
    }
    Ok(read)
}
