//! Photos of reports. Who sent one uses the secret link; staff look at each before it is shown even there.

use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use futures_util::StreamExt;
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

use super::App;
use super::answer::{Asker, Versioned, unkept};
use super::body::Typed;
use super::follow_up::token;
use super::limits::Network;
use super::problem::Fault;
use super::selection::OfTown;
use super::wrapping::LARGEST_PICTURE;
use crate::interop::wire::{OwnPhotoBody, PhotoBody, PhotoDecisionBody, PhotosBody, Problem};
use crate::privacy::pictures::PhotoState;
use crate::service::{Meant, PhotoDecision, ServiceError};
use crate::store::PhotoSize;

/// The photos of the report, with what was said of them.
#[utoipa::path(get, path = "/api/v1/follow-up/photos", tag = "told",
    params(("Authorization" = String, Header, description = "FollowUp <token>")),
    responses((status = 200, description = "At most three that are not taken away, and those refused", body = [OwnPhotoBody]),
              (status = 404, description = "No such token, or the report is taken back", body = Problem)))]
pub(super) async fn own(State(app): State<App>, headers: HeaderMap) -> Result<Response, Fault> {
    let photos = app.service.own_photos(token(&headers)?).await?;
    Ok(unkept(Json(photos.iter().map(OwnPhotoBody::of).collect::<Vec<_>>())))
}

/// Adds a photo to the report: the file itself is the body.
///
/// JPEG, PNG or WebP, at most 12 MB and 52 million pixels. It is decoded, turned upright, scaled to at most 2048 pixels
/// and written anew: nothing but pixels is kept. Nobody but staff sees it before somebody has looked at it, and then
/// only this link does. The same file sent again is kept once.
#[utoipa::path(post, path = "/api/v1/follow-up/photos", tag = "told",
    params(("Authorization" = String, Header, description = "FollowUp <token>")),
    request_body(content = Vec<u8>, content_type = "image/*"),
    responses((status = 201, description = "Kept; it waits for somebody to look", body = OwnPhotoBody),
              (status = 404, description = "No such token, or the report is taken back", body = Problem),
              (status = 413, description = "More than 12 MB", body = Problem),
              (status = 415, description = "A kind of file that is not taken: what to send instead", body = Problem),
              (status = 422, description = "Too many pixels, not whole, not readable, or too many photos", body = Problem),
              (status = 503, description = "Too many pictures at once: try again", body = Problem)))]
pub(super) async fn add(
    State(app): State<App>,
    network: Network,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Fault> {
    let place = app.service.photo_place(token(&headers)?, &network.mark()).await?;
    let photo = app.service.add_photo(place, arrived(request.into_body()).await?).await?;
    Ok(unkept((StatusCode::CREATED, Json(OwnPhotoBody::of(&photo)))))
}

/// What is sent in less than this is not looked at: a telephone takes a moment to get going.
const GETS_GOING: Duration = Duration::from_secs(4);
/// Slower than this on the whole, and a picture gives up its place to another: the slowest network a telephone still
/// has.
const LEAST_BYTES_PER_S: f64 = 12_000.0;

/// All of a picture, as long as it comes at the pace of a network and not of somebody who holds a place.
async fn arrived(body: Body) -> Result<Vec<u8>, Fault> {
    let (began, mut pieces, mut file) = (Instant::now(), body.into_data_stream(), Vec::new());
    loop {
        let due = began + GETS_GOING + Duration::from_secs_f64(file.len() as f64 / LEAST_BYTES_PER_S);
        let Ok(piece) = timeout_at(due, pieces.next()).await else { return Err(Fault::too_slow()) };
        let Some(piece) = piece else { return Ok(file) };
        let piece = piece.map_err(|_| Fault::too_large())?;
        if file.len() + piece.len() > LARGEST_PICTURE {
            return Err(Fault::too_large());
        }
        file.extend_from_slice(&piece);
    }
}

/// A photo of the report, once somebody has looked at it.
#[utoipa::path(get, path = "/api/v1/follow-up/photos/{id}", tag = "told",
    params(("id" = Uuid, Path), ("Authorization" = String, Header, description = "FollowUp <token>")),
    responses((status = 200, description = "The photo", content_type = "image/jpeg"),
              (status = 404, description = "No such photo, or nobody has looked at it", body = Problem)))]
pub(super) async fn own_picture(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    Ok(picture(app.service.own_photo(token(&headers)?, id).await?))
}

/// Takes a photo away that nobody has looked at; its pixels are erased.
#[utoipa::path(delete, path = "/api/v1/follow-up/photos/{id}", tag = "told",
    params(("id" = Uuid, Path), ("Authorization" = String, Header, description = "FollowUp <token>")),
    responses((status = 204, description = "Taken away"),
              (status = 404, description = "No such photo", body = Problem),
              (status = 422, description = "Somebody has looked at it already", body = Problem)))]
