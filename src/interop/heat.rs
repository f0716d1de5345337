//! The heatmap as a GeoJSON FeatureCollection and as CSV, with legend, method, parameters and totals beside it.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::analysis::{CLASSES, Heat, HeatCell, Parts};
use crate::geodesy::{EastNorth, Metric};
use crate::interop::geojson::position;
use crate::privacy::Cleared;

/// What stands beside the cells.
#[derive(Debug, Clone)]
pub struct HeatFrame {
    pub layer: &'static str,
    pub revision: String,
    pub parameters: Value,
}

#[derive(Serialize, ToSchema)]
pub struct LegendClass {
    /// 1 (lowest) to 5.
    pub class: u8,
    /// Lower limit, included.
    pub from: f64,
    /// Upper limit, not included; the last class has none.
    pub to: Option<f64>,
    /// YlOrRd, told apart by colour-blind readers too.
    pub color: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct Legend {
    pub unit: &'static str,
    pub unit_sv: &'static str,
    pub unit_en: &'static str,
    pub classes: Vec<LegendClass>,
}

impl Legend {
    pub fn fixed() -> Self {
        let classes = CLASSES.iter().map(|c| LegendClass { class: c.class, from: c.from, to: c.to, color: c.color });
        Self {
            unit: "reports_per_ha_month",
            unit_sv: "rapporter per hektar och månad",
            unit_en: "reports per hectare and month",
            classes: classes.collect(),
        }
    }
}

/// The whole answer as JSON text.
pub fn feature_collection(heat: &Cleared<Heat>, frame: &HeatFrame, metric: &Metric) -> String {
    let heat = heat.get();
    // Cell by cell into one string: a tree of JSON values for a hundred thousand cells would cost more than the count.
    let mut out = String::with_capacity(512 * heat.cells.len() + 2_048);
    out.push_str("{\"type\":\"FeatureCollection\",\"features\":[");
    let mut corners = Corners { metric, known: HashMap::with_capacity(heat.cells.len() * 2) };
    for (i, cell) in heat.cells.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        push_feature(&mut out, cell, &mut corners);
    }
    let (n, weight) = (&heat.totals.n_reports, &heat.totals.weight);
    let beside = json!({
        "layer": frame.layer,
        "cell_m": heat.cell_m,
        "revision": frame.revision,
        "legend": Legend::fixed(),
        "method": method(frame.layer, &frame.parameters["k"]),
        "parameters": frame.parameters,
        "totals": {
            "n_reports": {"shown": n.shown, "suppressed": n.suppressed, "outside": n.outside, "total": n.total},
            "weight": parts(weight),
        },
    });
    let beside = beside.to_string();
    out.push_str("],");
    out.push_str(&beside[1..]);
    out
}

fn parts(weight: &Parts<f64>) -> Value {
    json!({"shown": weight.shown, "suppressed": weight.suppressed, "outside": weight.outside, "total": weight.total})
}

/// Corners of squares as text: neighbours share them, and a projection costs more than a look-up.
struct Corners<'a> {
    metric: &'a Metric,
    known: HashMap<(i32, i32), String>,
}

impl Corners<'_> {
    fn push(&mut self, out: &mut String, e_m: i32, n_m: i32) {
        let metric = self.metric;
        let text = self
            .known
            .entry((e_m, n_m))
            .or_insert_with(|| position(metric.inverse(EastNorth { e: e_m.into(), n: n_m.into() })).to_string());
        out.push_str(text);
    }
}

fn push_feature(out: &mut String, found: &HeatCell, corners: &mut Corners) {
    use std::fmt::Write;
    let HeatCell { cell, n_reports, weight, per_ha_month, class } = found;
    // Writing to a string cannot fail.
    let _ =
        write!(out, "{{\"type\":\"Feature\",\"id\":\"{cell}\",\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[");
    let (w, s, size) = (cell.e_m, cell.n_m, cell.size_m as i32);
    for (i, (e, n)) in [(w, s), (w + size, s), (w + size, s + size), (w, s + size), (w, s)].into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        corners.push(out, e, n);
    }
    let _ = write!(
        out,
        "]]}},\"properties\":{{\"id\":\"{cell}\",\"size_m\":{},\"n_reports\":{n_reports},\"weight\":{},\
         \"per_ha_month\":{},\"class\":{class}}}}}",
        cell.size_m,
        Value::from(*weight),
        Value::from(*per_ha_month),
    );
}

fn method(layer: &str, k: &Value) -> Value {
    if layer == "public" {
        json!({
            "sv": format!(
                "Varje ruta står för minst {k} rapporter som offentliggjorts tillsammans. En rapport räknas i precis en \
                 ruta: den minsta som döljer den bland {k}. Större rutor rymmer dem som var för få för att visas närmare."
            ),
            "en": format!(
                "Every square stands for at least {k} reports published together. A report is counted in exactly one \
                 square: the smallest that hides it among {k}. Larger squares hold those too few to be shown closer."
            ),
        })
    } else {
        json!({
            "sv": "Antal rapporter per ruta. En händelse väger 1, ett tidsspann den del som ligger i perioden, något \
                   återkommande 1 per vecka. Sträckor och områden fördelas på rutorna de berör.",
            "en": "Reports per square. An event weighs 1, a span of time the part of it within the period, something \
                   recurring 1 per week. Stretches and areas are shared out over the squares they touch."
        })
    }
}

/// One line a cell. Coordinates are those of the lower-left corner in the municipality's plane.
pub fn csv(heat: &Cleared<Heat>, epsg: u16) -> String {
    let mut out = format!(
        "cell_id,size_m,easting_m_epsg_{epsg},northing_m_epsg_{epsg},n_reports,weight,reports_per_ha_month,class\n"
    );
    for found in &heat.get().cells {
        use std::fmt::Write;
        let cell = found.cell;
        let _ = writeln!(
            out,
            "{cell},{},{},{},{},{},{},{}",
            cell.size_m, cell.e_m, cell.n_m, found.n_reports, found.weight, found.per_ha_month, found.class
        );
    }
    out
}
