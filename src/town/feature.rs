//! What is drawn and searched: one shape with a name and a kind.

use geo::Geometry;

/// Which part of the town a feature belongs to; also the name of its layer in vector tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    Locality,
    Street,
    Lamp,
    Landmark,
}

impl Layer {
    pub const ALL: [Self; 4] = [Self::Locality, Self::Street, Self::Lamp, Self::Landmark];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Locality => "locality",
            Self::Street => "street",
            Self::Lamp => "lamp",
            Self::Landmark => "landmark",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.as_str() == word)
    }
}

/// One thing of the town, in degrees.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    pub layer: Layer,
    /// Unique within municipality and layer.
    pub id: String,
    pub name: Option<String>,
    /// Street class, landmark kind, lamp state.
    pub kind: Option<String>,
    pub locality: Option<String>,
    pub population: Option<u32>,
    pub invented: bool,
    pub geometry: Geometry<f64>,
}
