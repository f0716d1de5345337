//! What the tags of an element say of the things of a town: landmarks, lamps, land, water, buildings, railways.

use super::tags::Tags;
use crate::town::{Layer, Street, StreetClass, Structure};

/// How an element is drawn on its layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One position: of an area a point inside it, of a line its middle.
    Point,
    Line,
    Area,
}

/// A feature before its geometry is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Thing {
    pub layer: Layer,
    pub form: Form,
    pub kind: Option<&'static str>,
    pub name: Option<String>,
    pub population: Option<u32>,
}

/// What stands at a point.
pub(super) fn at_node(tags: &Tags<'_>) -> Vec<Thing> {
    let mut things = Vec::new();
    let thing = |layer, kind| Thing { layer, form: Form::Point, kind, name: tags.name(), population: None };
    match tags.get("highway") {
        Some("street_lamp") => things.push(Thing { name: None, ..thing(Layer::Lamp, lamp_state(tags)) }),
        Some("crossing") => things.push(thing(Layer::Crossing, Some(crossing_kind(tags)))),
        _ => {}
    }
    if let Some(kind) = tags.get("place").and_then(locality_kind)
        && tags.get("name").is_some()
    {
        things.push(Thing { population: tags.number("population"), ..thing(Layer::Locality, Some(kind)) });
    }
    things.extend(landmark(tags));
    things
}

/// What a line or an area is; areas are closed ways and multipolygons.
pub(super) fn at_way(tags: &Tags<'_>, closed: bool) -> Vec<Thing> {
    let mut things = Vec::new();
    let thing = |layer, form, kind| Thing { layer, form, kind, name: tags.name(), population: None };
    if closed {
        if let Some(building) = tags.yes("building") {
            things.push(thing(Layer::Building, Form::Area, building_kind(building)));
        }
        if let Some(kind) = water_kind(tags) {
            things.push(thing(Layer::Water, Form::Area, Some(kind)));
        } else if let Some(kind) = land_kind(tags) {
            things.push(thing(Layer::Land, Form::Area, Some(kind)));
        }
        things.extend(landmark(tags));
    }
    if tags.is("waterway", &["river", "stream", "canal"]) && tags.yes("tunnel").is_none() {
        things.push(thing(Layer::Water, Form::Line, Some("stream")));
    }
    if tags.yes("tunnel").is_none() {
        match tags.get("railway") {
            Some("rail" | "narrow_gauge") => things.push(thing(Layer::Railway, Form::Line, Some("rail"))),
            Some("tram" | "light_rail") => things.push(thing(Layer::Railway, Form::Line, Some("tram"))),
            Some("subway") => things.push(thing(Layer::Railway, Form::Line, Some("subway"))),
            _ => {}
        }
    }
    things
}

