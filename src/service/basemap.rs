//! Tiles of the town, drawn once and kept.

use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::tile_cache::Cache;
use super::{Served, Service};
use crate::geodesy::Tile;

/// All tiles kept in memory weigh no more than this: the whole of a small town, the much-seen parts of a large one.
const KEPT_BYTES: usize = 64 << 20;

/// A tile as it was drawn, and compressed as almost everybody takes it.
#[derive(Debug)]
pub struct KeptTile {
    pub plain: Vec<u8>,
    pub gzip: Vec<u8>,
}

/// Keyed by what is drawn: after a change of the ground nobody asks for the old ones, and they are the first to go.
pub(super) struct Tiles(Cache<(String, Tile), Arc<KeptTile>>);

impl Tiles {
    pub fn new() -> Self {
        Self(Cache::of_bytes(KEPT_BYTES))
    }
}

impl Service {
    /// Names what the tiles of a municipality show at the moment.
    pub async fn basemap_revision(&self, served: &Arc<Served>) -> String {
        let served = served.clone();
        let revision = tokio::task::spawn_blocking(move || served.basemap().revision().to_owned());
        revision.await.expect("preparing a map does not panic")
    }

    /// A tile of the town; `None` where there is none to be had.
    pub async fn town_tile(&self, served: &Arc<Served>, tile: Tile) -> Option<Arc<KeptTile>> {
        let (service, served) = (self.clone(), served.clone());
        let drawing = tokio::task::spawn_blocking(move || service.draw(&served, tile));
        drawing.await.expect("drawing a tile does not panic")
    }

    fn draw(&self, served: &Served, tile: Tile) -> Option<Arc<KeptTile>> {
        let basemap = served.basemap();
        let key = (basemap.revision().to_owned(), tile);
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
        let gzip = compressed(&plain);
        let kept = Arc::new(KeptTile { plain, gzip });
        self.inner.tiles.0.keep(key, kept.clone(), kept.plain.len() + kept.gzip.len() + 200);
        Some(kept)
    }

    /// Prepares the map of every municipality, so that the first visitor does not wait for it.
    pub async fn prepare_basemaps(&self) {
        for served in self.served().values() {
            self.basemap_revision(served).await;
        }
    }
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(4));
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory does not fail")
}
