//! The readers on files made here, by hand: good ones of every kind, and bad ones of every kind.

mod bad;
mod files;
mod real;
mod squares_and_streets;

use std::io::Cursor;

use geo::Geometry;
use serde_json::json;

use super::*;
use crate::town::{Feature, Town, invented};
use files::{dbf, geojson, point, points_shp, zipped};

pub(super) fn osby() -> Town {
    Town::new(invented::municipality()).expect("the demo's municipality")
}

pub(super) fn profile(layer: &str, more: serde_json::Value) -> Profile {
    let mut json =
        json!({"name": "test", "title": "t", "layer": layer, "source": "s", "licence": "l", "attribution": "a"});
    for (key, value) in more.as_object().expect("an object") {
        json[key] = value.clone();
    }
    Profile::parse(&json.to_string()).expect("a good profile")
}

pub(super) fn shipped(name: &str) -> Profile {
    Profile::parse(Profile::shipped(name).expect("it ships")).expect("a good profile")
}

pub(super) fn reading(profile: Profile) -> Reading {
    Reading { profile, crs: None, table: None }
}

/// Reads the bytes in Osby; the reject codes with their rows beside what was gathered.
pub(super) fn gathered(bytes: &[u8], reading: &Reading) -> Result<(Gathered, Vec<(u64, String)>), LayerError> {
    let mut rejects = Vec::new();
    let gathered = read(Cursor::new(bytes), reading, &osby(), |outcome| {
        if let Err(reject) = outcome {
            rejects.push((reject.row, reject.reason_code));
        }
    })?;
    assert_eq!(gathered.n_read, gathered.n_kept + gathered.n_rejected);
    assert_eq!(gathered.n_rejected, gathered.reasons.values().sum::<u64>());
    assert_eq!(gathered.n_kept as usize, gathered.features.len() + gathered.roads.len());
    Ok((gathered, rejects))
}

pub(super) fn at(feature: &Feature) -> (f64, f64) {
    match &feature.geometry {
        Geometry::Point(p) => ((p.x() * 1e5).round() / 1e5, (p.y() * 1e5).round() / 1e5),
        other => panic!("{other:?} is no point"),
    }
}

const NAMED: &str = r#"{"id": ["nr"], "name": ["Namn"], "kind": ["läge"]}"#;

fn lamps() -> Reading {
    let columns: serde_json::Value = serde_json::from_str(NAMED).expect("JSON");
    let kinds = json!({"tänd": "working", "trasig": "out"});
    let position = json!({"x": ["lon", "e"], "y": ["lat", "n"]});
    reading(profile("lamp", json!({"columns": columns, "kinds": kinds, "position": position})))
}

#[test]
fn every_shipped_profile_is_a_good_one_and_named_like_its_file() {
    for name in Profile::SHIPPED_NAMES {
        let profile = shipped(name);
        assert_eq!(profile.name, name);
        assert!(profile.crs.as_deref().is_none_or(|crs| Plane::parse(crs).is_ok()), "{name}");
        assert!(!profile.attribution.is_empty() && !profile.licence.is_empty() && !profile.source.is_empty());
    }
}

