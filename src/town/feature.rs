//! What is drawn and searched, streets apart: one shape with a name and a kind.

use geo::Geometry;

/// A part of the town that comes from one source and is replaced as a whole; also the name of its layer in vector
/// tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// Kept as links of the [`Network`](super::Network), never as features.
    Street,
    /// Towns, villages, quarters: points with a name.
    Locality,
    /// What people find their way by: stops, schools, stations, shops, squares, parks, underpasses.
    Landmark,
    Lamp,
    /// Where people on foot cross a street.
    Crossing,
    /// Districts with names and, when known, inhabitants: DeSO or the municipality's own.
    Area,
    /// Statistical squares with inhabitants; their id is the [`Cell`](crate::geodesy::Cell)'s.
    PopulationSquare,
    Land,
    Water,
    Building,
    Railway,
}

impl Layer {
    pub const ALL: [Self; 11] = [
        Self::Street,
        Self::Locality,
        Self::Landmark,
        Self::Lamp,
        Self::Crossing,
        Self::Area,
        Self::PopulationSquare,
        Self::Land,
        Self::Water,
        Self::Building,
        Self::Railway,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Street => "street",
            Self::Locality => "locality",
            Self::Landmark => "landmark",
            Self::Lamp => "lamp",
            Self::Crossing => "crossing",
            Self::Area => "area",
            Self::PopulationSquare => "population_square",
            Self::Land => "land",
            Self::Water => "water",
            Self::Building => "building",
            Self::Railway => "railway",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.as_str() == word)
    }

    /// Whether the layer is made of shapes of this sort.
    pub fn takes(self, shape: &Geometry<f64>) -> bool {
        let is_point = matches!(shape, Geometry::Point(_));
        let is_line = matches!(shape, Geometry::LineString(_) | Geometry::MultiLineString(_));
        let is_area = matches!(shape, Geometry::Polygon(_) | Geometry::MultiPolygon(_));
        match self {
            Self::Locality | Self::Lamp => is_point,
            Self::Crossing => is_point || is_line,
            Self::Landmark => is_point || is_line || is_area,
            Self::Street | Self::Railway => is_line,
            Self::Water => is_line || is_area,
            Self::Area | Self::PopulationSquare | Self::Land | Self::Building => is_area,
        }
    }
}

/// One thing of the town, in degrees.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    pub layer: Layer,
    /// Unique within municipality and layer.
    pub id: String,
    pub name: Option<String>,
    /// What it is within its layer: `bus_stop`, `forest`, `river`, the state of a lamp.
    pub kind: Option<String>,
    /// The locality it lies in, when known.
    pub locality: Option<String>,
    /// Inhabitants of a locality, an area or a square.
    pub population: Option<u32>,
    pub invented: bool,
    pub geometry: Geometry<f64>,
}
