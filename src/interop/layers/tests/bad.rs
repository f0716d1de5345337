//! Files that are not what they should be: each gives an error that says what to do, or rejects with reasons.

use serde_json::json;

use super::files::{dbf, geojson, gzipped, point, points_shp, polygons_shp, ring, zipped};
use super::*;
use crate::interop::border::{self, Which};

fn fails(bytes: &[u8], reading: &Reading) -> String {
    match gathered(bytes, reading) {
        Ok((gathered, _)) => panic!("{} rows were kept", gathered.n_kept),
        Err(error) => error.to_string(),
    }
}

fn good_zip() -> Vec<u8> {
    let points: Vec<(f64, f64)> = (0..50).map(|i| (438_000.0 + f64::from(i), 6_248_780.0)).collect();
    let numbers: Vec<String> = (0..50).map(|i| i.to_string()).collect();
    let rows: Vec<[&[u8]; 1]> = numbers.iter().map(|n| [n.as_bytes()]).collect();
    let rows: Vec<&[&[u8]]> = rows.iter().map(|row| &row[..]).collect();
    zipped(&[
        ("l.shp", points_shp(&points)),
        ("l.dbf", dbf(&[("NR", b'N', 5)], &rows)),
        ("l.prj", files::SWEREF.into()),
    ])
}

