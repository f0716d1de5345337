//! Who read exact data and who changed what is written down, with the question and never the answer, and stays so.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::json;
use tower::ServiceExt;
use trygghetskarta::staff::Role;
use trygghetskarta::staff::audit::seal_text;

use crate::support::{App, Engine, STAFF, each_database, report};

#[tokio::test]
async fn every_exact_answer_leaves_a_line_and_a_public_one_leaves_none() {
    each_database(|app| async move {
        app.told(&report()).await;
        app.seen().await;
        app.get("/api/v1/heat").await.expect(200);
        app.get_staff("/api/v1/heat?layer=public").await.expect(200);
        for path in [
            "/api/v1/heat?category=speeding",
            "/api/v1/profile?hours=21-24",
            "/api/v1/observations?limit=5",
            "/tiles/heat/12/2207/1270.mvt",
        ] {
            assert_eq!(app.get_staff(path).await.status, 200, "{path}");
        }
        // The lines are there when the answers are: a process that ends at once takes none along.
        assert_eq!(app.number("SELECT COUNT(*) FROM audit WHERE act = 'read'").await, 4);
        let what = app.texts("SELECT what FROM audit ORDER BY seq").await;
        assert_eq!(what.into_iter().flatten().collect::<Vec<_>>(), ["heat", "profile", "observations", "heat"]);
        let parameters = app.texts("SELECT parameters FROM audit ORDER BY seq").await;
        let [first, second, ..] = &parameters[..] else { panic!("lines") };
        assert!(first.as_ref().unwrap().contains("speeding") && second.as_ref().unwrap().contains("[21,24]"));
        assert_eq!(app.texts("SELECT DISTINCT who FROM audit").await, [Some("staff".to_owned())]);
        assert!(parameters.iter().flatten().all(|text| !text.contains("n_reports") && !text.contains("13.997")));
    })
    .await;
}

#[tokio::test]
async fn the_log_is_sealed_and_only_added_to() {
    each_database(|app| async move {
        for _ in 0..3 {
            app.get_staff("/api/v1/profile").await.expect(200);
        }
        let pledges = json!({"set": "osby_2021", "since": "2026-01-01"});
        app.send_staff(Method::POST, "/api/v1/pledges", &pledges).await.expect(201);
        let walk = app.service.verify_audit().await.unwrap().expect("whole");
        assert_eq!(walk.n_lines, 4);
        for sql in ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit WHERE seq = 4"] {
            let refused = app.try_to_execute(sql).await.expect_err(sql);
            assert!(refused.contains("only added to"), "{refused}");
        }
        // Somebody who owns the database can take the guard away, and the seals still tell.
        app.without_the_guard_of_the_audit_log().await;
        app.execute("UPDATE audit SET parameters = '{}' WHERE seq = 2").await;
        assert_eq!(app.service.verify_audit().await.unwrap().unwrap_err(), 2);
        let chain = app.get_staff("/api/v1/audit/chain").await.expect(200);
        assert_eq!(chain, json!({"n_lines": 1, "seal": null, "broken_at": 2}));
    })
    .await;
}

#[tokio::test]
async fn two_servers_write_one_log_without_a_gap() {
    let app = App::osby(Engine::Postgres).await;
    let beside = app.beside().await;
    let other = trygghetskarta::http::router(trygghetskarta::http::App::new(beside));
    let reading = |router: axum::Router| async move {
        for _ in 0..20 {
            let request = Request::get("/api/v1/profile").header("authorization", format!("Bearer {STAFF}"));
            let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(answer.status(), 200);
        }
    };
    let own = trygghetskarta::http::router(trygghetskarta::http::App::new(app.service.clone()));
    tokio::join!(reading(own.clone()), reading(own), reading(other.clone()), reading(other));
    assert_eq!(app.service.verify_audit().await.unwrap().expect("whole").n_lines, 80);
}

#[tokio::test]
async fn an_auditor_reads_the_log_of_their_municipality_and_no_report() {
    each_database(|app| async move {
        let auditor = app.hire("granskare", &[(Role::Auditor, Some("1273"))]).await;
        let planner = app.hire("planner", &[(Role::Planner, Some("1273"))]).await;
        app.get_as(&planner, "/api/v1/observations?category=speeding").await.expect(200);
        let remedy = json!({"kind": "lamp_repair", "place": {"type": "Point", "coordinates": [13.9974, 56.3796]},
            "owner": "municipality"});
        app.send_as(&planner, Method::POST, "/api/v1/remedies", &remedy).await.expect(201);
        app.get_as(&auditor, "/api/v1/audit?municipality=*").await.problem(403);
        let lines = app.get_as(&auditor, "/api/v1/audit?municipality=1273&who=planner").await.expect(200);
        let told: Vec<(&str, &str)> = lines
            .as_array()
            .unwrap()
            .iter()
            .map(|line| (line["act"].as_str().unwrap(), line["what"].as_str().unwrap()))
            .collect();
        let chosen = [("sign_in", "session"), ("sign_in", "password")];
        assert_eq!(told, [&[("change", "remedy"), ("read", "observations")], &chosen[..]].concat());
        let changes = app.get_as(&auditor, "/api/v1/audit?municipality=1273&act=change").await.expect(200);
        let changed: Vec<&str> =
            changes.as_array().unwrap().iter().map(|line| line["what"].as_str().unwrap()).collect();
        assert_eq!(changed, ["remedy", "account", "account"], "also who was given an account here");
        let before = lines[0]["seq"].as_u64().unwrap();
        let older = app.get_as(&auditor, &format!("/api/v1/audit?municipality=1273&before={before}")).await.expect(200);
        assert!(older.as_array().unwrap().iter().all(|line| line["seq"].as_u64().unwrap() < before));
        app.get_as(&auditor, "/api/v1/audit?municipality=1273&from=yesterday").await.problem(400);
        app.get_as(&auditor, "/api/v1/observations").await.problem(403);
        app.get_as(&planner, "/api/v1/audit/chain").await.problem(403);
        let chain = app.get_as(&auditor, "/api/v1/audit/chain").await.expect(200);
        let walked = app.service.verify_audit().await.unwrap().expect("whole");
        assert_eq!(
            (&chain["n_lines"], &chain["broken_at"]),
            (&json!(walked.n_lines), &json!(null)),
            "with its own line"
        );
        assert_eq!(chain["seal"], seal_text(&walked.seal));
        // Reading the log is in the log.
        let read = app.get_as(&auditor, "/api/v1/audit?municipality=1273&who=granskare").await.expect(200);
        assert!(read.as_array().unwrap().iter().any(|line| line["what"] == "audit"));
        let all = app.get_staff("/api/v1/audit?municipality=*").await.expect(200);
        let signed: Vec<&str> = all
            .as_array()
            .unwrap()
            .iter()
            .filter(|line| line["act"] == "sign_in")
            .map(|line| line["who"].as_str().unwrap())
            .collect();
        assert_eq!(
            signed,
            ["planner", "planner", "granskare", "granskare"],
            "a password chosen, a session opened, twice"
        );
    })
    .await;
}
