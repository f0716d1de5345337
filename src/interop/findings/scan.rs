//! Clusters of the scans: a point in the middle of each, with its radius and the rows inside.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Data, Envelope, Frame, Method, Warning};
use crate::analysis::scan::{
    Cylinder, Ends, PermutationScan, PermutationScanParams, Placed, PoissonScan, PoissonScanParams, SpatialCluster,
};
use crate::privacy::Cleared;
use crate::town::naming::PlaceName;

/// Circles with more cases than their population explains; `names` of the first of them.
pub fn poisson(
    found: &Cleared<Placed<PoissonScan>>,
    names: &[PlaceName],
    params: &PoissonScanParams,
    radius_m: Option<f64>,
    data: &Data,
    frame: &Frame,
) -> Value {
    let found = found.get();
    let feature = |(number, cluster): (usize, &SpatialCluster)| {
        let mut properties = json!({
            "rank": number + 1,
            "n_locations": cluster.locations.len(),
            "radius_m": cluster.radius_m,
            "population": cluster.population,
            "cases": cluster.cases,
            "expected": cluster.expected,
            "relative_risk": cluster.relative_risk,
            "llr": cluster.llr,
            "p": cluster.p,
            "rows": rows(found, &cluster.locations),
        });
        name_it(&mut properties, names.get(number));
        feature(frame.point(found.places[cluster.center]), properties)
    };
    let features = found.scan.clusters.iter().enumerate().map(feature).collect();
    let summary = json!({
        "n_clusters": found.scan.clusters.len(),
        "n_locations": found.places.len(),
        "n_cases": found.scan.n_cases,
        "n_cases_without_population": found.scan.n_left_out,
        "population": found.scan.population,
    });
    let method = Method {
        id: "scan",
        sv: "Kulldorffs avsökning: cirklar med fler fall än befolkningen förklarar. p rangordnar den starkaste cirkeln bland de \
             starkaste på kartor av ren slump, så att alla försök är betalda.",
        en: "Kulldorff's scan: circles with more cases than their population explains. p ranks the strongest circle among \
             the strongest ones of maps of pure chance, so that all looks are paid for.",
        parameters: json!({
            "model": "poisson",
            "max_population_share": params.max_population_share,
            "max_radius_m": radius_m,
            "least_cases": params.least_cases,
            "replicates": params.replicates,
            "seed": params.seed,
            "plane": frame.name(),
        }),
        references: &["Kulldorff 1997, doi:10.1080/03610929708831995"],
    };
    // Cases are counted here, not rows: a row may hold none or many.
    Envelope::new(method, data, Vec::new()).with_features(features, summary, frame)
}

/// Circles and spans of days with more cases than place and time explain by themselves; `names` of the first of them.
pub fn permutation(
    found: &Cleared<Placed<PermutationScan>>,
    names: &[PlaceName],
    params: &PermutationScanParams,
    radius_m: Option<f64>,
    data: &Data,
    frame: &Frame,
) -> Value {
    let found = found.get();
    let feature = |(number, cluster): (usize, &Cylinder)| {
        let mut properties = json!({
            "rank": number + 1,
            "n_locations": cluster.locations.len(),
            "radius_m": cluster.radius_m,
            "from": date(cluster.from_day),
            "to": date(cluster.to_day),
            "cases": cluster.cases,
            "expected": cluster.expected,
            "llr": cluster.llr,
            "p": cluster.p,
            "recurrence_days": cluster.recurrence_days,
            "rows": rows(found, &cluster.locations),
        });
        name_it(&mut properties, names.get(number));
        feature(frame.point(found.places[cluster.center]), properties)
    };
    let features = found.scan.clusters.iter().enumerate().map(feature).collect();
    let summary = json!({
        "n_clusters": found.scan.clusters.len(),
        "n_locations": found.places.len(),
        "n_cases": found.scan.n_cases,
    });
    let method = Method {
        id: "scan",
        sv: "Avsökning i rum och tid med omblandade dagar: har något nyligen börjat här som varken platsen eller tiden själv \
             förklarar? Därtill sägs hur sällan slumpen ger något lika starkt.",
        en: "Space-time permutation scan: has something begun here lately that neither the place nor the time explains by \
             itself? Beside it stands how seldom chance gives something as strong.",
        parameters: json!({
            "model": "permutation",
            "from": date(params.from_day),
            "to": date(params.to_day),
            "slot_days": params.slot_days,
            "max_slots": params.max_slots,
            "ends": if params.ends == Ends::Now { "now" } else { "any" },
            "max_case_share": params.max_case_share,
            "max_radius_m": radius_m,
            "least_cases": params.least_cases,
            "replicates": params.replicates,
            "seed": params.seed,
            "plane": frame.name(),
        }),
        references: &["Kulldorff et al. 2005, doi:10.1371/journal.pmed.0020059"],
    };
    let slots = (i64::from(params.to_day) - i64::from(params.from_day) + 1) / i64::from(params.slot_days.max(1));
    let short = (slots < 8).then(|| {
        Warning::new(
            "short_history",
            format!("Bara {slots} hela perioder att jämföra med."),
            format!("Only {slots} whole slots to compare with."),
        )
    });
    Envelope::new(method, data, short.into_iter().collect()).with_features(features, summary, frame)
}

/// A day that is counted from 1970-01-01.
fn date(day: i32) -> Option<String> {
    let first = jiff::civil::date(1970, 1, 1);
    let date: Option<Date> = first.checked_add(jiff::Span::new().try_days(day).ok()?).ok();
    date.map(|date| date.to_string())
}

fn name_it(properties: &mut Value, name: Option<&PlaceName>) {
    if let Some(name) = name {
        properties["name"] = json!({"sv": name.sv, "en": name.en});
    }
}

fn rows<Scan>(found: &Placed<Scan>, locations: &[u32]) -> Vec<u64> {
    let mut rows: Vec<u64> = locations.iter().flat_map(|at| &found.numbers[*at as usize]).copied().collect();
    rows.sort_unstable();
    rows
}

fn feature(geometry: Value, properties: Value) -> Value {
    json!({"type": "Feature", "geometry": geometry, "properties": properties})
}
