//! Reports made by hand, for tests that talk to the store itself.

use jiff::Timestamp;
use trygghetskarta::geodesy::LonLat;
use trygghetskarta::observation::{Category, HoursOfWeek, Moment, State, Weekday};
use trygghetskarta::report::{Geometry, Place, PlaceSource, Report};
use trygghetskarta::store::Told;
use uuid::Uuid;

use crate::support::NOW;

pub fn lonlat(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).expect("on the globe")
}

pub fn made(place: Geometry, moment: Moment) -> Report {
    let now: Timestamp = NOW.parse().expect("a time");
    Report {
        id: Uuid::new_v4(),
        reference: "K7M-2QF4".to_owned(),
        municipality: "1273".to_owned(),
        category: Category::UnsafePlace,
        causes: vec!["poor_lighting".to_owned(), "deserted".to_owned()],
        place: Place { geometry: place, accuracy_m: Some(12.5), source: PlaceSource::Gps },
        moment,
        severity: Some(4),
        text: Some("Mörkt, 'citat' och \"fler\";\n -- åäö 🚲".to_owned()),
        channel: "web".to_owned(),
        source_id: None,
        received_at: now,
        told_at: now,
        token_hash: Uuid::new_v4().as_bytes().repeat(2).try_into().expect("32 bytes"),
        state: State::Received,
        placed: true,
    }
}

pub fn simple() -> Report {
    made(Geometry::Point(lonlat(13.9974, 56.3796)), Moment::Instant(1_763_000_000))
}

pub fn told(report: Report) -> Told {
    Told { report, idempotency: None }
}

pub fn geometries() -> Vec<Geometry> {
    let ring = |w: f64, s: f64, side: f64| {
        [(w, s), (w + side, s), (w + side, s + side), (w, s)].map(|(lon, lat)| lonlat(lon, lat)).to_vec()
    };
    vec![
        Geometry::Point(lonlat(13.997_412_345_678, 56.379_612_345_678)),
        Geometry::Stretch(vec![lonlat(13.99, 56.37), lonlat(13.995, 56.372), lonlat(14.0, 56.374)]),
        Geometry::Area(vec![ring(13.99, 56.37, 0.01)]),
        Geometry::Area(vec![ring(13.99, 56.37, 0.01), ring(13.997, 56.371, 0.001)]),
    ]
}

pub fn moments() -> Vec<Moment> {
    let hours = HoursOfWeek::on(&[Weekday::parse("fri").unwrap(), Weekday::parse("sun").unwrap()], 21, 3);
    vec![
        Moment::Instant(1_763_000_000),
        Moment::Interval { from: 1_762_900_000, to: 1_763_000_000 },
        Moment::Recurrence { hours, from: 1_750_000_000, to: 1_763_000_000 },
        Moment::Recurrence { hours: HoursOfWeek::ALL, from: 1_750_000_000, to: 1_763_000_000 },
    ]
}
