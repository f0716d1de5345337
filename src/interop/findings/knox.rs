//! The table of near repeats.

use serde_json::{Value, json};

use super::{Data, Envelope, Frame, Method};
use crate::analysis::{Distance, Knox, KnoxParams};
use crate::privacy::Cleared;

pub fn answer(found: &Cleared<Knox>, params: &KnoxParams, data: &Data, frame: &Frame) -> Value {
    let found = found.get();
    let mut distances = params.distance_to_m.clone();
    distances.sort_by(f64::total_cmp);
    distances.dedup();
    let mut days = params.time_to_days.clone();
    days.sort_unstable();
    days.dedup();
    let mut bands = Vec::new();
    for (row, cells) in found.cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            bands.push(json!({
                "over_m": row.checked_sub(1).and_then(|before| distances.get(before)),
                "to_m": distances.get(row),
                "over_days": column.checked_sub(1).and_then(|before| days.get(before)),
                "to_days": days.get(column),
                "pairs": cell.pairs,
                "expected": cell.expected,
                "ratio": cell.ratio(),
                "p": cell.p,
            }));
        }
    }
    let method = Method {
        id: "knox",
        sv: "Hur många par av rapporter ligger nära i både rum och tid, jämfört med om dagarna blandats om mellan platserna? p är \
             andelen omblandningar med minst lika många par.",
        en: "How many pairs of reports lie close in both space and time, compared with days shuffled among the places? p \
             is the share of shuffles with at least as many pairs.",
        parameters: json!({
            "distance_to_m": distances,
            "time_to_days": days,
            "distance": match params.distance {
                Distance::Straight => "straight",
                Distance::Manhattan => "manhattan",
            },
            "replicates": params.replicates,
            "seed": params.seed,
            "plane": frame.name(),
        }),
        references: &[
            "Knox & Bartlett 1964, doi:10.2307/2985220",
            "Johnson et al. 2007, doi:10.1007/s10940-007-9025-3",
        ],
    };
    Envelope::new(method, data, Vec::new()).with_results(json!({"n_pairs": found.n_pairs, "bands": bands}))
}