fn lamp_state(tags: &Tags<'_>) -> Option<&'static str> {
    match tags.get("operational_status").or_else(|| tags.get("lamp:status"))? {
        "operational" | "working" | "ok" => Some("working"),
        "broken" | "out_of_order" | "nonoperational" | "closed" => Some("out"),
        _ => None,
    }
}

fn crossing_kind(tags: &Tags<'_>) -> &'static str {
    match tags.get("crossing") {
        Some("traffic_signals") => "traffic_signals",
        Some("zebra" | "marked" | "uncontrolled") => "marked",
        Some("unmarked") => "unmarked",
        _ => "unknown",
    }
}

fn locality_kind(place: &str) -> Option<&'static str> {
    Some(match place {
        "city" => "city",
        "town" => "town",
        "village" => "village",
        "hamlet" => "hamlet",
        "suburb" | "borough" => "suburb",
        "quarter" => "quarter",
        "neighbourhood" => "neighbourhood",
        "locality" => "locality",
        _ => return None,
    })
}

/// A place people find their way by. What has no name is kept only where it matters without one.
fn landmark(tags: &Tags<'_>) -> Option<Thing> {
    const KNOWN_WITHOUT_NAME: [&str; 6] =
        ["bus_stop", "station", "school", "preschool", "playground", "swimming_place"];
    let kind = landmark_kind(tags)?;
    let name = tags.name();
    if name.is_none() && !KNOWN_WITHOUT_NAME.contains(&kind) {
        return None;
    }
    Some(Thing { layer: Layer::Landmark, form: Form::Point, kind: Some(kind), name, population: None })
}

fn landmark_kind(tags: &Tags<'_>) -> Option<&'static str> {
    if tags.is("railway", &["station", "halt"]) || tags.is("public_transport", &["station"]) {
        return Some("station");
    }
    if tags.is("highway", &["bus_stop"]) || tags.is("railway", &["tram_stop"]) {
        return Some("bus_stop");
    }
    if tags.is("place", &["square"]) {
        return Some("square");
    }
    let amenity = match tags.get("amenity") {
        Some("bus_station" | "ferry_terminal") => Some("station"),
        Some("school" | "college" | "university") => Some("school"),
        Some("kindergarten" | "childcare") => Some("preschool"),
        Some("library") => Some("library"),
        Some("place_of_worship") => Some("church"),
        Some("parking") => Some("parking"),
        Some("hospital" | "clinic" | "doctors" | "dentist" | "nursing_home" | "social_facility" | "pharmacy") => {
            Some("care")
        }
        Some("public_bath") => Some("swimming_place"),
        Some(
            "restaurant" | "cafe" | "bar" | "pub" | "fast_food" | "nightclub" | "cinema" | "theatre" | "arts_centre"
            | "townhall" | "police" | "fire_station" | "community_centre" | "social_centre" | "post_office" | "bank"
            | "fuel" | "marketplace" | "courthouse" | "events_venue",
        ) => Some("place"),
        _ => None,
    };
    let leisure = || match tags.get("leisure")? {
        "park" | "garden" | "nature_reserve" => Some("park"),
        "playground" => Some("playground"),
        "sports_centre" | "pitch" | "stadium" | "track" | "ice_rink" | "sports_hall" | "golf_course" => {
            Some("sports_ground")
        }
        "swimming_area" | "bathing_place" | "swimming_pool" => {
            (tags.get("name").is_some() || !tags.is("access", &["private"])).then_some("swimming_place")
        }
        "marina" | "fitness_centre" | "dog_park" => Some("place"),
        _ => None,
    };
    let rest = || {
        let shop = tags.yes("shop").filter(|shop| *shop != "vacant").map(|_| "shop");
        let church = tags.is("building", &["church", "cathedral", "chapel"]).then_some("church");
        let beach = tags.is("natural", &["beach"]).then_some("swimming_place").filter(|_| tags.get("name").is_some());
        let sight = tags.is("tourism", &["museum", "hotel", "attraction", "gallery", "hostel", "camp_site"]);
        let historic = tags.is("historic", &["castle", "monument", "memorial", "manor"]);
        shop.or(church).or(beach).or((sight || historic).then_some("place"))
    };
    amenity.or_else(leisure).or_else(rest)
}

fn building_kind(building: &str) -> Option<&'static str> {
    match building {
        "church" | "cathedral" | "chapel" => Some("church"),
        "school" | "kindergarten" | "university" | "college" => Some("school"),
        "hospital" => Some("hospital"),
        "train_station" => Some("station"),
        _ => None,
    }
}

fn water_kind(tags: &Tags<'_>) -> Option<&'static str> {
    if tags.is("natural", &["water"]) {
        let flows = tags.is("water", &["river", "canal", "stream"]);
        return Some(if flows { "river" } else { "lake" });
    }
    if tags.is("waterway", &["riverbank", "dock"]) {
        return Some("river");
    }
    tags.is("landuse", &["reservoir", "basin"]).then_some("lake")
}

fn land_kind(tags: &Tags<'_>) -> Option<&'static str> {
    let leisure = match tags.get("leisure") {
        Some("park" | "garden" | "dog_park") => Some("park"),
        Some("pitch" | "sports_centre" | "stadium" | "track" | "golf_course") => Some("sports"),
        _ => None,
    };
    let amenity = || match tags.get("amenity")? {
        "school" | "kindergarten" | "college" | "university" => Some("school"),
        "grave_yard" => Some("cemetery"),
        _ => None,
    };
    let landuse = || match tags.get("landuse")? {
        "forest" => Some("forest"),
        "farmland" | "farmyard" | "orchard" | "vineyard" | "plant_nursery" => Some("farmland"),
        "meadow" | "grass" => Some("meadow"),
        "recreation_ground" | "village_green" | "allotments" => Some("park"),
        "residential" => Some("residential"),
        "industrial" | "quarry" | "port" => Some("industrial"),
        "commercial" | "retail" => Some("commercial"),
        "cemetery" => Some("cemetery"),
        _ => None,
    };
    let natural = || match tags.get("natural")? {
        "wood" => Some("forest"),
        "scrub" | "heath" | "grassland" => Some("meadow"),
        "wetland" => Some("wetland"),
        "sand" | "beach" => Some("sand"),
        "bare_rock" | "scree" | "rock" => Some("rock"),
        _ => None,
    };
    let paved = || {
        let walked = tags.is("highway", &["pedestrian", "footway"]) && tags.is("area", &["yes"]);
        (walked || tags.is("area:highway", &["pedestrian"]) || tags.is("place", &["square"])).then_some("pedestrian")
    };
    leisure.or_else(amenity).or_else(landuse).or_else(natural).or_else(paved)
}

/// A tunnel for people on foot. One with a name of its own keeps it; others are named after the street they lie at once
/// the streets are known.
pub(super) fn underpass(tags: &Tags<'_>, street: &Street) -> Option<Thing> {
    use StreetClass::{Cycleway, Footway, Path, Pedestrian, Steps};
    let on_foot = matches!(street.class, Cycleway | Footway | Path | Pedestrian | Steps);
    // Below the ground: a way through a building or under a roof is no tunnel.
    if !on_foot || street.structure != Structure::Underpass || street.level >= 0 {
        return None;
    }
    let own = tags.get("tunnel:name").map(str::to_owned);
    let name = own.or_else(|| tags.name().filter(|name| name.to_lowercase().contains("tunnel")));
    Some(Thing { layer: Layer::Landmark, form: Form::Point, kind: Some(UNDERPASS), name, population: None })
}

pub(super) const UNDERPASS: &str = "underpass";
