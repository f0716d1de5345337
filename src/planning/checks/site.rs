//! Places where a car can stand: bus stops, lay-bys, car parks and junctions, and those that staff add.

use geo::{Centroid, Geometry};

use crate::geodesy::{EastNorth, LonLat, Metric};
use crate::town::{Ground, Layer, LinkId, Network, NodeId, Position, StreetClass, Town, naming};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SiteKind {
    /// Added by staff.
    Own,
    LayBy,
    BusStop,
    Parking,
    Junction,
}

impl SiteKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::LayBy => "lay_by",
            Self::BusStop => "bus_stop",
            Self::Parking => "parking",
            Self::Junction => "junction",
        }
    }
}

/// A place where a car can stand and be seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// The same after another import of the same streets.
    pub id: String,
    pub kind: SiteKind,
    /// As somebody wrote it; a place without a name is named by where it lies.
    pub name: Option<String>,
    pub at: EastNorth,
    pub position: Position,
    /// The number of the locality it serves.
    pub locality: Option<usize>,
    pub is_forbidden: bool,
}

/// A town or village that is to see a check.
#[derive(Debug, Clone, PartialEq)]
pub struct Locality {
    pub name: String,
    pub at: EastNorth,
}

/// A stop, a lay-by or a car park lies this near to the street it belongs to.
const TO_STREET_M: f64 = 40.0;
/// A point of staff's own may lie farther off: they know why.
const OWN_TO_STREET_M: f64 = 100.0;
/// A locality has streets when one lies this near.
const LOCALITY_STREET_M: f64 = 600.0;

/// Towns and villages with streets; hamlets are too many to visit each.
pub fn localities(ground: &Ground, town: &Town) -> Vec<Locality> {
    let metric = &town.metric;
    let is_town = |kind: Option<&str>| matches!(kind, None | Some("city" | "town" | "village"));
    let found = ground.layer(Layer::Locality).filter(|feature| is_town(feature.kind.as_deref()));
    let mut found: Vec<Locality> = found
        .filter_map(|feature| Some(Locality { name: feature.name.clone()?, at: place_of(&feature.geometry, metric)? }))
        .filter(|locality| on_street(&ground.network, locality.at, LOCALITY_STREET_M).is_some())
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name).then(a.at.e.total_cmp(&b.at.e)));
    found
}

/// The one of these localities a place belongs to, by the rule everything else is counted by.
pub fn locality_of(ground: &Ground, town: &Town, localities: &[Locality], at: EastNorth) -> Option<usize> {
    let name = naming::locality_of(ground, town, at)?;
    localities.iter().position(|locality| locality.name == name)
}

/// Every place of the town where a car could stand; which of them are needed is another question.
pub fn sites(ground: &Ground, town: &Town, localities: &[Locality]) -> Vec<Site> {
    let metric = &town.metric;
    let of = |at: EastNorth| locality_of(ground, town, localities, at);
    let mut found: Vec<Site> = ground
        .layer(Layer::Landmark)
        .filter_map(|feature| {
            let kind = match feature.kind.as_deref()? {
                "bus_stop" => SiteKind::BusStop,
                "lay_by" => SiteKind::LayBy,
                "parking" => SiteKind::Parking,
                _ => return None,
            };
            let at = place_of(&feature.geometry, metric)?;
            let position = on_street(&ground.network, at, TO_STREET_M)?;
            let (id, name) = (format!("{}:{}", kind.as_str(), feature.id), feature.name.clone());
            Some(Site { id, kind, name, at, position, locality: of(at), is_forbidden: false })
        })
        .collect();
    found.extend(junctions(&ground.network, &of));
    found
}

/// A place that staff chose; `None` where no street is near.
pub fn own_site(
    id: String,
    name: Option<String>,
    at: EastNorth,
    (ground, town): (&Ground, &Town),
    localities: &[Locality],
) -> Option<Site> {
    let position = on_street(&ground.network, at, OWN_TO_STREET_M)?;
    let locality = locality_of(ground, town, localities, at);
    Some(Site { id, kind: SiteKind::Own, name, at, position, locality, is_forbidden: false })
}

/// Where at least three streets for cars meet; yards and forest tracks are not counted.
fn junctions(network: &Network, locality_of: &dyn Fn(EastNorth) -> Option<usize>) -> Vec<Site> {
    let meets = |link: &LinkId| takes_cars(network, *link) && !is_minor(network.link(*link).street().class);
    let at_node = |(node, at): (u32, &EastNorth)| {
        let links = network.at(NodeId(node));
        let first = links.iter().copied().find(meets)?;
        if links.iter().filter(|link| meets(link)).count() < 3 {
            return None;
        }
        let link = network.link(first);
        let along_m = if link.from() == NodeId(node) { 0.0 } else { link.length_m };
        Some(Site {
            id: format!("junction:{:.0}-{:.0}", at.e, at.n),
            kind: SiteKind::Junction,
            name: None,
            at: *at,
            position: Position { link: first, along_m },
            locality: locality_of(*at),
            is_forbidden: false,
        })
    };
    (0..).zip(network.nodes()).filter_map(at_node).collect()
}

fn on_street(network: &Network, at: EastNorth, limit_m: f64) -> Option<Position> {
    let near = network.near(at, limit_m);
    near.into_iter().map(|foot| foot.position).find(|position| takes_cars(network, position.link))
}

/// Nobody stands on a motorway.
fn takes_cars(network: &Network, link: LinkId) -> bool {
    let street = network.link(link).street();
    (street.car.forward() || street.car.backward()) && street.class != StreetClass::Motorway
}

fn is_minor(class: StreetClass) -> bool {
    matches!(class, StreetClass::Service | StreetClass::Track)
}

fn place_of(geometry: &Geometry<f64>, metric: &Metric) -> Option<EastNorth> {
    let middle = geometry.centroid()?;
    Some(metric.forward(LonLat::new(middle.x(), middle.y())?))
}
