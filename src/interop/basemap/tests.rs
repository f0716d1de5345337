//! The basemap as a whole, over a ground made by hand.

use geo::{Area, Geometry, LineString, Polygon, Rect, Validation, polygon};

use super::clip::REACH;
use super::*;
use crate::geodesy::{TILE_EXTENT, TilePoint};
use crate::town::{Feature, Layer, Link, Municipality, Street, StreetClass, Structure};

/// What a tile holds, read with nothing but the specification: rings and lines by layer, in tile steps.
mod reader {
    use std::collections::BTreeMap;

    use crate::geodesy::TilePoint;

    #[derive(Debug, Default, Clone)]
    pub struct Found {
        pub kind: u64,
        pub parts: Vec<Vec<TilePoint>>,
        pub tags: BTreeMap<String, String>,
    }

    pub fn read(tile: &[u8]) -> BTreeMap<String, Vec<Found>> {
        let mut layers = BTreeMap::new();
        for (_, layer) in fields(tile) {
            let (mut name, mut keys, mut values, mut found) = (String::new(), vec![], vec![], vec![]);
            for (number, bytes) in fields(layer) {
                let text = || String::from_utf8(bytes.to_vec()).unwrap();
                match number {
                    1 => name = text(),
                    2 => found.push(bytes),
                    3 => keys.push(text()),
                    4 => values.push(value(bytes)),
                    _ => {}
                }
            }
            let found = found.into_iter().map(|bytes| feature(bytes, &keys, &values)).collect();
            assert!(layers.insert(name, found).is_none(), "a layer stands in a tile once");
        }
        layers
    }

    fn value(bytes: &[u8]) -> String {
        let (number, inner) = fields(bytes)[0];
        if number == 1 { String::from_utf8(inner.to_vec()).unwrap() } else { varint(&mut { inner }).to_string() }
    }

    fn feature(bytes: &[u8], keys: &[String], values: &[String]) -> Found {
        let mut found = Found::default();
        for (number, bytes) in fields(bytes) {
            let mut rest = bytes;
            match number {
                2 => {
                    while !rest.is_empty() {
                        let (key, value) = (varint(&mut rest), varint(&mut rest));
                        found.tags.insert(keys[key as usize].clone(), values[value as usize].clone());
                    }
                }
                3 => found.kind = varint(&mut rest),
                4 => found.parts = parts(bytes),
                _ => {}
            }
        }
        found
    }

    fn parts(mut bytes: &[u8]) -> Vec<Vec<TilePoint>> {
        let (mut parts, mut at) = (Vec::<Vec<TilePoint>>::new(), (0, 0));
        let zigzag = |n: u64| (n >> 1) as i32 ^ -((n & 1) as i32);
        while !bytes.is_empty() {
            let command = varint(&mut bytes);
            for _ in 0..command >> 3 {
                match command & 7 {
                    7 => break,
                    kind => {
                        at.0 += zigzag(varint(&mut bytes));
                        at.1 += zigzag(varint(&mut bytes));
                        if kind == 1 {
                            parts.push(vec![]);
                        }
                        parts.last_mut().unwrap().push(at);
                    }
                }
            }
        }
        parts
    }

    /// Fields whose value is a number are given as the bytes of the number.
    fn fields(mut bytes: &[u8]) -> Vec<(u64, &[u8])> {
        let mut fields = vec![];
        while !bytes.is_empty() {
            let tag = varint(&mut bytes);
            let before = bytes;
            let length = if tag & 7 == 2 { varint(&mut bytes) as usize } else { 0 };
            let own = if tag & 7 == 2 {
                let (own, rest) = bytes.split_at(length);
                bytes = rest;
                own
            } else {
                varint(&mut bytes);
                &before[..before.len() - bytes.len()]
            };
            fields.push((tag >> 3, own));
        }
        fields
    }

    fn varint(bytes: &mut &[u8]) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (byte, rest) = bytes.split_first().expect("a varint ends");
            *bytes = rest;
            number |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                return number;
            }
        }
    }
}

use reader::{Found, read};

const WEST: f64 = 13.97;
const SOUTH: f64 = 56.36;

fn town() -> Town {
    let border = Rect::new((WEST, SOUTH), (WEST + 0.06, SOUTH + 0.04)).to_polygon();
    Town::new(Municipality {
        code: "1273".into(),
        name: "Osby".into(),
        time_zone: "Europe/Stockholm".into(),
        languages: vec!["sv".into()],
        epsg: 3006,
        k: 6,
        population: None,
        border: border.into(),
        border_margin_m: 0.0,
        invented: true,
        attribution: vec![],
    })
    .unwrap()
}

