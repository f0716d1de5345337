//! The density of reports: areas between fixed values, or the raster itself.

use serde_json::{Value, json};

use super::{Data, Envelope, Frame, Method, Warning};
use crate::analysis::density::{EdgeCorrection, Isoband, Kernel, Made, Raster, Surface};
use crate::privacy::Cleared;

/// Areas between fixed values as features; class 1 is the lowest.
pub fn feature_collection(surface: &Cleared<Surface>, data: &Data, frame: &Frame) -> Value {
    let feature = |(number, band): (usize, &Isoband)| {
        let polygon = |area: &Vec<Vec<_>>| area.iter().map(|ring| frame.ring(ring)).collect::<Vec<Value>>();
        json!({
            "type": "Feature",
            "geometry": {"type": "MultiPolygon", "coordinates": band.areas.iter().map(polygon).collect::<Vec<_>>()},
            "properties": {"class": number + 1, "from": band.from, "to": band.to},
        })
    };
    let Surface { bands, made } = surface.get();
    let features = bands.iter().enumerate().filter(|(_, band)| !band.areas.is_empty()).map(feature).collect();
    let summary = json!({"unit": unit(made), "max": made.max});
    Envelope::new(method(made, frame), data, warnings(made)).with_features(features, summary, frame)
}

/// Every value of the raster: rows from the south, each from the west.
pub fn raster(raster: &Cleared<Raster>, made: &Made, data: &Data, frame: &Frame) -> Value {
    let raster = raster.get();
    let grid = &raster.grid;
    let rows: Vec<&[f64]> = raster.values.chunks(grid.columns()).collect();
    let results = json!({
        "unit": unit(made),
        "max": made.max,
        "grid": {
            "west_m": grid.south_west().e,
            "south_m": grid.south_west().n,
            "pixel_m": grid.pixel_m(),
            "columns": grid.columns(),
            "rows": grid.rows(),
        },
        "values": rows,
    });
    Envelope::new(method(made, frame), data, warnings(made)).with_results(results)
}

fn unit(made: &Made) -> &'static str {
    if made.months.is_some() { "reports_per_km2_month" } else { "reports_per_km2" }
}

fn warnings(made: &Made) -> Vec<Warning> {
    let at_bound = made.chosen == Some(true);
    let warning = at_bound.then(|| {
        Warning::new(
            "bandwidth_at_bound",
            "Den valda bandbredden ligger vid gränsen av vad som prövats: data säger inte hur jämn kartan ska vara.",
            "The chosen bandwidth lies at the bounds of what was tried: the data do not say how smooth the map should be.",
        )
    });
    let coarse = (made.pixel_m > made.bandwidth.metres() / 2.0).then(|| {
        Warning::new(
            "coarse_pixels",
            "Ytan är så stor att bildpunkterna är större än halva bandbredden: toppar kan falla mellan dem. Välj en mindre yta \
             eller en större bandbredd.",
            "The area is so large that pixels are wider than half the bandwidth: peaks may fall between them. Choose a smaller \
             area or a larger bandwidth.",
        )
    });
    warning.into_iter().chain(coarse).collect()
}

fn method(made: &Made, frame: &Frame) -> Method {
    Method {
        id: "density",
        sv: "Täthet av rapporter: summan av en mjuk kulle över varje rapport, exakt räknad i mitten av varje bildpunkt.",
        en: "Density of reports: the sum of a smooth hill over each report, computed exactly at the middle of each pixel.",
        parameters: json!({
            "kernel": match made.kernel {
                Kernel::Epanechnikov => "epanechnikov",
                Kernel::Quartic => "quartic",
            },
            "bandwidth_m": made.bandwidth.metres(),
            "bandwidth_chosen": made.chosen.is_some(),
            "pixel_m": made.pixel_m,
            "edge": match made.edge {
                None => "none",
                Some(EdgeCorrection::Uniform) => "uniform",
                Some(EdgeCorrection::Diggle) => "diggle",
            },
            "months": made.months,
            "plane": frame.name(),
        }),
        references: &["Epanechnikov 1969, doi:10.1137/1114019", "Diggle 1985, doi:10.2307/2347366"],
    }
}
