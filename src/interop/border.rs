//! A municipality's border from a GeoJSON document or a zipped shapefile.

use std::io::Cursor;
use std::ops::ControlFlow;

use geo::{BoundingRect, CoordsIter, Geometry, MultiPolygon};
use serde_json::Value;

use super::layers::{MOST_POSITIONS, Plane, PlaneError, Shapefile, ShapefileError, geometry};
use crate::geodesy::{Bounds, LonLat};

/// Which shape of a file is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The one with this municipality code in a column that usually holds it; or the only one.
    Code(String),
    Column(String, String),
}

#[derive(Debug, thiserror::Error)]
pub enum BorderFileError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is neither GeoJSON nor a zip archive")]
    UnknownFormat,
    #[error("the GeoJSON is broken at line {0} column {1}")]
    BrokenJson(usize, usize),
    #[error(transparent)]
    Shapefile(#[from] ShapefileError),
    #[error(transparent)]
    Plane(#[from] PlaneError),
    #[error("no shape of the file is the one meant; its columns are {0}: choose with COLUMN=VALUE")]
    NotFound(String),
    #[error("a polygon or a multipolygon is needed, and there is none")]
    NoPolygon,
    #[error("the border has {0} positions, more than 200,000: simplify it")]
    TooManyPositions(usize),
    #[error("a coordinate does not fit {0}: is that the coordinate system?{1}")]
    OutsideTheGlobe(String, String),
    #[error("read as {0}, the border lies nowhere near the municipality{1}")]
    FarAway(String, String),
}

const CODE_COLUMNS: [&str; 5] = ["KOM_KOD", "KOMMUNKOD", "KNKOD", "kommun_kod", "code"];

/// Reads the border in degrees, in the plane the file says.
pub fn read(bytes: &[u8], which: &Which) -> Result<MultiPolygon<f64>, BorderFileError> {
    read_near(bytes, which, None, None)
}

/// Reads the border in degrees. `crs` is used instead of what the file says; a border that has nothing in common with
/// `near` is refused, because its axes or its plane are not what the file claims.
pub fn read_near(
    bytes: &[u8],
    which: &Which,
    crs: Option<&Plane>,
    near: Option<&Bounds>,
) -> Result<MultiPolygon<f64>, BorderFileError> {
    let (border, own) = if bytes.starts_with(b"PK") {
        read_zip(bytes, which)?
    } else {
        let text = std::str::from_utf8(bytes).map_err(|_| BorderFileError::UnknownFormat)?;
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return Err(BorderFileError::Empty);
        }
        if !text.starts_with('{') {
            return Err(BorderFileError::UnknownFormat);
        }
        read_geojson(text, which)?
    };
    let n_positions = border.coords_count();
    if n_positions > MOST_POSITIONS {
        return Err(BorderFileError::TooManyPositions(n_positions));
    }
    let plane = crs.map_or(own, |plane| Ok(plane.clone()))?;
    let degrees = in_degrees(border.clone(), &plane);
    let together = |border: &MultiPolygon<f64>| match (near, border.bounding_rect()) {
        (Some(near), Some(own)) => {
            own.min().x < near.east && own.max().x > near.west && own.min().y < near.north && own.max().y > near.south
        }
        (None, _) => true,
        (_, None) => false,
    };
    match degrees {
        Some(degrees) if together(&degrees) => Ok(degrees),
        Some(_) => Err(BorderFileError::FarAway(plane.name, hint(&border, near))),
        None => Err(BorderFileError::OutsideTheGlobe(plane.name, hint(&border, near))),
    }
}

fn in_degrees(border: MultiPolygon<f64>, plane: &Plane) -> Option<MultiPolygon<f64>> {
    match geometry::in_degrees(&Geometry::MultiPolygon(border), plane)? {
        Geometry::MultiPolygon(degrees) => Some(degrees),
        _ => None,
    }
}