#[test]
fn empty_files_and_files_of_other_kinds_are_named() {
    let lamps = lamps();
    for empty in [&b""[..], b"   \n ", &gzipped(b"")] {
        assert!(fails(empty, &lamps).contains("empty"), "{empty:?}");
    }
    assert!(fails(b"<gml:FeatureCollection/>", &lamps).contains("XML"));
    assert!(fails(b"\x00\x00\x27\x0a\0\0\0\0", &lamps).contains("zip it with"));
    assert!(fails(b"{\"type\": \"Topology\"}", &lamps).contains("features"));
    assert!(fails(b"{\"type\": \"FeatureCollection\", \"features\": []}", &lamps).contains("no rows"));
    assert!(fails(br#"{"type": "FeatureCollection", "features": [{"type": "Fea"#, &lamps).contains("too early"));
    let mut csv = lamps.clone();
    csv.crs = Some(Plane::degrees());
    let error = fails(b"Nummer;X;Y\n1;2;3\n", &csv);
    assert!(error.contains("lon or e") && error.contains("Nummer, X, Y"), "{error}");
    assert!(fails(b"nr,lon,lat\n1,13.99,56.37\n", &lamps).contains("--crs"), "a CSV says no plane");
}

#[test]
fn a_broken_archive_is_an_error_wherever_it_breaks() {
    let zip = good_zip();
    assert_eq!(gathered(&zip, &lamps()).unwrap().0.n_kept, 50);
    for n in (2..zip.len()).step_by(7) {
        fails(&zip[..n], &lamps());
    }
    // Single bytes turned over: an error or other rows, but never a panic.
    for at in (0..zip.len()).step_by(3) {
        let mut turned = zip.clone();
        turned[at] ^= 0xff;
        let _ = gathered(&turned, &lamps());
        let _ = border::read(&turned, &Which::Code("1273".into()));
    }
}

#[test]
fn parts_of_a_shapefile_turned_over_or_cut_off_never_bring_it_down() {
    let shp = polygons_shp(&[ring(438_000.0, 6_248_780.0, 300.0, 12)]);
    let table = dbf(&[("NR", b'N', 5), ("NAMN", b'C', 9)], &[&[b"1", b"x"]]);
    let reading = reading(profile("area", json!({"columns": {"id": "nr"}})));
    let tried = |shp: &[u8], table: &[u8]| {
        let zip = zipped(&[("l.shp", shp.to_vec()), ("l.dbf", table.to_vec()), ("l.prj", files::SWEREF.into())]);
        gathered(&zip, &reading).map(|(gathered, _)| gathered.n_kept)
    };
    assert_eq!(tried(&shp, &table).unwrap(), 1);
    for n in 0..shp.len() {
        assert!(tried(&shp[..n], &table).is_err(), "{n}");
    }
    for n in 0..table.len() - 1 {
        assert!(tried(&shp, &table[..n]).is_err(), "{n}");
    }
    for at in 0..shp.len() {
        let mut turned = shp.clone();
        turned[at] ^= 0x7f;
        let _ = tried(&turned, &table);
    }
    for at in 0..table.len() {
        let mut turned = table.clone();
        turned[at] ^= 0x7f;
        let _ = tried(&shp, &turned);
    }
}

#[test]
fn an_archive_without_shapes_says_what_it_holds() {
    let error = fails(&zipped(&[("readme.txt", b"hej".to_vec()), ("a.csv", b"x".to_vec())]), &lamps());
    assert!(error.contains("no .shp") && error.contains("readme.txt, a.csv"), "{error}");
    let error = fails(&zipped(&[("a.shp", points_shp(&[(1.0, 2.0)]))]), &lamps());
    assert!(error.contains("no .dbf"), "{error}");
    assert!(fails(&zipped(&[]), &lamps()).contains("no .shp"));
}

#[test]
fn a_shapefile_that_does_not_say_its_plane_asks_for_it() {
    let parts = |prj: Option<&str>| {
        let mut parts =
            vec![("l.shp", points_shp(&[(438_086.0, 6_248_780.0)])), ("l.dbf", dbf(&[("NR", b'N', 5)], &[&[b"1"]]))];
        parts.extend(prj.map(|prj| ("l.prj", prj.into())));
        zipped(&parts)
    };
    assert!(fails(&parts(None), &lamps()).contains("--crs"));
    assert!(fails(&parts(Some("PROJCS[\"Krovak\"]")), &lamps()).contains("--crs \"+proj="));
    let mut said = lamps();
    said.crs = Some(Plane::parse("+proj=utm +zone=33 +ellps=GRS80 +units=m +no_defs").unwrap());
    assert_eq!(at(&gathered(&parts(None), &said).unwrap().0.features[0]), (13.99741, 56.3796));
    let unread = fails(
        &zipped(&[
            ("l.shp", points_shp(&[(1.0, 2.0)])),
            ("l.dbf", dbf(&[("NR", b'N', 5)], &[&[b"1"]])),
            ("l.cpg", b"Shift_JIS".to_vec()),
        ]),
        &lamps(),
    );
    assert!(unread.contains("Shift_JIS") && unread.contains("UTF-8"), "{unread}");
}

#[test]
fn axes_the_wrong_way_round_and_points_on_another_continent_are_told_with_the_likely_plane() {
    let rows = |x: f64, y: f64| {
        let row = |i: f64| (json!({}), point(x + i * 1e-4, y + i * 1e-4));
        geojson(&[row(0.0), row(1.0), row(2.0)], None)
    };
    let swapped = fails(rows(56.3796, 13.9974).as_bytes(), &lamps());
    assert!(swapped.contains("EPSG:4326 with the axes the other way round"), "{swapped}");
    let metres = fails(rows(438_086.0, 6_248_780.0).as_bytes(), &lamps());
    assert!(metres.contains("--crs EPSG:3006"), "{metres}");
    let northing_first = fails(rows(6_248_780.0, 438_086.0).as_bytes(), &lamps());
    assert!(northing_first.contains("EPSG:3006 with the axes the other way round"), "{northing_first}");
    let rt90 = fails(rows(1_388_000.0, 6_250_500.0).as_bytes(), &lamps());
    assert!(rt90.contains("--crs EPSG:3021"), "{rt90}");
    let zone = fails(rows(180_700.0, 6_251_300.0).as_bytes(), &lamps());
    assert!(zone.contains("--crs EPSG:3008"), "{zone}");
    let boston = fails(rows(-71.06, 42.36).as_bytes(), &lamps());
    assert!(boston.contains("the right municipality") && boston.contains("outside_municipality: 3"), "{boston}");
}

#[test]
fn every_bad_row_has_its_number_and_its_reason() {
    let line = json!({"type": "LineString", "coordinates": [[13.99, 56.37], [13.98, 56.37]]});
    let rows = [
        (json!({"nr": 1}), point(13.9974, 56.3796)),
        (json!({"nr": 2}), json!(null)),
        (json!({"nr": 3}), line),
        (json!({"nr": 4}), point(18.07, 59.33)),
        (json!({"nr": 1}), point(13.9975, 56.3796)),
        (json!({"nr": 6}), json!({"type": "Point", "coordinates": ["13", 56]})),
        (json!({"nr": 7}), json!({"type": "Point", "coordinates": [13.99]})),
        (json!({"nr": 8}), json!({"type": "Polygon", "coordinates": []})),
        (json!({"nr": 9}), point(438_086.0, 6_248_780.0)),
        (json!({"nr": 10}), json!({"type": "GeometryCollection", "geometries": []})),
        (json!({"nr": 11}), json!({"type": "MultiPoint", "coordinates": []})),
        (json!({"nr": 12}), json!({"type": "MultiPoint", "coordinates": [[13.99, 56.37]]})),
    ];
    let (gathered, rejects) = gathered(geojson(&rows, None).as_bytes(), &lamps()).unwrap();
    let ids: Vec<&str> = gathered.features.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(ids, ["1", "12"]);
    let wanted = [
        (2, "no_coordinates"),
        (3, "wrong_geometry"),
        (4, "outside_municipality"),
        (5, "duplicate_id"),
        (6, "bad_geometry"),
        (7, "bad_geometry"),
        (8, "bad_geometry"),
        (9, "outside_the_globe"),
        (10, "bad_geometry"),
        (11, "no_coordinates"),
    ];
    assert_eq!(rejects, wanted.map(|(row, code)| (row, code.to_owned())));
}

#[test]
fn numbers_that_are_none_cost_their_row_only() {
    let rows: [&[&[u8]]; 6] =
        [&[b"1", b"12"], &[b"2", b"*****"], &[b"3", b"-4"], &[b"4", b""], &[b"5", b"1e99"], &[b"6", b"12,4"]];
    let places: Vec<(f64, f64)> = (0..6).map(|i| (438_000.0 + f64::from(i) * 100.0, 6_248_780.0)).collect();
    let rings: Vec<_> = places.iter().map(|(x, y)| ring(*x, *y, 20.0, 6)).collect();
    let table = dbf(&[("KOD", b'C', 3), ("BEF", b'N', 5)], &rows);
    let zip = zipped(&[("a.shp", polygons_shp(&rings)), ("a.dbf", table), ("a.prj", files::SWEREF.into())]);
    let reading = reading(profile("area", json!({"columns": {"id": "kod", "population": "bef"}})));
    let (areas, rejects) = gathered(&zip, &reading).unwrap();
    let people: Vec<_> = areas.features.iter().map(|f| (f.id.as_str(), f.population)).collect();
    assert_eq!(people, [("1", Some(12)), ("4", None), ("6", Some(12))]);
    assert_eq!(rejects, [2, 3, 5].map(|row| (row, "bad_number".to_owned())));
    let csv = "nr;lon;lat\n1;13,9974;56,3796\n2;öst;56,3\n3;;56,3\n4;13,9\n";
    let mut lamps = lamps();
    lamps.crs = Some(Plane::degrees());
    let codes: Vec<String> = gathered(csv.as_bytes(), &lamps).unwrap().1.into_iter().map(|(_, code)| code).collect();
    assert_eq!(codes, ["bad_coordinates", "no_coordinates", "wrong_number_of_values"]);
}

#[test]
fn a_million_positions_in_one_ring_are_refused_and_nothing_falls_over() {
    let huge = ring(438_000.0, 6_248_780.0, 900.0, 1_000_000);
    let table = dbf(&[("KOD", b'C', 4)], &[&[b"1273"], &[b"B"]]);
    let shp = polygons_shp(&[huge, ring(438_000.0, 6_248_780.0, 20.0, 8)]);
    let zip = zipped(&[("a.shp", shp), ("a.dbf", table), ("a.prj", files::SWEREF.into())]);
    let reading = reading(profile("area", json!({"columns": {"id": "kod"}})));
    let (areas, rejects) = gathered(&zip, &reading).unwrap();
    assert_eq!((areas.n_kept, rejects), (1, vec![(1, "too_many_positions".to_owned())]));
    let which = Which::Column("KOD".into(), "1273".into());
    let error = border::read(&zip, &which).unwrap_err().to_string();
    assert!(error.contains("1000001 positions") && error.contains("simplify"), "{error}");
}

#[test]
fn a_border_from_a_bad_file_is_refused_with_what_to_do() {
    let near = osby().bounds;
    let read = |bytes: &[u8]| border::read_near(bytes, &Which::Code("1273".into()), None, Some(&near));
    let fails = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert!(fails(b"").contains("empty") && fails(b" \n").contains("empty"));
    assert!(fails(b"hello").contains("neither") && fails(b"\xff\xfe").contains("neither"));
    assert!(fails(b"{\"type\": ").contains("line 1"));
    assert!(fails(geojson(&[(json!({}), json!(null))], None).as_bytes()).contains("polygon"));
    assert!(fails(geojson(&[(json!({}), point(14.0, 56.4))], None).as_bytes()).contains("polygon"));
    assert!(fails(&good_zip()).contains("columns are NR"));
    assert!(fails(&good_zip()[..200]).contains("archive"));
    let square = |x: f64, y: f64, side: f64| {
        let ring = json!([[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]);
        json!({"type": "Polygon", "coordinates": ring})
    };
    let one = |shape, crs| geojson(&[(json!({}), shape)], crs);
    assert!(read(one(square(14.0, 56.4, 0.1), None).as_bytes()).is_ok());
    assert!(read(one(square(438_086.0, 6_248_780.0, 900.0), Some("EPSG:3006")).as_bytes()).is_ok());
    let swapped = fails(one(square(56.4, 14.0, 0.1), None).as_bytes());
    assert!(swapped.contains("EPSG:4326 with the axes the other way round"), "{swapped}");
    let metres = fails(one(square(438_086.0, 6_248_780.0, 900.0), None).as_bytes());
    assert!(metres.contains("--crs EPSG:3006"), "{metres}");
    let elsewhere = fails(one(square(-71.0, 42.0, 0.1), None).as_bytes());
    assert!(elsewhere.contains("nowhere near"), "{elsewhere}");
    let unknown = fails(one(square(1.0, 2.0, 0.1), Some("EPSG:5514")).as_bytes());
    assert!(unknown.contains("5514") && unknown.contains("--crs"), "{unknown}");
}
