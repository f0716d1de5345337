//! Small files. What is said of bad ones is in `tests/journeys/own_file.rs`, through the real command line.

use super::*;
use crate::geodesy::{LonLat, Metric};
use crate::interop::layers::Plane;

fn wanted(crs: Option<&str>) -> Wanted {
    Wanted {
        needs_place: true,
        needs_time: false,
        x: None,
        y: None,
        time: None,
        until: None,
        numbers: Vec::new(),
        only: Vec::new(),
        zone: TimeZone::get("Europe/Stockholm").expect("known"),
        time_format: None,
        crs: crs.map(|crs| Crs::parse(crs).expect("known")),
        skip_bad_rows: false,
    }
}

fn times(csv: &str, until: Option<&str>, format: Option<&str>) -> Vec<Option<Moment>> {
    let wanted = Wanted {
        needs_place: false,
        needs_time: true,
        until: until.map(str::to_owned),
        time_format: format.map(str::to_owned),
        ..wanted(None)
    };
    read(csv.as_bytes(), Format::Csv, &wanted).expect("read").points.into_iter().map(|point| point.when).collect()
}

#[test]
fn a_time_is_an_instant_and_a_date_is_all_of_its_day() {
    let found = times(
        "time\n2024-07-01 12:00\n2024-07-01T12:00:30\n2024-07-01T12:00:00Z\n2024-07-01T12:00:00+05:30\n2024-07-01\n",
        None,
        None,
    );
    // `date -u -d '2024-07-01 10:00' +%s` gives 1719828000.
    let noon_in_stockholm = 1_719_828_000;
    let wanted = [
        Moment::Instant(noon_in_stockholm),
        Moment::Instant(noon_in_stockholm + 30),
        Moment::Instant(noon_in_stockholm + 7_200),
        Moment::Instant(noon_in_stockholm - 12_600),
        Moment::Interval { from: noon_in_stockholm - 43_200, to: noon_in_stockholm + 43_200 },
    ];
    assert_eq!(found, wanted.map(Some));
}

#[test]
fn the_day_the_clock_is_put_forward_has_23_hours_and_its_skipped_hour_is_moved_on() {
    let found = times("time\n2024-03-31\n2024-03-31 02:30\n2024-03-31 03:30\n", None, None);
    let Some(Some(Moment::Interval { from, to })) = found.first() else { panic!("{found:?}") };
    assert_eq!(to - from, 23 * 3_600);
    assert_eq!(found[1], found[2]);
}

#[test]
fn a_time_with_an_end_is_a_span_and_one_without_is_not() {
    let found = times("time,end\n2024-07-01 12:00,2024-07-01 14:00\n2024-07-01 12:00,\n", Some("end"), None);
    let noon = 1_719_828_000;
    assert_eq!(found, [Some(Moment::Interval { from: noon, to: noon + 7_200 }), Some(Moment::Instant(noon))]);
}

#[test]
fn another_form_is_read_by_its_pattern() {
    let american = times("time\n07/01/2024 12:00:00 PM\n", None, Some("%m/%d/%Y %I:%M:%S %p"));
    assert_eq!(american, [Some(Moment::Instant(1_719_828_000))]);
    let day = times("time\n1/7/2024\n", None, Some("%d/%m/%Y"));
    assert_eq!(day, times("time\n2024-07-01\n", None, None));
}

#[test]
fn metres_of_a_known_plane_are_taken_as_they_are_and_degrees_go_to_the_plane_of_the_country() {
    let own = read(
        "E,N\n438086,6248780\n".as_bytes(),
        Format::Csv,
        &Wanted { x: Some("E".to_owned()), y: Some("N".to_owned()), ..wanted(Some("EPSG:3006")) },
    )
    .expect("read");
    assert_eq!(own.points[0].at, EastNorth { e: 438_086.0, n: 6_248_780.0 });
    // pyproj 3.7.2, as in `layers::plane`.
    let degrees = "Longitude,Latitude\n13.9974076,56.3795959\n";
    let osby = read(degrees.as_bytes(), Format::Csv, &wanted(None)).expect("read");
    assert_eq!(osby.frame, Frame::OnEarth(Metric::sweref99_tm()));
    assert!(osby.points[0].at.distance_m(own.points[0].at) < 0.05);
    let boston = read("lon,lat\n-71.06,42.36\n".as_bytes(), Format::Csv, &wanted(None)).expect("read");
    assert_eq!(boston.frame.name(), "EPSG:32619");
}

#[test]
fn web_mercator_is_not_measured_with_its_own_metres() {
    // pyproj 3.7.2: 14 and 14.01 degrees at 56.38 north are 617.79 m apart (Geod(ellps="GRS80").inv), 1,113 on this
    // plane. SWEREF 99 TM is smaller than the ground by up to 0.04 %.
    let csv = "x,y\n1558472.87,7634437.83\n1559586.07,7634437.83\n";
    let found = read(csv.as_bytes(), Format::Csv, &wanted(Some("EPSG:3857"))).expect("read");
    let apart = found.points[0].at.distance_m(found.points[1].at);
    assert!((apart - 617.79).abs() < 0.3, "{apart}");
}

#[test]
fn an_area_in_degrees_comes_into_the_plane_of_the_points() {
    let frame = Frame::OnEarth(Metric::sweref99_tm());
    let text = r#"{"type":"Polygon","coordinates":[[[14,56],[14.1,56],[14.1,56.1],[14,56]]]}"#;
    let area = read_area(text, None, &frame).expect("read");
    let corner = Metric::sweref99_tm().forward(LonLat::new(14.1, 56.1).expect("on the globe"));
    let ours = area.0[0].exterior().0[2];
    assert_eq!((ours.x, ours.y), (corner.e, corner.n));
    let crs = Crs::Known(Plane::degrees());
    assert!(matches!(read_area(text, Some(&crs), &Frame::Bare), Err(AreaError::OnEarth)));
    assert!(matches!(read_area(text, Some(&Crs::Bare), &frame), Err(AreaError::Bare)));
}
