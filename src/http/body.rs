//! A posted body of a known shape.

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use super::App;
use super::problem::Fault;

/// A page of another site can send a form or plain text without asking first (CORS); JSON it cannot.
fn is_said_to_be_json(headers: &HeaderMap) -> Result<(), Fault> {
    let said = headers.get(header::CONTENT_TYPE).map(|said| said.to_str().unwrap_or_default());
    let is_json = |said: &str| {
        let kind = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
    };
    if said.is_none_or(is_json) {
        return Ok(());
    }
    Err(Fault::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "not_said_to_be_json",
        "Skicka JSON, med Content-Type: application/json.",
        "Send JSON, with Content-Type: application/json.",
    ))
}

/// The body as a value, or why it is none: not JSON at all, or JSON of another shape.
pub(super) struct Typed<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Typed<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        is_said_to_be_json(request.headers())?;
        let body = axum::body::Bytes::from_request(request, app).await.map_err(|rejection| {
            let status = axum::response::IntoResponse::into_response(rejection).status();
            if status == StatusCode::PAYLOAD_TOO_LARGE { Fault::too_large() } else { Fault::bad_request(status) }
        })?;
        // serde_json stops at a depth of 128, so nesting cannot eat the stack.
        serde_json::from_slice(&body).map(Self).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            match error.classify() {
                serde_json::error::Category::Data => Fault::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "bad_shape",
                    format!("Det som skickades har inte den form som väntas: {error}."),
                    format!("What was sent has not the expected shape: {error}."),
                ),
                _ => Fault::new(
                    StatusCode::BAD_REQUEST,
                    "not_json",
                    format!("Det som skickades är inte JSON (rad {line}, tecken {column})."),
                    format!("What was sent is not JSON (line {line}, column {column})."),
                ),
            }
        })
    }
}
