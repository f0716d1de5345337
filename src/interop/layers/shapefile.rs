//! A shapefile in a zip archive: shapes, their table, their plane and their letters.

use std::io::{Cursor, Read, Seek};
use std::ops::ControlFlow;

use geo::{Contains, Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use shapefile::{PolygonRing, Shape};

use super::super::table::Row;
use super::dbf::{Letters, Table};
use super::plane::{Plane, PlaneError};

/// What is wrong with an archive, for every row of it.
#[derive(Debug, thiserror::Error)]
pub enum ShapefileError {
    #[error("the archive cannot be read: {0}")]
    Zip(#[from] zip::result::ZipError),
    #[error("the archive holds no {wanted} file (it holds: {names})")]
    Missing { wanted: &'static str, names: String },
    #[error("the archive holds several shapefiles ({0}): choose one with --table NAME")]
    Several(String),
    #[error("the {0} file is larger than 1 GB unpacked")]
    TooLarge(&'static str),
    #[error("the archive is damaged or cut off")]
    Damaged(#[source] std::io::Error),
    #[error("the shapes cannot be read: row {row}: {reason}")]
    Shapes { row: u64, reason: String },
    #[error("the .dbf file is not a dBASE table")]
    Table,
    #[error("its names are written in {0}, which is not read here: save it as UTF-8")]
    Letters(String),
}

const LARGEST_MEMBER: u64 = 1_000_000_000;

/// The unpacked parts of a shapefile.
pub struct Shapefile {
    shapes: Vec<u8>,
    table: Vec<u8>,
    letters: Letters,
    /// As the `.prj` file says; `None` without one.
    pub plane: Option<Result<Plane, PlaneError>>,
}

impl Shapefile {
    /// Unpacks the archive's only shapefile, or the one called `name`.
    pub fn unpack(source: impl Read + Seek, name: Option<&str>) -> Result<Self, ShapefileError> {
        let mut archive = zip::ZipArchive::new(source)?;
        let name_of = |i| archive.name_for_index(i).and_then(Result::ok).map(std::borrow::Cow::into_owned);
        let names: Vec<String> = (0..archive.len()).map(|i| name_of(i).unwrap_or_default()).collect();
        let own = |path: &&String| !path.starts_with("__MACOSX") && !base(path).starts_with('.');
        let stem_of = |path: &String| path.to_lowercase().strip_suffix(".shp").map(str::to_owned);
        let mut stems: Vec<String> = names.iter().filter(own).filter_map(stem_of).collect();
        if let Some(name) = name {
            let name = name.to_lowercase();
            stems.retain(|stem| base(stem) == name.trim_end_matches(".shp"));
        }
        let stem = match stems.as_slice() {
            [stem] => stem.clone(),
            [] => {
                let names = names.iter().map(String::as_str).take(8).collect::<Vec<_>>().join(", ");
                return Err(ShapefileError::Missing { wanted: ".shp", names });
            }
            _ => return Err(ShapefileError::Several(stems.iter().map(|s| base(s)).collect::<Vec<_>>().join(", "))),
        };
        let mut part = |ending: &'static str| -> Result<Option<Vec<u8>>, ShapefileError> {
            let wanted = format!("{stem}{ending}");
            let Some(place) = names.iter().position(|path| path.to_lowercase() == wanted) else { return Ok(None) };
            let mut bytes = Vec::new();
            archive
                .by_index(place)?
                .take(LARGEST_MEMBER + 1)
                .read_to_end(&mut bytes)
                .map_err(ShapefileError::Damaged)?;
            if bytes.len() as u64 > LARGEST_MEMBER { Err(ShapefileError::TooLarge(ending)) } else { Ok(Some(bytes)) }
        };
        let missing = |wanted| ShapefileError::Missing { wanted, names: names.join(", ") };
        let shapes = part(".shp")?.ok_or_else(|| missing(".shp"))?;
        let table = part(".dbf")?.ok_or_else(|| missing(".dbf"))?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let letters = part(".cpg")?.map_or(Ok(Letters::Unsaid), |cpg| Letters::parse(&text(cpg)));
        let plane = part(".prj")?.map(|prj| Plane::from_prj(&text(prj)));
        Ok(Self { shapes, table, letters: letters.map_err(ShapefileError::Letters)?, plane })
    }

    /// Hands out every row with its shape, in the file's own plane, until `each` breaks.
    pub fn rows(
        &self,
        mut each: impl FnMut(Row, Option<Geometry<f64>>) -> ControlFlow<()>,
    ) -> Result<(), ShapefileError> {
        let mut table = Table::new(&self.table, self.letters).ok_or(ShapefileError::Table)?;
        let columns = table.columns.clone();
        let failed = |row| move |error: shapefile::Error| ShapefileError::Shapes { row, reason: error.to_string() };
        let mut reader = shapefile::ShapeReader::new(Cursor::new(&self.shapes)).map_err(failed(0))?;
        for (shape, number) in reader.iter_shapes().zip(1..) {
            let shape = shape.map_err(failed(number))?;
            let values = table.next().ok_or_else(|| {
                let reason = "the table has fewer rows than there are shapes".to_owned();
                ShapefileError::Shapes { row: number, reason }
            })?;
            let Some(values) = values else { continue };
            if each(Row::new(number, columns.clone(), values), geometry(&shape)).is_break() {
                return Ok(());
            }
        }
        Ok(())
    }
}

fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn geometry(shape: &Shape) -> Option<Geometry<f64>> {
    Some(match shape {
        Shape::Point(p) => Geometry::Point(Point::new(p.x, p.y)),
        Shape::PointM(p) => Geometry::Point(Point::new(p.x, p.y)),
        Shape::PointZ(p) => Geometry::Point(Point::new(p.x, p.y)),
        Shape::Multipoint(p) => points(p.points().iter().map(|p| (p.x, p.y))),
        Shape::MultipointM(p) => points(p.points().iter().map(|p| (p.x, p.y))),
        Shape::MultipointZ(p) => points(p.points().iter().map(|p| (p.x, p.y))),
        Shape::Polyline(l) => lines(l.parts().iter().map(|part| part.iter().map(|p| (p.x, p.y)).collect())),
        Shape::PolylineM(l) => lines(l.parts().iter().map(|part| part.iter().map(|p| (p.x, p.y)).collect())),
        Shape::PolylineZ(l) => lines(l.parts().iter().map(|part| part.iter().map(|p| (p.x, p.y)).collect())),
        Shape::Polygon(p) => polygons(p.rings().iter().map(|r| ring(r, |p| (p.x, p.y)))),
        Shape::PolygonM(p) => polygons(p.rings().iter().map(|r| ring(r, |p| (p.x, p.y)))),
        Shape::PolygonZ(p) => polygons(p.rings().iter().map(|r| ring(r, |p| (p.x, p.y)))),
        Shape::NullShape | Shape::Multipatch(_) => return None,
    })
}

fn points(points: impl Iterator<Item = (f64, f64)>) -> Geometry<f64> {
    Geometry::MultiPoint(MultiPoint(points.map(|(x, y)| Point::new(x, y)).collect()))
}

fn lines(parts: impl Iterator<Item = Vec<(f64, f64)>>) -> Geometry<f64> {
    let mut parts: Vec<LineString<f64>> = parts.map(LineString::from).collect();
    match parts.len() {
        1 => Geometry::LineString(parts.remove(0)),
        _ => Geometry::MultiLineString(MultiLineString(parts)),
    }
}

/// A ring, and whether it is an outer one.
fn ring<P>(ring: &PolygonRing<P>, at: impl Fn(&P) -> (f64, f64)) -> (bool, LineString<f64>) {
    let (outer, points) = match ring {
        PolygonRing::Outer(points) => (true, points),
        PolygonRing::Inner(points) => (false, points),
    };
    (outer, points.iter().map(at).map(Coord::from).collect())
}

/// Outer rings with their holes. A shapefile writes outer rings clockwise and holes the other way, in any order; a file
/// that holds only "holes" was written by a program that did not know.
fn polygons(rings: impl Iterator<Item = (bool, LineString<f64>)>) -> Geometry<f64> {
    let (mut outer, mut holes): (Vec<_>, Vec<_>) = rings.partition(|(outer, _)| *outer);
    if outer.is_empty() {
        std::mem::swap(&mut outer, &mut holes);
    }
    let mut polygons: Vec<Polygon<f64>> = outer.into_iter().map(|(_, line)| Polygon::new(line, Vec::new())).collect();
    for (_, hole) in holes {
        let Some(&first) = hole.0.first() else { continue };
        let around = match polygons.len() {
            1 => polygons.first_mut(),
            _ => polygons.iter_mut().find(|polygon| polygon.contains(&Point(first))),
        };
        if let Some(around) = around {
            around.interiors_push(hole);
        }
    }
    match polygons.len() {
        1 => Geometry::Polygon(polygons.remove(0)),
        _ => Geometry::MultiPolygon(MultiPolygon(polygons)),
    }
}
