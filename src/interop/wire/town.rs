//! The municipality, its words and its places.

use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct CauseBody {
    pub code: String,
    pub sv: String,
    pub en: String,
}

#[derive(Serialize, ToSchema)]
pub struct CategoryBody {
    pub code: String,
    pub group: String,
    /// False for the positive marks.
    pub concern: bool,
    pub sv: String,
    pub en: String,
    pub question_sv: String,
    pub question_en: String,
    pub causes: Vec<CauseBody>,
}

#[derive(Serialize, ToSchema)]
pub struct GroupBody {
    pub code: String,
    pub sv: String,
    pub en: String,
}

#[derive(Serialize, ToSchema)]
pub struct CatalogueBody {
    pub categories: Vec<CategoryBody>,
    pub groups: Vec<GroupBody>,
}

#[derive(Serialize, ToSchema)]
pub struct MunicipalityBody {
    pub code: String,
    pub name: String,
    pub time_zone: String,
    pub languages: Vec<String>,
    /// The plane in which cells and distances are measured.
    pub epsg: u16,
    /// West, south, east, north.
    pub bbox: [f64; 4],
    /// A public square holds at least so many reports.
    pub k: u32,
    pub is_demo: bool,
    pub population: Option<u32>,
}

#[derive(Serialize, ToSchema)]
pub struct NamedBody {
    pub code: String,
    pub name: String,
}

#[derive(Serialize, ToSchema)]
pub struct LocalityBody {
    pub name: String,
    pub lon: f64,
    pub lat: f64,
    pub population: Option<u32>,
}

#[derive(Serialize, ToSchema)]
pub struct TownBody {
    pub municipality: MunicipalityBody,
    pub municipalities: Vec<NamedBody>,
    pub localities: Vec<LocalityBody>,
    /// `YYYY-MM`, the first and last month with public data.
    pub first_month: Option<String>,
    pub last_month: Option<String>,
    /// Whom to thank, each once: for the border and for every layer.
    pub attribution: Vec<String>,
    pub layers: Vec<LayerBody>,
    /// Streets, lamps and reports are made up.
    pub invented: bool,
}

/// A layer of the town and where it came from.
#[derive(Serialize, ToSchema)]
pub struct LayerBody {
    /// `street`, `lamp`, `area`, `population_square`, …
    pub layer: &'static str,
    /// The data set.
    pub source: String,
    pub licence: String,
    pub attribution: String,
    /// `YYYY-MM-DD`, how old the data are, when known.
    pub data_date: Option<String>,
    /// Features in it; of streets, links between junctions.
    pub n: usize,
}

#[derive(Serialize, ToSchema)]
pub struct PlaceFoundBody {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub kind_sv: String,
    pub kind_en: String,
    /// The nearest locality.
    pub locality: Option<String>,
    /// One point of the place; on the street, for a street.
    pub lon: f64,
    pub lat: f64,
    /// West, south, east, north, when the place is more than a point.
    pub bbox: Option<[f64; 4]>,
    /// Metres from the position asked from.
    pub distance_m: Option<f64>,
    pub invented: bool,
}

/// A position that was written as two numbers.
#[derive(Serialize, ToSchema)]
pub struct PositionBody {
    pub lon: f64,
    pub lat: f64,
    /// The system it was written in.
    pub epsg: u16,
    /// How it was understood, to be said aloud.
    #[schema(example = "Tolkat som latitud, longitud i WGS 84")]
    pub read_sv: String,
    pub read_en: String,
}

#[derive(Serialize, ToSchema)]
pub struct PlacesBody {
    /// When the question was a position; `places` are then those around it.
    pub position: Option<PositionBody>,
    pub places: Vec<PlaceFoundBody>,
    /// A house number was asked for; none are known, and the street is told instead.
    pub number_ignored: bool,
}
