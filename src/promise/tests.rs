//! A remedy from a proposal until it is done.

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::report::Geometry;
use crate::town::{Town, invented};

fn read(body: &Value) -> Result<Remedy, Vec<Objection>> {
    with_ground("2026-11-22T12:00:00Z", |ground| Remedy::read(Uuid::nil(), body, ground))
}

fn with_ground<T>(now: &str, run: impl Fn(&RemedyGround) -> T) -> T {
    let town = Town::new(invented::municipality()).unwrap();
    let named = |_: &Geometry| ("Gångtunneln".to_owned(), Some("Osby".to_owned()));
    run(&RemedyGround { town: &town, now: now.parse::<Timestamp>().unwrap(), named: &named })
}

fn body() -> Value {
    json!({"kind": "lighting", "place": {"type": "Point", "coordinates": [13.9974, 56.3796]}, "owner": "municipality"})
}

fn with(name: &str, value: Value) -> Value {
    let mut body = body();
    body[name] = value;
    body
}

fn codes<T: std::fmt::Debug>(read: Result<T, Vec<Objection>>) -> Vec<(String, &'static str)> {
    let mut codes: Vec<_> = read.unwrap_err().into_iter().map(|own| (own.pointer, own.code)).collect();
    codes.sort();
    codes
}

fn change(remedy: &Remedy, patch: &Value) -> Result<Remedy, Vec<Objection>> {
    with_ground("2026-12-01T12:00:00Z", |ground| remedy.changed(patch, ground))
}

#[test]
fn a_proposal_needs_a_kind_a_place_and_somebody_and_gets_the_name_of_its_place() {
    let remedy = read(&body()).unwrap();
    assert_eq!((remedy.state, remedy.place_name.as_str()), (RemedyState::Proposed, "Gångtunneln"));
    assert_eq!(remedy.locality.as_deref(), Some("Osby"));
    assert!(!remedy.is_public());
    assert_eq!(
        codes(read(&json!({}))),
        [("/kind".to_owned(), "required"), ("/owner".to_owned(), "required"), ("/place".to_owned(), "required")]
    );
}

#[test]
fn it_goes_step_by_step_and_its_days_follow() {
    let proposed = read(&body()).unwrap();
    assert_eq!(codes(change(&proposed, &json!({"state": "decided"}))), [("/sentence_sv".to_owned(), "required")]);
    let decided = change(&proposed, &json!({"state": "decided", "sentence_sv": "Vi sätter upp fyra lampor."})).unwrap();
    assert!(decided.is_public());
    let started = change(&decided, &json!({"state": "started"})).unwrap();
    assert_eq!(started.started_on.unwrap().to_string(), "2026-12-01");
    let done = change(&started, &json!({"state": "done", "done_on": "2026-12-01"})).unwrap();
    assert_eq!(done.made_at, proposed.made_at);
    let deed = done.deed(done.changed_at).unwrap();
    assert_eq!((deed.kind, deed.id), (DeedKind::Remedy, done.id));
    assert!(Evidence::parse("remedy:lighting").unwrap().is_shown_by(&deed));
    assert!(!Evidence::parse("remedy:vegetation").unwrap().is_shown_by(&deed));
    assert!(started.deed(done.changed_at).is_none());
}

#[test]
fn an_illegal_step_says_where_one_can_go() {
    let proposed = read(&body()).unwrap();
    let refused = change(&proposed, &json!({"state": "done", "sentence_sv": "Klart."})).unwrap_err();
    assert_eq!((refused[0].pointer.as_str(), refused[0].code), ("/state", "illegal_step"));
    assert!(refused[0].sv.contains("beslutad eller nedlagd"), "{}", refused[0].sv);
    for (from, to) in [("done", "decided"), ("done", "dropped"), ("started", "decided"), ("decided", "proposed")] {
        let mut remedy = read(&with("state", json!("proposed"))).unwrap();
        (remedy.state, remedy.sentence_sv) = (RemedyState::parse(from).unwrap(), Some("En mening.".into()));
        assert_eq!(codes(change(&remedy, &json!({"state": to, "reason": "x"})))[0].1, "illegal_step", "{from} {to}");
    }
}

