//! A file, whatever its kind, into rows with shapes.

use std::io::{Read, Seek};
use std::ops::ControlFlow;

use serde::Deserialize;
use serde_json::Value;

use super::super::profile::Reject;
use super::super::table::{self, BadRow, Format, Row};
use super::gathering::{Found, Gathered, Gathering, LayerError};
use super::geometry;
use super::plane::{Plane, PlaneError};
use super::profile::Profile;
use super::shapefile::Shapefile;
use crate::town::Town;

/// How a file is to be read.
#[derive(Debug, Clone)]
pub struct Reading {
    pub profile: Profile,
    /// Instead of what the file says.
    pub crs: Option<Plane>,
    /// Which table of a GeoPackage or shapefile of an archive, when there are several.
    pub table: Option<String>,
}

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Geojson,
    ZippedShapefile,
    Csv,
    /// Read by the store, because it is a database.
    Geopackage,
}

impl Reading {
    /// The plane of a file that says `own` of itself: what was asked for comes first, then the file, then the profile.
    pub fn plane(&self, own: Option<Result<Plane, PlaneError>>) -> Result<Plane, PlaneError> {
        if let Some(plane) = &self.crs {
            return Ok(plane.clone());
        }
        let by_profile = self.profile.crs.as_deref().map(Plane::parse);
        match (own, by_profile) {
            (Some(Ok(own)), _) => Ok(own),
            (_, Some(by_profile)) => by_profile,
            (Some(Err(error)), None) => Err(error),
            (None, None) => Err(PlaneError::NotSaid),
        }
    }
}

/// Looks at the first bytes and goes back to the start.
pub fn kind_of(source: &mut (impl Read + Seek)) -> Result<FileKind, LayerError> {
    let mut head = [0; 16];
    let mut n = 0;
    while n < head.len() {
        match source.read(&mut head[n..])? {
            0 => break,
            more => n += more,
        }
    }
    source.rewind()?;
    match &head[..n] {
        [] => return Err(LayerError::Empty),
        [b'P', b'K', ..] => return Ok(FileKind::ZippedShapefile),
        head if head.starts_with(b"SQLite format 3\0") => return Ok(FileKind::Geopackage),
        [0, 0, 0x27, 0x0a, ..] => {
            return Err(LayerError::UnknownFormat("a bare .shp file: zip it with its .dbf and .prj"));
        }
        _ => {}
    }
    let unpacked = table::unpacked(&mut *source);
    let blank = unpacked.is_blank();
    let first = unpacked.head().iter().copied().find(|byte| !byte.is_ascii_whitespace());
    drop(unpacked);
    source.rewind()?;
    match first {
        _ if blank => Err(LayerError::Empty),
        Some(b'{') => Ok(FileKind::Geojson),
        Some(b'<') => Err(LayerError::UnknownFormat("XML (GML, KML or GPX)")),
        Some(byte) if byte < b' ' => Err(LayerError::UnknownFormat("of a kind that is not known here")),
        _ => Ok(FileKind::Csv),
    }
}

/// Reads a file that is not a GeoPackage. `each` hears what became of every row.
pub fn read(
    mut source: impl Read + Seek,
    reading: &Reading,
    town: &Town,
    mut each: impl FnMut(Result<(), Reject>),
) -> Result<Gathered, LayerError> {
    match kind_of(&mut source)? {
        FileKind::ZippedShapefile => {
            let mut file = Shapefile::unpack(source, reading.table.as_deref())?;
            let plane = reading.plane(file.plane.take())?;
            let mut gathering = Gathering::new(&reading.profile, town, plane);
            file.rows(|row, shape| {
                each(gathering.take(Found { row, shape: Ok(shape) }));
                ControlFlow::Continue(())
            })?;
            gathering.finish()
        }
        FileKind::Geojson => {
            let own = own_crs(&mut source)?.map_or(Ok(Plane::degrees()), |name| Plane::parse(&name));
            let gathering = Gathering::new(&reading.profile, town, reading.plane(Some(own))?);
            read_table(source, Format::Geojson, gathering, &mut each, |_| Ok(()))
        }
        FileKind::Csv => {
            let gathering = Gathering::new(&reading.profile, town, reading.plane(None)?);
            read_table(source, Format::Csv, gathering, &mut each, |row| check_columns(&reading.profile, row))
        }
        FileKind::Geopackage => Err(LayerError::UnknownFormat("a GeoPackage, which the store reads")),
    }
}

fn read_table(
    source: impl Read,
    format: Format,
    mut gathering: Gathering<'_>,
    each: &mut impl FnMut(Result<(), Reject>),
    mut first: impl FnMut(&Row) -> Result<(), LayerError>,
) -> Result<Gathered, LayerError> {
    let mut fault = None;
    let mut is_first = true;
    table::read(source, format, None, |row| {
        let outcome = match row {
            Ok(mut row) => {
                if std::mem::take(&mut is_first)
                    && let Err(error) = first(&row)
                {
                    fault = Some(error);
                    return ControlFlow::Break(());
                }
                let shape = row.geometry.take();
                let shape = shape.map(|shape| geometry::of_json(&shape).ok_or(geometry::BadShape)).transpose();
                gathering.take(Found { row, shape })
            }
            Err(BadRow { number, code, reason }) => Err(gathering.refuse(number, code, reason)),
        };
        each(outcome);
        ControlFlow::Continue(())
    })?;
    fault.map_or_else(|| gathering.finish(), Err)
}

/// Whether the file has the columns without which none of its rows has a place.
fn check_columns(profile: &Profile, row: &Row) -> Result<(), LayerError> {
    let columns: Vec<&str> = row.fields().map(|(name, _)| name).collect();
    let has = |names: &[String]| names.iter().any(|name| columns.iter().any(|own| own.eq_ignore_ascii_case(name)));
    let wanted: Vec<&[String]> = match &profile.position {
        Some(position) => vec![&position.x.0, &position.y.0],
        None if profile.square_m.is_some() => vec![&profile.columns.id.0],
        None => return Err(LayerError::NoPosition),
    };
    match wanted.into_iter().find(|names| !has(names)) {
        None => Ok(()),
        Some(names) => Err(LayerError::MissingColumn { wanted: names.join(" or "), columns: columns.join(", ") }),
    }
}

/// The plane that GeoJSON from before RFC 7946 names, wherever in the file it does.
fn own_crs(source: &mut (impl Read + Seek)) -> Result<Option<String>, LayerError> {
    #[derive(Deserialize)]
    struct Head {
        #[serde(default)]
        crs: Value,
    }
    let unpacked = table::unpacked(&mut *source);
    // A broken document is told of when its rows are read.
    let head: Option<Head> = serde_json::from_reader(std::io::BufReader::new(unpacked)).ok();
    source.rewind()?;
    Ok(head.and_then(|head| head.crs["properties"]["name"].as_str().map(str::to_owned)))
}
