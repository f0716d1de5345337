//! A posted body of a known shape.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use super::App;
use super::problem::Fault;

/// The body as a value, or why it is none: not JSON at all, or JSON of another shape.
pub(super) struct Typed<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Typed<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
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
