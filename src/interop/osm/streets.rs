//! What the tags of a way say of a street.

use super::tags::Tags;
use crate::town::{Lit, Street, StreetClass, Structure, Travel};

/// The street a way is, or `None` when it is none to walk or drive along: a square drawn as an area, a platform, a
/// street that is planned or under construction.
pub(super) fn street(tags: &Tags<'_>) -> Option<Street> {
    let class = class(tags)?;
    let structure = structure(tags);
    let (maxspeed_kmh, maxspeed_assumed) = maxspeed(tags, class);
    Some(Street {
        name: tags.name().or_else(|| number(tags, class)),
        car: car(tags, class),
        foot: foot(tags, class),
        maxspeed_kmh,
        maxspeed_assumed,
        lit: lit(tags),
        surface: tags.get("surface").map(|surface| surface.chars().take(40).collect()),
        sidewalk: sidewalk(tags),
        structure,
        level: level(tags, structure),
        ..Street::of_class(class)
    })
}

/// A road without a name is known by its number; of several the first.
fn number(tags: &Tags<'_>, class: StreetClass) -> Option<String> {
    const LONGEST: usize = 20;
    let number = tags.get("ref").filter(|_| class <= StreetClass::Unclassified)?.split(';').next()?.trim();
    (!number.is_empty()).then(|| number.chars().take(LONGEST).collect())
}

fn class(tags: &Tags<'_>) -> Option<StreetClass> {
    if tags.is("area", &["yes"]) {
        return None;
    }
    Some(match tags.get("highway")? {
        "motorway" | "motorway_link" => StreetClass::Motorway,
        "trunk" | "trunk_link" => StreetClass::Trunk,
        "primary" | "primary_link" => StreetClass::Primary,
        "secondary" | "secondary_link" => StreetClass::Secondary,
        "tertiary" | "tertiary_link" => StreetClass::Tertiary,
        "unclassified" | "road" => StreetClass::Unclassified,
        "residential" => StreetClass::Residential,
        "living_street" => StreetClass::LivingStreet,
        "service" | "busway" => StreetClass::Service,
        "track" => StreetClass::Track,
        "pedestrian" => StreetClass::Pedestrian,
        "cycleway" => StreetClass::Cycleway,
        "footway" => StreetClass::Footway,
        "bridleway" => StreetClass::Bridleway,
        "path" => StreetClass::Path,
        "steps" => StreetClass::Steps,
        _ => return None,
    })
}

/// Values that keep the public out.
const CLOSED: [&str; 11] = [
    "no",
    "private",
    "agricultural",
    "forestry",
    "use_sidepath",
    "emergency",
    "psv",
    "bus",
    "military",
    "delivery",
    "discouraged",
];

fn foot(tags: &Tags<'_>, class: StreetClass) -> bool {
    match tags.get("foot").or_else(|| tags.get("access")) {
        Some("no" | "private" | "use_sidepath") => false,
        _ if tags.has("foot") => true,
        _ if tags.is("motorroad", &["yes"]) => false,
        _ => Street::of_class(class).foot,
    }
}

fn car(tags: &Tags<'_>, class: StreetClass) -> Travel {
    let own = ["motorcar", "motor_vehicle", "vehicle"].into_iter().find_map(|key| tags.get(key));
    let open = match own {
        Some(value) => !CLOSED.contains(&value),
        None if Street::of_class(class).car == Travel::Closed || tags.is("highway", &["busway"]) => false,
        None => !tags.get("access").is_some_and(|value| CLOSED.contains(&value)),
    };
    if !open {
        return Travel::Closed;
    }
    match tags.get("oneway") {
        Some("yes" | "true" | "1") => Travel::Forward,
        Some("-1" | "reverse") => Travel::Backward,
        // Reversible lanes go either way by the hour.
        Some("no" | "false" | "0" | "reversible" | "alternating") => Travel::Both,
        _ if tags.is("junction", &["roundabout", "circular"]) || tags.is("highway", &["motorway"]) => Travel::Forward,
        _ => Travel::Both,
    }
}