pub(super) async fn take_away(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<StatusCode, Fault> {
    app.service.take_photo_away(token(&headers)?, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
pub(super) struct PhotoQuery {
    municipality: Option<String>,
    state: Option<String>,
}

/// Photos with the place of their report, the oldest first, at most a hundred. The reading is logged.
#[utoipa::path(get, path = "/api/v1/photos", tag = "told", security(("staff" = [])),
    params(("state" = Option<String>, Query, description = "`waiting` (also when missing), `shown` or `refused`"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "Photos", body = PhotosBody),
              (status = 403, description = "Not staff", body = Problem),
              (status = 422, description = "No such state", body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    asker: Asker,
    Query(query): Query<PhotoQuery>,
) -> Result<Response, Fault> {
    let admission = asker.staff()?;
    let state = state_of(query.state.as_deref().unwrap_or("waiting"), "state")?;
    let list = app.service.photos(query.municipality.as_deref(), state, admission).await?;
    Ok(unkept(Json(PhotosBody::of(&list.photos, list.n_waiting))))
}

/// The pixels of a photo. The reading is logged.
#[utoipa::path(get, path = "/api/v1/photos/{id}/picture", tag = "told", security(("staff" = [])),
    params(("id" = Uuid, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "The photo, at most 2048 pixels long", content_type = "image/jpeg"),
              (status = 403, description = "Not staff", body = Problem),
              (status = 404, description = "No such photo, or its pixels are erased", body = Problem)))]
pub(super) async fn whole(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(of): Query<OfTown>,
) -> Result<Response, Fault> {
    let (admission, asked) = (asker.staff()?, (id, PhotoSize::Whole));
    Ok(picture(app.service.photo_pixels(of.municipality.as_deref(), asked, admission).await?))
}

/// A photo, small. The reading is logged.
#[utoipa::path(get, path = "/api/v1/photos/{id}/thumbnail", tag = "told", security(("staff" = [])),
    params(("id" = Uuid, Path), ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "The photo, at most 480 pixels long", content_type = "image/jpeg"),
              (status = 403, description = "Not staff", body = Problem),
              (status = 404, description = "No such photo, or its pixels are erased", body = Problem)))]
pub(super) async fn small(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    Query(of): Query<OfTown>,
) -> Result<Response, Fault> {
    let (admission, asked) = (asker.staff()?, (id, PhotoSize::Small));
    Ok(picture(app.service.photo_pixels(of.municipality.as_deref(), asked, admission).await?))
}

/// Says what a photo may be: makes boxes of it black, shows it on the reporter's link, or refuses it with a reason.
///
/// What is covered is black in the stored pixels and what is refused is erased: neither can be undone.
#[utoipa::path(put, path = "/api/v1/photos/{id}", tag = "told", security(("staff" = [])), request_body = PhotoDecisionBody,
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header, description = "The version that is meant, as in `ETag`; missing: whatever stands there"),
        ("municipality" = Option<String>, Query, description = "Code; missing: the first")),
    responses((status = 200, description = "Done", body = PhotoBody),
              (status = 403, description = "Not staff", body = Problem),
              (status = 404, description = "No such photo", body = Problem),
              (status = 409, description = "Somebody else changed it in the same moment", body = Problem),
              (status = 412, description = "Somebody else has changed it since: read it again", body = Problem),
              (status = 422, description = "What to change", body = Problem)))]
pub(super) async fn decide(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<Uuid>,
    meant: Meant,
    Query(of): Query<OfTown>,
    Typed(body): Typed<PhotoDecisionBody>,
) -> Result<Versioned<Json<PhotoBody>>, Fault> {
    let admission = asker.staff()?;
    let state = state_of(&body.state, "/state")?;
    let decision = PhotoDecision { state, cover: body.areas(), reason: body.reason };
    let photo = app.service.decide_photo(of.municipality.as_deref(), (id, &meant), decision, admission).await?;
    Ok(Versioned(photo.version, Json(PhotoBody::of(&photo))))
}

fn state_of(word: &str, pointer: &str) -> Result<PhotoState, Fault> {
    PhotoState::parse(word).filter(|state| *state != PhotoState::Erased).ok_or_else(|| {
        ServiceError::Objections(vec![crate::promise::Objection::new(
            pointer,
            "photo_state",
            "Läget är waiting, shown eller refused.",
            "The state is waiting, shown or refused.",
        )])
        .into()
    })
}

/// Pixels are for whoever asked now, and stay in no cache.
pub(super) fn picture(jpeg: Vec<u8>) -> Response {
    unkept(([(header::CONTENT_TYPE, "image/jpeg")], jpeg))
}
