//! Places of a source, as GeoJSON in degrees.

use serde_json::{Value, json};

use super::Where;
use crate::interop::table::Row;

/// EPSG number, east and north in metres to longitude and latitude; `None` where it cannot.
pub type ToLonLat<'a> = dyn Fn(u32, f64, f64) -> Option<(f64, f64)> + 'a;

type Fault = (&'static str, &'static str);

const NONE: Fault = ("no_coordinates", "the row has no coordinates");
const BAD: Fault = ("bad_coordinates", "the coordinates are not numbers that can be a place");
const UNKNOWN_SYSTEM: Fault = ("bad_coordinates", "the coordinates cannot be converted to degrees");

/// The row's geometry in degrees, or the code and words of what is wrong with it.
pub fn geometry(row: &Row, at: &Where, to_lon_lat: &ToLonLat) -> Result<Value, Fault> {
    match at {
        Where::Degrees { lon, lat } => {
            let (lon, lat) = pair(row, lon, lat)?;
            point(degrees(lon, lat)?)
        }
        Where::Metres { east, north, crs } => {
            let (east, north) = pair(row, east, north)?;
            point(converted(*crs, east, north, to_lon_lat)?)
        }
        Where::Geometry { crs } => {
            let geometry = row.geometry.as_ref().ok_or(NONE)?;
            let position = |x: f64, y: f64| match crs {
                Some(crs) => converted(*crs, x, y, to_lon_lat),
                None => degrees(x, y),
            };
            let (kind, coordinates) = single(geometry)?;
            Ok(json!({"type": kind, "coordinates": plane(coordinates, &position)?}))
        }
    }
}

fn point((lon, lat): (f64, f64)) -> Result<Value, Fault> {
    Ok(json!({"type": "Point", "coordinates": [lon, lat]}))
}

fn pair(row: &Row, x: &str, y: &str) -> Result<(f64, f64), Fault> {
    let (Some(x), Some(y)) = (row.value(x), row.value(y)) else {
        return Err(NONE);
    };
    let (x, y) = (number(x).ok_or(BAD)?, number(y).ok_or(BAD)?);
    // Sources write a missing place as zero, zero; nobody reports from there.
    if x == 0.0 && y == 0.0 { Err(NONE) } else { Ok((x, y)) }
}

/// A number with decimal point, or with decimal comma as Swedish spreadsheets write it.
fn number(text: &str) -> Option<f64> {
    let number: f64 = match text.contains('.') {
        true => text.parse().ok()?,
        false => text.replacen(',', ".", 1).parse().ok()?,
    };
    number.is_finite().then_some(number)
}

fn degrees(lon: f64, lat: f64) -> Result<(f64, f64), Fault> {
    if lon.abs() <= 180.0 && lat.abs() <= 90.0 { Ok((lon, lat)) } else { Err(BAD) }
}

fn converted(crs: u32, east: f64, north: f64, to_lon_lat: &ToLonLat) -> Result<(f64, f64), Fault> {
    let (lon, lat) = to_lon_lat(crs, east, north).ok_or(UNKNOWN_SYSTEM)?;
    degrees(lon, lat)
}

/// A report is one point, line or area; a collection of one is taken as the one.
fn single(geometry: &Value) -> Result<(&str, &Value), Fault> {
    let coordinates = &geometry["coordinates"];
    match geometry["type"].as_str() {
        Some(kind @ ("Point" | "LineString" | "Polygon")) => Ok((kind, coordinates)),
        Some(kind @ ("MultiPoint" | "MultiLineString" | "MultiPolygon")) => {
            match coordinates.as_array().map(Vec::as_slice) {
                Some([only]) => Ok((&kind["Multi".len()..], only)),
                _ => Err(("geometry_not_supported", "the row has several geometries, a report has one")),
            }
        }
        _ => Err(("geometry_not_supported", "the geometry is not a point, a line or an area")),
    }
}

/// The same nested lists with every position in degrees and without height.
fn plane(coordinates: &Value, position: &dyn Fn(f64, f64) -> Result<(f64, f64), Fault>) -> Result<Value, Fault> {
    let list = coordinates.as_array().ok_or(BAD)?;
    if let [x, y, ..] = &list[..]
        && let (Some(x), Some(y)) = (x.as_f64(), y.as_f64())
    {
        let (lon, lat) = position(x, y)?;
        return Ok(json!([lon, lat]));
    }
    if list.is_empty() {
        return Err(BAD);
    }
    list.iter().map(|inner| plane(inner, position)).collect()
}
