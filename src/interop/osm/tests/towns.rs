//! Small towns: what of a file becomes what of a town.

use std::io::Cursor;

use geo::{Area, Geometry, MultiPolygon};

use super::super::{Clip, OsmSummary, read};
use super::pbf::Pbf;
use crate::geodesy::Metric;
use crate::town::naming::Language;
use crate::town::{Feature, Layer, Link, Survey, Travel};

fn everything(file: &Pbf) -> (Survey, OsmSummary) {
    read(Cursor::new(file.written()), &Clip::everything(Metric::sweref99_tm()), &mut |_| {}).expect("a town")
}

fn within(file: &Pbf, [west, south, east, north]: [f64; 4]) -> (Survey, OsmSummary) {
    let border = MultiPolygon(vec![geo::Rect::new((west, south), (east, north)).to_polygon()]);
    let clip = Clip::within(&border, Metric::sweref99_tm()).expect("a box");
    read(Cursor::new(file.written()), &clip, &mut |_| {}).expect("a town")
}

fn names(survey: &Survey, layer: Layer) -> Vec<(&str, Option<&str>, Option<&str>)> {
    let of_layer = survey.features.iter().filter(|feature| feature.layer == layer);
    of_layer.map(|f: &Feature| (f.id.as_str(), f.kind.as_deref(), f.name.as_deref())).collect()
}

/// Points 1 to 9 eastwards, 0.001° (61 m) apart.
fn row() -> Pbf {
    (1..10).fold(Pbf::new(), |file, i| file.node(i, 14.0 + i as f64 / 1000.0, 56.0, &[]))
}

#[test]
fn streets_are_cut_where_they_meet_and_know_their_way() {
    let file = row()
        .node(20, 14.003, 56.001, &[])
        .way(100, &[1, 2, 3, 4], &[("highway", b"residential"), ("oneway", b"yes"), ("maxspeed", b"30")])
        .way(101, &[3, 20], &[("highway", b"footway"), ("lit", b"no")])
        .way(102, &[5, 6], &[("highway", b"construction"), ("lit", b"yes")])
        .way(103, &[7, 8], &[("power", b"line")]);
    let (survey, summary) = everything(&file);
    let links: Vec<(i64, u32, u32)> = survey.links.iter().map(|l: &Link| (l.way, l.from, l.to)).collect();
    assert_eq!(links, [(100, 0, 1), (100, 1, 2), (101, 1, 3)]);
    assert_eq!(survey.links[0].street.car, Travel::Forward);
    assert_eq!((summary.n_highways, summary.n_with_maxspeed, summary.n_with_lit, summary.n_lit_no), (3, 1, 2, 1));
    assert_eq!((summary.n_streets, summary.n_one_way, summary.n_components), (2, 1, 1));
}

#[test]
fn a_street_goes_on_behind_a_missing_point_but_not_across_it() {
    let (survey, summary) = everything(&row().street(100, &[1, 2, 999, 4, 5, 998], "Storgatan"));
    let lines: Vec<usize> = survey.links.iter().map(|link| link.line.0.len()).collect();
    assert_eq!(lines, [2, 2]);
    assert_eq!((summary.n_components, summary.n_highways), (2, 1));
}

#[test]
fn a_street_that_leaves_the_box_is_whole_and_what_lies_outside_is_not_there() {
    let file = row()
        .node(20, 14.5, 56.0, &[("highway", b"street_lamp")])
        .node(21, 14.51, 56.0, &[])
        .node(22, 14.0021, 56.0, &[("highway", b"street_lamp")])
        .block()
        .street(100, &[1, 2, 20], "Långa vägen")
        .street(101, &[20, 21], "Fjärran");
    let (survey, summary) = within(&file, [13.99, 55.99, 14.0025, 56.01]);
    assert_eq!(survey.links.len(), 1);
    assert_eq!(survey.links[0].line.0.last().map(|c| c.x), Some(14.5), "its last point lies far outside");
    assert_eq!((summary.n_highways, summary.n_lamps), (1, 1));
    assert_eq!(everything(&file).1.n_highways, 2);
}