#[test]
fn a_profile_with_a_slip_of_the_pen_is_refused() {
    let parse = |json: &str| Profile::parse(json).map(drop).unwrap_err().to_string();
    assert!(parse("{").contains("not what a profile"));
    let start = r#"{"name": "x", "title": "t", "source": "s", "licence": "l", "attribution": "a", "layer": "#;
    assert!(parse(&format!(r#"{start}"lamps"}}"#)).contains("lamp, "), "the layers are listed");
    assert!(parse(&format!(r#"{start}"lamp", "colour": 1}}"#)).contains("colour"));
    assert!(parse(&format!(r#"{start}"street"}}"#)).contains("street"));
    assert!(parse(&format!(r#"{start}"population_square"}}"#)).contains("population"));
    assert!(parse(&format!(r#"{start}"lamp", "kinds": {{"Tänd": "working"}}}}"#)).contains("small letters"));
}

#[test]
fn geojson_of_today_is_in_degrees_and_of_yesterday_in_its_own_plane() {
    let today = geojson(&[(json!({"NR": 7, "namn": "Vid bron", "Läge": "Trasig"}), point(13.9974, 56.3796))], None);
    let (lamps_today, rejects) = gathered(today.as_bytes(), &lamps()).unwrap();
    let lamp = &lamps_today.features[0];
    assert_eq!((lamp.id.as_str(), lamp.name.as_deref(), lamp.kind.as_deref()), ("7", Some("Vid bron"), Some("out")));
    assert_eq!((at(lamp), rejects.len()), ((13.9974, 56.3796), 0));
    for crs in ["EPSG:3006", "urn:ogc:def:crs:EPSG::3006"] {
        let old = geojson(&[(json!({}), point(438_086.0, 6_248_780.0))], Some(crs));
        let (lamps, _) = gathered(old.as_bytes(), &lamps()).unwrap();
        // pyproj 3.7.2: 13.9974076 56.3795959.
        assert_eq!((at(&lamps.features[0]), lamps.plane.as_str()), ((13.99741, 56.3796), "EPSG:3006"));
        assert_eq!(lamps.features[0].id, "1", "without an id, rows are numbered");
    }
    // The plane may be told after the features.
    let late = r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {},
        "geometry": {"type": "Point", "coordinates": [438086, 6248780]}}],
        "crs": {"type": "name", "properties": {"name": "EPSG:3006"}}}"#;
    assert_eq!(at(&gathered(late.as_bytes(), &lamps()).unwrap().0.features[0]), (13.99741, 56.3796));
}

#[test]
fn a_csv_has_commas_or_semicolons_and_decimal_commas_packed_or_not() {
    let wanted = (13.9974, 56.3796);
    let comma = "nr,lon,lat\n1,13.9974,56.3796\n";
    let semicolon = "nr;Namn;lon;lat\n1;Bron;13,9974;56,3796\n";
    let quoted = "\u{feff}nr,lon,lat\r\n1,\"13,9974\",\"56,3796\"\r\n";
    for csv in [comma, semicolon, quoted] {
        let mut lamps = lamps();
        lamps.crs = Some(Plane::degrees());
        assert_eq!(at(&gathered(csv.as_bytes(), &lamps).unwrap().0.features[0]), wanted, "{csv}");
        assert_eq!(at(&gathered(&files::gzipped(csv.as_bytes()), &lamps).unwrap().0.features[0]), wanted);
    }
    let metres = "nr;e;n\n1;438 086,0;6 248 780,0\n";
    let mut lamps = lamps();
    lamps.crs = Some(Plane::parse("EPSG:3006").unwrap());
    assert_eq!(at(&gathered(metres.as_bytes(), &lamps).unwrap().0.features[0]), (13.99741, 56.3796));
}

#[test]
fn names_in_a_shapefile_are_read_in_the_letters_they_are_written_in() {
    let shp = points_shp(&[(438_086.0, 6_248_780.0)]);
    let utf8 = "Österång é".as_bytes();
    let latin1 = b"\xd6ster\xe5ng \xe9";
    let cases: [(&[u8], Option<&str>); 6] = [
        (utf8, None),
        (utf8, Some("UTF-8")),
        (latin1, None),
        (latin1, Some("ISO 88591\n")),
        (latin1, Some("1252")),
        (latin1, Some("ANSI 1252")),
    ];
    for (name, cpg) in cases {
        let table = dbf(&[("NAMN", b'C', 20)], &[&[name]]);
        let mut parts = vec![("l.shp", shp.clone()), ("l.dbf", table), ("l.prj", files::SWEREF.into())];
        parts.extend(cpg.map(|cpg| ("l.cpg", cpg.into())));
        let (lamps, _) = gathered(&zipped(&parts), &lamps()).unwrap();
        assert_eq!(lamps.features[0].name.as_deref(), Some("Österång é"), "{cpg:?}");
        assert_eq!(at(&lamps.features[0]), (13.99741, 56.3796));
    }
}

#[test]
fn one_of_several_shapefiles_is_chosen_by_name() {
    let table = dbf(&[("NR", b'N', 5)], &[&[b"    1"]]);
    let part = |name: &'static str, x: f64| {
        vec![
            (format!("{name}.shp"), points_shp(&[(x, 6_248_780.0)])),
            (format!("{name}.DBF"), table.clone()),
            (format!("{name}.prj"), files::SWEREF.into()),
        ]
    };
    let parts: Vec<_> = [part("norr/Lampor", 438_086.0), part("syd/Stolpar", 438_186.0)].concat();
    let parts: Vec<(&str, Vec<u8>)> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let zip = zipped(&parts);
    let error = gathered(&zip, &lamps()).map(drop).unwrap_err().to_string();
    assert!(error.contains("lampor, stolpar") && error.contains("--table"), "{error}");
    let mut chosen = lamps();
    chosen.table = Some("Stolpar".to_owned());
    let at = at(&gathered(&zip, &chosen).unwrap().0.features[0]);
    assert!((at.0 - 13.99903).abs() < 2e-5, "{at:?} is 100 m east of 13.99741");
}

#[test]
fn an_area_of_a_locality_becomes_a_point_inside_it() {
    // A horseshoe: its middle lies outside it.
    let ring = json!([[
        [13.99, 56.37],
        [14.03, 56.37],
        [14.03, 56.39],
        [14.02, 56.39],
        [14.02, 56.375],
        [14.0, 56.375],
        [14.0, 56.39],
        [13.99, 56.39],
        [13.99, 56.37]
    ]]);
    let rows = [(json!({"kod": "T1", "namn": "Osby", "bef": 7758}), json!({"type": "Polygon", "coordinates": ring}))];
    let columns = json!({"id": "kod", "name": "namn", "population": "bef"});
    let reading = reading(profile("locality", json!({"columns": columns, "kind": "town"})));
    let (towns, _) = gathered(geojson(&rows, None).as_bytes(), &reading).unwrap();
    let town = &towns.features[0];
    assert_eq!((town.population, town.kind.as_deref()), (Some(7758), Some("town")));
    let Geometry::Point(p) = town.geometry else { panic!("a point") };
    assert!(!(14.0..14.02).contains(&p.x()) || p.y() < 56.375, "{p:?} is not inside");
}

#[test]
fn areas_of_other_municipalities_are_left_out_by_their_code() {
    let square = |x: f64| {
        let ring = json!([[[x, 56.37], [x + 0.01, 56.37], [x + 0.01, 56.38], [x, 56.38], [x, 56.37]]]);
        json!({"type": "Polygon", "coordinates": ring})
    };
    let row = |code: &str, kommun: &str, people: serde_json::Value| json!({"desokod": code, "kommun": kommun, "befolkning": people});
    let rows = [
        (row("1273A0010", "1273", json!(1510)), square(13.99)),
        (row("1256A0010", "1256", json!(900)), square(14.0)),
        (row("1273A0020", "1273", json!(null)), square(14.01)),
    ];
    let mut deso = reading(shipped("deso"));
    deso.crs = Some(Plane::degrees());
    let (areas, rejects) = gathered(geojson(&rows, None).as_bytes(), &deso).unwrap();
    let people: Vec<_> = areas.features.iter().map(|area| (area.id.as_str(), area.population)).collect();
    assert_eq!(people, [("1273A0010", Some(1510)), ("1273A0020", None)]);
    assert_eq!(rejects, [(2, "another_municipality".to_owned())]);
}

#[test]
fn a_geopackage_blob_is_a_header_and_well_known_binary() {
    let wkb = files::wkb_point(438_086.0, 6_248_780.0);
    for (flags, envelope) in [(0b0001, 0), (0b0011, 32), (0b0101, 48), (0b0111, 48), (0b1001, 64)] {
        let blob = [&[b'G', b'P', 0, flags, 0xbe, 0x0b, 0, 0][..], &vec![0; envelope], &wkb].concat();
        let shape = geometry::of_geopackage(&blob).unwrap().unwrap();
        assert_eq!(shape, Geometry::Point(geo::Point::new(438_086.0, 6_248_780.0)));
        // Cut off anywhere it is no shape, and nothing falls over.
        for n in 0..blob.len() {
            assert!(geometry::of_geopackage(&blob[..n]).is_err(), "{n} of {} bytes", blob.len());
        }
    }
    assert!(geometry::of_geopackage(&[b'G', b'P', 0, 0b1_0001, 0, 0, 0, 0]).unwrap().is_none(), "marked as empty");
    assert!(geometry::of_geopackage(b"GP\0\x0b\0\0\0\0").is_err(), "an envelope of a kind that does not exist");
}
