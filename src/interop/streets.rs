//! The heat on streets as a GeoJSON FeatureCollection of lines, and as vector tiles.

use fast_mvt::{MvtCoord, MvtGeometry, MvtLayerBuilder, MvtResult};
use geo::{LineString, MultiLineString};
use serde_json::{Value, json};

use super::basemap::clip;
use super::heat::{HeatFrame, Legend, PUBLIC_TOTAL, parts};
use crate::analysis::{StreetHeat, StreetLoad, StretchLoad};
use crate::geodesy::{LonLat, Tile, TilePoint};
use crate::interop::geojson::position;
use crate::privacy::Cleared;
use crate::town::Network;

/// The whole answer as JSON text.
pub fn feature_collection(heat: &Cleared<StreetHeat>, frame: &HeatFrame, network: &Network) -> String {
    let heat = heat.get();
    let mut out = String::with_capacity(512 * heat.links.len() + 2_048);
    out.push_str("{\"type\":\"FeatureCollection\",\"features\":[");
    for (i, load) in heat.links.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        out.push_str(&feature(load, network).to_string());
    }
    let (n, weight) = (&heat.totals.n_reports, &heat.totals.weight);
    let beside = json!({
        "unit": "link",
        "layer": frame.layer,
        "revision": frame.revision,
        "legend": Legend::streets(),
        "method": method(frame.layer, &frame.parameters["k"]),
        "parameters": frame.parameters,
        "totals": {
            "n_reports": {"shown": n.shown, "suppressed": n.suppressed, "outside": n.outside, "total": n.total},
            "weight": parts(weight),
            "no_street": {"n_reports": heat.no_street.n_reports, "weight": heat.no_street.weight},
        },
    });
    let beside = beside.to_string();
    let stretches: Vec<Value> = heat.stretches.iter().map(|load| stretch(load, network)).collect();
    out.push_str("],\"stretches\":");
    out.push_str(&Value::Array(stretches).to_string());
    out.push(',');
    out.push_str(&beside[1..]);
    out
}

fn feature(load: &StreetLoad, network: &Network) -> Value {
    let laid = network.link(load.link);
    let street = laid.street();
    let line: Vec<Value> = laid.link.line.coords().filter_map(|c| LonLat::new(c.x, c.y)).map(position).collect();
    let id = load.link.0.to_string();
    json!({
        "type": "Feature",
        "id": id,
        "geometry": {"type": "LineString", "coordinates": line},
        "properties": {
            "id": id,
            "name": street.name,
            "street_class": street.class.as_str(),
            "length_m": (laid.length_m * 10.0).round() / 10.0,
            "n_reports": load.n_reports,
            "weight": load.weight,
            "per_100m": load.per_100m,
            "per_100m_month": load.per_100m_month,
            "class": load.class,
        },
    })
}

/// A row of the list of streets: a street from crossing to crossing.
fn stretch(load: &StretchLoad, network: &Network) -> Value {
    let street = network.link(network.stretches().face(load.first)).street();
    json!({
        "id": load.first.0.to_string(),
        "link": load.most.0.to_string(),
        "name": street.name,
        "street_class": street.class.as_str(),
        "length_m": (load.length_m * 10.0).round() / 10.0,
        "n_reports": load.n_reports,
        "weight": load.weight,
        "per_100m": load.per_100m,
        "per_100m_month": load.per_100m_month,
        "class": load.class,
    })
}

fn method(layer: &str, k: &Value) -> Value {
    if layer == "public" {
        json!({
            "sv": format!(
                "Rapporterna i en offentliggjord ruta delas upp på rutans gator, i delar om minst {k} rapporter, och \
                 fördelas jämnt längs delens gator. Antalet vid en gata gäller alla gator i samma del. Rutor utan gator, \
                 stora rutor och gator som inte finns kvar räknas som utanför. {}",
                PUBLIC_TOTAL.0
            ),
            "en": format!(
                "The reports of a published square are divided among its streets, in parts of at least {k} reports, and \
                 spread evenly along the streets of the part. The number at a street stands for every street of its part. \
                 Squares without streets, large squares and streets that are no more count as outside. {}",
                PUBLIC_TOTAL.1
            ),
        })
    } else {
        json!({
            "sv": "Antal rapporter per 100 meter gata. En rapport hör till närmaste gata inom 60 m, en sträcka till gatorna \
                   den följer, ett område till gatorna i det. En händelse väger 1, ett tidsspann den del som ligger i \
                   perioden, något återkommande 1 per vecka. En gatudel kortare än 25 m räknas som 25 m.",
            "en": "Reports per 100 metres of street. A report belongs to the nearest street within 60 m, a stretch to the \
                   streets it follows, an area to the streets in it. An event weighs 1, a span of time the part of it \
                   within the period, something recurring 1 per week. A piece of street shorter than 25 m counts as 25 m."
        })
    }
}

/// Layer `streets`: every street with reports on it, with its figures.
pub fn tile(heat: &Cleared<StreetHeat>, tile: Tile, network: &Network) -> MvtResult<Vec<u8>> {
    let mut layer = MvtLayerBuilder::new("streets")?;
    for load in &heat.get().links {
        let laid = network.link(load.link);
        let Some(lines) = on_tile(&laid.link.line, tile) else { continue };
        let mut feature = layer.feature(&lines)?;
        feature.tag("id", load.link.0.to_string())?;
        if let Some(name) = &laid.street().name {
            feature.tag_string("name", name)?;
        }
        feature.tag_string("street_class", laid.street().class.as_str())?;
        feature.tag_uint("n_reports", load.n_reports)?;
        feature.tag_double("weight", load.weight)?;
        feature.tag_double("per_100m", load.per_100m)?;
        feature.tag_double("per_100m_month", load.per_100m_month)?;
        feature.tag_uint("class", u64::from(load.class))?;
        layer = feature.end();
    }
    Ok(layer.encode())
}

fn on_tile(line: &LineString<f64>, tile: Tile) -> Option<MvtGeometry> {
    let mut points: Vec<TilePoint> =
        line.coords().filter_map(|c| LonLat::new(c.x, c.y)).map(|p| tile.project(p)).collect();
    points.dedup();
    let coords = |piece: Vec<TilePoint>| piece.into_iter().map(|(x, y)| MvtCoord { x, y }).collect::<LineString<i32>>();
    let pieces: Vec<LineString<i32>> = clip::lines(&points).into_iter().map(coords).collect();
    (!pieces.is_empty()).then_some(MvtGeometry::MultiLineString(MultiLineString(pieces)))
}
