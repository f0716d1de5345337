//! What everybody may know of a municipality: its name, its border, its places.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{BoundingRect, InteriorPoint};

use super::{Served, Service, ServiceError};
use crate::geodesy::{LonLat, Tile};
use crate::interop::mvt;
use crate::town::{Feature, Layer};

/// First and last month with public data, as `YYYY-MM`.
pub type Months = (Option<String>, Option<String>);

/// A place people know by name.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundPlace {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub locality: Option<String>,
    pub at: LonLat,
    pub invented: bool,
}

impl Service {
    /// Code and name of every municipality here.
    pub fn municipalities(&self) -> BTreeMap<String, String> {
        let served = self.served();
        served.iter().map(|(code, served)| (code.clone(), served.town.municipality.name.clone())).collect()
    }

    /// Places whose name has every word asked for at the beginning of one of its own; without words the best known.
    pub fn places(
        &self,
        municipality: Option<&str>,
        words: &str,
        limit: usize,
    ) -> Result<Vec<FoundPlace>, ServiceError> {
        let served = self.serving(municipality)?;
        let asked = folded(words);
        let mut found: Vec<(u8, String, FoundPlace)> = served
            .ground
            .features
            .iter()
            .filter_map(|feature| {
                let name = feature.name.as_deref()?;
                let own = folded(&format!("{name} {}", feature.locality.as_deref().unwrap_or_default()));
                let matches = asked.iter().all(|word| own.iter().any(|o| o.starts_with(word.as_str())));
                matches.then(|| Some((rank(feature), name.to_owned(), place_of(feature)?))).flatten()
            })
            .collect();
        found.sort_by(|a, b| (a.0, &a.1, &a.2.id).cmp(&(b.0, &b.1, &b.2.id)));
        // A street drawn in several pieces is one place.
        found.dedup_by(|a, b| a.1 == b.1 && a.2.locality == b.2.locality);
        Ok(found.into_iter().map(|(_, _, place)| place).take(limit).collect())
    }

    /// The town under the map, as a vector tile.
    pub fn town_tile(&self, served: &Arc<Served>, tile: Tile) -> Vec<u8> {
        mvt::town(&served.town, &served.ground, tile).unwrap_or_else(|error| {
            tracing::error!(error = %error, z = tile.z, "a tile of the town could not be drawn");
            Vec::new()
        })
    }
}

/// Landmarks first, then localities, then streets; lamps have no name.
fn rank(feature: &Feature) -> u8 {
    match feature.layer {
        Layer::Landmark => 0,
        Layer::Locality => 1,
        Layer::Street => 2,
        _ => 3,
    }
}

fn place_of(feature: &Feature) -> Option<FoundPlace> {
    let at = feature.geometry.interior_point().map(|p| (p.x(), p.y())).or_else(|| {
        let center = feature.geometry.bounding_rect()?.center();
        Some((center.x, center.y))
    })?;
    let kind = match feature.layer {
        Layer::Landmark => feature.kind.clone().unwrap_or_default(),
        other => other.as_str().to_owned(),
    };
    Some(FoundPlace {
        id: format!("{}/{}", feature.layer.as_str(), feature.id),
        name: feature.name.clone()?,
        kind,
        locality: feature.locality.clone(),
        at: LonLat::new(at.0, at.1)?,
        invented: feature.invented,
    })
}

/// Words in small letters without accents: people type "osterang" for Österäng.
fn folded(text: &str) -> Vec<String> {
    let plain = |c: char| match c {
        'å' | 'ä' | 'à' | 'á' => 'a',
        'ö' | 'ø' | 'ó' => 'o',
        'é' | 'è' | 'ë' => 'e',
        'ü' => 'u',
        c => c,
    };
    let lower: String = text.to_lowercase().chars().map(plain).collect();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
