//! What everybody may know of the municipalities here.

use std::collections::BTreeMap;

use super::{Served, Service};

impl Service {
    /// Code and name of every municipality here.
    pub fn municipalities(&self) -> BTreeMap<String, String> {
        let served = self.served();
        served.iter().map(|(code, served)| (code.clone(), served.town.municipality.name.clone())).collect()
    }
}
