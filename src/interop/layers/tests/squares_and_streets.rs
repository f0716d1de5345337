//! Population squares and what road databases say.

use serde_json::{Value, json};

use super::*;
use crate::geodesy::{Cell, EastNorth, Metric};
use crate::town::{Network, Street, StreetClass, Travel};

fn square(e: f64, n: f64, side: f64) -> Value {
    let ring = json!([[[e, n], [e + side, n], [e + side, n + side], [e, n + side], [e, n]]]);
    json!({"type": "Polygon", "coordinates": ring})
}

#[test]
fn population_squares_are_named_like_our_cells() {
    let rows = [
        (json!({"rutid_scb": "4380006248000", "beftotalt": 412}), square(438_000.0, 6_248_000.0, 1_000.0)),
        (json!({"rutid_scb": "4382506248500", "beftotalt": "17"}), square(438_250.0, 6_248_500.0, 250.0)),
        (json!({"rutid_scb": "4383006248600", "beftotalt": 3}), square(438_300.0, 6_248_600.0, 100.0)),
        (json!({"rutid_scb": "x", "beftotalt": 3}), square(438_310.0, 6_248_600.0, 100.0)),
        (json!({"rutid_scb": "y", "beftotalt": 3}), square(438_300.0, 6_248_600.0, 333.0)),
        (json!({"rutid_scb": "z"}), square(439_000.0, 6_248_000.0, 1_000.0)),
        (json!({"rutid_scb": "again", "beftotalt": 9}), square(438_000.0, 6_248_000.0, 1_000.0)),
    ];
    let text = geojson(&rows, Some("EPSG:3006"));
    let (squares, rejects) = gathered(text.as_bytes(), &reading(shipped("population-squares"))).unwrap();
    let found: Vec<_> = squares.features.iter().map(|f| (f.id.as_str(), f.population)).collect();
    assert_eq!(
        found,
        [("1000-438000-6248000", Some(412)), ("250-438250-6248500", Some(17)), ("100-438300-6248600", Some(3))]
    );
    assert!(found.iter().all(|(id, _)| Cell::parse(id).is_some_and(|cell| cell.to_string() == *id)));
    let codes: Vec<_> = rejects.iter().map(|(row, code)| (*row, code.as_str())).collect();
    assert_eq!(codes, [(4, "off_grid"), (5, "unknown_square"), (6, "no_population"), (7, "duplicate_id")]);
}

#[test]
fn squares_known_by_their_numbers_alone_find_their_place() {
    let csv = "ruta;bef\n4380006248000;412\n438000624800;5\nabcdefghijklm;5\n4390006248000;0\n";
    let columns = json!({"id": "ruta", "population": "bef"});
    let by_number = profile("population_square", json!({"crs": "EPSG:3006", "square_m": 1000, "columns": columns}));
    let (squares, rejects) = gathered(csv.as_bytes(), &reading(by_number)).unwrap();
    let found: Vec<_> = squares.features.iter().map(|f| (f.id.as_str(), f.population)).collect();
    assert_eq!(found, [("1000-438000-6248000", Some(412)), ("1000-439000-6248000", Some(0))]);
    assert_eq!(rejects, [2, 3].map(|row| (row, "no_coordinates".to_owned())));
}

fn link(from: u32, to: u32, class: StreetClass, line: &[(f64, f64)]) -> crate::town::Link {
    let metric = Metric::sweref99_tm();
    let line = line.iter().map(|(e, n)| {
        let p = metric.inverse(EastNorth { e: 438_000.0 + e, n: 6_248_000.0 + n });
        (p.lon(), p.lat())
    });
    crate::town::Link { way: 1, from, to, street: Street::of_class(class), line: line.collect::<Vec<_>>().into() }
}

