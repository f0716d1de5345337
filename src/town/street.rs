//! A street between two junctions, and what is known of it. Missing is unknown: most streets of most towns say nothing
//! of their light.

use geo::LineString;

/// The class of a street or path, from the widest road to a flight of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StreetClass {
    Motorway,
    Trunk,
    Primary,
    Secondary,
    Tertiary,
    Unclassified,
    Residential,
    LivingStreet,
    Service,
    Track,
    Pedestrian,
    Cycleway,
    Footway,
    Bridleway,
    Path,
    Steps,
}

impl StreetClass {
    pub const ALL: [Self; 16] = [
        Self::Motorway,
        Self::Trunk,
        Self::Primary,
        Self::Secondary,
        Self::Tertiary,
        Self::Unclassified,
        Self::Residential,
        Self::LivingStreet,
        Self::Service,
        Self::Track,
        Self::Pedestrian,
        Self::Cycleway,
        Self::Footway,
        Self::Bridleway,
        Self::Path,
        Self::Steps,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Motorway => "motorway",
            Self::Trunk => "trunk",
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Tertiary => "tertiary",
            Self::Unclassified => "unclassified",
            Self::Residential => "residential",
            Self::LivingStreet => "living_street",
            Self::Service => "service",
            Self::Track => "track",
            Self::Pedestrian => "pedestrian",
            Self::Cycleway => "cycleway",
            Self::Footway => "footway",
            Self::Bridleway => "bridleway",
            Self::Path => "path",
            Self::Steps => "steps",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == word)
    }

    /// The speed limit a Swedish street of this class has when nothing says otherwise (km/h): 50 in built-up areas, 70
    /// outside them (trafikförordningen 1998:1276, 3 kap. 17 §), walking pace in streets for people on foot (8 kap. 1
    /// §), and 110 as is usual on motorways. Always to be shown as assumed.
    pub fn assumed_speed_kmh(self) -> Option<u16> {
        match self {
            Self::Motorway => Some(110),
            Self::Trunk | Self::Primary | Self::Secondary | Self::Unclassified => Some(70),
            Self::Tertiary | Self::Residential | Self::Service => Some(50),
            Self::LivingStreet | Self::Pedestrian => Some(7),
            Self::Track => Some(70),
            Self::Cycleway | Self::Footway | Self::Bridleway | Self::Path | Self::Steps => None,
        }
    }
}

/// Whether a street is lit, as far as anybody wrote it down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Lit {
    Yes,
    No,
    #[default]
    Unknown,
}

impl Lit {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Yes, Self::No, Self::Unknown].into_iter().find(|lit| lit.as_str() == word)
    }
}

/// Which way along a link's line somebody may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Travel {
    #[default]
    Closed,
    Forward,
    Backward,
    Both,
}

impl Travel {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Forward => "forward",
            Self::Backward => "backward",
            Self::Both => "both",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Closed, Self::Forward, Self::Backward, Self::Both].into_iter().find(|way| way.as_str() == word)
    }

    pub fn forward(self) -> bool {
        matches!(self, Self::Forward | Self::Both)
    }

    pub fn backward(self) -> bool {
        matches!(self, Self::Backward | Self::Both)
    }
}

/// What carries a street or covers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Structure {
    #[default]
    Ground,
    Bridge,
    /// A tunnel or an underpass.
    Underpass,
}

impl Structure {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ground => "ground",
            Self::Bridge => "bridge",
            Self::Underpass => "underpass",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Ground, Self::Bridge, Self::Underpass].into_iter().find(|it| it.as_str() == word)
    }
}

/// What is known of a street along one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Street {
    pub class: StreetClass,
    pub name: Option<String>,
    /// For cars.
    pub car: Travel,
    /// For people on foot, who may go both ways wherever they may go at all.
    pub foot: bool,
    pub maxspeed_kmh: Option<u16>,
    /// The limit is the usual one of the class; nobody wrote it down.
    pub maxspeed_assumed: bool,
    pub lit: Lit,
    /// As written in the source: `asphalt`, `gravel`, …
    pub surface: Option<String>,
    pub sidewalk: Option<bool>,
    pub structure: Structure,
    /// Which of crossing streets lies above: 0 is the ground.
    pub level: i8,
    /// Vehicles a day (ÅDT), when a road database says so.
    pub vehicles_per_day: Option<u32>,
    /// Who keeps the road: `municipality`, `state`, `private`.
    pub keeper: Option<String>,
    pub invented: bool,
}

impl Street {
    /// A street of this class of which nothing else is known.
    pub fn of_class(class: StreetClass) -> Self {
        let car = match class {
            StreetClass::Pedestrian
            | StreetClass::Cycleway
            | StreetClass::Footway
            | StreetClass::Bridleway
            | StreetClass::Path
            | StreetClass::Steps => Travel::Closed,
            _ => Travel::Both,
        };
        Self {
            class,
            name: None,
            car,
            foot: !matches!(class, StreetClass::Motorway),
            maxspeed_kmh: class.assumed_speed_kmh(),
            maxspeed_assumed: true,
            lit: Lit::Unknown,
            surface: None,
            sidewalk: None,
            structure: Structure::Ground,
            level: 0,
            vehicles_per_day: None,
            keeper: None,
            invented: false,
        }
    }
}

/// A piece of street between two junctions (or a junction and a dead end).
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The source's number of the street it was cut from; several links share it.
    pub way: i64,
    /// Numbers of the junctions, from 0 without gaps.
    pub from: u32,
    pub to: u32,
    pub street: Street,
    /// In degrees, from `from` to `to`.
    pub line: LineString<f64>,
}
