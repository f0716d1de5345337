//! A municipality's border from a GeoJSON document or a zipped shapefile.

use std::io::{Cursor, Read};

use geo::{Contains, LineString, MapCoords, MultiPolygon, Polygon};
use serde_json::Value;

use super::geojson::{GeometryError, read_border};
use crate::geodesy::{EastNorth, LonLat, Metric};

/// Which shape of a file is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The one with this municipality code in a column that usually holds it; or the only one.
    Code(String),
    Column(String, String),
}

#[derive(Debug, thiserror::Error)]
pub enum BorderFileError {
    #[error(transparent)]
    Geometry(#[from] GeometryError),
    #[error("the file is neither GeoJSON nor a zip archive")]
    UnknownFormat,
    #[error("the archive cannot be read: {0}")]
    Zip(#[from] zip::result::ZipError),
    #[error("the archive holds no {0} file")]
    Missing(&'static str),
    #[error("the {0} file is larger than 200 MB unpacked")]
    TooLarge(&'static str),
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    #[error("the shapefile cannot be read: {0}")]
    Shapefile(#[from] shapefile::Error),
    #[error("the plane of the file is not known: {0}")]
    UnknownPlane(String),
    #[error("no shape of the file is the one meant; its columns are {0}: choose with COLUMN=VALUE")]
    NotFound(String),
    #[error("a coordinate lies outside the globe: is the plane right?")]
    OutsideTheGlobe,
}

const CODE_COLUMNS: [&str; 5] = ["KOM_KOD", "KOMMUNKOD", "KNKOD", "kommun_kod", "code"];
const LARGEST_MEMBER: u64 = 200_000_000;

/// Reads the border in degrees.
pub fn read(bytes: &[u8], which: &Which) -> Result<MultiPolygon<f64>, BorderFileError> {
    if bytes.starts_with(b"PK") {
        return read_zip(bytes, which);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| BorderFileError::UnknownFormat)?;
    if !text.trim_start().starts_with('{') {
        return Err(BorderFileError::UnknownFormat);
    }
    read_geojson(text, which)
}

fn read_geojson(text: &str, which: &Which) -> Result<MultiPolygon<f64>, BorderFileError> {
    let document: Value = serde_json::from_str(text).map_err(|_| BorderFileError::UnknownFormat)?;
    let features = document["features"].as_array().map(Vec::as_slice).unwrap_or_default();
    let border = if features.len() > 1 {
        let columns =
            || features[0]["properties"].as_object().map(|p| p.keys().cloned().collect::<Vec<_>>().join(", "));
        let is_meant = |feature: &&Value| {
            let value = |column: &str| match &feature["properties"][column] {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            };
            meant(which, value)
        };
        let feature = features.iter().find(is_meant);
        let feature = feature.ok_or_else(|| BorderFileError::NotFound(columns().unwrap_or_default()))?;
        read_border(&feature.to_string())?
    } else {
        read_border(text)?
    };
    // Old GeoJSON names its plane; RFC 7946 knows degrees only.
    match document["crs"]["properties"]["name"].as_str() {
        Some(name) if !name.ends_with("CRS84") && !name.ends_with("4326") => {
            let code = name.rsplit(':').next().and_then(|code| code.parse().ok());
            let metric = code.and_then(Metric::from_epsg);
            to_degrees(&border, &metric.ok_or_else(|| BorderFileError::UnknownPlane(name.to_owned()))?)
        }
        _ => Ok(border),
    }
}

fn meant(which: &Which, value: impl Fn(&str) -> Option<String>) -> bool {
    match which {
        Which::Code(code) => CODE_COLUMNS.iter().any(|column| value(column).is_some_and(|v| v.trim() == code)),
        Which::Column(column, wanted) => value(column).is_some_and(|v| v.trim() == wanted),
    }
}

fn read_zip(bytes: &[u8], which: &Which) -> Result<MultiPolygon<f64>, BorderFileError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    let shapes = member(&mut archive, ".shp")?;
    let table = member(&mut archive, ".dbf")?;
    let plane = String::from_utf8_lossy(&member(&mut archive, ".prj")?).into_owned();
    let metric = plane_of(&plane)?;

    let shape_reader = shapefile::ShapeReader::new(Cursor::new(shapes))?;
    let table_reader = shapefile::dbase::Reader::new(Cursor::new(table)).map_err(shapefile::Error::from)?;
    let mut reader = shapefile::Reader::new(shape_reader, table_reader);
    let mut columns = String::new();
    let mut found: Vec<Polygon<f64>> = Vec::new();
    let mut n_shapes = 0;
    for pair in reader.iter_shapes_and_records() {
        let (shape, record) = pair?;
        n_shapes += 1;
        let fields: Vec<(String, String)> =
            record.into_iter().map(|(name, value)| (name, field_text(&value))).collect();
        if columns.is_empty() {
            columns = fields.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        }
        let value = |column: &str| fields.iter().find(|(name, _)| name == column).map(|(_, value)| value.clone());
        // A municipality may lie in several rows: islands, mainland.
        if meant(which, value) {
            found.extend(polygons_of(&shape));
        }
    }
    if found.is_empty() || n_shapes == 0 {
        return Err(BorderFileError::NotFound(columns));
    }
    let border = MultiPolygon(found);
    metric.map_or(Ok(border.clone()), |metric| to_degrees(&border, &metric))
}

/// Outer rings with their holes. A shapefile writes outer rings clockwise and holes the other way, in any order.
fn polygons_of(shape: &shapefile::Shape) -> Vec<Polygon<f64>> {
    use shapefile::PolygonRing;
    let line = |points: &[(f64, f64)]| LineString::from(points.to_vec());
    let rings: Vec<(bool, Vec<(f64, f64)>)> = match shape {
        shapefile::Shape::Polygon(polygon) => polygon
            .rings()
            .iter()
            .map(|ring| (matches!(ring, PolygonRing::Outer(_)), ring.points().iter().map(|p| (p.x, p.y)).collect()))
            .collect(),
        shapefile::Shape::PolygonZ(polygon) => polygon
            .rings()
            .iter()
            .map(|ring| (matches!(ring, PolygonRing::Outer(_)), ring.points().iter().map(|p| (p.x, p.y)).collect()))
            .collect(),
        _ => Vec::new(),
    };
    let mut polygons: Vec<Polygon<f64>> =
        rings.iter().filter(|(outer, _)| *outer).map(|(_, points)| Polygon::new(line(points), vec![])).collect();
    for (_, hole) in rings.iter().filter(|(outer, _)| !outer) {
        let inside =
            |polygon: &&mut Polygon<f64>| hole.first().is_some_and(|p| polygon.contains(&geo::Point::new(p.0, p.1)));
        if let Some(around) = polygons.iter_mut().find(inside) {
            around.interiors_push(line(hole));
        }
    }
    polygons
}

fn field_text(value: &shapefile::dbase::FieldValue) -> String {
    use shapefile::dbase::FieldValue;
    match value {
        FieldValue::Character(Some(text)) => text.trim().to_owned(),
        FieldValue::Numeric(Some(number)) => number.to_string(),
        FieldValue::Integer(number) => number.to_string(),
        _ => String::new(),
    }
}

fn member(archive: &mut zip::ZipArchive<Cursor<&[u8]>>, ending: &'static str) -> Result<Vec<u8>, BorderFileError> {
    let names = (0..archive.len()).filter_map(|i| Some((i, archive.name_for_index(i)?.ok()?.to_lowercase())));
    let found: Option<usize> = names.filter(|(_, name)| name.ends_with(ending)).map(|(i, _)| i).next();
    let file = archive.by_index(found.ok_or(BorderFileError::Missing(ending))?)?;
    let mut bytes = Vec::new();
    file.take(LARGEST_MEMBER + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_MEMBER { Err(BorderFileError::TooLarge(ending)) } else { Ok(bytes) }
}

/// The plane a `.prj` file describes, or `None` for degrees. Recognised by its central meridian and false easting: the
/// names vary from program to program.
fn plane_of(prj: &str) -> Result<Option<Metric>, BorderFileError> {
    if prj.trim_start().starts_with("GEOGCS") {
        return Ok(None);
    }
    let parameter = |name: &str| -> Option<f64> {
        let lower = prj.to_lowercase();
        let start = lower.find(&format!("\"{name}\""))? + name.len() + 2;
        let rest = lower[start..].trim_start_matches(|c: char| c == ',' || c.is_whitespace());
        rest.split([']', ',']).next()?.trim().parse().ok()
    };
    let known = (parameter("central_meridian"), parameter("false_easting"), parameter("scale_factor"));
    let code = match known {
        (Some(15.0), Some(500_000.0), Some(0.9996)) => Some(3006),
        (Some(meridian), Some(150_000.0), Some(1.0)) => {
            const ZONES: [f64; 12] = [12.0, 13.5, 15.0, 16.5, 18.0, 14.25, 15.75, 17.25, 18.75, 20.25, 21.75, 23.25];
            ZONES.iter().position(|zone| *zone == meridian).map(|i| 3007 + i as u16)
        }
        (Some(meridian), Some(500_000.0), Some(0.9996)) => Some(32_601 + ((meridian + 177.0) / 6.0).round() as u16),
        _ => None,
    };
    let metric = code.and_then(Metric::from_epsg);
    metric.map(Some).ok_or_else(|| BorderFileError::UnknownPlane(prj.chars().take(60).collect()))
}

fn to_degrees(border: &MultiPolygon<f64>, metric: &Metric) -> Result<MultiPolygon<f64>, BorderFileError> {
    let degrees = border.map_coords(|c| {
        let p = metric.inverse(EastNorth { e: c.x, n: c.y });
        geo::Coord { x: p.lon(), y: p.lat() }
    });
    let inside =
        geo::CoordsIter::coords_iter(&degrees).all(|c| LonLat::new(c.x, c.y).is_some_and(|_| c.y.abs() < 85.0));
    if inside { Ok(degrees) } else { Err(BorderFileError::OutsideTheGlobe) }
}