#[test]
fn roads_tell_the_streets_under_them_their_speed_traffic_and_keeper() {
    let residential = StreetClass::Residential;
    let links = vec![
        link(0, 1, residential, &[(0.0, 0.0), (200.0, 0.0)]),
        // Crosses the road: near it, but in another direction.
        link(1, 2, residential, &[(200.0, -60.0), (200.0, 60.0)]),
        // A path beside the road.
        link(3, 4, StreetClass::Footway, &[(0.0, 5.0), (200.0, 5.0)]),
        // Parallel, but 40 m away.
        link(5, 6, residential, &[(0.0, 40.0), (200.0, 40.0)]),
        // Drawn the other way, and bent.
        link(7, 8, residential, &[(400.0, 8.0), (300.0, 2.0), (200.0, 0.0)]),
    ];
    let network = Network::new(links, &Metric::sweref99_tm());
    let line = |points: &[(f64, f64)]| {
        let points: Vec<Value> = points.iter().map(|(e, n)| json!([438_000.0 + e, 6_248_000.0 + n])).collect();
        json!({"type": "LineString", "coordinates": points})
    };
    let rows = [
        (json!({"hastighet": 40}), line(&[(-50.0, 3.0), (600.0, 3.0)])),
        (json!({"ADT": "1 250", "vaghallare": "Kommunal"}), line(&[(-50.0, -6.0), (230.0, -6.0)])),
        (json!({"hastighet": 4}), line(&[(0.0, 0.0), (10.0, 0.0)])),
        (json!({"vaghallare": "Kungen"}), line(&[(0.0, 0.0), (10.0, 0.0)])),
        (json!({"annat": 1}), line(&[(0.0, 0.0), (10.0, 0.0)])),
        (json!({"hastighet": 50}), json!({"type": "Point", "coordinates": [438_000.0, 6_248_000.0]})),
    ];
    let text = geojson(&rows, Some("EPSG:3006"));
    let (gathered, rejects) = gathered(text.as_bytes(), &reading(shipped("nvdb-streets"))).unwrap();
    let codes: Vec<_> = rejects.iter().map(|(row, code)| (*row, code.as_str())).collect();
    assert_eq!(codes, [(3, "bad_number"), (4, "unknown_keeper"), (5, "no_attribute"), (6, "wrong_geometry")]);

    let laying = lay_over(&network, &gathered.roads, &Metric::sweref99_tm());
    let said = |i: usize| {
        let street = &laying.links[i].street;
        (street.maxspeed_kmh, street.maxspeed_assumed, street.vehicles_per_day, street.keeper.as_deref())
    };
    assert_eq!(said(0), (Some(40), false, Some(1_250), Some("municipality")));
    assert_eq!(said(1), (Some(50), true, None, None));
    assert_eq!((said(2), laying.links[2].street.car), ((None, true, None, None), Travel::Closed));
    assert_eq!(said(3), (Some(50), true, None, None));
    assert_eq!(said(4), (Some(40), false, None, None), "the second road ends before its middle");
    assert_eq!((laying.n_matched, laying.links.len()), (2, 5));
    // A limit that changes within a road is drawn as several lines.
    let short = |from: f64, to: f64| (json!({"hastighet": 30}), line(&[(from, 1.0), (to, 1.0)]));
    let text = geojson(&[short(0.0, 70.0), short(70.0, 140.0), short(140.0, 200.0)], Some("EPSG:3006"));
    let (gathered, _) = self::gathered(text.as_bytes(), &reading(shipped("nvdb-streets"))).unwrap();
    let pieces = lay_over(&network, &gathered.roads, &Metric::sweref99_tm());
    assert_eq!((pieces.links[0].street.maxspeed_kmh, pieces.n_matched), (Some(30), 1));
    let unchanged = |i: usize| (&laying.links[i].line, laying.links[i].from, laying.links[i].to);
    for (i, laid) in network.links().iter().enumerate() {
        assert_eq!(unchanged(i), (&laid.link.line, laid.link.from, laid.link.to));
    }
}
