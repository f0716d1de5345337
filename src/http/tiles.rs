//! Vector tiles of the heatmap and of the town, with their descriptions (TileJSON 3.0).

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::App;
use super::answer::{Asked, Asker, etag, fresh, is_known, not_modified};
use super::packing::written;
use super::problem::Fault;
use super::selection::{OfTown, Selection, View};
use crate::geodesy::{Bounds, Tile};
use crate::interop::question::{Question, Unit};
use crate::interop::wire::Problem;
use crate::interop::{basemap, mvt, streets};
use crate::service::Form;

const MVT: &str = "application/vnd.mapbox-vector-tile";

/// Describes the tiles of the heatmap; the query is handed on to them.
#[utoipa::path(get, path = "/tiles/heat.json", tag = "shown", params(Selection, View), responses((status = 200, description = "TileJSON 3.0", body = Value)))]
pub(super) async fn heat_description(
    State(app): State<App>,
    Asked(question): Asked,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Fault> {
    let fields = json!({"id": "String", "size_m": "Number", "n_reports": "Number", "weight": "Number",
                        "per_ha_month": "Number", "class": "Number"});
    describe(&app, question.municipality.as_deref(), "heat", query, &[("heat", fields)])
}

/// Describes the tiles of the heat on streets; the query is handed on to them.
#[utoipa::path(get, path = "/tiles/streets.json", tag = "shown", params(Selection, View), responses((status = 200, description = "TileJSON 3.0", body = Value)))]
pub(super) async fn streets_description(
    State(app): State<App>,
    Asked(question): Asked,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Fault> {
    let fields = json!({"id": "String", "name": "String", "street_class": "String", "n_reports": "Number",
                        "weight": "Number", "per_100m": "Number", "per_100m_month": "Number", "class": "Number"});
    describe(&app, question.municipality.as_deref(), "streets", query, &[("streets", fields)])
}

/// Describes the tiles of the town, and in `basemap` what else lies under them.
#[utoipa::path(get, path = "/tiles/town.json", tag = "town", params(OfTown), responses((status = 200, description = "TileJSON 3.0", body = Value)))]
pub(super) async fn town_description(
    State(app): State<App>,
    Asked(question): Asked,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Fault> {
    let fields = |named: &[(&str, &str)]| named.iter().map(|(name, kind)| (name.to_string(), json!(kind))).collect();
    let layers = basemap::LAYERS.map(|(id, named)| (id, Value::Object(fields(named))));
    let Json(mut described) = describe(&app, question.municipality.as_deref(), "town", query, &layers)?;
    described["maxzoom"] = json!(basemap::MAX_ZOOM);
    described["basemap"] = app.background.description();
    Ok(Json(described))
}

fn describe(
    app: &App,
    municipality: Option<&str>,
    name: &str,
    query: Option<String>,
    layers: &[(&str, Value)],
) -> Result<Json<Value>, Fault> {
    let served = app.service.serving(municipality)?;
    let query = query.filter(|query| !query.is_empty()).map(|query| format!("?{query}")).unwrap_or_default();
    let center = served.town.bounds.center();
    let layers: Vec<Value> = layers.iter().map(|(id, fields)| json!({"id": id, "fields": fields})).collect();
    Ok(Json(json!({
        "tilejson": "3.0.0", "name": name, "scheme": "xyz", "minzoom": 0, "maxzoom": Tile::MAX_ZOOM,
        "tiles": [format!("/tiles/{name}/{{z}}/{{x}}/{{y}}.mvt{query}")],
        "bounds": served.town.bounds.to_array(), "center": [center.lon(), center.lat(), 11],
        "attribution": app.attribution(&served).join(" · "),
        "vector_layers": layers,
    })))
}

/// A tile of the heatmap: the same squares and figures as `/api/v1/heat`.
#[utoipa::path(get, path = "/tiles/heat/{z}/{x}/{y}", tag = "shown", security((), ("staff" = [])),
    params(Selection, View, ("z" = u8, Path), ("x" = u32, Path), ("y" = String, Path, description = "Row with the ending .mvt")),
    responses((status = 200, description = "MVT 2.1, layer heat", content_type = "application/vnd.mapbox-vector-tile"),
              (status = 404, description = "No such tile", body = Problem)))]
pub(super) async fn heat_tile(
    State(app): State<App>,
    Path(at): Path<(String, String, String)>,
    asker: Asker,
    Asked(mut question): Asked,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (z, tile) = tile_of(&at)?;
    let admission = asker.0.as_ref();
    // Squares as large as the zoom can show, the same whichever tile is asked for.
    question.cell_m = question.cell_m.or(Some(cell_for_zoom(z)));
    let is_here = narrow(&mut question, tile);
    let tag = etag(&app.service.revision(&question, admission)?);
    let public = tag.starts_with("W/\"p");
    if is_known(&headers, &tag) {
        return Ok(not_modified(&tag, public));
    }
    if !is_here {
        // Nothing is read, so there is nothing to log.
        return Ok(fresh(MVT, Vec::new(), &tag, public));
    }
    let answer = app.service.written_heat(&question, admission, Form::Tile(tile)).await?;
    Ok(written(MVT, answer, &headers).await)
}

/// A tile of the heat on streets: the same streets and figures as `/api/v1/heat?unit=link`.
#[utoipa::path(get, path = "/tiles/streets/{z}/{x}/{y}", tag = "shown", security((), ("staff" = [])),
    params(Selection, View, ("z" = u8, Path), ("x" = u32, Path), ("y" = String, Path, description = "Row with the ending .mvt")),
    responses((status = 200, description = "MVT 2.1, layer streets", content_type = "application/vnd.mapbox-vector-tile"),
              (status = 404, description = "No such tile", body = Problem)))]
