//! Tags of things as they stand on the wiki's page of map features.

use super::super::tags::Tags;
use super::super::things::{Thing, at_node, at_way};
use crate::town::Layer;

fn kinds(things: &[Thing]) -> Vec<(Layer, Option<&str>)> {
    things.iter().map(|thing| (thing.layer, thing.kind)).collect()
}

#[test]
fn points_become_lamps_crossings_localities_and_landmarks() {
    let at = |pairs: &[(&str, &str)]| at_node(&Tags::of(pairs));
    assert_eq!(kinds(&at(&[("highway", "street_lamp")])), [(Layer::Lamp, None)]);
    assert_eq!(
        kinds(&at(&[("highway", "street_lamp"), ("operational_status", "broken")])),
        [(Layer::Lamp, Some("out"))]
    );
    assert_eq!(
        kinds(&at(&[("highway", "crossing"), ("crossing", "uncontrolled")])),
        [(Layer::Crossing, Some("marked"))]
    );
    let village = at(&[("place", "village"), ("name", "Lönsboda"), ("population", "1991")]);
    assert_eq!((kinds(&village), village[0].population), (vec![(Layer::Locality, Some("village"))], Some(1991)));
    assert!(at(&[("place", "village")]).is_empty(), "nobody can look for it");
    assert_eq!(kinds(&at(&[("highway", "bus_stop")])), [(Layer::Landmark, Some("bus_stop"))]);
    assert_eq!(kinds(&at(&[("railway", "station"), ("name", "Osby")])), [(Layer::Landmark, Some("station"))]);
    assert_eq!(kinds(&at(&[("shop", "bakery"), ("name", "Bageriet")])), [(Layer::Landmark, Some("shop"))]);
    assert!(at(&[("shop", "bakery")]).is_empty());
    assert!(at(&[("shop", "vacant"), ("name", "Tomt")]).is_empty());
    assert!(at(&[("natural", "tree")]).is_empty());
}

#[test]
fn areas_become_land_water_and_buildings() {
    let area = |pairs: &[(&str, &str)]| at_way(&Tags::of(pairs), true);
    assert_eq!(kinds(&area(&[("natural", "wood")])), [(Layer::Land, Some("forest"))]);
    assert_eq!(kinds(&area(&[("natural", "water"), ("water", "river")])), [(Layer::Water, Some("river"))]);
    assert_eq!(kinds(&area(&[("building", "church")])), [(Layer::Building, Some("church"))]);
    assert!(area(&[("building", "no")]).is_empty());
    assert!(area(&[("natural", "coastline")]).is_empty());
    assert_eq!(kinds(&area(&[("highway", "pedestrian"), ("area", "yes")])), [(Layer::Land, Some("pedestrian"))]);
    assert_eq!(
        kinds(&area(&[("leisure", "park"), ("name", "Parken")])),
        [(Layer::Land, Some("park")), (Layer::Landmark, Some("park"))]
    );
    assert!(at_way(&Tags::of(&[("landuse", "forest")]), false).is_empty(), "an open line is no forest");
}

#[test]
fn lines_become_streams_and_railways_unless_they_run_below() {
    let line = |pairs: &[(&str, &str)]| at_way(&Tags::of(pairs), false);
    assert_eq!(kinds(&line(&[("waterway", "stream")])), [(Layer::Water, Some("stream"))]);
    assert!(line(&[("waterway", "stream"), ("tunnel", "culvert")]).is_empty());
    assert!(line(&[("waterway", "ditch")]).is_empty());
    assert_eq!(kinds(&line(&[("railway", "light_rail")])), [(Layer::Railway, Some("tram"))]);
    assert!(line(&[("railway", "disused")]).is_empty());
    assert!(line(&[("railway", "subway"), ("tunnel", "yes")]).is_empty());
}
