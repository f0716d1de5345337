//! Many at once share a transaction: all durable, all distinct, and everybody hears the truth.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::task::JoinSet;
use trygghetskarta::store::{GroupCommit, Stored, Told};

use super::reports::{simple, told};
use crate::support::each_database;

#[tokio::test]
async fn two_hundred_at_once_are_all_durable_distinct_and_in_one_order() {
    each_database(|app| async move {
        let n_commits = Arc::new(AtomicUsize::new(0));
        let counted = n_commits.clone();
        let (commits, task) = GroupCommit::start(app.store().clone(), move || {
            counted.fetch_add(1, Ordering::SeqCst);
        });
        let mut waiting = JoinSet::new();
        let mut ids = HashSet::new();
        for _ in 0..200 {
            let (report, commits) = (simple(), commits.clone());
            ids.insert(report.id);
            waiting.spawn(async move { commits.tell(told(report)).await.expect("room").expect("stored") });
        }
        assert!(waiting.join_all().await.iter().all(|outcome| *outcome == Stored::New));
        assert_eq!(ids.len(), 200);
        assert_eq!(app.number("SELECT COUNT(DISTINCT id) FROM report").await, 200);
        // Revisions rise with the keys, without a gap and without a twin: nobody who reads from one misses the next.
        assert_eq!(app.number("SELECT COUNT(DISTINCT revision) FROM report").await, 200);
        assert_eq!(app.number("SELECT MAX(revision) FROM report").await, 200);
        let disorder = "SELECT COUNT(*) FROM report a JOIN report b ON a.key < b.key AND a.revision > b.revision";
        assert_eq!(app.number(disorder).await, 0);
        let n_commits = n_commits.load(Ordering::SeqCst);
        assert!((1..=100).contains(&n_commits), "{n_commits} transactions for 200 reports");

        drop(commits);
        task.await.expect("the task ends with its last handle");
    })
    .await;
}

#[tokio::test]
async fn a_batch_that_fails_says_so_to_everyone_in_it_and_leaves_nothing_behind() {
    each_database(|app| async move {
        let (commits, _task) = GroupCommit::start(app.store().clone(), || panic!("nothing was committed"));
        app.execute("ALTER TABLE idempotency RENAME TO lost").await;
        let batch: Vec<Told> =
            (0..20u8).map(|i| Told { report: simple(), idempotency: Some(([i; 32], [7; 32])) }).collect();
        let mut waiting = JoinSet::new();
        for told in batch.clone() {
            let commits = commits.clone();
            waiting.spawn(async move { commits.tell(told).await.expect("an answer, and not silence") });
        }
        assert!(waiting.join_all().await.iter().all(Result::is_err));
        assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 0);

        app.execute("ALTER TABLE lost RENAME TO idempotency").await;
        let outcomes = app.store().tell(&batch).await.unwrap();
        assert!(outcomes.iter().all(|outcome| *outcome == Stored::New));
    })
    .await;
}

#[tokio::test]
async fn an_empty_batch_is_no_transaction() {
    each_database(|app| async move {
        assert_eq!(app.store().tell(&[]).await.unwrap(), []);
        assert_eq!(app.number("SELECT value FROM change_counter").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_task_that_died_is_known_to_be_dead_and_takes_nothing() {
    each_database(|app| async move {
        assert!(app.service.is_working());
        let (commits, task) = GroupCommit::start(app.store().clone(), || panic!("as if a rule were broken"));
        assert!(commits.is_alive());
        assert!(commits.tell(told(simple())).await.is_none(), "no answer is no promise");
        assert!(task.await.is_err() && !commits.is_alive());
        assert!(commits.tell(told(simple())).await.is_none());
    })
    .await;
}
