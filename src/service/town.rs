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

    /// The code that is meant when none is named, when there are municipalities but not this one: no page can be shown
    /// then.
    pub fn missing_municipality(&self) -> Option<&str> {
        let served = self.served();
        let meant = self.inner.settings.municipality.as_deref();
        meant.filter(|code| !served.is_empty() && !served.contains_key(*code))
    }
}