fn feature(layer: Layer, kind: &str, geometry: impl Into<Geometry<f64>>) -> Feature {
    Feature {
        layer,
        id: kind.into(),
        name: None,
        kind: Some(kind.into()),
        locality: None,
        population: None,
        invented: false,
        geometry: geometry.into(),
    }
}

fn ground(features: Vec<Feature>, links: Vec<Link>) -> Ground {
    let town = town();
    Ground::laid(&town.metric, links, features, Vec::new())
}

fn link(from: u32, to: u32, street: Street, line: &[(f64, f64)]) -> Link {
    Link {
        way: 1,
        from,
        to,
        street,
        line: line.iter().map(|(x, y)| (WEST + x, SOUTH + y)).collect::<LineString<f64>>(),
    }
}

/// A lake with an island and a wild shore, larger than a tile of zoom 14.
fn lake() -> Polygon<f64> {
    let mut chance = 5_u32;
    let mut dice = |room: f64| {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(chance >> 8) / f64::from(1 << 24) * room
    };
    let around = |radius: f64, rough: f64, n: u32, dice: &mut dyn FnMut(f64) -> f64| -> LineString<f64> {
        let points = (0..n).map(|i| {
            let (angle, r) = (f64::from(i) / f64::from(n) * std::f64::consts::TAU, radius + dice(rough));
            (WEST + 0.03 + r * angle.cos() * 1.8, SOUTH + 0.02 + r * angle.sin())
        });
        let mut line: Vec<(f64, f64)> = points.collect();
        line.push(line[0]);
        line.into()
    };
    Polygon::new(around(0.011, 0.004, 900, &mut dice), vec![around(0.002, 0.001, 200, &mut dice)])
}

fn tiles_of(zoom: u8) -> Vec<Tile> {
    let place = |x: f64, y: f64| {
        let p = world::WorldPoint::from_degrees(geo::Coord { x, y });
        (p.x >> (32 - zoom), p.y >> (32 - zoom))
    };
    let ((west, south), (east, north)) = (place(WEST, SOUTH), place(WEST + 0.06, SOUTH + 0.04));
    let columns = move |y| (west..=east).map(move |x| Tile::new(zoom, x, y).unwrap());
    (north..=south).flat_map(columns).collect()
}

fn layers(map: &Basemap, tile: Tile) -> std::collections::BTreeMap<String, Vec<Found>> {
    read(&map.tile(tile).unwrap().unwrap())
}

/// Twice the area of an open ring; clockwise on the screen is positive.
fn doubled(ring: &[TilePoint]) -> i64 {
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    pairs.map(|(a, b)| i64::from(a.0) * i64::from(b.1) - i64::from(b.0) * i64::from(a.1)).sum()
}

fn polygons(found: &Found) -> Vec<Polygon<f64>> {
    let line = |ring: &Vec<TilePoint>| -> LineString<f64> {
        ring.iter().chain(ring.first()).map(|p| (f64::from(p.0), f64::from(p.1))).collect()
    };
    let mut polygons: Vec<Polygon<f64>> = Vec::new();
    for ring in &found.parts {
        match polygons.last_mut() {
            Some(polygon) if doubled(ring) < 0 => polygon.interiors_push(line(ring)),
            _ => polygons.push(Polygon::new(line(ring), vec![])),
        }
    }
    polygons
}

#[test]
fn surfaces_are_valid_wound_within_reach_and_keep_their_area_at_every_zoom() {
    let lake = lake();
    let map = Basemap::new(&town(), &ground(vec![feature(Layer::Water, "lake", lake.clone())], vec![]));
    let mercator = |c: geo::Coord<f64>| {
        let [x, y] = world::WorldPoint::from_degrees(c).as_f64();
        geo::Coord { x, y }
    };
    let source = geo::MapCoords::map_coords(&lake, mercator).unsigned_area();
    for zoom in 10..=MAX_ZOOM {
        let mut area = 0.0;
        for tile in tiles_of(zoom) {
            for (layer, found) in
                layers(&map, tile).into_iter().flat_map(|(l, f)| f.into_iter().map(move |f| (l.clone(), f)))
            {
                let far = |p: &TilePoint| p.0.min(p.1) < -REACH || p.0.max(p.1) > TILE_EXTENT + REACH;
                assert!(!found.parts.iter().flatten().any(far), "{layer} at {tile:?}");
                if found.kind != 3 {
                    continue;
                }
                for polygon in polygons(&found) {
                    polygon.check_validation().unwrap_or_else(|fault| panic!("{layer} at {tile:?}: {fault}"));
                    let own = Rect::new((0.0, 0.0), (f64::from(TILE_EXTENT), f64::from(TILE_EXTENT))).to_polygon();
                    if layer == "water" {
                        area += geo::BooleanOps::intersection(&polygon, &own).unsigned_area();
                    }
                }
            }
        }
        let drawn = area * world::steps_per_unit(zoom).powi(2);
        let tolerance = if zoom >= 14 { 0.003 } else { 0.03 };
        assert!((drawn / source - 1.0).abs() < tolerance, "zoom {zoom}: {drawn} of {source}");
    }
}

