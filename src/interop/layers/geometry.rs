//! Geometries out of GeoJSON and out of GeoPackage's blobs, in whatever plane the file has.

use geo::{Coord, Geometry, LineString, MapCoords, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use geo_traits::to_geo::ToGeoGeometry;
use serde_json::Value;

use super::plane::Plane;

/// The file has something where a shape should be, but it is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadShape;

/// A GeoJSON geometry; `None` when it is none. Collections are not taken: no layer is made of them.
pub fn of_json(value: &Value) -> Option<Geometry<f64>> {
    let coordinates = value.get("coordinates")?;
    Some(match value.get("type")?.as_str()? {
        "Point" => Geometry::Point(Point(position(coordinates)?)),
        "MultiPoint" => Geometry::MultiPoint(MultiPoint(each(coordinates, |v| position(v).map(Point))?)),
        "LineString" => Geometry::LineString(line(coordinates)?),
        "MultiLineString" => Geometry::MultiLineString(MultiLineString(each(coordinates, line)?)),
        "Polygon" => Geometry::Polygon(polygon(coordinates)?),
        "MultiPolygon" => Geometry::MultiPolygon(MultiPolygon(each(coordinates, polygon)?)),
        _ => return None,
    })
}

fn each<T>(values: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    values.as_array()?.iter().map(read).collect()
}

fn position(value: &Value) -> Option<Coord<f64>> {
    Some(Coord { x: value.get(0)?.as_f64()?, y: value.get(1)?.as_f64()? })
}

fn line(value: &Value) -> Option<LineString<f64>> {
    each(value, position).map(LineString)
}

fn polygon(value: &Value) -> Option<Polygon<f64>> {
    let mut rings = each(value, line)?.into_iter();
    Some(Polygon::new(rings.next()?, rings.collect()))
}

/// What a GeoPackage keeps of a shape: a header (OGC 12-128, 2.1.3), then WKB. `Ok(None)` when it says that it is
/// empty.
pub fn of_geopackage(blob: &[u8]) -> Result<Option<Geometry<f64>>, BadShape> {
    let Some((&[b'G', b'P', _version, flags, ..], rest)) = blob.split_first_chunk::<8>() else { return Err(BadShape) };
    const IS_EMPTY: u8 = 0b1_0000;
    if flags & IS_EMPTY != 0 {
        return Ok(None);
    }
    let envelope = match (flags >> 1) & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err(BadShape),
    };
    let wkb = rest.get(envelope..).ok_or(BadShape)?;
    let read = wkb::reader::read_wkb(wkb).map_err(|_| BadShape)?;
    read.try_to_geometry().map(Some).ok_or(BadShape)
}

/// The same in degrees; `None` when a coordinate is none of the plane's.
pub fn in_degrees(geometry: &Geometry<f64>, plane: &Plane) -> Option<Geometry<f64>> {
    geometry.try_map_coords(|c| plane.to_degrees(c.x, c.y).map(|p| Coord { x: p.lon(), y: p.lat() }).ok_or(())).ok()
}
