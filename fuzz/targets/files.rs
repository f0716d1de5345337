//! Files: of municipalities, of other systems, of cameras, of our own.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::ops::ControlFlow;

use trygghetskarta::geodesy::Metric;
use trygghetskarta::interop::backup::{Piece, Reader};
use trygghetskarta::interop::border::{Which, read_near};
use trygghetskarta::interop::layers::{self, Plane, Reading};
use trygghetskarta::interop::osm::{self, Clip};
use trygghetskarta::interop::points::{self as own, Crs, NumberColumn, Numbers, Wanted};
use trygghetskarta::interop::profile::{Mapper, Profile};
use trygghetskarta::interop::table::Format;
use trygghetskarta::interop::{distances, geojson, orienteering, sites};
use trygghetskarta::privacy::pictures::{self, Area};

use super::told::OSBY;

/// The first byte chooses among so many ways to read the rest.
fn chosen(bytes: &[u8], among: usize) -> Option<(usize, &[u8])> {
    bytes.split_first().map(|(first, rest)| (usize::from(*first) % among, rest))
}

pub fn backup(bytes: &[u8]) {
    let Ok((mut reader, _)) = Reader::begin(Cursor::new(bytes)) else { return };
    while let Ok(piece) = reader.piece() {
        if matches!(piece, Piece::End { .. }) {
            return;
        }
    }
}

pub fn border(bytes: &[u8]) {
    let which = [Which::Code("1273".into()), Which::Column("name".into(), "Osby".into())];
    for which in &which {
        let _ = read_near(bytes, which, None, Some(&OSBY.bounds));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = geojson::read_border(text);
        let _ = geojson::read_feature_geometry(text);
    }
}

const LAYERS: [&str; 7] =
    ["bristol-lamps", "deso", "localities", "montpellier-lamps", "nvdb-streets", "own-districts", "population-squares"];

pub fn layer(bytes: &[u8]) {
    let Some((which, file)) = chosen(bytes, LAYERS.len()) else { return };
    let profile = layers::Profile::shipped(LAYERS[which]).expect("a shipped profile");
    let profile = layers::Profile::parse(profile).expect("a good profile");
    for crs in [None, Plane::parse("EPSG:3006").ok()] {
        let reading = Reading { profile: profile.clone(), crs, table: None };
        let _ = layers::read(Cursor::new(file), &reading, &OSBY, |_| ());
    }
}

pub fn osm(bytes: &[u8]) {
    let border = Clip::within(&OSBY.municipality.border, OSBY.metric);
    let everything = Clip::everything(Metric::sweref99_tm());
    for clip in border.iter().chain([&everything]) {
        let _ = osm::read(Cursor::new(bytes), clip, &mut |_| ());
    }
}

/// What was taken can be covered, and has no side longer than we keep.
pub fn photo(bytes: &[u8]) {
    let Ok(taken) = pictures::take(bytes) else { return };
    assert!(taken.picture.width.max(taken.picture.height) <= pictures::LONG_SIDE);
    let area = Area { x: 1, y: 2, width: u32::MAX, height: 9 };
    assert!(pictures::cover(&taken.picture.jpeg, &[area]).is_ok());
}

/// Anybody's table of points, as `analyze` reads it.
pub fn points(bytes: &[u8]) {
    let Some((which, file)) = chosen(bytes, 4) else { return };
    let numbers = [NumberColumn { flag: "--weight", name: "n".into(), numbers: Numbers::Any }];
    let wanted = Wanted {
        needs_place: which != 3,
        needs_time: which == 1,
        x: None,
        y: None,
        time: None,
        until: None,
        numbers: numbers.into_iter().take(usize::from(which == 2)).collect(),
        only: Vec::new(),
        zone: OSBY.clock.zone().clone(),
        time_format: None,
        crs: Crs::parse(["EPSG:4326", "EPSG:3006", "plane", "EPSG:3857"][which]).ok(),
        skip_bad_rows: which != 0,
    };
    for format in [Format::Csv, Format::Geojson] {
        if let Ok(read) = own::read(file, format, &wanted) {
            assert!(read.points.iter().all(|point| point.at.e.is_finite() && point.at.n.is_finite()));
            if let Ok(text) = std::str::from_utf8(file) {
                let _ = own::read_area(text, None, &read.frame);
            }
        }
    }
}

/// Profiles somebody wrote: of reports, of layers, and the names of planes in them.
pub fn profile(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = (Plane::parse(text), Plane::from_prj(text), Crs::parse(text));
    let _ = layers::Profile::parse(text);
    if let Ok(profile) = Profile::parse(text)
        && let Ok(mut mapper) = Mapper::new(profile, |_, east, north| Some((east, north)))
    {
        let rows = "id,time,lon,lat,kind,text\n1,2026-03-29 02:30:00,14.0,56.4,a,b\n,,,,,\n";
        let _ = mapper.read(rows.as_bytes(), |_| ControlFlow::Continue(()));
    }
}

const PROFILES: [&str; 4] = ["bathnes-fixmystreet", "boston-311-2015", "boston-visionzero", "police-uk"];

/// Records of other systems; no two of a file get the same id.
pub fn records(bytes: &[u8]) {
    let Some((which, file)) = chosen(bytes, PROFILES.len()) else { return };
    let profile = Profile::parse(Profile::shipped(PROFILES[which]).expect("shipped")).expect("a good profile");
    let metric = Metric::sweref99_tm();
    let to_degrees = move |_: u32, e: f64, n: f64| {
        let at = metric.inverse(trygghetskarta::geodesy::EastNorth { e, n });
        Some((at.lon(), at.lat()))
    };
    let mut mapper = Mapper::new(profile, to_degrees).expect("a good profile").with_words();
    let mut ids = BTreeMap::new();
    let _ = mapper.read(file, |row| {
        if let Ok(row) = row {
            assert!(ids.insert(row.source_id, ()).is_none(), "an id is given once");
        }
        ControlFlow::Continue(())
    });
}

/// The small tables of the command line.
pub fn tables(bytes: &[u8]) {
    let _ = sites::read(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = distances::read(text);
        let _ = orienteering::read(text);
    }
}
