//! The same key, the same record: told twice, stored once.

use serde_json::json;
use trygghetskarta::store::{Stored, Told};

use super::reports::{simple, told};
use crate::support::{each_database, report, with};

#[tokio::test]
async fn fifty_at_once_with_one_key_are_one_report_and_fifty_equal_answers() {
    each_database(|app| async move {
        let body = report();
        let asked: Vec<_> = (0..50).map(|_| app.tell_with_key(&body, "one-key-for-all")).collect();
        let answers = futures(asked).await;
        let first = answers[0].expect(201);
        assert!(answers.iter().all(|answer| answer.expect(201) == first));
        let replayed = answers.iter().filter(|answer| answer.header("idempotency-replayed") == "true").count();
        assert_eq!(replayed, 49);
        assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 1);
        assert_eq!(app.number("SELECT COUNT(*) FROM idempotency").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_replay_after_a_restart_gets_the_answer_given_before() {
    each_database(|app| async move {
        let first = app.tell_with_key(&report(), "kept").await.expect(201);
        app.turn_by_hours(30);
        let app = app.restarted().await;
        let again = app.tell_with_key(&report(), "kept").await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.expect(201), first);
    })
    .await;
}

#[tokio::test]
async fn a_key_with_another_body_is_refused_and_a_body_with_its_fields_in_another_order_is_not() {
    each_database(|app| async move {
        app.tell_with_key(&report(), "k").await.expect(201);
        let other = app.tell_with_key(&with(report(), "/severity", json!(4)), "k").await;
        assert_eq!(other.flaws(), [(String::new(), "idempotency_key_reused".to_owned())]);

        let mut fields: Vec<_> = report().as_object().unwrap().clone().into_iter().collect();
        fields.reverse();
        let listed: Vec<String> = fields.iter().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
        let headers = ["content-type: application/json", "idempotency-key: k"];
        let reordered = format!("{{ {} }}", listed.join(" , "));
        let again = app.send(axum::http::Method::POST, "/api/v1/reports", &headers, reordered).await;
        assert_eq!((again.status.as_u16(), again.header("idempotency-replayed")), (201, "true"));
        assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_batch_with_old_and_new_keys_gives_each_its_own_outcome() {
    each_database(|app| async move {
        let keyed = |key: u8, body: u8| Told { report: simple(), idempotency: Some(([key; 32], [body; 32])) };
        let old = keyed(1, 1);
        app.store().tell(std::slice::from_ref(&old)).await.unwrap();
        let outcomes = app.store().tell(&[keyed(2, 2), keyed(1, 1), keyed(1, 9), told(simple())]).await.unwrap();
        let [Stored::New, Stored::Replayed { id, .. }, Stored::KeyReused, Stored::New] = &outcomes[..] else {
            panic!("{outcomes:?}")
        };
        assert_eq!(*id, old.report.id);
        assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 3);
        assert_eq!(app.store().tell(&[keyed(1, 9)]).await.unwrap(), [Stored::KeyReused]);
    })
    .await;
}

#[tokio::test]
async fn a_record_of_a_source_is_stored_once_however_often_it_comes() {
    each_database(|app| async move {
        let record = |channel: &str, id: &str| {
            let mut report = simple();
            (report.channel, report.source_id) = (channel.to_owned(), Some(id.to_owned()));
            told(report)
        };
        let batch = [record("import:a", "1"), record("import:a", "2"), record("import:a", "1")];
        assert_eq!(app.store().tell(&batch).await.unwrap(), [Stored::New, Stored::New, Stored::AlreadyThere]);
        let outcomes = app.store().tell(&[record("import:a", "1"), record("import:b", "1")]).await.unwrap();
        assert_eq!(outcomes, [Stored::AlreadyThere, Stored::New]);
        assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 3);
    })
    .await;
}

/// All at once, and their answers in order.
async fn futures<T>(asked: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut asked: Vec<_> = asked.into_iter().map(|one| (Box::pin(one), None)).collect();
    std::future::poll_fn(|context| {
        for (one, answer) in asked.iter_mut().filter(|(_, answer)| answer.is_none()) {
            if let std::task::Poll::Ready(found) = one.as_mut().poll(context) {
                *answer = Some(found);
            }
        }
        if asked.iter().all(|(_, answer)| answer.is_some()) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    asked.into_iter().filter_map(|(_, answer)| answer).collect()
}
