//! The hot-spot test of squares: each square with its class, and the spots they make.

use serde_json::{Value, json};

use super::spots::class_word;
use super::{Data, Envelope, Frame, Method, Warning};
use crate::analysis::hotspot::{Class, Clumping, HotspotParams};
use crate::analysis::shrinkage::Belief;
use crate::analysis::spots::{Spot, TestedSquares};
use crate::privacy::Cleared;

/// Every square, its neighbourhood tested; `exposure` is what they are compared with, in words.
pub fn feature_collection(
    found: &Cleared<TestedSquares>,
    params: &HotspotParams,
    exposure: &str,
    data: &Data,
    frame: &Frame,
) -> Value {
    let found = found.get();
    let feature = |unit: usize| {
        let tested = &found.test.units[unit];
        json!({
            "type": "Feature",
            "geometry": frame.square(found.cells[unit]),
            "properties": {
                "cell": found.cells[unit].to_string(),
                "class": class_word(tested.class),
                "n_reports": found.counts[unit],
                "expected": tested.expected,
                "n_around": tested.n_around,
                "expected_around": tested.expected_around,
                "enough_around": tested.enough_around,
                "p_here": tested.p_here,
                "p_map": tested.p_map,
                "ratio": belief(&tested.ratio),
            },
        })
    };
    let n_of = |class: Class| found.test.units.iter().filter(|unit| unit.class == class).count();
    let classes = [Class::ClearlyMore, Class::ProbablyMore, Class::CannotTell, Class::TooFewToSay];
    let summary = json!({
        "n_reports": found.test.n_reports,
        "n_without_exposure": found.test.n_without_exposure,
        "variance_ratio": found.test.variance_ratio,
        "n_units": found.cells.len(),
        "n_of_class": classes.map(|class| json!({"class": class_word(class), "n": n_of(class)})),
        "spots": found.spots.iter().map(|one| spot(one, found)).collect::<Vec<_>>(),
    });
    let features = (0..found.cells.len()).map(feature).collect();
    let without = (found.test.n_without_exposure > 0).then(|| {
        let n = found.test.n_without_exposure;
        Warning::new(
            "without_exposure",
            format!("{n} rader ligger där ingen var att vänta. De är inte med i jämförelsen."),
            format!("{n} rows lie where none were to be expected. They are not in the comparison."),
        )
    });
    let method = method(found, params, exposure, frame);
    Envelope::new(method, data, without.into_iter().collect()).with_features(features, summary, frame)
}

fn spot(spot: &Spot, found: &TestedSquares) -> Value {
    json!({
        "peak": found.cells[spot.peak as usize].to_string(),
        "class": class_word(spot.class),
        "n_reports": spot.n_reports,
        "expected": spot.expected,
        "ratio": belief(&spot.ratio),
        "p_map": spot.p_map,
        "cells": spot.units.iter().map(|unit| found.cells[*unit as usize].to_string()).collect::<Vec<_>>(),
    })
}

fn belief(ratio: &Belief) -> Value {
    json!({"mean": ratio.mean, "low": ratio.low, "high": ratio.high})
}

fn method(found: &TestedSquares, params: &HotspotParams, exposure: &str, frame: &Frame) -> Method {
    Method {
        id: "hotspots",
        sv: "Varje ruta med sina grannar jämförs med hur många som var att vänta där. p_map är andelen kartor av ren slump \
             som visar något minst lika ovanligt någonstans; klassen följer den.",
        en: "Each square with its neighbours is compared with how many were to be expected there. p_map is the share of maps \
             of pure chance that show something at least as unusual anywhere; the class follows it.",
        parameters: json!({
            "cell_m": found.cells.first().map(|cell| cell.size_m),
            "exposure": exposure,
            "replicates": params.replicates,
            "clearly": params.clearly,
            "probably": params.probably,
            "noticeable": params.noticeable,
            "credibility": params.credibility,
            "clumping": match params.clumping {
                Clumping::None => json!("none"),
                Clumping::Known(ratio) => json!(ratio),
                Clumping::Fitted => json!("fitted"),
            },
            "seed": params.seed,
            "plane": frame.name(),
        }),
        references: &[
            "Dwass 1957, doi:10.1214/aoms/1177707045",
            "Westfall & Young 1993, Resampling-based multiple testing",
        ],
    }
}
