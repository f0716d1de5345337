//! Tags of streets as they stand on the wiki's pages for each key.

use super::super::streets::street;
use super::super::tags::Tags;
use crate::town::{Lit, Street, Structure, Travel};

fn read(pairs: &[(&str, &str)]) -> Street {
    street(&Tags::of(pairs)).expect("a street")
}

#[test]
fn what_nobody_walks_or_drives_along_is_no_street() {
    for value in ["construction", "proposed", "platform", "corridor", "elevator", "raceway", "rest_area", "abandoned"] {
        assert!(street(&Tags::of(&[("highway", value)])).is_none(), "{value}");
    }
    assert!(street(&Tags::of(&[("highway", "pedestrian"), ("area", "yes")])).is_none());
    assert!(street(&Tags::of(&[("name", "Storgatan")])).is_none());
}

#[test]
fn a_road_without_a_name_is_known_by_its_number() {
    let name = |pairs: &[(&str, &str)]| read(pairs).name;
    assert_eq!(name(&[("highway", "primary"), ("ref", "E 22;23")]).as_deref(), Some("E 22"));
    assert_eq!(name(&[("highway", "primary"), ("ref", "23"), ("name", "Ringvägen")]).as_deref(), Some("Ringvägen"));
    assert_eq!(name(&[("highway", "cycleway"), ("ref", "4")]), None, "a cycle route is no road");
}

#[test]
fn one_way_streets_run_the_way_their_tags_say() {
    let car = |pairs: &[(&str, &str)]| read(pairs).car;
    assert_eq!(car(&[("highway", "residential")]), Travel::Both);
    assert_eq!(car(&[("highway", "residential"), ("oneway", "yes")]), Travel::Forward);
    assert_eq!(car(&[("highway", "residential"), ("oneway", "-1")]), Travel::Backward);
    assert_eq!(car(&[("highway", "tertiary"), ("junction", "roundabout")]), Travel::Forward);
    assert_eq!(car(&[("highway", "tertiary"), ("junction", "roundabout"), ("oneway", "no")]), Travel::Both);
    assert_eq!(car(&[("highway", "motorway")]), Travel::Forward);
    assert_eq!(car(&[("highway", "motorway_link")]), Travel::Both);
    assert_eq!(car(&[("highway", "cycleway"), ("oneway", "yes")]), Travel::Closed);
}

#[test]
fn the_more_exact_tag_of_access_is_believed() {
    let open = |pairs: &[(&str, &str)]| (read(pairs).car != Travel::Closed, read(pairs).foot);
    assert_eq!(open(&[("highway", "service"), ("access", "private")]), (false, false));
    assert_eq!(open(&[("highway", "service"), ("access", "private"), ("foot", "yes")]), (false, true));
    assert_eq!(open(&[("highway", "track"), ("motor_vehicle", "no")]), (false, true));
    assert_eq!(open(&[("highway", "footway"), ("motor_vehicle", "destination")]), (true, true));
    assert_eq!(open(&[("highway", "primary"), ("foot", "use_sidepath")]), (true, false));
    assert_eq!(open(&[("highway", "trunk"), ("motorroad", "yes")]), (true, false));
    assert_eq!(open(&[("highway", "motorway")]), (true, false));
    assert_eq!(open(&[("highway", "busway")]), (false, true));
    assert_eq!(open(&[("highway", "residential"), ("vehicle", "no"), ("motorcar", "yes")]), (true, true));
}

#[test]
fn a_limit_is_read_in_every_form_it_is_written_in() {
    let speed = |value| {
        let street = read(&[("highway", "residential"), ("maxspeed", value)]);
        (street.maxspeed_kmh, street.maxspeed_assumed)
    };
    assert_eq!(speed("30"), (Some(30), false));
    assert_eq!(speed("30 mph"), (Some(48), false));
    assert_eq!(speed("30mph"), (Some(48), false));
    assert_eq!(speed("SE:urban"), (Some(50), false));
    assert_eq!(speed("SE:rural"), (Some(70), false));
    assert_eq!(speed("DE:zone:30"), (Some(30), false));
    assert_eq!(speed("DE:zone30"), (Some(30), false));
    assert_eq!(speed("SE:30"), (Some(30), false));
    assert_eq!(speed("walk"), (Some(7), false));
    assert_eq!(speed("none"), (None, false));
    for unknown in ["signals", "variable", "50;70", "fast", "-30", "9999", "1e9", "50 km", ":", "SE:"] {
        assert_eq!(speed(unknown), (Some(50), true), "{unknown}");
    }
}

#[test]
fn a_limit_that_stands_elsewhere_is_found() {
    let speed = |pairs: &[(&str, &str)]| read(pairs).maxspeed_kmh;
    assert_eq!(
        speed(&[("highway", "primary"), ("maxspeed:forward", "60"), ("maxspeed:backward", "80")]),
        Some(80),
        "the higher of the two"
    );
    assert_eq!(speed(&[("highway", "primary"), ("maxspeed:type", "SE:urban")]), Some(50));
    assert_eq!(speed(&[("highway", "primary")]), Some(70), "assumed");
    assert_eq!(speed(&[("highway", "footway")]), None);
}

#[test]
fn missing_light_is_unknown_light() {
    let lit = |value| read(&[("highway", "footway"), ("lit", value)]).lit;
    for yes in ["yes", "24/7", "sunset-sunrise", "automatic"] {
        assert_eq!(lit(yes), Lit::Yes, "{yes}");
    }
    assert_eq!(lit("no"), Lit::No);
    assert_eq!(lit("disused"), Lit::No);
    assert_eq!(lit("limited"), Lit::Unknown);
    assert_eq!(read(&[("highway", "footway")]).lit, Lit::Unknown);
}

#[test]
fn what_lies_below_or_above_is_known_as_such() {
    let of = |pairs: &[(&str, &str)]| {
        let street = read(pairs);
        (street.structure, street.level)
    };
    assert_eq!(of(&[("highway", "footway"), ("tunnel", "yes")]), (Structure::Underpass, -1));
    assert_eq!(of(&[("highway", "footway"), ("tunnel", "yes"), ("layer", "-2")]), (Structure::Underpass, -2));
    assert_eq!(of(&[("highway", "footway"), ("layer", "-1")]), (Structure::Underpass, -1));
    assert_eq!(of(&[("highway", "footway"), ("tunnel", "building_passage")]), (Structure::Underpass, 0));
    assert_eq!(of(&[("highway", "footway"), ("covered", "yes")]), (Structure::Underpass, 0));
    assert_eq!(of(&[("highway", "track"), ("tunnel", "no"), ("layer", "-1")]), (Structure::Ground, -1));
    assert_eq!(of(&[("highway", "primary"), ("bridge", "viaduct")]), (Structure::Bridge, 1));
    assert_eq!(of(&[("highway", "primary"), ("bridge", "yes"), ("layer", "999")]), (Structure::Bridge, 1));
}

#[test]
fn a_sidewalk_drawn_apart_is_a_sidewalk() {
    let sidewalk = |key, value| read(&[("highway", "residential"), (key, value)]).sidewalk;
    assert_eq!(sidewalk("sidewalk", "both"), Some(true));
    assert_eq!(sidewalk("sidewalk", "separate"), Some(true));
    assert_eq!(sidewalk("sidewalk:left", "yes"), Some(true));
    assert_eq!(sidewalk("sidewalk", "none"), Some(false));
    assert_eq!(sidewalk("sidewalk:both", "no"), Some(false));
    assert_eq!(sidewalk("sidewalk", "maybe"), None);
}
