//! The area that points can come from.

use geo::{Coord, LineString, MultiPolygon, Polygon};
use serde_json::Value;

use super::{Crs, named_crs};
use crate::geodesy::EastNorth;
use crate::interop::findings::Frame;
use crate::interop::geojson::{GeometryError, read_border};
use crate::interop::layers::{Plane, PlaneError};

#[derive(Debug, thiserror::Error)]
pub enum AreaError {
    #[error(transparent)]
    Geometry(#[from] GeometryError),
    #[error(transparent)]
    Plane(#[from] PlaneError),
    #[error("corner {corner} of ring {ring} ({x}, {y}) is no place in {crs}: give --study-area-crs")]
    Corner { ring: usize, corner: usize, x: f64, y: f64, crs: String },
    #[error(
        "the points have no place on Earth (--crs plane): the area must be in the same plane, --study-area-crs plane"
    )]
    OnEarth,
    #[error("the area is in a bare plane, but the points have a place on Earth: give --study-area-crs EPSG:CODE")]
    Bare,
}

/// Every polygon of a GeoJSON text, in the plane of the points.
///
/// Its coordinates are what `crs` says, or else what the document names itself, or else degrees, as the standard wants
/// it; beside points in a bare plane they are in that plane.
pub fn read_area(text: &str, crs: Option<&Crs>, frame: &Frame) -> Result<MultiPolygon<f64>, AreaError> {
    let polygons = read_border(text)?;
    let named = || named_crs(&serde_json::from_str::<Value>(text).unwrap_or_default());
    let crs = match (crs, frame) {
        (Some(crs), _) => crs.clone(),
        (None, Frame::Bare) => Crs::Bare,
        (None, Frame::OnEarth(_)) => Crs::Known(named()?.unwrap_or_else(Plane::degrees)),
    };
    let mut ring = 0;
    let mut laid = |line: &LineString<f64>| -> Result<LineString<f64>, AreaError> {
        ring += 1;
        let place = |(nth, c): (usize, &Coord<f64>)| {
            let at = in_frame(*c, &crs, frame)?;
            let corner = || AreaError::Corner { ring, corner: nth + 1, x: c.x, y: c.y, crs: crs.name().to_owned() };
            at.map(|at| Coord { x: at.e, y: at.n }).ok_or_else(corner)
        };
        line.0.iter().enumerate().map(place).collect::<Result<Vec<_>, _>>().map(LineString::new)
    };
    let mut area = Vec::new();
    for polygon in &polygons {
        let outer = laid(polygon.exterior())?;
        let holes = polygon.interiors().iter().map(&mut laid).collect::<Result<Vec<_>, _>>()?;
        area.push(Polygon::new(outer, holes));
    }
    Ok(MultiPolygon::new(area))
}

fn in_frame(c: Coord<f64>, crs: &Crs, frame: &Frame) -> Result<Option<EastNorth>, AreaError> {
    let finite = |at: &EastNorth| at.e.is_finite() && at.n.is_finite();
    let at = match (crs, frame) {
        (Crs::Bare, Frame::Bare) => Some(EastNorth { e: c.x, n: c.y }),
        (Crs::Known(_), Frame::Bare) => return Err(AreaError::OnEarth),
        (Crs::Bare, Frame::OnEarth(_)) => return Err(AreaError::Bare),
        (Crs::Known(plane), Frame::OnEarth(metric)) => plane.to_degrees(c.x, c.y).map(|at| metric.forward(at)),
    };
    Ok(at.filter(finite))
}
