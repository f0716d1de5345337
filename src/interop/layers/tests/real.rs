//! The shipped profiles on the real files in `shared/data`, which are not in the repository.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};

use super::*;
use crate::geodesy::Metric;
use crate::town::Municipality;

fn shared(what: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let file = std::env::var_os("TK_SHARED_DATA").map_or_else(beside, PathBuf::from).join(what);
    if !file.exists() {
        // Past the capture of the test harness: what was not tested is said even when everything else passed.
        let _ = writeln!(std::io::stderr(), "not tested: {} is not here (set TK_SHARED_DATA)", file.display());
        return None;
    }
    Some(file)
}

fn town_in(west: f64, south: f64, east: f64, north: f64) -> Town {
    let middle = crate::geodesy::LonLat::new((west + east) / 2.0, (south + north) / 2.0).expect("on the globe");
    Town::new(Municipality {
        code: "test".to_owned(),
        epsg: Metric::utm_at(middle).epsg(),
        border: geo::MultiPolygon(vec![geo::Rect::new((west, south), (east, north)).to_polygon()]),
        ..invented::municipality()
    })
    .expect("a box is a border")
}

fn import(file: &Path, profile: &str, town: &Town) -> (Gathered, BTreeMap<String, u64>) {
    let mut n_told = 0;
    let source = BufReader::new(File::open(file).expect("it is there"));
    let gathered = read(source, &reading(shipped(profile)), town, |_| n_told += 1).expect("a layer");
    assert_eq!(n_told, gathered.n_read);
    assert_eq!(gathered.n_read, gathered.n_kept + gathered.n_rejected);
    let reasons = gathered.reasons.clone();
    (gathered, reasons)
}

fn near(feature: &Feature, lon: f64, lat: f64) -> f64 {
    let Geometry::Point(p) = feature.geometry else { panic!("a lamp is a point") };
    ((p.x() - lon) * 111_320.0 * lat.to_radians().cos()).hypot((p.y() - lat) * 111_320.0)
}

/// Counted with pyproj 3.7.2 (EPSG:32630, distance to the box's edges at most 5,000 m): 49,450 and 44,608. One lamp
/// lies at longitude -2.235, far to the east of all others.
#[test]
fn the_lamps_of_bristol_come_in_to_the_row() {
    let Some(file) = shared("lights/bristol_streetlights.csv.gz") else { return };
    let (lamps, reasons) = import(&file, "bristol-lamps", &town_in(-2.73, 51.39, -2.45, 51.55));
    assert_eq!((lamps.n_read, lamps.n_kept, reasons["outside_municipality"]), (49_451, 49_450, 1));
    assert!(near(&lamps.features[0], -2.536_601_140, 51.490_496_796) < 0.01);
    // A town of which Bristol is partly outside: what is lost is counted.
    let (part, reasons) = import(&file, "bristol-lamps", &town_in(-2.62, 51.44, -2.58, 51.46));
    assert_eq!((part.n_read, part.n_kept, reasons["outside_municipality"]), (49_451, 44_608, 49_451 - 44_608));
}

/// pyproj 3.7.2 (PROJ 9.5.1) on the coordinates of rows 1, 10,000 and 29,969 of the file (read with struct: 28 bytes a
/// point after 100): `Transformer.from_crs(2154, 4326, always_xy=True)`.
#[test]
fn the_lamps_of_montpellier_come_in_to_the_row_and_to_the_centimetre() {
    let Some(file) = shared("lights/montpellier_eclairage_public.zip") else { return };
    let (lamps, reasons) = import(&file, "montpellier-lamps", &town_in(3.80, 43.56, 3.95, 43.66));
    assert_eq!((lamps.n_read, lamps.n_kept, reasons.len()), (29_969, 29_969, 0));
    assert_eq!(lamps.plane, "EPSG:2154");
    for (row, lon, lat) in GOLDEN {
        let off = near(&lamps.features[row - 1], lon, lat);
        assert!(off < 0.01, "row {row} is {off} m off");
    }
}

const GOLDEN: [(usize, f64, f64); 3] =
    [(1, 3.879137133, 43.604709979), (10000, 3.882430927, 43.608969587), (29969, 3.845906869, 43.622263860)];

#[test]
fn the_national_file_of_municipalities_still_holds_osby() {
    let Some(file) = shared("boundaries/lm_ak_riks_kommuner_sweref99tm.zip") else { return };
    let bytes = std::fs::read(file).expect("it is there");
    let which = crate::interop::border::Which::Code("1273".into());
    let border = crate::interop::border::read_near(&bytes, &which, None, Some(&osby().bounds)).expect("Osby");
    // shared/data/README.md: 237 vertices, 602.1 km².
    assert_eq!(geo::CoordsIter::coords_count(&border), 237);
    let town = Town::new(Municipality { border, ..invented::municipality() }).expect("a sound border");
    assert!((town.area_ha() / 100.0 - 602.1).abs() < 0.1);
}