/// The plane the numbers are likely in, for the end of an error.
fn hint(border: &MultiPolygon<f64>, near: Option<&Bounds>) -> String {
    let Some(near) = near else { return String::new() };
    let numbers: Vec<(f64, f64)> = border.coords_iter().take(500).map(|c| (c.x, c.y)).collect();
    let (width, height) = (near.east - near.west, near.north - near.south);
    // Twice the municipality around itself: borders differ, continents differ more.
    let there = |at: LonLat| {
        (near.west - width..=near.east + width).contains(&at.lon())
            && (near.south - height..=near.north + height).contains(&at.lat())
    };
    match Plane::likely(&numbers, there) {
        Some((name, true)) => format!("; it looks like {name} with the axes the other way round"),
        Some((name, false)) => format!("; it looks like {name}: try --crs {name}"),
        None => String::new(),
    }
}

type Found = (MultiPolygon<f64>, Result<Plane, PlaneError>);

fn read_geojson(text: &str, which: &Which) -> Result<Found, BorderFileError> {
    let document: Value =
        serde_json::from_str(text).map_err(|error| BorderFileError::BrokenJson(error.line(), error.column()))?;
    let own = document["crs"]["properties"]["name"].as_str().map_or(Ok(Plane::degrees()), Plane::parse);
    let features = document["features"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut border = Vec::new();
    if features.len() > 1 || (!features.is_empty() && matches!(which, Which::Column(..))) {
        for feature in features {
            let value = |column: &str| match &feature["properties"][column] {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            };
            if meant(which, value) {
                border.extend(geometry::of_json(&feature["geometry"]).map_or(Vec::new(), polygons));
            }
        }
        if border.is_empty() {
            let columns = features[0]["properties"].as_object();
            let columns = columns.map(|p| p.keys().cloned().collect::<Vec<_>>().join(", "));
            return Err(BorderFileError::NotFound(columns.unwrap_or_default()));
        }
    } else {
        let feature = features.first().unwrap_or(&document);
        let shape = feature.get("geometry").unwrap_or(feature);
        border.extend(geometry::of_json(shape).map_or(Vec::new(), polygons));
        if border.is_empty() {
            return Err(BorderFileError::NoPolygon);
        }
    }
    Ok((MultiPolygon(border), own))
}

fn meant(which: &Which, value: impl Fn(&str) -> Option<String>) -> bool {
    match which {
        Which::Code(code) => CODE_COLUMNS.iter().any(|column| value(column).is_some_and(|v| v.trim() == code)),
        Which::Column(column, wanted) => value(column).is_some_and(|v| v.trim() == wanted),
    }
}

fn read_zip(bytes: &[u8], which: &Which) -> Result<Found, BorderFileError> {
    let mut file = Shapefile::unpack(Cursor::new(bytes), None)?;
    let plane = file.plane.take().unwrap_or(Err(PlaneError::NotSaid));
    let mut columns = String::new();
    let (mut found, mut only) = (Vec::new(), Vec::new());
    let (mut n_rows, mut n_meant) = (0, 0);
    file.rows(|row, shape| {
        n_rows += 1;
        if columns.is_empty() {
            columns = row.fields().map(|(name, _)| name).collect::<Vec<_>>().join(", ");
        }
        // A municipality may lie in several rows: islands, mainland.
        let is_meant = meant(which, |column| row.value(column).map(str::to_owned));
        n_meant += usize::from(is_meant);
        let shape = shape.map_or(Vec::new(), polygons);
        if is_meant {
            found.extend(shape);
        } else if n_rows == 1 {
            only = shape;
        }
        ControlFlow::Continue(())
    })?;
    if n_rows == 1 && n_meant == 0 && matches!(which, Which::Code(_)) {
        found = only;
        n_meant = 1;
    }
    match (n_meant, found.is_empty()) {
        (0, _) => Err(BorderFileError::NotFound(columns)),
        (_, true) => Err(BorderFileError::NoPolygon),
        _ => Ok((MultiPolygon(found), plane)),
    }
}

fn polygons(shape: Geometry<f64>) -> Vec<geo::Polygon<f64>> {
    match shape {
        Geometry::Polygon(polygon) => vec![polygon],
        Geometry::MultiPolygon(polygons) => polygons.0,
        _ => Vec::new(),
    }
}
