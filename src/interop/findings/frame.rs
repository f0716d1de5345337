//! The plane of a finding, and the way back to degrees.

use serde_json::{Value, json};

use crate::geodesy::{Cell, EastNorth, LonLat, Metric};
use crate::interop::geojson::position;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Frame {
    /// Metres of a known plane: coordinates are written in degrees.
    OnEarth(Metric),
    /// Metres of a plane of which nothing else is known: coordinates are written as they are.
    Bare,
}

impl Frame {
    pub fn degrees(&self, at: EastNorth) -> Option<LonLat> {
        if let Self::OnEarth(metric) = self { Some(metric.inverse(at)) } else { None }
    }

    /// `EPSG:3006`, or `plane`.
    pub fn name(&self) -> String {
        match self {
            Self::OnEarth(metric) => format!("EPSG:{}", metric.epsg()),
            Self::Bare => "plane".to_owned(),
        }
    }

    pub(super) fn position(&self, at: EastNorth) -> Value {
        self.degrees(at).map_or_else(|| json!([at.e, at.n]), position)
    }

    pub(super) fn point(&self, at: EastNorth) -> Value {
        json!({"type": "Point", "coordinates": self.position(at)})
    }

    pub(super) fn square(&self, cell: Cell) -> Value {
        let ring = self.ring(&cell.corners());
        json!({"type": "Polygon", "coordinates": [ring]})
    }

    /// Closed with its first position.
    pub(super) fn ring(&self, points: &[EastNorth]) -> Value {
        points.iter().chain(points.first()).map(|at| self.position(*at)).collect()
    }
}
