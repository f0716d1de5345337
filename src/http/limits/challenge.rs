//! Something to work on, for whoever wants to begin before being asked.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::super::App;
use super::super::problem::Fault;
use super::Challenge;
use crate::interop::wire::{ChallengeBody, Problem};

impl From<Challenge> for ChallengeBody {
    fn from(challenge: Challenge) -> Self {
        let Challenge { salt, bits, expires, signature } = challenge;
        Self { salt, bits, expires, signature }
    }
}

/// Something to work on before telling.
///
/// Find a decimal number (at most 20 digits) so that the SHA-256 of the salt followed by it, both as text, begins with
/// so many zero bits. Tell with `Proof-Of-Work: SALT.BITS.EXPIRES.SIGNATURE.NUMBER`, once, before it expires. It is
/// asked for only where many reports come; the answer 428 to a report holds a challenge too.
#[utoipa::path(get, path = "/api/v1/challenge", tag = "told",
    responses((status = 200, description = "A challenge", body = ChallengeBody),
              (status = 404, description = "No proof of work is ever asked for here", body = Problem),
              (status = 429, description = "Too many of one network; docs/limits.md", body = Problem)))]
pub(in crate::http) async fn challenge(State(app): State<App>) -> Response {
    match app.limits.challenge(app.service.now().as_second()) {
        Some(challenge) => {
            ([(header::CACHE_CONTROL, "no-store")], Json(ChallengeBody::from(challenge))).into_response()
        }
        None => Fault::not_found().into_response(),
    }
}
