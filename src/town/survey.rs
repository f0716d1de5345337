//! What an import brings: whole layers, each with where it came from.

use std::collections::HashSet;

use geo::CoordsIter;
use jiff::civil::Date;

use super::{Feature, Layer, Link};
use crate::geodesy::{Cell, LonLat};

/// Where a layer came from, as it must be told to whoever sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    pub layer: Layer,
    /// The data set: `OpenStreetMap`, `Gatubelysning Bristol`.
    pub source: String,
    pub licence: String,
    /// The words the licence asks for.
    pub attribution: String,
    /// How old the data are, when known.
    pub data_date: Option<Date>,
}

/// Layers that replace those of the same name, all at once or not at all.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    pub provenance: Vec<Provenance>,
    /// Of the layers named in `provenance`; a layer without features becomes empty.
    pub features: Vec<Feature>,
    /// The street network, when [`Layer::Street`] is among the layers.
    pub links: Vec<Link>,
}

impl Survey {
    /// Takes a layer out, so that the town keeps the one it has.
    pub fn leave_out(&mut self, layer: Layer) {
        self.provenance.retain(|own| own.layer != layer);
        self.features.retain(|feature| feature.layer != layer);
        if layer == Layer::Street {
            self.links.clear();
        }
    }

    /// What is wrong with it, whoever made it; `None` when it can be stored and drawn.
    pub fn fault(&self) -> Option<String> {
        let layers: HashSet<Layer> = self.provenance.iter().map(|provenance| provenance.layer).collect();
        if layers.len() != self.provenance.len() {
            return Some("a layer comes from two sources at once".to_owned());
        }
        let mut ids: HashSet<(Layer, &str)> = HashSet::with_capacity(self.features.len());
        for feature in &self.features {
            let (layer, id) = (feature.layer.as_str(), &feature.id);
            let on_globe = |c: geo::Coord<f64>| LonLat::new(c.x, c.y).is_some();
            if !layers.contains(&feature.layer) {
                return Some(format!("nobody says where the layer {layer} comes from"));
            }
            if !feature.layer.takes(&feature.geometry) {
                return Some(format!("the {layer} {id} has a shape of the wrong sort"));
            }
            if feature.geometry.coords_count() == 0 || !feature.geometry.coords_iter().all(on_globe) {
                return Some(format!("the {layer} {id} is not on the globe"));
            }
            if feature.layer == Layer::PopulationSquare && Cell::parse(id).is_none() {
                return Some(format!("the square {id} is no cell"));
            }
            if !ids.insert((feature.layer, id)) {
                return Some(format!("there are two of the {layer} {id}"));
            }
        }
        let short = |link: &Link| link.line.0.len() < 2 || !link.line.coords().all(|c| LonLat::new(c.x, c.y).is_some());
        if !self.links.is_empty() && !layers.contains(&Layer::Street) {
            return Some("nobody says where the streets come from".to_owned());
        }
        self.links
            .iter()
            .find(|link| short(link))
            .map(|link| format!("the street {} is no line on the globe", link.way))
    }
}
