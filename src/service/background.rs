//! A map of somebody else's under our layers: a PMTiles file of the municipality's, or a raster service asked by us, so
//! that no visitor is ever seen by it and its key stays here.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use super::cache::Cache;
use crate::geodesy::Tile;

/// What lies under the town's own layers.
#[derive(Clone, Default)]
pub enum Background {
    /// Our own tiles, cut from the imported ground.
    #[default]
    Own,
    PmTiles(PathBuf),
    Raster(Arc<RasterSource>),
}

#[derive(Debug, thiserror::Error)]
pub enum BadBackground {
    #[error("the map under the town is own, pmtiles:FILE or raster:URL")]
    Unknown,
    #[error("{0} is no PMTiles file of version 3")]
    NoPmTiles(PathBuf),
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, std::io::Error),
    #[error("the address of a raster service starts with http:// or https:// and holds {{z}}, {{x}} and {{y}}")]
    NoTemplate,
}

impl FromStr for Background {
    type Err = BadBackground;

    fn from_str(text: &str) -> Result<Self, BadBackground> {
        match text.split_once(':') {
            None if text == "own" => Ok(Self::Own),
            Some(("pmtiles", file)) => pmtiles(file.into()),
            Some(("raster", url)) => Ok(Self::Raster(Arc::new(RasterSource::new(url)?))),
            _ => Err(BadBackground::Unknown),
        }
    }
}

/// The first bytes of PMTiles, version 3.
const MAGIC: &[u8; 8] = b"PMTiles\x03";

fn pmtiles(path: PathBuf) -> Result<Background, BadBackground> {
    let mut start = [0; MAGIC.len()];
    let read = File::open(&path).and_then(|mut file| file.read_exact(&mut start));
    match read {
        Err(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => Err(BadBackground::Unreadable(path, error)),
        Ok(()) if start == *MAGIC => Ok(Background::PmTiles(path)),
        _ => Err(BadBackground::NoPmTiles(path)),
    }
}

/// Bytes of a file from an offset, at most `length`, and the size of the whole.
pub fn part_of_file(path: &PathBuf, from: u64, length: u64) -> std::io::Result<(Vec<u8>, u64)> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    file.seek(SeekFrom::Start(from))?;
    let mut part = Vec::new();
    file.take(length).read_to_end(&mut part)?;
    Ok((part, size))
}

/// An image and its type, as the raster service gave it.
#[derive(Debug)]
pub struct Image {
    pub kind: &'static str,
    pub bytes: Vec<u8>,
}

/// Why a tile could not be had. Never says from where: the address may hold a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RasterFault {
    #[error("the raster service has no such tile")]
    None,
    #[error("the raster service does not answer as it should")]
    Broken,
    #[error("too many tiles are being fetched already")]
    Busy,
}

/// Longest time for a tile, the waiting for a free line included.
const PATIENCE: Duration = Duration::from_secs(8);
const LARGEST_TILE: u64 = 1 << 20;
const LINES: usize = 6;
const KEPT_BYTES: usize = 64 << 20;
/// A tile is asked for again after a day.
const KEPT_FOR: Duration = Duration::from_secs(24 * 3600);

/// A raster service asked on behalf of our visitors: bounded in time, size, number and memory.
pub struct RasterSource {
    template: String,
    agent: ureq::Agent,
    lines: Arc<Semaphore>,
    kept: Cache<Tile, (Instant, Arc<Image>)>,
}

impl RasterSource {
    fn new(template: &str) -> Result<Self, BadBackground> {
        let is_web = template.starts_with("https://") || template.starts_with("http://");
        if !is_web || !["{z}", "{x}", "{y}"].iter().all(|part| template.contains(part)) {
            return Err(BadBackground::NoTemplate);
        }
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(2)
            .user_agent(concat!("trygghetskartan/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Self {
            template: template.to_owned(),
            agent: config.into(),
            lines: Arc::new(Semaphore::new(LINES)),
            kept: Cache::of_bytes(KEPT_BYTES),
        })
    }

    /// A tile, from memory or from the service.
    pub async fn tile(self: &Arc<Self>, tile: Tile) -> Result<Arc<Image>, RasterFault> {
        if let Some((fetched, image)) = self.kept.find(&tile)
            && fetched.elapsed() < KEPT_FOR
        {
            return Ok(image);
        }
        let line = tokio::time::timeout(PATIENCE, self.lines.clone().acquire_owned());
        let Ok(Ok(line)) = line.await else { return Err(RasterFault::Busy) };
        let source = self.clone();
        let fetching = tokio::task::spawn_blocking(move || {
            // Held until the answer is here, also when the visitor has gone.
            let _line = line;
            source.fetch(tile)
        });
        let image = Arc::new(fetching.await.map_err(|_| RasterFault::Broken)??);
        self.kept.keep(tile, (Instant::now(), image.clone()), image.bytes.len() + 200);
        Ok(image)
    }

    fn fetch(&self, tile: Tile) -> Result<Image, RasterFault> {
        let address = self.template.replace("{z}", &tile.z.to_string());
        let address = address.replace("{x}", &tile.x.to_string()).replace("{y}", &tile.y.to_string());
        let mut answer = self.agent.get(&address).call().map_err(|error| match error {
            ureq::Error::StatusCode(404 | 410) => RasterFault::None,
            ureq::Error::StatusCode(status) => {
                tracing::warn!(status, "the raster service refused a tile");
                RasterFault::Broken
            }
            _ => RasterFault::Broken,
        })?;
        let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = match kind.split(';').next().unwrap_or_default().trim() {
            "image/png" => "image/png",
            "image/jpeg" => "image/jpeg",
            "image/webp" => "image/webp",
            _ => return Err(RasterFault::Broken),
        };
        let body = answer.body_mut().with_config().limit(LARGEST_TILE).read_to_vec();
        Ok(Image { kind, bytes: body.map_err(|_| RasterFault::Broken)? })
    }
}
