//! Row after row into features of one layer: checked, in degrees, near the municipality.

use std::collections::{BTreeMap, HashSet};

use geo::{Centroid, Contains, CoordsIter, Geometry, InteriorPoint, Point};

use super::super::profile::Reject;
use super::super::table::{Row, TableError};
use super::geometry::{self, BadShape};
use super::plane::{Plane, PlaneError};
use super::profile::Profile;
use super::shapefile::ShapefileError;
use super::streets::{Road, road};
use crate::geodesy::{Box2, Cell, EastNorth, LonLat, Metric};
use crate::town::{Feature, Layer, Town};

/// How far outside the municipality a thing is still its surroundings.
const FAR_M: f64 = 5_000.0;
/// A single shape with more positions than this is the coast of a country, or a fault.
pub const MOST_POSITIONS: usize = 200_000;
/// Sizes of statistical squares.
const SQUARES_M: [u32; 5] = [100, 250, 500, 1_000, 2_000];
/// Rows from elsewhere that are looked at to guess the plane they are really in.
const LOOKED_AT: usize = 500;

/// A row, and its shape in the file's own plane.
pub struct Found {
    pub row: Row,
    /// `Err` where the file has something there that is no shape.
    pub shape: Result<Option<Geometry<f64>>, BadShape>,
}

/// What an import brought: `n_read = n_kept + n_rejected`.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    pub features: Vec<Feature>,
    /// For the layer `street`: what lines tell of the streets under them.
    pub roads: Vec<Road>,
    pub n_read: u64,
    pub n_kept: u64,
    pub n_rejected: u64,
    /// Rejected rows by reason.
    pub reasons: BTreeMap<String, u64>,
    /// The plane that was used.
    pub plane: String,
}

