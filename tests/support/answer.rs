//! What the program answered.

use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body, once the status is the one expected.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// The body of a problem, once it has been checked that it is a proper one.
    #[track_caller]
    pub fn problem(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        assert_eq!(self.header("cache-control"), "no-store");
        let body = self.json();
        assert_eq!(body["status"], status);
        assert_eq!(body["type"], "about:blank");
        for field in ["title", "code", "detail", "detail_sv", "request_id"] {
            assert!(body[field].as_str().is_some_and(|text| !text.is_empty()), "{field} in {body}");
        }
        assert_eq!(self.header("x-request-id"), body["request_id"]);
        body
    }

    /// Pointers and codes of the flaws in a 422, sorted.
    #[track_caller]
    pub fn flaws(&self) -> Vec<(String, String)> {
        let body = self.problem(422);
        let flaws = body["errors"].as_array().expect("a list of flaws");
        let word = |flaw: &Value, field: &str| flaw[field].as_str().unwrap_or_default().to_owned();
        for flaw in flaws {
            assert!(!word(flaw, "detail_sv").is_empty() && !word(flaw, "detail_en").is_empty(), "{flaw}");
        }
        let mut flaws: Vec<_> = flaws.iter().map(|flaw| (word(flaw, "pointer"), word(flaw, "code"))).collect();
        flaws.sort();
        flaws
    }
}
