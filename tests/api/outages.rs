//! When the database is away: readers go on, tellers are asked to come back, nobody is told why.

use crate::support::{App, Engine, report};

#[tokio::test]
async fn without_the_database_reading_goes_on_and_telling_is_put_off() {
    for engine in Engine::BOTH {
        let app = App::osby(engine).await;
        let token = app.told(&report()).await["follow_up_token"].as_str().unwrap().to_owned();
        app.seen().await;
        app.lose_database().await;
        app.get("/api/v1/heat").await.expect(200);
        app.get("/api/v1/town").await.expect(200);
        assert_eq!(app.get("/health/live").await.status, 200);
        assert_eq!(app.get("/health/ready").await.problem(503)["code"], "database_unavailable");
        let follow_up = app.follow_up(axum::http::Method::GET, &token).await;
        for answer in [app.tell(&report()).await, app.tell_with_key(&report(), "k").await, follow_up] {
            let problem = answer.problem(503);
            assert_eq!(problem["code"], "database_unavailable");
            assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
            let text = answer.text().to_lowercase();
            assert!(!text.contains("sql") && !text.contains("pool"), "no cause in {text}");
        }
        // A form comes back filled in, to be sent again.
        let form =
            app.post_form(&[("category", "speeding"), ("coordinates", "56.3796, 13.9974"), ("text", "Viktigt")]).await;
        assert_eq!(form.status, 503);
        assert!(form.text().contains("Viktigt"));
    }
}

#[tokio::test]
async fn connections_that_are_cut_are_no_fault_of_the_teller() {
    let app = App::osby(Engine::Postgres).await;
    for i in 0..10 {
        app.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .await;
        let key = format!("cut-{i}");
        let mut answer = app.tell_with_key(&report(), &key).await;
        if answer.status != 201 {
            answer.problem(503);
            answer = app.tell_with_key(&report(), &key).await;
        }
        answer.expect(201);
    }
    assert_eq!(app.number("SELECT COUNT(*) FROM report").await, 10);
}

#[tokio::test]
async fn a_database_that_refuses_is_our_fault_and_its_words_stay_inside() {
    for engine in Engine::BOTH {
        let app = App::osby(engine).await;
        app.execute("ALTER TABLE idempotency RENAME TO lost").await;
        let answer = app.tell_with_key(&report(), "k").await;
        assert_eq!(answer.problem(500)["code"], "internal");
        let text = answer.text();
        assert!(!text.contains("idempotency") && !text.contains("relation") && !text.contains("table"), "{text}");
        app.execute("ALTER TABLE lost RENAME TO idempotency").await;
        app.tell_with_key(&report(), "k").await.expect(201);
    }
}
