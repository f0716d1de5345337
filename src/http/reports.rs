//! Telling: `POST /api/v1/reports`, as JSON or as a posted form.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, http};
use serde_json::Value;

use super::App;
use super::limits::{Kind, Network, Refused, is_staff};
use super::pages;
use super::problem::Fault;
use crate::interop::form;
use crate::interop::wire::{CheckedBody, Problem, PublicPart, ReceiptBody, ReportBody};
use crate::service::Receipt;

/// Tell a report. The answer comes when it is durable.
///
/// With an `Idempotency-Key` the same report can be sent again without being stored twice: the answer is the same, with
/// the header `Idempotency-Replayed: true`.
#[utoipa::path(post, path = "/api/v1/reports", tag = "told", request_body = ReportBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters, best a random UUID"),
           ("Proof-Of-Work" = Option<String>, Header, description = "SALT.BITS.EXPIRES.SIGNATURE.NUMBER; GET /api/v1/challenge")),
    responses(
        (status = 201, description = "Stored", body = ReceiptBody),
        (status = 400, description = "Not JSON", body = Problem),
        (status = 413, description = "Larger than 256 kB", body = Problem),
        (status = 415, description = "Neither JSON nor a form", body = Problem),
        (status = 422, description = "Flaws, all at once", body = Problem),
        (status = 428, description = "A proof of work is needed: answer the challenge in it", body = Problem),
        (status = 429, description = "Too many of one network; docs/limits.md", body = Problem),
        (status = 503, description = "Busy or without a database; send again with the same key", body = Problem)))]
pub(super) async fn tell(State(app): State<App>, network: Network, headers: HeaderMap, body: Bytes) -> Response {
    let kind = content_type(&headers);
    if let Err(refused) = may_tell(&app, network, &kind, &headers)
        && !is_staff(&app, &headers).await
    {
        return match kind {
            ContentType::Form => pages::not_taken(&app, &body, refused.into()),
            _ => Fault::from(refused).into_response(),
        };
    }
    match kind {
        ContentType::Form => pages::tell_by_form(&app, &headers, &body).await,
        ContentType::Json => tell_json(&app, &headers, &body).await.unwrap_or_else(IntoResponse::into_response),
        ContentType::Other => wrong_type().into_response(),
    }
}

/// A form has a narrower quota and no proof of work: who has no script cannot calculate.
fn may_tell(app: &App, network: Network, kind: &ContentType, headers: &HeaderMap) -> Result<(), Refused> {
    if matches!(kind, ContentType::Form) {
        return app.limits.allow(Kind::Form, network).map_err(Refused::TooMany);
    }
    let proof = headers.get("proof-of-work").and_then(|value| value.to_str().ok());
    app.limits.allow_report(network, proof, app.service.now().as_second())
}

async fn tell_json(app: &App, headers: &HeaderMap, body: &[u8]) -> Result<Response, Fault> {
    let key = headers.get("idempotency-key").map(|value| value.to_str().unwrap_or_default());
    let receipt = app.service.submit(&read_json(body)?, key).await?;
    let replayed = receipt.replayed;
    let mut response = (StatusCode::CREATED, Json(receipt_body(app, receipt))).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if replayed {
        response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// Look for flaws without storing anything.
#[utoipa::path(post, path = "/api/v1/reports/check", tag = "told", request_body = ReportBody,
    responses(
        (status = 200, description = "No flaws", body = CheckedBody),
        (status = 422, description = "Flaws, all at once", body = Problem)))]
pub(super) async fn check(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Result<Json<CheckedBody>, Fault> {
    if !matches!(content_type(&headers), ContentType::Json) {
        return Err(wrong_type());
    }
    app.service.check(&read_json(&body)?)?;
    Ok(Json(CheckedBody { ok: true }))
}

enum ContentType {
    Json,
    Form,
    Other,
}

fn content_type(headers: &HeaderMap) -> ContentType {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("application/json");
    // Media types are the same in small and large letters (RFC 9110 section 8.3.1).
    match value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/json" => ContentType::Json,
        "application/x-www-form-urlencoded" => ContentType::Form,
        _ => ContentType::Other,
    }
}

fn wrong_type() -> Fault {
    Fault::new(
        http::StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "wrong_type",
        "Skicka rapporten som application/json.",
        "Send the report as application/json.",
    )
}

fn read_json(body: &[u8]) -> Result<Value, Fault> {
    // serde_json stops at a depth of 128, so nesting cannot eat the stack.
    serde_json::from_slice(body).map_err(|error| {
        Fault::new(
            StatusCode::BAD_REQUEST,
            "not_json",
            format!("Det som skickades är inte JSON (rad {}, tecken {}).", error.line(), error.column()),
            format!("What was sent is not JSON (line {}, column {}).", error.line(), error.column()),
        )
    })
}

pub(super) fn receipt_body(app: &App, receipt: Receipt) -> ReceiptBody {
    let k = app.service.serving(Some(&receipt.municipality)).map_or(0, |served| served.town.municipality.k);
    ReceiptBody {
        id: receipt.id,
        reference: receipt.reference,
        received_at: receipt.received_at.to_string(),
        follow_up_url: format!("/uppfoljning#{}", receipt.follow_up_token),
        follow_up_token: receipt.follow_up_token,
        municipality: receipt.municipality,
        public: PublicPart {
            category: receipt.category.as_str().to_owned(),
            text_is_public: false,
            publish_rule: format!(
                "Andra ser bara att rapporten räknas i en ruta tillsammans med minst {} andra, tidigast efter månadens slut. \
                 Texten visas aldrig.",
                k.saturating_sub(1)
            ),
            publish_rule_en: format!(
                "Others only see that the report is counted in a square together with at least {} more, at the earliest \
                 after the end of the month. The text is never shown.",
                k.saturating_sub(1)
            ),
        },
    }
}

pub(super) fn form_of(app: &App, body: &[u8]) -> Result<form::PostedForm, Fault> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    let code = pairs.iter().find(|(name, _)| name == "municipality").map(|(_, value)| value.clone());
    let served = app.service.serving(code.as_deref().filter(|code| !code.is_empty()))?;
    Ok(form::read(&pairs, &served.town))
}