#[test]
fn one_is_dropped_with_a_reason_and_a_proposal_never_becomes_public_by_it() {
    let proposed = read(&with("sentence_sv", json!("Vi funderar."))).unwrap();
    assert_eq!(codes(change(&proposed, &json!({"state": "dropped"}))), [("/reason".to_owned(), "required")]);
    let dropped = change(&proposed, &json!({"state": "dropped", "reason": "Marken är inte vår."})).unwrap();
    assert!(!dropped.is_public());
    let decided = change(&proposed, &json!({"state": "decided"})).unwrap();
    let dropped = change(&decided, &json!({"state": "dropped", "reason": "Pengarna räckte inte."})).unwrap();
    assert!(dropped.is_public(), "what everybody was told is not hidden again");
    assert_eq!(codes(change(&dropped, &json!({"sentence_sv": null}))), [("/sentence_sv".to_owned(), "required")]);
    assert_eq!(codes(change(&dropped, &json!({"state": "proposed"}))), [("/state".to_owned(), "illegal_step")]);
    let again = change(&dropped, &json!({"state": "decided"})).unwrap();
    assert_eq!((again.reason, again.state), (None, RemedyState::Decided));
}

#[test]
fn a_dropped_proposal_is_proposed_again_and_gets_no_sentence_while_it_is_dropped() {
    let proposed = read(&with("sentence_sv", json!("Vi funderar."))).unwrap();
    let dropped = change(&proposed, &json!({"state": "dropped", "reason": "Marken är inte vår."})).unwrap();
    let told = change(&dropped, &json!({"sentence_sv": "Vi lade ner den."})).unwrap();
    assert!(!told.is_public());
    let again = change(&dropped, &json!({"state": "proposed"})).unwrap();
    assert_eq!((again.reason, again.state), (None, RemedyState::Proposed));
}

#[test]
fn days_that_cannot_be_are_refused() {
    let done = json!({"state": "done", "sentence_sv": "Klart.", "started_on": "2026-11-20", "done_on": "2026-11-10"});
    let mut body = body();
    for (name, value) in done.as_object().unwrap() {
        body[name] = value.clone();
    }
    assert_eq!(codes(read(&body)), [("/done_on".to_owned(), "bad_date")]);
    body["done_on"] = json!("2027-01-01");
    assert_eq!(codes(read(&body)), [("/done_on".to_owned(), "in_the_future")]);
    assert_eq!(codes(read(&with("due", json!("snart")))), [("/due".to_owned(), "bad_date")]);
    assert_eq!(codes(read(&with("selected_from", json!("2026-01-01")))), [("/selected_to".to_owned(), "required")]);
    let mut turned = with("selected_from", json!("2026-02-01"));
    turned["selected_to"] = json!("2026-01-01");
    assert_eq!(codes(read(&turned)), [("/selected_to".to_owned(), "bad_date")]);
}

#[test]
fn what_is_not_understood_is_refused_and_not_dropped() {
    assert_eq!(codes(read(&with("phone", json!("0700000000")))), [("/phone".to_owned(), "unknown_field")]);
    assert_eq!(codes(read(&with("kind", json!("magic")))), [("/kind".to_owned(), "unknown_word")]);
    assert_eq!(codes(read(&with("cost", json!(-1)))), [("/cost".to_owned(), "bad_number")]);
    assert_eq!(codes(read(&with("origin", json!({"kind": "rumor", "id": "Kalle på hörnet"})))).len(), 2);
    let abroad = json!({"type": "Point", "coordinates": [56.3796, 13.9974]});
    assert_eq!(codes(read(&with("place", abroad))), [("/place".to_owned(), "outside_municipality")]);
    assert!(read(&json!([1])).is_err());
}

#[test]
fn a_change_leaves_the_rest_and_null_empties() {
    let remedy = read(&with("due", json!("2026-12-24"))).unwrap();
    let dearer = change(&remedy, &json!({"cost": 12000})).unwrap();
    assert_eq!((dearer.cost, dearer.due), (Some(12_000), remedy.due));
    assert_eq!(change(&dearer, &json!({"due": null})).unwrap().due, None);
    assert_eq!(Remedy { changed_at: remedy.changed_at, ..change(&remedy, &json!({})).unwrap() }, remedy);
}

#[test]
fn it_is_late_when_its_day_has_passed_and_it_is_not_done() {
    let remedy = read(&with("due", json!("2026-11-23"))).unwrap();
    let day = |text: &str| text.parse().unwrap();
    assert!(!remedy.is_late(day("2026-11-23")) && remedy.is_late(day("2026-11-24")));
    let done = Remedy { state: RemedyState::Done, ..remedy };
    assert!(!done.is_late(day("2027-01-01")));
}