#[test]
fn neighbouring_tiles_share_every_point_in_the_strip_both_hold() {
    let map = Basemap::new(&town(), &ground(vec![feature(Layer::Water, "lake", lake())], vec![]));
    let mut n_shared = 0;
    for zoom in [12, 14, 15] {
        for left in tiles_of(zoom) {
            let Some(right) = Tile::new(zoom, left.x + 1, left.y) else { continue };
            let strip = |tile: Tile, shift: i32| -> std::collections::BTreeSet<TilePoint> {
                let points = layers(&map, tile).remove("water").into_iter().flatten().flat_map(|f| f.parts).flatten();
                // Close to where each is cut, the cut itself may move a corner.
                let inner = 16 - REACH..REACH - 16;
                let high = 16 - REACH..TILE_EXTENT + REACH - 16;
                points.map(|p| (p.0 - shift, p.1)).filter(|p| inner.contains(&p.0) && high.contains(&p.1)).collect()
            };
            let (a, b) = (strip(left, TILE_EXTENT), strip(right, 0));
            n_shared += a.len();
            assert_eq!(a, b, "{left:?} and its neighbour");
        }
    }
    assert!(n_shared > 50);
}

#[test]
fn the_world_without_the_municipality_is_outside_and_nothing_else() {
    let map = Basemap::new(&town(), &ground(vec![], vec![]));
    for zoom in [9, 12, 14] {
        let mut outside = 0.0;
        let mut all = 0.0;
        for tile in tiles_of(zoom) {
            all += f64::from(TILE_EXTENT).powi(2);
            for polygon in layers(&map, tile).remove("outside").iter().flatten().flat_map(polygons) {
                let own = Rect::new((0.0, 0.0), (f64::from(TILE_EXTENT), f64::from(TILE_EXTENT))).to_polygon();
                outside += geo::BooleanOps::intersection(&polygon, &own).unsigned_area();
            }
        }
        let corner = |x, y| world::WorldPoint::from_degrees(geo::Coord { x, y }).as_f64();
        let (a, b) = (corner(WEST, SOUTH), corner(WEST + 0.06, SOUTH + 0.04));
        let inside = (b[0] - a[0]) * (a[1] - b[1]) / world::steps_per_unit(zoom).powi(2);
        assert!(((all - outside) / inside - 1.0).abs() < 0.01, "zoom {zoom}: {} of {inside}", all - outside);
    }
}

#[test]
fn links_of_one_street_are_one_line_and_another_street_is_another() {
    let named = |name: &str| Street { name: Some(name.into()), ..Street::of_class(StreetClass::Residential) };
    let bridge = Street { structure: Structure::Bridge, level: 1, ..named("Storgatan") };
    let links = vec![
        link(0, 1, named("Storgatan"), &[(0.010, 0.010), (0.012, 0.010)]),
        // Drawn towards the junction, as streets often are.
        link(2, 1, named("Storgatan"), &[(0.014, 0.0101), (0.012, 0.010)]),
        link(1, 3, named("Kyrkogatan"), &[(0.012, 0.010), (0.012, 0.012)]),
        link(2, 4, bridge, &[(0.014, 0.0101), (0.016, 0.010)]),
    ];
    let map = Basemap::new(&town(), &ground(vec![], links));
    let at = world::WorldPoint::from_degrees(geo::Coord { x: WEST + 0.012, y: SOUTH + 0.010 });
    let near = layers(&map, Tile::new(14, at.x >> 18, at.y >> 18).unwrap());
    let mut seen: Vec<(String, Option<String>, usize)> = near["street"]
        .iter()
        .map(|f| (f.tags["name"].clone(), f.tags.get("structure").cloned(), f.parts.len()))
        .collect();
    assert_eq!(seen.pop(), Some(("Storgatan".into(), Some("bridge".into()), 1)), "the bridge lies on top");
    seen.sort();
    assert_eq!(seen, [("Kyrkogatan".into(), None, 1), ("Storgatan".into(), None, 1)]);
    let far = layers(&map, Tile::new(12, at.x >> 20, at.y >> 20).unwrap());
    assert_eq!(far["street"].len(), 1);
    assert!(!far["street"][0].tags.contains_key("name"), "small streets carry no name so far away");
}

