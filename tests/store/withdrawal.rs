//! Taking a report back: within the hour, words and all.

use jiff::{SignedDuration, Timestamp};
use trygghetskarta::observation::State;
use trygghetskarta::promise::{PlacedBy, Seen, Walk, WalkKind, WalkState};
use trygghetskarta::store::Withdrawal;
use uuid::Uuid;

use super::reports::{lonlat, simple, told};
use crate::support::{NOW, each_database};

#[tokio::test]
async fn a_withdrawn_report_loses_its_words_and_says_so_to_the_index() {
    each_database(|app| async move {
        let (kept, report) = (simple(), simple());
        app.store().tell(&[told(report.clone()), told(kept)]).await.unwrap();
        let outcome = app.store().withdraw(&report.token_hash, report.received_at).await.unwrap();
        assert_eq!(outcome, Withdrawal::Done);
        assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE text IS NULL").await, 1);

        let changed = app.store().facts_since(2, 10).await.unwrap().facts;
        let [(_, facts)] = &changed[..] else { panic!("one change") };
        assert_eq!((facts.key, facts.state), (1, State::Withdrawn));

        let again = app.store().withdraw(&report.token_hash, report.received_at).await.unwrap();
        assert_eq!(again, Withdrawal::Done);
        assert!(app.store().facts_since(3, 10).await.unwrap().facts.is_empty(), "twice is no second change");
    })
    .await;
}

#[tokio::test]
async fn it_is_too_late_after_the_hour_and_unknown_without_the_token() {
    each_database(|app| async move {
        let report = simple();
        app.store().tell(&[told(report.clone())]).await.unwrap();
        let now: Timestamp = NOW.parse().unwrap();
        let later = now + SignedDuration::from_micros(1);
        assert_eq!(app.store().withdraw(&report.token_hash, later).await.unwrap(), Withdrawal::TooLate);
        assert_eq!(app.store().withdraw(&[9; 32], now).await.unwrap(), Withdrawal::Unknown);
        assert_eq!(app.number("SELECT COUNT(*) FROM report WHERE state = 'received'").await, 1);
        assert_eq!(app.store().withdraw(&report.token_hash, now).await.unwrap(), Withdrawal::Done);
    })
    .await;
}

#[tokio::test]
async fn what_was_seen_on_a_walk_loses_its_words_with_the_report_made_of_it() {
    each_database(|app| async move {
        let (early, late, kept) = (simple(), simple(), simple());
        app.store().tell(&[told(early.clone()), told(late.clone()), told(kept.clone())]).await.unwrap();
        let now: Timestamp = NOW.parse().unwrap();
        let walk = walk(now);
        app.store().add_walk("1273", &walk, None).await.unwrap();
        let seen = [early.id, late.id, kept.id].map(|report| (seen(walk.id, now), report));
        for (one, report) in &seen {
            app.store().add_seen("1273", one).await.unwrap();
            if *report != late.id {
                app.store().seen_became_report("1273", one.id, *report).await.unwrap();
            }
        }
        app.store().withdraw(&early.token_hash, now).await.unwrap();
        // Taken back before anybody wrote down what it came from.
        app.store().withdraw(&late.token_hash, now).await.unwrap();
        app.store().seen_became_report("1273", seen[1].0.id, late.id).await.unwrap();
        let mut words = Vec::new();
        for (one, _) in &seen {
            words.push(app.store().seen("1273", one.id).await.unwrap().unwrap().words);
        }
        assert_eq!(words, [None, None, Some("Tre lampor är släckta.".to_owned())]);
    })
    .await;
}

pub fn walk(now: Timestamp) -> Walk {
    Walk {
        id: Uuid::new_v4(),
        kind: WalkKind::Citizen,
        title: "Stationen".to_owned(),
        state: WalkState::Prepared,
        starts_at: now,
        minutes: 60,
        locality: None,
        stops: Vec::new(),
        way: Vec::new(),
        steps: Vec::new(),
        follows: None,
        made_at: now,
        changed_at: now,
    }
}

fn seen(walk: Uuid, now: Timestamp) -> Seen {
    Seen {
        id: Uuid::new_v4(),
        walk,
        stop: None,
        at: lonlat(13.9974, 56.3796),
        accuracy_m: None,
        placed_by: PlacedBy::Map,
        seen_at: now,
        causes: vec!["lamp_outage".to_owned()],
        remedy_kind: None,
        severity: None,
        safe: None,
        light: None,
        words: Some("Tre lampor är släckta.".to_owned()),
        report: None,
        remedy: None,
        received_at: now,
    }
}