pub(super) async fn streets_tile(
    State(app): State<App>,
    Path(at): Path<(String, String, String)>,
    asker: Asker,
    Asked(mut question): Asked,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (z, tile) = tile_of(&at)?;
    let admission = asker.0.as_ref();
    (question.unit, question.cell_m) = (Some(Unit::Link), None);
    let is_here = narrow(&mut question, tile);
    let tag = etag(&app.service.revision_on_ground(&question, admission)?);
    let public = tag.starts_with("W/\"p");
    if is_known(&headers, &tag) {
        return Ok(not_modified(&tag, public));
    }
    if !is_here {
        return Ok(fresh(MVT, Vec::new(), &tag, public));
    }
    let answer = app.service.street_heat(&question, admission).await?;
    let tag = etag(&answer.frame.revision);
    let body = streets::tile(&answer.heat, tile, &answer.ground.network).map_err(|error| {
        tracing::error!(error = %error, z, "a tile of streets could not be drawn");
        Fault::internal()
    })?;
    Ok(fresh(MVT, body, &tag, public))
}

/// A tile of the town: land, water, buildings, streets, names, border; up to zoom 16.
#[utoipa::path(get, path = "/tiles/town/{z}/{x}/{y}", tag = "town",
    params(OfTown, ("z" = u8, Path), ("x" = u32, Path), ("y" = String, Path, description = "Row with the ending .mvt")),
    responses((status = 200, description = "MVT 2.1", content_type = "application/vnd.mapbox-vector-tile"),
              (status = 304, description = "Nothing new since the ETag"),
              (status = 404, description = "No such tile", body = Problem)))]
pub(super) async fn town_tile(
    State(app): State<App>,
    Path(at): Path<(String, String, String)>,
    Asked(question): Asked,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (_, tile) = tile_of(&at)?;
    let served = app.service.serving(question.municipality.as_deref())?;
    let tag = etag(&app.service.basemap_revision(&served).await);
    if is_known(&headers, &tag) && tile.z <= basemap::MAX_ZOOM {
        return Ok(kept_a_while(not_modified(&tag, true)));
    }
    let kept = app.service.town_tile(&served, tile).await.ok_or_else(Fault::not_found)?;
    Ok(kept_a_while(written(MVT, kept, &headers).await))
}

/// Streets change seldom: a browser need not ask about each tile at every move.
fn kept_a_while(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}

/// The zoom and the tile.
fn tile_of((z, x, y): &(String, String, String)) -> Result<(u8, Tile), Fault> {
    let found = y.strip_suffix(".mvt").and_then(|row| {
        let zoom = z.parse().ok()?;
        Some((zoom, Tile::new(zoom, x.parse().ok()?, row.parse().ok()?)?))
    });
    found.ok_or_else(|| {
        Fault::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "Det finns ingen sådan kartruta. Skriv zoom, kolumn och rad som hela tal: 11/1103/634.mvt.",
            "There is no such tile. Write zoom, column and row as whole numbers: 11/1103/634.mvt.",
        )
    })
}

fn cell_for_zoom(z: u8) -> u32 {
    match z {
        0..=10 => 2000,
        11 => 1000,
        12 => 500,
        _ => 250,
    }
}

/// Asks for what lies on the tile only; `false` when nothing of what was asked for does.
fn narrow(question: &mut Question, tile: Tile) -> bool {
    let drawn = tile.bounds(mvt::MARGIN);
    let asked = question.bounds.unwrap_or(drawn);
    let common = Bounds {
        west: drawn.west.max(asked.west),
        south: drawn.south.max(asked.south),
        east: drawn.east.min(asked.east),
        north: drawn.north.min(asked.north),
    };
    let is_here = common.west < common.east && common.south < common.north;
    question.bounds = Some(if is_here { common } else { drawn });
    is_here
}
