//! Getis and Ord's Gi and Gi*.

use serde_json::{Value, json};

use super::{Data, Envelope, Frame, Method, Warning, units};
use crate::analysis::local::{GParams, GUnit, GlobalG, Measured, Units, Weights, discoveries};
use crate::privacy::Cleared;

/// With fewer reports the normal distribution promises more than it holds (docs/false-alarms.md).
const ENOUGH_FOR_Z: f64 = 3_000.0;

/// What the recipe allows: the share of false discoveries it is meant to hold.
const ALPHA: f64 = 0.05;

/// Which units are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    All,
    /// Those the recipe (Gi* with the rule of Benjamini and Hochberg) would draw as hot or cold.
    Discoveries,
}

/// The answer; `neighbours` is the rule in words, `queen` or `band:15`.
pub fn feature_collection(
    found: &Cleared<Measured<GUnit, GlobalG>>,
    params: &GParams,
    neighbours: &str,
    shown: Shown,
    data: &Data,
    frame: &Frame,
) -> Value {
    let found = found.get();
    let total: f64 = found.values.iter().sum();
    let counts = matches!(found.units, Units::Squares(_));
    let misleads = (counts && total < ENOUGH_FOR_Z).then(misleading);
    let each = |unit: usize| {
        let g = &found.each[unit];
        json!({"g": g.g, "z": g.z, "p_normal": g.p_normal(), "p_permuted": g.p_permuted})
    };
    let threshold = discoveries(found.each.iter().map(GUnit::p_two_sided), ALPHA);
    let is_discovery = |unit: usize| found.each[unit].p_two_sided() <= threshold;
    let n_of = |sign: f64| (0..found.each.len()).filter(|i| is_discovery(*i) && found.each[*i].z * sign > 0.0).count();
    let is_shown = |unit: usize| shown == Shown::All || is_discovery(unit);
    let features = units::features(&found.units, &found.values, &found.n_neighbours, frame, is_shown, each);
    let whole = &found.whole;
    let summary = json!({
        "n_units": found.values.len(),
        "sum_of_values": total,
        "show_grey": misleads.is_some(),
        // What the usual recipe would colour.
        "recipe": {"alpha": ALPHA, "p_two_sided_at_most": threshold, "n_hot": n_of(1.0), "n_cold": n_of(-1.0)},
        "global_g": {"g": whole.g, "expected": whole.expected, "z": whole.z, "p_normal": whole.p_normal},
    });
    Envelope::new(method(found, params, neighbours, frame), data, misleads.into_iter().collect())
        .with_features(features, summary, frame)
}

fn misleading() -> Warning {
    Warning::new(
        "normal_p_misleads",
        "På så få rapporter lovar z och p mer än de håller: nästan varje karta av ren slump visar en falsk het plats. \
         Testet hotspots håller vad det lovar.",
        "On so few reports z and p promise more than they hold: nearly every map of pure chance shows a false hot spot. \
         The test hotspots keeps its promise.",
    )
}

fn method(found: &Measured<GUnit, GlobalG>, params: &GParams, neighbours: &str, frame: &Frame) -> Method {
    Method {
        id: "gi-star",
        sv: "Gi* jämför varje plats och dess grannar med hela kartan. z är avståndet från slumpen i standardavvikelser; p är \
             ensidigt åt det håll z pekar.",
        en: "Gi* compares each place and its neighbours with the whole map. z is how far from chance, in standard \
             deviations; p is one-sided, toward the side where z lies.",
        parameters: json!({
            "star": params.star,
            "weights": weights(params.weights),
            "unit": units::unit_of(&found.units),
            "cell_m": units::cell_m(&found.units),
            "neighbours": neighbours,
            "permutations": params.permutations,
            "seed": params.seed,
            "plane": frame.name(),
        }),
        references: &[
            "Getis & Ord 1992, doi:10.1111/j.1538-4632.1992.tb00261.x",
            "Ord & Getis 1995, doi:10.1111/j.1538-4632.1995.tb00912.x",
            "Benjamini & Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x",
        ],
    }
}

pub(super) fn weights(weights: Weights) -> &'static str {
    match weights {
        Weights::Binary => "binary",
        Weights::RowStandardized => "row",
    }
}
