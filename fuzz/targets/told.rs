//! What people write: reports, forms, words, coordinates, addresses of the map.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use trygghetskarta::geodesy::LonLat;
use trygghetskarta::interop::question::Question;
use trygghetskarta::interop::{coordinates as written, form as posted};
use trygghetskarta::observation::Catalogue;
use trygghetskarta::privacy::words as linter;
use trygghetskarta::report::{Draft, Geometry, Ground};
use trygghetskarta::town::{Town, invented};

pub(super) static OSBY: LazyLock<Town> =
    LazyLock::new(|| Town::new(invented::municipality()).expect("the invented Osby"));
static CAUSES: LazyLock<Catalogue> = LazyLock::new(Catalogue::shipped);

/// The body of a report. A draft that was taken lies on earth, and its place can be read again.
pub fn report(bytes: &[u8]) {
    let Ok(body) = serde_json::from_slice::<Value>(bytes) else { return };
    let told_at: Timestamp = "2026-11-20T12:00:00Z".parse().expect("a time");
    let ground = Ground { towns: &[&OSBY], catalogue: &CAUSES, told_at };
    if let Ok(draft) = Draft::read(&body, &ground) {
        let place = draft.place.geometry;
        assert!(place.points().iter().all(|p| LonLat::new(p.lon(), p.lat()).is_some()));
        let again = Geometry::read(&place.to_json(), "");
        assert!(again.is_ok_and(|again| again == place), "a place is read as it was written");
    }
}

/// A posted form, which becomes the same body.
pub fn form(bytes: &[u8]) {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(bytes).into_owned().collect();
    let form = posted::read(&pairs, &OSBY);
    report(form.body.to_string().as_bytes());
}

/// Coordinates as people write them.
pub fn coordinates(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Some(found) = written::read(text, &OSBY)
    {
        assert!(LonLat::new(found.at.lon(), found.at.lat()).is_some());
    }
}

/// The parameters of a map.
pub fn query(bytes: &[u8]) {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(bytes).into_owned().collect();
    let Ok(question) = Question::read(&pairs) else { return };
    let _ = (question.meant_categories(), question.meant_hours());
    for zone in [TimeZone::UTC, OSBY.clock.zone().clone()] {
        let ends = (question.from.map(|from| from.start(&zone)), question.to.map(|to| to.end(&zone)));
        if let (Some(from), Some(to)) = ends {
            assert!(from < to, "a period ends after it began");
        }
    }
}

/// Free text: ranges lie on letters, in order and apart, and what is offered instead holds nothing that is found.
pub fn words(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut end = 0;
    for finding in linter::find(text) {
        assert!(finding.range.start >= end && finding.range.end > finding.range.start);
        assert!(text.get(finding.range.clone()).is_some());
        end = finding.range.end;
    }
    for clean in [linter::masked(text), linter::rewritten(text)] {
        assert!(linter::find(&clean).is_empty(), "{clean:?} still holds something");
    }
}

/// Words anywhere in a document.
pub fn words_in_json(bytes: &[u8]) {
    if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
        let _ = linter::objections_in("/answer", &value);
    }
}
