//! What lies under the reports of one municipality: streets, things with names, and where each layer came from.

use std::sync::OnceLock;

use super::gazetteer::Gazetteer;
use super::naming::Names;
use super::{Feature, Layer, Link, Network, Provenance};
use crate::geodesy::Metric;

/// It never changes: an import makes a new one.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    pub network: Network,
    pub features: Vec<Feature>,
    pub provenance: Vec<Provenance>,
    pub gazetteer: Gazetteer,
    /// Made when the first place is to be named.
    names: OnceLock<Names>,
}

impl Ground {
    /// Lays out the streets in metres and makes the names ready to be searched.
    pub fn laid(metric: &Metric, links: Vec<Link>, features: Vec<Feature>, provenance: Vec<Provenance>) -> Self {
        let network = Network::new(links, metric);
        let gazetteer = Gazetteer::new(metric, &network, &features);
        Self { gazetteer, network, features, provenance, names: OnceLock::new() }
    }

    pub(super) fn names(&self, metric: &Metric) -> &Names {
        self.names.get_or_init(|| Names::of(metric, &self.features))
    }

    pub fn layer(&self, layer: Layer) -> impl Iterator<Item = &Feature> {
        self.features.iter().filter(move |feature| feature.layer == layer)
    }

    /// Whom to thank, each once, in the order of the layers.
    pub fn attribution(&self) -> Vec<&str> {
        let mut thanks: Vec<&str> = Vec::new();
        for provenance in &self.provenance {
            if !thanks.contains(&provenance.attribution.as_str()) {
                thanks.push(&provenance.attribution);
            }
        }
        thanks
    }
}
