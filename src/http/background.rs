//! Somebody else's map, handed on: tiles of a raster service and bytes of a PMTiles file.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::App;
use super::problem::Fault;
use crate::geodesy::Tile;
use crate::interop::wire::Problem;
use crate::service::{Background, RasterFault, part_of_file};

impl Background {
    /// What a map has to know to draw it.
    pub(super) fn description(&self) -> Value {
        match self {
            Self::Own => json!({"kind": "own"}),
            Self::PmTiles(_) => json!({"kind": "pmtiles", "url": "/tiles/base.pmtiles"}),
            Self::Raster(_) => {
                json!({"kind": "raster", "tiles": ["/tiles/raster/{z}/{x}/{y}"], "maxzoom": Tile::MAX_ZOOM})
            }
        }
    }
}

/// A tile of the raster service behind `--basemap raster:…`; the service never sees who asked.
#[utoipa::path(get, path = "/tiles/raster/{z}/{x}/{y}", tag = "town",
    params(("z" = u8, Path), ("x" = u32, Path), ("y" = u32, Path)),
    responses((status = 200, description = "An image", content_type = "image/png"),
              (status = 404, description = "No such tile, or no such service", body = Problem),
              (status = 502, description = "The raster service does not answer as it should", body = Problem),
              (status = 503, description = "Too many tiles are being fetched", body = Problem)))]
pub(super) async fn raster_tile(
    State(app): State<App>,
    Path((z, x, y)): Path<(u8, u32, u32)>,
) -> Result<Response, Fault> {
    let Background::Raster(source) = &app.background else { return Err(Fault::not_found()) };
    let tile = Tile::new(z, x, y).ok_or_else(Fault::not_found)?;
    let image = source.tile(tile).await?;
    let headers = [(header::CONTENT_TYPE, image.kind), (header::CACHE_CONTROL, "public, max-age=86400")];
    Ok((headers, image.bytes.clone()).into_response())
}

impl From<RasterFault> for Fault {
    fn from(fault: RasterFault) -> Self {
        match fault {
            RasterFault::None => Self::not_found(),
            RasterFault::Broken => Self::new(
                StatusCode::BAD_GATEWAY,
                "background_unavailable",
                "Bakgrundskartan svarar inte.",
                "The background map does not answer.",
            ),
            RasterFault::Busy => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "background_busy",
                "Bakgrundskartan hinner inte med. Försök igen om en stund.",
                "The background map cannot keep up. Try again in a moment.",
            ),
        }
    }
}

/// More than any directory or tile of a PMTiles file.
const LARGEST_PART: u64 = 8 << 20;

/// Bytes of the PMTiles file behind `--basemap pmtiles:…`. Always a part: ask with `Range`.
#[utoipa::path(get, path = "/tiles/base.pmtiles", tag = "town",
    params(("range" = String, Header, description = "bytes=FROM-TO")),
    responses((status = 206, description = "The part asked for, at most 8 MiB", content_type = "application/vnd.pmtiles"),
              (status = 404, description = "No such file", body = Problem),
              (status = 416, description = "No such part", body = Problem)))]
pub(super) async fn file(State(app): State<App>, headers: HeaderMap) -> Result<Response, Fault> {
    let Background::PmTiles(path) = app.background else { return Err(Fault::not_found()) };
    let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok()).and_then(part_asked_for);
    let (from, to) = asked.ok_or_else(no_such_part)?;
    let length = (to - from + 1).min(LARGEST_PART);
    let reading = tokio::task::spawn_blocking(move || part_of_file(&path, from, length));
    let (part, size) = reading.await.map_err(|_| Fault::internal())?.map_err(|error| {
        tracing::error!(error = %error, "the PMTiles file cannot be read");
        Fault::internal()
    })?;
    if part.is_empty() {
        return Err(no_such_part());
    }
    let range = format!("bytes {from}-{}/{size}", from + part.len() as u64 - 1);
    let headers = [(header::CONTENT_TYPE, "application/vnd.pmtiles"), (header::CACHE_CONTROL, "public, max-age=300")];
    let mut response = (StatusCode::PARTIAL_CONTENT, headers, part).into_response();
    if let Ok(range) = HeaderValue::from_str(&range) {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    Ok(response)
}

/// First and last byte of a single range with both ends (RFC 9110 section 14.1.2).
fn part_asked_for(range: &str) -> Option<(u64, u64)> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from <= to && to < u64::MAX).then_some((from, to))
}

fn no_such_part() -> Fault {
    Fault::new(
        StatusCode::RANGE_NOT_SATISFIABLE,
        "no_such_part",
        "Be om en del av filen: Range: bytes=0-511.",
        "Ask for a part of the file: Range: bytes=0-511.",
    )
}
