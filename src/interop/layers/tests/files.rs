//! Small files, byte by byte.

use std::io::{Cursor, Write};

use serde_json::{Value, json};
use shapefile::ShapeWriter;

pub const SWEREF: &[u8] = b"PROJCS[\"SWEREF99_TM\",GEOGCS[\"GCS_SWEREF99\",DATUM[\"D_SWEREF99\",\
    SPHEROID[\"GRS_1980\",6378137.0,298.257222101]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],\
    PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",0.0],\
    PARAMETER[\"Central_Meridian\",15.0],PARAMETER[\"Scale_Factor\",0.9996],PARAMETER[\"Latitude_Of_Origin\",0.0],\
    UNIT[\"Meter\",1.0]]";

pub fn point(x: f64, y: f64) -> Value {
    json!({"type": "Point", "coordinates": [x, y]})
}

pub fn geojson(rows: &[(Value, Value)], crs: Option<&str>) -> String {
    let feature = |(properties, geometry): &(Value, Value)| json!({"type": "Feature", "properties": properties, "geometry": geometry});
    let features: Vec<Value> = rows.iter().map(feature).collect();
    let mut document = json!({"type": "FeatureCollection", "features": features});
    if let Some(crs) = crs {
        document["crs"] = json!({"type": "name", "properties": {"name": crs}});
    }
    document.to_string()
}

pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

pub fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("memory");
        archive.write_all(bytes).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
}

pub fn points_shp(points: &[(f64, f64)]) -> Vec<u8> {
    let shapes: Vec<shapefile::Point> = points.iter().map(|(x, y)| shapefile::Point::new(*x, *y)).collect();
    written(&shapes)
}

pub fn polygons_shp(rings: &[Vec<(f64, f64)>]) -> Vec<u8> {
    let point = |p: &(f64, f64)| shapefile::Point::new(p.0, p.1);
    let polygon = |ring: &Vec<(f64, f64)>| {
        shapefile::Polygon::new(shapefile::PolygonRing::Outer(ring.iter().map(point).collect()))
    };
    written(&rings.iter().map(polygon).collect::<Vec<_>>())
}

fn written<S: shapefile::record::EsriShape>(shapes: &[S]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    ShapeWriter::new(&mut bytes).write_shapes(shapes).expect("memory");
    bytes.into_inner()
}

/// A dBASE III table: columns with kind and width, and the bytes of every value, padded with spaces.
pub fn dbf(columns: &[(&str, u8, u8)], rows: &[&[&[u8]]]) -> Vec<u8> {
    let width: usize = columns.iter().map(|(_, _, width)| usize::from(*width)).sum();
    let mut bytes = vec![0; 32];
    bytes[0] = 3;
    bytes[4..8].copy_from_slice(&(rows.len() as u32).to_le_bytes());
    bytes[8..10].copy_from_slice(&(32 * columns.len() as u16 + 33).to_le_bytes());
    bytes[10..12].copy_from_slice(&(width as u16 + 1).to_le_bytes());
    for (name, kind, width) in columns {
        let mut field = [0; 32];
        field[..name.len()].copy_from_slice(name.as_bytes());
        field[11] = *kind;
        field[16] = *width;
        bytes.extend(field);
    }
    bytes.push(0x0d);
    for row in rows {
        bytes.push(b' ');
        for (value, (_, _, width)) in row.iter().zip(columns) {
            bytes.extend(value.iter().copied().chain(std::iter::repeat(b' ')).take(usize::from(*width)));
        }
    }
    bytes
}

pub fn wkb_point(x: f64, y: f64) -> Vec<u8> {
    [&[1, 1, 0, 0, 0][..], &x.to_le_bytes(), &y.to_le_bytes()].concat()
}

/// A regular ring of so many corners, closed.
pub fn ring(x: f64, y: f64, radius: f64, n: usize) -> Vec<(f64, f64)> {
    let corner = |i: usize| {
        let (sin, cos) = (-std::f64::consts::TAU * (i % n) as f64 / n as f64).sin_cos();
        (x + radius * cos, y + radius * sin)
    };
    (0..=n).map(corner).collect()
}
