//! Tiles of the town, drawn once and kept.

use std::sync::Arc;

use super::cache::Cache;
use super::written::Written;
use super::{Served, Service};
use crate::geodesy::Tile;
use crate::interop::basemap::Basemap;

/// All tiles kept in memory weigh no more than this: the whole of a small town, the much-seen parts of a large one.
const KEPT_BYTES: usize = 64 << 20;

/// Keyed by what is drawn: after a change of the ground nobody asks for the old ones, and they are the first to go.
pub(super) struct Tiles(Cache<(String, Tile), Arc<Written>>);

impl Tiles {
    pub fn new() -> Self {
        Self(Cache::of_bytes(KEPT_BYTES))
    }
}

/// No answer of another kind has such a name.
fn named(basemap: &Basemap) -> String {
    format!("t{}", basemap.revision())
}

impl Service {
    /// Names what the tiles of a municipality show at the moment.
    pub async fn basemap_revision(&self, served: &Arc<Served>) -> String {
        let served = served.clone();
        let revision = tokio::task::spawn_blocking(move || named(&served.basemap()));
        revision.await.expect("preparing a map does not panic")
    }

    /// A tile of the town; `None` where there is none to be had.
    pub async fn town_tile(&self, served: &Arc<Served>, tile: Tile) -> Option<Arc<Written>> {
        let (service, served) = (self.clone(), served.clone());
        let drawing = tokio::task::spawn_blocking(move || service.draw(&served, tile));
        drawing.await.expect("drawing a tile does not panic")
    }

    fn draw(&self, served: &Served, tile: Tile) -> Option<Arc<Written>> {
        let basemap = served.basemap();
        let revision = named(&basemap);
        let key = (revision.clone(), tile);
        if let Some(kept) = self.inner.tiles.0.find(&key) {
            return Some(kept);
        }
        let plain = match basemap.tile(tile) {
            Ok(drawn) => drawn?,
            Err(error) => {
                tracing::error!(error = %error, z = tile.z, "a tile of the town could not be drawn");
                return None;
            }
        };
        let kept = Arc::new(Written::new(revision, true, plain));
        self.inner.tiles.0.keep(key, kept.clone(), kept.bytes());
        Some(kept)
    }

    /// Prepares the map of every municipality, so that the first visitor does not wait for it.
    pub async fn prepare_basemaps(&self) {
        for served in self.served().values() {
            self.basemap_revision(served).await;
        }
    }
}
