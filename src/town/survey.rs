//! What an import brings: whole layers, each with where it came from.

use jiff::civil::Date;

use super::{Feature, Layer, Link};

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
}
