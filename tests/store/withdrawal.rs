//! Taking a report back: within the hour, words and all.

use jiff::{SignedDuration, Timestamp};
use trygghetskarta::observation::State;
use trygghetskarta::store::Withdrawal;

use super::reports::{simple, told};
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
