//! Profiles of layers: which column means what, and whom to thank.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

use crate::town::{Layer, Provenance};

/// The file. Field names are the keys of the JSON; an unknown key is an error, so that a slip of the pen does not
/// silently import something else.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Short name, the same as the file's: `bristol-lamps`.
    pub name: String,
    /// What people read.
    pub title: String,
    #[serde(deserialize_with = "layer")]
    pub layer: Layer,
    /// The data set, as it is shown.
    pub source: String,
    pub licence: String,
    /// What must be shown beside the data.
    pub attribution: String,
    #[serde(default)]
    pub data_date: Option<Date>,
    #[serde(default)]
    pub note: Option<String>,
    /// The coordinate system of files that do not say theirs: `EPSG:3006`, or a proj string.
    #[serde(default)]
    pub crs: Option<String>,
    /// Columns with coordinates, for files without shapes.
    #[serde(default)]
    pub position: Option<Position>,
    #[serde(default)]
    pub columns: Columns,
    /// Value of the kind's column (in small letters) to our kind. Without any, the value is the kind.
    #[serde(default)]
    pub kinds: BTreeMap<String, String>,
    /// The kind of everything the above does not name.
    #[serde(default)]
    pub kind: Option<String>,
    /// For the layer `street`: what the lines tell of the streets under them.
    #[serde(default)]
    pub street: Option<StreetColumns>,
    /// Width of a population square in metres, when the shapes do not show it.
    #[serde(default)]
    pub square_m: Option<u32>,
    /// Nothing of it is real; every page says so.
    #[serde(default)]
    pub invented: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Longitude or easting.
    pub x: Names,
    /// Latitude or northing.
    pub y: Names,
}

/// Columns by what they hold, whatever their capitals.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// Unique; without it, rows are numbered.
    #[serde(default)]
    pub id: Names,
    #[serde(default)]
    pub name: Names,
    #[serde(default)]
    pub kind: Names,
    #[serde(default)]
    pub population: Names,
    #[serde(default)]
    pub locality: Names,
    /// The code of the municipality the row belongs to: rows of another are left out.
    #[serde(default)]
    pub municipality: Names,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreetColumns {
    #[serde(default)]
    pub maxspeed_kmh: Names,
    #[serde(default)]
    pub vehicles_per_day: Names,
    #[serde(default)]
    pub keeper: Names,
    /// Value of the keeper's column (in small letters) to `municipality`, `state` or `private`.
    #[serde(default)]
    pub keepers: BTreeMap<String, String>,
}

/// One column, or several of which the first with a value is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum OneOrMany {
            One(String),
            Many(Vec<String>),
        }
        Ok(Self(match OneOrMany::deserialize(deserializer)? {
            OneOrMany::One(name) => vec![name],
            OneOrMany::Many(names) => names,
        }))
    }
}

fn layer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Layer, D::Error> {
    let word = String::deserialize(deserializer)?;
    Layer::parse(&word).ok_or_else(|| {
        let known = Layer::ALL.map(Layer::as_str).join(", ");
        serde::de::Error::custom(format!("\"{word}\" is no layer: {known}"))
    })
}

/// What is wrong with a profile.
#[derive(Debug, thiserror::Error)]
pub enum LayerProfileError {
    #[error("the profile is not what a profile of a layer should be: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the profile {name}: {reason}")]
    Meaning { name: String, reason: &'static str },
}

impl Profile {
    /// Reads a profile and checks what can be checked without the data.
    pub fn parse(json: &str) -> Result<Self, LayerProfileError> {
        let profile: Self = serde_json::from_str(json)?;
        let keepers = ["municipality", "state", "private"];
        let small = |map: &BTreeMap<String, String>| map.keys().all(|key| *key == key.trim().to_lowercase());
        let street = profile.street.as_ref();
        let reason = if (profile.layer == Layer::Street) != street.is_some() {
            Some("\"street\" is for the layer street, which needs it")
        } else if !small(&profile.kinds) || street.is_some_and(|street| !small(&street.keepers)) {
            Some("values of \"kinds\" and \"keepers\" are written trimmed and in small letters")
        } else if street.is_some_and(|s| s.keepers.values().any(|keeper| !keepers.contains(&keeper.as_str()))) {
            Some("a keeper is municipality, state or private")
        } else if profile.layer == Layer::PopulationSquare && profile.columns.population.0.is_empty() {
            Some("population squares need a column of population")
        } else {
            None
        };
        match reason {
            Some(reason) => Err(LayerProfileError::Meaning { name: profile.name, reason }),
            None => Ok(profile),
        }
    }

    pub fn provenance(&self) -> Provenance {
        Provenance {
            layer: self.layer,
            source: self.source.clone(),
            licence: self.licence.clone(),
            attribution: self.attribution.clone(),
            data_date: self.data_date,
        }
    }

    pub const SHIPPED_NAMES: [&str; 7] = [
        "bristol-lamps",
        "deso",
        "localities",
        "montpellier-lamps",
        "nvdb-streets",
        "own-districts",
        "population-squares",
    ];

    /// The JSON of a profile that ships with the program.
    pub fn shipped(name: &str) -> Option<&'static str> {
        match name {
            "bristol-lamps" => Some(include_str!("../../../geodata/layers/bristol-lamps.json")),
            "deso" => Some(include_str!("../../../geodata/layers/deso.json")),
            "localities" => Some(include_str!("../../../geodata/layers/localities.json")),
            "montpellier-lamps" => Some(include_str!("../../../geodata/layers/montpellier-lamps.json")),
            "nvdb-streets" => Some(include_str!("../../../geodata/layers/nvdb-streets.json")),
            "own-districts" => Some(include_str!("../../../geodata/layers/own-districts.json")),
            "population-squares" => Some(include_str!("../../../geodata/layers/population-squares.json")),
            _ => None,
        }
    }
}