/// The limit in km/h and whether it is only the usual one of the class.
fn maxspeed(tags: &Tags<'_>, class: StreetClass) -> (Option<u16>, bool) {
    let written = tags.get("maxspeed").and_then(limit);
    // Different limits in the two directions: the higher one is what a car may reach.
    let either = || ["maxspeed:forward", "maxspeed:backward"].iter().filter_map(|key| limit(tags.get(key)?)).max();
    let by_law = || ["maxspeed:type", "source:maxspeed", "zone:maxspeed"].iter().find_map(|key| limit(tags.get(key)?));
    match written.or_else(either).or_else(by_law) {
        Some(Limit::Unlimited) => (None, false),
        Some(Limit::Kmh(kmh)) => (Some(kmh), false),
        None => (class.assumed_speed_kmh(), true),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Limit {
    Kmh(u16),
    Unlimited,
}

/// Reads `50`, `30 mph`, `SE:urban`, `DE:zone:30`, `walk`, `none`; `None` for what changes (`signals`, `variable`), for
/// lists, and for what nobody can drive.
fn limit(value: &str) -> Option<Limit> {
    /// Walking pace, as Swedish courts read it.
    const WALK: Limit = Limit::Kmh(7);
    let (number, unit) = value.split_at(value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len()));
    if let Ok(number) = number.parse::<f64>() {
        let kmh = match unit.trim() {
            "" | "km/h" | "kmh" | "kph" => number,
            "mph" => number * 1.609_344,
            "knots" => number * 1.852,
            _ => return None,
        };
        return (1.0..=200.0).contains(&kmh).then_some(Limit::Kmh(kmh.round() as u16));
    }
    match value {
        "walk" => return Some(WALK),
        "none" => return Some(Limit::Unlimited),
        _ => {}
    }
    let (country, rule) = value.split_once(':')?;
    let rule = rule.trim_start_matches("zone").trim_start_matches(':');
    match (country, rule) {
        (_, "living_street" | "walk" | "pedestrian_zone") => Some(WALK),
        ("GB" | "UK", _) => None,
        (_, "urban") => Some(Limit::Kmh(50)),
        ("SE", "rural") => Some(Limit::Kmh(70)),
        ("SE" | "DK", "motorway") => Some(Limit::Kmh(110)),
        ("NO" | "FI" | "DK", "rural") => Some(Limit::Kmh(80)),
        ("DE" | "AT", "rural") => Some(Limit::Kmh(100)),
        ("DE", "motorway") => Some(Limit::Unlimited),
        (_, number) if number.bytes().all(|b| b.is_ascii_digit()) => limit(number),
        _ => None,
    }
}

/// `limited` (badly lit) and hours of the day are neither yes nor no the whole way and the whole night.
fn lit(tags: &Tags<'_>) -> Lit {
    match tags.get("lit") {
        Some("yes" | "24/7" | "sunset-sunrise" | "dusk-dawn" | "automatic" | "interval" | "operating_times") => {
            Lit::Yes
        }
        Some("no" | "disused") => Lit::No,
        _ => Lit::Unknown,
    }
}

fn sidewalk(tags: &Tags<'_>) -> Option<bool> {
    let keys = ["sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right"];
    let mut known = None;
    for value in keys.iter().filter_map(|key| tags.get(key)) {
        match value {
            "both" | "left" | "right" | "yes" | "separate" => return Some(true),
            "no" | "none" => known = Some(false),
            _ => {}
        }
    }
    known
}

fn structure(tags: &Tags<'_>) -> Structure {
    let below = tags.number::<i8>("layer").is_some_and(|layer| layer < 0);
    if tags.yes("bridge").is_some() {
        Structure::Bridge
    } else if tags.yes("tunnel").is_some_and(|kind| kind != "culvert")
        || tags.is("covered", &["yes"])
        || (below && !tags.has("tunnel"))
    {
        Structure::Underpass
    } else {
        Structure::Ground
    }
}

fn level(tags: &Tags<'_>, structure: Structure) -> i8 {
    tags.number("layer").unwrap_or(match structure {
        Structure::Bridge => 1,
        Structure::Underpass if tags.yes("tunnel").is_some_and(|kind| kind != "building_passage") => -1,
        _ => 0,
    })
}
