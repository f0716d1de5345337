//! The description of the API is OpenAPI 3.1, whole, and leans on nobody else's.

use serde_json::Value;

use crate::support::App;

fn every_value<'a>(value: &'a Value, found: &mut Vec<(&'a str, &'a Value)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                found.push((name, value));
                every_value(value, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| every_value(value, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_document_lists_every_route_and_its_references_lead_somewhere() {
    let app = App::sqlite().await;
    let answer = app.get("/api/v1/openapi.json").await;
    assert!(answer.header("content-type").starts_with("application/json"));
    let document = answer.expect(200);
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            routes.push(format!("{} {path}", method.to_uppercase()));
        }
    }
    routes.sort();
    assert_eq!(
        routes,
        [
            "DELETE /api/v1/analyses/{id}",
            "DELETE /api/v1/check-sites/{id}",
            "DELETE /api/v1/checks/{id}",
            "DELETE /api/v1/deeds/{id}",
            "DELETE /api/v1/disclosures/{id}/reports/{number}",
            "DELETE /api/v1/follow-up",
            "DELETE /api/v1/follow-up/photos/{id}",
            "DELETE /api/v1/holds/{id}",
            "DELETE /api/v1/keys/{id}",
            "DELETE /api/v1/plans/{id}",
            "DELETE /api/v1/remedies/{id}",
            "DELETE /api/v1/session",
            "DELETE /api/v1/sessions",
            "DELETE /api/v1/sessions/{id}",
            "GET /api/v1/accounts",
            "GET /api/v1/alarms",
            "GET /api/v1/areas",
            "GET /api/v1/audit",
            "GET /api/v1/audit/chain",
            "GET /api/v1/backtest",
            "GET /api/v1/catalogue",
            "GET /api/v1/challenge",
            "GET /api/v1/check-sites",
            "GET /api/v1/checks",
            "GET /api/v1/deeds",
            "GET /api/v1/density",
            "GET /api/v1/desk",
            "GET /api/v1/desk/events",
            "GET /api/v1/desk/{number}",
            "GET /api/v1/disclosures",
            "GET /api/v1/disclosures/{id}",
            "GET /api/v1/disclosures/{id}/preview",
            "GET /api/v1/disclosures/{id}/reports/{number}",
            "GET /api/v1/disclosures/{id}/reports/{number}/photos/{photo}",
            "GET /api/v1/effects/{remedy_id}",
            "GET /api/v1/follow-up",
            "GET /api/v1/follow-up/extract",
            "GET /api/v1/follow-up/photos",
            "GET /api/v1/follow-up/photos/{id}",
            "GET /api/v1/gi-star",
            "GET /api/v1/heat",
            "GET /api/v1/holds",
            "GET /api/v1/hotspots",
            "GET /api/v1/keys",
            "GET /api/v1/observations",
            "GET /api/v1/photos",
            "GET /api/v1/photos/{id}/picture",
            "GET /api/v1/photos/{id}/thumbnail",
            "GET /api/v1/places",
            "GET /api/v1/plans",
            "GET /api/v1/plans/{id}",
            "GET /api/v1/pledges",
            "GET /api/v1/profile",
            "GET /api/v1/promises",
            "GET /api/v1/promises/words",
            "GET /api/v1/rates",
            "GET /api/v1/remedies",
            "GET /api/v1/remedies/{id}",
            "GET /api/v1/retention/protocols",
            "GET /api/v1/retention/rules",
            "GET /api/v1/retention/rules/{id}/dry-run",
            "GET /api/v1/session",
            "GET /api/v1/sessions",
            "GET /api/v1/sign-in",
            "GET /api/v1/sign-in/oidc",
            "GET /api/v1/sign-in/oidc/back",
            "GET /api/v1/town",
            "GET /api/v1/unit-prices",
            "GET /api/v1/walks",
            "GET /api/v1/walks/{id}",
            "GET /health/live",
            "GET /health/ready",
            "GET /tiles/base.pmtiles",
            "GET /tiles/heat.json",
            "GET /tiles/heat/{z}/{x}/{y}",
            "GET /tiles/raster/{z}/{x}/{y}",
            "GET /tiles/streets.json",
            "GET /tiles/streets/{z}/{x}/{y}",
            "GET /tiles/town.json",
            "GET /tiles/town/{z}/{x}/{y}",
            "PATCH /api/v1/accounts/{id}",
            "PATCH /api/v1/desk/{number}",
            "PATCH /api/v1/disclosures/{id}",
            "PATCH /api/v1/pledges/{id}",
            "PATCH /api/v1/remedies/{id}",
            "PATCH /api/v1/retention/rules/{id}",
            "POST /api/v1/account/renew",
            "POST /api/v1/accounts",
            "POST /api/v1/accounts/{id}/invitation",
            "POST /api/v1/checks",
            "POST /api/v1/deeds",
            "POST /api/v1/desk/reports",
            "POST /api/v1/desk/{number}/redaction",
            "POST /api/v1/disclosures",
            "POST /api/v1/disclosures/{id}/exports",
            "POST /api/v1/disclosures/{id}/find",
            "POST /api/v1/disclosures/{id}/reports",
            "POST /api/v1/follow-up",
            "POST /api/v1/follow-up/photos",
            "POST /api/v1/holds",
            "POST /api/v1/invitation",
            "POST /api/v1/invitation/accept",
            "POST /api/v1/keys",
            "POST /api/v1/plans",
            "POST /api/v1/plans/checks",
            "POST /api/v1/plans/lighting",
            "POST /api/v1/plans/walks",
            "POST /api/v1/pledges",
            "POST /api/v1/remedies",
            "POST /api/v1/reports",
            "POST /api/v1/reports/check",
            "POST /api/v1/retention/rules",
            "POST /api/v1/retention/rules/{id}/runs",
            "POST /api/v1/sign-in",
            "POST /api/v1/walks",
            "POST /api/v1/walks/{id}/seen/{seen}/remedy",
            "POST /api/v1/walks/{id}/seen/{seen}/report",
            "POST /api/v1/walks/{id}/steps",
            "PUT /api/v1/check-sites/{id}",
            "PUT /api/v1/disclosures/{id}/reports/{number}",
            "PUT /api/v1/photos/{id}",
            "PUT /api/v1/plans/{id}",
            "PUT /api/v1/unit-prices",
            "PUT /api/v1/walks/{id}/seen/{seen}",
        ]
    );
    let mut values = Vec::new();
    every_value(&document, &mut values);
    for (name, value) in values {
        if name == "$ref" {
            let target = value.as_str().unwrap();
            let pointer = target.strip_prefix('#').unwrap_or_else(|| panic!("{target} leads away"));
            assert!(document.pointer(pointer).is_some(), "{target} leads nowhere");
        }
    }
    assert!(document["components"]["securitySchemes"]["staff"].is_object());
}

#[tokio::test]
async fn every_operation_has_a_summary_a_tag_and_an_answer() {
    let app = App::sqlite().await;
    let document = app.get("/api/v1/openapi.json").await.expect(200);
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(!summary.is_empty(), "{method} {path}");
            assert!(operation["tags"].as_array().is_some_and(|tags| !tags.is_empty()), "{method} {path}");
            let responses = operation["responses"].as_object().unwrap();
            // A browser is sent on with a 303.
            assert!(responses.keys().any(|status| status.starts_with(['2', '3'])), "{method} {path}");
            // The specification requires one, and the library writes none by itself.
            let described = |answer: &Value| answer["description"].as_str().is_some_and(|words| !words.is_empty());
            assert!(responses.values().all(described), "{method} {path} has an answer without a description");
        }
    }
}