#[test]
fn an_area_is_put_together_though_most_of_it_lies_outside() {
    // A lake 0.02° wide whose western shore alone lies in the box; an island in it.
    let file = row()
        .node(30, 14.001, 56.002, &[])
        .node(31, 14.001, 56.01, &[])
        .node(32, 14.021, 56.01, &[])
        .node(33, 14.021, 56.002, &[])
        .node(40, 14.012, 56.004, &[])
        .node(41, 14.014, 56.004, &[])
        .node(42, 14.014, 56.006, &[])
        .block()
        .street(100, &[1, 2], "Strandgatan")
        .way(200, &[30, 31], &[])
        .way(201, &[31, 32, 33, 30], &[])
        .way(202, &[40, 41, 42, 40], &[])
        .block()
        .relation(
            300,
            &[(200, "outer"), (201, "outer"), (202, "inner")],
            &[("type", b"multipolygon"), ("natural", b"water"), ("name", b"Sj\xc3\xb6n")],
        );
    for (survey, _) in [everything(&file), within(&file, [13.9999, 55.99, 14.0015, 56.02])] {
        assert_eq!(names(&survey, Layer::Water), [("r300", Some("lake"), Some("Sjön"))]);
        let lake = survey.features.iter().find(|feature| feature.layer == Layer::Water).unwrap();
        let Geometry::MultiPolygon(lake) = &lake.geometry else { panic!("an area") };
        assert_eq!(lake.0[0].interiors().len(), 1);
        assert!((lake.unsigned_area() - (0.02 * 0.008 - 0.000_002)).abs() < 1e-9);
    }
}

#[test]
fn blocks_in_any_order_give_the_same_town() {
    let sorted = row().block().street(100, &[1, 2, 3], "Storgatan").block().street(101, &[2, 5], "Tvärgatan");
    let mut jumbled = Pbf::new().street(100, &[1, 2, 3], "Storgatan").block().street(101, &[2, 5], "Tvärgatan").block();
    for i in (1..10).rev() {
        jumbled = jumbled.node(i, 14.0 + i as f64 / 1000.0, 56.0, &[]);
    }
    assert_eq!(everything(&sorted).0.links, everything(&jumbled).0.links);
    assert_eq!(within(&sorted, [13.0, 55.0, 15.0, 57.0]).0.links, everything(&jumbled).0.links);
}

#[test]
fn the_number_of_cores_changes_nothing() {
    let mut file = row();
    for i in 0..200 {
        file = file.block().street(100 + i, &[1 + i % 8, 2 + i % 8], &format!("Gata {i}"));
    }
    let on = |n| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("a pool");
        let (survey, summary) = pool.install(|| everything(&file));
        (survey.links, survey.features, summary)
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn a_nameless_tunnel_is_named_after_the_street_above_it() {
    let file = row()
        .node(20, 14.0035, 55.9998, &[])
        .node(21, 14.0035, 56.0002, &[])
        .node(22, 14.0036, 55.9998, &[])
        .node(23, 14.0036, 56.0002, &[])
        .node(24, 14.05, 56.0, &[])
        .node(25, 14.05, 56.001, &[])
        .street(100, &[1, 2, 3, 4, 5], "Storgatan")
        .way(200, &[20, 21], &[("highway", b"footway"), ("tunnel", b"yes")])
        .way(201, &[22, 23], &[("highway", b"cycleway"), ("tunnel", b"yes")])
        .way(202, &[24, 25], &[("highway", b"footway"), ("tunnel", b"yes")])
        .way(203, &[6, 7], &[("highway", b"footway"), ("tunnel", b"yes"), ("tunnel:name", b"Hundtunneln")])
        .way(204, &[8, 9], &[("highway", b"footway"), ("tunnel", b"building_passage")]);
    assert_eq!(
        names(&everything(&file).0, Layer::Landmark),
        [
            ("w200", Some("underpass"), Some("Gångtunnel vid Storgatan")),
            ("w202", Some("underpass"), Some("Gångtunnel")),
            ("w203", Some("underpass"), Some("Hundtunneln")),
        ]
    );
    let abroad = Clip::everything(Metric::sweref99_tm()).naming_in(Language::English);
    let (survey, _) = read(Cursor::new(file.written()), &abroad, &mut |_| {}).expect("a town");
    let english: Vec<_> = names(&survey, Layer::Landmark).into_iter().map(|(_, _, name)| name).collect();
    assert_eq!(english, [Some("Underpass at Storgatan"), Some("Underpass"), Some("Hundtunneln")]);
}

#[test]
fn a_school_is_found_where_it_lies_whatever_it_is_drawn_as() {
    let school: &[(&str, &[u8])] = &[("amenity", b"school"), ("name", b"Skolan")];
    let file = row()
        .node(20, 14.001, 56.001, school)
        .node(30, 14.002, 56.002, &[])
        .node(31, 14.004, 56.002, &[])
        .node(32, 14.004, 56.004, &[])
        .street(100, &[1, 2], "Storgatan")
        .way(200, &[30, 31, 32, 30], school)
        .way(201, &[30, 31, 32], school);
    let (survey, _) = everything(&file);
    let found: Vec<&str> = names(&survey, Layer::Landmark).iter().map(|(id, ..)| *id).collect();
    assert_eq!(found, ["n20", "w200"], "a line is no school");
    assert!(
        survey.features.iter().filter(|f| f.layer == Layer::Landmark).all(|f| matches!(f.geometry, Geometry::Point(_)))
    );
    assert_eq!(names(&survey, Layer::Land), [("w200", Some("school"), Some("Skolan"))]);
}
