//! What everybody may know of a municipality: its name, its border, the map under the map.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Served, Service};
use crate::geodesy::Tile;
use crate::interop::mvt;

/// First and last month with public data, as `YYYY-MM`.
pub type Months = (Option<String>, Option<String>);

impl Service {
    /// Code and name of every municipality here.
    pub fn municipalities(&self) -> BTreeMap<String, String> {
        let served = self.served();
        served.iter().map(|(code, served)| (code.clone(), served.town.municipality.name.clone())).collect()
    }

    /// The town under the map, as a vector tile.
    pub fn town_tile(&self, served: &Arc<Served>, tile: Tile) -> Vec<u8> {
        mvt::town(&served.town, &served.ground(), tile).unwrap_or_else(|error| {
            tracing::error!(error = %error, z = tile.z, "a tile of the town could not be drawn");
            Vec::new()
        })
    }
}
