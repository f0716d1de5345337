//! Rates as a GeoJSON FeatureCollection of places, with the denominator named beside them.

use geo::{Intersects, Rect};
use serde_json::{Value, json};

use super::geojson::feature_geometry;
use super::heat::{HeatFrame, Legend};
use super::question::By;
use crate::analysis::incidents::AreaReporting;
use crate::analysis::{NoRate, PlaceRate, PlaceRates};
use crate::geodesy::Bounds;
use crate::privacy::Cleared;
use crate::town::{Ground, Layer};

/// The whole answer. With bounds only the places that touch them are written; what they are held against is the whole
/// town.
pub fn feature_collection(
    rates: &Cleared<PlaceRates>,
    by: By,
    bounds: Option<Bounds>,
    frame: &HeatFrame,
    ground: &Ground,
) -> Value {
    let rates = rates.get();
    let window = bounds.map(|b| Rect::new((b.west, b.south), (b.east, b.north)));
    let touches =
        |place: &&PlaceRate| window.is_none_or(|window| window.intersects(&ground.features[place.feature].geometry));
    let features: Vec<Value> = rates.places.iter().filter(touches).map(|place| feature(place, ground)).collect();
    let legend = Legend::rates();
    json!({
        "type": "FeatureCollection",
        "features": features,
        "by": by.as_str(),
        "layer": frame.layer,
        "approximate": frame.layer == "public",
        "unit": legend.unit,
        "unit_sv": legend.unit_sv,
        "unit_en": legend.unit_en,
        "legend": legend,
        "mean": rates.mean_per_1000_month,
        "months": rates.months,
        "denominator": denominator(by, rates.population, ground),
        "method": method(frame.layer),
        "parameters": frame.parameters,
        "revision": frame.revision,
    })
}

pub fn layer_of(by: By) -> Layer {
    match by {
        By::Area => Layer::Area,
        By::Square => Layer::PopulationSquare,
    }
}

fn denominator(by: By, population: u64, ground: &Ground) -> Value {
    let source = ground.provenance.iter().find(|provenance| provenance.layer == layer_of(by));
    json!({
        "sv": "invånare", "en": "inhabitants",
        "population": population,
        "source": source.map(|source| &source.source),
        "attribution": source.map(|source| &source.attribution),
        "date": source.and_then(|source| source.data_date).map(|date| date.to_string()),
    })
}

fn feature(place: &PlaceRate, ground: &Ground) -> Value {
    let feature = &ground.features[place.feature];
    let rate = place.rate.ok();
    json!({
        "type": "Feature",
        "id": feature.id,
        "geometry": feature_geometry(&feature.geometry),
        "properties": {
            "id": feature.id,
            "name": feature.name,
            "population": feature.population,
            "n_reports": place.n_reports,
            "rate": rate.map(|rate| rate.per_1000_month),
            "low": rate.map(|rate| rate.low),
            "high": rate.map(|rate| rate.high),
            "expected": rate.map(|rate| rate.expected),
            "class": rate.map(|rate| rate.class),
            "silent": rate.is_some_and(|rate| rate.silent),
            "why_no_rate": place.rate.err().map(word_of),
            "reporting": place.reporting.as_ref().map(reporting),
        },
    })
}

/// How often reports of one thing follow each other there, which is how fast we hear of it; the rate is `null` where
/// nothing was ever told.
fn reporting(heard: &AreaReporting) -> Value {
    let days = |per_day: f64| (per_day > 0.0).then(|| 1.0 / per_day);
    json!({
        "n_incidents": heard.n_incidents,
        "n_repeats": heard.n_duplicates,
        "days_between_reports": heard.rate.map(|rate| json!({
            "mean": days(rate.per_day), "low": days(rate.high), "high": days(rate.low),
        })),
        "heard_within_30_days": heard.rate.map(|rate| rate.detection(30.0)),
        "weight": heard.weight,
    })
}

fn word_of(reason: NoRate) -> &'static str {
    match reason {
        NoRate::PopulationUnknown => "population_unknown",
        NoRate::NobodyLivesThere => "nobody_lives_there",
        NoRate::NoTime => "no_time",
        NoRate::TooFew => "too_few",
    }
}

fn method(layer: &str) -> Value {
    let (sv, en) = if layer == "public" {
        (
            "Offentliggjorda rutor räknas till ett område efter hur stor del av ytan som ligger i det: talen är \
             uppskattningar. ",
            "Published squares count to an area by the share of their surface in it: the numbers are estimates. ",
        )
    } else {
        ("Rapporter räknas där de ligger. ", "Reports count where they lie. ")
    };
    json!({
        "sv": format!(
            "{sv}Antalet delas med invånarna och månaderna. Spannet är exakt (95 %, Poisson). Där invånarna är okända eller \
             saknas finns inget tal. Tyst är en plats där minst fem rapporter var att vänta men klart färre har kommit."
        ),
        "en": format!(
            "{en}The number is divided by the inhabitants and the months. The interval is exact (95 %, Poisson). Where the \
             inhabitants are unknown or none there is no figure. Silent is a place where at least five reports were to be \
             expected and clearly fewer came."
        ),
    })
}
