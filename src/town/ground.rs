//! What lies under the reports of one municipality: streets, things with names, and where each layer came from.

use super::{Feature, Layer, Network, Provenance};

/// It never changes: an import makes a new one.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    pub network: Network,
    pub features: Vec<Feature>,
    pub provenance: Vec<Provenance>,
}

impl Ground {
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