#[test]
fn small_things_come_with_closeness() {
    let house = |x: f64, size: f64| {
        let (w, s) = (WEST + x, SOUTH + 0.01);
        polygon![(x: w, y: s), (x: w + size, y: s), (x: w + size, y: s + size / 2.0), (x: w, y: s + size / 2.0)]
    };
    let point = geo::Point::new(WEST + 0.01, SOUTH + 0.01);
    let school = Feature { name: Some("Hasselskolan".into()), ..feature(Layer::Landmark, "school", point) };
    let map = Basemap::new(
        &town(),
        &ground(
            vec![
                feature(Layer::Building, "house", house(0.010, 0.0002)),
                feature(Layer::Building, "hall", house(0.0099, 0.002)),
                feature(Layer::Lamp, "working", point),
                feature(Layer::Crossing, "marked", point),
                school,
                feature(Layer::Landmark, "library", point),
            ],
            vec![link(0, 1, Street::of_class(StreetClass::Footway), &[(0.01, 0.01), (0.012, 0.01)])],
        ),
    );
    let at = world::WorldPoint::from_degrees(geo::Coord { x: WEST + 0.0101, y: SOUTH + 0.01005 });
    let count = |zoom: u8, layer: &str| {
        let tile = Tile::new(zoom, at.x >> (32 - zoom), at.y >> (32 - zoom)).unwrap();
        layers(&map, tile).get(layer).map_or(0, Vec::len)
    };
    let counts = |zoom| ["building", "lamp", "crossing", "landmark", "street"].map(|layer| count(zoom, layer));
    assert_eq!(counts(12), [0, 0, 0, 0, 0]);
    assert_eq!(counts(13), [1, 0, 0, 0, 0], "large buildings");
    assert_eq!(counts(14), [2, 0, 0, 1, 1], "what has no name is no landmark");
    assert_eq!(counts(15), [2, 1, 0, 1, 1]);
    assert_eq!(counts(16), [2, 1, 1, 1, 1]);
    assert!(map.tile(Tile::new(17, 0, 0).unwrap()).unwrap().is_none());
}

#[test]
fn the_revision_names_what_is_drawn() {
    let with = |kind: &str| {
        let point = geo::Point::new(WEST + 0.01, SOUTH + 0.01);
        Basemap::new(&town(), &ground(vec![feature(Layer::Lamp, kind, point)], vec![])).revision().to_owned()
    };
    assert_eq!(with("working"), with("working"));
    assert_ne!(with("working"), with("out"));
}

#[test]
fn a_ring_of_a_hundred_thousand_points_and_shapes_without_sense_are_drawn_or_left_out() {
    let points = |n: u32, radius: f64| -> LineString<f64> {
        let angle = |i: u32| f64::from(i % n) / f64::from(n) * std::f64::consts::TAU;
        (0..=n).map(|i| (WEST + 0.03 + radius * angle(i).cos(), SOUTH + 0.02 + radius * angle(i).sin())).collect()
    };
    let strange = vec![
        feature(Layer::Land, "forest", Polygon::new(points(100_000, 0.02), vec![])),
        feature(
            Layer::Land,
            "line",
            Polygon::new(vec![(WEST, SOUTH), (WEST + 0.01, SOUTH), (WEST, SOUTH)].into(), vec![]),
        ),
        feature(Layer::Land, "empty", Polygon::new(LineString::new(vec![]), vec![])),
        feature(Layer::Water, "point", geo::Point::new(WEST, SOUTH)),
        feature(Layer::Railway, "short", LineString::from(vec![(WEST, SOUTH), (WEST, SOUTH)])),
    ];
    let map = Basemap::new(&town(), &ground(strange, vec![]));
    let kinds: std::collections::BTreeSet<String> = tiles_of(14)
        .into_iter()
        .flat_map(|tile| layers(&map, tile))
        .filter(|(layer, _)| ["land", "water", "railway"].contains(&layer.as_str()))
        .flat_map(|(_, found)| found)
        .map(|f| f.tags["kind"].clone())
        .collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["forest"]);
}
