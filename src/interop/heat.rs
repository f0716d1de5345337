//! The heatmap as a GeoJSON FeatureCollection and as CSV, with legend, method, parameters and totals beside it.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::analysis::{CLASSES, Class, Heat, HeatCell, Parts, RATE_CLASSES, STREET_CLASSES};
use crate::geodesy::{EastNorth, Metric};
use crate::interop::digits::{push_degrees, push_number, push_unsigned, push_whole};
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
        Self {
            unit: "reports_per_ha_month",
            unit_sv: "rapporter per hektar och månad",
            unit_en: "reports per hectare and month",
            classes: listed(&CLASSES),
        }
    }

    pub fn streets() -> Self {
        Self {
            unit: "reports_per_100m_month",
            unit_sv: "rapporter per 100 meter gata och månad",
            unit_en: "reports per 100 metres of street and month",
            classes: listed(&STREET_CLASSES),
        }
    }

    pub fn rates() -> Self {
        Self {
            unit: "reports_per_1000_inhabitants_month",
            unit_sv: "rapporter per 1 000 invånare och månad",
            unit_en: "reports per 1,000 inhabitants and month",
            classes: listed(&RATE_CLASSES),
        }
    }
}

fn listed(classes: &[Class]) -> Vec<LegendClass> {
    classes.iter().map(|c| LegendClass { class: c.class, from: c.from, to: c.to, color: c.color }).collect()
}

/// The whole answer as JSON text in UTF-8.
pub fn feature_collection(heat: &Cleared<Heat>, frame: &HeatFrame, metric: &Metric) -> Vec<u8> {
    let heat = heat.get();
    // Cell by cell into one buffer: a tree of JSON values for a hundred thousand cells would cost more than the count.
    let mut out = Vec::with_capacity(FEATURE_BYTES * heat.cells.len() + 2_048);
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":[");
    let mut corners = Corners { metric, known: HashMap::with_capacity_and_hasher(heat.cells.len() * 5 / 4, Mixing) };
    for (i, cell) in heat.cells.iter().enumerate() {
        if i > 0 {
            out.push(b',');
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
    out.extend_from_slice(b"],");
    out.extend_from_slice(&beside.as_bytes()[1..]);
    out
}

/// Puts what stands beside every map beside the features of another.
pub fn beside(answer: &mut Value, frame: &HeatFrame) {
    answer["layer"] = frame.layer.into();
    answer["parameters"] = frame.parameters.clone();
    answer["revision"] = frame.revision.as_str().into();
}

/// About what a square takes.
const FEATURE_BYTES: usize = 440;

pub(super) fn parts(weight: &Parts<f64>) -> Value {
    json!({"shown": weight.shown, "suppressed": weight.suppressed, "outside": weight.outside, "total": weight.total})
}

/// Corners of squares as they were written: neighbours share them, and a projection costs more than a look-up.
struct Corners<'a> {
    metric: &'a Metric,
    /// Where in the answer a corner stands, and how many bytes it has.
    known: HashMap<(i32, i32), (usize, u8), Mixing>,
}

impl Corners<'_> {
    fn push(&mut self, out: &mut Vec<u8>, e_m: i32, n_m: i32) {
        if let Some((at, len)) = self.known.get(&(e_m, n_m)) {
            out.extend_from_within(*at..*at + usize::from(*len));
            return;
        }
        let at = out.len();
        let corner = self.metric.inverse(EastNorth { e: e_m.into(), n: n_m.into() });
        out.push(b'[');
        push_degrees(out, corner.lon());
        out.push(b',');
        push_degrees(out, corner.lat());
        out.push(b']');
        self.known.insert((e_m, n_m), (at, (out.len() - at) as u8));
    }
}

/// Hashes corners; nobody chooses them to collide.
#[derive(Clone, Copy)]
struct Mixing;

impl BuildHasher for Mixing {
    type Hasher = Mixed;

    fn build_hasher(&self) -> Mixed {
        Mixed(0)
    }
}

struct Mixed(u64);

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_i32((*byte).into()));
    }

    fn write_i32(&mut self, value: i32) {
        // The golden ratio in 64 bits (Knuth 1998, section 6.4): multiples of a cell's size are spread well.
        self.0 = (self.0.rotate_left(32) ^ u64::from(value as u32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

fn push_feature(out: &mut Vec<u8>, found: &HeatCell, corners: &mut Corners) {
    let HeatCell { cell, n_reports, weight, per_ha_month, class } = found;
    out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
    let id_begins = out.len();
    out.push(b'"');
    push_unsigned(out, cell.size_m.into());
    out.push(b'-');
    push_whole(out, cell.e_m.into());
    out.push(b'-');
    push_whole(out, cell.n_m.into());
    out.push(b'"');
    let id_ends = out.len();
    out.extend_from_slice(b",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[");
    let (w, s, size) = (cell.e_m, cell.n_m, cell.size_m as i32);
    for (i, (e, n)) in [(w, s), (w + size, s), (w + size, s + size), (w, s + size), (w, s)].into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        corners.push(out, e, n);
    }
    out.extend_from_slice(b"]]},\"properties\":{\"id\":");
    out.extend_from_within(id_begins..id_ends);
    out.extend_from_slice(b",\"size_m\":");
    push_unsigned(out, cell.size_m.into());
    out.extend_from_slice(b",\"n_reports\":");
    push_unsigned(out, *n_reports);
    out.extend_from_slice(b",\"weight\":");
    push_number(out, *weight);
    out.extend_from_slice(b",\"per_ha_month\":");
    push_number(out, *per_ha_month);
    out.extend_from_slice(b",\"class\":");
    push_unsigned(out, (*class).into());
    out.extend_from_slice(b"}}");
}

/// What the public's totals are totals of, in both languages.
pub(super) const PUBLIC_TOTAL: (&str, &str) = (
    "Totalen är det som har offentliggjorts, så inget av den är undanhållet (suppressed är 0). Hur många rapporter som väntar \
     sägs inte: talet skulle ändras med varje ny rapport och avslöja den.",
    "The total is what has been published, so none of it is withheld (suppressed is 0). How many reports wait is not said: \
     the number would change with every new report and give it away.",
);

fn method(layer: &str, k: &Value) -> Value {
    if layer == "public" {
        json!({
            "sv": format!(
                "Varje ruta står för minst {k} rapporter som offentliggjorts tillsammans. En rapport räknas i precis en \
                 ruta: den minsta som döljer den bland {k}. Större rutor rymmer dem som var för få för att visas närmare. \
                 {}",
                PUBLIC_TOTAL.0
            ),
            "en": format!(
                "Every square stands for at least {k} reports published together. A report is counted in exactly one \
                 square: the smallest that hides it among {k}. Larger squares hold those too few to be shown closer. \
                 {}",
                PUBLIC_TOTAL.1
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