/// Why a file gives no layer at all.
#[derive(Debug, thiserror::Error)]
pub enum LayerError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is {0}: GeoJSON, a zipped shapefile, CSV and GeoPackage are read")]
    UnknownFormat(&'static str),
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Shapefile(#[from] ShapefileError),
    #[error(transparent)]
    Plane(#[from] PlaneError),
    #[error("the file has no column {wanted}; its columns are: {columns}")]
    MissingColumn { wanted: String, columns: String },
    #[error("the file has no shapes, and the profile does not say which columns hold the position")]
    NoPosition,
    #[error("the file has no rows")]
    NoRows,
    #[error("none of the {n_read} rows can be used ({reasons}){hint}")]
    NothingKept { n_read: u64, reasons: String, hint: String },
}

/// Takes rows until the end.
pub struct Gathering<'a> {
    profile: &'a Profile,
    town: &'a Town,
    plane: Plane,
    near: Box2,
    ids: HashSet<String>,
    elsewhere: Vec<(f64, f64)>,
    so_far: Gathered,
}

type Refusal = (&'static str, &'static str);

impl<'a> Gathering<'a> {
    pub fn new(profile: &'a Profile, town: &'a Town, plane: Plane) -> Self {
        let b = town.bounds;
        let corners = [(b.west, b.south), (b.west, b.north), (b.east, b.south), (b.east, b.north)];
        let corners =
            corners.into_iter().filter_map(|(lon, lat)| LonLat::new(lon, lat)).map(|p| town.metric.forward(p));
        let near = Box2::around(corners).expect("a box has corners").widened(FAR_M);
        let so_far = Gathered { plane: plane.name.clone(), ..Gathered::default() };
        Self { profile, town, plane, near, ids: HashSet::new(), elsewhere: Vec::new(), so_far }
    }

    /// A row that the file's own reader could not take apart.
    pub fn refuse(&mut self, row: u64, code: &str, reason: String) -> Reject {
        self.so_far.n_read += 1;
        self.so_far.n_rejected += 1;
        *self.so_far.reasons.entry(code.to_owned()).or_default() += 1;
        Reject { row, reason_code: code.to_owned(), reason }
    }

    /// Keeps the row, or says why not.
    pub fn take(&mut self, found: Found) -> Result<(), Reject> {
        let number = found.row.number;
        match self.kept(found) {
            Ok(()) => {
                self.so_far.n_read += 1;
                self.so_far.n_kept += 1;
                Ok(())
            }
            Err((code, reason)) => Err(self.refuse(number, code, reason.to_owned())),
        }
    }

    fn kept(&mut self, Found { row, shape }: Found) -> Result<(), Refusal> {
        let columns = &self.profile.columns;
        if let Some(code) = row.first_value(&columns.municipality.0)
            && code != self.town.code()
        {
            return Err(("another_municipality", "the row belongs to another municipality"));
        }
        let layer = self.profile.layer;
        let shape = self.placed(&row, shape)?;
        if layer == Layer::Street {
            let columns = self.profile.street.as_ref().expect("a profile of streets says which columns it has");
            self.so_far.roads.push(road(&row, columns, shape)?);
            return Ok(());
        }
        let population = row.first_value(&columns.population.0).map(whole).transpose()?;
        let (id, geometry) = if layer == Layer::PopulationSquare {
            if population.is_none() {
                return Err(("no_population", "a square without inhabitants says nothing"));
            }
            self.square(&shape)?
        } else {
            let id = row.first_value(&columns.id.0).map_or_else(|| row.number.to_string(), str::to_owned);
            (id, pointed(layer, shape))
        };
        if !self.ids.insert(id.clone()) {
            return Err(("duplicate_id", "another row has the same id"));
        }
        let text = |names: &super::profile::Names| row.first_value(&names.0).map(str::to_owned);
        let kind = match text(&columns.kind) {
            Some(kind) if self.profile.kinds.is_empty() => Some(kind),
            Some(kind) => self.profile.kinds.get(&kind.to_lowercase()).or(self.profile.kind.as_ref()).cloned(),
            None => self.profile.kind.clone(),
        };
        self.so_far.features.push(Feature {
            layer,
            id,
            name: text(&columns.name),
            kind,
            locality: text(&columns.locality),
            population,
            invented: self.profile.invented,
            geometry,
        });
        Ok(())
    }

    /// The shape in degrees, near the municipality and of a sort the layer is made of.
    fn placed(&mut self, row: &Row, shape: Result<Option<Geometry<f64>>, BadShape>) -> Result<Geometry<f64>, Refusal> {
        let shape = shape.map_err(|BadShape| ("bad_geometry", "the shape cannot be read"))?;
        let shape = match (shape, &self.profile.position) {
            (Some(shape), _) => Some(shape),
            (None, Some(position)) => {
                let (x, y) = (row.first_value(&position.x.0), row.first_value(&position.y.0));
                match (x.map(number), y.map(number)) {
                    (None, _) | (_, None) => None,
                    (Some(Some(x)), Some(Some(y))) => Some(Geometry::Point(Point::new(x, y))),
                    _ => return Err(("bad_coordinates", "a coordinate is not a number")),
                }
            }
            (None, None) if self.profile.layer == Layer::PopulationSquare => self.by_id(row),
            (None, None) => None,
        };
        let shape = simpler(shape.ok_or(("no_coordinates", "the row has no place"))?);
        let n_positions = shape.coords_count();
        if n_positions > MOST_POSITIONS {
            return Err(("too_many_positions", "the shape has more than 200,000 positions"));
        }
        let Some(first) = shape.coords_iter().next() else { return Err(("no_coordinates", "the shape is empty")) };
        if !is_whole(&shape) {
            return Err(("bad_geometry", "a line needs two positions, a ring four, and every number must be finite"));
        }
        let is_square = self.profile.layer == Layer::PopulationSquare;
        let may_be_point = matches!(shape, Geometry::Polygon(_) | Geometry::MultiPolygon(_))
            && matches!(self.profile.layer, Layer::Locality | Layer::Landmark);
        let is_middle = is_square && matches!(shape, Geometry::Point(_));
        if !self.profile.layer.takes(&shape) && !may_be_point && !is_middle {
            return Err(("wrong_geometry", "the layer is not made of shapes of this sort"));
        }
        let in_degrees = geometry::in_degrees(&shape, &self.plane);
        let near = in_degrees.as_ref().map(|shape| self.is_near(shape));
        if near != Some(true) && self.elsewhere.len() < LOOKED_AT {
            self.elsewhere.push((first.x, first.y));
        }
        match (in_degrees, near) {
            (Some(shape), Some(true)) => Ok(shape),
            (Some(_), _) => Err(("outside_municipality", "it lies more than 5 km outside the municipality")),
            (None, _) => Err(("outside_the_globe", "a coordinate does not fit the coordinate system")),
        }
    }

    fn is_near(&self, shape: &Geometry<f64>) -> bool {
        let at = |c: geo::Coord<f64>| LonLat::new(c.x, c.y).map(|p| self.town.metric.forward(p));
        let some = shape.coords_iter().filter_map(at).filter(|p| self.near.contains(*p));
        let mut some = some.take(1_000);
        if some.any(|p| self.town.distance_outside_m(p) <= FAR_M) {
            return true;
        }
        // An area so large that the whole municipality lies in it.
        let b = self.town.bounds;
        let middle = Point::new((b.west + b.east) / 2.0, (b.south + b.north) / 2.0);
        match shape {
            Geometry::Polygon(polygon) => polygon.contains(&middle),
            Geometry::MultiPolygon(polygons) => polygons.contains(&middle),
            _ => false,
        }
    }

    /// The middle of a square known only by its SCB id: six digits of easting and seven of northing of its lower left.
    fn by_id(&self, row: &Row) -> Option<Geometry<f64>> {
        let id = row.first_value(&self.profile.columns.id.0)?;
        let half = f64::from(self.profile.square_m?) / 2.0;
        let digits = id.len() == 13 && id.bytes().all(|byte| byte.is_ascii_digit());
        let (e, n) = digits.then(|| id.split_at(6))?;
        Some(Geometry::Point(Point::new(e.parse::<f64>().ok()? + half, n.parse::<f64>().ok()? + half)))
    }

    /// The square of the municipality's own grid that this shape is.
    fn square(&self, shape: &Geometry<f64>) -> Result<(String, Geometry<f64>), Refusal> {
        let metric = &self.town.metric;
        let corners = shape.coords_iter().filter_map(|c| LonLat::new(c.x, c.y)).map(|p| metric.forward(p));
        let around = Box2::around(corners).ok_or(("bad_geometry", "the shape cannot be read"))?;
        let width = around.max.e - around.min.e;
        let size_m = match self.profile.square_m {
            Some(size) => Some(size),
            None => SQUARES_M.into_iter().find(|size| (f64::from(*size) - width).abs() < 2.0),
        };
        let size_m = size_m.filter(|size| SQUARES_M.contains(size));
        let size_m = size_m.ok_or(("unknown_square", "squares are 100, 250, 500, 1,000 or 2,000 m wide"))?;
        let middle = EastNorth { e: (around.min.e + around.max.e) / 2.0, n: (around.min.n + around.max.n) / 2.0 };
        let cell = Cell::containing(middle, size_m);
        if cell.center().distance_m(middle) > 2.0 {
            return Err(("off_grid", "the square does not lie on the municipality's grid"));
        }
        Ok((cell.to_string(), cell_shape(cell, metric)))
    }

    /// Everything that was kept, or why nothing was.
    pub fn finish(self) -> Result<Gathered, LayerError> {
        let so_far = self.so_far;
        if so_far.n_read == 0 {
            return Err(LayerError::NoRows);
        }
        if so_far.n_kept > 0 {
            return Ok(so_far);
        }
        let reasons = so_far.reasons.iter().map(|(code, n)| format!("{code}: {n}")).collect::<Vec<_>>().join(", ");
        let near = |at: LonLat| self.near.contains(self.town.metric.forward(at));
        let likely = if self.elsewhere.is_empty() { None } else { Plane::likely(&self.elsewhere, near) };
        let hint = match likely {
            Some((name, true)) => {
                format!("; read as {}, but they look like {name} with the axes the other way round", so_far.plane)
            }
            Some((name, false)) => format!("; read as {}, but they look like {name}: try --crs {name}", so_far.plane),
            None if !self.elsewhere.is_empty() => {
                format!("; read as {}: is that the coordinate system, and the right municipality?", so_far.plane)
            }
            None => String::new(),
        };
        Err(LayerError::NothingKept { n_read: so_far.n_read, reasons, hint })
    }
}

/// A part of one is the one itself.
fn simpler(shape: Geometry<f64>) -> Geometry<f64> {
    match shape {
        Geometry::MultiPoint(mut points) if points.0.len() == 1 => Geometry::Point(points.0.remove(0)),
        Geometry::MultiLineString(mut lines) if lines.0.len() == 1 => Geometry::LineString(lines.0.remove(0)),
        Geometry::MultiPolygon(mut polygons) if polygons.0.len() == 1 => Geometry::Polygon(polygons.0.remove(0)),
        other => other,
    }
}

fn is_whole(shape: &Geometry<f64>) -> bool {
    let finite = shape.coords_iter().all(|c| c.x.is_finite() && c.y.is_finite());
    let rings = |polygon: &geo::Polygon<f64>| {
        polygon.exterior().0.len() >= 4 && polygon.interiors().iter().all(|ring| ring.0.len() >= 4)
    };
    finite
        && match shape {
            Geometry::LineString(line) => line.0.len() >= 2,
            Geometry::MultiLineString(lines) => lines.0.iter().all(|line| line.0.len() >= 2),
            Geometry::Polygon(polygon) => rings(polygon),
            Geometry::MultiPolygon(polygons) => polygons.0.iter().all(rings),
            _ => true,
        }
}

/// A locality or a landmark drawn as an area is a point inside it: the middle, if that lies inside.
fn pointed(layer: Layer, shape: Geometry<f64>) -> Geometry<f64> {
    let is_area = matches!(shape, Geometry::Polygon(_) | Geometry::MultiPolygon(_));
    if !is_area || layer != Layer::Locality {
        return shape;
    }
    let middle = shape.centroid().filter(|middle| shape.contains(middle));
    middle.or_else(|| shape.interior_point()).map_or(shape, Geometry::Point)
}

pub(super) fn cell_shape(cell: Cell, metric: &Metric) -> Geometry<f64> {
    let ring: Vec<(f64, f64)> = cell.corners_deg(metric).into_iter().map(|p| (p.lon(), p.lat())).collect();
    Geometry::Polygon(geo::Polygon::new(ring.into(), Vec::new()))
}

/// A number as people write it: spaces between thousands, a decimal comma or point.
pub(super) fn number(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    plain.replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

/// A count of people or vehicles; fractions, which models make, are rounded.
pub(super) fn whole(text: &str) -> Result<u32, Refusal> {
    let number = number(text).map(f64::round).filter(|n| (0.0..=f64::from(u32::MAX)).contains(n));
    number.map(|n| n as u32).ok_or(("bad_number", "a number is not one, is negative, or is too large"))
}
