//! Moran's I, local and global.

use serde_json::{Value, json};

use super::gi_star::weights;
use super::{Data, Envelope, Frame, Method, units};
use crate::analysis::local::{GlobalMoran, LocalMoranUnit, Measured, MoranParams, Quadrant};
use crate::privacy::Cleared;

/// The answer; `neighbours` is the rule in words, `queen` or `band:15`.
pub fn feature_collection(
    found: &Cleared<Measured<LocalMoranUnit, GlobalMoran>>,
    params: &MoranParams,
    neighbours: &str,
    data: &Data,
    frame: &Frame,
) -> Value {
    let found = found.get();
    let each = |unit: usize| {
        let local = &found.each[unit];
        json!({"i": local.i, "quadrant": quadrant(local.quadrant), "p_permuted": local.p_permuted})
    };
    let features = units::features(&found.units, &found.values, &found.n_neighbours, frame, |_| true, each);
    let whole = &found.whole;
    let summary = json!({
        "n_units": found.values.len(),
        "sum_of_values": found.values.iter().sum::<f64>(),
        "global_i": {
            "i": whole.i,
            "expected": whole.expected,
            "z_normal": whole.z_normal,
            "z_random": whole.z_random,
            "p_normal": whole.p_normal,
        },
    });
    let method = Method {
        id: "moran",
        sv: "Morans I: liknar grannar varandra? Lokalt för varje plats (p ensidigt, ur permutationer), globalt för hela \
             kartan (p tvåsidigt).",
        en: "Moran's I: do neighbours resemble each other? Locally for each place (p one-sided, from permutations), \
             globally for the whole map (p two-sided).",
        parameters: json!({
            "weights": weights(params.weights),
            "unit": units::unit_of(&found.units),
            "cell_m": units::cell_m(&found.units),
            "neighbours": neighbours,
            "permutations": params.permutations,
            "seed": params.seed,
            "plane": frame.name(),
        }),
        references: &[
            "Moran 1950, doi:10.1093/biomet/37.1-2.17",
            "Anselin 1995, doi:10.1111/j.1538-4632.1995.tb00338.x",
        ],
    };
    Envelope::new(method, data, Vec::new()).with_features(features, summary, frame)
}

fn quadrant(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::HighAmongHigh => "high_among_high",
        Quadrant::LowAmongHigh => "low_among_high",
        Quadrant::LowAmongLow => "low_among_low",
        Quadrant::HighAmongLow => "high_among_low",
    }
}
