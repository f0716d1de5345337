//! `/.well-known/security.txt` (RFC 9116): where a hole in the security is reported.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};

use super::super::App;
use super::super::problem::Fault;

/// An address believed for longer may have moved; RFC 9116 asks for less than a year.
const BELIEVED_FOR: SignedDuration = SignedDuration::from_hours(180 * 24);

/// Without a contact in the settings there is none to give.
pub(super) async fn text(State(app): State<App>) -> Response {
    let Some(contact) = &app.contacts.security_contact else { return Fault::not_found().into_response() };
    let text = written(contact, app.service.now());
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}

fn written(contact: &str, now: Timestamp) -> String {
    // By the day, so that everybody who asks today gets the same text.
    let day = now.as_second().div_euclid(86_400) * 86_400;
    let expires = Timestamp::from_second(day).unwrap_or(now) + BELIEVED_FOR;
    format!("Contact: {contact}\nExpires: {expires}\nPreferred-Languages: sv, en\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_expires_within_a_year_at_midnight() {
        let now = "2026-11-23T14:05:06.7Z".parse().expect("a time");
        let text = written("mailto:it@kommun.example", now);
        let expected =
            "Contact: mailto:it@kommun.example\nExpires: 2027-05-22T00:00:00Z\nPreferred-Languages: sv, en\n";
        assert_eq!(text, expected);
    }
}
