//! Which places a town has, and the words each answers to.

use std::collections::HashMap;

use geo::{BoundingRect, Geometry, InteriorPoint};

use super::{Place, crossings, fold, streets};
use crate::geodesy::{Bounds, EastNorth, LonLat, Metric};
use crate::town::{Feature, Layer, Network};

/// A place with what finds it.
pub(super) struct Entry {
    pub place: Place,
    pub words: Vec<String>,
    /// How soon it is named when several fit.
    pub rank: u8,
}

/// Landmarks of one name and kind nearer than this are one.
const SAME_LANDMARK_M: f64 = 150.0;
/// Farther than this a locality says nothing of where a place is.
const LOCALITY_REACH_M: f64 = 8_000.0;

/// Landmarks, localities, areas, streets, and the crossings of two streets.
pub(super) fn all(metric: &Metric, network: &Network, features: &[Feature]) -> Vec<Entry> {
    let localities = Localities::of(metric, features);
    let mut entries: Vec<Entry> = Vec::new();
    let mut seen: HashMap<(String, String), Vec<EastNorth>> = HashMap::new();
    for entry in features.iter().filter_map(|feature| of_feature(feature, metric, &localities)) {
        // A stop on either side of a street, a tunnel drawn in pieces: one place by one name.
        let at = metric.forward(entry.place.at);
        let twins = seen.entry((entry.place.kind.clone(), entry.place.name.clone())).or_default();
        if twins.iter().all(|twin| twin.distance_m(at) > SAME_LANDMARK_M) {
            twins.push(at);
            entries.push(entry);
        }
    }
    let streets = streets::streets(network);
    for (number, street) in streets.list.iter().enumerate() {
        let place = Place {
            id: format!("street/{number}"),
            name: street.name.clone(),
            kind: "street".to_owned(),
            locality: localities.nearest(street.at),
            at: metric.inverse(street.at),
            extent: Bounds::around(street.corners.map(|corner| metric.inverse(corner))),
            invented: street.invented,
        };
        entries.push(entry(place, 3, &[]));
    }
    for (number, crossing) in crossings::crossings(network, &streets).into_iter().enumerate() {
        let place = Place {
            id: format!("crossing/{number}"),
            name: crossing.name,
            kind: "crossing".to_owned(),
            locality: localities.nearest(crossing.at),
            at: metric.inverse(crossing.at),
            extent: None,
            invented: crossing.invented,
        };
        entries.push(entry(place, 5, &["korsning"]));
    }
    entries
}

fn of_feature(feature: &Feature, metric: &Metric, localities: &Localities) -> Option<Entry> {
    let rank = match feature.layer {
        // Stops are named after streets, and the street is meant more often.
        Layer::Landmark if feature.kind.as_deref() == Some("bus_stop") => 4,
        Layer::Landmark => 0,
        Layer::Locality => 1,
        Layer::Area => 2,
        _ => return None,
    };
    let at = feature.geometry.interior_point().map(|p| (p.x(), p.y()))?;
    let at = LonLat::new(at.0, at.1)?;
    let kind = match feature.layer {
        Layer::Landmark => feature.kind.clone().unwrap_or_else(|| "place".to_owned()),
        other => other.as_str().to_owned(),
    };
    let is_point = matches!(feature.geometry, Geometry::Point(_));
    let locality = || localities.nearest(metric.forward(at)).filter(|_| feature.layer != Layer::Locality);
    let place = Place {
        id: format!("{}/{}", feature.layer.as_str(), feature.id),
        name: feature.name.clone()?,
        kind,
        locality: feature.locality.clone().or_else(locality),
        at,
        extent: feature.geometry.bounding_rect().filter(|_| !is_point).map(|own| Bounds {
            west: own.min().x,
            south: own.min().y,
            east: own.max().x,
            north: own.max().y,
        }),
        invented: feature.invented,
    };
    Some(entry(place, rank, &[]))
}

/// A place answers to the words of its name, to its name in one word, and to its locality.
fn entry(place: Place, rank: u8, more: &[&str]) -> Entry {
    let mut words = fold::folded(&place.name);
    if words.len() > 1 {
        words.push(words.concat());
    }
    words.extend(place.locality.iter().flat_map(|name| fold::folded(name)));
    words.extend(more.iter().map(|word| (*word).to_owned()));
    words.sort_unstable();
    words.dedup();
    Entry { place, words, rank }
}

struct Localities(Vec<(EastNorth, String)>);

impl Localities {
    fn of(metric: &Metric, features: &[Feature]) -> Self {
        let place = |feature: &Feature| {
            let Geometry::Point(at) = &feature.geometry else { return None };
            Some((metric.forward(LonLat::new(at.x(), at.y())?), feature.name.clone()?))
        };
        Self(features.iter().filter(|f| f.layer == Layer::Locality).filter_map(place).collect())
    }

    fn nearest(&self, at: EastNorth) -> Option<String> {
        let near = self.0.iter().map(|(own, name)| (own.distance_m(at), name)).min_by(|a, b| a.0.total_cmp(&b.0));
        near.filter(|(far, _)| *far <= LOCALITY_REACH_M).map(|(_, name)| name.clone())
    }
}
