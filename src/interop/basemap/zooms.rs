//! What is worth drawing from which zoom on: one place for all the choices.

use super::MAX_ZOOM;
use super::world::steps_per_unit;
use crate::town::{Feature, Layer, StreetClass};

/// Lamps and zebra crossings are dust on a map of a quarter.
const LAMPS: u8 = 15;
const CROSSINGS: u8 = 16;
/// Houses are shapes from here on; one zoom before, only the large ones.
const BUILDINGS: u8 = 14;

/// The first zoom at which streets of a class are drawn.
pub(super) fn of_street(class: StreetClass) -> u8 {
    match class {
        StreetClass::Motorway | StreetClass::Trunk => 5,
        StreetClass::Primary => 8,
        StreetClass::Secondary => 10,
        StreetClass::Tertiary => 11,
        StreetClass::Unclassified | StreetClass::Residential | StreetClass::LivingStreet => 12,
        StreetClass::Pedestrian | StreetClass::Cycleway | StreetClass::Track => 13,
        StreetClass::Service
        | StreetClass::Footway
        | StreetClass::Bridleway
        | StreetClass::Path
        | StreetClass::Steps => 14,
    }
}

/// The first zoom at which a feature is drawn, as far as its kind says; `None` when it never is.
pub(super) fn of_feature(feature: &Feature) -> Option<u8> {
    let kind = feature.kind.as_deref().unwrap_or_default();
    Some(match feature.layer {
        Layer::Street | Layer::Area | Layer::PopulationSquare => return None,
        Layer::Lamp => LAMPS,
        Layer::Crossing => CROSSINGS,
        Layer::Locality => match kind {
            "city" | "" => 0,
            "town" => 6,
            "village" => 10,
            "suburb" => 11,
            "hamlet" => 12,
            _ => 13,
        },
        Layer::Landmark => match kind {
            "station" => 12,
            "bus_stop" | "shop" | "parking" | "playground" | "care" | "place" | "other" => 15,
            _ => 14,
        },
        Layer::Land => match kind {
            "forest" | "farmland" | "residential" | "wetland" => 9,
            "pedestrian" => 13,
            _ => 11,
        },
        Layer::Water => match kind {
            "stream" => 13,
            _ => 0,
        },
        Layer::Building => BUILDINGS - 1,
        Layer::Railway => match kind {
            "rail" | "" => 9,
            _ => 13,
        },
    })
}

/// The lowest zoom at which a surface of so many world steps squared is worth drawing; `None` when none is.
pub(super) fn of_surface(layer: Layer, area: f64) -> Option<u8> {
    (0..=MAX_ZOOM).find(|zoom| {
        let pixels = match layer {
            Layer::Building if *zoom < BUILDINGS => 16.0,
            Layer::Land if *zoom < 13 => 16.0,
            _ => 4.0,
        };
        area >= square_pixels(pixels, *zoom)
    })
}

/// The lowest zoom at which a surface is large enough to carry its own name.
pub(super) fn of_name(area: f64) -> Option<u8> {
    (0..=MAX_ZOOM).find(|zoom| area >= square_pixels(48.0 * 48.0, *zoom))
}

/// Square pixels (of a tile shown at 512) in world steps squared.
fn square_pixels(pixels: f64, zoom: u8) -> f64 {
    pixels * (8.0 * steps_per_unit(zoom)).powi(2)
}
