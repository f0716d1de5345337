//! What everybody may know of the municipalities here.

use std::collections::BTreeMap;

use super::{Served, Service};

impl Served {
    /// Whom to thank for what the map shows: each once, the municipality's own first.
    pub fn attribution(&self) -> Vec<String> {
        let mut thanks = self.town.municipality.attribution.clone();
        for more in self.ground().attribution() {
            if !thanks.iter().any(|known| known == more) {
                thanks.push(more.to_owned());
            }
        }
        thanks
    }
}

impl Service {
    /// Code and name of every municipality here.
    pub fn municipalities(&self) -> BTreeMap<String, String> {
        let served = self.served();
        served.iter().map(|(code, served)| (code.clone(), served.town.municipality.name.clone())).collect()
    }
}
