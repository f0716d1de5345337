//! RFC 7946 geometries: longitude before latitude, rings counter-clockwise.

use ::geojson::{GeoJson, Geometry as JsonGeometry, GeometryValue};
use geo::{Geometry as AnyGeometry, MultiPolygon, Polygon};
use serde_json::{Value, json};

use crate::geodesy::LonLat;
use crate::report::Geometry;

/// Why a text is not the geometry that was expected.
#[derive(Debug, thiserror::Error)]
pub enum GeometryError {
    #[error("not GeoJSON: {0}")]
    NotGeoJson(#[from] Box<::geojson::Error>),
    #[error("a polygon or a multipolygon is needed, and there is none")]
    NoPolygon,
    #[error("a position has fewer than two numbers")]
    HalfPosition,
}

impl From<::geojson::Error> for GeometryError {
    fn from(error: ::geojson::Error) -> Self {
        Self::NotGeoJson(Box::new(error))
    }
}

pub fn position(p: LonLat) -> Value {
    // Seven decimals are a centimetre.
    json!([round(p.lon()), round(p.lat())])
}

fn round(deg: f64) -> f64 {
    (deg * 1e7).round() / 1e7
}

/// The geometry of a report as it was given.
pub fn report_geometry(geometry: &Geometry) -> Value {
    geometry.to_json()
}

pub fn feature_geometry(geometry: &AnyGeometry<f64>) -> Value {
    serde_json::to_value(JsonGeometry::from(geometry)).expect("a geometry is JSON")
}

pub fn read_feature_geometry(text: &str) -> Result<AnyGeometry<f64>, GeometryError> {
    let geometry: JsonGeometry = text.parse::<GeoJson>()?.try_into()?;
    shape(&geometry)
}

/// The shape, where every position has two numbers: the crate takes that for granted.
fn shape(geometry: &JsonGeometry) -> Result<AnyGeometry<f64>, GeometryError> {
    if is_whole(geometry) { Ok(AnyGeometry::try_from(geometry)?) } else { Err(GeometryError::HalfPosition) }
}

fn is_whole(geometry: &JsonGeometry) -> bool {
    let line = |line: &Vec<::geojson::Position>| line.iter().all(|position| position.len() >= 2);
    let area = |area: &Vec<Vec<::geojson::Position>>| area.iter().all(line);
    match &geometry.value {
        GeometryValue::Point { coordinates } => coordinates.len() >= 2,
        GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => line(coordinates),
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => area(coordinates),
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().all(area),
        GeometryValue::GeometryCollection { geometries } => geometries.iter().all(is_whole),
    }
}

pub fn border(border: &MultiPolygon<f64>) -> Value {
    feature_geometry(&AnyGeometry::MultiPolygon(border.clone()))
}

/// Every polygon in a GeoJSON document (geometry, feature or collection) as one border.
pub fn read_border(text: &str) -> Result<MultiPolygon<f64>, GeometryError> {
    let document: GeoJson = text.parse()?;
    let mut polygons = Vec::new();
    match document {
        GeoJson::Geometry(geometry) => take_polygons(&geometry, &mut polygons)?,
        GeoJson::Feature(feature) => {
            feature.geometry.iter().try_for_each(|geometry| take_polygons(geometry, &mut polygons))?;
        }
        GeoJson::FeatureCollection(collection) => {
            let geometries = collection.features.iter().filter_map(|feature| feature.geometry.as_ref());
            geometries.into_iter().try_for_each(|geometry| take_polygons(geometry, &mut polygons))?;
        }
    }
    if polygons.is_empty() { Err(GeometryError::NoPolygon) } else { Ok(MultiPolygon(polygons)) }
}

fn take_polygons(geometry: &JsonGeometry, polygons: &mut Vec<Polygon<f64>>) -> Result<(), GeometryError> {
    match shape(geometry)? {
        AnyGeometry::Polygon(polygon) => polygons.push(polygon),
        AnyGeometry::MultiPolygon(several) => polygons.extend(several),
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_of_one_number_or_none_is_refused_and_does_not_panic() {
        for position in ["[]", "[14.0]"] {
            let ring = format!("[[13.9,56.3],[14.1,56.3],[14.1,56.4],{position}]");
            let polygon = format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#);
            assert!(matches!(read_border(&polygon), Err(GeometryError::HalfPosition | GeometryError::NotGeoJson(_))));
            let point = format!(r#"{{"type":"Point","coordinates":{position}}}"#);
            assert!(read_feature_geometry(&point).is_err());
            let several = format!(r#"{{"type":"GeometryCollection","geometries":[{polygon}]}}"#);
            assert!(read_border(&several).is_err());
        }
    }
}
